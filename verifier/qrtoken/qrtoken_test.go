package qrtoken_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

// signer signs with either curve, low-S.
type signer struct {
	key    *ecdsa.PrivateKey
	public ledger.PublicKey
}

func newSigner(t testing.TB, curve elliptic.Curve) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&key.PublicKey)
	require.NoError(t, err)
	return signer{key, public}
}

func (s signer) PublicKey() ledger.PublicKey { return s.public }

func (s signer) Sign(message []byte) (ledger.Signature, error) {
	sum := sha256.Sum256(message)
	r, sValue, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		return ledger.Signature{}, err
	}
	if n := s.key.Params().N; sValue.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		sValue.Sub(n, sValue)
	}
	var out ledger.Signature
	r.FillBytes(out[:32])
	sValue.FillBytes(out[32:])
	return out, nil
}

func curves() map[string]elliptic.Curve {
	return map[string]elliptic.Curve{"ES256K": crypto.S256(), "ES256": elliptic.P256()}
}

func claims(s signer) qrtoken.Claims {
	return qrtoken.Claims{
		Salt: [16]byte{
			1,
			2,
			3,
		}, Issuer: "DH-MAU", Thumbprint: s.public.Thumbprint(), Kind: "VN-BA/7480201", ValidUntil: "2030-01-31",
		List: 3, Index: 131071, FullName: "Nguyễn Thị Hương Giang", BirthDate: "2004-03-15", Award: "Bằng cử nhân",
		Major: "Công nghệ thông tin", SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123", IssueDate: "2026-06-20", Rank: "Giỏi",
	}
}

func token(t testing.TB, s signer) []byte {
	t.Helper()
	encoded, err := claims(s).Encode()
	require.NoError(t, err)
	signed, err := qrtoken.Sign(ledger.SumDigest([]byte("jwt")), encoded, s)
	require.NoError(t, err)
	return signed
}

func TestTokenIsReadBack(t *testing.T) {
	t.Parallel()
	for name, curve := range curves() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSigner(t, curve)
			signed := token(t, s)
			parsed, err := qrtoken.Parse(signed)
			require.NoError(t, err)
			require.Equal(t, claims(s), parsed.Claims)
			require.Equal(t, ledger.SumDigest([]byte("jwt")), parsed.JWTHash)
			require.NoError(t, parsed.VerifySignature(s.public))
			for _, other := range curves() {
				require.ErrorIs(t, parsed.VerifySignature(newSigner(t, other).public), ledger.ErrSignature)
			}
			again, err := parsed.Encode()
			require.NoError(t, err)
			require.Equal(t, signed, again)
			encoded, err := parsed.Claims.Encode()
			require.NoError(t, err)
			require.Equal(t, parsed.EncodedClaims(), encoded)
		})
	}
}

func TestEveryFlippedBitIsRefused(t *testing.T) {
	t.Parallel()
	for name, curve := range curves() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSigner(t, curve)
			signed := token(t, s)
			for bit := range len(signed) * 8 {
				flipped := slices.Clone(signed)
				flipped[bit/8] ^= 1 << (bit % 8)
				parsed, err := qrtoken.Parse(flipped)
				if err == nil {
					err = parsed.VerifySignature(s.public)
				}
				require.Error(t, err, "bit %d of byte %d", bit%8, bit/8)
			}
		})
	}
}

func TestHighSIsRefused(t *testing.T) {
	t.Parallel()
	for name, curve := range curves() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSigner(t, curve)
			signed := token(t, s)
			half := signed[len(signed)-32:]
			value := new(big.Int).SetBytes(half)
			value.Sub(curve.Params().N, value).FillBytes(half)
			parsed, err := qrtoken.Parse(signed)
			require.NoError(t, err)
			require.ErrorIs(t, parsed.VerifySignature(s.public), ledger.ErrSignature)
		})
	}
}

func TestMalformedTokensAreRefused(t *testing.T) {
	t.Parallel()
	s := newSigner(t, crypto.S256())
	good := token(t, s)
	var parts struct {
		_           struct{} `cbor:",toarray"`
		Protected   []byte
		Unprotected map[any]any
		Payload     []byte
		Signature   []byte
	}
	require.NoError(t, cbor.Unmarshal(good[1:], &parts))
	build := func(protected, unprotected, payload, signature any) []byte {
		text, err := cbor.Marshal(cbor.Tag{Number: 18, Content: []any{protected, unprotected, payload, signature}})
		require.NoError(t, err)
		return text
	}
	empty := map[any]any{}
	require.Equal(t, good, build(parts.Protected, empty, parts.Payload, parts.Signature))
	for name, text := range map[string][]byte{
		"Empty":               {},
		"Untagged":            good[1:],
		"OtherTag":            append([]byte{0xd1}, good[1:]...),
		"TrailingByte":        append(slices.Clone(good), 0),
		"Truncated":           good[:len(good)-1],
		"TooLong":             make([]byte, qrtoken.MaxToken+1),
		"UnprotectedHeader":   build(parts.Protected, map[any]any{4: []byte("kid")}, parts.Payload, parts.Signature),
		"TwoProtectedHeaders": build([]byte{0xa2, 0x01, 0x38, 0x2e, 0x04, 0x41, 0x00}, empty, parts.Payload, parts.Signature),
		"NoAlgorithm":         build([]byte{0xa0}, empty, parts.Payload, parts.Signature),
		"EdDSA":               build([]byte{0xa1, 0x01, 0x27}, empty, parts.Payload, parts.Signature),
		"AlgorithmAsText":     build([]byte{0xa1, 0x01, 0x66, 'E', 'S', '2', '5', '6', 'K'}, empty, parts.Payload, parts.Signature),
		"AlgorithmNotMinimal": build([]byte{0xa1, 0x01, 0x39, 0x00, 0x2e}, empty, parts.Payload, parts.Signature),
		"NoPayload":           build(parts.Protected, empty, nil, parts.Signature),
		"PayloadIsNoMap":      build(parts.Protected, empty, []byte{0x01}, parts.Signature),
		"PayloadTrailingByte": build(parts.Protected, empty, append(slices.Clone(parts.Payload), 0), parts.Signature),
		"ShortSignature":      build(parts.Protected, empty, parts.Payload, parts.Signature[:63]),
		"LongSignature":       build(parts.Protected, empty, parts.Payload, append(slices.Clone(parts.Signature), 0)),
		"NotMinimalLength":    bytes.Replace(good, []byte{0x58, 0x40}, []byte{0x59, 0x00, 0x40}, 1),
		"IndefiniteArray":     append(append([]byte{0xd2, 0x9f}, good[2:]...), 0xff),
		"FiveElements":        append(append([]byte{0xd2, 0x85}, good[2:]...), 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := qrtoken.Parse(text)
			require.ErrorIs(t, err, qrtoken.ErrMalformed)
		})
	}
}

func TestMalformedClaimsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSigner(t, crypto.S256())
	good, err := claims(s).Encode()
	require.NoError(t, err)
	change := func(key uint64, value any) []byte {
		var m map[uint64]any
		require.NoError(t, cbor.Unmarshal(good, &m))
		m[key] = value
		if value == nil {
			delete(m, key)
		}
		mode, err := cbor.CoreDetEncOptions().EncMode()
		require.NoError(t, err)
		text, err := mode.Marshal(m)
		require.NoError(t, err)
		return text
	}
	require.Equal(t, good, change(15, "Giỏi"))
	for name, text := range map[string][]byte{
		"Empty":            {},
		"NotAMap":          {0x80},
		"TooLong":          make([]byte, qrtoken.MaxClaims+1),
		"UnknownKey":       change(16, "x"),
		"ShortSalt":        change(1, make([]byte, 15)),
		"LongSalt":         change(1, make([]byte, 17)),
		"SaltAsText":       change(1, strings.Repeat("a", 16)),
		"NoSalt":           change(1, nil),
		"IssuerCode":       change(2, "dh-mau"),
		"ShortThumbprint":  change(3, make([]byte, 31)),
		"Kind":             change(4, "VN-BA/"),
		"ValidUntil":       change(5, "2026-02-30"),
		"EmptyValidUntil":  change(5, ""), // an empty member is absent
		"ListZero":         change(6, 0),
		"NegativeList":     change(6, -1),
		"LargeList":        change(6, uint64(1)<<32),
		"ListAsFloat":      change(6, 1.0),
		"IndexOutOfRange":  change(7, ledger.StatusListSize),
		"NoName":           change(8, nil),
		"EmptyName":        change(8, ""),
		"NameNotNFC":       change(8, "Ha\u0300"),
		"NameWithLineEnd":  change(8, "A\nB"),
		"NameAsBytes":      change(8, []byte("A")),
		"NameNotUTF8":      bytes.Replace(good, []byte("Giang"), []byte("Gi\xffng"), 1),
		"BirthDate":        change(9, "15/03/2004"),
		"NoSuchBirthMonth": change(9, "2004-13"),
		"NoSuchBirthDay":   change(9, "2005-02-29"),
		"NoAward":          change(10, nil),
		"NoIssueDate":      change(14, nil),
		"Unsorted":         append([]byte{0xa2, 0x02, 0x61, 'A', 0x01}, good[2:19]...),
		"DuplicateKey":     append(append([]byte{good[0] + 1}, good[1:]...), 0x0f, 0x61, 'A'),
		"TrailingByte":     append(slices.Clone(good), 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := qrtoken.ParseClaims(text)
			require.ErrorIs(t, err, qrtoken.ErrMalformed)
			require.NotContains(t, err.Error(), "Giang")
		})
	}
}

func TestClaimsOverTheLimitAreTooLong(t *testing.T) {
	t.Parallel()
	c := claims(newSigner(t, crypto.S256()))
	encoded, err := c.Encode()
	require.NoError(t, err)
	// A text of 24 to 255 bytes has two bytes of head, whatever it is.
	room := qrtoken.MaxClaims - len(encoded)
	c.FullName += strings.Repeat("ế", room/3) + strings.Repeat("a", room%3)
	encoded, err = c.Encode()
	require.NoError(t, err)
	require.Len(t, encoded, qrtoken.MaxClaims)
	_, err = qrtoken.ParseClaims(encoded)
	require.NoError(t, err)
	c.FullName += "a"
	_, err = c.Encode()
	require.ErrorIs(t, err, qrtoken.ErrTooLong)
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newSigner(t, crypto.S256())
	parsed, err := qrtoken.Parse(token(t, s))
	require.NoError(t, err)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("said", "claims", claims(s), "token", parsed)
	require.NotContains(t, out.String(), "Giang")
	require.Contains(t, out.String(), "DH-MAU")
}

func FuzzParse(f *testing.F) {
	for _, curve := range curves() {
		f.Add(token(f, newSigner(f, curve)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		parsed, err := qrtoken.Parse(text)
		if err != nil {
			require.ErrorIs(t, err, qrtoken.ErrMalformed)
			return
		}
		again, err := parsed.Encode()
		require.NoError(t, err)
		require.Equal(t, text, again)
	})
}

func FuzzParseClaims(f *testing.F) {
	encoded, err := claims(newSigner(f, crypto.S256())).Encode()
	require.NoError(f, err)
	f.Add(encoded)
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := qrtoken.ParseClaims(text)
		if err != nil {
			require.ErrorIs(t, err, qrtoken.ErrMalformed)
			return
		}
		again, err := c.Encode()
		require.NoError(t, err)
		require.Equal(t, text, again)
	})
}

// asking keeps what the library asks it to sign.
type asking struct {
	signer
	input []byte
}

func (a *asking) Sign(message []byte) (ledger.Signature, error) {
	a.input = message
	return a.signer.Sign(message)
}

// signingInput returns a token, and what its signature is over.
func signingInput(t testing.TB, curve elliptic.Curve) (token, input []byte) {
	a := &asking{signer: newSigner(t, curve)}
	encoded, err := claims(a.signer).Encode()
	require.NoError(t, err)
	token, err = qrtoken.Sign(ledger.SumDigest([]byte("jwt")), encoded, a)
	require.NoError(t, err)
	return token, a.input
}

func TestASigningInputIsReadAsItsToken(t *testing.T) {
	t.Parallel()
	for name, curve := range curves() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, input := signingInput(t, curve)
			want, err := qrtoken.Parse(text)
			require.NoError(t, err)
			got, err := qrtoken.ParseSigningInput(input)
			require.NoError(t, err)
			require.Equal(t, want.Claims, got.Claims)
			require.Equal(t, want.JWTHash, got.JWTHash)
			for i := range input {
				_, err := qrtoken.ParseSigningInput(input[:i])
				require.ErrorIs(t, err, qrtoken.ErrMalformed)
			}
			_, err = qrtoken.ParseSigningInput(append(slices.Clone(input), 0))
			require.ErrorIs(t, err, qrtoken.ErrMalformed)
			_, err = qrtoken.ParseSigningInput(text)
			require.ErrorIs(t, err, qrtoken.ErrMalformed)
		})
	}
}

func FuzzParseSigningInput(f *testing.F) {
	for _, curve := range curves() {
		_, input := signingInput(f, curve)
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		parsed, err := qrtoken.ParseSigningInput(input)
		if err != nil {
			require.ErrorIs(t, err, qrtoken.ErrMalformed)
			return
		}
		require.Equal(t, input, parsed.SigningInput())
	})
}

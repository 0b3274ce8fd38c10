package statuslist_test

import (
	"bytes"
	"compress/zlib"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
)

const (
	address = "https://vanbang.example/status/DH-MAU/1"
	service = "did:web:vanbang.example"
)

var moment = time.Date(2026, 6, 20, 5, 0, 0, 0, time.UTC)

// signer is a P-256 key of a test.
type signer struct{ private *ecdsa.PrivateKey }

func newSigner(t testing.TB) signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return signer{private}
}

func (s signer) PublicKey() ledger.PublicKey {
	key, err := ledger.NewPublicKey(&s.private.PublicKey)
	if err != nil {
		panic(err)
	}
	return key
}

func (s signer) Sign(message []byte) (ledger.Signature, error) {
	var signature ledger.Signature
	sum := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, s.private, sum[:])
	if err != nil {
		return signature, err
	}
	if n := elliptic.P256().Params().N; v.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		v.Sub(n, v)
	}
	r.FillBytes(signature[:32])
	v.FillBytes(signature[32:])
	return signature, nil
}

// token signs any header and payload as a compact JWS.
func (s signer) token(t testing.TB, header, payload any) string {
	t.Helper()
	var parts [2]string
	for i, v := range []any{header, payload} {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		parts[i] = base64.RawURLEncoding.EncodeToString(text)
	}
	message := parts[0] + "." + parts[1]
	signature, err := s.Sign([]byte(message))
	require.NoError(t, err)
	return message + "." + signature.String()
}

func claims(at string) statuslist.Claims {
	return statuslist.Claims{
		Address: at,
		Issuer:  service,
		Signed:  moment,
		From:    moment,
		Until:   moment.Add(15 * time.Minute),
	}
}

func expected(s signer, at string, purpose statuslist.Purpose) statuslist.Expected {
	return statuslist.Expected{
		Address: at,
		Purpose: purpose,
		Issuer:  service,
		Key:     s.PublicKey(),
		At:      moment.Add(time.Minute),
	}
}

var someStates = map[uint32]ledger.State{
	0: ledger.Revoked, 1: ledger.Suspended, 2: ledger.Superseded, 3: ledger.Active, 5: "of another day",
	ledger.StatusListSize - 1: ledger.Suspended,
}

func TestTokenListHoldsBothPurposes(t *testing.T) {
	t.Parallel()
	list, err := statuslist.NewTokenList(someStates)
	require.NoError(t, err)
	text, err := list.Encode()
	require.NoError(t, err)
	again, err := statuslist.DecodeTokenList(text)
	require.NoError(t, err)
	require.Equal(t, list, again)
	for index, want := range map[uint32]statuslist.TokenStatus{
		0: statuslist.TokenInvalid, 1: statuslist.TokenSuspended, 2: statuslist.TokenInvalid, 3: statuslist.TokenValid,
		4: statuslist.TokenValid, 5: statuslist.TokenInvalid, ledger.StatusListSize - 1: statuslist.TokenSuspended,
	} {
		status, err := again.Status(index)
		require.NoError(t, err)
		require.Equal(t, want, status, "%d", index)
	}
	_, err = again.Status(ledger.StatusListSize)
	require.ErrorIs(t, err, statuslist.ErrRange)
	_, err = statuslist.NewTokenList(map[uint32]ledger.State{ledger.StatusListSize: ledger.Revoked})
	require.ErrorIs(t, err, statuslist.ErrRange)
}

func TestTokenListBeginsInTheLowestBits(t *testing.T) {
	t.Parallel()
	list, err := statuslist.NewTokenList(someStates)
	require.NoError(t, err)
	text, err := list.Encode()
	require.NoError(t, err)
	packed, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	r, err := zlib.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	var plain bytes.Buffer
	_, err = plain.ReadFrom(r)
	require.NoError(t, err)
	require.Len(t, plain.Bytes(), ledger.StatusListSize/4)
	require.Equal(t, byte(0b00_01_10_01), plain.Bytes()[0])
	require.Equal(t, byte(0b00_00_01_00), plain.Bytes()[1])
}

func TestMalformedTokenListsAreRefused(t *testing.T) {
	t.Parallel()
	const size = ledger.StatusListSize / 4
	pack := func(n int) []byte {
		var out bytes.Buffer
		w := zlib.NewWriter(&out)
		_, err := w.Write(make([]byte, n))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		return out.Bytes()
	}
	text := base64.RawURLEncoding.EncodeToString
	damaged := pack(size)
	damaged[len(damaged)-1] ^= 1
	for name, encoded := range map[string]string{
		"Empty":            "",
		"Padding":          text(pack(size)) + "=",
		"NotZLIB":          "AAAA",
		"Short":            text(pack(size - 1)),
		"Long":             text(pack(size + 1)),
		"Bomb":             text(pack(64 << 20)),
		"TrailingBytes":    text(append(pack(size), 0)),
		"Truncated":        text(pack(size)[:20]),
		"Checksum":         text(damaged),
		"LongerThanBounds": strings.Repeat("A", 1<<20),
	} {
		_, err := statuslist.DecodeTokenList(encoded)
		require.ErrorIs(t, err, statuslist.ErrMalformed, name)
	}
	_, err := statuslist.DecodeTokenList(text(pack(size)))
	require.NoError(t, err)
}

func TestSignedListsAreReadAsTheyWereSigned(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	for _, purpose := range []statuslist.Purpose{statuslist.Revocation, statuslist.Suspension} {
		list, err := statuslist.New(purpose, someStates)
		require.NoError(t, err)
		at := address + "/" + string(purpose)
		text, err := statuslist.SignBitstring(list, purpose, claims(at), s)
		require.NoError(t, err)
		again, err := statuslist.ReadBitstring(text, expected(s, at, purpose))
		require.NoError(t, err)
		require.Equal(t, list, again)
	}
	list, err := statuslist.NewTokenList(someStates)
	require.NoError(t, err)
	text, err := statuslist.SignToken(list, time.Minute, claims(address), s)
	require.NoError(t, err)
	again, err := statuslist.ReadToken(text, expected(s, address, ""))
	require.NoError(t, err)
	require.Equal(t, list, again)
}

// TestListsOfAnythingElseAreRefused asks for one list and is given another: of
// another address, purpose, service or moment, or of another form.
func TestListsOfAnythingElseAreRefused(t *testing.T) {
	t.Parallel()
	s, stranger := newSigner(t), newSigner(t)
	at := address + "/revocation"
	bitstring, err := statuslist.SignBitstring(&statuslist.List{}, statuslist.Revocation, claims(at), s)
	require.NoError(t, err)
	token, err := statuslist.SignToken(&statuslist.TokenList{}, time.Minute, claims(at), s)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change func(*statuslist.Expected)
		want   error
	}{
		"OtherAddress": {func(e *statuslist.Expected) { e.Address = address + "0/revocation" }, statuslist.ErrOther},
		"OtherService": {func(e *statuslist.Expected) { e.Issuer = "did:web:other.example" }, statuslist.ErrSigner},
		"OtherKey":     {func(e *statuslist.Expected) { e.Key = stranger.PublicKey() }, statuslist.ErrSigner},
		"Stale":        {func(e *statuslist.Expected) { e.At = moment.Add(15 * time.Minute) }, statuslist.ErrStale},
		"NotYet":       {func(e *statuslist.Expected) { e.At = moment.Add(-time.Second) }, statuslist.ErrStale},
	} {
		want := expected(s, at, statuslist.Revocation)
		c.change(&want)
		_, err := statuslist.ReadBitstring(bitstring, want)
		require.ErrorIs(t, err, c.want, name)
		_, err = statuslist.ReadToken(token, want)
		require.ErrorIs(t, err, c.want, name)
	}
	_, err = statuslist.ReadBitstring(bitstring, expected(s, at, statuslist.Suspension))
	require.ErrorIs(t, err, statuslist.ErrOther)
	_, err = statuslist.ReadBitstring(token, expected(s, at, statuslist.Revocation))
	require.ErrorIs(t, err, statuslist.ErrMalformed)
	_, err = statuslist.ReadToken(bitstring, expected(s, at, ""))
	require.ErrorIs(t, err, statuslist.ErrMalformed)
}

// TestChangedSignedListsAreRefused changes each part of a signed list, and each
// member of its header and payload under a good signature.
func TestChangedSignedListsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	at := address + "/revocation"
	good, err := statuslist.SignBitstring(&statuslist.List{}, statuslist.Revocation, claims(at), s)
	require.NoError(t, err)
	want := expected(s, at, statuslist.Revocation)
	for place := range len(good) {
		changed := []byte(good)
		if changed[place] ^= 1; changed[place] == '.' {
			continue
		}
		_, err := statuslist.ReadBitstring(string(changed), want)
		require.Error(t, err, "byte %d", place)
	}
	for _, text := range []string{"", good + ".", good + "\n", good[:len(good)-1], strings.Repeat("A", 1<<20)} {
		_, err := statuslist.ReadBitstring(text, want)
		require.Error(t, err)
	}

	read := func(change func(header, payload, subject map[string]any)) error {
		header, payload := object(t, good, 0), object(t, good, 1)
		subject, is := payload["credentialSubject"].(map[string]any)
		require.True(t, is)
		change(header, payload, subject)
		_, err := statuslist.ReadBitstring(s.token(t, header, payload), want)
		return err
	}
	require.NoError(t, read(func(_, _, _ map[string]any) {}))
	set := func(of int, name string, value any) func(header, payload, subject map[string]any) {
		return func(header, payload, subject map[string]any) {
			[]map[string]any{header, payload, subject}[of][name] = value
		}
	}
	for name, c := range map[string]struct {
		change func(header, payload, subject map[string]any)
		want   error
	}{
		"NoSignatureAlgorithm": {set(0, "alg", "none"), statuslist.ErrSigner},
		"OtherAlgorithm":       {set(0, "alg", "ES256K"), statuslist.ErrSigner},
		"OtherKeyID":           {set(0, "kid", "did:web:other.example#x"), statuslist.ErrSigner},
		"OtherType":            {set(0, "typ", "JWT"), statuslist.ErrMalformed},
		"Critical":             {set(0, "crit", []string{"exp"}), statuslist.ErrMalformed},
		"NoContext":            {set(1, "@context", []string{}), statuslist.ErrMalformed},
		"NotAStatusList":       {set(1, "type", []string{"VerifiableCredential"}), statuslist.ErrMalformed},
		"ForeignIssuer":        {set(1, "issuer", "did:web:other.example"), statuslist.ErrSigner},
		"NoEnd":                {set(1, "validUntil", "0001-01-01T00:00:00Z"), statuslist.ErrMalformed},
		"OtherSubject":         {set(2, "type", "Other"), statuslist.ErrMalformed},
		"OtherPurpose":         {set(2, "statusPurpose", "suspension"), statuslist.ErrOther},
		"ShortList": {
			set(2, "encodedList", encode(pack(t, make([]byte, ledger.StatusListSize/8-1)))),
			statuslist.ErrMalformed,
		},
		"Bomb": {set(2, "encodedList", encode(pack(t, make([]byte, 64<<20)))), statuslist.ErrMalformed},
	} {
		require.ErrorIs(t, read(c.change), c.want, name)
	}
}

func TestChangedStatusListTokensAreRefused(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	good, err := statuslist.SignToken(&statuslist.TokenList{}, time.Minute, claims(address), s)
	require.NoError(t, err)
	want := expected(s, address, "")
	for name, c := range map[string]struct {
		member string
		value  any
		want   error
	}{
		"OneBit":  {"status_list", map[string]any{"bits": 1, "lst": "AA"}, statuslist.ErrMalformed},
		"NoList":  {"status_list", map[string]any{"bits": 2, "lst": ""}, statuslist.ErrMalformed},
		"NoEnd":   {"exp", 0, statuslist.ErrMalformed},
		"NoIssue": {"iat", 0, statuslist.ErrMalformed},
		"Subject": {"sub", address + "0", statuslist.ErrOther},
		"Issuer":  {"iss", "did:web:other.example", statuslist.ErrSigner},
		"Text":    {"exp", "tomorrow", statuslist.ErrMalformed},
	} {
		payload := object(t, good, 1)
		payload[c.member] = c.value
		_, err := statuslist.ReadToken(s.token(t, object(t, good, 0), payload), want)
		require.ErrorIs(t, err, c.want, name)
	}
}

// object returns the header or payload of a compact JWS.
func object(t *testing.T, token string, part int) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[part])
	require.NoError(t, err)
	var o map[string]any
	require.NoError(t, json.Unmarshal(text, &o))
	return o
}

func FuzzReadBitstring(f *testing.F) {
	s := newSigner(f)
	at := address + "/revocation"
	good, err := statuslist.SignBitstring(&statuslist.List{}, statuslist.Revocation, claims(at), s)
	require.NoError(f, err)
	f.Add(good)
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := statuslist.ReadBitstring(text, expected(s, at, statuslist.Revocation)); err == nil {
			require.Equal(t, good, text)
		}
	})
}

func FuzzReadToken(f *testing.F) {
	s := newSigner(f)
	good, err := statuslist.SignToken(&statuslist.TokenList{}, time.Minute, claims(address), s)
	require.NoError(f, err)
	f.Add(good)
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := statuslist.ReadToken(text, expected(s, address, "")); err == nil {
			require.Equal(t, good, text)
		}
	})
}

func FuzzDecodeTokenList(f *testing.F) {
	text, err := (&statuslist.TokenList{}).Encode()
	require.NoError(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := statuslist.DecodeTokenList(text)
		if err != nil {
			return
		}
		encoded, err := list.Encode()
		require.NoError(t, err)
		again, err := statuslist.DecodeTokenList(encoded)
		require.NoError(t, err)
		require.Equal(t, list, again)
	})
}

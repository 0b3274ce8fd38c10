package presentation_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qrtoken"
)

const base = "https://vanbang.example"

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

func diploma(name string) credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID:     "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer: credential.Issuer{Code: "DH-MAU", Name: "Trường Đại học Mẫu (mẫu)", Host: "vanbang.example"},
			Kind:   "VN-BA/7480201", Award: "Bằng cử nhân", Major: "Công nghệ thông tin", Rank: "Giỏi",
			SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123", DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-15",
			IssueDate: "2026-06-20", ValidUntil: "2030-12-31", SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status: credential.StatusRef{List: 2, Index: 94567},
		},
		Subject: credential.Subject{
			FullName:   name,
			BirthDate:  "2004-03-15",
			Sex:        "Nữ",
			NationalID: "000304001234",
			Ethnicity:  "Kinh",
		},
	}
}

func issue(t testing.TB, d credential.Document, s signer) credential.Issued {
	t.Helper()
	issued, err := credential.Issue(d, s, rand.Reader)
	require.NoError(t, err)
	return issued
}

func TestEveryFormLeadsToTheSameCredential(t *testing.T) {
	t.Parallel()
	for algorithm, curve := range map[string]elliptic.Curve{"ES256K": crypto.S256(), "ES256": elliptic.P256()} {
		s := newSigner(t, curve)
		issued := issue(t, diploma("Nguyễn Thị Hương Giang"), s)
		file, err := presentation.HolderFile(issued.SDJWT(), issued.QRClaims)
		require.NoError(t, err)
		public, err := credential.Present(issued.SDJWT(), credential.Public)
		require.NoError(t, err)
		publicFile, err := presentation.HolderFile(public, issued.QRClaims)
		require.NoError(t, err)
		for name, c := range map[string]struct {
			input string
			form  presentation.Form
		}{
			"Address":        {presentation.URL(base, issued.QRToken), presentation.FormQR},
			"AddressOverLAN": {presentation.URL("http://192.168.1.5:8443/", issued.QRToken), presentation.FormQR},
			"Digits":         {presentation.Digits(issued.QRToken), presentation.FormQR},
			"PastedDigits":   {"\n  " + presentation.Digits(issued.QRToken) + " \r\n", presentation.FormQR},
			"SDJWT":          {issued.SDJWT(), presentation.FormSDJWT},
			"BareSDJWT":      {issued.JWT + "~", presentation.FormSDJWT},
			"HolderFile":     {string(file), presentation.FormHolder},
			"PublicFile":     {string(publicFile), presentation.FormHolder},
		} {
			t.Run(algorithm+name, func(t *testing.T) {
				t.Parallel()
				p, err := presentation.Parse(c.input)
				require.NoError(t, err)
				require.Equal(t, c.form, p.Form)
				require.Equal(t, issued.Digest, p.Digest())
				require.Equal(t, "DH-MAU", p.Issuer())
				require.Equal(t, s.public.Thumbprint(), p.Thumbprint())
				require.Equal(t, ledger.Kind("VN-BA/7480201"), p.Kind())
				require.Equal(t, credential.StatusRef{List: 2, Index: 94567}, p.Status())
				require.Equal(t, ledger.Date("2026-06-20"), p.IssueDate())
				require.Equal(t, ledger.Date("2030-12-31"), p.ValidUntil())
				require.NoError(t, p.VerifySignature(s.public))
				require.ErrorIs(t, p.VerifySignature(newSigner(t, curve).public), ledger.ErrSignature)
			})
		}
	}
}

func TestMalformedPresentationsAreRefused(t *testing.T) {
	t.Parallel()
	issued := issue(t, diploma("Nguyễn Thị Hương Giang"), newSigner(t, crypto.S256()))
	digits := presentation.Digits(issued.QRToken)
	claims, sdJWT := base64.RawURLEncoding.EncodeToString(issued.QRClaims), issued.SDJWT()
	for name, input := range map[string]string{
		"Empty":              "",
		"Spaces":             "  ",
		"Text":               "xin chào",
		"JWTOnly":            issued.JWT,
		"OtherFragment":      base + "/v#x" + digits,
		"NoFragment":         base + "/v",
		"EmptyFragment":      base + "/v#",
		"OtherPath":          base + "/w#" + digits,
		"NoHost":             "https:///v#" + digits,
		"Query":              base + "/v?d=" + digits,
		"OtherScheme":        "javascript:/v#" + digits,
		"LeadingZero":        "0" + digits,
		"SpaceInside":        digits[:10] + " " + digits[10:],
		"OtherDigits":        "١٢٣",
		"ShortDigits":        digits[:100],
		"DigitMore":          digits + "1",
		"TooManyDigits":      strings.Repeat("1", presentation.MaxDigits+1),
		"TooLong":            strings.Repeat("~", presentation.MaxSize+1),
		"TrailingTilde":      sdJWT + "~",
		"FileOfOtherType":    `{"type":"x","credential":"` + sdJWT + `","qrClaims":"` + claims + `"}`,
		"FileWithUnknown":    `{"type":"sogoc/holder-file/v1","credential":"` + sdJWT + `","qrClaims":"` + claims + `","x":1}`,
		"FileWithDuplicate":  `{"type":"sogoc/holder-file/v1","type":"sogoc/holder-file/v1","credential":"` + sdJWT + `","qrClaims":"` + claims + `"}`,
		"FileWithTrailing":   `{"type":"sogoc/holder-file/v1","credential":"` + sdJWT + `","qrClaims":"` + claims + `"}{}`,
		"FileWithPadding":    `{"type":"sogoc/holder-file/v1","credential":"` + sdJWT + `","qrClaims":"` + claims + `="}`,
		"FileWithoutSDJWT":   `{"type":"sogoc/holder-file/v1","qrClaims":"` + claims + `"}`,
		"FileWithOtherCase":  `{"type":"sogoc/holder-file/v1","Credential":"` + sdJWT + `","qrClaims":"` + claims + `"}`,
		"FileWithLineEnding": `{"type":"sogoc/holder-file/v1","credential":"` + sdJWT + `","qrClaims":"` + claims[:8] + `\n` + claims[8:] + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := presentation.Parse(input)
			require.ErrorIs(t, err, presentation.ErrMalformed)
			require.NotContains(t, err.Error(), "Giang")
		})
	}
}

// TestFormsThatDifferAreTampered has an issuer sign a credential that binds QR
// claims which say something else.
func TestFormsThatDifferAreTampered(t *testing.T) {
	t.Parallel()
	s := newSigner(t, crypto.S256())
	honest := issue(t, diploma("Nguyễn Thị Hương Giang"), s)
	for name, change := range map[string]func(*qrtoken.Claims){
		"FullName":       func(c *qrtoken.Claims) { c.FullName = "Trần Văn Mẫu" },
		"BirthDate":      func(c *qrtoken.Claims) { c.BirthDate = "2004-03" },
		"Issuer":         func(c *qrtoken.Claims) { c.Issuer = "DH-KHAC" },
		"Key":            func(c *qrtoken.Claims) { c.Thumbprint = strings.Repeat("A", 43) },
		"Kind":           func(c *qrtoken.Claims) { c.Kind = "VN-MA/7480201" },
		"ValidUntil":     func(c *qrtoken.Claims) { c.ValidUntil = "" },
		"StatusList":     func(c *qrtoken.Claims) { c.List++ },
		"StatusIndex":    func(c *qrtoken.Claims) { c.Index++ },
		"Award":          func(c *qrtoken.Claims) { c.Award = "Bằng thạc sĩ" },
		"AwardOtherCode": func(c *qrtoken.Claims) { c.Award = "VN-MA" },
		"Major":          func(c *qrtoken.Claims) { c.Major = "Luật" },
		"NoMajor":        func(c *qrtoken.Claims) { c.Major = "" },
		"SerialNumber":   func(c *qrtoken.Claims) { c.SerialNumber = "A 00123457" },
		"RegisterNumber": func(c *qrtoken.Claims) { c.RegisterNumber = "" },
		"IssueDate":      func(c *qrtoken.Claims) { c.IssueDate = "2026-06-21" },
		"Rank":           func(c *qrtoken.Claims) { c.Rank = "Xuất sắc" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			claims, err := qrtoken.ParseClaims(honest.QRClaims)
			require.NoError(t, err)
			change(&claims)
			encoded, err := claims.Encode()
			require.NoError(t, err)
			sdJWT := rebind(t, honest.SDJWT(), honest.QRClaims, encoded)
			_, err = presentation.HolderFile(sdJWT, encoded)
			require.ErrorIs(t, err, presentation.ErrTampered)
			require.NotContains(t, err.Error(), "Giang")

			c, err := credential.Parse(sdJWT)
			require.NoError(t, err)
			signed, err := qrtoken.Sign(c.JWTHash, encoded, s)
			require.NoError(t, err)
			token, err := qrtoken.Parse(signed)
			require.NoError(t, err)
			require.ErrorIs(t, presentation.Compare(c, token), presentation.ErrTampered)
		})
	}
	t.Run("CodesForAwardAndMajorAreNoDifference", func(t *testing.T) {
		t.Parallel()
		claims, err := qrtoken.ParseClaims(honest.QRClaims)
		require.NoError(t, err)
		claims.Award, claims.Major = "VN-BA", "7480201"
		encoded, err := claims.Encode()
		require.NoError(t, err)
		_, err = presentation.HolderFile(rebind(t, honest.SDJWT(), honest.QRClaims, encoded), encoded)
		require.NoError(t, err)
	})
}

func TestPartsOfTwoCredentialsAreTampered(t *testing.T) {
	t.Parallel()
	s := newSigner(t, crypto.S256())
	a, b := issue(t, diploma("Nguyễn Thị Hương Giang"), s), issue(t, diploma("Nguyễn Thị Hương Giang"), s)
	_, err := presentation.HolderFile(a.SDJWT(), b.QRClaims)
	require.ErrorIs(t, err, presentation.ErrTampered)
	c, err := credential.Parse(a.SDJWT())
	require.NoError(t, err)
	token, err := qrtoken.Parse(b.QRToken)
	require.NoError(t, err)
	require.ErrorIs(t, presentation.Compare(c, token), presentation.ErrTampered)
	token, err = qrtoken.Parse(a.QRToken)
	require.NoError(t, err)
	require.NoError(t, presentation.Compare(c, token))
}

func TestUnknownKindInAQRCodeIsMalformed(t *testing.T) {
	t.Parallel()
	s := newSigner(t, crypto.S256())
	claims, err := qrtoken.ParseClaims(issue(t, diploma("Nguyễn Thị Hương Giang"), s).QRClaims)
	require.NoError(t, err)
	claims.Kind = "VN-XX"
	encoded, err := claims.Encode()
	require.NoError(t, err)
	signed, err := qrtoken.Sign(ledger.Digest{1}, encoded, s)
	require.NoError(t, err)
	_, err = presentation.Parse(presentation.Digits(signed))
	require.ErrorIs(t, err, presentation.ErrMalformed)
}

// Capacity of a QR code of version 20 at error level M (ISO/IEC 18004, tables
// 7 and 9): 669 data codewords of 8 bits.
const bitsOf20M = 669 * 8

// bitsOf returns what an address takes: a byte segment (4 bits of mode and 16
// of count, in versions 10 to 26) up to the number sign, then a numeric one
// (4 and 12 bits) with ten bits for three digits.
func bitsOf(address string) int {
	text, digits, _ := strings.Cut(address, "#")
	return 4 + 16 + 8*(len(text)+1) + 4 + 12 + int(math.Ceil(float64(len(digits))*10/3))
}

func TestEveryCodeFitsVersion20(t *testing.T) {
	t.Parallel()
	for name, person := range map[string]string{
		"EightWords":      "Công Tằng Tôn Nữ Hoàng Thị Phương Khánh Quỳnh Như",
		"EthnicMinority":  "Y Khăm Êban Niê Kđăm",
		"Apostrophe":      "H'Hen Niê",
		"CurlyApostrophe": "Ksor H’Yăm",
		"OneWord":         "Pơ",
		"Longest":         longestName(t),
	} {
		for algorithm, curve := range map[string]elliptic.Curve{"ES256K": crypto.S256(), "ES256": elliptic.P256()} {
			t.Run(name+algorithm, func(t *testing.T) {
				t.Parallel()
				issued := issue(t, diploma(person), newSigner(t, curve))
				require.LessOrEqual(t, len(issued.QRClaims), qrtoken.MaxClaims)
				address := presentation.URL("https://van-bang-chung-chi.example.vn:8443", issued.QRToken)
				require.LessOrEqual(t, bitsOf(address), bitsOf20M)
				p, err := presentation.Parse(address)
				require.NoError(t, err)
				require.Equal(t, person, p.Claims.FullName)
			})
		}
	}
	// Whatever the claims: the largest token, and an address of up to 100 characters.
	address := "https://" + strings.Repeat(
		"a",
		89,
	) + "/v#" + presentation.Digits(
		bytes.Repeat([]byte{0xff}, qrtoken.MaxToken),
	)
	require.LessOrEqual(t, bitsOf(address), bitsOf20M)
	require.LessOrEqual(
		t,
		len(presentation.Digits(bytes.Repeat([]byte{0xff}, qrtoken.MaxToken))),
		presentation.MaxDigits,
	)
}

// longestName is the longest name that an import accepts for this diploma.
func longestName(t *testing.T) string {
	t.Helper()
	name := "Ễ"
	for credential.CheckQRLength(diploma(name+" Ễ")) == nil {
		name += " Ễ"
	}
	require.Greater(t, len(name), 150)
	return name
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	issued := issue(t, diploma("Nguyễn Thị Hương Giang"), newSigner(t, crypto.S256()))
	for _, input := range []string{issued.SDJWT(), presentation.Digits(issued.QRToken)} {
		p, err := presentation.Parse(input)
		require.NoError(t, err)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("said", "presentation", p)
	}
	require.NotContains(t, out.String(), "Giang")
	require.Contains(t, out.String(), "DH-MAU")
}

// rebind puts the hash of other QR claims into an SD-JWT, whose signature it
// breaks: comparing forms comes before signatures.
func rebind(t *testing.T, sdJWT string, old, claims []byte) string {
	t.Helper()
	parts := strings.SplitN(sdJWT, ".", 3)
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	hash := func(claims []byte) []byte {
		sum := sha256.Sum256(claims)
		return []byte(base64.RawURLEncoding.EncodeToString(sum[:]))
	}
	changed := bytes.Replace(payload, hash(old), hash(claims), 1)
	require.NotEqual(t, payload, changed)
	return parts[0] + "." + base64.RawURLEncoding.EncodeToString(changed) + "." + parts[2]
}

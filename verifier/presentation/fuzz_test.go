package presentation_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/presentation"
	"sogoc/verifier/qrtoken"
)

func FuzzParseDigits(f *testing.F) {
	f.Add(presentation.Digits([]byte("token")))
	f.Add("256")
	f.Add("511")
	f.Fuzz(func(t *testing.T, digits string) {
		token, err := presentation.ParseDigits(digits)
		if err != nil {
			require.ErrorIs(t, err, presentation.ErrMalformed)
			return
		}
		require.Equal(t, digits, presentation.Digits(token))
	})
}

func FuzzParse(f *testing.F) {
	issued := issue(f, diploma("Nguyễn Thị Hương Giang"), newSigner(f, crypto.S256()))
	file, err := presentation.HolderFile(issued.SDJWT(), issued.QRClaims)
	require.NoError(f, err)
	for _, input := range []string{presentation.URL(base, issued.QRToken), presentation.Digits(issued.QRToken), issued.SDJWT(), string(file)} {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, input string) {
		p, err := presentation.Parse(input)
		if err != nil {
			return
		}
		require.NotEmpty(t, p.Issuer())
		require.NotZero(t, p.Digest())
		if p.Form == presentation.FormHolder {
			file, err := presentation.HolderFile(p.Credential.SDJWT(), mustEncode(t, p.Claims))
			require.NoError(t, err)
			var a, b map[string]string
			require.NoError(t, json.Unmarshal(file, &a))
			require.NoError(t, json.Unmarshal([]byte(input), &b))
			require.Equal(t, a, b)
		}
	})
}

func mustEncode(t *testing.T, claims *qrtoken.Claims) []byte {
	t.Helper()
	encoded, err := claims.Encode()
	require.NoError(t, err)
	return encoded
}

// FuzzParseURL: an address stands for its digits alone, whatever is before.
func FuzzParseURL(f *testing.F) {
	issued := issue(f, diploma("Nguyễn Thị Hương Giang"), newSigner(f, crypto.S256()))
	f.Add(presentation.URL(base, issued.QRToken))
	f.Add("http://localhost/v#" + presentation.Digits(issued.QRToken))
	f.Add("https://a/v#b#1")
	f.Fuzz(func(t *testing.T, url string) {
		token, err := presentation.ParseURL(url)
		if err != nil {
			return
		}
		_, digits, _ := strings.Cut(url, "#")
		raw, err := presentation.ParseDigits(digits)
		require.NoError(t, err)
		again, err := qrtoken.Parse(raw)
		require.NoError(t, err)
		require.Equal(t, again, token)
	})
}

// FuzzParseHolderFile: what is accepted has two forms of one credential.
func FuzzParseHolderFile(f *testing.F) {
	issued := issue(f, diploma("Nguyễn Thị Hương Giang"), newSigner(f, crypto.S256()))
	file, err := presentation.HolderFile(issued.SDJWT(), issued.QRClaims)
	require.NoError(f, err)
	f.Add(file)
	f.Add([]byte(`{"type":"sogoc/holder-file/v1","credential":"","qrClaims":""}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := presentation.ParseHolderFile(file)
		if err != nil {
			return
		}
		require.Equal(t, presentation.FormHolder, p.Form)
		again, err := presentation.HolderFile(p.Credential.SDJWT(), mustEncode(t, p.Claims))
		require.NoError(t, err)
		other, err := presentation.ParseHolderFile(again)
		require.NoError(t, err)
		require.Equal(t, p.Digest(), other.Digest())
	})
}

// Bytes of every length come back from their digits, which another piece of code writes.
func TestDigitsOfEveryLength(t *testing.T) {
	t.Parallel()
	for _, fill := range []byte{0, 1, 0x7f, 0xff} {
		for length := 1; length < qrtoken.MaxToken; length++ {
			token := bytes.Repeat([]byte{fill}, length)
			token[length/2] ^= byte(length)
			read, err := presentation.ParseDigits(presentation.Digits(token))
			require.NoError(t, err)
			require.Equal(t, token, read)
		}
	}
}

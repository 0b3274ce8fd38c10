package credential_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

// forgery is a credential taken apart, to be put together wrongly: Parse
// checks no signature, so an issuer's own mistakes can be written here.
type forgery struct {
	header, payload string
	signature       string
	disclosures     []string
}

func takeApart(t testing.TB, issued credential.Issued) *forgery {
	t.Helper()
	parts := strings.Split(issued.JWT, ".")
	require.Len(t, parts, 3)
	return &forgery{header: decode(t, parts[0]), payload: decode(t, parts[1]), signature: parts[2],
		disclosures: append([]string(nil), issued.Disclosures...)}
}

func (f *forgery) compact() string {
	jwt := encode(f.header) + "." + encode(f.payload) + "." + f.signature
	return strings.Join(append([]string{jwt}, f.disclosures...), "~") + "~"
}

// replace demands that old stands in the payload.
func (f *forgery) replace(t testing.TB, old, new string) {
	t.Helper()
	require.Contains(t, f.payload, old)
	f.payload = strings.Replace(f.payload, old, new, 1)
}

// exchange puts another disclosure in the place of the one that holds text,
// with its digest in the payload.
func (f *forgery) exchange(t testing.TB, text, disclosure string) {
	t.Helper()
	for i, d := range f.disclosures {
		if strings.Contains(decode(t, d), text) {
			f.disclosures[i] = encode(disclosure)
			f.replace(t, digestOf(d), digestOf(f.disclosures[i]))
			return
		}
	}
	require.Fail(t, "no such disclosure")
}

// holding returns the position of the disclosure that holds text.
func (f *forgery) holding(t testing.TB, text string) int {
	t.Helper()
	for i, d := range f.disclosures {
		if strings.Contains(decode(t, d), text) {
			return i
		}
	}
	require.Fail(t, "no such disclosure")
	return -1
}

func digestOf(disclosure string) string {
	sum := sha256.Sum256([]byte(disclosure))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func decode(t testing.TB, text string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return string(raw)
}

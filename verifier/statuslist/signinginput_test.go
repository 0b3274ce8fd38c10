package statuslist_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
)

// signedTexts are lists of each form, by the same key.
func signedTexts(t testing.TB, s signer) map[string]string {
	t.Helper()
	bits, err := statuslist.New(statuslist.Revocation, someStates)
	require.NoError(t, err)
	bitstring, err := statuslist.SignBitstring(bits, statuslist.Revocation, claims(address+"/revocation"), s)
	require.NoError(t, err)
	list, err := statuslist.NewTokenList(someStates)
	require.NoError(t, err)
	token, err := statuslist.SignToken(list, time.Minute, claims(address), s)
	require.NoError(t, err)
	return map[string]string{address + "/revocation": bitstring, address: token}
}

func signingInput(signed string) []byte { return []byte(signed[:strings.LastIndexByte(signed, '.')]) }

func TestSigningInputsAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	for at, text := range signedTexts(t, s) {
		found, err := statuslist.ParseSigningInput(signingInput(text))
		require.NoError(t, err)
		require.Equal(t, at, found.Address)
		require.Equal(t, service, found.Issuer)
		require.Equal(t, ledger.ES256, found.Algorithm)
		require.Equal(t, s.PublicKey().Thumbprint(), found.Thumbprint)
		require.Equal(t, moment, found.From)
		require.Equal(t, moment.Add(15*time.Minute), found.Until)

		_, err = statuslist.ParseSigningInput([]byte(text))
		require.ErrorIs(t, err, statuslist.ErrMalformed, "with its signature")
		thumbprint := s.PublicKey().Thumbprint()
		for _, wrong := range []struct {
			name     string
			part     int
			old, new string
		}{
			{"AnotherType", 0, `"typ":"`, `"typ":"x`},
			{"AnExtension", 0, `"typ":`, `"crit":["exp"],"typ":`},
			{"AnotherService", 0, service, "did:web:other.example"},
			{"NoKey", 0, thumbprint, thumbprint[1:]},
			{"AnotherMember", 0, `"typ":`, `"jku":"https://other.example/","typ":`},
			{"MoreThanAListSays", 1, `{`, `{"more":1,`},
			{"ASpace", 1, `{`, `{ `},
		} {
			parts := strings.Split(string(signingInput(text)), ".")
			raw, err := base64.RawURLEncoding.DecodeString(parts[wrong.part])
			require.NoError(t, err)
			changed := strings.Replace(string(raw), wrong.old, wrong.new, 1)
			require.NotEqual(t, string(raw), changed, wrong.name)
			parts[wrong.part] = base64.RawURLEncoding.EncodeToString([]byte(changed))
			_, err = statuslist.ParseSigningInput([]byte(strings.Join(parts, ".")))
			require.ErrorIs(t, err, statuslist.ErrMalformed, wrong.name)
		}
	}
}

func FuzzParseSigningInput(f *testing.F) {
	s := newSigner(f)
	for _, text := range signedTexts(f, s) {
		f.Add(signingInput(text))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		found, err := statuslist.ParseSigningInput(input)
		if err != nil {
			require.ErrorIs(t, err, statuslist.ErrMalformed)
			return
		}
		require.NotEmpty(t, found.Thumbprint)
	})
}

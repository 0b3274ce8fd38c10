//go:build pkcs11

package signers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/signers"
	"sogoc/internal/testtoken"
	"sogoc/verifier/ledger"
)

func TestSchoolsKeysInAToken(t *testing.T) {
	token := testtoken.New(t, "schools")
	config, err := signers.FromEnv(func(name string) string {
		switch name {
		case "SOGOC_SIGNER":
			return signers.KindPKCS11
		case "SOGOC_PKCS11_TOKEN":
			return token.URI("")
		}
		return ""
	})
	require.NoError(t, err)
	var made []ledger.PublicKey
	for _, algorithm := range []ledger.Algorithm{ledger.ES256, ledger.ES256K} {
		public, err := config.Generate("THPT-MAU-01", algorithm, "")
		require.NoError(t, err)
		made = append(made, public)
	}
	_, err = config.Generate("THPT-MAU-01", ledger.ES256, "bốn con trâu của trường mẫu")
	require.ErrorContains(t, err, "keystore", "a token has one PIN")
	opened, err := config.Open()
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	found, err := opened.Signers("THPT-MAU-01")
	require.NoError(t, err)
	require.Len(t, found, 2)
	for _, key := range found {
		require.Contains(t, made, key.PublicKey())
		signature, err := key.Sign([]byte("message"))
		require.NoError(t, err)
		require.NoError(t, key.PublicKey().Verify([]byte("message"), signature))
	}
	none, err := opened.Signers("THPT-MAU-02")
	require.NoError(t, err)
	require.Empty(t, none)
}

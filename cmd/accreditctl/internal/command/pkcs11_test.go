//go:build pkcs11

package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/internal/testtoken"
)

// TestAnAccreditorsKeyInAToken: the accreditor's identity acts on a real network while
// its private key is in a token and in no file.
func TestAnAccreditorsKeyInAToken(t *testing.T) {
	token, b := testtoken.New(t, "ministry"), setup(t, "accreditor")
	connection := testnetwork.Connection(t, b.network, "accreditor")
	token.Import(t, connection.PrivateKey, "accreditor")
	write := func(key string) string {
		connection.PrivateKey = key
		text, err := json.Marshal(connection)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "connection.json")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		return file
	}
	settings := b.settings
	b.settings = map[string]string{"SOGOC_ACCREDITOR_CONNECTION": write(token.URI("accreditor"))}
	issuer := newCode()
	b.run(t, 0, "accredit", "-file", accreditation(t, issuer, 100))
	view, _ := b.run(t, 0, "show", issuer)
	require.Equal(t, issuer, view.Issuer.Accreditation.Code)

	token.Import(t, testnetwork.Connection(t, b.network, "registryd").PrivateKey, "another")
	b.settings = map[string]string{"SOGOC_ACCREDITOR_CONNECTION": write(token.URI("another"))}
	_, complaints := b.run(t, 2, "show", issuer)
	require.Contains(t, complaints, connection.Certificate, "another key than the certificate's")
	b.settings = settings
	b.run(t, 0, "show", issuer)
}

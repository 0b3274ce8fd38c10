package receiptkey_test

import (
	"crypto/tls"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/receiptkey"
	"sogoc/cmd/internal/remotekey"
	"sogoc/internal/testledger"
	"sogoc/registry/signer"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/verifier/remotesigner"
)

const service = "TRA-CUU"

var genesis = ledger.SumDigest([]byte("genesis"))

// signerAt serves keys to VERIFIERD-1, and returns where, with that
// client's certificate.
func signerAt(t *testing.T, source signer.Source, dir string) (*httptest.Server, remotekey.Config) {
	t.Helper()
	path := func(name string) string { return filepath.Join(dir, name) }
	make := func(name string) remotesigner.Fingerprint {
		made, err := remotesigner.MakeCertificate(path(name+".crt"), path(name+".key"), name, time.Now())
		require.NoError(t, err)
		return made
	}
	signersOwn, clients := make("signer"), make("verifierd-1")
	policy := signingservice.Policy{
		Ledger: genesis,
		Clients: []signingservice.Client{{
			Name: "VERIFIERD-1", Fingerprints: []remotesigner.Fingerprint{clients}, Verifiers: []string{service},
		}},
		Verifiers: []signingservice.Verifier{{
			Name: service, PerDay: signingservice.VerifierPerDay{Receipts: 10},
		}},
	}
	journal, err := signingservice.OpenJournal(path("journal"), time.Now())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, journal.Close()) })
	signing := signingservice.New(policy, signingservice.Config{
		Source:  source,
		Journal: journal,
		Log:     slog.New(slog.DiscardHandler),
	})
	own, err := remotesigner.ReadCertificate(path("signer.crt"), path("signer.key"))
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(signing.Handler())
	server.Listener = tls.NewListener(server.Listener, remotesigner.TLS(own, policy.Knows, time.Now))
	server.Start()
	t.Cleanup(server.Close)
	return server, remotekey.Config{
		Address:        server.Listener.Addr().String(),
		Fingerprints:   []remotesigner.Fingerprint{signersOwn},
		Certificate:    path("verifierd-1.crt"),
		CertificateKey: path("verifierd-1.key"),
	}
}

// TestAReceiptKeyAtASigner: the key is on another host, its public half here. The
// service needs the signer for a receipt, and not for its start.
func TestAReceiptKeyAtASigner(t *testing.T) {
	t.Parallel()
	dir, public := t.TempDir(), filepath.Join(t.TempDir(), "public.jwk")
	own := testledger.NewSigner(t)
	made := own.PublicKey()
	require.NoError(t, os.WriteFile(public, append(made.Canonical(), '\n'), 0o600))
	server, config := signerAt(t, testledger.Keyring{service: {own}}, dir)
	at, err := config.Connection()
	require.NoError(t, err)

	key, err := receiptkey.OpenAtSigner("signerd:"+service, public, at)
	require.NoError(t, err)
	require.Equal(t, made, key.PublicKey())
	now := time.Now()
	result := verifier.Verify("nothing that is a credential", verifier.FreshReading(nil), now, verifier.Options{})
	text, err := receipt.Issue(result, genesis, key)
	require.NoError(t, err)
	checked := receipt.Check(text, ledger.Trust{Genesis: genesis, VerifierKeys: []ledger.PublicKey{made}}, nil, now)
	require.Equal(t, verifier.Malformed, checked.Result)
	require.NotNil(t, checked.Receipt)
	_, err = key.Sign([]byte("anything"))
	require.ErrorIs(t, err, credential.ErrSignerRefused)

	private, err := crypto.GenerateKey() // on secp256k1
	require.NoError(t, err)
	other, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(public, other.Canonical(), 0o600))
	_, err = receiptkey.OpenAtSigner("signerd:"+service, public, at)
	require.ErrorContains(t, err, "P-256")
	for _, name := range []string{"signerd:", "signerd:tra cuu"} {
		_, err = receiptkey.OpenAtSigner(name, public, at)
		require.ErrorContains(t, err, "signerd:NAME")
	}
	_, err = receiptkey.Generate("signerd:"+service, "")
	require.ErrorContains(t, err, "signerd keygen")
	_, err = receiptkey.Open("signerd:"+service, "")
	require.ErrorContains(t, err, "signerd keygen")

	server.Close()
	require.NoError(t, os.WriteFile(public, made.Canonical(), 0o600))
	down, err := receiptkey.OpenAtSigner("signerd:"+service, public, at)
	require.NoError(t, err, "it starts")
	_, err = receipt.Issue(result, genesis, down)
	require.ErrorIs(t, err, credential.ErrSignerUnavailable)
	require.NoError(t, down.Close())
	require.NoError(t, key.Close())
}

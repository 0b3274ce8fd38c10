package register_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/registry/register"
	"sogoc/registry/signer"
	"sogoc/registry/signer/remote"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// signerFor serves a keystore's keys to a register's host, in this process.
func signerFor(
	t *testing.T, source signer.Source, genesis ledger.Digest, client registerHost,
) (*signerHost, *signingservice.Service) {
	t.Helper()
	h := &signerHost{dir: t.TempDir()}
	fingerprint, err := remotesigner.MakeCertificate(h.path("signer.crt"), h.path("signer.key"), "signer", time.Now())
	require.NoError(t, err)
	own, err := remotesigner.ReadCertificate(h.path("signer.crt"), h.path("signer.key"))
	require.NoError(t, err)
	journal, err := signingservice.OpenJournal(filepath.Join(h.dir, "journal"), time.Now())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, journal.Close()) })
	policy := signingservice.Policy{
		Ledger: genesis,
		Host:   host,
		Clients: []signingservice.Client{{
			Name: "REGISTRYD-1", Fingerprints: []remotesigner.Fingerprint{client.fingerprint}, Issuers: []string{school},
		}},
		Issuers: []signingservice.Issuer{{
			Code: school, PerDay: signingservice.PerDay{Credentials: 10, Anchors: 10, Voids: 10, Statuses: 10},
		}},
	}
	service := signingservice.New(policy, signingservice.Config{
		Source:  source,
		Journal: journal,
		Log:     slog.New(slog.DiscardHandler),
	})
	t.Cleanup(service.Close)
	server := httptest.NewUnstartedServer(service.Handler())
	server.Listener = tls.NewListener(server.Listener, remotesigner.TLS(own, policy.Knows, time.Now))
	server.Start()
	t.Cleanup(server.Close)
	h.address, h.own = server.Listener.Addr().String(), fingerprint
	return h, service
}

// TestAKeyThatItsSignerClosedIsAskedForAgain: a signer on another host was started
// again, and knows no grant any more. The register notices it by the next signature; it
// says then that it waits for the passphrase, and does not count the key as broken.
func TestAKeyThatItsSignerClosedIsAskedForAgain(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx, first := t.Context(), newRegisterHost(t)
	at, service := signerFor(t, openKeystore(t, dir), b.ledger.Genesis(), first)
	own, err := remotesigner.ReadCertificate(filepath.Join(first.dir, "register.crt"), filepath.Join(first.dir, "register.key"))
	require.NoError(t, err)
	source := remote.Open(remotesigner.Config{Address: at.address, Signer: []remotesigner.Fingerprint{at.own}, Certificate: own})
	t.Cleanup(func() { require.NoError(t, source.Close()) })
	r := register.New(b.db.Reopen(t), b.ledger, source, b.config())
	t.Cleanup(func() { r.Keys.Close(context.Background()) })
	b.register = r

	batch := b.imported(t, 1)
	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Acts: true}))
	_, err = r.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
	c := b.credentials(t, batch)[0]

	service.Close() // all grants end, as when the program ends
	_, err = b.change(t, suspend(c.ID))
	require.ErrorIs(t, err, registry.ErrLocked)
	state, err := r.Keys.SigningKey(ctx, b.approver)
	require.NoError(t, err)
	require.Equal(t, registry.KeyState{Locked: true}, state, "the grant is over here too")

	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Acts: true}))
	_, err = b.change(t, suspend(c.ID))
	require.NoError(t, err)
	r.Worker.Pass(ctx)
	shown, err := r.Reading.Credential(ctx, b.reader, c.ID)
	require.NoError(t, err)
	require.Equal(t, ledger.Suspended, shown.Status)
}

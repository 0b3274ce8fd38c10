package signingservice_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry/signer"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier/credential"
	"sogoc/verifier/remotesigner"
)

// TestACertificateThatEndsOnAKeptConnection: a client that keeps its connection is
// known by a certificate that is good now, not by one that was good once.
func TestACertificateThatEndsOnAKeptConnection(t *testing.T) {
	t.Parallel()
	h, client := begin(t, testledger.Keyring{school: {testledger.NewSigner(t)}})
	only(t, client, school)
	h.clock.advance(3 * 365 * 24 * time.Hour)
	_, err := client.Signers(school)
	require.ErrorIs(t, err, signer.ErrRefused)
	require.ErrorContains(t, err, "good from")
	require.Equal(t, 2, h.asked.count("POST "+remotesigner.PathKeys), "on the same connection, or the handshake had failed")
}

// stuckKeys are keys of which one issuer's are not to be had while the test says so.
type stuckKeys struct {
	testledger.Keyring
	asked chan struct{} // one for each question that waits
	goOn  chan struct{}
}

// Signers implements signer.Source.
func (s stuckKeys) Signers(issuer string) ([]credential.Signer, error) {
	if issuer == school {
		s.asked <- struct{}{}
		<-s.goOn
	}
	return s.Keyring.Signers(issuer)
}

// TestAClientHasItsPlacesForItself: one that has all its places taken keeps no other
// from its own.
func TestAClientHasItsPlacesForItself(t *testing.T) {
	t.Parallel()
	keys := stuckKeys{
		Keyring: testledger.Keyring{school: {testledger.NewSigner(t)}, other: {testledger.NewSigner(t)}},
		asked:   make(chan struct{}),
		goOn:    make(chan struct{}),
	}
	h, first := beginWith(t, keys, func(h *host) {
		_, fingerprint := h.certificate(t, "registryd-2")
		h.policy.Clients = append(h.policy.Clients, signingservice.Client{
			Name: "REGISTRYD-2", Fingerprints: []remotesigner.Fingerprint{fingerprint}, Issuers: []string{other},
		})
	})
	const places = 16
	answered := make(chan error, places)
	for range places {
		go func() { // each on a connection of its own: one client keeps few
			_, err := h.client(h.read(t, "registryd-1")).Signers(school)
			answered <- err
		}()
	}
	for range places {
		<-keys.asked
	}
	_, err := first.Signers(school)
	require.ErrorIs(t, err, signer.ErrUnavailable, "all places of this client are taken")
	require.ErrorContains(t, err, "REGISTRYD-1")
	only(t, h.client(h.read(t, "registryd-2")), other)
	close(keys.goOn)
	for range places {
		require.NoError(t, <-answered)
	}
}

package signingservice_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry/signer"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// TestAPolicyThatIsReplaced: from the moment on that a policy is in force, it alone says
// what is signed, also for clients that keep their connection.
func TestAPolicyThatIsReplaced(t *testing.T) {
	t.Parallel()
	key, others := testledger.NewSigner(t), testledger.NewSigner(t)
	h, client := begin(t, testledger.Keyring{school: {key}, other: {others}})
	with := only(t, client, school)
	_, err := client.Signers(other)
	require.ErrorIs(t, err, signer.ErrRefused)

	wider := h.policy
	wider.Clients = slices.Clone(h.policy.Clients)
	wider.Clients[0].Issuers = []string{school, other}
	wider.Issuers = slices.Clone(h.policy.Issuers)
	wider.Issuers[0].PerDay.Anchors = 1
	h.service.SetPolicy(wider)
	only(t, client, other)
	text := anchor(school, key.PublicKey().Thumbprint())
	_, err = with.Sign(text)
	require.NoError(t, err)
	_, err = with.Sign(text)
	require.ErrorIs(t, err, signer.ErrRefused, "what was signed before counts against the new limit")

	_, fingerprint := h.certificate(t, "registryd-2")
	replaced := wider
	replaced.Clients = []signingservice.Client{{
		Name: "REGISTRYD-1", Fingerprints: []remotesigner.Fingerprint{fingerprint}, Issuers: []string{school},
	}}
	h.service.SetPolicy(replaced)
	_, err = with.Sign(status(school, with, genesis))
	require.ErrorIs(t, err, signer.ErrRefused, "its certificate was struck out; it has the connection still")
	_, err = h.client(h.read(t, "registryd-1")).Signers(school)
	require.ErrorIs(t, err, signer.ErrUnavailable, "nor is it let in")
	only(t, h.client(h.read(t, "registryd-2")), school)
}

// TestOpenedKeysUnderAnotherPolicy: keys that a passphrase opened stay open for whom the
// new policy leaves as it was, and are wiped for all others.
func TestOpenedKeysUnderAnotherPolicy(t *testing.T) {
	t.Parallel()
	store, _ := keystore(t)
	h, client := begin(t, store)
	opened, err := client.OpenOwn(school, passphrase)
	require.NoError(t, err)
	require.Len(t, opened, 1)
	signs := func() error {
		_, err := opened[0].Sign(anchor(school, opened[0].PublicKey().Thumbprint()))
		return err
	}

	_, second := h.certificate(t, "registryd-1-new")
	both := h.policy
	both.Clients = slices.Clone(h.policy.Clients)
	both.Clients[0].Fingerprints = append(slices.Clone(both.Clients[0].Fingerprints), second)
	h.service.SetPolicy(both)
	require.NoError(t, signs(), "a certificate more takes nothing away")

	without := both
	without.Clients = slices.Clone(both.Clients)
	without.Clients[0].Issuers = []string{other}
	h.service.SetPolicy(without)
	h.service.SetPolicy(both)
	require.ErrorIs(t, signs(), signer.ErrClosed, "the key was wiped, and does not come back with the policy")

	opened, err = client.OpenOwn(school, passphrase)
	require.NoError(t, err)
	struck := both
	struck.Clients = slices.Clone(both.Clients)
	struck.Clients[0].Fingerprints = both.Clients[0].Fingerprints[:1]
	h.service.SetPolicy(struck)
	require.ErrorIs(t, signs(), signer.ErrClosed, "one of the client's hosts may be in strange hands")
	require.Equal(t, ledger.ES256K, opened[0].PublicKey().Algorithm())
}

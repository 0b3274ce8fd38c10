package signingservice_test

import (
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/verifier/remotesigner"
	"sogoc/verifier/statuslist"
)

const service, publicHost = "TRA-CUU", "tracuu.example"

// beginForVerifier starts a signer that has a verifier service's key, and returns the
// service's client.
func beginForVerifier(t *testing.T, of ledger.Digest, key testledger.Signer) (*host, *remotesigner.Client) {
	t.Helper()
	source := testledger.Keyring{service: {key}, school: {testledger.NewSigner(t)}}
	h, _ := beginWith(t, source, func(h *host) {
		_, fingerprint := h.certificate(t, "verifierd-1")
		h.policy.Ledger = of
		h.policy.Clients = append(h.policy.Clients, signingservice.Client{
			Name: "VERIFIERD-1", Fingerprints: []remotesigner.Fingerprint{fingerprint}, Verifiers: []string{service},
		})
		h.policy.Verifiers = []signingservice.Verifier{{
			Name:   service,
			Hosts:  []string{publicHost},
			PerDay: signingservice.VerifierPerDay{Receipts: 2, StatusLists: 4},
		}}
	})
	return h, h.client(h.read(t, "verifierd-1"))
}

func lists(t *testing.T, at string, h *host, life time.Duration, with statuslist.Signer) (bits, token error) {
	t.Helper()
	claims := statuslist.Claims{
		Address: credential.TokenListURL(at, school, 1),
		Issuer:  credential.HostDID(at),
		Signed:  h.clock.now(),
		From:    h.clock.now(),
		Until:   h.clock.now().Add(life),
	}
	list, err := statuslist.NewTokenList(map[uint32]ledger.State{7: ledger.Revoked})
	require.NoError(t, err)
	_, token = statuslist.SignToken(list, time.Minute, claims, with)
	claims.Address = credential.StatusListURL(at, school, 1, statuslist.Revocation)
	bitstring, err := statuslist.New(statuslist.Revocation, map[uint32]ledger.State{7: ledger.Revoked})
	require.NoError(t, err)
	_, bits = statuslist.SignBitstring(bitstring, statuslist.Revocation, claims, with)
	return bits, token
}

// TestAVerifiersKeySignsReceiptsAndListsAlone: of the present, for its own ledger and
// hosts, and nothing that a school's key signs.
func TestAVerifiersKeySignsReceiptsAndListsAlone(t *testing.T) {
	t.Parallel()
	w, key := testevidence.New(t), testledger.NewSigner(t)
	testledger.Must[ledger.Tick](t, w.Ledger, w.Ledger.Registry, ledger.FuncTick)
	h, client := beginForVerifier(t, w.Trust.Genesis, key)
	with := client.Key(service, key.PublicKey())
	result := verifier.Verify(w.Link(), verifier.FreshReading(w.Ledger.View()), h.clock.now(), verifier.Options{})
	require.Equal(t, verifier.Valid, result.Result)

	text, err := receipt.Issue(result, w.Trust.Genesis, with)
	require.NoError(t, err)
	trust := w.Trust
	trust.VerifierKeys = []ledger.PublicKey{key.PublicKey()}
	require.Equal(t, verifier.Valid, receipt.Check(text, trust, nil, h.clock.now()).Result)
	bits, token := lists(t, publicHost, h, verifier.MaxAge, with)
	require.NoError(t, bits)
	require.NoError(t, token)

	_, err = receipt.Issue(result, ledger.SumDigest([]byte("another")), with)
	require.ErrorIs(t, err, credential.ErrSignerRefused)
	bits, token = lists(t, "look-alike.example", h, verifier.MaxAge, with)
	require.ErrorIs(t, bits, credential.ErrSignerRefused)
	require.ErrorIs(t, token, credential.ErrSignerRefused)
	bits, token = lists(t, publicHost, h, time.Hour, with)
	require.ErrorContains(t, bits, "longer")
	require.ErrorContains(t, token, "longer")
	for name, input := range map[string][]byte{
		"AStatus":          status(school, with, w.Trust.Genesis),
		"AStatusInItsName": status(service, with, w.Trust.Genesis),
		"AnAnchor":         anchor(service, key.PublicKey().Thumbprint()),
		"ProofOfPossession": ledger.Canonical(ledger.KeyPossession{
			Type: ledger.TypeKeyPossession, Purpose: ledger.PurposeVerifier, Ledger: w.Trust.Genesis, Issuer: service,
			Key: key.PublicKey().Thumbprint(),
		}),
	} {
		_, err := with.Sign(input)
		require.ErrorIs(t, err, credential.ErrSignerRefused, name)
	}
	_, err = credential.Issue(document(school, "vanbang.example", 1), with, rand.Reader)
	require.ErrorIs(t, err, credential.ErrSignerRefused)
	_, err = client.Signers(school)
	require.ErrorIs(t, err, credential.ErrSignerRefused, "a school's keys are another client's")
	register := only(t, h.client(h.read(t, "registryd-1")), school)
	_, err = receipt.Issue(result, w.Trust.Genesis, register)
	require.ErrorIs(t, err, credential.ErrSignerRefused, "a school's key signs no receipt")

	_, err = receipt.Issue(result, w.Trust.Genesis, with)
	require.NoError(t, err)
	_, err = receipt.Issue(result, w.Trust.Genesis, with)
	require.ErrorContains(t, err, "perDay", "two a day")
	found, err := signingservice.Summarize(filepath.Join(h.dir, "journal"), ledger.DateOf(h.clock.now()))
	require.NoError(t, err)
	require.Equal(t, []signingservice.Summary{{Issuer: service, Receipts: 2, StatusLists: 2}}, found)
	requireNothingPersonal(t, h)
}

// TestAReceiptOfAnotherMomentIsNotSigned: nobody can say today what was found then.
func TestAReceiptOfAnotherMomentIsNotSigned(t *testing.T) {
	t.Parallel()
	w, key := testevidence.New(t), testledger.NewSigner(t)
	h, client := beginForVerifier(t, w.Trust.Genesis, key)
	with := client.Key(service, key.PublicKey())
	result := verifier.Verify(w.Link(), verifier.FreshReading(w.Ledger.View()), h.clock.now(), verifier.Options{})
	const much = 5*time.Minute + time.Second
	for _, c := range []struct {
		name string
		turn time.Duration // of the signer's clock
	}{{"LaterThanItSays", much}, {"BeforeItSays", -2 * much}} {
		h.clock.advance(c.turn)
		_, err := receipt.Issue(result, w.Trust.Genesis, with)
		require.ErrorIs(t, err, credential.ErrSignerRefused, c.name)
		require.ErrorContains(t, err, "clock")
	}
}

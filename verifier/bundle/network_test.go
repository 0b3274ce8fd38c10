package bundle_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier"
	"sogoc/verifier/batch"
	"sogoc/verifier/bundle"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/credential"
	"sogoc/verifier/follower"
	"sogoc/verifier/follower/gateway"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// school is a freshly accredited issuer on the network that all tests share.
type school struct {
	accreditor fabricledger.Accreditor
	registry   fabricledger.Ledger
	trust      ledger.Trust
	code       string
	key        testledger.Signer
	diploma    credential.Issued
}

func newSchool(t *testing.T, dir string) *school {
	t.Helper()
	trust, err := clientfile.ReadTrust(filepath.Join(dir, "trust.json"))
	require.NoError(t, err)
	s := &school{
		accreditor: fabricledger.NewAccreditor(testnetwork.Client(t, dir, "accreditor")),
		registry:   fabricledger.NewLedger(testnetwork.Client(t, dir, "registryd")),
		trust:      trust,
		code:       "T-" + strings.ToUpper(rand.Text()[:12]),
		key:        testledger.NewSigner(t),
	}
	_, err = s.accreditor.Accredit(
		t.Context(),
		ledger.Accreditation{Code: s.code, Name: "Trường Đại học Mẫu (mẫu)", Scopes: []ledger.Scope{
			{Type: "VN-BA", From: "2020-01-01", Until: "2099-12-31", Quota: 1000}}},
		testledger.Reason(ledger.FuncAccredit),
	)
	require.NoError(t, err)
	testnetwork.RegisterKey(t, s.accreditor, ledger.PurposeIssuer, s.code, s.key)
	return s
}

// anchor issues a diploma and anchors it.
func (s *school) anchor(t *testing.T) {
	t.Helper()
	var err error
	s.diploma, err = credential.Issue(credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b", Kind: "VN-BA/7480201",
			Issuer: credential.Issuer{Code: s.code, Name: "Trường Đại học Mẫu (mẫu)", Host: "vanbang.example"},
			Award:  "Bằng cử nhân", Major: "Công nghệ thông tin", Rank: "Giỏi", SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123",
			DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-15", IssueDate: "2026-06-20", Place: "Hà Nội",
			SignedBy: credential.Signatory{
				Name:  "Người Ký (mẫu)",
				Title: "HIỆU TRƯỞNG",
			}, Status: credential.StatusRef{List: 1, Index: 4711},
		},
		Subject: credential.Subject{FullName: "Nguyễn Thị Mẫu", BirthDate: "2004-03-15"},
	}, s.key, rand.Reader)
	require.NoError(t, err)
	sealed, err := batch.Seal([]ledger.Digest{s.diploma.Digest, ledger.SumDigest([]byte(s.code))})
	require.NoError(t, err)
	statement := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   s.trust.Genesis,
		Issuer:   s.code,
		Sequence: 1,
		Kind:     "VN-BA/7480201",
		Root:     sealed.Root,
		Size:     2,
		Key:      s.key.PublicKey().Thumbprint(),
	}
	signature, err := s.key.Sign(ledger.Canonical(statement))
	require.NoError(t, err)
	_, err = s.registry.PutAnchor(t.Context(), statement, signature, sealed.Digests)
	require.NoError(t, err)
}

// revoke revokes the diploma.
func (s *school) revoke(t *testing.T) {
	t.Helper()
	statement := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  s.trust.Genesis,
		Issuer:  s.code,
		List:    1,
		Index:   4711,
		Version: 1,
		State:   ledger.Revoked,
		Detail:  ledger.SumDigest([]byte("detail of a test")),
		Key:     s.key.PublicKey().Thumbprint(),
	}
	signature, err := s.key.Sign(ledger.Canonical(statement))
	require.NoError(t, err)
	_, err = s.registry.SetStatus(t.Context(), statement, signature)
	require.NoError(t, err)
}

// TestOnANetwork makes bundles of real blocks and real peers' endorsements.
func TestOnANetwork(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	s := newSchool(t, dir)
	s.anchor(t)
	f, peers := follow(t, dir, s.trust)
	link := presentation.URL("https://vanbang.example", s.diploma.QRToken)
	maker := &bundle.Maker{Trust: s.trust, Chain: f, Attester: peers.Attester(s.trust.Chaincode)}

	text := makeWhen(t, maker, f, link, verifier.Valid)
	b, err := bundle.Parse(text)
	require.NoError(t, err)
	require.Less(t, len(text), 128<<10)
	r := b.Check(s.trust, time.Now())
	requireResult(t, r, verifier.Valid, "", 0)
	require.Len(t, r.Evidence.Endorsers, 3)
	require.Equal(t, 4, r.Evidence.Of)
	require.WithinDuration(t, time.Now(), *r.AsOf, time.Minute)
	require.True(t, r.Passed(verifier.StepFreshness))

	t.Run("OneByteAway", func(t *testing.T) {
		for i := range b.Attestation {
			if i%29 != 0 {
				continue
			}
			forged := b
			forged.Attestation = append(bundle.Bytes(nil), b.Attestation...)
			forged.Attestation[i] ^= 1
			require.NotEqual(t, verifier.Valid, forged.Check(s.trust, time.Now()).Result, "byte %d", i)
		}
	})
	t.Run("AnotherLedgerIsTrusted", func(t *testing.T) {
		trust := s.trust
		trust.Genesis[0] ^= 1
		requireResult(
			t,
			b.Check(trust, time.Now()),
			verifier.UntrustedIssuer,
			verifier.DetailOtherLedger,
			verifier.StepSignature,
		)
	})
	t.Run("RevokedLater", func(t *testing.T) {
		s.revoke(t)
		revoked := makeWhen(t, maker, f, link, verifier.Revoked)
		requireResult(
			t,
			bundle.Check(revoked, s.trust, time.Now()),
			verifier.Revoked,
			verifier.DetailEntry,
			verifier.StepStatus,
		)
		requireResult(t, bundle.Check(text, s.trust, time.Now()), verifier.Valid, "", 0)
	})
}

// follow runs a follower of the network's blocks until the test ends.
func follow(t *testing.T, dir string, trust ledger.Trust) (*follower.Follower, *gateway.Peers) {
	t.Helper()
	connection := testnetwork.Connection(t, dir, "verifierd")
	peers, err := gateway.Open(connection)
	require.NoError(t, err)
	f, err := follower.Open(
		follower.Options{
			Trust:    trust,
			Dir:      filepath.Join(t.TempDir(), "index"),
			HeadFile: filepath.Join(t.TempDir(), "head"),
		},
	)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx, peers.Sources()...) }()
	t.Cleanup(func() {
		stop()
		require.ErrorIs(t, <-ended, context.Canceled)
		require.NoError(t, f.Close())
		require.NoError(t, peers.Close())
	})
	return f, peers
}

// makeWhen makes a bundle once the follower has come to what was committed.
func makeWhen(t *testing.T, maker *bundle.Maker, f *follower.Follower, input string, want verifier.Code) []byte {
	t.Helper()
	var text []byte
	require.Eventually(t, func() bool {
		view, err := f.View()
		require.NoError(t, err)
		defer view.Close()
		made, r, err := maker.Make(t.Context(), input, view)
		text = made
		return err == nil && r.Result == want
	}, time.Minute, 50*time.Millisecond)
	return text
}

package receipt_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// register puts the service's key on the ledger.
func (s service) register(t *testing.T) {
	t.Helper()
	possession := ledger.KeyPossession{
		Type:    ledger.TypeKeyPossession,
		Purpose: ledger.PurposeVerifier,
		Ledger:  s.Trust.Genesis,
		Issuer:  "TRA-CUU",
		Key:     s.key.PublicKey().Thumbprint(),
	}
	text, signature := testledger.Sign(t, s.key, possession)
	testledger.Must[ledger.Key](
		t,
		s.Ledger,
		s.Ledger.Accreditor,
		ledger.FuncRegisterVerifierKey,
		string(s.key.PublicKey().Canonical()),
		text,
		signature,
	)
}

// compromised reports the service's key compromised since an hour from now.
func (s service) compromised(t *testing.T) {
	t.Helper()
	since := s.Ledger.Clock.Advance(time.Hour)
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: s.Trust.Genesis,
		Issuer: "TRA-CUU",
		Key:    s.key.PublicKey().Thumbprint(),
		Since:  since.UTC().Truncate(time.Second),
	}
	testledger.Must[ledger.Key](
		t,
		s.Ledger,
		s.Ledger.Accreditor,
		ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)),
		"",
	)
}

func TestWhoseKey(t *testing.T) {
	t.Parallel()
	t.Run("UnknownWithoutALedger", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		requireResult(
			t,
			receipt.Check(s.issue(t), s.Trust, nil, s.now),
			verifier.Indeterminate,
			verifier.DetailReceiptKey,
		)
	})
	t.Run("UnknownOnTheLedger", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		requireResult(
			t,
			receipt.Check(s.issue(t), s.Trust, s.Ledger.View(), s.now),
			verifier.Indeterminate,
			verifier.DetailReceiptKey,
		)
	})
	t.Run("AnIssuersKey", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		s.key = s.Key
		requireResult(
			t,
			receipt.Check(s.issue(t), s.Trust, s.Ledger.View(), s.now),
			verifier.Indeterminate,
			verifier.DetailReceiptKey,
		)
	})
	t.Run("RegisteredOnTheLedger", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		s.register(t)
		r := receipt.Check(s.issue(t), s.Trust, s.Ledger.View(), s.now)
		requireResult(t, r, verifier.Valid, "")
		require.Equal(t, "TRA-CUU", r.Receipt.Name)
	})
	t.Run("RegisteredAfterwards", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		text := s.issue(t)
		s.Ledger.Clock.Advance(time.Hour)
		s.register(t)
		requireResult(
			t,
			receipt.Check(text, s.Trust, s.Ledger.View(), s.now),
			verifier.UntrustedIssuer,
			verifier.DetailReceiptKey,
		)
	})
	t.Run("CompromisedSinceAfterTheReceipt", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		s.register(t)
		text := s.issue(t)
		s.compromised(t)
		requireResult(
			t,
			receipt.Check(text, s.Trust, s.Ledger.View(), s.now),
			verifier.UntrustedIssuer,
			verifier.DetailReceiptKey,
		)
	})
	t.Run("OfAnotherLedger", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		text, err := receipt.Issue(s.verify(), ledger.SumDigest([]byte("another")), s.key)
		require.NoError(t, err)
		requireResult(t, receipt.Check(text, s.trust, nil, s.now), verifier.UntrustedIssuer, verifier.DetailOtherLedger)
	})
}

// What the ledger says counts beside what the trust file names.
func TestWhoseKeyOnALedgerThatIsRead(t *testing.T) {
	t.Parallel()
	t.Run("NamedByTheTrustFileAndRegistered", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		s.register(t)
		r := receipt.Check(s.issue(t), s.trust, s.Ledger.View(), s.now)
		requireResult(t, r, verifier.Valid, "")
		require.Equal(t, "TRA-CUU", r.Receipt.Name)
	})
	t.Run("NamedByTheTrustFileAndCompromised", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		s.register(t)
		text := s.issue(t)
		s.compromised(t)
		requireResult(
			t,
			receipt.Check(text, s.trust, s.Ledger.View(), s.now),
			verifier.UntrustedIssuer,
			verifier.DetailReceiptKey,
		)
	})
	t.Run("RegisteredByAnAccreditorThatTheTrustFileDoesNotName", func(t *testing.T) {
		t.Parallel()
		s := setup(t)
		s.register(t)
		s.Trust.Accreditors = []string{"UniversityMSP"}
		requireResult(
			t,
			receipt.Check(s.issue(t), s.Trust, s.Ledger.View(), s.now),
			verifier.UntrustedIssuer,
			verifier.DetailReceiptKey,
		)

		s.trust.Accreditors = s.Trust.Accreditors
		r := receipt.Check(s.issue(t), s.trust, s.Ledger.View(), s.now)
		requireResult(t, r, verifier.Valid, "")
		require.Empty(t, r.Receipt.Name, "its key is pinned; the name is nobody's word who is trusted")
	})
}

package bench_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"sogoc/internal/bench"
	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// networkSide are the measurements on a real Fabric network.
func networkSide() []bench.Measurement {
	return []bench.Measurement{{
		Name: "one_tx_each_ratio",
		What: "digests anchored in a second, 16,384 a transaction ÷ one transaction each by 16 schools at once",
		Goal: bench.AtLeast(400),
		Run:  oneTransactionEach,
	}}
}

// oneTransactionEach anchors digests on the network in both ways. Anchors of one
// school follow each other, so that one transaction each needs many schools to be
// as fast as the network is.
func oneTransactionEach(t testing.TB) bench.Figure {
	const atOnce, anchorsEach, large = 16, 4, 3
	dir := testnetwork.Shared(t)
	client := testnetwork.Client(t, dir, "registryd")
	schools := make([]*anchoringSchool, atOnce)
	accreditor := fabricledger.NewAccreditor(testnetwork.Client(t, dir, "accreditor"))
	for i := range schools {
		schools[i] = newAnchoringSchool(t, accreditor, fabricledger.NewLedger(client))
	}
	start := time.Now()
	var group errgroup.Group
	for _, school := range schools {
		group.Go(func() error {
			for range anchorsEach {
				if err := school.anchor(t, 1); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	oneEach := atOnce * anchorsEach / time.Since(start).Seconds()
	start = time.Now()
	for range large {
		require.NoError(t, schools[0].anchor(t, ledger.MaxBatch))
	}
	together := large * ledger.MaxBatch / time.Since(start).Seconds()
	return bench.Figure{
		Value: together, Unit: "1/s",
		Floor: oneEach, FloorName: "one transaction each",
		Uses: []string{fabricVersion(t)},
	}
}

// fabricVersion names the Fabric that the network runs, as the go.mod of its
// programs says.
func fabricVersion(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(checkout(t), "network", "tools", "go.mod"))
	require.NoError(t, err)
	found := regexp.MustCompile(`Fabric.s release (v[0-9.]*[0-9])`).FindSubmatch(text)
	require.NotNil(t, found)
	return "Hyperledger Fabric " + string(found[1])
}

// anchoringSchool is a school on the network that anchors digests of nothing.
type anchoringSchool struct {
	ledger fabricledger.Ledger
	code   string
	key    signer
	last   ledger.Anchor
}

func newAnchoringSchool(t testing.TB, accreditor fabricledger.Accreditor, l fabricledger.Ledger) *anchoringSchool {
	t.Helper()
	s := &anchoringSchool{ledger: l, code: "B-" + rand.Text()[:12], key: newSigner(t)}
	_, err := accreditor.Accredit(t.Context(), ledger.Accreditation{
		Code:   s.code,
		Name:   "Trường đo tốc độ (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2020-01-01", Until: "2099-12-31", Quota: million}},
	}, testledger.Reason(ledger.FuncAccredit))
	require.NoError(t, err)
	testnetwork.RegisterKey(t, accreditor, ledger.PurposeIssuer, s.code, s.key)
	require.Eventually(t, func() bool { // the registry's peer may lag behind the accreditor's
		view, err := l.Issuer(t.Context(), s.code)
		return err == nil && len(view.Keys) == 1
	}, time.Minute, 50*time.Millisecond)
	return s
}

// anchor puts the school's next anchor, of so many digests, onto the ledger.
func (s *anchoringSchool) anchor(t testing.TB, size int) error {
	digests := make([]ledger.Digest, size)
	for i := range digests {
		digests[i] = ledger.SumDigest(fmt.Appendf(nil, "%s %d %d", s.code, s.last.Sequence, i))
	}
	sealed, err := batch.Seal(digests)
	if err != nil {
		return err
	}
	a := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   s.ledger.Genesis(),
		Issuer:   s.code,
		Sequence: s.last.Sequence + 1,
		Kind:     "VN-USE",
		Root:     sealed.Root,
		Size:     uint64(size),
		Key:      s.key.public.Thumbprint(),
	}
	if s.last.Sequence > 0 {
		a.Previous = ledger.SumDigest(ledger.Canonical(s.last))
	}
	signature, err := s.key.Sign(ledger.Canonical(a))
	if err != nil {
		return err
	}
	s.last = a
	_, err = s.ledger.PutAnchor(t.Context(), a, signature, sealed.Digests)
	return err
}

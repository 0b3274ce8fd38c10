package fabricledger_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

// patience bounds every wait: how long one node that is gone, or a quorum that
// is back, may hold up anchoring. On an idle machine it is under five seconds; beside other
// tests a commit that is not seen costs half a minute each time until the ledger is asked.
const patience = 3 * time.Minute

// outage is a node that a network loses and gets back.
type outage struct {
	name string
	node func() string
}

// Two schools anchor on a network that loses nodes and gets them back. With
// one node away anchoring goes on; without a quorum of orderers batches wait;
// and at no time is anything lost or done twice. By itself the test takes away the
// peer that the register asks, and the quorum; make drill takes others away too.
func TestOutages(t *testing.T) {
	t.Parallel()
	n := bringUp(t)
	r := openRegister(t, n.Dir)

	outages := []outage{{"TheOwnPeerThatIsTheGateway", func() string { return "schools-peer" }}}
	if os.Getenv("SOGOC_DRILL") != "" {
		outages = append(outages,
			outage{"TheLeadingOrderer", func() string { return n.leader(t) }},
			outage{"AForeignPeer", func() string { return "university-peer" }})
	}
	for _, c := range outages {
		t.Run(c.name, func(t *testing.T) {
			stop := r.pour(t)
			r.goesOn(t, "before")
			node := c.node()
			n.do(t, "kill", node)
			r.goesOn(t, "without "+node)
			n.do(t, "start", node)
			r.goesOn(t, "with it again")
			stop()
			r.settles(t)
		})
	}

	t.Run("TwoOrderersAreNoQuorum", func(t *testing.T) {
		gone := []string{"university-orderer", "auditor-orderer"}
		n.do(t, "kill", gone...)
		var waiting []registry.Batch
		var revoked []registry.StatusChange
		for _, s := range r.schools {
			waiting = append(waiting, r.sealed(t, s, 3))
			revoked = append(revoked, r.revoke(t, s))
		}
		require.Eventually(t, func() bool { return r.attempts(t, waiting) > 0 }, patience, 50*time.Millisecond)
		for _, s := range r.schools { // people go on meanwhile
			for _, n := range []int{2, 1} {
				b, err := r.approve(t.Context(), s, n)
				require.NoError(t, err)
				waiting = append(waiting, b)
			}
		}
		for _, b := range waiting { // signing of a school waits for its anchor that is under way
			require.Eventually(t, func() bool { return r.state(t, b) == registry.BatchSealed }, patience, 50*time.Millisecond)
		}
		for _, b := range waiting { // and none of them is further
			require.Equal(t, registry.BatchSealed, r.state(t, b))
		}
		n.do(t, "start", gone...)
		r.settles(t)
		for _, b := range waiting {
			require.Equal(t, registry.BatchAnchored, r.state(t, b))
		}
		for _, c := range revoked {
			r.stands(t, c)
		}
	})

	for _, peer := range n.peers(t) {
		r.agrees(t, peer)
	}
}

package fabricledger_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/registry/giveup"
	"sogoc/registry/register"
	"sogoc/verifier/ledger"
)

// sharedNetwork is the network of all tests, and programs that work on it.
type sharedNetwork struct{ dir, programs string }

// between does something once between the moment at which the register asks what
// the ledger would take and the moment at which it sends the anchor.
type between struct {
	fabricledger.Ledger
	mu sync.Mutex
	do func() error
}

func (b *between) next(do func() error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.do = do
}

func (b *between) PutAnchor(ctx context.Context, a ledger.Anchor, s ledger.Signature,
	digests []ledger.Digest) (ledger.AnchorRecord, error) {
	b.mu.Lock()
	do := b.do
	b.do = nil
	b.mu.Unlock()
	if do != nil {
		if err := do(); err != nil {
			return ledger.AnchorRecord{}, err
		}
	}
	return b.Ledger.PutAnchor(ctx, a, s, digests)
}

// A batch that was sent and that the ledger refuses, since the ministry narrowed
// the quota meanwhile, is given up by two persons and by a void on a real ledger;
// the next batch takes its turn. Then an anchor that was revoked gives its quota
// back, once, and a batch that waited for it goes on. An audit tells all of it.
func TestVoidAndReturnedQuota(t *testing.T) {
	t.Parallel()
	n := sharedNetwork{testnetwork.Shared(t), t.TempDir()}
	testnetwork.Build(t, n.programs, "accreditctl", "./cmd/accreditctl")
	testnetwork.Build(t, n.programs, "ledgeraudit", "./cmd/ledgeraudit")
	hold := &between{}
	r := openRegisterOn(t, n.dir, func(l fabricledger.Ledger) register.Ledger { hold.Ledger = l; return hold })
	s := r.schools[0]
	ministry := fabricledger.NewAccreditor(testnetwork.Client(t, n.dir, "accreditor"))
	setQuota := func(quota uint32) error {
		amended := accreditation(s.code)
		amended.Scopes[0].Quota = quota
		_, err := ministry.AmendAccreditation(
			context.Background(),
			amended,
			testledger.Reason(ledger.FuncAmendAccreditation),
		)
		return err
	}

	hold.next(func() error { return setQuota(1) })
	refused := r.sealed(t, s, 2)
	require.Eventually(t, func() bool {
		anchors, err := r.store.AnchorsOf(t.Context(), refused.ID)
		require.NoError(t, err)
		return len(anchors) == 1 && anchors[0].Refusal == ledger.CodeQuota && anchors[0].SentAt != nil
	}, patience, 100*time.Millisecond, "the ledger refuses it")
	r.giveUp(t, s, refused)
	void, err := r.store.AnchorsOf(t.Context(), refused.ID)
	require.NoError(t, err)
	require.Equal(t, registry.AnchorVoid, void[0].State)
	_, err = r.ledger.Anchor(t.Context(), s.code, 1)
	requireRefusal(t, err, ledger.CodeNotFound)

	require.NoError(t, setQuota(3))
	next := r.sealed(t, s, 2)
	require.Eventually(
		t,
		func() bool { return r.state(t, next) == registry.BatchAnchored },
		patience,
		100*time.Millisecond,
	)
	anchored, err := r.ledger.Anchor(t.Context(), s.code, 2)
	require.NoError(t, err, "the number after the void's")
	require.Equal(t, uint64(2), anchored.Anchor.Size)

	waiting, err := r.approve(t.Context(), s, 2)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		b, err := r.Reading.Batch(t.Context(), s.approver, waiting.ID)
		require.NoError(t, err)
		return b.State == registry.BatchApproved && b.WaitsFor == registry.WaitQuota
	}, patience, 100*time.Millisecond, "one is left of the quota")
	said, err := n.accreditctl(t, "return-quota", s.code, "2")
	require.Error(t, err, "an anchor that counts keeps its share")
	require.Contains(t, said, string(ledger.CodeQuota))
	_, err = n.accreditctl(t, "anchors", "set", "-issuer", s.code, "-first", "2", "-last", "2", "-state", "revoked",
		"-reason-file", filepath.Join(t.TempDir(), "reason.json"))
	require.NoError(t, err)
	for range 2 { // the second time it says what was given back before
		said, err = n.accreditctl(t, "return-quota", s.code, "2")
		require.NoError(t, err, said)
		require.Contains(t, said, "the 2 of anchor 2 are given back to VN-USE")
		require.EventuallyWithT(t, func(c *assert.CollectT) { // the register asks another peer
			quota, err := r.ledger.Quota(t.Context(), s.code)
			require.NoError(c, err)
			require.Equal(c, []uint64{2, 2}, []uint64{quota.Uses[0].Used, quota.Uses[0].Returned}, "once")
		}, patience, 100*time.Millisecond)
	}
	_, err = r.Issuing.Retry(t.Context(), s.approver, waiting.ID, "")
	require.NoError(t, err)
	require.Eventually(
		t,
		func() bool { return r.state(t, waiting) == registry.BatchAnchored },
		patience,
		100*time.Millisecond,
	)

	n.requireToldByAnAudit(t, s.code)
}

// giveUp asks as one person, confirms as another, and waits for the ledger's word.
func (r *running) giveUp(t *testing.T, s *school, b registry.Batch) {
	t.Helper()
	asked, err := r.GiveUp.GiveUp(t.Context(), s.registrar, b.ID, giveup.Request{Reason: "vượt chỉ tiêu (mẫu)"})
	require.NoError(t, err)
	require.True(t, asked.GivingUp.Asked())
	require.False(t, asked.GivingUp.Confirmed())
	_, err = r.GiveUp.GiveUp(t.Context(), s.approver, b.ID, giveup.Request{})
	require.NoError(t, err)
	require.Eventually(
		t,
		func() bool { return r.state(t, b) == registry.BatchGivenUp },
		patience,
		100*time.Millisecond,
	)
}

// accreditctl runs the ministry's program, by a synthetic decision, and returns what it said.
func (n sharedNetwork) accreditctl(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	arguments = append(arguments, "-decision", "01/QĐ-MAU", "-date", "2026-01-05", "-ground", "as-decided", "-yes")
	command := exec.CommandContext(t.Context(), filepath.Join(n.programs, "accreditctl"), arguments...)
	command.Env = append(os.Environ(), "SOGOC_ACCREDITOR_CONNECTION="+testnetwork.File(n.dir, "accreditor"))
	said, err := command.CombinedOutput()
	return string(said), err
}

// requireToldByAnAudit has ledgeraudit fetch and replay the blocks, which is the
// follower's work, and tell the history in words.
func (n sharedNetwork) requireToldByAnAudit(t *testing.T, school string) {
	t.Helper()
	blocks, trust := filepath.Join(t.TempDir(), "blocks"), filepath.Join(n.dir, "trust.json")
	ledgeraudit := func(arguments ...string) string {
		command := exec.CommandContext(t.Context(), filepath.Join(n.programs, "ledgeraudit"), arguments...)
		said, err := command.CombinedOutput()
		require.NoError(t, err, string(said))
		return string(said)
	}
	ledgeraudit("fetch", "-connection", testnetwork.File(n.dir, "verifierd"), "-to", blocks)
	var verified struct {
		Head ledger.Head `json:"head"`
	}
	require.NoError(t, json.Unmarshal([]byte(ledgeraudit("verify", "-json", "-trust", trust, blocks)), &verified))
	told := ledgeraudit("history", "-lang", "en", "-trust", trust, blocks, "issuer", school)
	for _, line := range []string{
		"number 1: given up, key ",
		"anchor 2: 2 of VN-USE, key ",
		"anchors 2 to 2 revoked, by MinistryMSP",
		"quota given back: 2 of VN-USE in ",
		"anchor 3: 2 of VN-USE, key ",
	} {
		require.Equal(t, 1, strings.Count(told, line), "%q in:\n%s", line, told)
	}
}

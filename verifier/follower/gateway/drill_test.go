package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier"
	"sogoc/verifier/audit"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// The organisation that does everything that it can do alone. The register,
// the accreditor and the follower belong to the three others.
const (
	acting        = "university"
	actingMSP     = "UniversityMSP"
	actingOrderer = "UniversityOrdererMSP"
)

// act is something that one organisation does alone.
type act struct {
	family string
	name   string
	do     func(d *drill) error // errRefused where Fabric does not let it
	lasts  bool                 // it cannot be undone
}

// errRefused is wrapped where Fabric refuses an act, so that there is nothing
// to survive.
var errRefused = errors.New("refused by Fabric")

// drill is one network on which the acting organisation does one act after
// another, and what everybody else sees of it.
type drill struct {
	*changing
	admin, ordererAdmin *blockstest.Member
	members, orderers   *blockstest.Authority
	peer                *blockstest.Member   // the acting organisation's own
	rescuers            []*blockstest.Member // who else may put its part of the configuration back
	follower            *follower.Follower
	stop                func() // ends it early
	folder              string // of the auditor's blocks
	log                 *drillLog
	chapter             string
	flag                string // that Fabric gave the act's transaction
}

// TestWhatOneOrganisationCanDoAlone lets one organisation of four do every act
// that its policies let it do alone, several on one network. After each one
// Fabric goes on, the follower and the audit agree with Fabric's flags, and a
// credential that is anchored and revoked afterwards is seen so. Without
// SOGOC_DRILL it does the first act of every family, all on one network; make
// drill does all, each chapter on a network of its own, and writes docs/drill.md.
func TestWhatOneOrganisationCanDoAlone(t *testing.T) {
	if os.Getenv("SOGOC_DRILL") == "" {
		d := newDrill(t, olderNetwork)
		var first []act
		for _, chapter := range chapters {
			for _, a := range chapter.acts(d) {
				if !slices.ContainsFunc(first, func(known act) bool { return known.family == a.family }) {
					first = append(first, a)
				}
			}
		}
		d.performAll(t, first)
		return
	}
	log := &drillLog{count: map[string]int{}}
	for _, chapter := range chapters {
		t.Run(chapter.name, func(t *testing.T) {
			d := newDrill(t, chapter.flags...)
			d.log, d.chapter = log, chapter.name
			d.performAll(t, chapter.acts(d))
		})
	}
	if !t.Failed() {
		log.write(t)
	}
}

// chapters are the parts of the drill; acts that lock the acting organisation
// out of its own part come last on their network.
var chapters = []struct {
	name  string
	flags []string // of the network
	acts  func(*drill) []act
}{
	{"what its nodes tell", nil, (*drill).lies},
	{"what its peer endorses", nil, (*drill).transactionActs},
	{"its members' configuration", []string{olderNetwork}, func(d *drill) []act { return d.configurationActs(parts[0]) }},
	{"its orderer's configuration", []string{olderNetwork}, func(d *drill) []act { return d.configurationActs(parts[1]) }},
	{"where its nodes are", nil, (*drill).addressActs},
	{"locking itself out", []string{olderNetwork}, (*drill).lastingActs},
	{"where the majority holds policies", nil, func(d *drill) []act {
		return slices.Concat(d.configurationActs(parts[0]), d.configurationActs(parts[1]), d.lastingActs())
	}},
}

// performAll does one act after another. After one that fails, the next would
// not mean anything.
func (d *drill) performAll(t *testing.T, acts []act) {
	for _, a := range acts {
		if !t.Run(a.family+": "+a.name, func(t *testing.T) { d.perform(t, a) }) {
			return
		}
	}
}

// olderNetwork makes a network whose organisations change their own policies
// alone, as those did that were made before the majority held them: a follower
// must stand what these allow.
const olderNetwork = "--own-policies"

func newDrill(t *testing.T, flags ...string) *drill {
	n := up(t, flags...)
	c := &changing{
		ownNetwork: n,
		trust:      trustOf(t, n.Dir),
		registry:   newActor(t, n.Dir, "registryd"),
		accreditor: newActor(t, n.Dir, "accreditor"),
		followers:  map[uint64]follower.Options{},
	}
	c.school = newIssuer(t, c.trust)
	c.school.register(c.accreditor)
	d := &drill{
		changing: c,
		admin:    n.admin(acting, actingMSP),
		members:  n.authority(acting, actingMSP, "members"),
		orderers: n.authority(acting, actingOrderer, "orderers"),
		folder:   filepath.Join(t.TempDir(), "blocks"),
		log:      &drillLog{count: map[string]int{}},
	}
	d.ordererAdmin = d.orderers.Issue("administrator", "admin")
	d.peer = d.members.Issue("another peer", "peer")
	d.start(t)
	return d
}

// start runs the follower that watches, until the test ends.
func (d *drill) start(t *testing.T) {
	o := options(t, d.trust)
	o.PollWait, o.AskWait, o.RetryWait = time.Second, 2*time.Second, 200*time.Millisecond
	f, err := follower.Open(o)
	require.NoError(t, err)
	d.follower = f
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, peersOf(t, testnetwork.Connection(t, d.Dir, "verifierd"))...) }()
	d.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the follower ended: %v", err)
		}
		require.NoError(t, f.Close())
	})
	t.Cleanup(d.stop)
}

// perform does one act and holds what everybody sees against each other.
func (d *drill) perform(t *testing.T, a act) {
	d.t, d.ownNetwork.t, d.registry.t, d.accreditor.t, d.school.t = t, t, t, t, t
	_, before := d.config(d.registry)
	notes := d.notes(t)
	d.flag = ""
	err := a.do(d)
	outcome := "done"
	if errors.Is(err, errRefused) {
		outcome = "refused: " + strings.TrimPrefix(err.Error(), errRefused.Error()+": ")
	} else {
		require.NoError(t, err)
		if d.flag != "" {
			outcome += ": " + d.flag
		}
	}
	d.requireEverythingGoesOn(t)
	said := d.notes(t)[len(notes):]
	d.log.count[strings.SplitN(outcome, ":", 2)[0]]++
	fmt.Fprintf(
		&d.log.rows,
		"| %s | %s | %s | %s | %s |\n",
		d.chapter,
		a.family,
		a.name,
		clean(outcome),
		clean(strings.Join(said, "; ")),
	)
	if !a.lasts {
		d.restore(before.Config.ChannelGroup)
	}
}

// clean makes text fit into one cell of a table.
func clean(text string) string {
	text = strings.NewReplacer("|", "/", "\n", " ").Replace(text)
	if runes := []rune(text); len(runes) > 160 {
		text = string(runes[:160]) + "…"
	}
	return text
}

func (d *drill) notes(t *testing.T) []string {
	notes, err := d.follower.Notes(100000)
	require.NoError(t, err)
	var texts []string
	for _, n := range notes {
		texts = append(texts, n.Text)
	}
	return texts
}

// drillPatience bounds the wait for an endorsement: on a machine with much to
// do, peers lose sight of each other for a while.
const drillPatience = 5 * time.Minute

// others are the organisations that do not act.
var others = []string{"MinistryMSP", "SchoolsMSP", "AuditorMSP"}

// submitByOthers submits a transaction that the three others endorse.
func (d *drill) submitByOthers(t *testing.T, function string, arguments ...string) uint64 {
	for deadline := time.Now().Add(drillPatience); ; time.Sleep(50 * time.Millisecond) {
		proposal, err := d.registry.contract.NewProposal(function, client.WithArguments(arguments...),
			client.WithEndorsingOrganizations(others...))
		require.NoError(t, err)
		transaction, err := proposal.EndorseWithContext(t.Context())
		if err != nil && time.Now().Before(deadline) { // a peer that has not committed yet what it stands on
			continue
		}
		require.NoError(t, err)
		code, block := d.registry.outcome(d.registry.submit(transaction))
		require.Equal(t, peer.TxValidationCode_VALID, code)
		return block
	}
}

// requireEverythingGoesOn anchors two credentials, revokes one of them, and
// demands that Fabric, the follower and the audit say the same of it.
func (d *drill) requireEverythingGoesOn(t *testing.T) {
	d.index += 2
	inForce, withdrawn := d.school.issue(d.index), d.school.issue(d.index+1)
	arguments, _ := d.school.anchorOf(inForce.digest, withdrawn.digest)
	d.submitByOthers(t, ledger.FuncPutAnchor, arguments...)
	last := d.submitByOthers(t, ledger.FuncSetStatus, d.school.status(withdrawn.index, 1, ledger.Revoked)...)
	require.Eventually(t, func() bool {
		require.NoError(t, d.follower.Alarm())
		require.NoError(t, d.follower.Beyond())
		return d.follower.Head().Height > last
	}, patience, 10*time.Millisecond, "the follower sees it: %+v", d.follower.State(time.Now()))
	now := time.Now()
	require.Equal(t, verifier.Valid, d.verify(t, d.follower, inForce, now).Result)
	require.Equal(t, verifier.Revoked, d.verify(t, d.follower, withdrawn, now).Result)
	d.requireAudited(t, last)
}

// requireAudited fetches the blocks from all peers and replays them offline.
func (d *drill) requireAudited(t *testing.T, last uint64) {
	sources := peersOf(t, testnetwork.Connection(t, d.Dir, "verifierd"))
	fetched, err := audit.Fetch(t.Context(), sources, audit.FetchOptions{
		Folder:  d.folder,
		Genesis: d.trust.Genesis,
		Wait:    20 * time.Second, // a peer on a busy machine may be silent so long, and one that lies for ever
	})
	require.NoError(t, err)
	require.Empty(t, fetched.Differences)
	require.Greater(t, fetched.Blocks, last)
	replay, err := audit.Open(t.Context(), audit.Options{
		Trust:  d.trust,
		Folder: d.folder,
		Index:  filepath.Join(filepath.Dir(d.folder), "index"),
	})
	require.NoError(t, err)
	require.NoError(t, replay.StoppedBy())
	require.Greater(t, replay.Head().Height, last)
	require.NoError(t, replay.Close())
	for _, text := range d.notes(t) {
		require.NotContains(t, text, "against this program's verdict")
	}
}

// reconfigureAs changes the configuration with the acting organisation's own
// administrators. It returns errRefused where the orderers do not take it.
func (d *drill) reconfigureAs(edit func(*common.ConfigGroup), signers ...*blockstest.Member) error {
	block, before := d.config(d.registry)
	after := proto.CloneOf(before.Config.ChannelGroup)
	edit(after)
	envelope := d.configUpdate(d.registry, before.Config.ChannelGroup, after, signers...)
	if err := d.tryBroadcast(before.Config.ChannelGroup, envelope); err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	require.Eventually(d.t, func() bool {
		now, _ := d.config(d.registry)
		return now.Header.Number > block.Header.Number
	}, patience, 50*time.Millisecond)
	return nil
}

// restore puts the acting organisation's part of the configuration back, signed
// in whichever way the act has left open.
func (d *drill) restore(before *common.ConfigGroup) {
	_, now := d.config(d.registry)
	for _, p := range parts {
		was, is := p.own(before), p.own(now.Config.ChannelGroup)
		if proto.Equal(was, is) {
			continue
		}
		signers := append([]*blockstest.Member{p.admin(d), d.admin, d.ordererAdmin}, d.rescuers...)
		var err error
		for i := range 2 * len(signers) {
			d.sha3 = i >= len(signers)
			order := append([]*blockstest.Member{signers[i%len(signers)]}, signers...)
			if err = d.reconfigureAs(func(root *common.ConfigGroup) { restoreGroup(p.own(root), was) }, order...); err == nil {
				break
			}
		}
		d.sha3 = false
		require.NoError(d.t, err, "the part of %s is put back", p.msp)
	}
}

// restoreGroup gives a group its former contents and keeps the new versions.
func restoreGroup(to, from *common.ConfigGroup) {
	for name, v := range from.Values {
		if to.Values[name] == nil {
			to.Values[name] = &common.ConfigValue{}
		}
		to.Values[name].Value, to.Values[name].ModPolicy = v.Value, v.ModPolicy
	}
	for name, p := range from.Policies {
		if to.Policies[name] == nil {
			to.Policies[name] = &common.ConfigPolicy{}
		}
		to.Policies[name].Policy, to.Policies[name].ModPolicy = p.Policy, p.ModPolicy
	}
	for name := range to.Policies {
		if from.Policies[name] == nil {
			delete(to.Policies, name)
		}
	}
	to.ModPolicy = from.ModPolicy
}

// drillLog is what a whole drill has shown.
type drillLog struct {
	rows  strings.Builder
	count map[string]int // of outcomes
}

const drillHead = `# The drill

Written by ` + "`make drill`" + `: what one organisation of four did alone on real networks of Fabric 3.1.1, with its own
administrators, its own peer's endorsement, and to readers. After each act two credentials were anchored and one revoked,
endorsed by the three others; the follower and ` + "`ledgeraudit verify`" + ` agreed with Fabric's flags and answered right.
"Refused" means that Fabric did not take the act.

%d acts were done, %d were refused by Fabric; none stopped a follower or an audit.

Chapters about its configuration, and about locking itself out, ran on networks as they were made before the majority
held the organisations' policies (networkctl up --new --own-policies); the last one on a network as it is made now.

| chapter | family | act | Fabric | noted by the follower |
|---|---|---|---|---|
`

// write keeps the log.
func (l *drillLog) write(t *testing.T) {
	text := fmt.Sprintf(drillHead, l.count["done"], l.count["refused"]) + l.rows.String()
	require.NoError(t, os.WriteFile(os.Getenv("SOGOC_DRILL"), []byte(text), 0o644))
}

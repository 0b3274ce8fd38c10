package registry_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/child"
	"sogoc/registry"
	"sogoc/registry/postgres"
	"sogoc/verifier/ledger"
)

// The stages at which the other process is killed.
const (
	stageVariable = "SOGOC_TEST_STAGE"
	stageSubmit   = "before the submit"
	stageAnswer   = "between submit and answer"
	stageMark     = "before the mark"
)

// A worker in a process of its own is killed with SIGKILL at each of the
// three places between seal and mark; the next worker finishes its work.
func TestKilledWorkerLosesNothingAndDoesNothingTwice(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{stageSubmit, stageAnswer, stageMark} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			batch := b.sealed(t, 3)

			p, err := child.Start(child.Spec{Name: "worker", Command: []string{os.Args[0]},
				Env: []string{stageVariable + "=" + stage, "SOGOC_TEST_SCHEMA=" + b.db.URL, "SOGOC_TEST_GENESIS=" + b.ledger.Genesis().String()}})
			require.NoError(t, err)
			t.Cleanup(p.Stop)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			line, err := p.Line(ctx)
			require.NoError(t, err)
			if stage != stageSubmit { // the killed process had sent it
				var sent submission
				require.NoError(t, json.Unmarshal([]byte(line), &sent))
				_, err = b.ledger.PutAnchor(ctx, sent.Statement, sent.Signature, sent.Digests)
				require.NoError(t, err)
			}
			p.Kill()
			b.state(t, batch.ID, registry.BatchSealed)

			// PostgreSQL notices that the killed worker's connection, and with it its hold, is gone.
			require.Eventually(t, func() bool {
				b.worker.Pass(ctx)
				found, err := b.db.Store.Batch(ctx, batch.ID)
				return err == nil && found.State == registry.BatchAnchored
			}, time.Minute, 20*time.Millisecond)
			require.Equal(t, uint64(1), b.ledger.Sequence(t, school).Sequence)
			require.Len(t, b.actions(t, school, registry.ActionAnchored), 1)
		})
	}
}

// submission is what the process that dies sends to the ledger, as a line.
type submission struct {
	Statement ledger.Anchor    `json:"statement"`
	Signature ledger.Signature `json:"signature"`
	Digests   []ledger.Digest  `json:"digests"`
}

// dieAt runs a worker that stops at a stage, says so, and waits for its end.
func dieAt(stage string) {
	ctx := context.Background()
	keys, err := postgres.NewFieldKeys([32]byte{1}, [32]byte{2})
	must(err)
	store, err := postgres.Open(ctx, os.Getenv("SOGOC_TEST_SCHEMA"), keys)
	must(err)
	genesis, err := ledger.ParseDigest(os.Getenv("SOGOC_TEST_GENESIS"))
	must(err)
	d := &dying{stage: stage, genesis: genesis}
	s := registry.New(dyingStore{store, d}, d, nil, registry.Config{Host: host})
	s.NewWorker(registry.WorkerConfig{}).Pass(ctx)
	must(fmt.Errorf("stage %q was never reached", stage))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stop tells the parent and waits to be killed; if the parent dies instead,
// its end of standard input closes.
func stop(v any) {
	line, err := json.Marshal(v)
	must(err)
	fmt.Println(string(line))
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
	os.Exit(1)
}

// dying is the ledger of the process that dies: an empty one, whose one
// transaction the test commits in its stead.
type dying struct {
	registry.Ledger
	stage   string
	genesis ledger.Digest
	sent    submission
}

func (d *dying) Genesis() ledger.Digest { return d.genesis }

func (d *dying) Anchor(context.Context, string, uint64) (ledger.AnchorRecord, error) {
	return ledger.AnchorRecord{}, &ledger.Refusal{Code: ledger.CodeNotFound, Text: "no such anchor"}
}

func (d *dying) PutAnchor(_ context.Context, statement ledger.Anchor, signature ledger.Signature, digests []ledger.Digest) (ledger.AnchorRecord, error) {
	d.sent = submission{statement, signature, digests}
	if d.stage != stageMark {
		stop(d.sent)
	}
	return ledger.AnchorRecord{Anchor: statement, Signature: signature, Time: time.Now().UTC(), TxID: "a transaction"}, nil
}

// dyingStore stops where the anchor would be marked.
type dyingStore struct {
	registry.Store
	d *dying
}

func (s dyingStore) InTx(context.Context, func(context.Context, registry.Queries) error) error {
	stop(s.d.sent)
	return nil
}

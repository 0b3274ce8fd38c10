package gateway_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// An organisation renews its certificates on running nodes, while the register anchors
// and the follower verifies. With SOGOC_DRILL all do in turn, the old certificates live
// for five minutes, and the test goes on after their end.
func TestRenewalWhileAnchorsAndVerificationsGoOn(t *testing.T) {
	life, renew := time.Hour, []string{"renew", "--only", "schools"}
	if os.Getenv("SOGOC_DRILL") != "" {
		life, renew = 5*time.Minute, []string{"renew"}
	}
	d := newDrill(t, "--certificate-life", life.String())
	before := d.ends(t)
	client := testnetwork.Client(t, d.Dir, "registryd")
	register := fabricledger.NewLedger(client)

	renewing := d.Networkctl(t, renew...)
	said := make(chan error, 1)
	go func() {
		text, err := renewing.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, text)
		}
		said <- err
	}()
	anchored := 0
	for renewed := false; !renewed; {
		d.anchorAndSee(t, register)
		anchored++
		select {
		case err := <-said:
			require.NoError(t, err)
			renewed = true
		default:
		}
	}
	t.Logf("%d credentials were anchored and seen during the renewal", anchored)
	require.Greater(t, anchored, 1)
	for name, end := range d.ends(t) {
		if len(renew) > 1 && !strings.HasPrefix(name, "schools") && !strings.HasPrefix(name, "registryd") {
			require.Equal(t, before[name], end)
			continue
		}
		require.True(t, end.After(before[name].AddDate(1, 0, 0)), "%s was not renewed", name)
	}
	if life < time.Hour {
		for _, end := range before {
			require.NoError(t, wait.For(t.Context(), time.Until(end)))
		}
	}
	d.stop() // a program reads its certificate when it starts
	d.start(t)
	d.anchorAndSee(t, fabricledger.NewLedger(testnetwork.Client(t, d.Dir, "registryd"))) // with its new certificate
	d.registry, d.accreditor = newActor(t, d.Dir, "registryd"), newActor(t, d.Dir, "accreditor")
	d.requireEverythingGoesOn(t)
}

// anchorAndSee anchors a credential through the product's client and waits until the
// follower answers with it.
func (d *drill) anchorAndSee(t *testing.T, register fabricledger.Ledger) {
	t.Helper()
	d.index++
	issued := d.school.issue(d.index)
	arguments, sealed := d.school.anchorOf(issued.digest)
	signature, err := ledger.ParseSignature(arguments[1])
	require.NoError(t, err)
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		_, err := register.PutAnchor(t.Context(), d.school.last, signature, sealed.Digests)
		assert.NoError(c, err)
	}, patience, 50*time.Millisecond)
	require.Eventually(t, func() bool {
		require.NoError(t, d.follower.Alarm())
		require.NoError(t, d.follower.Beyond())
		return d.verify(t, d.follower, issued, time.Now()).Result == verifier.Valid
	}, patience, 10*time.Millisecond)
}

// ends returns when the certificates of the network end, authorities' left out.
func (d *drill) ends(t *testing.T) map[string]time.Time {
	t.Helper()
	said, err := d.Networkctl(t, "status", "--json").Output()
	require.NoError(t, err)
	var status struct {
		Certificates []struct {
			Name, Use string
			Ends      time.Time
		}
	}
	require.NoError(t, json.Unmarshal(said, &status))
	all := map[string]time.Time{}
	for _, c := range status.Certificates {
		if !strings.HasPrefix(c.Name, "authority") {
			all[c.Name+" "+c.Use] = c.Ends
		}
	}
	require.Len(t, all, 4*8+3, "seven of nodes, one of an administrator, three of programs")
	return all
}

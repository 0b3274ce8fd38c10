package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
)

// quotaCommand shows what the school may still issue.
var quotaCommand = subcommand{cli.Command{
	Name: "quota", Args: "[BATCH]", About: "show this year's quotas, and what a batch takes of them",
	Example: "registryctl quota 0b0f…",
}, quota}

func quota(ctx context.Context, r *run, args []string) error {
	rest, err := r.Parse(args, cli.AnyNumber)
	if err != nil {
		return err
	}
	if len(rest) > 1 {
		return cli.Usage("name one batch at most")
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	path := "/quota"
	if len(rest) == 1 {
		path = quotaPath(rest[0])
	}
	var state registry.QuotaState
	if err := c.call(ctx, http.MethodGet, path, nil, &state); err != nil {
		return err
	}
	return r.Print(state, func(w io.Writer) { showQuota(w, state) })
}

func quotaPath(batch string) string { return "/batches/" + url.PathEscape(batch) + "/quota" }

// quotaOf asks what a batch takes; nil where the ledger does not answer, which keeps
// nobody from going on.
func (c *client) quotaOf(ctx context.Context, batch string) *registry.QuotaState {
	var state registry.QuotaState
	if c.call(ctx, http.MethodGet, quotaPath(batch), nil, &state) != nil {
		return nil
	}
	return &state
}

// quotaCauses says what must change before the ledger takes a batch.
var quotaCauses = map[registry.Wait]string{
	registry.WaitIssuerState: "the school is suspended, withdrawn or closed on the ledger; ask the accreditor",
	registry.WaitScope:       "a kind is outside the scope or the period of the accreditation; ask the accreditor",
	registry.WaitQuota:       "above this year's quota; ask the accreditor",
}

// showQuotaOf writes what quotaOf found.
func showQuotaOf(w io.Writer, state *registry.QuotaState) {
	if state == nil {
		fmt.Fprintln(w, "quota: the ledger does not answer now; it is asked again before anything is signed")
		return
	}
	showQuota(w, *state)
}

// showQuota writes a line for each quota that a list takes something of, or all.
func showQuota(w io.Writer, state registry.QuotaState) {
	lines := state.Needed()
	if len(lines) == 0 {
		lines = state.Lines
	}
	for _, l := range lines {
		kind := l.Type
		if l.Field != "" {
			kind += "/" + l.Field
		}
		text := "not covered by the accreditation"
		if l.Covered {
			text = fmt.Sprintf("%d of %d used in %d", l.Used, l.Quota, l.Year)
			if l.Waiting > 0 {
				text += fmt.Sprintf(", %d on their way to the ledger", l.Waiting)
			}
			if l.Beyond > 0 {
				text += fmt.Sprintf(", %d approved beyond the quota, which wait", l.Beyond)
			}
		}
		if l.Needed > 0 {
			text += fmt.Sprintf(", this list needs %d", l.Needed)
		}
		fmt.Fprintf(w, "quota %s: %s\n", kind, text)
	}
	if cause := quotaCauses[state.Wait()]; cause != "" {
		fmt.Fprintf(w, "the ledger would refuse it now, so nothing would be signed: %s\n", cause)
	}
}

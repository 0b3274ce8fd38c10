package command

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
	"sogoc/web/api/wire"
)

// setStatus returns the subcommand that sets a state of one credential or of
// many, all or none, and waits until the ledger has it.
func setStatus(to ledger.State) func(context.Context, *run, []string) error {
	return func(ctx context.Context, r *run, args []string) error {
		body := wire.BulkStatus{State: to}
		f := r.Flags()
		f.Func("ground", "fraud, ineligible, no-authority, altered, lent, issuer-error, inspection or cleared (required)",
			func(text string) error { body.Ground = registry.Ground(text); return nil })
		f.StringVar(&body.DecisionNumber, "decision-number", "", "of the decision (required)")
		f.Func("decision-date", "of the decision, YYYY-MM-DD (required)", day(&body.DecisionDate))
		file := f.String("file", "", "file with an id or a serial number a line")
		f.BoolVar(&body.Alone, "alone", false, "leave the transcripts of a diploma as they are")
		preview := f.Bool("preview", false, "say what would happen, and change nothing")
		noWait := f.Bool("no-wait", false, "do not wait for the ledger")
		timeout := f.Duration("timeout", 0, "how long to wait (default 2m, and a second for each credential)")
		named, err := r.Parse(args, cli.AnyNumber)
		if err != nil {
			return err
		}
		if err := r.Require("ground", "decision-number", "decision-date"); err != nil {
			return err
		}
		if *file != "" {
			if named, err = linesOf(*file, named); err != nil {
				return err
			}
		}
		if len(named) == 0 {
			return cli.Usage("name a credential, or give a -file")
		}
		for _, name := range named {
			if id, err := uuid.Parse(name); err == nil && id.String() == strings.ToLower(name) {
				body.Credentials = append(body.Credentials, id)
			} else {
				body.Serials = append(body.Serials, name)
			}
		}
		if *timeout == 0 {
			*timeout = 2*time.Minute + time.Duration(len(named))*time.Second
		}
		c, err := r.client()
		if err != nil {
			return err
		}
		return r.changeStatus(ctx, c, body, *preview, *noWait, *timeout)
	}
}

// linesOf adds the lines of a file that are not empty.
func linesOf(name string, to []string) ([]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")); text != "" {
			to = append(to, text)
		}
	}
	return to, lines.Err()
}

// changeStatus looks first, so that a person reads what stands in the way.
func (r *run) changeStatus(ctx context.Context, c *client, body wire.BulkStatus, preview, noWait bool, timeout time.Duration) error {
	const path = "/credentials/status"
	look := true
	body.Preview = &look
	var before wire.BulkPreview
	if err := c.call(ctx, http.MethodPost, path, body, &before); err != nil {
		return err
	}
	if preview || before.Obstacles > 0 {
		if err := r.Print(before, func(w io.Writer) { showPreview(w, before, body.State) }); err != nil {
			return err
		}
		if before.Obstacles > 0 {
			return fmt.Errorf("%w: %d of %d cannot become %s, so nothing was changed", cli.ErrNo, before.Obstacles, len(before.Items), body.State)
		}
		return nil
	}
	look = false
	if status.IsFinal(body.State) {
		return r.propose(ctx, c, body)
	}
	var made wire.BulkChanges
	if err := c.call(ctx, http.MethodPost, path, body, &made); err != nil {
		return err
	}
	return r.awaitChanges(ctx, c, made, body.State, noWait, timeout)
}

// awaitChanges waits until the ledger has all changes, unless nobody wants to.
func (r *run) awaitChanges(
	ctx context.Context, c *client, made wire.BulkChanges, to ledger.State, noWait bool, timeout time.Duration,
) error {
	if noWait {
		return r.Print(made, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %d on their way to the ledger\n", to, len(made.Changes))
		})
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	bar := r.Bar(int64(len(made.Changes)), "changing")
	defer bar.Done()
	changed := make([]registry.Credential, len(made.Changes))
	for i, change := range made.Changes {
		var err error
		if changed[i], err = r.awaitChange(ctx, c, change); err != nil {
			return err
		}
		bar.Add(1)
	}
	if len(changed) == 1 {
		return r.Print(changed[0], func(w io.Writer) { showCredential(w, changed[0]) })
	}
	return r.Print(changed, func(w io.Writer) { fmt.Fprintf(w, "%s: %d credentials\n", to, len(changed)) })
}

func showPreview(w io.Writer, p wire.BulkPreview, to ledger.State) {
	for _, item := range p.Items {
		what, who := "will be "+string(to), ""
		if c := item.Credential; c != nil {
			who = c.FullName
			if item.Along {
				who += " (goes with its diploma)"
			}
			if item.Obstacle == status.ObstacleState {
				what = "is " + string(c.Status)
			}
		}
		switch item.Obstacle {
		case status.ObstacleUnknown:
			what = "is not in the register"
		case status.ObstaclePending:
			what = "has a change on its way to the ledger"
		case status.ObstacleProposed:
			what = "is proposed already, and waits for a second person"
		case status.ObstacleBeforeIssue:
			what = "was issued on " + string(item.Earliest) + ", after the date of the decision"
		case status.ObstacleBeforeSuspension:
			what = "was suspended by a decision of " + string(item.Earliest) + ", after the date of this one"
		}
		fmt.Fprintf(w, "%s  %s  %s\n", item.Named, who, what)
	}
}

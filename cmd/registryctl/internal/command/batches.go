package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/roster"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
	"sogoc/web/api/wire"
)

// imported is what import prints.
type imported struct {
	ID     uuid.UUID            `json:"id"`
	State  registry.BatchState  `json:"state"`
	Rows   int                  `json:"rows,omitzero"`
	Count  int                  `json:"count"` // credentials
	Report *roster.Report       `json:"report,omitempty"`
	Before bool                 `json:"before,omitzero"` // the files made this batch at an earlier import
	Quota  *registry.QuotaState `json:"quota,omitempty"` // absent where the ledger does not answer
}

func importList(ctx context.Context, r *run, args []string) error {
	u := listUpload{answers: map[string]string{}}
	t := &u.terms
	f := r.Flags()
	f.StringVar(&u.file, "file", "", "class list, XLSX or CSV (required)")
	f.StringVar(&u.courses, "courses", "", "file of marks, for transcripts")
	f.StringVar(&u.issuer, "issuer", "", "issuer code (default: yours)")
	f.StringVar(&t.Type, "kind", "", "type code, VN-USE (required)")
	f.StringVar(&t.Field, "field", "", "field-of-study code of rows without one")
	f.StringVar(&t.Major, "major", "", "name of the major of rows without one")
	f.StringVar(&t.MajorEn, "major-en", "", "its English name")
	f.StringVar(&t.Award, "award", "", "name of the award as printed (default: the type's)")
	f.StringVar(&t.AwardEn, "award-en", "", "its English name")
	f.StringVar(&t.Book, "book", "", "register book, 2026/THPT")
	f.StringVar(&t.DecisionNumber, "decision-number", "", "of the recognition decision")
	f.Func("decision-date", "of the decision, YYYY-MM-DD", day(&t.DecisionDate))
	f.Func("issue-date", "date of issue, YYYY-MM-DD (required)", day(&t.IssueDate))
	f.Func("valid-until", "last day of validity, where there is one", day(&t.ValidUntil))
	f.StringVar(&t.SignedBy.Name, "signer-name", "", "who signs the paper (required)")
	f.StringVar(&t.SignedBy.Title, "signer-title", "", "in which office, as printed (required)")
	f.StringVar(&t.Place, "place", "", "place of issue")
	f.StringVar(&t.Mode, "mode", "", "mode of study of rows without one")
	f.IntVar(&t.GraduationYear, "graduation-year", 0, "of rows without one")
	f.StringVar(&t.School, "school", "", "school attended, where it is not the issuer")
	f.StringVar(&t.ExamCouncil, "exam-council", "", "exam council of rows without one")
	f.StringVar(&t.ExamSession, "exam-session", "", "exam session of rows without one")
	f.StringVar(&u.again, "again", "", "id of the batch that these files made, to make another one besides it")
	f.Func("answer", "ID=VALUE, the answer to a question of an earlier try; may be repeated", u.addAnswer)
	f.Func("column", "[courses:][SHEET!]D=FIELD, how a column is read; D= leaves it out; may be repeated", u.addColumn)
	f.Func("header", "[courses:][SHEET!]4, the row of the header; may be repeated", u.addHeader)
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("file", "kind", "issue-date", "signer-name", "signer-title"); err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	var answer wire.Imported
	before, err := c.upload(ctx, r, u, &answer)
	if err != nil {
		return err
	}
	return r.showImported(ctx, c, answer, before)
}

// showImported prints the answer to an import; before says that it was made earlier.
func (r *run) showImported(ctx context.Context, c *client, answer wire.Imported, before bool) error {
	b := answer.Batch
	shown := imported{ID: b.ID, State: b.State, Rows: answer.Rows, Count: b.Count, Before: before}
	shown.Quota = c.quotaOf(ctx, b.ID.String())
	if before {
		return r.Print(shown, func(w io.Writer) {
			fmt.Fprintln(w, "these files made this batch before; nothing was done now. Another batch of them: -again", b.ID)
			showBatch(w, b)
		})
	}
	shown.Report = &answer.Report
	return r.Print(shown, func(w io.Writer) {
		showReport(w, answer.Report)
		if b.State != registry.BatchDraft { // an answer that was lost, asked for again
			fmt.Fprintln(w, "the import made this batch; it is no draft any more:")
			showBatch(w, b)
			return
		}
		fmt.Fprintf(w, "dropped: %s\n", headers(answer.Report.Dropped))
		showQuotaOf(w, shown.Quota)
		fmt.Fprintf(w, "%d rows, %d credentials to be; another person looks at them and approves them:\n"+
			"  registryctl review %s\n  registryctl approve %s -count %d\n", answer.Rows, b.Count, b.ID, b.ID, b.Count)
	})
}

// day reads a date flag.
func day(to *ledger.Date) func(string) error {
	return func(text string) error {
		*to = ledger.Date(text)
		return to.Validate()
	}
}

func listBatches(ctx context.Context, r *run, args []string) error {
	query := url.Values{}
	for _, name := range []string{"issuer", "state", "offset", "limit"} {
		r.Flags().Func(name, "narrow the list", func(v string) error { query.Set(name, v); return nil })
	}
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	var found wire.Batches
	if err := c.call(ctx, http.MethodGet, "/batches?"+query.Encode(), nil, &found); err != nil {
		return err
	}
	return r.Print(found.Batches, func(w io.Writer) {
		for _, b := range found.Batches {
			showBatch(w, b)
		}
	})
}

func showBatch(w io.Writer, b registry.Batch) {
	fmt.Fprintf(w, "%s  %-9s  %s  %s  %d credentials  imported %s\n", b.ID, b.State, b.Issuer, b.Terms.Type, b.Count, b.ImportedAt.Local().Format(time.DateTime))
	if b.State == registry.BatchApproved && b.WaitsFor != registry.WaitNothing {
		fmt.Fprintf(w, "  is approved and waits: %s\n", waitReasons[b.WaitsFor])
	}
}

// step posts to a batch and shows it.
func (r *run) step(ctx context.Context, batch, step string, body any) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	var b registry.Batch
	if err := c.step(ctx, batch, step, body, &b); err != nil {
		return err
	}
	return r.Print(b, func(w io.Writer) { showBatch(w, b) })
}

// step posts to a batch.
func (c *client) step(ctx context.Context, batch, step string, body, to any) error {
	return c.call(ctx, http.MethodPost, "/batches/"+url.PathEscape(batch)+"/"+step, body, to)
}

// approved is what approve prints.
type approved struct {
	registry.Batch
	Quota *registry.QuotaState `json:"quota,omitempty"` // as it was before; absent where the ledger does not answer
}

// approve shows what the batch takes of the quotas, and approves it as it was read.
func approve(ctx context.Context, r *run, args []string) error {
	count := r.Flags().Int("count", 0, "how many credentials you read: the last line of review tells it (required)")
	return r.stepWithPassphrase(ctx, args, func(c *client, batch, passphrase string) error {
		if *count <= 0 {
			return cli.Usage("give -count, the number of credentials that registryctl review %s shows", batch)
		}
		shown := approved{Quota: c.quotaOf(ctx, batch)}
		body := wire.Approval{Count: *count, Passphrase: passphrase}
		if err := c.step(ctx, batch, "approve", body, &shown.Batch); err != nil {
			return err
		}
		return r.Print(shown, func(w io.Writer) {
			showQuotaOf(w, shown.Quota)
			showBatch(w, shown.Batch)
		})
	})
}

func retry(ctx context.Context, r *run, args []string) error {
	return r.stepWithPassphrase(ctx, args, func(_ *client, batch, passphrase string) error {
		if passphrase == "" { // the register's key signs, or the batch waits for the passphrase
			return r.step(ctx, batch, "retry", nil)
		}
		return r.step(ctx, batch, "retry", wire.Unlock{Passphrase: passphrase})
	})
}

// stepWithPassphrase does a step of a batch that may open the school's own key.
func (r *run) stepWithPassphrase(
	ctx context.Context,
	args []string,
	step func(c *client, batch, passphrase string) error,
) error {
	file := r.Flags().String("passphrase-file", "", "of the school's key: "+cli.SecretUsage)
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	passphrase := ""
	if *file != "" {
		if passphrase, err = r.Secret(*file); err != nil {
			return err
		}
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	return r.insist(ctx, func() error { return step(c, rest[0], passphrase) })
}

// insist repeats a step that may be repeated while the register cannot take
// it at present: a key that was registered a second ago is not known to every
// peer yet, a database comes back.
func (r *run) insist(ctx context.Context, step func() error) error {
	for tries := 1; ; tries++ {
		err := step()
		var refused *apiError
		if !errors.As(err, &refused) || refused.Status != http.StatusServiceUnavailable || tries == 5 {
			return err
		}
		if wait.For(ctx, 4*r.poll) != nil {
			return err
		}
	}
}

func reject(ctx context.Context, r *run, args []string) error {
	reason := r.Flags().String("reason", "", "why; the person who imported it reads this (required)")
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.Require("reason"); err != nil {
		return err
	}
	return r.step(ctx, rest[0], "reject", wire.Rejection{Reason: *reason})
}

// setAside makes a draft batch of rows that are not to be signed yet.
func setAside(ctx context.Context, r *run, args []string) error {
	reason := r.Flags().String("reason", "", "why (required); name no learner")
	rest, err := r.Parse(args, cli.AnyNumber)
	if err != nil {
		return err
	}
	if len(rest) < 2 {
		return cli.Usage("name a batch and at least one of its drafts")
	}
	if err := r.Require("reason"); err != nil {
		return err
	}
	body := wire.SettingAside{Reason: *reason}
	for _, text := range rest[1:] {
		id, err := uuid.Parse(text)
		if err != nil {
			return cli.Usage("%q is no draft's id", text)
		}
		body.Drafts = append(body.Drafts, id)
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	var aside registry.Batch
	path := "/batches/" + url.PathEscape(rest[0]) + "/set-aside"
	if err := c.call(ctx, http.MethodPost, path, body, &aside); err != nil {
		return err
	}
	return r.Print(aside, func(w io.Writer) { showBatch(w, aside) })
}

func discard(ctx context.Context, r *run, args []string) error {
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	return r.step(ctx, rest[0], "discard", nil)
}

// waitReasons says what a batch waits for while the register tries by itself.
var waitReasons = map[registry.Wait]string{
	registry.WaitSigningKey: " once a key of the school is good on the ledger: registryd doctor says which is",
	registry.WaitOperator:   " once its operator has mended what its log says",
}

// anchor waits until a batch stands on the ledger.
func anchor(ctx context.Context, r *run, args []string) error {
	timeout := r.Flags().Duration("timeout", 5*time.Minute, "how long to wait (default 5m)")
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	path := "/batches/" + url.PathEscape(rest[0])
	var p wire.Progress
	if err := c.call(ctx, http.MethodGet, path+"/progress", nil, &p); err != nil {
		return err
	}
	switch p.State {
	case registry.BatchDraft:
		return fmt.Errorf("%w: the batch waits for somebody to approve it", cli.ErrNo)
	case registry.BatchRejected, registry.BatchDiscarded, registry.BatchGivenUp:
		return fmt.Errorf("%w: the batch was %s", cli.ErrNo, p.State)
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	bar := r.Bar(int64(p.Credentials), "anchoring")
	defer bar.Done()
	for {
		if err := c.call(ctx, http.MethodGet, path+"/progress", nil, &p); err != nil {
			return err
		}
		bar.Set(int64(p.Anchored))
		if p.Done {
			break
		}
		switch p.WaitsFor {
		case registry.WaitHalted:
			return fmt.Errorf("%w: an integrity alarm stopped the school: the register's operator must look", cli.ErrNo)
		case registry.WaitPassphrase:
			return fmt.Errorf("%w: the batch waits for the school's signing key: "+
				"an approver gives its passphrase with registryctl retry %s -passphrase-file FILE", cli.ErrLater, rest[0])
		}
		for _, code := range p.Refusals {
			if code.Prospect() != ledger.RefusedUntilLater {
				return fmt.Errorf("%w: the ledger refuses: %s", cli.ErrNo, code)
			}
		}
		if err := wait.For(ctx, r.poll); err != nil {
			return fmt.Errorf("%w: %d of %d anchored; the register goes on by itself%s",
				cli.ErrLater, p.Anchored, p.Credentials, waitReasons[p.WaitsFor])
		}
	}
	if p.State != registry.BatchAnchored {
		return fmt.Errorf("%w: the batch was %s", cli.ErrNo, p.State)
	}
	return r.Print(p, func(w io.Writer) {
		fmt.Fprintf(w, "%d credentials in %d anchors stand on the ledger\n", p.Anchored, p.Anchors)
	})
}

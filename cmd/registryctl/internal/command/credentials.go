package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/names"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
	"sogoc/web/api/wire"
)

func search(ctx context.Context, r *run, args []string) error {
	var s wire.Search
	f := r.Flags()
	f.StringVar(&s.Issuer, "issuer", "", "issuer code (default: yours)")
	f.StringVar(&s.SerialNumber, "serial", "", "serial number")
	f.StringVar(&s.RegisterNumber, "register", "", "register number")
	f.StringVar(&s.LearnerCode, "learner", "", "learner code")
	f.Func("batch", "batch id", func(text string) (err error) { s.Batch, err = uuid.Parse(text); return err })
	f.IntVar(&s.Offset, "offset", 0, "how many to pass over")
	f.IntVar(&s.Limit, "limit", 0, "how many at most (default 100)")
	byID := f.Bool("national-id", false, "read a national id from standard input: it must stand in no process list")
	byName := f.Bool("name", false,
		"read words of a name from standard input, after the national id where that is asked for too")
	f.Func("match", "with -name: exact, tone (hoà is hòa) or plain (without accents; the default)",
		func(text string) error { s.Match = names.Level(text); return nil })
	f.BoolVar(&s.ByName, "by-name", false, "in the order of names, given name first, rather than of the register")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if s.Match != "" && !*byName {
		return cli.Usage("-match goes with -name")
	}
	input := bufio.NewReader(r.Stdin)
	for _, secret := range []struct {
		wanted bool
		to     *string
	}{{*byID, &s.NationalID}, {*byName, &s.Name}} {
		if !secret.wanted {
			continue
		}
		line, err := input.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if *secret.to = strings.TrimSpace(line); *secret.to == "" {
			return cli.Usage("standard input is empty")
		}
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	var found wire.Credentials
	if err := c.call(ctx, http.MethodPost, "/credentials/search", s, &found); err != nil {
		return err
	}
	return r.Print(found.Credentials, func(w io.Writer) {
		for _, credential := range found.Credentials {
			fmt.Fprintf(w, "%s  %-10s  %-16s  ", credential.ID, credential.Status, credential.Kind)
			fmt.Fprintln(w, credential.SerialNumber, " ", credential.RegisterNumber, " ", credential.FullName)
		}
	})
}

// show shows the credential of an id or, where there is none, the batch.
func show(ctx context.Context, r *run, args []string) error {
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	name := url.PathEscape(rest[0])
	var credential registry.Credential
	err = c.call(ctx, http.MethodGet, "/credentials/"+name, nil, &credential)
	if err == nil {
		return r.Print(credential, func(w io.Writer) { showCredential(w, credential) })
	}
	var refused *apiError
	if !errors.As(err, &refused) || refused.Status != http.StatusNotFound {
		return err
	}
	var b registry.Batch
	if err := c.call(ctx, http.MethodGet, "/batches/"+name, nil, &b); err != nil {
		return err
	}
	return r.Print(b, func(w io.Writer) {
		showBatch(w, b)
		for _, a := range b.Anchors {
			fmt.Fprintf(w, "  anchor %d  %s  %d credentials  %s  %s%s\n",
				a.Sequence, a.Kind, a.Size, a.State, a.TxID, a.Refusal)
		}
		if b.RejectReason != "" {
			fmt.Fprintf(w, "  %s\n", b.RejectReason)
		}
	})
}

func showCredential(w io.Writer, c registry.Credential) {
	fmt.Fprintf(w, "%s\n  %s, born %s\n", c.ID, c.FullName, c.BirthDate)
	fmt.Fprintf(w, "  %s, serial %s, register %s, issued %s\n", c.Kind, c.SerialNumber, c.RegisterNumber, c.IssueDate)
	fmt.Fprintf(w, "  %s: anchor %d, %s\n  digest %s\n", c.State, c.Sequence, c.Status, c.Digest)
	showLedgerWord(w, c)
	for _, change := range c.Changes {
		fmt.Fprintf(w, "  %s to %s: %s, %s of %s, %s\n",
			change.RequestedAt.Local().Format(time.DateTime), change.To, change.Ground,
			change.DecisionNumber, change.DecisionDate, change.State)
	}
}

// showLedgerWord says what the ledger holds now of an anchored credential, and whether
// the register knew it.
func showLedgerWord(w io.Writer, c registry.Credential) {
	word := c.OnLedger
	switch {
	case word == nil:
		return
	case !word.Asked:
		fmt.Fprintln(w, "  on the ledger now: not known, no peer answered; the state above is the register's own")
		return
	}
	fmt.Fprintf(w, "  on the ledger now: %s", word.State)
	if word.By != "" {
		fmt.Fprintf(w, ", set by the %s", word.By)
	}
	if word.Since != nil {
		fmt.Fprintf(w, " at %s", word.Since.Local().Format(time.DateTime))
	}
	if word.Doubtful {
		fmt.Fprint(w, "; a key that was compromised by then signed it")
	}
	if c.Differs() {
		fmt.Fprint(w, "; the register did not know of this")
	}
	fmt.Fprintln(w)
	if word.Issuer != ledger.IssuerActive {
		fmt.Fprintf(w, "  the school's accreditation is %s\n", word.Issuer)
	}
}

// awaitChange returns a credential once the ledger has the change of it.
func (r *run) awaitChange(ctx context.Context, c *client, change registry.StatusChange) (registry.Credential, error) {
	path := "/credentials/" + change.Credential.String()
	for {
		var credential registry.Credential
		if err := c.call(ctx, http.MethodGet, path, nil, &credential); err != nil {
			return credential, err
		}
		for _, now := range credential.Changes {
			if now.ID != change.ID {
				continue
			}
			switch now.State {
			case registry.ChangeDone:
				return credential, nil
			case registry.ChangeRefused:
				return credential, fmt.Errorf("%w: the ledger refuses: %s", cli.ErrNo, now.Refusal)
			}
		}
		if err := wait.For(ctx, r.poll); err != nil {
			return credential, fmt.Errorf("%w: the change is on its way; the register goes on by itself", cli.ErrLater)
		}
	}
}

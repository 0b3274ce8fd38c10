package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// asked is what is asked for by "history credential".
type asked struct {
	issuer string
	digest ledger.Digest
	entry  *audit.EntryRef
}

func history(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	issuer := r.Flags().String("issuer", "", "issuer code, with a digest")
	entry := r.Flags().String("entry", "", "status entry as LIST/INDEX, with a digest, which does not say it")
	rest, err := r.Parse(args, 3)
	if err != nil {
		return err
	}
	what, name := rest[1], rest[2]
	var of asked
	switch what {
	case "issuer", "transaction":
	case "credential":
		if of, err = r.credential(name, *issuer, *entry); err != nil {
			return err
		}
	default:
		return cli.Usage("history is of an issuer, a credential or a transaction")
	}
	replay, err := r.replay(ctx, rest[0], true)
	if err != nil {
		return err
	}
	defer func() { _ = replay.Close() }()
	switch what {
	case "issuer":
		h, err := replay.IssuerHistory(ctx, name)
		if err != nil {
			return err
		}
		return r.Print(h, func(w io.Writer) { showIssuer(w, h) })
	case "transaction":
		h, err := replay.TransactionHistory(ctx, name)
		if err != nil {
			return err
		}
		return r.Print(h, func(w io.Writer) { showTransaction(w, h) })
	}
	h, err := replay.CredentialHistory(ctx, of.issuer, of.digest, of.entry)
	if err != nil {
		return err
	}
	return r.Print(h, func(w io.Writer) { showCredential(w, h) })
}

// credential reads a digest, a file, "-" for standard input, or the text of a
// QR code. What it shows of a person goes nowhere.
func (r *run) credential(text, issuer, entry string) (asked, error) {
	if digest, err := ledger.ParseDigest(text); err == nil {
		c := asked{issuer: issuer, digest: digest}
		if err := r.Require("issuer"); err != nil {
			return c, err
		}
		if entry != "" {
			c.entry = &audit.EntryRef{}
			list, index, _ := strings.Cut(entry, "/")
			l, err := strconv.ParseUint(list, 10, 32)
			i, err2 := strconv.ParseUint(index, 10, 32)
			if err != nil || err2 != nil || l == 0 || i >= ledger.StatusListSize {
				return c, cli.Usage("-entry is LIST/INDEX")
			}
			c.entry.List, c.entry.Index = uint32(l), uint32(i)
		}
		return c, nil
	}
	input, err := r.input(text)
	if err != nil {
		return asked{}, err
	}
	shown, err := presentation.Parse(input)
	if err != nil {
		return asked{}, fmt.Errorf("what was given is no credential in any of its forms: %w", err)
	}
	if issuer != "" && issuer != shown.Issuer() {
		return asked{}, cli.Usage("the credential is of another issuer: %s", shown.Issuer())
	}
	status := shown.Status()
	return asked{
		issuer: shown.Issuer(),
		digest: shown.Digest(),
		entry:  &audit.EntryRef{List: status.List, Index: status.Index},
	}, nil
}

func (r *run) input(text string) (string, error) {
	if text == "-" {
		raw, err := io.ReadAll(io.LimitReader(r.Stdin, presentation.MaxSize+1))
		return string(raw), err
	}
	if strings.HasPrefix(text, "https://") || strings.Trim(text, "0123456789") == "" {
		return text, nil
	}
	info, err := os.Stat(text)
	if err != nil {
		return "", err
	}
	if info.Size() > presentation.MaxSize {
		return "", fmt.Errorf("%s is longer than %d bytes", text, presentation.MaxSize)
	}
	raw, err := os.ReadFile(text)
	return string(raw), err
}

func showIssuer(w io.Writer, h audit.IssuerHistory) {
	fmt.Fprintf(w, "%s as of block %d, ledger time %s\n", h.Code, h.Head.Height-1, h.Head.Time.Format(time.RFC3339))
	showEvents(w, h.Events)
	fmt.Fprintf(w, "%d digests anchored, %d changes of status entries\n", h.Digests, h.StatusChanges)
}

func showEvents(w io.Writer, events []audit.Event) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range events {
		fmt.Fprintf(
			table,
			"  %s\tblock %d/%d\t%s\t%s\t%s: %s\n",
			e.Position.Time.Format(time.RFC3339),
			e.Position.Block,
			e.Position.Index,
			e.Function,
			who(e.By),
			e.About,
			e.Text,
		)
	}
	_ = table.Flush()
}

func who(id audit.Identity) string {
	if len(id.Units) == 0 {
		return id.MSP
	}
	return id.MSP + " (" + strings.Join(id.Units, ", ") + ")"
}

func showCredential(w io.Writer, h audit.CredentialHistory) {
	fmt.Fprintf(
		w,
		"%s of %s as of block %d, ledger time %s\n",
		h.Digest,
		h.Issuer,
		h.Head.Height-1,
		h.Head.Time.Format(time.RFC3339),
	)
	for _, p := range h.Places {
		fmt.Fprintf(w, "anchor %d, leaf %d, block %d\n", p.Sequence, p.Index, p.Position.Block)
	}
	showEvents(w, h.Events)
	if h.Entry == nil {
		fmt.Fprintf(
			w,
			"its anchor is %s; its own status is not told: a digest does not say where it stands (-entry LIST/INDEX)\n",
			h.State,
		)
		return
	}
	fmt.Fprintf(
		w,
		"now %s, by anchor and status entry; signature, key and accreditation are not judged here\n",
		h.State,
	)
}

func showTransaction(w io.Writer, h audit.TransactionHistory) {
	fmt.Fprintf(
		w,
		"transaction %s\nblock       %d, number %d in it, block hash %s\ntime        %s\nflag        %s\ncreator     %s\n",
		h.Position.TxID,
		h.Position.Block,
		h.Position.Index,
		h.BlockHash,
		h.Position.Time.Format(time.RFC3339Nano),
		h.Flag,
		who(h.Creator),
	)
	if h.Config {
		fmt.Fprintln(w, "a configuration")
		return
	}
	fmt.Fprintf(w, "function    %s of chaincode %s\n", h.Function, h.Chaincode)
	for i, a := range h.Arguments {
		text := a.Text
		switch {
		case len(a.JSON) > 0:
			text = a.JSON.String()
		case a.Digests > 0:
			text = fmt.Sprintf("%d digests", a.Digests)
		case a.Hex != "":
			text = "0x" + a.Hex
		}
		fmt.Fprintf(w, "argument %d  %s\n", i+1, text)
	}
	for _, e := range h.Endorsers {
		fmt.Fprintf(w, "endorser    %s\n", who(e))
	}
	for _, x := range h.Writes {
		key := x.Key
		if x.Object != "" {
			key = strings.TrimSpace(x.Object + " " + strings.Join(x.Attributes, " "))
		}
		fmt.Fprintf(w, "write       %s: %s, %d bytes %s\n", x.Namespace, key, x.Bytes, x.Record)
	}
	for _, c := range h.Collections {
		fmt.Fprintf(w, "private     %s: %d keys of %s\n", c.Namespace, c.Writes, c.Name)
	}
	if !h.Valid {
		fmt.Fprintln(w, "it had no effect, and nobody has checked what it says")
	}
}

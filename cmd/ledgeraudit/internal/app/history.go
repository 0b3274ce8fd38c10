package app

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
	"sogoc/verifier/unpack"
)

// asked is what is asked for by "history credential".
type asked struct {
	issuer string
	digest ledger.Digest
	entry  *audit.EntryRef
	byHand bool // entry was given beside the digest
}

func history(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	issuer := r.Flags().String("issuer", "", "issuer code, with a digest")
	entry := r.Flags().
		String("entry", "", "status entry as LIST/INDEX, with a digest, which does not say it; believed as it is given")
	var reasons reasonFiles
	r.Flags().
		Func("reason", "`file` in which the accreditor keeps why anchors got their state, to be told with them; "+
			"may be repeated", reasons.add)
	rest, err := r.Parse(args, 3)
	if err != nil {
		return err
	}
	what, name := rest[1], rest[2]
	var of asked
	switch what {
	case "transaction":
		if len(reasons) > 0 {
			return cli.Usage("-reason goes with the history of an issuer or a credential")
		}
	case "issuer":
		if name, err = r.issuer(ctx, name); err != nil {
			return err
		}
	case "credential":
		if of, err = r.credential(ctx, name, *issuer, *entry); err != nil {
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
		shown := func(s speaker) { s.reasons = reasons; s.issuerHistory(h) }
		return errors.Join(r.print(h, shown), reasons.allFound(h.Events), trusted(h.AccreditedBy))
	case "transaction":
		h, err := replay.TransactionHistory(ctx, name)
		if err != nil {
			return err
		}
		return errors.Join(r.print(h, func(s speaker) { s.transactionHistory(h) }), trusted(h.Accreditors...))
	}
	h, err := replay.CredentialHistory(ctx, of.issuer, of.digest, of.entry)
	if err != nil {
		return err
	}
	h.EntryByHand = of.byHand
	shown := func(s speaker) { s.reasons = reasons; s.credentialHistory(h) }
	return errors.Join(r.print(h, shown), reasons.allFound(h.Events), trusted(h.AccreditedBy))
}

// credential reads a digest, a file, "-" for standard input, or the text of a
// QR code. What it shows of a person goes nowhere.
func (r *run) credential(ctx context.Context, text, issuer, entry string) (asked, error) {
	if digest, err := ledger.ParseDigest(text); err == nil {
		c := asked{issuer: issuer, digest: digest}
		if err := r.Require("issuer"); err != nil {
			return c, err
		}
		if entry != "" {
			c.entry, c.byHand = &audit.EntryRef{}, true
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
	input, err := r.input(ctx, text)
	if err != nil {
		return asked{}, err
	}
	named, err := audit.ReadName(input)
	switch {
	case err != nil:
		return asked{}, cli.Usage("%v", err)
	case named.Digest == nil:
		return asked{}, cli.Usage("it names an issuer and no credential: ask for issuer %s", named.Issuer)
	case issuer != "" && issuer != named.Issuer:
		return asked{}, cli.Usage("the credential is of another issuer: %s", named.Issuer)
	}
	return asked{issuer: named.Issuer, digest: *named.Digest, entry: &named.Entry}, nil
}

// issuer reads an issuer's code, or what names an issuer: any file that
// audit.ReadName reads.
func (r *run) issuer(ctx context.Context, text string) (string, error) {
	if _, err := os.Stat(text); err != nil && ledger.ValidateIssuerCode(text) == nil {
		return text, nil
	}
	input, err := r.input(ctx, text)
	if err != nil {
		return "", err
	}
	named, err := audit.ReadName(input)
	if err != nil {
		return "", cli.Usage("%v", err)
	}
	return named.Issuer, nil
}

// input returns what an argument stands for: its content, or what a PDF file, a
// picture or a ZIP file holds.
func (r *run) input(ctx context.Context, text string) (string, error) {
	raw, err := r.content(text)
	if err != nil {
		return "", err
	}
	return r.opened(ctx, raw)
}

// content returns the content of an argument: standard input for "-", a file's, or the
// text itself where it is a link, digits or a token.
func (r *run) content(text string) ([]byte, error) {
	if text == "-" {
		return io.ReadAll(io.LimitReader(r.Stdin, largestInput+1))
	}
	info, err := os.Stat(text)
	if err != nil {
		isText := len(text) >= shortestText || strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
		if isText {
			return []byte(text), nil
		}
		return nil, err
	}
	if info.Size() > largestInput {
		return nil, cli.Usage("%s is longer than %d bytes", text, largestInput)
	}
	return os.ReadFile(text)
}

// largestInput is the largest file in bytes that is looked into. A text that names
// something is at most audit.MaxNaming long, which audit.ReadName checks.
const largestInput = max(audit.MaxNaming, unpack.MaxSize)

// shortestText is from which length on an argument that names no file is taken
// for a text: no file's name is as long.
const shortestText = 256

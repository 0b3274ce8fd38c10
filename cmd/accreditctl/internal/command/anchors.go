package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// setAnchors sets the state of everything in a range of an issuer's anchors. Why may
// touch persons, so the ledger gets a salted digest of it; the accreditor keeps the
// reason with its salt in a file.
func (d desk) setAnchors(ctx context.Context, r *cli.Run, args []string) error {
	by := decisionFlags(r, allAnchorGrounds()...)
	issuer := r.Flags().String("issuer", "", "issuer code (required)")
	first := r.Flags().Uint64("first", 0, "number of the first anchor, from 1 (required)")
	last := r.Flags().Uint64("last", 0, "number of the last (default: the first)")
	state := r.Flags().String("state", "", "suspended, active or revoked; revoked is for ever (required)")
	file := r.Flags().String("reason-file", "",
		"where the reason is kept with its salt: written with mode 0600, or read for a repeat (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("issuer", "first", "state", "reason-file"); err != nil {
		return err
	}
	if *last == 0 {
		*last = *first
	}
	next := ledger.State(*state)
	grounds := ledger.AnchorGrounds(next)
	switch {
	case len(grounds) == 0:
		return cli.Usage("-state is suspended, active or revoked")
	case *first == 0 || *last < *first:
		return cli.Usage("-first is from 1, and -last is not before it")
	}
	todo := act{
		grounds: grounds,
		preview: previewAnchors(*issuer, *first, *last, next),
		do: func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) error {
			detail, written, err := keepReason(*file, why)
			if err != nil {
				return err
			}
			changed, err := a.SetAnchorStatus(ctx, *issuer, *first, *last, next, detail)
			if err != nil {
				return afterFailure(err, *file, written, changed)
			}
			return r.Print(changed, func(w io.Writer) {
				fmt.Fprintf(w, "%s: anchors %d to %d are %s\n", *issuer, *first, *last, *state)
				fmt.Fprintf(w, "The reason and its salt are in %s. Keep it: the ledger has its digest only.\n", *file)
			})
		},
	}
	if next == ledger.Revoked {
		todo.forEver = *issuer
	}
	return d.perform(ctx, r, by, todo)
}

// allAnchorGrounds returns the grounds of every state, each once.
func allAnchorGrounds() []ledger.Ground {
	var all []ledger.Ground
	for _, state := range []ledger.State{ledger.Revoked, ledger.Suspended, ledger.Active} {
		for _, ground := range ledger.AnchorGrounds(state) {
			if !slices.Contains(all, ground) {
				all = append(all, ground)
			}
		}
	}
	return all
}

// keepReason writes a reason with a new salt into a file that only its owner reads,
// and returns its digest, and whether it wrote the file. Where the file is there with the
// same reason, its salt is used again, so that a command that lost its answer may be
// repeated; a file with anything else is never overwritten.
func keepReason(file string, reason ledger.Reason) (digest ledger.Digest, written bool, err error) {
	kept, err := os.ReadFile(file)
	switch {
	case err == nil:
		detail, err := ledger.ParseStatusDetail(kept)
		if err != nil {
			return digest, false, cli.Usage("%s holds something else: name a file that is not there yet", file)
		}
		if detail.Reason() != reason {
			return digest, false, cli.Usage("%s holds another reason: name a file that is not there yet", file)
		}
		digest, err = detail.Digest()
		return digest, false, err
	case !errors.Is(err, fs.ErrNotExist):
		return digest, false, err
	}
	var salt [ledger.SaltSize]byte
	_, _ = rand.Read(salt[:]) // it does not fail
	detail := ledger.NewStatusDetail(reason, salt)
	text, err := detail.Canonical()
	if err != nil {
		return digest, false, err
	}
	if err := writeNew(file, text); err != nil {
		return digest, false, err
	}
	digest, err = detail.Digest()
	return digest, true, err
}

// afterFailure says what became of the reason's file. It is taken away where this run
// wrote it and the ledger certainly has its digest nowhere: the ledger refused, and
// refused the first part of the range.
func afterFailure(failed error, file string, written bool, changed ledger.AnchorRange) error {
	var refusal *ledger.Refusal
	refused := errors.As(failed, &refusal) || errors.Is(failed, credential.ErrSignerRefused)
	unknown := errors.Is(failed, registry.ErrOutcomeUnknown)
	switch {
	case changed.Last > 0:
		return fmt.Errorf("%w; the reason and its salt for what was done are in %s: keep it", failed, file)
	case !unknown && !refused && errors.Is(failed, registry.ErrUnavailable):
		return fmt.Errorf("%w; nothing was done, and the reason and its salt stay in %s for the repeat", failed, file)
	case unknown || !refused:
		return fmt.Errorf("%w; whether it was done is not known, so the reason and its salt stay in %s: keep it", failed,
			file)
	case !written:
		return failed // the file is of an earlier run, whose digest the ledger may have
	}
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("%w; take %s away yourself, the ledger has no digest of it: %w", failed, file, err)
	}
	return fmt.Errorf("%w; %s was taken away again, since nothing was done", failed, file)
}

// writeNew writes a file that is not there yet, for its owner's eyes. When it returns
// nil the file is on the disk.
func writeNew(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

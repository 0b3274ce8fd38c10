package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
	"sogoc/verifier/words"
)

// What a preview asks of the ledger is bounded: a school may have many anchors, and
// each is one query.
const (
	mostAnchors  = 500
	countingTime = 20 * time.Second
)

// lagPatience is for how long a school that a peer does not know is asked for again,
// since the peer may not have the newest block yet.
const (
	lagPatience = 5 * time.Second
	lagPause    = 250 * time.Millisecond
)

// findIssuer returns a school as the ledger has it. A refusal with
// ledger.CodeNotFound comes after lagPatience only.
func findIssuer(ctx context.Context, a fabricledger.Accreditor, code string) (ledger.IssuerView, error) {
	patient, cancel := context.WithTimeout(ctx, lagPatience)
	defer cancel()
	for {
		view, err := a.Issuer(ctx, code)
		if !isRefused(err, ledger.CodeNotFound) || wait.For(patient, lagPause) != nil {
			return view, err
		}
	}
}

// findNumbers is findIssuer, and returns cli.ErrNo, with the numbers that there are,
// unless the school has used all numbers from first to last, also after lagPatience.
func findNumbers(ctx context.Context, a fabricledger.Accreditor, code string, first, last uint64) (ledger.IssuerView,
	error) {
	patient, cancel := context.WithTimeout(ctx, lagPatience)
	defer cancel()
	for {
		view, err := findIssuer(ctx, a, code)
		used := view.Sequence.Sequence
		if err != nil || last <= used {
			return view, err
		}
		if wait.For(patient, lagPause) == nil {
			continue
		}
		if used == 0 {
			return view, fmt.Errorf("%w: nothing was done: %s has no anchors", cli.ErrNo, code)
		}
		has := "anchors " + numbers(1, used)
		if used == 1 {
			has = "anchor 1 only"
		}
		return view, fmt.Errorf("%w: nothing was done: %s has %s; %s", cli.ErrNo, code, has,
			missing(max(first, used+1), last))
	}
}

// missing says that no anchor has one of these numbers.
func missing(first, last uint64) string {
	if first == last {
		return numbers(first, last) + " does not exist"
	}
	return numbers(first, last) + " do not exist"
}

// numbers says a range of sequence numbers.
func numbers(first, last uint64) string {
	if first == last {
		return strconv.FormatUint(first, 10)
	}
	return fmt.Sprintf("%d to %d", first, last)
}

func isRefused(err error, code ledger.Code) bool {
	var refusal *ledger.Refusal
	return errors.As(err, &refusal) && refusal.Code == code
}

// census is what stands at a range of an issuer's sequence numbers.
type census struct {
	anchors     uint64
	credentials uint64
	givenUp     uint64
	uncounted   uint64 // numbers that were not looked at
	why         string // they were not
}

// takeCensus looks at the numbers from first to last, the newest first, as far as its
// bounds allow. Of each anchor it asks count whether it belongs.
func takeCensus(ctx context.Context, a fabricledger.Accreditor, issuer string, first, last uint64,
	count func(ledger.Attestation) bool) (census, error) {
	var c census
	if last < first {
		return c, nil
	}
	bounded, cancel := context.WithTimeout(ctx, countingTime)
	defer cancel()
	for sequence := last; sequence >= first; sequence-- {
		if last-sequence == mostAnchors {
			c.uncounted, c.why = sequence-first+1, fmt.Sprintf("at most %d are looked at", mostAnchors)
			return c, nil
		}
		found, err := a.Anchor(bounded, issuer, sequence)
		switch {
		case isRefused(err, ledger.CodeNotFound):
			c.givenUp++
			continue
		case err != nil && ctx.Err() == nil && (bounded.Err() != nil || errors.Is(err, registry.ErrUnavailable)):
			c.uncounted, c.why = sequence-first+1, "the ledger did not answer in time"
			return c, nil
		case err != nil:
			return c, err
		case count == nil || count(found):
			c.anchors++
			c.credentials += found.Anchor.Anchor.Size
		}
	}
	return c, nil
}

// String says "12 anchors with 3,450 credentials", and what it leaves out.
func (c census) String() string {
	text := several(c.anchors, "anchor") + " with " + several(c.credentials, "credential")
	if c.uncounted > 0 {
		text += fmt.Sprintf(" (NOT counted: %s before them, since %s)", several(c.uncounted, "number"), c.why)
	}
	return text
}

// several says a number of things.
func several(n uint64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}

// severalAre says a number of things that something was done with.
func severalAre(n uint64, thing, done string) string {
	if n == 1 {
		return several(n, thing) + " that was " + done
	}
	return several(n, thing) + " that were " + done
}

// keysThatCount says a number of keys that sign.
func keysThatCount(n uint64) string {
	if n == 1 {
		return "1 key that counts"
	}
	return several(n, "key") + " that count"
}

// thousands writes 3450 as 3,450.
func thousands(n uint64) string { return words.Thousands(n, words.English) }

// countIssued is takeCensus of all that an issuer ever anchored.
func countIssued(ctx context.Context, a fabricledger.Accreditor, view ledger.IssuerView) (census, error) {
	return takeCensus(ctx, a, view.Issuer.Accreditation.Code, 1, view.Sequence.Sequence, nil)
}

// goodKeys returns how many of an issuer's keys still sign.
func goodKeys(view ledger.IssuerView) uint64 { return otherKeys(view, "") }

// say writes one line of a preview.
func say(w io.Writer, form string, values ...any) { fmt.Fprintf(w, form+"\n", values...) }

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"sogoc/verifier"
)

// sentences say each result in words.
var sentences = map[verifier.Code]string{
	verifier.Valid:           "VALID",
	verifier.Revoked:         "NOT VALID: it was revoked",
	verifier.Suspended:       "NOT VALID for now: it is suspended",
	verifier.Superseded:      "NOT VALID any more: a newer one replaces it",
	verifier.Expired:         "NOT VALID: outside its dates",
	verifier.UntrustedIssuer: "NOT VALID: the issuer, its key or its ledger is not to be trusted",
	verifier.OutOfScope:      "NOT VALID: the issuer was not allowed to issue this",
	verifier.NotAnchored:     "NOT VALID: the issuer never put it on the ledger",
	verifier.Tampered:        "NOT VALID: forged, or altered",
	verifier.Malformed:       "UNREADABLE: not a bundle, receipt, SD-JWT, holder's file or QR code's text in its one form",
	verifier.Indeterminate:   "CANNOT TELL",
}

// details say more where a step did not pass.
var details = map[verifier.Detail]string{
	verifier.DetailOtherLedger:       "it is of another ledger than the one that the trust file pins",
	verifier.DetailConfiguration:     "its chain of configuration blocks does not hold",
	verifier.DetailEndorsements:      "too few organisations endorsed its attestation, or an endorsement is not genuine",
	verifier.DetailAttestation:       "its attestation is not about this credential, or contradicts itself",
	verifier.DetailAccreditor:        "an organisation accredited the issuer that the trust file does not name",
	verifier.DetailProof:             "its proof does not lead to the anchor",
	verifier.DetailSignature:         "the signature is not genuine",
	verifier.DetailDisclosure:        "its parts do not belong together",
	verifier.DetailNotAttested:       "the bundle does not hold enough to decide; ask a verifier service",
	verifier.DetailNoTrust:           "without a trust file (-trust) anybody could have made this",
	verifier.DetailNoLedger:          "its form is right; whether it is genuine and in force only the ledger knows: ask a verifier service for a bundle",
	verifier.DetailReceiptKey:        "the trust file does not name the key that signed it; if you know whose it is: -verifier-key",
	verifier.DetailKeyCompromised:    "the key that signed it had been compromised",
	verifier.DetailCompromisedStatus: "a compromised key revoked it; the accreditor has yet to decide",
	verifier.DetailAnchorStatus:      "the accreditor did so for everything that was anchored together",
	verifier.DetailNotYetValid:       "it is not valid yet",
	verifier.DetailPastEnd:           "its last day of validity is over",
}

// print says the answer in words, and what it stands on.
func (j judgement) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	r := j.result
	head := sentences[r.Result]
	if j.tooOld {
		head = "CANNOT TELL: it was valid, but that is longer ago than " + j.maxAge.String()
	}
	if r.AsOf != nil {
		head += ", as of " + moment(*r.AsOf)
	}
	fmt.Fprintln(t, head)
	if text := details[r.Detail]; text != "" {
		fmt.Fprintln(t, "  "+text)
	}
	for _, c := range r.Checks {
		if c.Outcome == verifier.Failed && c.Step != verifier.StepFreshness {
			fmt.Fprintf(
				t,
				"  step %d (%s): %s\n",
				c.Step,
				c.Name,
				strings.TrimSuffix(string(c.Reason)+"/"+string(c.Detail), "/"),
			)
		}
	}
	j.printCredential(t)
	j.printGrounds(t)
	if r.Credential != nil {
		fmt.Fprintln(t, "\nCompare an identity paper: this speaks of the document, not of who shows it.")
	}
	return t.Flush()
}

func (j judgement) printCredential(w io.Writer) {
	r := j.result
	if i := r.Issuer; i != nil {
		fmt.Fprintf(w, "\nIssuer, by the ledger\t%s (%s), now %s\n", plain(i.Name), i.Code, i.State)
	}
	c := r.Credential
	if c == nil {
		return
	}
	fmt.Fprintf(w, "Kind\t%s (%s)\n", c.Kind.Name, c.Kind.Code)
	for _, f := range c.Facts {
		fmt.Fprintf(w, "%s\t%s\n", f.Name, plain(f.Value))
	}
	if c.CoursesTotal != nil {
		fmt.Fprintf(w, "courses\t%d of %d shown\n", *c.CoursesShown, *c.CoursesTotal)
	}
	for _, course := range c.Courses {
		fmt.Fprintf(w, "  %s\t%s\n", plain(course.Name), plain(strings.TrimSpace(course.TenPoint+" "+course.Letter)))
	}
}

// printGrounds says what stands on what.
func (j judgement) printGrounds(w io.Writer) {
	r := j.result
	switch {
	case r.Evidence != nil:
		e := r.Evidence
		fmt.Fprintln(w, "\nThis stands on")
		fmt.Fprintf(w, "  genesis block\t%s, which %s pins\n", e.Genesis, j.pinned)
		fmt.Fprintf(
			w,
			"  configuration\t%d from there on, each signed by a quorum of the orderers before; the newest is block %d (that none came after it is not proven)\n",
			e.Configurations,
			e.ConfigBlock,
		)
		fmt.Fprintf(
			w,
			"  attestation\t%s at %s, signed by %s: %d of %d organisations\n",
			e.TxID,
			moment(e.Time),
			strings.Join(e.Endorsers, ", "),
			len(e.Endorsers),
			e.Of,
		)
		if n := r.Anchor; n != nil {
			fmt.Fprintf(
				w,
				"  anchor\tnumber %d of the issuer, signed by it, on the ledger since %s (block %d); entry %d of %d\n",
				n.Sequence,
				moment(n.Time),
				n.Block,
				n.Index+1,
				n.Size,
			)
		}
		if r.Checks[verifier.StepAccreditation-1].Detail == verifier.DetailAcceptedByLedger {
			fmt.Fprintln(
				w,
				"  accreditation\ton the ledger's word: the issuer's record has changed since the anchor, which the ledger took under the one before",
			)
		}
		if s := r.Status; s != nil {
			fmt.Fprintf(w, "  status\t%s at that time\n", s.State)
		}
	case r.Receipt != nil:
		fmt.Fprintln(w, "\nThis stands on")
		fmt.Fprintf(
			w,
			"  a service's word\tkey %s, which %s names, at %s\n",
			r.Receipt.Key,
			j.names(r.Receipt.Key),
			moment(r.Receipt.At),
		)
		fmt.Fprintf(w, "  of the credential\t%s\n", r.Digest)
		fmt.Fprintf(w, "  by the ledger at\tblock %d, %s", r.Ledger.Height-1, r.Ledger.Hash)
		if !r.Ledger.Time.IsZero() {
			fmt.Fprintf(w, ", %s", moment(r.Ledger.Time))
		}
		fmt.Fprintln(w)
	}
}

// names returns the file that names a verifier service's key.
func (j judgement) names(thumbprint string) string {
	if n := len(j.trust.VerifierKeys); j.key != "" && j.trust.VerifierKeys[n-1].Thumbprint() == thumbprint {
		return j.key
	}
	return j.pinned
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// plain keeps an issuer's text from steering the terminal or the columns.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

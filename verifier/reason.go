package verifier

// Code is the stable reason code of a result and of a step that did not pass.
type Code string

// The reason codes.
const (
	Valid           Code = "valid"            // every step passed, freshness excepted
	Revoked         Code = "revoked"          // withdrawn for good
	Suspended       Code = "suspended"        // not in force for now
	Superseded      Code = "superseded"       // replaced by a newer credential
	Expired         Code = "expired"          // outside its dates of validity
	UntrustedIssuer Code = "untrusted_issuer" // the issuer, or its key, was not accredited or not to be trusted then
	OutOfScope      Code = "out_of_scope"     // the issuer was not allowed to issue this kind then
	NotAnchored     Code = "not_anchored"     // the issuer never put it on the ledger
	Tampered        Code = "tampered"         // signature, disclosure or the two forms do not match
	Malformed       Code = "malformed"        // not a presentation in its one form
	Indeterminate   Code = "indeterminate"    // could not be found out
)

// Meaning is what a reason code comes to for somebody who must decide.
type Meaning string

// The meanings.
const (
	Accepted   Meaning = "accepted"   // the credential can be relied on
	Rejected   Meaning = "rejected"   // it cannot, and asking again changes nothing by itself
	Unreadable Meaning = "unreadable" // what was shown is not in a form that can be judged
	Undecided  Meaning = "undecided"  // nothing was found out: ask again, or elsewhere
)

// standing says on which readings of the ledger a result stands. On a current
// reading every result does.
type standing int

const (
	// standsOnCurrent: what the ledger took since could say otherwise.
	standsOnCurrent standing = iota
	// standsOnOutdated: it stands as of the last ledger time that was read. A
	// later report of a compromised key may soften it; it accepts nobody.
	standsOnOutdated
	// standsAlways: no later block changes it. Where it was found by the bytes
	// alone it needs no ledger.
	standsAlways
)

// reason holds the properties of one reason code.
type reason struct {
	code    Code
	meaning Meaning
	stands  standing
}

// reasons is the one table of reason codes, in the order in which they are
// listed. To add a code: a constant above, a line here, and its words in
// package words. Exit codes, metrics, receipts, the page and the HTTP API
// follow.
var reasons = []reason{
	{Valid, Accepted, standsOnCurrent},
	{Revoked, Rejected, standsOnOutdated},
	{Suspended, Rejected, standsOnCurrent},
	{Superseded, Rejected, standsOnOutdated},
	{Expired, Rejected, standsOnOutdated},
	{UntrustedIssuer, Rejected, standsOnCurrent},
	{OutOfScope, Rejected, standsOnCurrent},
	{NotAnchored, Rejected, standsOnCurrent},
	{Tampered, Rejected, standsAlways},
	{Malformed, Unreadable, standsAlways},
	{Indeterminate, Undecided, standsOnCurrent},
}

// properties returns the line of a code; of one that is not known, that of
// Indeterminate.
func (c Code) properties() reason {
	for _, r := range reasons {
		if r.code == c {
			return r
		}
	}
	return reasons[len(reasons)-1]
}

// Codes returns all reason codes in their order.
func Codes() []Code {
	codes := make([]Code, len(reasons))
	for i, r := range reasons {
		codes[i] = r.code
	}
	return codes
}

// Meaning returns what the code comes to; of a code that is not known, Undecided.
func (c Code) Meaning() Meaning { return c.properties().meaning }

// Known reports whether c is a reason code.
func (c Code) Known() bool { return c.properties().code == c }

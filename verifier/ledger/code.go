package ledger

import "regexp"

// Code is the stable beginning of every refusal's message: programs decide by
// it, people read the rest.
type Code string

// The codes of the chaincode's refusals.
const (
	CodeMalformed    Code = "E_MALFORMED"      // an argument breaks its format
	CodeForbidden    Code = "E_FORBIDDEN"      // the caller's certificate may not do this
	CodeSignature    Code = "E_SIGNATURE"      // the statement's signature does not verify
	CodeLedger       Code = "E_LEDGER"         // the statement names another ledger
	CodeTime         Code = "E_TIME"           // too far from the endorser's clock, or before what stands on the ledger
	CodeNotFound     Code = "E_NOT_FOUND"      // no such record
	CodeConflict     Code = "E_CONFLICT"       // something else stands there already
	CodeIssuerState  Code = "E_ISSUER_STATE"   // the issuer is suspended, withdrawn or closed
	CodeKeyState     Code = "E_KEY_STATE"      // the key is not the issuer's, or not valid now
	CodeSequence     Code = "E_SEQUENCE"       // sequence or previous does not follow the last anchor or void
	CodeRoot         Code = "E_ROOT"           // root or size does not match the digests
	CodeDigests      Code = "E_DIGESTS"        // digests unsorted, repeated or badly encoded
	CodeScope        Code = "E_SCOPE"          // the kind is outside the accreditation now
	CodeQuota        Code = "E_QUOTA"          // the year's quota would be exceeded, or an anchor keeps its share
	CodeTransition   Code = "E_TRANSITION"     // that state does not follow the present one
	CodeVersion      Code = "E_VERSION"        // version is not one more than the entry's
	CodeLoop         Code = "E_LOOP"           // custody would come back to where it started
	CodeTickTooEarly Code = "E_TICK_TOO_EARLY" // the last tick is younger than the interval
	CodeInternal     Code = "E_INTERNAL"       // world state holds what the chaincode did not write
)

// Codes returns all codes, in the order of their declaration.
func Codes() []Code {
	return []Code{CodeMalformed, CodeForbidden, CodeSignature, CodeLedger, CodeTime, CodeNotFound, CodeConflict,
		CodeIssuerState, CodeKeyState, CodeSequence, CodeRoot, CodeDigests, CodeScope, CodeQuota, CodeTransition,
		CodeVersion, CodeLoop, CodeTickTooEarly, CodeInternal}
}

// Prospect says what becomes of a refused request that is made again unchanged.
type Prospect int

// The prospects.
const (
	// RefusedForGood: the request itself is wrong; it is refused whenever it is made.
	RefusedForGood Prospect = iota
	// RefusedUntilSomebodyActs: somebody else must first act: an accreditor, or
	// the operator of a peer. Waiting alone mends nothing.
	RefusedUntilSomebodyActs
	// RefusedUntilLater: time alone mends it: the clock, or the next tick.
	RefusedUntilLater
	// RefusedByLaggingPeer: a peer that has not committed the newest block
	// refuses so, too. Another peer, or the same one in a moment, may answer
	// otherwise. Where it stays, it is RefusedUntilSomebodyActs.
	RefusedByLaggingPeer
)

// prospects has every code.
var prospects = map[Code]Prospect{
	CodeMalformed:    RefusedForGood,
	CodeForbidden:    RefusedUntilSomebodyActs,
	CodeSignature:    RefusedForGood,
	CodeLedger:       RefusedForGood,
	CodeTime:         RefusedUntilLater,
	CodeNotFound:     RefusedByLaggingPeer,
	CodeConflict:     RefusedForGood,
	CodeIssuerState:  RefusedByLaggingPeer,
	CodeKeyState:     RefusedByLaggingPeer,
	CodeSequence:     RefusedByLaggingPeer,
	CodeRoot:         RefusedForGood,
	CodeDigests:      RefusedForGood,
	CodeScope:        RefusedUntilSomebodyActs,
	CodeQuota:        RefusedUntilSomebodyActs,
	CodeTransition:   RefusedByLaggingPeer,
	CodeVersion:      RefusedByLaggingPeer,
	CodeLoop:         RefusedForGood,
	CodeTickTooEarly: RefusedUntilLater,
	CodeInternal:     RefusedUntilSomebodyActs,
}

// Prospect returns what becomes of the same request when it is made again: the
// one place that decides which refusals are worth another attempt. Of a code
// that is not known it is RefusedUntilSomebodyActs.
func (c Code) Prospect() Prospect {
	if p, known := prospects[c]; known {
		return p
	}
	return RefusedUntilSomebodyActs
}

// codeInMessage finds a code as a word of its own, followed by a colon.
var codeInMessage = regexp.MustCompile(`(?:^|[^A-Z0-9_])(E_[A-Z][A-Z0-9_]{0,40}):`)

// CodeIn returns the code with which a refusal's message begins or, where a
// gateway put words of its own before it, the first one followed by a colon;
// "" where there is none. A code that this version does not know, of a newer
// chaincode, is a refusal as well.
func CodeIn(message string) Code {
	found := codeInMessage.FindStringSubmatch(message)
	if found == nil {
		return ""
	}
	return Code(found[1])
}

// Refusal is an error with a code; its text begins with it.
type Refusal struct {
	Code Code
	Text string // for people; never personal data, never an argument's content
}

// Error returns "CODE: text".
func (r *Refusal) Error() string { return string(r.Code) + ": " + r.Text }

package verifier

import (
	"log/slog"
	"time"

	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// Steps of one verification, as they are numbered in every result.
const (
	StepParse         = 1 // the presentation is in its one form
	StepSignature     = 2 // the issuer and its key are on the ledger, and the signature is the key's
	StepDisclosures   = 3 // disclosures and both forms agree
	StepAnchor        = 4 // the digest is among the issuer's anchors of this kind
	StepKey           = 5 // the key was valid and not compromised then
	StepAccreditation = 6 // the issuer was accredited for this kind then
	StepStatus        = 7 // neither credential nor anchor is revoked, suspended or superseded
	StepDates         = 8 // the dates of validity
	StepFreshness     = 9 // the ledger's reading is recent
)

// Outcome says how a step ended.
type Outcome string

// The outcomes. A step is skipped when an earlier one left nothing to look at.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
)

// Check is one step of a result.
type Check struct {
	Step    int     `json:"step"` // 1 to 9
	Name    string  `json:"name"` // stable, "parse" to "freshness"
	Outcome Outcome `json:"outcome"`
	Reason  Code    `json:"reason,omitempty"` // of a step that failed
	Detail  Detail  `json:"detail,omitempty"` // what exactly, where that is more than the reason; of a step that passed, on what
}

// Result is the answer to one verification.
type Result struct {
	Result Code   `json:"result"`
	Detail Detail `json:"detail,omitempty"` // of the step that decided, or the cause
	// Cause says why the answer is not about this moment's ledger: where Result
	// is indeterminate, why nothing better can be said; otherwise, why AsOf is
	// in the past.
	Cause      Detail `json:"cause,omitempty"`
	RetryAfter int    `json:"retryAfter,omitzero"` // seconds; where asking again may help
	LastKnown  *Known `json:"lastKnown,omitempty"` // what was found by the last reading, where that does not stand

	AsOf      *time.Time `json:"asOf,omitempty"`      // the moment that the answer holds for, where that is not now
	At        *time.Time `json:"at,omitempty"`        // the past moment that was asked about
	KnownAsOf *time.Time `json:"knownAsOf,omitempty"` // ledger time up to which was known what bears on At
	Today     *Present   `json:"today,omitempty"`     // the answer on now, beside one on At
	CheckedAt time.Time  `json:"checkedAt"`           // the verifier's clock

	Checks     []Check           `json:"checks"`               // all nine, in order
	Form       presentation.Form `json:"form,omitempty"`       // in which form it was presented
	Digest     *ledger.Digest    `json:"digest,omitempty"`     // what the ledger knows the credential by
	Issuer     *IssuerInfo       `json:"issuer,omitempty"`     // as the ledger has it
	Credential *Content          `json:"credential,omitempty"` // absent until its signature is verified
	Anchor     *AnchorInfo       `json:"anchor,omitempty"`
	Status     *StatusInfo       `json:"status,omitempty"`
	Reading    ReadingInfo       `json:"reading"`            // what the reading was worth
	Ledger     *ledger.Head      `json:"ledger,omitempty"`   // the last checked block; absent where there is none
	Evidence   *EvidenceInfo     `json:"evidence,omitempty"` // of a bundle: what it proves, and by what
	Receipt    *ReceiptInfo      `json:"receipt,omitempty"`  // of a receipt: what it states, and who says so
	Reader     ReaderInstruction `json:"reader"`

	// Reference is what the ledger can be asked about the credential again
	// without the presentation; nil for what could not be read.
	Reference *Reference `json:"-"`
}

// ReaderInstruction is what a reader must still do: a valid document says
// nothing of the person who shows it.
type ReaderInstruction string

// CompareIdentity asks to compare the facts with an identity paper.
const CompareIdentity ReaderInstruction = "compare_identity_paper"

// IssuerInfo is the issuer as accredited on the ledger, now and when the
// credential was anchored.
type IssuerInfo struct {
	Code       string             `json:"code"`
	Name       string             `json:"name"`   // at the time of the anchor, else the newest
	NameEn     string             `json:"nameEn"` // may be empty
	Now        string             `json:"nameNow,omitempty"`
	State      ledger.IssuerState `json:"state"` // now
	Accreditor string             `json:"accreditor"`
	Successor  string             `json:"successor,omitempty"` // issuer code that took over its register
}

// AnchorInfo is the anchor that holds the credential's digest.
type AnchorInfo struct {
	Sequence uint64      `json:"sequence"`
	Kind     ledger.Kind `json:"kind"`
	Size     uint64      `json:"size"`
	Index    uint64      `json:"index"` // the digest's place
	Time     time.Time   `json:"time"`  // ledger time
	Block    uint64      `json:"block"`
	TxID     string      `json:"txId"`
}

// StatusInfo is the state that counts, of entry and anchor together.
type StatusInfo struct {
	State  ledger.State `json:"state"`
	Entry  ledger.State `json:"entry"`
	Anchor ledger.State `json:"anchor"`
	Since  *time.Time   `json:"since,omitempty"` // ledger time of the change, where there was one and it is known
	// NoLaterThan is set in the place of Since where an attestation does not say
	// since when a whole anchor is so: the change was made at this moment or before.
	NoLaterThan *time.Time `json:"noLaterThan,omitempty"`

	By string `json:"by,omitempty"` // "issuer", "successor" or "accreditor"
}

// EvidenceInfo says what a bundle's answer stands on. Each part rests on the
// one before: the trust file pins the genesis block.
type EvidenceInfo struct {
	Known                        // what the bundle proves by itself, and the ledger time that it proves it for
	Genesis        ledger.Digest `json:"genesis"`        // header hash of the genesis block
	Configurations int           `json:"configurations"` // in the chain, each signed by a quorum of the consenters before
	ConfigBlock    uint64        `json:"configBlock"`    // of the newest one; that there is none after it is not proven
	Endorsers      []string      `json:"endorsers"`      // organisations whose peers signed the attestation
	Of             int           `json:"of"`             // organisations in all
	TxID           string        `json:"txId"`           // of the query, which was never submitted
	Block          uint64        `json:"block"`          // highest that the attested records name; the ledger was at least there
	// Since is the ledger time of the revocation, suspension or replacement that the
	// bundle proves; absent where it does not say it: then it was no later than AsOf.
	Since *time.Time `json:"since,omitempty"`
	By    string     `json:"by,omitempty"` // its author: "issuer", "successor" or "accreditor"
}

// ReceiptInfo says who signed a receipt.
type ReceiptInfo struct {
	Known               // what the receipt states
	Key     string      `json:"key"`             // thumbprint
	Name    string      `json:"name,omitempty"`  // the verifier service's name on the ledger, where the key stands there
	MadeAt  time.Time   `json:"madeAt"`          // the service's clock
	At      *time.Time  `json:"at,omitempty"`    // the past moment that was asked about
	Since   *time.Time  `json:"since,omitempty"` // ledger time of the revocation, suspension or replacement, where the receipt states it
	By      string      `json:"by,omitempty"`    // its author: "issuer", "successor" or "accreditor"; "" for not stated
	Today   *Present    `json:"today,omitempty"` // what held when it was made, beside an answer on At
	Reading ReadingInfo `json:"reading"`         // what the service's reading was worth
}

// LogValue implements slog.LogValuer: of a result only code, detail and digest are logged.
func (r Result) LogValue() slog.Value {
	attributes := []slog.Attr{slog.String("result", string(r.Result)), slog.String("detail", string(r.Detail))}
	if r.Digest != nil {
		attributes = append(attributes, slog.String("digest", r.Digest.String()))
	}
	return slog.GroupValue(attributes...)
}

// Passed reports whether that step passed.
func (r Result) Passed(step int) bool {
	return step >= 1 && step <= len(r.Checks) && r.Checks[step-1].Outcome == Passed
}

var stepNames = [...]string{
	"parse",
	"signature",
	"disclosures",
	"anchor",
	"key",
	"accreditation",
	"status",
	"dates",
	"freshness",
}

// NewResult returns the result of a verification that has read no ledger: none
// of the steps 1 to 8 was taken, and the ninth failed. It is indeterminate.
func NewResult(now time.Time) Result {
	r := Result{CheckedAt: now.UTC(), Checks: make([]Check, len(stepNames)), Reader: CompareIdentity}
	for i, name := range stepNames {
		r.Checks[i] = Check{Step: i + 1, Name: name, Outcome: Skipped}
	}
	r.Reading = ReadingInfo{Kind: ReadingNone}
	r.Fail(StepFreshness, *undecided(DetailNoLedger))
	r.Conclude()
	return r
}

// NewMalformed returns the result of an input that is in none of its forms.
func NewMalformed(now time.Time) Result {
	r := NewResult(now)
	r.Fail(StepParse, Verdict{Code: Malformed, Detail: DetailForm})
	r.Conclude()
	return r
}

// Pass notes that a step passed.
func (r *Result) Pass(step int) { r.SetStep(step, Passed, Verdict{}) }

// Fail notes why a step did not pass.
func (r *Result) Fail(step int, why Verdict) { r.SetStep(step, Failed, why) }

// SetStep notes how a step ended, and why or on what.
func (r *Result) SetStep(step int, outcome Outcome, why Verdict) {
	check := &r.Checks[step-1]
	check.Outcome, check.Reason, check.Detail = outcome, why.Code, why.Detail
}

// Conclude takes the first step that did not pass as the result; freshness
// alone never decides.
func (r *Result) Conclude() {
	r.Result, r.Detail = Valid, ""
	for _, c := range r.Checks[:StepFreshness-1] {
		switch c.Outcome {
		case Failed:
			r.Result, r.Detail = c.Reason, c.Detail
			return
		case Skipped:
			r.Result, r.Detail = Indeterminate, DetailIncomplete
		}
	}
}

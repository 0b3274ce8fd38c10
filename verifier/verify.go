package verifier

import (
	"slices"
	"time"

	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// Options of one verification; the zero value asks about now.
type Options struct {
	// At asks for the answer on a moment in the past: status, dates and anchors
	// as they stood then. What is known today of a key counts all the same.
	At time.Time
	// Attested says that the view was made of an attestation, which holds an
	// issuer's present record alone. Where that is younger than the anchor, step
	// 6 passes on the ledger's word: it holds the anchor, and it takes none
	// outside the accreditation of its moment. DetailAcceptedByLedger says so.
	Attested bool
	// Hosts are the public names of the registers whose issuers are on this
	// ledger, as they stand in links and identifiers. A credential with another
	// name that is unknown here belongs to another register. Empty: nothing does.
	Hosts []string
	// Accreditors are the organisations whose accreditations count: those of the
	// trust file. Empty for those that the ledger's organisations let accredit.
	Accreditors []string
}

// Reference is what the ledger can be asked about a credential without the
// presentation. It holds nothing of what the credential says.
type Reference struct {
	Issuer     string        `json:"issuer"`
	Digest     ledger.Digest `json:"digest"`
	Kind       ledger.Kind   `json:"kind"`
	Key        string        `json:"key"`        // thumbprint of the key that signed it
	List       uint32        `json:"list"`       // of its status entry
	Index      uint32        `json:"index"`      // likewise
	ValidFrom  ledger.Date   `json:"validFrom"`  // its first day
	ValidUntil ledger.Date   `json:"validUntil"` // its last day, "" for none
}

// verification is one run through the steps.
type verification struct {
	view      ledger.View
	reading   Reading
	now       time.Time
	moment    time.Time // that the question is about: now, or Options.At
	aboutPast bool      // Options.At was set: what the ledger took after moment does not count
	covered   bool      // the reading reaches beyond that past moment
	options   Options

	shown     *presentation.Presentation // nil for a Reference
	reference Reference
	validFrom time.Time // first moment of its validity
	issuers   []ledger.IssuerVersion
	key       ledger.Key // the credential's
	result    Result
}

// Verify walks through the nine steps of one verification. The input is what a
// holder presents: a QR code's link or digits, an SD-JWT, a holder's file.
// Every input has a result. What does not stand on the kind of the reading is
// indeterminate.
func Verify(input string, reading Reading, now time.Time, o Options) Result {
	v := newVerification(reading, now, o)
	if v.parse(input) { // 1.
		v.steps()
	}
	return v.conclude()
}

// VerifyShown is Verify of an input that presentation.Parse has read.
func VerifyShown(shown *presentation.Presentation, reading Reading, now time.Time, o Options) Result {
	v := newVerification(reading, now, o)
	if v.accept(shown) {
		v.steps()
	}
	return v.conclude()
}

// VerifyAgain takes the steps that need the ledger, for a credential whose
// presentation and signature were looked at before: the steps 1 to 3 count as
// passed, but for the key, which must still be the issuer's.
func VerifyAgain(ref Reference, reading Reading, now time.Time, o Options) Result {
	v := newVerification(reading, now, o)
	if !v.refer(ref) {
		v.result.Fail(StepParse, Verdict{Code: Malformed, Detail: DetailForm})
		return v.conclude()
	}
	v.result.Pass(StepParse)
	v.steps()
	return v.conclude()
}

// Unread returns the result of an input that the first step refuses, with what
// the reading is worth that it was not looked for in.
func Unread(why Detail, reading Reading, now time.Time) Result {
	v := newVerification(reading, now, Options{})
	v.result.Fail(StepParse, Verdict{Code: Malformed, Detail: why})
	return v.conclude()
}

// Beside returns a result that no ledger was asked about with what the reading
// at hand is worth, so that the answer does not say that there is none.
func (r Result) Beside(reading Reading) Result {
	v := verification{reading: reading, result: r}
	v.result.Checks = slices.Clone(r.Checks)
	v.freshness()
	return v.result
}

func newVerification(reading Reading, now time.Time, o Options) *verification {
	v := &verification{
		view:    reading.View,
		reading: reading,
		now:     now,
		moment:  now,
		options: o,
		result:  NewResult(now),
	}
	if o.At.IsZero() {
		return v
	}
	v.moment, v.aboutPast = o.At, true
	kind := reading.kind()
	v.covered = (kind.Current() || kind.Outdated()) && !reading.Head().Time.Before(o.At)
	return v
}

// refer takes a reference for what the steps are about.
func (v *verification) refer(ref Reference) bool {
	validFrom, err := ref.ValidFrom.Begin()
	if err != nil {
		return false
	}
	v.reference, v.validFrom = ref, validFrom
	v.result.Digest, v.result.Reference = &v.reference.Digest, &v.reference
	return true
}

// conclude takes the ninth step and gives the result as far as it stands.
func (v *verification) conclude() Result {
	v.freshness() // 9.
	v.result.Conclude()
	v.settle(v.reading.kind())
	return v.result
}

// steps takes steps 2 to 8.
func (v *verification) steps() {
	r := &v.result

	// 2. Find the issuer and its key on the ledger; check the signature with that key's algorithm.
	if !v.take(StepSignature, v.signature()) {
		return
	}

	// 3. Every disclosure's digest, and common fields of both forms: parsing has
	// compared them, so that nothing which does not belong was ever read.
	r.Pass(StepDisclosures)
	if v.shown != nil {
		r.Credential = contentOf(v.shown)
	}

	// 4. to 6. Find the digest among the issuer's anchors; judge key and accreditation at the anchor's time.
	v.anchor()

	// 7. Status of anchor and entry.
	v.take(StepStatus, v.currentStatus())

	// 8. Dates of validity.
	v.take(StepDates, v.dates())
}

// take notes how a step ended, and reports whether it passed.
func (v *verification) take(step int, why *Verdict) bool {
	if why != nil {
		v.result.Fail(step, *why)
		return false
	}
	v.result.Pass(step)
	return true
}

// signature takes step 2. The algorithm comes from the key on the ledger.
func (v *verification) signature() *Verdict {
	if v.view == nil || v.view.Head().Height == 0 {
		return undecided(DetailNoLedger)
	}
	issuers, err := v.view.Issuer(v.reference.Issuer)
	if err != nil {
		return verdictOf(err)
	}
	if len(issuers) == 0 {
		return v.unknownHere(DetailIssuerUnknown)
	}
	v.issuers = issuers
	newest := issuers[len(issuers)-1].Issuer
	v.result.Issuer = issuerInfo(newest, nil)
	if known := v.options.Accreditors; len(known) > 0 && !slices.Contains(known, newest.Accreditor) {
		return untrusted(DetailAccreditor)
	}
	keys, err := v.view.Key(v.reference.Key)
	if err != nil {
		return verdictOf(err)
	}
	if len(keys) == 0 {
		return v.unknownHere(DetailKeyUnknown)
	}
	v.key = keys[len(keys)-1].Key
	if v.key.Issuer != v.reference.Issuer || v.key.Purpose != ledger.PurposeIssuer {
		return v.unknownHere(DetailKeyUnknown)
	}
	if v.key.Key.Thumbprint() != v.reference.Key {
		return undecided(DetailInconsistent)
	}
	if v.shown != nil && v.shown.VerifySignature(v.key.Key) != nil {
		return &Verdict{Code: Tampered, Detail: DetailSignature}
	}
	return nil
}

// anchor takes steps 4 to 6 and notes the anchor that counts.
func (v *verification) anchor() {
	r := &v.result
	c, why := v.findAnchor()
	if why != nil {
		r.Fail(StepAnchor, *why)
		return
	}
	for step := StepAnchor; step <= StepAccreditation; step++ {
		if step == c.failed {
			r.Fail(step, *c.why)
			break
		}
		r.Pass(step)
	}
	if c.standsOn != "" {
		r.SetStep(StepAccreditation, Passed, Verdict{Detail: c.standsOn})
	}
	if c.failed == StepAnchor { // another kind's anchor, or a later one, is not this credential's
		return
	}
	r.Anchor = &AnchorInfo{
		Sequence: c.leaf.Sequence,
		Kind:     c.record.Anchor.Kind,
		Size:     c.record.Anchor.Size,
		Index:    c.leaf.Index,
		Time:     c.position.Time.UTC(),
		Block:    c.position.Block,
		TxID:     c.position.TxID,
	}
	r.Issuer = issuerInfo(v.issuers[len(v.issuers)-1].Issuer, c.issuer)
}

// currentStatus takes step 7: of the entry alone where there is no anchor.
func (v *verification) currentStatus() *Verdict {
	if v.aboutPast && v.moment.After(v.now) {
		return undecided(DetailFutureMoment)
	}
	sequence := uint64(0)
	if v.result.Anchor != nil {
		sequence = v.result.Anchor.Sequence
	}
	info, why := v.status(sequence)
	v.result.Status = info
	return why
}

// dates takes step 8: first and last day are included.
func (v *verification) dates() *Verdict {
	if v.moment.Before(v.validFrom) {
		return &Verdict{Code: Expired, Detail: DetailNotYetValid}
	}
	if until := v.reference.ValidUntil; until != "" && ledger.DateOf(v.moment) > until {
		return &Verdict{Code: Expired, Detail: DetailPastEnd}
	}
	return nil
}

// unknownHere is the verdict on an issuer or a key that this ledger does not
// have: not to be trusted, unless the address says that another register's
// ledger is to be asked.
func (v *verification) unknownHere(d Detail) *Verdict {
	if v.shown == nil || len(v.options.Hosts) == 0 || v.shown.Host() == "" {
		return untrusted(d)
	}
	if slices.Contains(v.options.Hosts, v.shown.Host()) {
		return untrusted(d)
	}
	v.result.Issuer = nil // another register may give the same code to another school
	return undecided(DetailOtherRegister)
}

// freshness takes step 9. It runs also after a failure, since a reader wants
// to know how old an unfavourable answer is.
func (v *verification) freshness() {
	r := &v.result
	head, kind := v.reading.Head(), v.reading.kind()
	r.Reading = v.reading.Info
	r.Reading.Kind = kind
	if head.Height > 0 {
		r.Ledger = &head
	}
	if v.aboutPast {
		at := v.moment.UTC()
		r.At, r.AsOf = &at, &at
		if head.Height > 0 && !head.Time.IsZero() {
			r.KnownAsOf = &head.Time
		}
	}
	switch {
	case v.covered, kind == ReadingFresh, kind == ReadingAttested:
		r.Pass(StepFreshness)
	case kind == ReadingStandingStill:
		r.SetStep(StepFreshness, Passed, Verdict{Detail: DetailStandingStill})
	default:
		r.Fail(StepFreshness, *undecided(kind.Cause()))
	}
}

// issuerInfo names the issuer from the ledger: as it was called when it
// anchored, and as it is called now where that is another name.
func issuerInfo(now ledger.Issuer, then *ledger.Issuer) *IssuerInfo {
	info := &IssuerInfo{
		Code:       now.Accreditation.Code,
		Name:       now.Accreditation.Name,
		NameEn:     now.Accreditation.NameEn,
		State:      now.State,
		Accreditor: now.Accreditor,
		Successor:  now.Successor,
	}
	if then != nil {
		info.Name, info.NameEn = then.Accreditation.Name, then.Accreditation.NameEn
		if now.Accreditation.Name != info.Name {
			info.Now = now.Accreditation.Name
		}
	}
	return info
}

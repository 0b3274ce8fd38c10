package verifier

import (
	"slices"
	"time"

	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// MaxAge is how old the last ledger time may be for an answer to be fresh,
// where Freshness says nothing else. Ticks come every ten minutes.
const MaxAge = 15 * time.Minute

// Freshness is what the follower knows of its own reading besides its height.
// Its zero value vouches for nothing.
type Freshness struct {
	Fresh  bool          // the follower takes its reading for the ledger's present state
	Behind bool          // a peer has told of a higher block for too long
	Alarm  bool          // the follower stopped at a block that failed a check
	Limit  time.Duration // largest age of the last ledger time; 0 for MaxAge
}

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
	// Accreditors are the organisations whose accreditations count: those of the
	// trust file. Empty for those that the ledger's organisations let accredit.
	Accreditors []string
}

// verification is one run through the steps.
type verification struct {
	view      ledger.View
	now       time.Time
	moment    time.Time // that the question is about: now, or Options.At
	aboutPast bool      // Options.At was set: what the ledger took after moment does not count
	options   Options

	shown     *presentation.Presentation
	issuer    string        // code
	digest    ledger.Digest // what the ledger knows the credential by
	validFrom time.Time     // first moment of its validity
	issuers   []ledger.IssuerVersion
	key       ledger.Key // the credential's
	result    Result
}

// Verify walks through the nine steps of one verification. The input is what a
// holder presents: a QR code's link or digits, an SD-JWT, a holder's file. The
// view is one reading of the ledger, which stays the caller's to close, or nil
// where there is none. Every input has a result.
func Verify(input string, view ledger.View, f Freshness, now time.Time, o Options) Result {
	v := &verification{view: view, now: now, moment: now, options: o, result: NewResult(now)}
	if !o.At.IsZero() {
		v.moment, v.aboutPast = o.At, true
	}
	v.steps(input)
	v.freshness(f) // 9.
	v.result.Conclude()
	return v.result
}

// steps takes steps 1 to 8.
func (v *verification) steps(input string) {
	r := &v.result

	// 1. Parse the presentation.
	if !v.parse(input) {
		return
	}

	// 2. Find the issuer and its key on the ledger; check the signature with that key's algorithm.
	if !v.take(StepSignature, v.signature()) {
		return
	}

	// 3. Every disclosure's digest, and common fields of both forms: parsing has
	// compared them, so that nothing which does not belong was ever read.
	r.Pass(StepDisclosures)
	r.Credential = contentOf(v.shown)

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
	issuers, err := v.view.Issuer(v.issuer)
	if err != nil {
		return verdictOf(err)
	}
	if len(issuers) == 0 {
		return untrusted(DetailIssuerUnknown)
	}
	v.issuers = issuers
	newest := issuers[len(issuers)-1].Issuer
	v.result.Issuer = issuerInfo(newest, nil)
	if known := v.options.Accreditors; len(known) > 0 && !slices.Contains(known, newest.Accreditor) {
		return untrusted(DetailAccreditor)
	}
	keys, err := v.view.Key(v.shown.Thumbprint())
	if err != nil {
		return verdictOf(err)
	}
	if len(keys) == 0 {
		return untrusted(DetailKeyUnknown)
	}
	v.key = keys[len(keys)-1].Key
	if v.key.Issuer != v.issuer || v.key.Purpose != ledger.PurposeIssuer {
		return untrusted(DetailKeyUnknown)
	}
	if v.key.Key.Thumbprint() != v.shown.Thumbprint() {
		return undecided(DetailInconsistent)
	}
	if v.shown.VerifySignature(v.key.Key) != nil {
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
	if until := v.shown.ValidUntil(); until != "" && ledger.DateOf(v.moment) > until {
		return &Verdict{Code: Expired, Detail: DetailPastEnd}
	}
	return nil
}

// freshness takes step 9. It runs also after a failure, since a reader wants
// to know how old an unfavourable answer is.
func (v *verification) freshness(f Freshness) {
	r := &v.result
	head := ledger.Head{}
	if v.view != nil {
		head = v.view.Head()
		head.Time = head.Time.UTC()
	}
	r.Freshness = JudgeFreshness(head, f, v.now)
	if v.aboutPast && !f.Alarm && head.Height > 0 && !head.Time.Before(v.moment) { // the past is known up to there
		r.Freshness.Fresh, r.Freshness.Cause = true, ""
	}
	if head.Height > 0 {
		r.Ledger = &head
	}
	if v.aboutPast {
		moment := v.moment.UTC()
		r.AsOf = &moment
	}
	if r.Freshness.Fresh {
		r.Pass(StepFreshness)
		return
	}
	if r.Ledger != nil && !head.Time.IsZero() && (r.AsOf == nil || head.Time.Before(*r.AsOf)) {
		r.AsOf = &head.Time
	}
	r.Fail(StepFreshness, *undecided(r.Freshness.Cause))
}

// JudgeFreshness says whether a reading up to head is fresh at the moment now.
func JudgeFreshness(head ledger.Head, f Freshness, now time.Time) FreshnessInfo {
	info := FreshnessInfo{Alarm: f.Alarm}
	if head.Height == 0 {
		info.Cause = DetailNoLedger
		return info
	}
	limit := f.Limit
	if limit == 0 {
		limit = MaxAge
	}
	age := now.Sub(head.Time)
	if !head.Time.IsZero() { // zero before the first transaction of the application
		info.Age = max(age, 0).Truncate(time.Second).String()
	}
	switch {
	case f.Alarm:
		info.Cause = DetailAlarm
	case f.Behind:
		info.Cause = DetailBehind
	case age > limit || age < -limit: // far ahead, one of the two clocks is wrong
		info.Cause = DetailStale
	case !f.Fresh:
		info.Cause = DetailUnconfirmed
	}
	info.Fresh = info.Cause == ""
	return info
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

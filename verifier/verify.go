package verifier

import (
	"cmp"
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
	view    ledger.View
	now     time.Time
	moment  time.Time // that the question is about: now, or Options.At
	asked   bool      // Options.At was set
	options Options
	shown   *presentation.Presentation
	issuer  string        // code
	digest  ledger.Digest // what the ledger knows the credential by
	from    time.Time     // first moment of its validity
	issuers []ledger.IssuerVersion
	key     ledger.Key // the credential's
	result  Result
}

// Verify walks through the nine steps of one verification. The input is what a
// holder presents: a QR code's link or digits, an SD-JWT, a holder's file. The
// view is one reading of the ledger, which stays the caller's to close, or nil
// where there is none. Every input has a result.
func Verify(input string, view ledger.View, f Freshness, now time.Time, o Options) Result {
	v := &verification{view: view, now: now, moment: now, asked: !o.At.IsZero(), options: o, result: Result{At: now.UTC(), Checks: newChecks(), Reader: CompareIdentity}}
	if v.asked {
		v.moment = o.At
	}
	v.steps(input)
	v.freshness(f) // 9.
	v.result.conclude()
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
	if why := v.signature(); why != nil {
		r.fail(StepSignature, *why)
		return
	}
	r.pass(StepSignature)

	// 3. Every disclosure's digest, and common fields of both forms: parsing has
	// compared them, so that nothing which does not belong was ever read.
	r.pass(StepDisclosures)
	r.Credential = says(v.shown)

	// 4. to 6. Find the digest among the issuer's anchors; judge key and accreditation at the anchor's time.
	v.anchor()

	// 7. Status of anchor and entry.
	v.stepStatus()

	// 8. Dates of validity.
	if why := v.dates(); why != nil {
		r.fail(StepDates, *why)
	} else {
		r.pass(StepDates)
	}
}

// signature takes step 2. The algorithm comes from the key on the ledger.
func (v *verification) signature() *verdict {
	if v.view == nil || v.view.Head().Height == 0 {
		return &verdict{Indeterminate, DetailNoLedger}
	}
	issuers, err := v.view.Issuer(v.issuer)
	if err != nil {
		return unread(err)
	}
	if len(issuers) == 0 {
		return &verdict{UntrustedIssuer, DetailIssuerUnknown}
	}
	v.issuers = issuers
	newest := issuers[len(issuers)-1].Issuer
	v.result.Issuer = issuerInfo(newest, nil)
	if known := v.options.Accreditors; len(known) > 0 && !slices.Contains(known, newest.Accreditor) {
		return &verdict{UntrustedIssuer, DetailAccreditor}
	}
	keys, err := v.view.Key(v.shown.Thumbprint())
	if err != nil {
		return unread(err)
	}
	if len(keys) == 0 {
		return &verdict{UntrustedIssuer, DetailKeyUnknown}
	}
	v.key = keys[len(keys)-1].Key
	if v.key.Issuer != v.issuer || v.key.Purpose != ledger.PurposeIssuer {
		return &verdict{UntrustedIssuer, DetailKeyUnknown}
	}
	if v.key.Key.Thumbprint() != v.shown.Thumbprint() {
		return &verdict{Indeterminate, DetailInconsistent}
	}
	if v.shown.VerifySignature(v.key.Key) != nil {
		return &verdict{Tampered, DetailSignature}
	}
	return nil
}

// anchor takes steps 4 to 6 and notes the anchor that counts.
func (v *verification) anchor() {
	r := &v.result
	c, why := v.findAnchor()
	if why != nil {
		r.fail(StepAnchor, *why)
		return
	}
	for step := StepAnchor; step <= StepAccreditation; step++ {
		if step == c.failed {
			r.fail(step, c.why)
			break
		}
		r.pass(step)
	}
	r.Checks[StepAccreditation-1].Detail = cmp.Or(c.note, r.Checks[StepAccreditation-1].Detail)
	if c.failed == StepAnchor { // another kind's anchor, or a later one, is not this credential's
		return
	}
	r.Anchor = &AnchorInfo{Sequence: c.place.Sequence, Kind: c.record.Anchor.Kind, Size: c.record.Anchor.Size, Index: c.place.Index,
		Time: c.position.Time.UTC(), Block: c.position.Block, TxID: c.position.TxID}
	r.Issuer = issuerInfo(v.issuers[len(v.issuers)-1].Issuer, c.issuer)
}

// stepStatus takes step 7: of the entry alone where there is no anchor.
func (v *verification) stepStatus() {
	r := &v.result
	if v.asked && v.moment.After(v.now) {
		r.fail(StepStatus, unsure(DetailFutureMoment))
		return
	}
	sequence := uint64(0)
	if r.Anchor != nil {
		sequence = r.Anchor.Sequence
	}
	info, why := v.status(sequence)
	r.Status = info
	if why != nil {
		r.fail(StepStatus, *why)
		return
	}
	r.pass(StepStatus)
}

// dates takes step 8: first and last day are included.
func (v *verification) dates() *verdict {
	if v.moment.Before(v.from) {
		return &verdict{Expired, DetailNotYetValid}
	}
	if until := v.shown.ValidUntil(); until != "" && ledger.DateOf(v.moment) > until {
		return &verdict{Expired, DetailPastEnd}
	}
	return nil
}

// past reports whether the question is about the past: then what the ledger
// took later does not count. A question about now counts all there is, since
// ledger time may run a little ahead of this clock.
func (v *verification) past() bool { return v.asked }

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
	if v.asked && !f.Alarm && head.Height > 0 && !head.Time.Before(v.moment) { // the past is known up to there
		r.Freshness.Fresh, r.Freshness.Cause = true, ""
	}
	if head.Height > 0 {
		r.Ledger = &head
	}
	if v.asked {
		moment := v.moment.UTC()
		r.AsOf = &moment
	}
	if r.Freshness.Fresh {
		r.pass(StepFreshness)
		return
	}
	if r.Ledger != nil && !head.Time.IsZero() && (r.AsOf == nil || head.Time.Before(*r.AsOf)) {
		r.AsOf = &head.Time
	}
	r.fail(StepFreshness, unsure(r.Freshness.Cause))
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
	info := &IssuerInfo{Code: now.Accreditation.Code, Name: now.Accreditation.Name, NameEn: now.Accreditation.NameEn,
		State: now.State, Accreditor: now.Accreditor, Successor: now.Successor}
	if then != nil {
		info.Name, info.NameEn = then.Accreditation.Name, then.Accreditation.NameEn
		if now.Accreditation.Name != info.Name {
			info.Now = now.Accreditation.Name
		}
	}
	return info
}

package words

import (
	"fmt"
	"strconv"
	"time"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// Said is a result in words.
type Said struct {
	Shape    Shape
	Word     string
	Sentence string
	Notes    []string // what else a reader must know of moments and causes
	Today    *Said    // what holds now, beside an answer on a past moment
}

// Of says a result.
func Of(r verifier.Result, l Language) Said {
	day := writeDayOf(r)
	said := headline(r, l, day)
	said.Notes = notes(r, said.Word, l)
	if r.Today != nil {
		now := headline(presentOf(*r.Today), l, day)
		said.Today = &now
	}
	return said
}

// writeDay writes a day, with the time where the day alone does not tell.
type writeDay func(t time.Time, l Language) string

// writeDayOf returns how the days of a result are written: with the time where
// the moment that was asked about is on one day with what is said beside it.
func writeDayOf(r verifier.Result) writeDay {
	if r.At == nil || r.Today == nil {
		return Day
	}
	for _, other := range []*time.Time{&r.Today.AsOf, r.Today.Since} {
		if other != nil && ledger.DateOf(*other) == ledger.DateOf(*r.At) {
			return dayAndTime
		}
	}
	return Day
}

// presentOf is the answer on now as a result of its own.
func presentOf(p verifier.Present) verifier.Result {
	return verifier.Result{
		Result: p.Result,
		Detail: p.Detail,
		Status: &verifier.StatusInfo{Since: p.Since, By: p.By},
	}
}

// headline says the result itself: sign, word and first sentence.
func headline(r verifier.Result, l Language, day writeDay) Said {
	if of, is := ofReceipt(r); is {
		return Said{Shape: Question, Word: of.word.In(l), Sentence: of.sentence.In(l)}
	}
	words, detail := results[r.Result], details[r.Detail]
	said := Said{Shape: words.shape, Word: words.word.In(l), Sentence: words.sentence.In(l)}
	if r.LastKnown != nil {
		return lastKnown(r, l)
	}
	if detail.sentence.In(l) != "" {
		said.Sentence = detail.sentence.In(l)
	}
	if change := changeOf(r, l, day); change != "" {
		said.Sentence = change
	}
	if detail.word.In(l) != "" {
		said.Word = detail.word.In(l)
	}
	if detail.shape != "" {
		said.Shape = detail.shape
	}
	switch {
	case r.Result.Meaning() == verifier.Rejected && r.At != nil && needsLedger(r.Result):
		said.Word = fmt.Sprintf(forms.RejectedWord.In(l), said.Word, day(*r.At, l))
		said.Sentence = fmt.Sprintf(forms.OnDay.In(l), day(*r.At, l)) + said.Sentence
	case r.Result.Meaning() == verifier.Rejected && r.At == nil && r.AsOf != nil && mayPass(r.Result):
		said.Sentence = fmt.Sprintf(forms.AtMoment.In(l), Moment(*r.AsOf, l)) + said.Sentence
	case r.Result != verifier.Valid:
	case r.At != nil:
		said.Shape = Clock
		said.Word = fmt.Sprintf(forms.ValidOn.In(l), day(*r.At, l))
		said.Sentence = fmt.Sprintf(forms.ValidAsOf.In(l), Moment(*r.At, l))
	case r.AsOf != nil:
		said.Shape = Clock
		said.Word = forms.ValidThen.In(l)
		said.Sentence = fmt.Sprintf(forms.ValidAsOf.In(l), Moment(*r.AsOf, l))
	}
	return said
}

// mayPass reports whether a result may be another at a later moment, so that it
// must not be said of now where only an earlier moment is known.
func mayPass(code verifier.Code) bool {
	switch code {
	case verifier.Suspended, verifier.Expired, verifier.NotAnchored, verifier.UntrustedIssuer:
		return true
	}
	return false
}

// needsLedger reports whether a result is about a moment: what was tampered with
// or cannot be read is so at every moment.
func needsLedger(code verifier.Code) bool {
	return code != verifier.Tampered && code != verifier.Malformed
}

// lastKnown says what was found before and does not stand now.
func lastKnown(r verifier.Result, l Language) Said {
	form, open := forms.LastRead, forms.OpenNow
	if r.At != nil {
		open = forms.OpenThen
	}
	switch r.Cause {
	case verifier.DetailOldEvidence, verifier.DetailOlderThanAsked, verifier.DetailFutureMoment:
		form = Text{"Theo bằng chứng, lúc %s, %s; ", "By the evidence, at %s, %s; "}
		if r.At != nil {
			open = Text{"không thể kết luận theo bằng chứng này.", "nothing can be concluded by this evidence."}
		}
	}
	said := Said{
		Shape:    Hourglass,
		Word:     forms.NoConclusionNow.In(l),
		Sentence: fmt.Sprintf(form.In(l)+open.In(l), Moment(r.LastKnown.AsOf, l), stateBefore(*r.LastKnown, statusOf(r), l)),
	}
	if r.At != nil { // nothing is said of the present
		said.Word = forms.NoConclusion.In(l)
	}
	return said
}

// notes say why an answer may not be the last word, and what holds at other
// moments than the one that it is about. Word is the answer's own.
func notes(r verifier.Result, word string, l Language) []string {
	var all []string
	add := func(t Text, values ...any) { all = append(all, fmt.Sprintf(t.In(l), values...)) }
	if cause := causeOf(r); cause.In(l) != "" && needsLedger(r.Result) {
		all = append(all, cause.In(l))
	}
	if r.Reading.Since != nil {
		add(forms.StandsStill, Moment(*r.Reading.Since, l))
	}
	about := forms.ThisAnswer.In(l)
	if r.Today != nil { // two answers stand side by side
		about = "“" + word + "”"
	}
	switch {
	case !needsLedger(r.Result):
	case r.At != nil && r.KnownAsOf != nil:
		add(forms.AboutKnown, about, Moment(*r.At, l), Moment(*r.KnownAsOf, l))
	case r.At != nil:
		add(forms.About, about, Moment(*r.At, l))
	case r.AsOf != nil && r.LastKnown == nil && r.Result.Meaning() != verifier.Undecided:
		add(forms.LaterUnknown, Moment(*r.AsOf, l))
	}
	if r.Reading.Kind != verifier.ReadingAttested { // the ledger was asked as well
		if e := r.Evidence; e != nil && e.Result != "" {
			add(Text{"Tệp bằng chứng cho thấy: lúc %s, %s.", "The evidence shows: at %s, %s."},
				Moment(e.AsOf, l), stateBefore(e.Known, &verifier.StatusInfo{Since: e.Since, By: e.By}, l))
		}
	}
	if e := r.Receipt; e != nil {
		all = append(all, StatedByReceipt(*e, l))
	}
	return all
}

// causeOf says why an answer is not about this moment's ledger: of a reading that
// nothing confirms, which of the reasons it is.
func causeOf(r verifier.Result) Text {
	if r.Cause != verifier.DetailUnconfirmed {
		return causes[r.Cause]
	}
	switch {
	case r.Reading.Restarted:
		return forms.Restarted
	case r.Reading.Ahead:
		return forms.Ahead
	case r.Reading.Since != nil:
		return forms.StoodStillLong
	}
	return causes[r.Cause]
}

// StatedByReceipt says what a receipt states, and of which moment.
func StatedByReceipt(e verifier.ReceiptInfo, l Language) string {
	form := Text{"Biên nhận ghi: lúc %s, %s.", "The receipt states: at %s, %s."}
	return fmt.Sprintf(form.In(l), Moment(e.AsOf, l), stateBefore(e.Known, statedChange(e), l))
}

// Head says how far the ledger was read.
func Head(h ledger.Head, l Language) string {
	text := fmt.Sprintf(forms.Blocks.In(l), strconv.FormatUint(h.Height, 10))
	if !h.Time.IsZero() {
		text += fmt.Sprintf(forms.LedgerTime.In(l), Moment(h.Time, l))
	}
	return text
}

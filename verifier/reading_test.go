package verifier_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

func TestJudgeReading(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	head := ledger.Head{Height: 10, Time: at}
	confirmed := func(now time.Time) verifier.Progress {
		return verifier.Progress{CaughtUp: true, ConfirmedAt: now}
	}
	for name, c := range map[string]struct {
		head     ledger.Head
		progress verifier.Progress
		age      time.Duration
		want     verifier.ReadingKind
	}{
		"JustNow":                 {head, verifier.Progress{CaughtUp: true}, time.Second, verifier.ReadingFresh},
		"AtTheLimit":              {head, verifier.Progress{CaughtUp: true}, verifier.MaxAge, verifier.ReadingFresh},
		"NeverCaughtUp":           {head, verifier.Progress{ConfirmedAt: at}, 0, verifier.ReadingStarting},
		"Restarted":               {head, verifier.Progress{CaughtUpBefore: true}, 0, verifier.ReadingUnconfirmed},
		"GenesisBlockAlone":       {ledger.Head{}, confirmed(at), 0, verifier.ReadingStarting},
		"AlarmBeforeTheEnd":       {head, verifier.Progress{Alarm: true}, 0, verifier.ReadingAlarm},
		"Alarm":                   {head, verifier.Progress{CaughtUp: true, Alarm: true}, 0, verifier.ReadingAlarm},
		"HigherForAMoment":        {head, verifier.Progress{CaughtUp: true, HigherSince: at}, verifier.MaxBehind, verifier.ReadingFresh},
		"HigherForLong":           {head, verifier.Progress{CaughtUp: true, HigherSince: at}, verifier.MaxBehind + 1, verifier.ReadingBehind},
		"BeyondThisProgram":       {head, verifier.Progress{CaughtUp: true, Beyond: true}, 0, verifier.ReadingBehind},
		"OldAndNobodyConfirms":    {head, verifier.Progress{CaughtUp: true}, verifier.MaxAge + 1, verifier.ReadingUnconfirmed},
		"OldAndConfirmedNow":      {head, confirmed(at.Add(time.Hour)), time.Hour, verifier.ReadingStandingStill},
		"OldAndConfirmedBefore":   {head, confirmed(at.Add(time.Hour)), time.Hour + verifier.MaxAge, verifier.ReadingStandingStill},
		"ConfirmedTooLongAgo":     {head, confirmed(at.Add(time.Hour)), time.Hour + verifier.MaxAge + 1, verifier.ReadingUnconfirmed},
		"StandingStillForADay":    {head, confirmed(at.Add(24 * time.Hour)), 24 * time.Hour, verifier.ReadingStandingStill},
		"StandingStillForTooLong": {head, confirmed(at.Add(25 * time.Hour)), 25 * time.Hour, verifier.ReadingUnconfirmed},
		"240HoursOld":             {head, verifier.Progress{CaughtUp: true, ConfirmedAt: at}, 240 * time.Hour, verifier.ReadingUnconfirmed},
		"OurClockIsWrong":         {head, confirmed(at), -verifier.MaxAge - 1, verifier.ReadingUnconfirmed},
		"EmptyLedgerConfirmed":    {ledger.Head{Height: 1}, confirmed(at), 0, verifier.ReadingStandingStill},
		"EmptyLedger":             {ledger.Head{Height: 1}, verifier.Progress{CaughtUp: true}, 0, verifier.ReadingUnconfirmed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info := verifier.JudgeReading(c.head, c.progress, at.Add(c.age))
			require.Equal(t, c.want, info.Kind)
			since := info.Kind == verifier.ReadingStandingStill || name == "StandingStillForTooLong"
			require.Equal(t, since && !c.head.Time.IsZero(), info.Since != nil)
			require.Equal(t, name == "Restarted", info.Restarted)
			require.Equal(t, name == "OurClockIsWrong", info.Ahead)
		})
	}
}

// TestWhatStandsOnWhichReading holds every result against every kind of
// reading, about now.
func TestWhatStandsOnWhichReading(t *testing.T) {
	t.Parallel()
	byBytes := map[verifier.Code]bool{verifier.Malformed: true, verifier.Tampered: true}
	onOutdated := map[verifier.Code]bool{
		verifier.Malformed: true, verifier.Tampered: true,
		verifier.Revoked: true, verifier.Superseded: true, verifier.Expired: true,
	}
	for _, c := range everyResult(t) {
		for _, kind := range verifier.KindsOfReading() {
			t.Run(string(c.want)+"/"+c.name+"/"+string(kind), func(t *testing.T) {
				t.Parallel()
				head := c.view.Head()
				r := verifier.Verify(c.input, verifier.Reading{View: c.view, Info: verifier.ReadingInfo{Kind: kind}}, c.now, verifier.Options{})
				require.Equal(t, kind, r.Reading.Kind)
				require.Equal(t, kind.Cause(), r.Cause)
				require.Equal(t, kind.Current(), r.Passed(verifier.StepFreshness))
				stands := kind.Current() || kind.Outdated() && onOutdated[c.want] || byBytes[c.want] && c.byBytes
				if stands {
					require.Equal(t, c.want, r.Result)
					require.Nil(t, r.LastKnown)
					require.Zero(t, r.RetryAfter)
				} else {
					require.Equal(t, verifier.Indeterminate, r.Result)
					require.Equal(t, kind != verifier.ReadingNone, r.RetryAfter > 0)
				}
				if !stands && kind.Outdated() && c.want != verifier.Indeterminate {
					require.Equal(t, &verifier.Known{Result: c.want, Detail: c.detail, AsOf: head.Time}, r.LastKnown)
				}
				if kind.Outdated() {
					require.Equal(t, head.Time, *r.AsOf)
				}
				if kind == verifier.ReadingStarting {
					require.Nil(t, r.LastKnown, "what a ledger lacks that was not read proves nothing")
					require.Nil(t, r.Status)
				}
			})
		}
	}
}

// resultCase is an input that has that result on a current reading.
type resultCase struct {
	name    string
	want    verifier.Code
	detail  verifier.Detail
	byBytes bool // without any key
	input   string
	view    ledger.View
	now     time.Time
}

// everyResult returns a case for every reason code, two where there are two ways.
func everyResult(t *testing.T) []resultCase {
	t.Helper()
	var all []resultCase
	add := func(name string, b bundle, input string, now time.Time, byBytes bool) {
		r := verifier.Verify(input, verifier.FreshReading(b.ledger.View()), now, verifier.Options{})
		all = append(all, resultCase{name, r.Result, r.Detail, byBytes, input, b.ledger.View(), now})
	}
	valid := anchored(t)
	now := valid.ledger.Clock.Now()
	add("genuine", valid, valid.link(), now, false)
	add("letters", valid, "no credential", now, true)
	add("disclosure", valid, valid.issued.JWT+"~"+valid.issue(diploma(), valid.key).Disclosures[0]+"~", now, true)
	add("not-yet", valid, valid.link(), now.AddDate(-1, 0, 0), false)
	for _, state := range []ledger.State{ledger.Revoked, ledger.Suspended, ledger.Superseded} {
		b := anchored(t)
		b.ledger.SetEntry(t, code, list, spot, state, b.key)
		add("entry", b, b.link(), b.ledger.Clock.Now(), false)
	}
	forged := setup(t)
	forged.issued = forged.issue(diploma(), newSigner(t))
	add("key", forged, forged.link(), forged.ledger.Clock.Now(), false)
	missing := setup(t)
	add("missing", missing, missing.link(), missing.ledger.Clock.Now(), false)

	narrow := anchored(t)
	out := resultCase{name: "scope", input: narrow.link(), now: narrow.ledger.Clock.Now()}
	out.view = altered{View: narrow.ledger.View(), issuer: func(versions []ledger.IssuerVersion) []ledger.IssuerVersion {
		for i := range versions {
			versions[i].Issuer.Accreditation.Scopes = nil
		}
		return versions
	}}
	out.want, out.detail = verifier.OutOfScope, verifier.DetailScope
	unreadable := resultCase{name: "unreadable", input: narrow.link(), now: out.now}
	unreadable.view = altered{View: narrow.ledger.View(), fail: "status"}
	unreadable.want, unreadable.detail = verifier.Indeterminate, verifier.DetailViewError
	spoilt := resultCase{name: "signature", input: tamper(t, valid), view: valid.ledger.View(), now: now}
	spoilt.want, spoilt.detail = verifier.Tampered, verifier.DetailSignature
	all = append(all, out, unreadable, spoilt)

	seen := map[verifier.Code]bool{}
	for _, c := range all {
		seen[c.want] = true
	}
	for _, code := range verifier.Codes() {
		require.True(t, seen[code], "no case has the result %s", code)
	}
	return all
}

// tamper returns a presentation whose signature is not the key's.
func tamper(t *testing.T, b bundle) string {
	t.Helper()
	view := b.ledger.View()
	compact := b.issued.SDJWT()
	for i := range compact {
		changed := compact[:i] + "A" + compact[i+1:]
		r := verifier.Verify(changed, verifier.FreshReading(view), b.ledger.Clock.Now(), verifier.Options{})
		if r.Result == verifier.Tampered && r.Detail == verifier.DetailSignature {
			return changed
		}
	}
	require.Fail(t, "no letter changes the signature alone")
	return ""
}

// A past moment is answered from every reading that covers it, and says what
// was known.
func TestPastMoments(t *testing.T) {
	t.Parallel()
	b := anchored(t)
	inForce := b.ledger.Clock.Now()
	b.ledger.Clock.Advance(time.Hour)
	b.ledger.SetEntry(t, code, list, spot, ledger.Revoked, b.key)
	head := b.ledger.View().Head().Time
	for _, kind := range verifier.KindsOfReading() {
		ask := func(at time.Time) verifier.Result {
			reading := verifier.Reading{View: b.ledger.View(), Info: verifier.ReadingInfo{Kind: kind}}
			return verifier.Verify(b.link(), reading, head.Add(240*time.Hour), verifier.Options{At: at})
		}
		covered := ask(inForce)
		require.Equal(t, inForce.UTC(), *covered.At)
		if kind == verifier.ReadingStarting || kind == verifier.ReadingNone {
			require.Equal(t, verifier.Indeterminate, covered.Result, kind)
			continue
		}
		require.Equal(t, verifier.Valid, covered.Result, kind)
		require.Equal(t, head, *covered.KnownAsOf)
		require.Equal(t, kind.Cause(), covered.Cause, "a page beside an outdated reading is amber")
		beyond := ask(head.Add(time.Hour))
		require.Equal(t, verifier.Revoked, beyond.Result, kind)
	}
}

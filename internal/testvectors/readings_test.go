package testvectors_test

import (
	"testing"
	"time"

	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// readingsOfNow are the kinds of reading that a service can have, fresh apart.
var readingsOfNow = []verifier.ReadingKind{
	verifier.ReadingStandingStill,
	verifier.ReadingUnconfirmed,
	verifier.ReadingBehind,
	verifier.ReadingAlarm,
	verifier.ReadingStarting,
}

// shownCase is what somebody shows, and its result on a current reading.
type shownCase struct {
	name  string
	about string
	input string
	want  expect
	stays bool // on an outdated reading
	bytes bool // by its bytes alone: on every reading
}

// readings writes the vectors of what stands on which kind of reading.
func readings(t testing.TB, files map[string][]byte) {
	w, key := campus(
		t,
		files,
		"readings",
		"Diplomas in every state, read by a verifier whose reading may be worth little.",
	)
	issued := map[uint32]credential.Issued{}
	for index := uint32(301); index <= 305; index++ {
		issued[index] = w.issue(diploma(index), key)
	}
	w.anchor(university, kind, key, issued[301], issued[302], issued[303], issued[304])
	w.on("2026-06-28 09:00:00")
	w.setEntry(diploma(302), ledger.Revoked, key)
	w.setEntry(diploma(303), ledger.Suspended, key)
	w.setEntry(diploma(304), ledger.Superseded, key)
	w.on("2026-07-02 09:00:00")
	w.seal()
	for _, c := range readingCases(w, issued) {
		for _, kind := range readingsOfNow {
			w.askOn(kind, time.Time{}, c)
		}
	}
	before := endOf(t, "2026-06-25")
	for _, kind := range readingsOfNow {
		w.askOn(kind, before, shownCase{
			name: "revoked-later", about: "Asked about a day before it was revoked",
			input: link(issued[302]), want: valid, stays: true,
		})
	}
}

func readingCases(w *world, issued map[uint32]credential.Issued) []shownCase {
	foreign := diploma(306)
	foreign.Issuer.Code = "DH-KHONG-CO"
	unknown := w.issue(foreign, newSigner(w.t, ledger.ES256K, "DH-KHONG-CO"))
	cut := link(issued[301])
	return []shownCase{
		{"valid", "In force", link(issued[301]), valid, false, false},
		{"revoked", "Revoked", link(issued[302]), entry(verifier.Revoked), true, false},
		{"suspended", "Suspended", link(issued[303]), entry(verifier.Suspended), false, false},
		{"superseded", "Replaced", link(issued[304]), entry(verifier.Superseded), true, false},
		{
			"not-anchored", "Never anchored", link(issued[305]),
			expect{verifier.NotAnchored, verifier.DetailNoAnchor, 4}, false, false,
		},
		{
			"issuer-unknown", "Of an issuer that the ledger does not have", link(unknown),
			expect{verifier.UntrustedIssuer, verifier.DetailIssuerUnknown, 2}, false, false,
		},
		{
			"disclosure", "With another credential's disclosure", issued[301].JWT + "~" + issued[302].Disclosures[0] + "~",
			expect{verifier.Tampered, verifier.DetailDisclosure, 3}, true, true,
		},
		{
			"cut-short", "A link that was cut short", cut[:len(cut)-20],
			expect{verifier.Malformed, verifier.DetailDamagedCode, 1}, true, true,
		},
		{
			"serial-number", "A serial number", "A 00123456",
			expect{verifier.Malformed, verifier.DetailNotRead, 1}, true, true,
		},
	}
}

// askOn adds a vector about a kind of reading, and demands what the table of
// reason codes says.
func (w *world) askOn(kind verifier.ReadingKind, at time.Time, c shownCase) {
	w.t.Helper()
	want := c.want
	switch {
	case kind.Current(), c.bytes, kind.Outdated() && c.stays:
	case kind.Outdated():
		want = expect{verifier.Indeterminate, kind.Cause(), c.want.step}
	default:
		want = expect{verifier.Indeterminate, kind.Cause(), 0}
	}
	w.add("reading/"+string(kind)+"/"+c.name, testvectors.Vector{
		About:        c.about + ", on a reading that is " + string(kind) + ".",
		Now:          w.ledger.Clock.Now(),
		At:           at,
		Reading:      kind,
		Presentation: c.input,
	}, want)
}

// twice writes the vectors of evidence given to a verifier that has a ledger.
func twice(e *evidence) {
	service := newSigner(e.t, ledger.ES256, "verifier service")
	trust := e.Trust
	trust.VerifierKeys = []ledger.PublicKey{service.PublicKey()}
	testledger.Must[ledger.Tick](e.t, e.Ledger, e.Ledger.Registry, ledger.FuncTick)
	w := &world{t: e.t, ledger: e.Ledger, random: &stream{seed: "twice"}, files: e.files}
	w.write("twice-before", "One diploma, in force.")
	early := testvectors.Ledger(*w.written)
	made := e.Ledger.Clock.Now()
	e.Ledger.Clock.Advance(time.Minute)
	evidence := map[string]string{
		"bundle":  e.encode(e.bundle(e.Link())),
		"receipt": issueReceipt(e, service, made),
	}
	e.Ledger.Clock.Advance(time.Hour)
	e.set(ledger.Revoked, e.Key)
	revokedBundle := e.encode(e.bundle(e.Link()))
	e.Ledger.Clock.Advance(time.Minute)
	testledger.Must[ledger.Tick](e.t, e.Ledger, e.Ledger.Registry, ledger.FuncTick)
	w.write("twice-after", "The same diploma, revoked since.")
	now := e.Ledger.Clock.Now()

	ask := func(name, about, ledgerName string, view *testvectors.Ledger, kind verifier.ReadingKind, text string, now time.Time, want expect) {
		e.t.Helper()
		v := testvectors.Vector{
			About:        about,
			Ledger:       ledgerName,
			Trust:        &trust,
			Now:          now,
			Reading:      kind,
			Presentation: text,
		}
		v.Want = confirm(e.t, name, v.Ask(view), want)
		v.Exceptions = exceptions(v, alone(v))
		keep(e.t, e.files, name, v)
	}
	late := w.written
	for form, text := range evidence {
		ask(
			"twice/"+form+"/revoked-since",
			"Made before the revocation, asked after it: the ledger's word is the later one.",
			"twice-after",
			late,
			"",
			text,
			now,
			entry(verifier.Revoked),
		)
		ask("twice/"+form+"/in-force", "Made and asked while it is in force.",
			"twice-before", &early, "", text, made.Add(2*time.Minute), valid)
		for _, kind := range readingsOfNow {
			want := entry(verifier.Revoked) // the reading has the revocation
			if kind == verifier.ReadingStarting {
				want = expect{verifier.Indeterminate, verifier.DetailStarting, 0}
			}
			ask(
				"twice/"+form+"/"+string(kind)+"-revoked-since",
				"Made before the revocation, on a reading that is "+string(kind)+".",
				"twice-after",
				late,
				kind,
				text,
				now,
				want,
			)
		}
	}
	ask(
		"twice/bundle/later-than-the-reading",
		"An attestation that the reading does not reach yet, and that is young: it decides.",
		"twice-before",
		&early,
		verifier.ReadingUnconfirmed,
		evidence["bundle"],
		made.Add(2*time.Minute),
		valid,
	)
	ask("twice/bundle/later-than-the-reading-and-old", "The same after ten days: nobody knows what came after.",
		"twice-before", &early, verifier.ReadingUnconfirmed, evidence["bundle"], made.AddDate(0, 0, 10),
		expect{verifier.Indeterminate, verifier.DetailOldEvidence, 0})
	ask(
		"twice/bundle/newer-block",
		"An attestation of a revocation that this reading, which took itself for fresh, does not have.",
		"twice-before",
		&early,
		"",
		revokedBundle,
		now,
		entry(verifier.Revoked),
	)
}

func issueReceipt(e *evidence, by signer, at time.Time) string {
	e.t.Helper()
	r := verifier.Verify(e.Link(), verifier.FreshReading(e.Ledger.View()), at, verifier.Options{})
	return issueV2(e.t, r, e.Trust.Genesis, by)
}

// moments writes the vectors of receipts about more than one moment.
func moments(e *evidence) {
	service := newSigner(e.t, ledger.ES256, "verifier service")
	testledger.Must[ledger.Tick](e.t, e.Ledger, e.Ledger.Registry, ledger.FuncTick)
	asked := e.Ledger.Clock.Now()
	e.Ledger.Clock.Advance(time.Hour)
	e.set(ledger.Revoked, e.Key)
	trust, now := e.Trust, e.Ledger.Clock.Now()
	trust.VerifierKeys = []ledger.PublicKey{service.PublicKey()}
	give := func(name, about string, r verifier.Result, want expect) {
		e.t.Helper()
		text := issueV2(e.t, r, trust.Genesis, service)
		e.ask("receipt/"+name, about, text, trust, now.AddDate(1, 0, 0), want)
	}
	today := verifier.Verify(e.Link(), verifier.FreshReading(e.Ledger.View()), now, verifier.Options{}).Present()
	past := verifier.Verify(e.Link(), verifier.FreshReading(e.Ledger.View()), now, verifier.Options{At: asked})
	past.Today = &today
	give("past-moment", "A receipt about a day before the revocation, signed after it.", past, valid)
	for _, kind := range readingsOfNow {
		reading := verifier.Reading{View: e.Ledger.View(), Info: verifier.ReadingInfo{Kind: kind}}
		want := entry(verifier.Revoked)
		if kind == verifier.ReadingStarting {
			want = expect{verifier.Indeterminate, verifier.DetailStarting, 0}
		}
		give("reading-"+string(kind), "A receipt of a revoked diploma, by a reading that was "+string(kind)+".",
			verifier.Verify(e.Link(), reading, now, verifier.Options{}), want)
	}
	give("without-a-ledger", "A receipt of a service that had no reading of the ledger.",
		verifier.Verify(e.Link(), verifier.Reading{}, now, verifier.Options{}),
		expect{verifier.Indeterminate, verifier.DetailNoLedger, 2})
	give("unreadable", "A receipt of what could not be read.",
		verifier.Verify("A 00123456", verifier.FreshReading(e.Ledger.View()), now, verifier.Options{}),
		expect{verifier.Malformed, verifier.DetailNotRead, 1})
}

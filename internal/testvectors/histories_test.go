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

const kind = ledger.Kind("VN-BA/7480201")

// campus is a world with one accredited university and its key.
func campus(t testing.TB, files map[string][]byte, name, about string) (*world, signer) {
	t.Helper()
	w := newWorld(t, files, name, about)
	key := newSigner(t, ledger.ES256K, university)
	w.ledger.Accredit(t, accreditation(university, "Trường Đại học Mẫu (mẫu)", "Sample University (sample)", "VN-BA"))
	w.ledger.AddKey(t, university, key)
	w.on("2026-06-20 14:00:00")
	return w, key
}

func (w *world) setEntry(i credential.Diploma, state ledger.State, by testledger.Signer) {
	w.t.Helper()
	w.ledger.SetEntry(w.t, i.Issuer.Code, i.Status.List, i.Status.Index, state, by)
}

func (w *world) setAnchor(first, last, state string) {
	w.t.Helper()
	testledger.Must[ledger.AnchorRange](
		w.t,
		w.ledger,
		w.ledger.Accreditor,
		ledger.FuncSetAnchorStatus,
		university,
		first,
		last,
		state,
	)
}

func (w *world) compromise(key signer, since time.Time) {
	w.t.Helper()
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: w.ledger.Genesis(),
		Issuer: university,
		Key:    key.PublicKey().Thumbprint(),
		Since:  since,
	}
	testledger.Must[ledger.Key](
		w.t,
		w.ledger,
		w.ledger.Accreditor,
		ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)),
		"",
	)
}

func entry(code verifier.Code) expect { return expect{code, verifier.DetailEntry, 7} }

// statuses writes the vectors of step 7, now and on dates in the past.
func statuses(t testing.TB, files map[string][]byte) {
	w, key := campus(
		t,
		files,
		"statuses",
		"Diplomas that were suspended, reinstated, revoked and superseded, by their issuer and by the accreditor, on different days.",
	)
	a := diploma(101)
	b := diploma(102)
	c := diploma(103)
	next := diploma(104)
	whole := diploma(105)
	issued := map[uint32]credential.Issued{}
	for _, d := range []credential.Diploma{a, b, c, whole} {
		issued[d.Status.Index] = w.issue(d, key)
	}
	w.anchor(university, kind, key, issued[101], issued[102], issued[103])
	w.anchor(university, kind, key, issued[105])

	w.on("2026-06-24 09:00:00")
	w.setEntry(a, ledger.Suspended, key)
	w.on("2026-06-26 09:00:00")
	w.setEntry(a, ledger.Active, key)
	w.setEntry(b, ledger.Suspended, nil)
	w.setAnchor("2", "2", "suspended")
	w.on("2026-06-28 09:00:00")
	w.setEntry(a, ledger.Revoked, key)
	w.setEntry(b, ledger.Active, nil)
	issued[104] = w.issue(next, key)
	w.anchor(university, kind, key, issued[104])
	w.setEntry(c, ledger.Superseded, key)
	w.setAnchor("2", "2", "active")
	w.on("2026-06-30 09:00:00")
	w.setAnchor("2", "2", "revoked")
	w.on("2026-07-02 09:00:00")
	w.seal()

	qr := func(index uint32) string { return link(issued[index]) }
	on := func(day, name, about string, index uint32, want expect) {
		w.t.Helper()
		w.askAt(endOf(t, day), "status/"+name, about, qr(index), want)
	}
	w.ask(
		"status/revoked",
		"A diploma that its issuer suspended, reinstated and revoked, asked about now.",
		qr(101),
		entry(verifier.Revoked),
	)
	on(
		"2026-06-19",
		"before-anchor",
		"The same on a day before it was anchored.",
		101,
		expect{verifier.NotAnchored, verifier.DetailAnchoredLater, 4},
	)
	on("2026-06-21", "revoked-later", "The same when nothing was known against it.", 101, valid)
	on("2026-06-25", "suspended-then", "The same while it was suspended.", 101, entry(verifier.Suspended))
	on("2026-06-27", "reinstated-then", "The same after it was reinstated.", 101, valid)
	on(
		"2026-06-28",
		"revoked-that-day",
		"The same at the end of the day on which it was revoked.",
		101,
		entry(verifier.Revoked),
	)
	w.askAt(
		vietnam(t, "2026-06-28 09:00:00"),
		"status/revoked-that-second",
		"The same at the very second of the revocation, which counts.",
		qr(101),
		entry(verifier.Revoked),
	)
	w.askAt(
		vietnam(t, "2026-06-28 08:59:59"),
		"status/revoked-next-second",
		"The same one second before.",
		qr(101),
		valid,
	)
	w.ask(
		"status/reinstated-by-accreditor",
		"A diploma that the accreditor suspended and reinstated.",
		qr(102),
		valid,
	)
	on(
		"2026-06-26",
		"suspended-by-accreditor-then",
		"The same while it was suspended.",
		102,
		entry(verifier.Suspended),
	)
	w.ask("status/superseded", "A diploma that a newer one replaces.", qr(103), entry(verifier.Superseded))
	on("2026-06-27", "superseded-later", "The same before it was replaced.", 103, valid)
	w.ask("status/successor-credential", "The newer one.", qr(104), valid)
	on(
		"2026-06-27",
		"successor-not-yet",
		"The newer one on a day before it was anchored.",
		104,
		expect{verifier.NotAnchored, verifier.DetailAnchoredLater, 4},
	)
	w.ask(
		"status/superseded-sd-jwt",
		"The replaced one as an SD-JWT.",
		issued[103].SDJWT(),
		entry(verifier.Superseded),
	)
	w.ask(
		"status/anchor-revoked",
		"A diploma whose whole anchor the accreditor revoked.",
		qr(105),
		expect{verifier.Revoked, verifier.DetailAnchorStatus, 7},
	)
	on(
		"2026-06-27",
		"anchor-suspended-then",
		"The same while the anchor was suspended.",
		105,
		expect{verifier.Suspended, verifier.DetailAnchorStatus, 7},
	)
	on("2026-06-29", "anchor-reinstated-then", "The same after the anchor was reinstated.", 105, valid)
	w.askAt(
		w.ledger.Clock.Now(),
		"status/at-now",
		"A moment that is given, and is now: what is later than it does not count, and nothing is.",
		qr(104),
		valid,
	)
}

// compromises writes the vectors of the compromise rule.
func compromises(t testing.TB, files map[string][]byte) {
	w, key := campus(
		t,
		files,
		"compromise",
		"A key that was found on 1 July to be compromised since noon of 25 June, and a second key that was not.",
	)
	second := newSigner(t, ledger.ES256, "second key of "+university)
	w.ledger.AddKey(t, university, second)
	early := diploma(201)
	revoked := diploma(202)
	lifted := diploma(203)
	confirmed := diploma(204)
	improved := diploma(205)
	worse := diploma(206)
	late := diploma(207)
	twice := diploma(208)
	mended := diploma(209)
	freed := diploma(210)
	issued := map[uint32]credential.Issued{}
	for _, d := range []credential.Diploma{early, revoked, lifted, confirmed, improved, worse, late, twice, freed} {
		issued[d.Status.Index] = w.issue(d, key)
	}
	issued[209] = w.issue(mended, key)
	w.anchor(
		university,
		kind,
		key,
		issued[201],
		issued[202],
		issued[203],
		issued[204],
		issued[205],
		issued[206],
		issued[208],
		issued[210],
	)
	w.setEntry(improved, ledger.Suspended, key)
	since := vietnam(t, "2026-06-25 12:00:00")
	w.on("2026-06-25 11:59:00")
	w.setEntry(worse, ledger.Superseded, key)
	w.on("2026-06-25 12:00:00")
	w.anchor(university, kind, key, issued[207], issued[209]) // at since itself
	w.anchor(university, kind, key, issued[208])
	w.on("2026-06-26 09:00:00")
	for _, d := range []credential.Diploma{revoked, lifted, confirmed, freed} {
		w.setEntry(d, ledger.Revoked, key)
	}
	w.setEntry(improved, ledger.Active, second)
	w.setEntry(worse, ledger.Revoked, key)
	w.on("2026-07-01 09:00:00")
	w.compromise(key, since)
	w.on("2026-07-03 09:00:00")
	w.setEntry(lifted, ledger.Active, nil)
	w.setEntry(confirmed, ledger.Revoked, nil)
	w.anchor(university, kind, second, issued[209])
	w.on("2026-07-05 09:00:00")
	w.seal()

	qr := func(index uint32) string { return link(issued[index]) }
	since7 := expect{verifier.Suspended, verifier.DetailCompromisedStatus, 7}
	w.ask("compromise/anchored-before", "Anchored before the key was compromised.", qr(201), valid)
	w.ask(
		"compromise/anchored-since",
		"Anchored at the second since which the key is compromised.",
		qr(207),
		expect{verifier.UntrustedIssuer, verifier.DetailKeyCompromised, 5},
	)
	w.askAt(
		endOf(t, "2026-06-27"),
		"compromise/anchored-since-asked-earlier",
		"The same on a day when nobody knew yet: what is known of a key today counts all the same.",
		qr(207),
		expect{verifier.UntrustedIssuer, verifier.DetailKeyCompromised, 5},
	)
	w.ask(
		"compromise/anchored-twice",
		"Anchored before, and by the thief once more: the first anchor that passes counts.",
		qr(208),
		valid,
	)
	w.ask(
		"compromise/anchored-again-by-good-key",
		"Anchored since, and later by the second key: signed by the compromised one, it stays untrusted at the second anchor's time.",
		qr(209),
		expect{verifier.UntrustedIssuer, verifier.DetailKeyCompromised, 5},
	)
	w.ask(
		"compromise/revoked-since",
		"Revoked with the compromised key: counts as suspended until the accreditor decides.",
		qr(202),
		since7,
	)
	w.askAt(
		endOf(t, "2026-06-25"),
		"compromise/revoked-since-asked-earlier",
		"The same on the day before that revocation.",
		qr(202),
		valid,
	)
	w.ask("compromise/lifted", "The same, and the accreditor lifted it.", qr(203), valid)
	w.askAt(
		endOf(t, "2026-07-02"),
		"compromise/lifted-later",
		"The same before the accreditor decided.",
		qr(203),
		since7,
	)
	w.ask(
		"compromise/confirmed",
		"The same, and the accreditor confirmed the revocation.",
		qr(204),
		entry(verifier.Revoked),
	)
	w.ask(
		"compromise/reinstated-by-good-key",
		"Suspended in good time and reinstated with the second key.",
		qr(205),
		valid,
	)
	w.ask(
		"compromise/worse-stays",
		"Superseded in good time, then revoked with the compromised key: a suspension does not make a superseded one better.",
		qr(206),
		entry(verifier.Superseded),
	)

	never, old := campus(t, files, "compromise-reinstated", "A suspension that the compromised key itself lifted.")
	d := diploma(211)
	i := never.issue(d, old)
	never.anchor(university, kind, old, i)
	never.setEntry(d, ledger.Suspended, old)
	never.on("2026-06-25 12:00:00")
	never.setEntry(d, ledger.Active, old)
	never.on("2026-07-01 09:00:00")
	never.compromise(old, since)
	never.on("2026-07-02 09:00:00")
	never.seal()
	never.ask(
		"compromise/never-improves",
		"Suspended in good time, reinstated with the compromised key: still suspended.",
		link(i),
		entry(verifier.Suspended),
	)
	never.askAt(
		endOf(t, "2026-06-24"),
		"compromise/never-improves-asked-earlier",
		"The same on the day before.",
		link(i),
		entry(verifier.Suspended),
	)
	compromisedReports(t, files, since)
}

// compromisedReports writes the vectors of what a compromised key reported
// besides a revocation.
func compromisedReports(t testing.TB, files map[string][]byte, since time.Time) {
	w, key := campus(t, files, "compromise-reports", "A suspension and a replacement by a compromised key.")
	suspended, replaced := diploma(212), diploma(213)
	first, second := w.issue(suspended, key), w.issue(replaced, key)
	w.anchor(university, kind, key, first, second)
	w.on("2026-06-25 12:00:00")
	w.setEntry(suspended, ledger.Suspended, key)
	w.setEntry(replaced, ledger.Superseded, key)
	w.on("2026-07-01 09:00:00")
	w.compromise(key, since)
	w.on("2026-07-02 09:00:00")
	w.seal()
	w.ask(
		"compromise/suspended-since",
		"Suspended with the compromised key: suspended until the accreditor decides.",
		link(first),
		expect{verifier.Suspended, verifier.DetailCompromisedSuspension, 7},
	)
	w.ask(
		"compromise/replaced-since",
		"Replaced with the compromised key: counts as suspended until the accreditor decides.",
		link(second),
		expect{verifier.Suspended, verifier.DetailCompromisedReplacement, 7},
	)
}

// custody writes the vectors of a register that changed hands.
func custody(t testing.TB, files map[string][]byte) {
	w, key := campus(
		t,
		files,
		"custody",
		"A university that was closed on 1 July; its register went to another, which revoked a diploma of the old one.",
	)
	heir := newSigner(t, ledger.ES256, successor)
	w.ledger.Accredit(
		t,
		accreditation(successor, "Trường Đại học Kế Tục (mẫu)", "Successor University (sample)", "VN-BA"),
	)
	w.ledger.AddKey(t, successor, heir)
	kept, revoked := diploma(301), diploma(302)
	k, r := w.issue(kept, key), w.issue(revoked, key)
	w.anchor(university, kind, key, k, r)
	w.on("2026-07-01 09:00:00")
	acceptance := ledger.CustodyAcceptance{
		Type:        ledger.TypeCustodyAcceptance,
		Ledger:      w.ledger.Genesis(),
		Predecessor: university,
		Successor:   successor,
		Key:         heir.PublicKey().Thumbprint(),
	}
	text, signature := testledger.Sign(t, heir, acceptance)
	testledger.Must[ledger.Issuer](t, w.ledger, w.ledger.Accreditor, ledger.FuncTransferCustody, text, signature)
	w.on("2026-07-03 09:00:00")
	w.setEntry(revoked, ledger.Revoked, heir)
	own := diploma(303)
	own.Issuer.Code, own.Issuer.Name = successor, "Trường Đại học Kế Tục (mẫu)"
	o := w.issue(own, heir)
	w.anchor(successor, kind, heir, o)
	posthumous := w.issue(diploma(304), key)
	w.on("2026-07-05 09:00:00")
	w.seal()

	w.ask("custody/kept", "A diploma of the closed university: as valid as it was.", link(k), valid)
	w.ask(
		"custody/revoked-by-successor",
		"A diploma of the closed university that its successor revoked.",
		link(r),
		entry(verifier.Revoked),
	)
	w.askAt(endOf(t, "2026-07-02"), "custody/revoked-by-successor-later", "The same before that.", link(r), valid)
	w.ask(
		"custody/successors-own",
		"A diploma of the successor itself, with the same number in a list of its own.",
		link(o),
		valid,
	)
	w.ask(
		"custody/issued-after-closing",
		"Signed with the closed university's key after its end: on no ledger.",
		link(posthumous),
		notAnchored,
	)
}

// issuers writes the vectors of steps 2 and 4 to 6.
func issuers(t testing.TB, files map[string][]byte) {
	w, key := campus(t, files, "issuers", "Two universities that anchored rightly and wrongly.")
	rival := newSigner(t, ledger.ES256K, "rival")
	w.ledger.Accredit(t, accreditation("DH-KHAC", "Trường Đại học Khác (mẫu)", "", "VN-BA"))
	w.ledger.AddKey(t, "DH-KHAC", rival)
	good := w.issue(diploma(401), key)
	unanchored := w.issue(diploma(402), key)
	elsewhere := w.issue(diploma(403), key)
	otherKind := w.issue(diploma(404), key)
	w.anchor(university, kind, key, good)
	w.anchor("DH-KHAC", kind, rival, elsewhere)
	w.anchor(university, "VN-BA/7480101", key, otherKind)
	stranger := diploma(405)
	stranger.Issuer.Code = "DH-GIA"
	w.on("2026-07-01 09:00:00")
	narrower := accreditation(university, "Trường Đại học Mẫu mới (mẫu)", "", "VN-MA")
	testledger.Must[ledger.Issuer](
		t,
		w.ledger,
		w.ledger.Accreditor,
		ledger.FuncAmendAccreditation,
		string(narrower.Canonical()),
	)
	w.on("2026-07-02 09:00:00")
	testledger.Must[ledger.Issuer](t, w.ledger, w.ledger.Accreditor, ledger.FuncWithdrawIssuer, university)
	w.on("2026-07-05 09:00:00")
	w.seal()

	w.ask(
		"issuer/withdrawn-later",
		"The accreditation was narrowed and withdrawn after the anchor: the record of that time counts.",
		link(good),
		valid,
	)
	w.ask("issuer/unknown", "An issuer that the ledger does not know.", link(w.issue(stranger, key)), unknown)
	w.ask(
		"issuer/key-of-another",
		"Signed with the key of another university.",
		link(w.issue(diploma(406), rival)),
		keyUnknown,
	)
	w.ask(
		"issuer/key-of-nobody",
		"Signed with a key that is on no ledger.",
		link(w.issue(diploma(407), newSigner(t, ledger.ES256K, "nobody"))),
		keyUnknown,
	)
	w.ask("issuer/not-anchored", "Signed by the university, and never anchored.", link(unanchored), notAnchored)
	w.ask("issuer/anchored-by-another", "Anchored by another university only.", link(elsewhere), notAnchored)
	w.ask(
		"issuer/anchored-as-other-kind",
		"Anchored among credentials of another kind.",
		link(otherKind),
		expect{verifier.NotAnchored, verifier.DetailOtherKind, 4},
	)

	pinned := ledger.Trust{
		Genesis:     w.ledger.Genesis(),
		Channel:     "sogoc",
		Chaincode:   "sogoc",
		Accreditors: []string{"MinistryMSP"},
	}
	ask := func(name, about string, want expect, accreditors ...string) {
		trust := pinned
		trust.Accreditors = accreditors
		w.add(
			name,
			testvectors.Vector{About: about, Trust: &trust, Now: w.ledger.Clock.Now(), Presentation: link(good)},
			want,
		)
	}
	ask(
		"issuer/accreditor",
		"The trust file names the organisation that accredited the issuer.",
		valid,
		"AuditorMSP",
		"MinistryMSP",
	)
	ask(
		"issuer/other-accreditor",
		"The trust file names another organisation than the one that accredited the issuer.",
		expect{verifier.UntrustedIssuer, verifier.DetailAccreditor, 2},
		"UniversityMSP",
	)

	// What follows no honest chaincode lets come about: the verifier looks all the same.
	altered := func(name, about string, want expect, change func(*testvectors.Ledger)) {
		t.Helper()
		w.write(
			"altered-"+name,
			"Altered, as only a dishonest majority of organisations could write it: "+about,
			change,
		)
		w.ask("issuer/"+name, about, link(good), want)
	}
	issuer := func(change func(*ledger.Issuer)) func(*testvectors.Ledger) {
		return edit(t, ledger.ObjectIssuer, change)
	}
	altered(
		"suspended",
		"The university was suspended when it anchored.",
		expect{verifier.UntrustedIssuer, verifier.DetailIssuerState, 6},
		issuer(func(i *ledger.Issuer) { i.State = ledger.IssuerSuspended }),
	)
	altered(
		"other-scope",
		"Its accreditation did not cover the kind.",
		expect{verifier.OutOfScope, verifier.DetailScope, 6},
		issuer(func(i *ledger.Issuer) { i.Accreditation.Scopes[0].Type = "VN-MA" }),
	)
	altered(
		"other-field",
		"Its accreditation was for another field of study.",
		expect{verifier.OutOfScope, verifier.DetailScope, 6},
		issuer(func(i *ledger.Issuer) { i.Accreditation.Scopes[0].Field = "722" }),
	)
	altered(
		"scope-was-over",
		"Its accreditation had ended the day before.",
		expect{verifier.OutOfScope, verifier.DetailScope, 6},
		issuer(func(i *ledger.Issuer) { i.Accreditation.Scopes[0].Until = "2026-06-19" }),
	)
	altered(
		"accredited-later",
		"It was accredited after it anchored.",
		expect{verifier.UntrustedIssuer, verifier.DetailNotAccredited, 6},
		func(l *testvectors.Ledger) {
			for i := range l.Writes {
				if l.Writes[i].Key[0] == ledger.ObjectIssuer {
					l.Writes[i].Block += 1000
				}
			}
		},
	)
	altered(
		"key-retired",
		"Its key was retired before.",
		expect{verifier.UntrustedIssuer, verifier.DetailKeyRetired, 5},
		edit(t, ledger.ObjectKey, func(k *ledger.Key) { k.Retired = k.Added.Add(time.Second) }),
	)
	altered(
		"key-later",
		"Its key was registered after.",
		expect{verifier.UntrustedIssuer, verifier.DetailKeyNotYet, 5},
		edit(t, ledger.ObjectKey, func(k *ledger.Key) { k.Added = k.Added.AddDate(0, 1, 0) }),
	)
	altered(
		"key-of-a-verifier",
		"Its key is registered for a verifier service.",
		keyUnknown,
		edit(t, ledger.ObjectKey, func(k *ledger.Key) { k.Purpose = ledger.PurposeVerifier }),
	)
}

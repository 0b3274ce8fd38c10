package testvectors_test

import (
	"strings"
	"testing"
	"time"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// genuine writes the vectors of sound credentials, and returns the world with
// the diploma that mutants are made of.
func genuine(t testing.TB, files map[string][]byte) (*world, credential.Issued, signer) {
	w := newWorld(
		t,
		files,
		"university",
		"A university with an ES256K key and a school with an ES256 key; each has anchored what the genuine vectors show.",
	)
	k, p := newSigner(t, ledger.ES256K, university), newSigner(t, ledger.ES256, school)
	w.ledger.Accredit(
		t,
		accreditation(university, "Trường Đại học Mẫu (mẫu)", "Sample University (sample)", allTypes()...),
	)
	w.ledger.Accredit(t, accreditation(school, "Trường THPT Mẫu (mẫu)", "Sample High School (sample)", allTypes()...))
	w.ledger.AddKey(t, university, k)
	w.ledger.AddKey(t, school, p)
	w.on("2026-06-20 14:00:00")

	d := w.issue(diploma(94567), k)
	w.anchor(university, "VN-BA/7480201", k, d)
	long := diploma(11)
	long.Major, long.MajorEn = strings.Repeat("Công nghệ thông tin và truyền thông số ", 3)+"(mẫu)", ""
	longest := w.issue(long, k)
	tr := w.issue(transcript(21), k)
	w.anchor(university, "VN-BD/7480201", k, tr)
	w.anchor(university, "VN-BA/7480201", k, longest)
	other := diploma(31)
	other.Issuer = credential.Issuer{Code: school, Name: "Trường THPT Mẫu (mẫu)", Host: host + ":8443"}
	other.Kind = "VN-USE"
	other.Award = "Bằng tốt nghiệp trung học phổ thông"
	other.AwardEn = "Upper secondary school diploma"
	other.Major = ""
	other.MajorEn = ""
	use := w.issue(other, p)
	w.anchor(school, "VN-USE", p, use)
	temporary := diploma(41)
	temporary.Kind = "VN-USE-TEMP"
	temporary.Award = "Giấy chứng nhận tốt nghiệp tạm thời"
	temporary.AwardEn = ""
	temporary.Major = ""
	temporary.MajorEn = ""
	temporary.ValidUntil = "2026-07-31"
	temp := w.issue(temporary, k)
	w.anchor(university, "VN-USE-TEMP", k, temp)
	byType := map[string]credential.Issued{}
	for i, typ := range credential.Types() {
		doc := ofType(typ, uint32(1000+i))
		byType[typ.Code] = w.issue(doc, k)
		kind := ledger.Kind(typ.Code)
		if typ.FieldRequired {
			kind = ledger.NewKind(typ.Code, "7480201")
		}
		w.anchor(university, kind, k, byType[typ.Code])
	}
	earlier := withVocabularies(w, w.issue(diploma(61), k), k, earlierVocabulary, earlierVocabulary)
	w.anchor(university, "VN-BA/7480201", k, earlier)
	earlierTranscript := withVocabularies(w, w.issue(transcript(62), k), k, earlierVocabulary, earlierVocabulary)
	w.anchor(university, "VN-BD/7480201", k, earlierTranscript)
	w.ledger.Clock.Advance(time.Minute)
	w.seal()

	for _, typ := range credential.Types() {
		i := byType[typ.Code]
		w.ask(
			"genuine/type-"+strings.ToLower(typ.Code)+"-qr",
			"The QR code of a credential of type "+typ.Code+".",
			link(i),
			valid,
		)
	}
	w.ask(
		"genuine/type-vn-hb-thpt-sd-jwt",
		"A school record as an SD-JWT with all disclosures.",
		byType["VN-HB-THPT"].SDJWT(),
		valid,
	)
	w.ask("genuine/type-vn-cert-holder", "A certificate as a holder's file.", holderFile(t, byType["VN-CERT"]), valid)

	forms(w, "es256k", d)
	forms(w, "es256", use)
	w.ask(
		"genuine/qr-shortened-major",
		"A QR code in which the major's code stands for a major that is too long.",
		link(longest),
		valid,
	)
	w.ask(
		"genuine/holder-shortened-major",
		"Both forms of the same: the code and the long text agree.",
		holderFile(t, longest),
		valid,
	)
	w.ask(
		"genuine/qr-other-host",
		"The address before the number sign is nobody's signature: another host changes nothing.",
		presentation.URL("http://kiemtra.example", d.QRToken),
		valid,
	)
	w.ask(
		"genuine/qr-spaces",
		"Spaces and line ends around what was pasted are ignored.",
		" \t\r\n"+link(d)+"\n",
		valid,
	)
	w.ask("genuine/sd-jwt-order", "Disclosures may stand in any order.", reversed(d), valid)

	w.ask("genuine/transcript-full", "A transcript with all disclosures.", tr.SDJWT(), valid)
	w.ask(
		"genuine/transcript-public",
		"A transcript without national id and ethnicity.",
		present(t, tr, credential.Public),
		valid,
	)
	w.ask(
		"genuine/transcript-two-courses",
		"Two of a transcript's four courses, and nothing else.",
		present(t, tr, func(f credential.Fact, n int) bool { return f == credential.FactCourse && n != 1 && n != 3 }),
		valid,
	)
	w.ask("genuine/transcript-nothing", "A transcript with everything withheld.", tr.JWT+"~", valid)
	w.ask("genuine/transcript-holder", "A transcript's holder's file.", holderFile(t, tr), valid)
	w.ask("genuine/transcript-qr", "A transcript's QR code.", link(tr), valid)

	vocabularies(w, earlier, earlierTranscript, d, k)
	dates(w, d, temp)
	return w, d, k
}

// forms writes one credential in each of its forms.
func forms(w *world, alg string, i credential.Issued) {
	w.t.Helper()
	w.ask("genuine/"+alg+"-qr", "A QR code as a phone's camera reads it.", link(i), valid)
	w.ask("genuine/"+alg+"-digits", "The digits of a QR code alone.", presentation.Digits(i.QRToken), valid)
	w.ask("genuine/"+alg+"-sd-jwt-full", "An SD-JWT with all disclosures.", i.SDJWT(), valid)
	w.ask(
		"genuine/"+alg+"-sd-jwt-public",
		"An SD-JWT without national id and ethnicity.",
		present(w.t, i, credential.Public),
		valid,
	)
	w.ask("genuine/"+alg+"-sd-jwt-nothing", "An SD-JWT with everything withheld that can be.", i.JWT+"~", valid)
	w.ask("genuine/"+alg+"-holder", "A holder's file: both forms, compared.", holderFile(w.t, i), valid)
}

func reversed(i credential.Issued) string {
	compact := ""
	for _, d := range i.Disclosures {
		compact = d + "~" + compact
	}
	return i.JWT + "~" + compact
}

// dates writes the vectors of steps 8 and 9.
func dates(w *world, d, temp credential.Issued) {
	t, now := w.t, w.ledger.Clock.Now()
	w.ask("dates/last-day-not-over", "A provisional certificate within its period.", link(temp), valid)
	later := endOf(t, "2026-07-31")
	w.add("dates/last-second", testvectors.Vector{
		About:        "The last second of the last day, on a reading that is fresh on its reader's word.",
		Now:          later,
		Reading:      verifier.ReadingFresh,
		Presentation: link(temp),
	}, valid)
	w.add(
		"dates/past-end",
		testvectors.Vector{About: "One second later.", Now: later.Add(time.Second), Presentation: link(temp)},
		expect{verifier.Expired, verifier.DetailPastEnd, 8},
	)
	first := vietnam(t, "2026-06-20 00:00:00")
	w.add(
		"dates/not-yet-valid",
		testvectors.Vector{
			About:        "The verifier's clock is before the first day of validity.",
			Now:          first.Add(-time.Second),
			Presentation: link(d),
		},
		expect{verifier.Expired, verifier.DetailNotYetValid, 8},
	)
	w.add("dates/stale-reading", testvectors.Vector{
		About:        "The ledger has told nothing for an hour, and nobody confirms that it stands still.",
		Now:          now.Add(time.Hour),
		Presentation: link(d),
	}, expect{verifier.Indeterminate, verifier.DetailUnconfirmed, 0})
	w.askAt(
		now.Add(time.Hour),
		"dates/future-moment",
		"Nobody knows the status of a moment that is still to come.",
		link(d),
		expect{verifier.Indeterminate, verifier.DetailFutureMoment, 7},
	)
}

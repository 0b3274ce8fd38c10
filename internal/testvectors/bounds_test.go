package testvectors_test

import (
	"fmt"
	"strings"

	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qrtoken"
)

// bound is one rule of the format and what stands on both its sides: texts that
// are put in the place of old. The issuer's key signs all of them. What is taken
// is read, and then found on no ledger; what is refused is malformed.
type bound struct {
	name    string
	rule    string
	old     string
	taken   []string
	refused []string
}

// bounds writes the vectors that are one step away on both sides of each bound.
func bounds(w *world, d credential.Issued, by signer) {
	payloadBounds(w, d, by)
	statusBounds(w, d, by)
	hostBounds(w, d, by)
	disclosureBounds(w, d, by)
	courseBounds(w, w.issue(transcript(22), by), by)
	qrBounds(w, d, by)
}

// askBoth adds the vectors of one bound. The text of a vector about it is what
// stands there, cut short.
func (w *world) askBoth(form string, b bound, present func(text string) string) {
	w.t.Helper()
	ask := func(side string, i int, text string, want expect) {
		w.t.Helper()
		name := fmt.Sprintf("bounds/%s-%s-%s-%d", form, b.name, side, i+1)
		w.ask(name, b.rule+" Here: "+short(text)+".", present(text), want)
	}
	for i, text := range b.taken {
		ask("taken", i, text, notAnchored)
	}
	for i, text := range b.refused {
		ask("refused", i, text, malformed)
	}
}

func short(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return "nothing"
	}
	if len(runes) <= 70 {
		return text
	}
	return string(runes[:40]) + "… (" + fmt.Sprint(len(runes)) + " characters)"
}

// letters is a text of n characters, each of two or three bytes.
func letters(n int) string { return strings.Repeat("Ạế", n/2) + strings.Repeat("Đ", n%2) }

// signJWT signs a payload under the header of a JWT.
func signJWT(w *world, by signer, jwt, body string) string {
	w.t.Helper()
	header, _, _ := strings.Cut(jwt, ".")
	message := header + "." + encodeText(body)
	signature, err := by.Sign([]byte(message))
	require.NoError(w.t, err)
	return message + "." + signature.String()
}

func payloadOf(w *world, d credential.Issued) string {
	w.t.Helper()
	return decodeText(w.t, strings.Split(d.JWT, ".")[1])
}

// most is a bound on the length of a text that stands as "member":"value".
func most(name, member, value string, n int) bound {
	say := func(text string) string { return `"` + member + `":"` + text + `"` }
	return bound{
		name:    name,
		rule:    fmt.Sprintf("A text of at most %d characters.", n),
		old:     say(value),
		taken:   []string{say(letters(n))},
		refused: []string{say(letters(n + 1))},
	}
}

// payloadBounds are those of what a diploma always says.
func payloadBounds(w *world, d credential.Issued, by signer) {
	body := payloadOf(w, d)
	award := `"licenseNumber":"A 00094567"`
	add := func(texts ...string) []string {
		for i, text := range texts {
			texts[i] = text + "," + award
		}
		return texts
	}
	for _, b := range []bound{
		most("issuer-name", "name", "Trường Đại học Mẫu (mẫu)", 250),
		most("issuer-name-en", "nameEn", "Sample University (sample)", 250),
		most("award-en", "nameEn", "Bachelor of Science", 150),
		most("major", "fieldOfStudy", "Công nghệ thông tin", 150),
		most("major-en", "fieldOfStudyEn", "Information Technology", 150),
		most("serial-number", "licenseNumber", "A 00094567", 30),
		most("register-number", "registerNumber", "2026/CNTT/94567", 40),
		most("mode", "mode", "Chính quy", 100),
		most("decision-number", "decisionNumber", "1234/QĐ-ĐHM", 50),
		most("place", "place", "Hà Nội", 50),
		most("signatory", "name", "Người Ký (mẫu)", 150),
		most("title", "title", "HIỆU TRƯỞNG", 150),
		{"text", "A text has no white space at its ends, of whatever kind.", `"place":"Hà Nội"`,
			[]string{"\"place\":\"Hà\u00a0Nội\"", `"place":""`},
			[]string{"\"place\":\"Hà Nội\u00a0\"", `"place":"Hà Nội "`, "\"place\":\"\u3000Hà Nội\"", `"place":1`}},
		{"graduation-year", "A whole number from 1900 to 2999; 0 is absent.", `"graduationYear":2026`,
			[]string{`"graduationYear":1900`, `"graduationYear":2999`, `"graduationYear":0`},
			[]string{`"graduationYear":1899`, `"graduationYear":3000`, `"graduationYear":2026.0`, `"graduationYear":"2026"`}},
		{"credits", "A decimal, as a number; 0 is a number of credits.", award,
			add(`"creditsEarned":9999.999`, `"creditsEarned":0`, `"creditsEarned":0.001`),
			add(`"creditsEarned":10000`, `"creditsEarned":1.0001`, `"creditsEarned":01`, `"creditsEarned":"3"`, `"creditsEarned":-1`)},
		{"enrolled", "A day from 1900 on and its first moment.", award,
			add(`"activityStartDate":"1900-01-01T00:00:00+07:00"`, `"activityStartDate":""`),
			add(`"activityStartDate":"1899-12-31T00:00:00+07:00"`, `"activityStartDate":"T00:00:00+07:00"`)},
		{"decision-date", "A day from 1900 on.", `"decisionDate":"2026-06-15"`,
			[]string{`"decisionDate":"1900-01-01"`},
			[]string{`"decisionDate":"1899-12-31"`, `"decisionDate":""`, `"decisionDate":"2026-6-15"`}},
		{"valid-until", "Absent, or not before the issue date.", `"awardedDate":`,
			[]string{`"validUntil":"2026-06-20T23:59:59+07:00","awardedDate":`, `"validUntil":"","awardedDate":`},
			[]string{`"validUntil":"2026-06-19T23:59:59+07:00","awardedDate":`, `"validUntil":"T23:59:59+07:00","awardedDate":`}},
		{"id", "A UUID in lower case.", `"id":"urn:uuid:3f1c2b9e`,
			[]string{`"id":"urn:uuid:00000000`},
			[]string{`"id":"urn:uuid:3F1C2B9E`, `"id":"uuid:3f1c2b9e`}},
		{"evidence-name", "The name of the evidence is any text, or none.", `"name":"Quyết định",`,
			[]string{``, `"name":"",`, `"name":" x ",`}, []string{`"name":1,`}},
		{"evidence", "A numbered type has one piece of evidence.", `"evidence":[{"type":["Evidence"],"name":"Quyết định",` +
			`"decisionNumber":"1234/QĐ-ĐHM","decisionDate":"2026-06-15"}],`, nil, []string{``, `"evidence":[],`}},
		{"numbers", "A numbered type has a register number.", `"registerNumber":"2026/CNTT/94567",`,
			nil, []string{``, `"registerNumber":"",`}},
		{"description", "What other software reads may be absent.", `"description":"Bachelor's degree","criteria":{"narrative":"Bằng cử nhân"},`,
			[]string{``, `"description":"","criteria":{},`}, []string{`"description":{},`}},
		{"result-descriptions", "They may be absent or none.", `"resultDescription":[{"id":"` + credential.Vocabulary + `rank",` +
			`"type":["ResultDescription"],"name":"Xếp loại","resultType":"PerformanceLevel"}]},`,
			[]string{`"resultDescription":[]},`, `"resultDescription":[{}]},`}, []string{`"resultDescription":{}},`}},
		{"field-of-study", "Required where the kind has a field code.", `"fieldOfStudy":"Công nghệ thông tin",`,
			nil, []string{``, `"fieldOfStudy":"",`}},
	} {
		require.Contains(w.t, body, b.old, b.name)
		w.askBoth("payload", b, func(text string) string {
			return signJWT(w, by, d.JWT, strings.Replace(body, b.old, text, 1)) + "~"
		})
	}
	without := body[:strings.Index(body, `"identifier":`)] + body[strings.Index(body, `"achievement":`):]
	w.ask(
		"bounds/payload-no-digests",
		"No learner at all: identifier is absent.",
		signJWT(w, by, d.JWT, without)+"~",
		notAnchored,
	)
}

// statusBounds are those of the status entry.
func statusBounds(w *world, d credential.Issued, by signer) {
	body := payloadOf(w, d)
	ask := func(name, about, list, index string, want expect) {
		changed := strings.NewReplacer(
			"/status/DH-MAU/1/",
			"/status/DH-MAU/"+list+"/",
			"#94567\"",
			"#"+index+"\"",
			`"94567"`,
			`"`+index+`"`,
		).Replace(body)
		w.ask("bounds/status-"+name, about, signJWT(w, by, d.JWT, changed)+"~", want)
	}
	ask("list-most", "The last list.", "4294967295", "94567", notAnchored)
	ask("list-over", "One list more than there are.", "4294967296", "94567", malformed)
	ask("list-zero", "Lists are numbered from 1.", "0", "94567", malformed)
	ask("list-leading-zero", "A leading zero.", "01", "94567", malformed)
	ask("index-zero", "The first index.", "1", "0", notAnchored)
	ask("index-most", "The last index.", "1", "131071", notAnchored)
	ask("index-over", "One index more than there are.", "1", "131072", malformed)
	ask("index-leading-zero", "A leading zero.", "1", "094567", malformed)
}

// hostBounds are those of the public name and its port.
func hostBounds(w *world, d credential.Issued, by signer) {
	header, body := decodeText(w.t, strings.Split(d.JWT, ".")[0]), payloadOf(w, d)
	ask := func(name, about, to string, want expect) {
		escaped := strings.Replace(to, ":", "%3A", 1)
		change := strings.NewReplacer("did:web:"+host, "did:web:"+escaped, "https://"+host, "https://"+to)
		jwt := signJWT(w, by, encodeText(change.Replace(header))+".", change.Replace(body))
		w.ask("bounds/host-"+name, about, jwt+"~", want)
	}
	ask("port-most", "The last port.", host+":65535", notAnchored)
	ask("port-over", "A port that no host has.", host+":65536", malformed)
	ask("port-five-digits", "A port of five digits that no host has.", host+":99999", malformed)
	ask("port-zero", "Ports begin at 1.", host+":0", malformed)
	ask("port-leading-zero", "A leading zero.", host+":08443", malformed)
	ask("longest", "A name of 252 characters.", strings.Repeat("a", 252), notAnchored)
	ask("too-long", "A name of 253 characters.", strings.Repeat("a", 253), malformed)
	ask("upper-case", "A capital letter.", "Vanbang.example", malformed)
}

// disclosureBounds are those of what is disclosed of a diploma.
func disclosureBounds(w *world, d credential.Issued, by signer) {
	person := func(text string) string { return `["AAAAAAAAAAAAAAAAAAAAAA",` + text + `]` }
	identity := func(kind, text string) string {
		return person(
			`{"type":"IdentityObject","hashed":false,"identityHash":"` + text + `","identityType":"` + kind + `"}`,
		)
	}
	result := func(text string) string { return person(`"result",` + text) }
	rank := func(text string) string {
		return `{"type":["Result"],"resultDescription":"` + credential.Vocabulary + `rank","value":"` + text + `"}`
	}
	member := func(name string, n int) bound {
		say := func(text string) string { return person(`"` + name + `","` + text + `"`) }
		return bound{name, fmt.Sprintf("A text of 1 to %d characters.", n), `"` + name + `"`,
			[]string{say(letters(n))}, []string{say(letters(n + 1)), say("")}}
	}
	for _, b := range []bound{
		{"salt", "A salt is base64url of 128 bits in its one form.", "birthPlace",
			[]string{`["AAAAAAAAAAAAAAAAAAAAAQ","birthPlace","X"]`},
			[]string{`["AAAAAAAAAAAAAAAAAAAAAB","birthPlace","X"]`, `["AAAAAAAAAAAAAAAAAAAAA","birthPlace","X"]`,
				`["AAAAAAAAAAAAAAAAAAAAAAA","birthPlace","X"]`, `["AAAAAAAAAAAAAAAAAAAA!!","birthPlace","X"]`,
				`[1,"birthPlace","X"]`}},
		{"birth-date", "A day, a month or a year from 1900 on.", "birthDate",
			[]string{person(`"birthDate","1900"`), person(`"birthDate","1900-01"`), person(`"birthDate","1900-01-01"`)},
			[]string{person(`"birthDate","1899"`), person(`"birthDate","1899-12"`), person(`"birthDate","1899-12-31"`),
				person(`"birthDate","2004-13"`), person(`"birthDate",2004`)}},
		member("birthPlace", 250), member("sex", 20), member("ethnicity", 50), member("nationality", 100),
		{"name", "A text of 1 to 150 characters.", `"name"`,
			[]string{identity("name", letters(150))}, []string{identity("name", letters(151)), identity("name", "")}},
		{"hashed", "An identity object is not hashed: false or absent.", `"name"`,
			[]string{person(`{"type":"IdentityObject","identityHash":"X","identityType":"name"}`)},
			[]string{person(`{"type":"IdentityObject","hashed":true,"identityHash":"X","identityType":"name"}`),
				person(`{"type":"IdentityObject","hashed":0,"identityHash":"X","identityType":"name"}`)}},
		{"national-id", "Nine or twelve digits.", "nationalIdentityNumber",
			[]string{identity("nationalIdentityNumber", "000304001"), identity("nationalIdentityNumber", "000304001234")},
			[]string{identity("nationalIdentityNumber", "0003040012"), identity("nationalIdentityNumber", "00030400123X")}},
		{"school-code", "A text of 1 to 40 characters.", "sisSourcedId",
			[]string{identity("sisSourcedId", letters(40))}, []string{identity("sisSourcedId", letters(41))}},
		{"learner-code", "1 to 40 digits.", "sisSourcedId",
			[]string{identity("systemId", strings.Repeat("1", 40))},
			[]string{identity("systemId", strings.Repeat("1", 41)), identity("systemId", "1a"), identity("email", "x")}},
		{"result", "Each name once, no value empty; none at all says nothing.", `"result"`,
			[]string{result(`[` + rank(letters(50)) + `]`), result(`[]`)},
			[]string{result(`[` + rank(letters(51)) + `]`), result(`[` + rank("") + `]`), result(`[` + rank("A") + `,` + rank("B") + `]`),
				result(`{}`), result(`[` + strings.Replace(rank("9"), "rank", "gpa10", 1) + `]`)}},
	} {
		w.askBoth("disclosure", b, func(text string) string { return w.disclose(d, by, b.old, encodeText(text)) })
	}
	w.ask("bounds/disclosure-undecodable", "The digest of a text that is no base64url, signed by the issuer's key.",
		w.disclose(d, by, "birthPlace", "WyI!"), malformed)
}

// disclose puts another disclosure in the place of the one that has the text old,
// and its digest into the payload, which it signs again. Nothing else is shown.
func (w *world) disclose(d credential.Issued, by signer, old, disclosure string) string {
	w.t.Helper()
	body := payloadOf(w, d)
	for _, candidate := range d.Disclosures {
		if strings.Contains(decodeText(w.t, candidate), old) {
			return signJWT(
				w,
				by,
				d.JWT,
				strings.Replace(body, digestText(candidate), digestText(disclosure), 1),
			) + "~" + disclosure + "~"
		}
	}
	require.Fail(w.t, "no disclosure has "+old)
	return ""
}

// courseBounds are those of a transcript's courses.
func courseBounds(w *world, tr credential.Issued, by signer) {
	course := ""
	for _, text := range tr.Disclosures {
		if text = decodeText(w.t, text); strings.Contains(text, "Giải tích 1") {
			course = text
		}
	}
	for _, b := range []bound{
		most("code", "humanCode", "INT101", 30),
		most("name", "name", "Giải tích 1", 200),
		most("name-en", "nameEn", "Calculus 1", 200),
		most("term", "term", "Học kỳ 1", 50),
		most("year", "year", "2022-2023", 20),
		{"attempt", "A whole number from 1 to 99; 0 is absent.", `"attempt":1`,
			[]string{`"attempt":99`, `"attempt":0`}, []string{`"attempt":100`, `"attempt":1.0`, `"attempt":true`}},
		{"exempt", "true; false is absent.", `"attempt":1`,
			[]string{`"exempt":true`, `"exempt":false`}, []string{`"exempt":"true"`, `"exempt":1`}},
		{"credits", "A decimal, as a number.", `"creditsEarned":3`,
			[]string{`"creditsEarned":9999.999`, `"creditsEarned":0`}, []string{`"creditsEarned":10000`, `"creditsEarned":"3"`}},
		{"marks", "A decimal, as a text.", `"value":"8.5"`,
			[]string{`"value":"9999.999"`, `"value":"0"`}, []string{`"value":"08.5"`, `"value":"8,5"`, `"value":8.5`, `"value":"10000"`}},
		{"letter", "A text of at most 10 characters.", `"value":"A"`,
			[]string{`"value":"` + letters(10) + `"`}, []string{`"value":"` + letters(11) + `"`}},
		{"no-name", "A course has a name.", `"name":"Giải tích 1",`, nil, []string{``, `"name":"",`}},
		{"type", "An achievement of type Course.", `"achievementType":"Course",`, nil, []string{``, `"achievementType":"Diploma",`}},
		{"note", "A text of at most 250 characters.", `"attempt":1`,
			[]string{`"note":"` + letters(250) + `"`}, []string{`"note":"` + letters(251) + `"`}},
		{"earned-at", "A text of at most 250 characters.", `"attempt":1`,
			[]string{`"earnedAt":"` + letters(250) + `"`}, []string{`"earnedAt":"` + letters(251) + `"`}},
	} {
		require.Contains(w.t, course, b.old, b.name)
		w.askBoth("course", b, func(text string) string {
			return w.disclose(tr, by, "Giải tích 1", encodeText(strings.Replace(course, b.old, text, 1)))
		})
	}
}

// qrBounds are those of the QR claims.
func qrBounds(w *world, d credential.Issued, by signer) {
	encoder, err := cbor.CoreDetEncOptions().EncMode()
	require.NoError(w.t, err)
	token := func(change map[int]any) string {
		claims := map[int]any{}
		require.NoError(w.t, cbor.Unmarshal(d.QRClaims, &claims))
		for key, value := range change {
			claims[key] = value
			if value == nil {
				delete(claims, key)
			}
		}
		text, err := encoder.Marshal(claims)
		require.NoError(w.t, err)
		signed, err := qrtoken.Sign(ledger.SumDigest([]byte(d.JWT)), text, by)
		require.NoError(w.t, err)
		return presentation.URL(base, signed)
	}
	ask := func(name, about string, want expect, change map[int]any) {
		w.t.Helper()
		w.ask("bounds/qr-"+name, about, token(change), want)
	}
	both := func(name string, key, n int) {
		w.t.Helper()
		about := fmt.Sprintf("Key %d is a text of at most %d characters. Here: ", key, n)
		ask(name+"-most", about+"so many.", notAnchored, map[int]any{key: strings.Repeat("a", n)})
		ask(name+"-over", about+"one more.", malformed, map[int]any{key: strings.Repeat("a", n+1)})
		ask(name+"-empty", "An empty text: a key without a value is absent.", malformed, map[int]any{key: ""})
	}
	both("name", 8, 150)
	both("award", 10, 150)
	both("major", 11, 150)
	both("serial-number", 12, 30)
	both("register-number", 13, 40)
	both("rank", 15, 50)
	ask("birth-1900", "The first year of a birth date.", notAnchored, map[int]any{9: "1900"})
	ask("birth-1899", "A year before it.", malformed, map[int]any{9: "1899"})
	ask("issued-1900", "The first day of an issue date.", notAnchored, map[int]any{14: "1900-01-01"})
	ask("issued-1899", "The day before it.", malformed, map[int]any{14: "1899-12-31"})
	ask("until-issue-date", "The last day is the issue date.", notAnchored, map[int]any{5: "2026-06-20"})
	ask("until-before", "The last day is before the issue date.", malformed, map[int]any{5: "2026-06-19"})
	ask("list-most", "The last list.", notAnchored, map[int]any{6: uint64(1<<32 - 1)})
	ask("list-over", "One list more than there are.", malformed, map[int]any{6: uint64(1 << 32)})
	ask("list-zero", "Lists are numbered from 1.", malformed, map[int]any{6: 0})
	ask("index-most", "The last index.", notAnchored, map[int]any{7: 131071})
	ask("index-over", "One index more than there are.", malformed, map[int]any{7: 131072})
	ask("index-negative", "A negative number.", malformed, map[int]any{7: -1})
	ask("no-serial-number", "A numbered type without a serial number.", malformed, map[int]any{12: nil})
	ask("no-register-number", "A numbered type without a register number.", malformed, map[int]any{13: nil})
	ask("no-numbers-needed", "A type that is not numbered, without numbers.", notAnchored,
		map[int]any{4: "VN-LSE-CONF", 11: nil, 12: nil, 13: nil})
	ask("no-major", "A major that the paper does not show.", notAnchored, map[int]any{11: nil})
	ask("field-not-admitted", "A field code on a type that has none.", malformed, map[int]any{4: "VN-USE/7480201"})
	ask("field-missing", "No field code on a type that must have one.", malformed, map[int]any{4: "VN-BA"})
	ask("salt-short", "A salt of 15 bytes.", malformed, map[int]any{1: make([]byte, 15)})
	ask("unknown-key", "A key that the claims have not.", malformed, map[int]any{16: "x"})
	room := qrtoken.MaxClaims - len(d.QRClaims) - 1 // a name of over 23 bytes has one byte more of head
	name := "Nguyễn Thị Mẫu" + strings.Repeat("ế", room/3) + strings.Repeat("a", room%3)
	ask("longest", "Claims of 420 bytes.", notAnchored, map[int]any{8: name})
	ask("too-long", "Claims of 421 bytes.", malformed, map[int]any{8: name + "a"})
}

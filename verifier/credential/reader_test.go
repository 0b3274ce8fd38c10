package credential

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/verifier/ledger"
)

// libraryDecode reads a text in two passes of the library: slow, and plainly as
// the format says.
func libraryDecode(text []byte, v any) error {
	if err := libraryCheck(text); err != nil {
		return err
	}
	return json.Unmarshal(text, v, json.RejectUnknownMembers(true))
}

func libraryCheck(text []byte) error {
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	for values := 0; ; {
		token, err := d.ReadToken()
		if err == io.EOF && values == 1 {
			return nil
		}
		if err != nil || values == 1 {
			return errJSON
		}
		switch token.Kind() {
		case 'n':
			return errors.New("null")
		case '0':
			if !isDecimal(token.String(), 10, 4) {
				return errNumber
			}
		case '"':
			if !isText(token.String()) {
				return errText
			}
		}
		if d.StackDepth() > maxDepth {
			return errDepth
		}
		if d.StackDepth() == 0 {
			values++
		}
	}
}

// isText is ledger.IsPlainText without what that knows of single letters.
func isText(text string) bool {
	return utf8.ValidString(text) && norm.NFC.IsNormalString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

// libraryPayload reads a payload with the library.
func libraryPayload(text []byte) (p payload[anySubject], err error) {
	if err := libraryCheck(text); err != nil {
		return p, err
	}
	var peek struct {
		Kind ledger.Kind `json:"kind"`
	}
	if err := json.Unmarshal(text, &peek); err != nil {
		return p, err
	}
	kind, err := TypeOf(peek.Kind)
	if err != nil {
		return p, err
	}
	if kind.Form == FormTranscript {
		return libraryTranscript(text)
	}
	var whole payload[diplomaSubject]
	if err := json.Unmarshal(text, &whole, json.RejectUnknownMembers(true)); err != nil {
		return p, err
	}
	s := whole.Subject
	p = withoutSubject(whole)
	p.Subject = anySubject{ID: s.ID, Type: s.Type, Award: s.award}
	p.Subject.Identifiers, err = libraryHidden(s.Identifier)
	return p, errors.Join(err, libraryNumber(s.CreditsEarned))
}

func libraryTranscript(text []byte) (p payload[anySubject], err error) {
	var whole payload[clrSubject]
	if err := json.Unmarshal(text, &whole, json.RejectUnknownMembers(true)); err != nil {
		return p, err
	}
	s := whole.Subject
	p = withoutSubject(whole)
	p.Subject = anySubject{ID: s.ID, Type: s.Type, SD: s.SD, Credentials: len(s.Credentials), Associations: s.Association}
	if p.Subject.Identifiers, err = libraryHidden(s.Identifier); err != nil {
		return p, err
	}
	if len(s.Credentials) > 0 {
		if err := json.Unmarshal(s.Credentials[0], &p.Subject.Whole, json.RejectUnknownMembers(true)); err != nil {
			return p, err
		}
		p.Subject.Courses, err = libraryHidden(s.Credentials[1:])
	}
	return p, errors.Join(err, libraryNumber(p.Subject.Whole.Subject.CreditsEarned))
}

func withoutSubject[S any](p payload[S]) payload[anySubject] {
	return payload[anySubject]{
		Context: p.Context, ID: p.ID, Type: p.Type, Kind: p.Kind, Name: p.Name, Issuer: p.Issuer,
		ValidFrom: p.ValidFrom, ValidUntil: p.ValidUntil, AwardedDate: p.AwardedDate, Status: p.Status,
		Evidence: p.Evidence, Place: p.Place, SignedBy: p.SignedBy, QR: p.QR, SDAlg: p.SDAlg,
	}
}

func libraryHidden(values []jsontext.Value) (digests []string, err error) {
	for _, v := range values {
		var hidden map[string]string
		if json.Unmarshal(v, &hidden) != nil || len(hidden) != 1 || hidden["..."] == "" {
			return nil, errNotHidden
		}
		digests = append(digests, hidden["..."])
	}
	return digests, nil
}

// libraryNumber refuses credits that are no number, which the rules of documents
// refuse after the library has read them.
func libraryNumber(value jsontext.Value) error {
	if len(value) > 0 && value.Kind() != '0' {
		return errNumber
	}
	return nil
}

// comparison reads one kind of text in both ways. Values are compared as the
// JSON that they make.
type comparison struct {
	name   string
	ours   func(*reader) any
	theirs func([]byte) (any, error)
}

func comparisons() []comparison {
	return []comparison{
		{"payload", func(r *reader) any {
			var p readPayload
			r.payload(&p)
			for _, context := range p.Contexts {
				p.Context = append(p.Context, jsontext.Value(context))
			}
			return p.payload
		}, func(text []byte) (any, error) { return libraryPayload(text) }},
		{"header", func(r *reader) any {
			var h header
			r.header(&h)
			return h
		}, func(text []byte) (any, error) {
			var h header
			err := libraryDecode(text, &h)
			return h, err
		}},
		{"identity", func(r *reader) any {
			var i identityObject
			r.identity(&i)
			return i
		}, func(text []byte) (any, error) {
			var i identityObject
			err := libraryDecode(text, &i)
			return i, err
		}},
		{"results", func(r *reader) any { return r.results() }, func(text []byte) (any, error) {
			var list []result
			err := libraryDecode(text, &list)
			return list, err
		}},
		{"course", func(r *reader) any {
			var e embedded[courseSubject]
			readEmbedded(r, &e, r.courseSubject)
			return e
		}, func(text []byte) (any, error) {
			var e embedded[courseSubject]
			err := libraryDecode(text, &e)
			return e, errors.Join(err, libraryNumber(e.Subject.CreditsEarned))
		}},
		{"any value", func(r *reader) any { return jsontext.Value(r.raw()) }, func(text []byte) (any, error) {
			var value jsontext.Value
			err := libraryDecode(text, &value)
			return value, err
		}},
	}
}

// compare demands that both ways accept a text, and read the same in it, or that
// both refuse it.
func (c comparison) compare(t *testing.T, text string) {
	t.Helper()
	r := reader{text: text}
	ours := c.ours(&r)
	err := r.end()
	theirs, errTheirs := c.theirs([]byte(text))
	if errors.Is(err, errJSON) && errTheirs == nil && strings.Count(text, ":") > maxMembers {
		return // more members than any object of the format has
	}
	require.Equal(t, errTheirs == nil, err == nil, "%s: ours %v, theirs %v", c.name, err, errTheirs)
	if err != nil {
		return
	}
	want, err := json.Marshal(theirs)
	require.NoError(t, err)
	got, err := json.Marshal(ours)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), c.name)
}

// readerSeeds are texts of every kind, and what is wrong with texts.
var readerSeeds = []string{
	`{"alg":"ES256K","kid":"did:web:a.vn:issuers:TH01#x","typ":"vc+sd-jwt"}`,
	`{"type":"IdentityObject","hashed":false,"identityHash":"Nguyễn Thị Mẫu","identityType":"name"}`,
	`[{"type":["Result"],"resultDescription":"https://a.vn/ns#rank","value":"Giỏi"}]`,
	`{"@context":[{"@vocab":"x"},"y"],"kind":"VN-USE","credentialSubject":{"id":"a","identifier":[{"...":"b"}],"_sd":["c"]}}`,
	`{"credentialSubject":{"id":"a","achievement":{"criteria":{"narrative":"n"}},"graduationYear":2026},"kind":"VN-USE"}`,
	`{"kind":"VN-BD","credentialSubject":{"verifiableCredential":[{"credentialSubject":{"creditsEarned":1.5}},{"...":"d"}]}}`,
	`{"kind":"VN-BD","credentialSubject":{"verifiableCredential":[{"...":"d"}],"association":[{"type":"t","sourceId":"s"}]}}`,
	`{"credentialSubject":{"achievement":{"resultDescription":[{"id":"i","type":["x","y"]}]},"attempt":2,"exempt":true}}`,
	`{"credentialSubject":{"creditsEarned":"3"}}`, `{"credentialSubject":{"creditsEarned":[]}}`,
	"\t{ \"alg\" : \"\\u0041\\\"\\\\\" ,\r\n\"typ\":\"\" } ", `{"alg":"a","\u0061lg":"b"}`, `{"alg":"\ud83d\ude00"}`,
	`{"alg":"\ud83d"}`, `{"alg":"\ude00\ud83d"}`, `{"alg":"\u0007"}`, `{"alg":"Ha\u0300"}`, `{"alg":"e\u0301"}`,
	"{\"alg\":\"\u0085\"}", "{\"alg\":\"\x7f\"}", "{\"alg\":\"\xff\"}", "{\"alg\":\"\xc2\"}", "{\"alg\":\"\xed\xa0\x80\"}",
	"{\"alg\":\"\x01\"}", `{"alg":"\x"}`, `{"alg":"\u12"}`, `{"alg":"\`, `{"alg":"`, `{"alg"`, `{"alg":`, `{`, `[`, ``, ` `,
	`{"alg":null}`, `null`, `{"alg":1}`, `{"Alg":"a"}`, `{"alg":"a",}`, `{,}`, `[,]`, `[1,]`, `[1 2]`, `{"alg" "a"}`,
	`{"alg":"a"}x`, `{}{}`, `[]]`, `{"a":1,"a":2}`, `1`, `-1`, `0`, `01`, `1.0`, `1e3`, `1.`, `.5`, `12345678901`, `1.12345`, `+1`,
	`true`, `false`, `tru`, `[true,false]`, `"x"`, "\ufeff{}", `{"":""}`, `[[[[[[]]]]]]`,
	strings.Repeat("[", 31) + strings.Repeat("]", 31), strings.Repeat("[", 32) + strings.Repeat("]", 32),
	strings.Repeat("[", 33) + strings.Repeat("]", 33), strings.Repeat("[", 1<<16),
	`{"graduationYear":2026.0}`, `{"credentialSubject":{"attempt":1.0}}`, `{"credentialSubject":{"exempt":"true"}}`,
}

// issuedTexts are the JSON texts of a credential of either form: payloads, and
// the values of the disclosures.
func issuedTexts(t testing.TB) (texts []string) {
	t.Helper()
	about := Issuance{
		ID:             "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
		Issuer:         Issuer{Code: "DH-MAU", Name: "Trường Đại học Mẫu (mẫu)", NameEn: "Sample", Host: "a.vn:8443"},
		Kind:           "VN-BA/7480201",
		Award:          "Bằng cử nhân",
		Major:          "Công nghệ thông tin",
		Rank:           "Giỏi",
		GraduationYear: 2026,
		SerialNumber:   "A 1",
		RegisterNumber: "1",
		DecisionNumber: "1/QĐ",
		DecisionDate:   "2026-06-15",
		IssueDate:      "2026-06-20",
		ValidUntil:     "2030-06-20",
		SignedBy:       Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
		Status:         StatusRef{List: 1, Index: 5},
	}
	learner := Subject{FullName: "Nguyễn Thị Mẫu", BirthDate: "2004-03-15", Sex: "Nữ", NationalID: "000304001234"}
	record := about
	record.Kind = "VN-BD"
	course := Course{Name: "Giải tích 1", Credits: "1.5", TenPoint: "8.5", Letter: "A", Attempt: 1, Exempt: true, Note: "n"}
	for _, document := range []Document{
		Diploma{Issuance: about, Subject: learner},
		Transcript{Issuance: record, Subject: learner, Summary: Summary{GPA4: "3.4", TotalCredits: "3"}, Courses: []Course{course, course}},
	} {
		issued, err := Issue(document, unsigned{}, rand.Reader)
		require.NoError(t, err)
		parsed, err := Parse(issued.SDJWT())
		require.NoError(t, err)
		texts = append(texts, parsed.body)
		for _, disclosure := range issued.Disclosures {
			raw, err := decodeBase64(disclosure)
			require.NoError(t, err)
			var parts []jsontext.Value
			require.NoError(t, json.Unmarshal(raw, &parts))
			texts = append(texts, string(raw), string(parts[len(parts)-1]))
		}
	}
	return texts
}

// unsigned signs with zeros, which Parse does not look at.
type unsigned struct{}

func (unsigned) PublicKey() ledger.PublicKey {
	return ledger.PublicKey{Crv: "P-256", Kty: "EC", X: "x", Y: "y"}
}

func (unsigned) Sign([]byte) (s ledger.Signature, err error) { return s, nil }

func TestReaderAgreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	issued := issuedTexts(t)
	for _, c := range comparisons() {
		for _, text := range append(issued, readerSeeds...) {
			c.compare(t, text)
		}
		for _, text := range issued { // some of the bytes left out, doubled, and made another one
			for i := 0; i < len(text); i += 1 + len(text)/100 {
				c.compare(t, text[:i]+text[i+1:])
				c.compare(t, text[:i]+text[i:i+1]+text[i:])
				c.compare(t, text[:i]+"9"+text[i+1:])
			}
		}
	}
	r := reader{text: "{" + strings.Repeat(`"a":1,`, 2*maxMembers) + `"b":1}`}
	r.raw()
	require.ErrorIs(t, r.end(), errJSON)
}

// FuzzReader: what a reader's every method reads, the library reads too, and the
// other way round.
func FuzzReader(f *testing.F) {
	all := comparisons()
	seeds := append(issuedTexts(f), readerSeeds...)
	for which := range all {
		for _, text := range seeds {
			f.Add(uint8(which), text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		all[int(which)%len(all)].compare(t, text)
	})
}

// formExpressions are what the functions of form.go stand for.
var formExpressions = []struct {
	isOfForm   func(string) bool
	expression *regexp.Regexp
}{
	{isUUIDURN, regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)},
	{isPublicHost, regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:` +
		`([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?$`)},
	{isNationalID, regexp.MustCompile(`^([0-9]{9}|[0-9]{12})$`)},
}

var formSeeds = []string{
	"", "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b", "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b\n",
	"urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5", "urn:uuid:3F1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
	"urn:uuid:3f1c2b9e7a64-4a1d-9d35-0c1d2e3f4a5b0", "a", "a.vn", "-a.vn", "a.vn-", "A.vn", "a.vn:1", "a.vn:", ":1", "a.vn:0",
	"a.vn:01", "a.vn:65535", "a.vn:65536", "a.vn:99999", "a.vn:100000", "a:1:1", "a.vn ", strings.Repeat("a", 252),
	strings.Repeat("a", 253), strings.Repeat("a", 252) + ":443", "123456789", "1234567890", "123456789012", "12345678901a", "12345678x",
}

func TestFormsAreTheirExpressions(t *testing.T) {
	t.Parallel()
	for _, form := range formExpressions {
		for _, text := range formSeeds {
			require.Equal(t, form.expression.MatchString(text), form.isOfForm(text), "%s: %q", form.expression, text)
		}
	}
}

func FuzzForms(f *testing.F) {
	for _, text := range formSeeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, form := range formExpressions {
			require.Equal(t, form.expression.MatchString(text), form.isOfForm(text), "%s: %q", form.expression, text)
		}
	})
}

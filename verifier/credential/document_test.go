package credential_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

func TestProblemsNameTheirField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*credential.Diploma)
		want   credential.Problem
	}{
		"NoName":             {func(d *credential.Diploma) { d.Subject.FullName = "" }, credential.Problem{Field: "subject.fullName", Fault: credential.FaultMissing}},
		"NameNotNFC":         {func(d *credential.Diploma) { d.Subject.FullName = norm.NFD.String(d.Subject.FullName) }, credential.Problem{Field: "subject.fullName", Fault: credential.FaultText}},
		"NameWithOuterSpace": {func(d *credential.Diploma) { d.Subject.FullName += " " }, credential.Problem{Field: "subject.fullName", Fault: credential.FaultText}},
		"NameOnTwoLines":     {func(d *credential.Diploma) { d.Subject.FullName = "A\nB" }, credential.Problem{Field: "subject.fullName", Fault: credential.FaultText}},
		"NameTurned": {
			func(d *credential.Diploma) { d.Subject.FullName = "A\u202eB" },
			credential.Problem{Field: "subject.fullName", Fault: credential.FaultText},
		},
		"NameNotUTF8":          {func(d *credential.Diploma) { d.Subject.FullName = "A\xff" }, credential.Problem{Field: "subject.fullName", Fault: credential.FaultText}},
		"NameOf151":            {func(d *credential.Diploma) { d.Subject.FullName = strings.Repeat("ễ", 151) }, credential.Problem{Field: "subject.fullName", Fault: credential.FaultTooLong}},
		"NameTooLongForQR":     {func(d *credential.Diploma) { d.Subject.FullName = strings.Repeat("ễ", 150) }, credential.Problem{Field: "subject.fullName", Fault: credential.FaultQRLength}},
		"NoBirthDate":          {func(d *credential.Diploma) { d.Subject.BirthDate = "" }, credential.Problem{Field: "subject.birthDate", Fault: credential.FaultMissing}},
		"NoSuchBirthDate":      {func(d *credential.Diploma) { d.Subject.BirthDate = "2005-02-29" }, credential.Problem{Field: "subject.birthDate", Fault: credential.FaultFormat}},
		"BirthDateAsPrinted":   {func(d *credential.Diploma) { d.Subject.BirthDate = "15/03/2004" }, credential.Problem{Field: "subject.birthDate", Fault: credential.FaultFormat}},
		"NationalIDLostZeros":  {func(d *credential.Diploma) { d.Subject.NationalID = "304001234" + "0" }, credential.Problem{Field: "subject.nationalId", Fault: credential.FaultFormat}},
		"CodeWithoutScheme":    {func(d *credential.Diploma) { d.Subject.LearnerScheme = "" }, credential.Problem{Field: "subject.learnerScheme", Fault: credential.FaultConflict}},
		"SchemeWithoutCode":    {func(d *credential.Diploma) { d.Subject.LearnerCode = "" }, credential.Problem{Field: "subject.learnerScheme", Fault: credential.FaultConflict}},
		"UnknownKind":          {func(d *credential.Diploma) { d.Kind = "VN-XX/1" }, credential.Problem{Field: "kind", Fault: credential.FaultUnknown}},
		"KindOfTranscript":     {func(d *credential.Diploma) { d.Kind = "VN-BD/7480201" }, credential.Problem{Field: "kind", Fault: credential.FaultConflict}},
		"NoMajor":              {func(d *credential.Diploma) { d.Major = "" }, credential.Problem{Field: "major", Fault: credential.FaultMissing}},
		"NoSerialNumber":       {func(d *credential.Diploma) { d.SerialNumber = "" }, credential.Problem{Field: "serialNumber", Fault: credential.FaultMissing}},
		"NoDecision":           {func(d *credential.Diploma) { d.DecisionNumber = "" }, credential.Problem{Field: "decisionNumber", Fault: credential.FaultMissing}},
		"NoIssueDate":          {func(d *credential.Diploma) { d.IssueDate = "" }, credential.Problem{Field: "issueDate", Fault: credential.FaultMissing}},
		"ValidUntilBeforehand": {func(d *credential.Diploma) { d.ValidUntil = "2026-06-19" }, credential.Problem{Field: "validUntil", Fault: credential.FaultConflict}},
		"NoStatusList":         {func(d *credential.Diploma) { d.Status.List = 0 }, credential.Problem{Field: "status.list", Fault: credential.FaultMissing}},
		"StatusOutOfRange":     {func(d *credential.Diploma) { d.Status.Index = ledger.StatusListSize }, credential.Problem{Field: "status.index", Fault: credential.FaultFormat}},
		"HostWithScheme":       {func(d *credential.Diploma) { d.Issuer.Host = "https://vanbang.example" }, credential.Problem{Field: "issuer.host", Fault: credential.FaultFormat}},
		"UpperCaseUUID":        {func(d *credential.Diploma) { d.ID = strings.ToUpper(d.ID) }, credential.Problem{Field: "id", Fault: credential.FaultFormat}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := diploma()
			c.change(&d)
			var problems credential.Problems
			err := d.Validate()
			require.ErrorAs(t, err, &problems)
			require.ErrorIs(t, err, credential.ErrDocument)
			for i := range problems {
				require.NotEmpty(t, problems[i].Want)
				problems[i].Want = ""
			}
			require.Contains(t, problems, c.want)
			_, err = credential.Issue(d, newSigner(t), rand.Reader)
			require.ErrorIs(t, err, credential.ErrDocument)
		})
	}
}

func TestAllProblemsAreReported(t *testing.T) {
	t.Parallel()
	tr := transcript(2)
	tr.Subject.FullName = ""
	tr.Courses[1].Name = ""
	tr.Courses[1].Credits = "3,5"
	tr.Summary.GPA4 = "x"
	var problems credential.Problems
	require.ErrorAs(t, tr.Validate(), &problems)
	var fields []string
	for _, p := range problems {
		fields = append(fields, p.Field)
	}
	require.Equal(t, []string{"subject.fullName", "summary.gpa4", "courses[1].name", "courses[1].credits"}, fields)

	tr.Courses = nil
	require.ErrorAs(t, tr.Validate(), &problems)
}

func TestPartialDates(t *testing.T) {
	t.Parallel()
	for _, good := range []credential.PartialDate{"2004-03-15", "2004-03", "2004", "2004-02-29"} {
		require.NoError(t, good.Validate(), good)
	}
	for _, bad := range []credential.PartialDate{"", "2004-13", "2005-02-29", "04", "2004-3-5", "15/03/2004", "2004-", "0004", "2004-03-15T"} {
		require.ErrorIs(t, bad.Validate(), credential.ErrPartialDate, bad)
	}
}

func TestTableOfTypes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, typ := range credential.Types() {
		require.False(t, seen[typ.Code], typ.Code)
		seen[typ.Code] = true
		kind := ledger.NewKind(typ.Code, "")
		if typ.FieldRequired {
			_, err := credential.TypeOf(kind)
			require.ErrorIs(t, err, ledger.ErrKind)
			require.True(t, typ.FieldAllowed, typ.Code)
			kind = ledger.NewKind(typ.Code, "7480201")
		}
		found, err := credential.TypeOf(kind)
		require.NoError(t, err)
		require.Equal(t, typ, found)
		if !typ.FieldAllowed {
			_, err := credential.TypeOf(ledger.NewKind(typ.Code, "7480201"))
			require.ErrorIs(t, err, ledger.ErrKind)
		}
		for _, text := range []string{typ.Label, typ.LabelEn, typ.AchievementType} {
			require.NotEmpty(t, text)
			require.True(t, norm.NFC.IsNormalString(text))
		}
	}
	for _, bad := range []ledger.Kind{"", "VN-NONE", "vn-use", "VN-BA/", "VN-BA/x"} {
		_, err := credential.TypeOf(bad)
		require.ErrorIs(t, err, ledger.ErrKind, bad)
	}
}

func TestEveryTypeIsIssuedAndReadBack(t *testing.T) {
	t.Parallel()
	signer := newSigner(t)
	for _, typ := range credential.Types() {
		field := ""
		if typ.FieldAllowed {
			field = "7480201"
		}
		d, tr := diploma(), transcript(2)
		d.Kind, tr.Kind = ledger.NewKind(typ.Code, field), ledger.NewKind(typ.Code, field)
		var doc credential.Document = d
		if typ.Form == credential.FormTranscript {
			doc = &tr
		}
		c, err := credential.Parse(issue(t, doc, signer).SDJWT())
		require.NoError(t, err, typ.Code)
		require.Equal(t, typ.Form, c.Form)
		require.NoError(t, c.VerifySignature(signer.PublicKey()))
	}
}

func TestPortInHostIsEncodedInTheDID(t *testing.T) {
	t.Parallel()
	d := diploma()
	d.Issuer.Host = "192.168.1.5:8443"
	require.Equal(t, "did:web:192.168.1.5%3A8443:issuers:DH-MAU", d.Issuer.DID())
	c, err := credential.Parse(issue(t, d, newSigner(t)).SDJWT())
	require.NoError(t, err)
	require.Equal(t, d.Issuance, c.Issuance)
}

func TestNothingIsCommonToTwoIssues(t *testing.T) {
	t.Parallel()
	signer := newSigner(t)
	for name, doc := range map[string]credential.Document{"diploma": diploma(), "transcript": transcript(50)} {
		a, b := issue(t, doc, signer), issue(t, doc, signer)
		require.NotEqual(t, a.Digest, b.Digest, name)
		require.NotEqual(t, a.QRClaims, b.QRClaims, name)
		seen := map[string]bool{}
		differs := func(random string) {
			require.False(t, seen[random], "%s: %s", name, random)
			seen[random] = true
		}
		for _, d := range slices.Concat(a.Disclosures, b.Disclosures) {
			plain := decode(t, d)
			salt, _, _ := strings.Cut(strings.TrimPrefix(plain, `["`), `"`)
			require.Len(t, salt, 22)
			differs(salt)
			if name == "transcript" && strings.Contains(plain, `"AchievementSubject"`) {
				_, id, _ := strings.Cut(plain, `"id":"urn:uuid:`) // of the course's credential
				differs(id[:36])
			}
		}
	}
}

// hashSigner counts what it signs that has been hashed.
type hashSigner struct {
	ethSigner
	hashed int
}

func (s *hashSigner) SignDigest(digest ledger.Digest) (ledger.Signature, error) {
	s.hashed++
	signature, err := crypto.Sign(digest[:], s.key)
	return ledger.Signature(signature[:ledger.SignatureSize]), err
}

func TestASignerOfHashesSignsTheSame(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]credential.Document{"diploma": diploma(), "transcript": transcript(3)} {
		signer := &hashSigner{ethSigner: newSigner(t)}
		hashed, err := credential.Issue(doc, signer, mathrand.NewChaCha8([32]byte{}))
		require.NoError(t, err, name)
		plain, err := credential.Issue(doc, signer.ethSigner, mathrand.NewChaCha8([32]byte{}))
		require.NoError(t, err, name)
		require.Equal(t, plain, hashed, name)
		require.Equal(t, 1, signer.hashed, name)
	}
}

func TestIssueReportsSignerAndRandomErrors(t *testing.T) {
	t.Parallel()
	_, err := credential.Issue(diploma(), brokenSigner{newSigner(t)}, rand.Reader)
	require.ErrorIs(t, err, errBroken)
	for _, n := range []int{0, 10, 40, 175} {
		_, err = credential.Issue(diploma(), newSigner(t), bytes.NewReader(make([]byte, n)))
		require.Error(t, err)
	}
	for _, n := range []int{0, 10, 200, 1000, 2000} { // the last ones end within what courses take
		_, err = credential.Issue(transcript(50), newSigner(t), bytes.NewReader(make([]byte, n)))
		require.Error(t, err)
	}
}

func TestTranscriptThatCouldNotBeReadIsNotIssued(t *testing.T) {
	t.Parallel()
	signer := newSigner(t)
	tr := transcript(credential.MaxCourses)
	c, err := credential.Parse(issue(t, tr, signer).SDJWT())
	require.NoError(t, err)
	require.Equal(t, tr.Courses, c.Courses)
	for i := range tr.Courses {
		tr.Courses[i].Name = strings.Repeat("ễ", 200)
	}
	var problems credential.Problems
	_, err = credential.Issue(tr, signer, rand.Reader)
	require.ErrorAs(t, err, &problems)
	require.Equal(t, "courses", problems[0].Field)
}

var errBroken = errors.New("token was pulled out")

type brokenSigner struct{ ethSigner }

func (brokenSigner) Sign([]byte) (ledger.Signature, error) { return ledger.Signature{}, errBroken }

func TestQRClaimsFallBackToCodes(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.TrimSpace(strings.Repeat("Quản lý ", n)) }
	for name, c := range map[string]struct {
		change      func(*credential.Diploma)
		major, code string
	}{
		"Short":     {func(*credential.Diploma) {}, "Công nghệ thông tin", "Bằng cử nhân"},
		"LongMajor": {func(d *credential.Diploma) { d.Major = long(18) }, "7480201", "Bằng cử nhân"},
		"LongBoth":  {func(d *credential.Diploma) { d.Major, d.Award = long(18), long(18) }, "7480201", "VN-BA"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := diploma()
			d.Subject.FullName = "Công Tằng Tôn Nữ Hoàng Thị Phương Khánh Quỳnh Như"
			c.change(&d)
			issued := issue(t, d, newSigner(t))
			claims, err := qrtoken.ParseClaims(issued.QRClaims)
			require.NoError(t, err)
			require.Equal(t, c.major, claims.Major)
			require.Equal(t, c.code, claims.Award)
			require.Equal(t, d.Subject.FullName, claims.FullName)
			token, err := qrtoken.Parse(issued.QRToken)
			require.NoError(t, err)
			require.Equal(t, ledger.SumDigest([]byte(issued.JWT)), token.JWTHash)
		})
	}
	d := diploma()
	d.Subject.FullName = strings.Repeat("ễ", 120)
	require.ErrorIs(t, credential.CheckQRLength(d), qrtoken.ErrTooLong)
	require.NoError(t, credential.CheckQRLength(diploma()))
}

func BenchmarkParseAndVerify(b *testing.B) {
	signer := newSigner(b)
	for name, doc := range map[string]credential.Document{"diploma": diploma(), "transcript of 50": transcript(50)} {
		compact := issue(b, doc, signer).SDJWT()
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, err := credential.Parse(compact)
				require.NoError(b, err)
				require.NoError(b, c.VerifySignature(signer.PublicKey()))
			}
		})
	}
}

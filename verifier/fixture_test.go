package verifier_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

const (
	code = "DH-MAU"
	kind = ledger.Kind("VN-BA/7480201")
	list = 1
	spot = 94567
)

// bundle is a ledger with one accredited university, its key, and one diploma
// that is anchored unless a test says otherwise.
type bundle struct {
	t      *testing.T
	ledger *testledger.Ledger
	key    testledger.Signer
	issued credential.Issued
}

func setup(t *testing.T) bundle {
	t.Helper()
	b := bundle{t: t, ledger: testledger.New(t, testledger.Options{}), key: newSigner(t)}
	b.ledger.Accredit(t, accreditation(code))
	b.ledger.AddKey(t, code, b.key)
	b.issued = b.issue(diploma(), b.key)
	b.ledger.Clock.Advance(time.Minute)
	return b
}

func anchored(t *testing.T) bundle {
	t.Helper()
	b := setup(t)
	b.anchor(b.issued)
	return b
}

func accreditation(code string) ledger.Accreditation {
	return ledger.Accreditation{
		Code:   code,
		Name:   "Trường Đại học Mẫu (mẫu)",
		NameEn: "Sample University (sample)",
		Scopes: []ledger.Scope{
			{Type: "VN-BA", Field: "748", From: "2026-01-01", Until: "2026-12-31", Quota: 100},
			{Type: "VN-BD", From: "2026-01-01", Until: "2026-12-31", Quota: 100},
			{Type: "VN-USE-TEMP", From: "2026-01-01", Until: "2026-12-31", Quota: 100},
		},
	}
}

func (b bundle) issue(doc credential.Document, by testledger.Signer) credential.Issued {
	b.t.Helper()
	return issue(b.t, doc, by)
}

func issue(t testing.TB, doc credential.Document, by testledger.Signer) credential.Issued {
	t.Helper()
	issued, err := credential.Issue(doc, by, rand.Reader)
	require.NoError(t, err)
	return issued
}

func (b bundle) anchor(issued credential.Issued) ledger.AnchorRecord {
	b.t.Helper()
	parsed, err := credential.Parse(issued.SDJWT())
	require.NoError(b.t, err)
	return b.ledger.AnchorDigests(b.t, code, parsed.Issuance.Kind, b.key, issued.Digest)
}

func (b bundle) link() string { return presentation.URL("https://vanbang.example", b.issued.QRToken) }

// verify asks about the QR code, now, by a fresh reading.
func (b bundle) verify() verifier.Result {
	return b.verifyInput(b.link(), verifier.Options{})
}

func (b bundle) verifyInput(input string, o verifier.Options) verifier.Result {
	return verifier.Verify(input, verifier.FreshReading(b.ledger.View()), b.ledger.Clock.Now(), o)
}

func (b bundle) compromise(key testledger.Signer, since time.Time) {
	b.t.Helper()
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: b.ledger.Genesis(),
		Issuer: code,
		Key:    key.PublicKey().Thumbprint(),
		Since:  since.UTC().Truncate(time.Second),
	}
	testledger.Must[ledger.Key](
		b.t,
		b.ledger,
		b.ledger.Accreditor,
		ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)),
		"",
	)
}

// requireResult demands the code, the detail, and that the named step is the
// one that decided.
func requireResult(t *testing.T, r verifier.Result, want verifier.Code, detail verifier.Detail, step int) {
	t.Helper()
	require.Equal(t, want, r.Result, "%+v", r.Checks)
	require.Equal(t, detail, r.Detail)
	require.Len(t, r.Checks, 9)
	for i, c := range r.Checks {
		require.Equal(t, i+1, c.Step)
	}
	if want == verifier.Valid {
		return
	}
	require.Equal(t, verifier.Failed, r.Checks[step-1].Outcome)
	require.Equal(t, want, r.Checks[step-1].Reason)
}

// altered is a view of which single answers are replaced: for histories that
// the chaincode does not let come about, and for an index that cannot be read.
type altered struct {
	ledger.View
	issuer func([]ledger.IssuerVersion) []ledger.IssuerVersion
	anchor func(*ledger.AnchorRecord)
	places func([]ledger.Leaf) []ledger.Leaf
	fail   string
}

var errIndex = errors.New("index cannot be read")

func (a altered) err(what string) error {
	if a.fail == what {
		return errIndex
	}
	return nil
}

func (a altered) Issuer(code string) ([]ledger.IssuerVersion, error) {
	versions, _ := a.View.Issuer(code)
	if a.issuer != nil {
		versions = a.issuer(append([]ledger.IssuerVersion(nil), versions...))
	}
	return versions, a.err("issuer")
}

func (a altered) Key(thumbprint string) ([]ledger.KeyVersion, error) {
	versions, _ := a.View.Key(thumbprint)
	return versions, a.err("key")
}

func (a altered) Leaves(issuer string, digest ledger.Digest) ([]ledger.Leaf, error) {
	places, _ := a.View.Leaves(issuer, digest)
	if a.places != nil {
		places = a.places(places)
	}
	return places, a.err("places")
}

func (a altered) Anchor(issuer string, sequence uint64) (ledger.AnchorRecord, ledger.Position, bool, error) {
	record, position, found, _ := a.View.Anchor(issuer, sequence)
	if a.anchor != nil {
		a.anchor(&record)
	}
	return record, position, found, a.err("anchor")
}

func (a altered) AnchorStatus(issuer string, sequence uint64) ([]ledger.AnchorStatus, error) {
	statuses, _ := a.View.AnchorStatus(issuer, sequence)
	return statuses, a.err("anchor statuses")
}

func (a altered) Status(issuer string, list, index uint32) ([]ledger.StatusVersion, error) {
	versions, _ := a.View.Status(issuer, list, index)
	return versions, a.err("status")
}

// signer signs with secp256k1.
type signer struct {
	private *ecdsa.PrivateKey
	public  ledger.PublicKey
}

func newSigner(t testing.TB) signer {
	t.Helper()
	private, err := crypto.GenerateKey()
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	return signer{private, public}
}

func (s signer) PublicKey() ledger.PublicKey { return s.public }

func (s signer) Sign(message []byte) (ledger.Signature, error) {
	sum := sha256.Sum256(message)
	signed, err := crypto.Sign(sum[:], s.private)
	if err != nil {
		return ledger.Signature{}, err
	}
	return ledger.Signature(signed[:ledger.SignatureSize]), nil
}

func diploma() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b", Kind: kind,
			Issuer: credential.Issuer{Code: code, Name: "Tên trong văn bằng (mẫu)", Host: "vanbang.example"},
			Award:  "Bằng cử nhân", AwardEn: "Bachelor of Science", Major: "Công nghệ thông tin", Rank: "Giỏi", Mode: "Chính quy", GraduationYear: 2026,
			SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123", DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-15",
			IssueDate: "2026-06-20", Place: "Hà Nội", SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status: credential.StatusRef{List: list, Index: spot},
		},
		Subject: credential.Subject{
			FullName:   "Nguyễn Thị Mẫu",
			BirthDate:  "2004-03-15",
			BirthPlace: "Hà Nam Ninh",
			Sex:        "Nữ",
			NationalID: "000304001234",
			Ethnicity:  "Kinh",
		},
	}
}

func transcript() credential.Transcript {
	d := diploma()
	d.Kind = "VN-BD/7480201"
	d.Award = "Bảng điểm"
	d.AwardEn = "Transcript"
	d.SerialNumber = ""
	d.RegisterNumber = ""
	return credential.Transcript{
		Issuance: d.Issuance,
		Subject:  d.Subject,
		Summary:  credential.Summary{TotalCredits: "130", GPA10: "8.12", GPA4: "3.41"},
		Courses: []credential.Course{
			{Code: "INT101", Name: "Giải tích 1", Credits: "3", TenPoint: "8.5", Letter: "A"},
			{Code: "INT102", Name: "Đại số tuyến tính", Credits: "3", TenPoint: "7.0", Letter: "B"},
			{Code: "INT103", Name: "Cấu trúc dữ liệu", Credits: "4", TenPoint: "9.0", Letter: "A"},
		},
	}
}

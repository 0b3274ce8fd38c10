package credential

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
)

// MaxSize is the largest SD-JWT in bytes, with its disclosures.
const MaxSize = 1 << 20

// maxFacts is how many disclosures a credential may have besides its courses.
const maxFacts = 16

// Credential is a parsed SD-JWT: what it always discloses, and what this
// presentation of it discloses besides. What is withheld is empty.
type Credential struct {
	Form     Form
	Issuance Issuance // Rank where it is disclosed
	Subject  Subject
	Summary  Summary // of a transcript
	Courses  []Course
	// CourseCount is the number of courses of the transcript, len(Courses) the number shown.
	CourseCount int

	Thumbprint  string        // of the key that the header names
	JWTHash     ledger.Digest // SHA-256 of JWT: the first half of what Digest hashes
	QRHash      ledger.Digest // SHA-256 of the QR claims, as the JWT says: the second half
	JWT         string        // the issuer-signed JWT without disclosures
	Disclosures []string      // as presented

	algorithm  ledger.Algorithm
	signature  ledger.Signature
	signedHash ledger.Digest // SHA-256 of what the signature is over
	did        string
	host       string
	vocabulary string // Vocabulary, or that host's earlier one
	subjectID  string
	sources    []string // achievement ids of the courses, in their order
	shown      []slot   // of each of Disclosures
	complete   bool
	body       string // the payload
}

// Digest returns what the ledger knows the credential by.
func (c *Credential) Digest() ledger.Digest { return JoinDigest(c.JWTHash, c.QRHash) }

// SDJWT returns the compact form that was parsed.
func (c *Credential) SDJWT() string { return joinSDJWT(c.JWT, c.Disclosures) }

// VerifySignature returns nil if key signed the credential, and
// ledger.ErrSignature otherwise. The algorithm is the key's: a header that
// names another one, or another key, is refused. Whose key it is, the ledger says.
func (c *Credential) VerifySignature(key ledger.PublicKey) error {
	if key.Algorithm() != c.algorithm || key.Thumbprint() != c.Thumbprint {
		return fmt.Errorf("%w: another key or algorithm", ledger.ErrSignature)
	}
	return key.VerifySum(c.signedHash, c.signature)
}

// Algorithm returns what the header names. Which one counts, the key says.
func (c *Credential) Algorithm() ledger.Algorithm { return c.algorithm }

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (c *Credential) LogValue() slog.Value { return c.Issuance.LogValue() }

// Parse reads an SD-JWT with any of its disclosures (RFC 9901 §7.1), strictly:
// the format is closed, and what it accepts could have been issued by Issue. It
// checks every disclosure against the credential, and no signature.
//
// It returns ErrMalformed for what breaks the format, and ErrTampered for a
// disclosure that the credential holds no digest of. A key-binding JWT is
// malformed: credentials are not bound to a holder's key.
func Parse(compact string) (*Credential, error) {
	if len(compact) > MaxSize {
		return nil, malformed("over 1 MiB")
	}
	jwt, rest, found := strings.Cut(compact, "~")
	if !found {
		return nil, malformed("no SD-JWT: it has no tilde")
	}
	disclosures := strings.Split(rest, "~")
	last := len(disclosures) - 1
	if disclosures[last] != "" {
		return nil, malformed("what follows the last tilde, such as a key-binding JWT, is not supported")
	}
	if last > MaxCourses+maxFacts || slices.Contains(disclosures[:last], "") {
		return nil, malformed("an empty disclosure, or too many")
	}
	r := newReader()
	defer r.release()
	r.encoded = append(r.encoded[:0], compact...)
	encoded := r.encoded
	c := &Credential{
		JWT:         jwt,
		Disclosures: disclosures[:last],
	}
	digests, err := c.readJWT(r, encoded[:len(jwt)])
	if err != nil {
		return nil, err
	}
	if err := c.disclose(r, digests, encoded[len(jwt)+1:]); err != nil {
		return nil, err
	}
	return c, c.check()
}

// readJWT reads the issuer-signed JWT and returns where its digests stand.
func (c *Credential) readJWT(r *reader, jwt []byte) (slots, error) {
	head, rest, two := bytes.Cut(jwt, []byte("."))
	body, signature, three := bytes.Cut(rest, []byte("."))
	if !two || !three || bytes.IndexByte(signature, '.') >= 0 {
		return nil, malformed("a JWT has three parts")
	}
	if c.signature.UnmarshalText(signature) != nil {
		return nil, malformed("the signature of the JWT is not base64url of 64 bytes")
	}
	c.signedHash, c.JWTHash = hashJWT(jwt, len(head)+1+len(body))
	if err := c.readHeader(r, head); err != nil {
		return nil, err
	}
	if r.decode(body) != nil {
		return nil, malformed("the payload is not base64url")
	}
	c.body = r.text
	p := payloads.Get().(*readPayload)
	defer p.release()
	kind := r.payload(p)
	if err := r.end(); err != nil {
		return nil, malformed("payload: " + err.Error())
	}
	c.Form = kind.Form
	if err := readEnvelope(c, p); err != nil {
		return nil, err
	}
	if c.Form == FormTranscript {
		return c.readTranscript(&p.Subject, kind)
	}
	return c.readDiploma(&p.Subject, kind)
}

// hashJWT returns the SHA-256 of the beginning of a JWT, which its signature is
// over, and that of all of it.
func hashJWT(jwt []byte, signed int) (beginning, all ledger.Digest) {
	hash := sha256.New()
	hash.Write(jwt[:signed])
	hash.Sum(beginning[:0]) // and goes on
	hash.Write(jwt[signed:])
	hash.Sum(all[:0])
	return beginning, all
}

func (c *Credential) readHeader(r *reader, head []byte) error {
	var h header
	if r.decode(head) != nil {
		return malformed("the header is not base64url")
	}
	r.header(&h)
	if err := r.end(); err != nil {
		return malformed("header: " + err.Error())
	}
	if h.Typ != headerType {
		return malformed("header: typ is not " + headerType)
	}
	if h.Alg != ledger.ES256K && h.Alg != ledger.ES256 {
		return malformed("header: alg")
	}
	did, thumbprint, found := strings.Cut(h.Kid, "#")
	host, code, err := parseDID(did)
	if !found || err != nil || !ledger.ValidThumbprint(thumbprint) {
		return malformed("header: kid")
	}
	c.algorithm = h.Alg
	c.Thumbprint = thumbprint
	c.did = did
	c.host = host
	c.Issuance.Issuer.Host, c.Issuance.Issuer.Code = host, code
	return nil
}

func (c *Credential) readDiploma(s *anySubject, kind Type) (slots, error) {
	if err := c.readSubject(s.ID, s.Type, "AchievementSubject"); err != nil {
		return nil, err
	}
	if err := c.readAward(s.Award, kind); err != nil {
		return nil, err
	}
	digests := make(slots, 0, len(s.Identifiers)+len(s.Award.SD))
	err := firstError(
		digests.add(s.Identifiers, placeIdentity),
		digests.add(s.Award.SD, placeLearner|placeResults))
	return digests, firstError(err, digests.sort())
}

func (c *Credential) readTranscript(s *anySubject, kind Type) (slots, error) {
	if err := c.readSubject(s.ID, s.Type, "ClrSubject"); err != nil {
		return nil, err
	}
	if s.Credentials < 2 || s.Credentials > MaxCourses+1 || s.Credentials != len(s.Associations)+1 {
		return nil, malformed("number of courses or of associations")
	}
	whole := &s.Whole
	if !isEmbedded(c, whole) || whole.Subject.ID != c.subjectID ||
		!slices.Equal(whole.Subject.Type, []string{"AchievementSubject"}) {
		return nil, malformed("award: embedded credential or its subject")
	}
	if err := c.readAward(whole.Subject.award, kind); err != nil {
		return nil, err
	}
	c.sources = make([]string, 0, len(s.Associations))
	for _, a := range s.Associations {
		if a.Type != "Association" || a.AssociationType != "isChildOf" ||
			a.TargetID != whole.Subject.Achievement.ID ||
			!isUUIDURN(a.SourceID) {
			return nil, malformed("association")
		}
		c.sources = append(c.sources, a.SourceID)
	}
	c.CourseCount = len(c.sources)
	digests := make(slots, 0, len(s.Identifiers)+len(s.SD)+len(whole.Subject.SD)+len(s.Courses))
	err := firstError(
		digests.add(s.Identifiers, placeIdentity),
		digests.add(s.SD, placeLearner),
		digests.add(whole.Subject.SD, placeResults),
		digests.add(s.Courses, placeCourse))
	return digests, firstError(err, digests.sort())
}

// readContext takes the vocabulary that the last element of @context names, and
// reports whether all of it is as contexts has it.
func (c *Credential) readContext(context []string) bool {
	c.vocabulary = Vocabulary
	if last := len(context) - 1; last >= 0 && !strings.Contains(context[last], Vocabulary) {
		c.vocabulary = earlierVocabulary(c.host)
	}
	want := ownContexts[c.Form]
	if c.vocabulary != Vocabulary {
		want = contexts(c.Form, c.vocabulary)
	}
	return slices.EqualFunc(context, want, func(a string, b jsontext.Value) bool { return a == string(b) })
}

// readEnvelope reads all but the subject.
func readEnvelope(c *Credential, p *readPayload) error {
	i := &c.Issuance
	switch {
	case !c.readContext(p.Contexts):
		return malformed("@context")
	case !slices.Equal(p.Type, typesOf(c.Form)):
		return malformed("type")
	case p.Issuer.ID != c.did || !slices.Equal(p.Issuer.Type, []string{"Profile"}):
		return malformed("issuer is not the one that the header's kid names")
	case p.SDAlg != hashName:
		return malformed("_sd_alg")
	case p.AwardedDate != p.ValidFrom:
		return malformed("awardedDate")
	}
	i.ID = p.ID
	i.Kind = p.Kind
	i.Award = p.Name
	i.Place = p.Place
	i.SignedBy = p.SignedBy
	i.Issuer.Name, i.Issuer.NameEn = p.Issuer.Name, p.Issuer.NameEn
	var err error
	if c.QRHash, err = decodeDigest(p.QR); err != nil {
		return malformed("qr")
	}
	from, ok := strings.CutSuffix(p.ValidFrom, startOfDay)
	until, okUntil := strings.CutSuffix(p.ValidUntil, endOfDay)
	if !ok || (p.ValidUntil != "" && (!okUntil || until == "")) {
		return malformed("validFrom or validUntil")
	}
	i.IssueDate, i.ValidUntil = ledger.Date(from), ledger.Date(until)
	if err := c.readStatus(p.Status); err != nil {
		return err
	}
	switch {
	case len(p.Evidence) == 0:
		return nil
	case len(p.Evidence) > 1 || !slices.Equal(p.Evidence[0].Type, []string{"Evidence"}) || p.Evidence[0].DecisionNumber == "":
		return malformed("evidence")
	}
	i.DecisionNumber, i.DecisionDate = p.Evidence[0].DecisionNumber, p.Evidence[0].DecisionDate
	return nil
}

// readStatus demands the two entries that the issuer's own list has for one
// place: a foreign list is malformed.
func (c *Credential) readStatus(entries []statusEntry) error {
	if len(entries) != 2 {
		return malformed("credentialStatus")
	}
	list := strings.TrimPrefix(entries[0].List, "https://"+c.host+"/status/"+c.Issuance.Issuer.Code+"/")
	number, errList := strconv.ParseUint(strings.TrimSuffix(list, "/"+string(statuslist.Revocation)), 10, 32)
	index, errIndex := strconv.ParseUint(entries[0].Index, 10, 32)
	if errList != nil || errIndex != nil {
		return malformed("credentialStatus")
	}
	c.Issuance.Status = StatusRef{List: uint32(number), Index: uint32(index)}
	if !slices.Equal(entries, statusEntries(c.Issuance.Issuer, c.Issuance.Status)) {
		return malformed("credentialStatus is not an entry of the issuer's own list")
	}
	return nil
}

func (c *Credential) readSubject(id string, types []string, want string) error {
	if !isUUIDURN(id) || !slices.Equal(types, []string{want}) {
		return malformed("credentialSubject: id or type")
	}
	c.subjectID = id
	return nil
}

// readAward reads what is said of the award, and binds it to the kind.
func (c *Credential) readAward(a award, kind Type) error {
	i, s := &c.Issuance, &c.Summary
	if a.Achievement.ID != kindURL(c.host, i.Kind) || a.Achievement.AchievementType != kind.AchievementType ||
		a.Achievement.HumanCode != i.Kind.Field() || a.Achievement.Name != i.Award || !slices.Equal(a.Achievement.Type, []string{"Achievement"}) {
		return malformed("achievement is not that of the kind")
	}
	i.AwardEn = a.Achievement.NameEn
	i.Major = a.Achievement.FieldOfStudy
	i.MajorEn = a.Achievement.FieldOfStudyEn
	i.Specialization = a.Achievement.Specialization
	i.SerialNumber = a.LicenseNumber
	i.RegisterNumber = a.RegisterNumber
	i.GraduationYear = a.GraduationYear
	i.Mode = a.Mode
	i.School, i.ExamCouncil, i.ExamSession = a.School, a.ExamCouncil, a.ExamSession
	s.Language = a.Language
	s.Duration = a.Duration
	s.Level = a.Level
	s.DiplomaSerial = a.DiplomaSerial
	s.TotalCredits = string(a.CreditsEarned)
	if a.StartDate != "" {
		day, ok := strings.CutSuffix(a.StartDate, startOfDay)
		if !ok || day == "" {
			return malformed("activityStartDate")
		}
		s.EnrolDate = ledger.Date(day)
	}
	return nil
}

// check applies the rules of documents to what was read.
func (c *Credential) check() error {
	var rules checker
	rules.issuance(c.Issuance, c.Form)
	rules.subject(c.Subject, false)
	rules.summary(c.Summary)
	rules.courses(c.Courses)
	if err := rules.result(); err != nil {
		return fmt.Errorf("%w credential: %w", ErrMalformed, err)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

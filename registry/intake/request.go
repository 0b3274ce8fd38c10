package intake

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// ImportRequest asks for a batch of drafts.
type ImportRequest struct {
	Issuer string         // issuer code
	Terms  registry.Terms // of all rows
	Rows   []registry.Row // 1 to MaxRows
	Source ledger.Digest  // SHA-256 of the uploaded file, which makes one batch; zero where there was none
	Asked  ledger.Digest  // of all that is asked for but Besides: see RequestDigest; zero for unknown
	Upload uuid.UUID      // the upload that this is of, which ends with the import; zero where there was none
	// Besides is the batch that the file made before, where another one is asked for
	// besides it: the newest, as AlreadyImported names it.
	Besides uuid.UUID
	// Key names the request, so that its answer can be repeated. Answer makes what is
	// kept of it, before anything is committed; without a key it is not called.
	Key    Key
	Answer func(registry.Batch) ([]byte, error)
	// TermsAnswers are answers to questions about Terms, by the questions' ids: see TermsJudge.
	TermsAnswers map[string]string
	// Confirmed says which questions about the list the actor has answered, and how,
	// without personal data: one audit entry each.
	Confirmed []string
	// Remarks are what reading the list repaired and the actor confirmed, for the
	// person who approves: they go with the drafts.
	Remarks []registry.Remark
	// Mappings says how columns were read by what the actor chose, for the next
	// list; one without columns is forgotten. By and At are not looked at.
	Mappings []Mapping
}

// LogValue implements slog.LogValuer: rows are persons.
func (r ImportRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.String("issuer", r.Issuer), slog.Int("rows", len(r.Rows)))
}

// MaxRows is the largest number of rows of one import.
const MaxRows = 100_000

// Problem is one fault of one row, or of the terms where Line is 0. Of what stands
// there it holds a number at most, and none in an error's text.
type Problem struct {
	Line int `json:"line"`
	credential.Problem
	InRegister string `json:"inRegister,omitzero"` // a number that is taken, as it stands in the register
}

// Problems is the error of an import that was refused as a whole: every fault
// of every row. It is ErrInvalid.
type Problems []Problem

// Error implements error.
func (p Problems) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: %d problems", registry.ErrInvalid, len(p))
	for i, problem := range p {
		if i == 10 {
			b.WriteString("; …")
			break
		}
		fmt.Fprintf(&b, "; line %d: %s: %s (want %s)", problem.Line, problem.Field, problem.Fault, problem.Want)
	}
	return b.String()
}

// Unwrap makes errors.Is(p, ErrInvalid) true.
func (p Problems) Unwrap() error { return registry.ErrInvalid }

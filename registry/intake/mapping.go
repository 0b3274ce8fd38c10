package intake

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/ledger"
)

// MaxMappings bounds what is remembered for a school; the oldest go first.
const MaxMappings = 200

// Mapping says how the columns under one header are read, as a person of the school
// said it at an earlier import. What fields there are is the reader's matter.
type Mapping struct {
	File    string            // which of the two files of an upload
	Header  ledger.Digest     // names the header
	Columns map[string]string // fields by letter; "" drops a column
	By      string            // the person's name
	At      time.Time
}

// MappingChange remembers a mapping, or forgets it where it has no columns.
type MappingChange struct {
	Issuer  string
	File    string
	Header  ledger.Digest
	Columns map[string]string
	Person  uuid.UUID
	At      time.Time
}

// remember writes what an import says of columns.
func remember(ctx context.Context, q ImportQueries, r ImportRequest, person uuid.UUID, at time.Time) error {
	for _, m := range r.Mappings {
		change := MappingChange{
			Issuer:  r.Issuer,
			File:    m.File,
			Header:  m.Header,
			Columns: m.Columns,
			Person:  person,
			At:      at,
		}
		if err := q.PutMapping(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

package testvectors

import (
	"time"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// Matrix is one question asked of verifiers whose readings of the ledger are
// worth different things: a vector for each row.
type Matrix struct {
	About        string        `json:"about"`
	Trust        *ledger.Trust `json:"trust,omitempty"`
	Now          time.Time     `json:"now"`
	At           time.Time     `json:"at,omitzero"`
	Hosts        []string      `json:"hosts,omitempty"`
	Presentation string        `json:"presentation"`
	Rows         []Row         `json:"rows"`
}

// Row is the answer on one kind of reading.
type Row struct {
	Reading    verifier.ReadingKind `json:"reading"`
	Ledger     string               `json:"ledger,omitempty"` // none: the verifier has no reading
	Want       Want                 `json:"want"`
	Exceptions Exceptions           `json:"exceptions,omitzero"`
}

// Vector returns a row as a vector of its own.
func (m Matrix) Vector(name string, row Row) Vector {
	return Vector{
		Name:         name + "/" + string(row.Reading),
		About:        m.About,
		Ledger:       row.Ledger,
		Trust:        m.Trust,
		Now:          m.Now,
		At:           m.At,
		Reading:      row.Reading,
		Hosts:        m.Hosts,
		Presentation: m.Presentation,
		Want:         row.Want,
		Exceptions:   row.Exceptions,
	}
}

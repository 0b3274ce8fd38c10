// Package school has types of every sort that schemas are made of, and of
// those that they cannot be made of.
package school

import (
	"time"

	"github.com/google/uuid"
)

// State is where a class stands.
type State string

// The states.
const (
	Open   State = "open" // takes learners
	Closed State = "closed"
)

// Mark writes itself.
type Mark [2]byte

// MarshalText implements encoding.TextMarshaler.
func (m Mark) MarshalText() ([]byte, error) { return []byte("9.5"), nil }

// Common is in every thing.
type Common struct {
	ID uuid.UUID `json:"id"` // for ever
}

// Learner learns
// something.
//
// And more.
type Learner struct {
	Common
	Name  string     `json:"name"`
	Mark  *Mark      `json:"mark,omitempty"`
	Since *time.Time `json:"since"`
	Count uint32     `json:"count,omitzero"`

	secret string
}

// Class is of learners.
type Class struct {
	Learners []Learner         `json:"learners"`
	State    State             `json:"state"` // now
	Best     *Learner          `json:"best"`
	Notes    map[string]string `json:"notes,omitempty"`
	Photo    []byte            `json:"photo"`
	Any      any               `json:"any,omitempty"`
	Hidden   string            `json:"-"`
}

// Types of which nothing true can be said.
type (
	// Unmarked has a type that writes itself in a way nobody told.
	Unmarked struct {
		Mark Mark `json:"mark"`
	}
	// Untagged has a field without a name.
	Untagged struct{ Name string }
	// Formatted has an option that changes how it is written.
	Formatted struct {
		Name int `json:"name,string"`
	}
	// Twice has two members of one name.
	Twice struct {
		Common
		Other uuid.UUID `json:"id"`
	}
	// Made has a type whose constants are computed.
	Made struct {
		Level Level `json:"level"`
	}
	// Level is computed.
	Level string
)

// Top is no literal.
const Top Level = "a" + "b"

// Learners returns two classes: a full one, and one with zero values.
func Learners(at time.Time) []Class {
	full := Learner{Common: Common{ID: uuid.New()}, Name: "Mẫu", Mark: &Mark{}, Since: &at, Count: 3, secret: "x"}
	return []Class{{Learners: []Learner{full, {}}, State: Open, Best: &full, Notes: map[string]string{"a": "b"}, Photo: []byte{1}, Any: 7, Hidden: full.secret}, {State: Closed}}
}

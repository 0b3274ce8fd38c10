package roster

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Reading is what people have said of an upload: how its columns are read, and
// their answers to questions. It is kept with the upload.
type Reading struct {
	Choices []Choice          `json:"choices,omitempty"`
	Answers map[string]Answer `json:"answers,omitempty"` // by the ids of problems
	// Afresh says that columns are read by their headers alone, whatever was said of
	// earlier lists.
	Afresh bool `json:"afresh,omitempty"`
}

// Answer is an answer with the person who gave it.
type Answer struct {
	Value  string    `json:"value"` // of an Option
	Person uuid.UUID `json:"person"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
}

// LogValue implements slog.LogValuer: the number of answers only.
func (r Reading) LogValue() slog.Value { return slog.IntValue(len(r.Answers)) }

// Values returns the answers for Input.
func (r Reading) Values() map[string]string {
	values := make(map[string]string, len(r.Answers))
	for id, a := range r.Answers {
		values[id] = a.Value
	}
	return values
}

// Confirmations say in words without personal data what was answered, for the
// record of who confirmed what: "date_day_month_swapped: swap, 12 rows".
func (r *Report) Confirmations() []string {
	type kind struct {
		code   Code
		answer string
	}
	rows, order := map[kind]int{}, []kind{}
	for _, p := range r.Problems {
		if p.Answer == "" {
			continue
		}
		k := kind{p.Code, p.Answer}
		if rows[k] == 0 {
			order = append(order, k)
		}
		rows[k] += max(1, p.Count)
	}
	var all []string
	for _, k := range order {
		all = append(all, fmt.Sprintf("%s: %s, %d rows", k.code, k.answer, rows[k]))
	}
	return all
}

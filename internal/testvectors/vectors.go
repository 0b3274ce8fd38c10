// Package testvectors reads the test vectors of verifier/testdata/vectors and
// the ledgers that they speak of, so that every program of the verifier can be
// asked the same questions: the library, credverify, the HTTP API, the page.
//
// Its tests make the vectors: go generate ./verifier writes them again.
package testvectors

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
)

// Vector is one question and its answer.
type Vector struct {
	Name   string        `json:"-"`     // its file without the ending: "mutant/sd-jwt-payload-letter"
	About  string        `json:"about"` // what is asked, in a sentence
	Ledger string        `json:"ledger,omitempty"`
	Trust  *ledger.Trust `json:"trust,omitempty"` // what a bundle's or receipt's verifier pins
	Now    time.Time     `json:"now"`             // the verifier's clock
	At     time.Time     `json:"at,omitzero"`     // the moment that is asked about, where that is not now
	// Reading is what the verifier's reading is worth; "" for what clock and
	// ledger time say: fresh for 15 minutes, then unconfirmed.
	Reading      verifier.ReadingKind `json:"reading,omitempty"`
	Hosts        []string             `json:"hosts,omitempty"` // public names of the registers whose ledger it is
	Presentation string               `json:"presentation"`
	Want         Want                 `json:"want"`
	Exceptions   Exceptions           `json:"exceptions,omitzero"`
}

// Want is the expected answer.
type Want struct {
	Result verifier.Code   `json:"result"`
	Detail verifier.Detail `json:"detail"`         // "" where the reason code says it all
	Step   int             `json:"step"`           // that decided; 0 for valid
	Checks string          `json:"checks"`         // of the nine steps a letter each: p passed, f failed, s skipped
	AsOf   *time.Time      `json:"asOf,omitempty"` // the moment that the answer holds for, where that is not now
	// Cause, LastKnown and Today are the result's.
	Cause     verifier.Detail `json:"cause,omitempty"`
	LastKnown *verifier.Known `json:"lastKnown,omitempty"`
	Today     *verifier.Known `json:"today,omitempty"`
	// Evidence is what a bundle or a receipt shows by itself.
	Evidence *verifier.Known `json:"evidence,omitempty"`
	// Change is when and by whom the status was changed, as a receipt states it: of
	// its result, or of Today.
	Change *Change `json:"change,omitempty"`

	Digest  *ledger.Digest `json:"digest,omitempty"`
	Anchor  uint64         `json:"anchor,omitzero"` // sequence of the anchor that counts
	Status  ledger.State   `json:"status,omitempty"`
	Courses *Courses       `json:"courses,omitempty"`
}

// Change is a change of status.
type Change struct {
	By    string     `json:"by"`
	Since *time.Time `json:"since,omitempty"`
}

// Courses says how many of a transcript's are shown.
type Courses struct {
	Shown int `json:"shown"`
	Total int `json:"total"`
}

// Exceptions says which programs answer otherwise than the library, and why.
type Exceptions struct {
	Credverify *Exception `json:"credverify,omitempty"`
	HTTP       *Exception `json:"http,omitempty"`
	Page       *Exception `json:"page,omitempty"`
}

// Exception is one program's own answer. Without Want and Status the program cannot
// take the question.
type Exception struct {
	Why    string `json:"why"`
	Want   *Want  `json:"want,omitempty"`
	Status int    `json:"status,omitzero"` // of HTTP, where that is not 200
}

// Of returns what a result says in the terms of a vector.
func Of(r verifier.Result) Want {
	w := Want{
		Result:    r.Result,
		Detail:    r.Detail,
		AsOf:      r.AsOf,
		Cause:     r.Cause,
		LastKnown: r.LastKnown,
		Digest:    r.Digest,
	}
	if r.Today != nil {
		w.Today = &r.Today.Known
	}
	switch {
	case r.Evidence != nil:
		w.Evidence = &r.Evidence.Known
	case r.Receipt != nil:
		w.Evidence = &r.Receipt.Known
		w.Change = statedChange(*r.Receipt)
	}
	for _, c := range r.Checks {
		w.Checks += string(c.Outcome[0])
		if w.Step == 0 && c.Outcome == verifier.Failed && c.Step < verifier.StepFreshness {
			w.Step = c.Step
		}
	}
	if r.Anchor != nil {
		w.Anchor = r.Anchor.Sequence
	}
	if r.Status != nil {
		w.Status = r.Status.State
	}
	if c := r.Credential; c != nil && c.CoursesTotal != nil {
		w.Courses = &Courses{Shown: *c.CoursesShown, Total: *c.CoursesTotal}
	}
	return w
}

func statedChange(e verifier.ReceiptInfo) *Change {
	switch {
	case e.By != "":
		return &Change{By: e.By, Since: e.Since}
	case e.Today != nil && e.Today.By != "":
		return &Change{By: e.Today.By, Since: e.Today.Since}
	}
	return nil
}

// Ask takes the vector to the library. The view may be nil.
func (v Vector) Ask(view ledger.View) verifier.Result {
	on := answer.Grounds{Trust: v.Trust, Reading: v.ReadingOf(view), Hosts: v.Hosts}
	if answer.KindOf(v.Presentation).IsEvidence() && v.Trust == nil {
		on.Trust = &ledger.Trust{}
	}
	return answer.To(answer.Question{Input: v.Presentation, At: v.At}, on, v.Now)
}

// ReadingOf returns the vector's reading of its ledger, none where there is no
// view. Where the vector names no kind, the clock and the ledger time say it.
func (v Vector) ReadingOf(view ledger.View) verifier.Reading {
	if view == nil {
		return verifier.Reading{}
	}
	info := verifier.JudgeReading(view.Head(), verifier.Progress{CaughtUp: true}, v.Now)
	if v.Reading != "" {
		info = verifier.ReadingInfo{Kind: v.Reading}
	}
	return verifier.Reading{View: view, Info: info}
}

// Load reads all vectors below a folder.
func Load(t testing.TB, dir string) []Vector {
	t.Helper()
	var all []Vector
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name, isJSON := strings.CutSuffix(path, ".json")
		if err != nil || entry.IsDir() || !isJSON {
			return err
		}
		name, err = filepath.Rel(dir, name)
		if err != nil || strings.HasPrefix(filepath.ToSlash(name), "ledgers/") {
			return err
		}
		name = filepath.ToSlash(name)
		if strings.HasPrefix(name, "matrix/") {
			var m Matrix
			if err := read(path, &m); err != nil {
				return err
			}
			for _, row := range m.Rows {
				all = append(all, m.Vector(name, row))
			}
			return nil
		}
		v := Vector{Name: name}
		if err := read(path, &v); err != nil {
			return err
		}
		all = append(all, v)
		return nil
	}))
	require.NotEmpty(t, all)
	return all
}

func read(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into, json.RejectUnknownMembers(true))
}

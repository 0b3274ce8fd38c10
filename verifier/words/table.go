package words

import (
	"sogoc/verifier"
	"sogoc/verifier/credential"
)

// Table is what Of, Step, Outcome, OfReading and FactLabel say results in, for
// programs in other languages: web/verify holds a copy of it. A form is filled as
// fmt.Sprintf does, with %s and %[1]s. Receipts and evidence are not in it.
type Table struct {
	Results   map[verifier.Code]TableResult   `json:"results"`
	Details   map[verifier.Detail]TableDetail `json:"details"`
	Causes    map[verifier.Detail]Text        `json:"causes"`
	Changes   map[verifier.Code]TableChange   `json:"changes"`
	Reported  map[verifier.Detail]Text        `json:"reported"`
	Report    TableChange                     `json:"report"` // a compromised key's
	Authors   map[string]Text                 `json:"authors"`
	Forms     sentenceForms                   `json:"forms"`
	Steps     []Text                          `json:"steps"`
	Outcomes  map[verifier.Outcome]Text       `json:"outcomes"`
	Readings  map[verifier.ReadingKind]Text   `json:"readings"`
	Facts     map[string]Text                 `json:"facts"`
	Printed   []string                        `json:"printed"` // facts that are free text
	Kinds     map[string]Text                 `json:"kinds"`   // by the code of the type
	FactOrder []string                        `json:"factOrder"`
}

// TableResult are the words of a reason code.
type TableResult struct {
	Meaning  verifier.Meaning `json:"meaning"`
	Shape    Shape            `json:"shape"`
	Word     Text             `json:"word"`
	Sentence Text             `json:"sentence"`
	Before   Text             `json:"before"`
}

// TableDetail are the words that take the place of the reason code's.
type TableDetail struct {
	Shape    Shape `json:"shape,omitempty"`
	Word     Text  `json:"word,omitzero"`
	Sentence Text  `json:"sentence,omitzero"`
}

// TableChange are the forms of a change of status; see changeWords.
type TableChange struct {
	Dated         Text `json:"dated"`
	Undated       Text `json:"undated,omitzero"`
	Before        Text `json:"before"`
	BeforeUndated Text `json:"beforeUndated"`
}

// NewTable returns the table.
func NewTable() Table {
	t := Table{
		Results:   map[verifier.Code]TableResult{},
		Details:   map[verifier.Detail]TableDetail{},
		Causes:    causes,
		Changes:   map[verifier.Code]TableChange{},
		Reported:  reportedStates,
		Report:    tableChange(compromisedReport),
		Authors:   author,
		Forms:     forms,
		Outcomes:  outcomes,
		Readings:  readings,
		Facts:     factLabels,
		Kinds:     map[string]Text{},
		FactOrder: verifier.FactNames(),
	}
	for code, w := range results {
		t.Results[code] = TableResult{
			Meaning:  code.Meaning(),
			Shape:    w.shape,
			Word:     w.word,
			Sentence: w.sentence,
			Before:   w.before,
		}
	}
	for detail, w := range details {
		t.Details[detail] = TableDetail{Shape: w.shape, Word: w.word, Sentence: w.sentence}
	}
	for code, w := range changes {
		t.Changes[code] = tableChange(w)
	}
	for step := verifier.StepParse; step <= verifier.StepFreshness; step++ {
		t.Steps = append(t.Steps, steps[step])
	}
	for _, name := range verifier.FactNames() {
		if verifier.IsPrinted(name) {
			t.Printed = append(t.Printed, name)
		}
	}
	for _, kind := range credential.Types() {
		t.Kinds[kind.Code] = Text{kind.Label, kind.LabelEn}
	}
	return t
}

func tableChange(w changeWords) TableChange {
	return TableChange{Dated: w.dated, Undated: w.undated, Before: w.before, BeforeUndated: w.beforeUndated}
}

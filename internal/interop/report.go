package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
)

// row is a check with its result.
type row struct {
	check   check
	by      string // software@version
	result  string
	failure string // what was otherwise than expected; "" where nothing was
}

// judge holds the outcomes against what the checks expect.
func judge(results map[string]outcome, versions map[string]string) ([]row, summary) {
	var rows []row
	total := summary{Checks: len(checks)}
	for _, c := range checks {
		o, done := results[c.name]
		if done {
			c.notRun = ""
		}
		r := row{check: c, by: c.software(versions), result: c.expected(), failure: c.failure(o, done)}
		switch {
		case r.failure != "":
			r.result = "**failed**"
			total.Failed++
		case c.notRun != "":
			total.NotRun++
		case c.mistaken:
			total.Mistaken++
		case c.refused != "":
			total.Refused++
		default:
			total.OK++
		}
		rows = append(rows, r)
	}
	return rows, total
}

// expected is the result of a check that goes as it should.
func (c check) expected() string {
	switch {
	case c.notRun != "":
		return "not run: " + c.notRun
	case c.mistaken:
		return "refused by mistake: " + c.refused
	case c.refused != "":
		return "refused by design: " + c.refused
	}
	return "ok"
}

// failure says what was otherwise than expected, "" where nothing was.
func (c check) failure(o outcome, done bool) string {
	switch {
	case c.notRun != "":
		return ""
	case !done:
		return "it gave no outcome"
	case c.refused == "" && !o.Genuine.Accepted:
		return "refused: " + o.Genuine.Said
	case c.refused == "" && o.Against.Accepted:
		return "it took what has one byte changed as well: the check cannot fail"
	case c.refused != "" && o.Genuine.Accepted:
		return "it took what it refuses by design: read the table again"
	case c.refused != "" && !strings.Contains(o.Genuine.Said, c.refusal):
		return "refused, but for another reason: " + o.Genuine.Said
	case c.refused != "" && !o.Against.Accepted:
		return "it refuses the counterpart too: " + o.Against.Said
	}
	return ""
}

// software names what reads, with versions.
func (c check) software(versions map[string]string) string {
	if c.notRun != "" {
		return "–"
	}
	var named []string
	for _, name := range c.by {
		named = append(named, name+"@"+versions[name])
	}
	return strings.Join(named, ", ")
}

// withoutFiles leaves out the outcomes of checks that are run only where -files has
// what they need: the document says what everybody's run finds.
func withoutFiles(results map[string]outcome) map[string]outcome {
	some := maps.Clone(results)
	for _, c := range checks {
		if c.notRun != "" {
			delete(some, c.name)
		}
	}
	return some
}

const tableHead = "| what is read | by | result |\n|---|---|---|\n"

// table is the rows in Markdown.
func table(rows []row) string {
	var b strings.Builder
	b.WriteString(tableHead)
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.check.what, r.by, r.result)
	}
	return b.String()
}

var errNoTable = errors.New("there is no such table in it")

// replaceTable puts the table in place of the document's.
func replaceTable(document, table string) error {
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	start := bytes.Index(text, []byte(tableHead))
	if start < 0 {
		return fmt.Errorf("%s: %w", document, errNoTable)
	}
	end := start
	for _, line := range bytes.SplitAfter(text[start:], []byte("\n")) {
		if !bytes.HasPrefix(line, []byte("|")) {
			break
		}
		end += len(line)
	}
	changed := append(append(bytes.Clone(text[:start]), table...), text[end:]...)
	return os.WriteFile(document, changed, 0o644)
}

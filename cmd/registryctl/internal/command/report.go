package command

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"sogoc/cmd/internal/cli"
	"sogoc/registry/roster"
)

// report prints an answer that is no success, and returns whether err was one: for
// machines the problem document on standard output, for people what is wrong with
// each cell.
func report(r *cli.Run, err error) bool {
	var refused *apiError
	if !errors.As(err, &refused) {
		return false
	}
	if r.JSON && refused.raw != nil {
		fmt.Fprintln(r.Stdout, strings.TrimSpace(string(refused.raw)))
	}
	fmt.Fprintf(r.Stderr, "registryctl: %v\n", refused)
	if r.JSON {
		return true
	}
	if refused.Report != nil {
		showReport(r.Stderr, *refused.Report)
	}
	if refused.Code == "rows_invalid" { // other problems have errors of other forms
		for _, f := range refused.Errors {
			fmt.Fprintf(r.Stderr, "  %s: %s: %s, want %s\n", cellAt(f.Sheet, f.Row, ""), f.Field, f.Fault, f.Want)
		}
	}
	return true
}

// peopleShown is how many learners are named of whom one question is.
const peopleShown = 30

// showReport lists every problem with its place. What stands in the cells is
// the reader's own list.
func showReport(w io.Writer, report roster.Report) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range report.Problems {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%q\t%s\n",
			p.Severity, placeOf(p), p.Header, p.Found, p.Message.Vi)
		for i, called := range p.People[:min(len(p.People), peopleShown)] {
			fmt.Fprintf(table, "  \t  %s\t\t\t%s\n", cellAt(p.Sheet, p.Rows[i], ""), called)
		}
		if more := p.Count - peopleShown; len(p.People) > 0 && more > 0 {
			fmt.Fprintf(table, "  \t  … and %d more rows\n", more)
		}
		for _, o := range p.Options {
			fmt.Fprintf(table, "  \t  -answer %s=%s\t\t\t%s\n", p.ID, o.Value, o.Label.Vi)
		}
	}
	_ = table.Flush() // what cannot be shown is not worth another error
	if report.Omitted > 0 {
		fmt.Fprintf(w, "  … and %d more\n", report.Omitted)
	}
	fmt.Fprintf(w, "  %d errors, %d questions, %d notes\n", report.Errors, report.Questions, report.Notes)
}

// placeOf names where a problem is.
func placeOf(p roster.Problem) string {
	if p.File == roster.FileTerms {
		return p.File
	}
	return cellAt(p.Sheet, p.Row, p.Column)
}

// cellAt names a cell, a row, or the file as a whole.
func cellAt(sheet string, row int, column string) string {
	at := fmt.Sprintf("%s%d", column, row)
	if row == 0 {
		at = "file"
	}
	if sheet == "" {
		return at
	}
	return sheet + "!" + at
}

// headers lists the headers of columns.
func headers(columns []roster.Column) string {
	names := make([]string, 0, len(columns))
	for _, c := range columns {
		if c.Header == "" {
			c.Header = "(" + c.Column + ")"
		}
		names = append(names, c.Header)
	}
	return strings.Join(names, ", ")
}

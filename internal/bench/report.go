package bench

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Report prints the machine, one table with every measurement, and the closing
// line.
func Report(to io.Writer, outcomes []Outcome) error {
	machine := ThisMachine(outcomes)
	text := fmt.Sprintf("\n%s, %d cores, Linux %s, %s\n", machine.CPU, machine.Cores, machine.Kernel, machine.Go)
	if len(machine.Uses) > 0 {
		text += strings.Join(machine.Uses, ", ") + "\n"
	}
	line, err := ClosingLine(machine, outcomes)
	if err != nil {
		return err
	}
	_, err = io.WriteString(to, text+"\n"+Table(outcomes)+"\n"+line+"\n")
	return err
}

// Table returns one Markdown table of all measurements in their order.
func Table(outcomes []Outcome) string {
	rows := [][]string{{"measurement", "what", "figure", "floor", "ratio", "goal", "reached"}}
	for _, o := range outcomes {
		rows = append(rows, o.row())
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var table strings.Builder
	for n, row := range rows {
		for i, cell := range row {
			table.WriteString("| " + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+1))
		}
		table.WriteString("|\n")
		if n == 0 {
			for _, width := range widths {
				table.WriteString("|" + strings.Repeat("-", width+2))
			}
			table.WriteString("|\n")
		}
	}
	return table.String()
}

func (o Outcome) row() []string {
	what := o.What
	if o.Figure.Note != "" {
		what += " (" + o.Figure.Note + ")"
	}
	if !o.Measured() {
		state := "not run"
		if o.Failed {
			state = "failed"
		}
		return []string{o.Name, what, state + ": " + firstLineOf(o.Reason), "", "", o.Goal.String(), "null"}
	}
	floor, ratio := "none", ""
	if o.Figure.Floor > 0 {
		floor = fmt.Sprintf("%s %s (%s)", number(o.Figure.Floor), o.Figure.Unit, o.Figure.FloorName)
		ratio = number(o.Figure.Ratio())
	}
	reached := "no"
	switch {
	case o.Goal == Goal{}:
		reached = ""
	case o.Goal.Reached(o.Value()):
		reached = "yes"
	}
	return []string{o.Name, what, number(o.Figure.Value) + " " + o.Figure.Unit, floor, ratio, o.Goal.String(), reached}
}

// firstLineOf returns the first line that says something, fit for a table.
func firstLineOf(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			return strings.ReplaceAll(line, "|", "/")
		}
	}
	return "no reason was given"
}

// ClosingLine returns "bench: " and one JSON object: each measurement's value by
// its name, null where there is none; under "not_run" and "failed" the reasons;
// under "not_reached" the names of those that miss their goal; under "machine"
// what measured.
func ClosingLine(machine Machine, outcomes []Outcome) (string, error) {
	var line bytes.Buffer
	out := jsontext.NewEncoder(&line)
	notRun, failed, notReached := map[string]string{}, map[string]string{}, []string{}
	err := out.WriteToken(jsontext.BeginObject)
	member := func(name string, value any) {
		if err == nil {
			err = out.WriteToken(jsontext.String(name))
		}
		if err == nil {
			err = json.MarshalEncode(out, value, json.Deterministic(true))
		}
	}
	for _, o := range outcomes {
		if o.Measured() {
			member(o.Name, jsontext.Value(number(o.Value())))
			if o.Goal != (Goal{}) && !o.Goal.Reached(o.Value()) {
				notReached = append(notReached, o.Name)
			}
			continue
		}
		member(o.Name, nil)
		reasons := notRun
		if o.Failed {
			reasons = failed
		}
		reasons[o.Name] = firstLineOf(o.Reason)
	}
	member("not_reached", notReached)
	member("not_run", notRun)
	member("failed", failed)
	member("machine", machine)
	if err == nil {
		err = out.WriteToken(jsontext.EndObject)
	}
	return "bench: " + strings.TrimSpace(line.String()), err
}

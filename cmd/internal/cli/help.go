package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// help writes the program's help, which fits one screen: 40 lines.
func (p Program) help(w io.Writer) {
	fmt.Fprintf(w, "%s\n\n", p.About)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range p.Commands {
		fmt.Fprintf(table, "  %s\t%s\n", c.Name, c.About)
	}
	_ = table.Flush() // what cannot be shown is not worth another error
	if p.Notes != "" {
		fmt.Fprintf(w, "\n%s\n", strings.Trim(p.Notes, "\n"))
	}
	fmt.Fprintf(w, "\n%s COMMAND -h shows its flags; --json writes one JSON value to standard output.\n", p.Name)
	fmt.Fprint(w, "Exit codes: 0 yes, 1 no, 2 wrong usage or input, 3 try later, 4 integrity: a person must look.\n")
	fmt.Fprintf(w, "\nExample:\n  %s\n", p.Example)
}

// helpOf writes a subcommand's help.
func (r *Run) helpOf(c Command) {
	usage := strings.TrimSpace(r.program + " " + c.Name + " [flags] " + c.Args)
	fmt.Fprintf(r.helpTo, "%s\n  %s\n\n", usage, c.About)
	r.printFlags()
	fmt.Fprintf(r.helpTo, "\nExample:\n  %s\n", c.Example)
}

// oneLine keeps an error on one line: joined errors stand on several.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

package cli

import "fmt"

// StatusLine is a line on a terminal that is written anew whenever its text changes.
// Elsewhere a line stands under the other, so there it is one of every so many texts
// that is written; with --json it is none. It is not safe for concurrent use.
type StatusLine struct {
	run   *Run
	every int    // elsewhere than on a terminal
	count int    // of texts so far
	shown string // on the terminal at present
}

// StatusLine begins a status line; elsewhere than on a terminal it writes every
// every-th text.
func (r *Run) StatusLine(every int) *StatusLine { return &StatusLine{run: r, every: every} }

// Silent reports whether nothing that is set will be shown.
func (l *StatusLine) Silent() bool { return l.run.JSON }

// Set says how things are now.
func (l *StatusLine) Set(text string) {
	l.count++
	switch {
	case l.Silent():
	case !l.run.Terminal:
		if l.count%l.every == 0 {
			fmt.Fprintf(l.run.Stderr, "%s: %s\n", l.run.program, text)
		}
	case text != l.shown:
		l.shown = text
		fmt.Fprint(l.run.Stderr, "\r\x1b[K", text)
	}
}

// Done takes the line away from the terminal.
func (l *StatusLine) Done() {
	if l.shown != "" {
		fmt.Fprint(l.run.Stderr, "\r\x1b[K")
		l.shown = ""
	}
}

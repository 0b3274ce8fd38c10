package app

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

// speaker writes an answer for people: sentences first, then the fields.
type speaker struct {
	w    io.Writer
	lang words.Language
	// reasons are those that accreditors keep in files and that were named.
	reasons reasonFiles
}

// Parse reads flags and arguments, and the language of what is written for people.
func (r *run) Parse(args []string, want int) ([]string, error) {
	lang := r.Flags().String("lang", string(words.English), "language of what is written for people: vi or en")
	rest, err := r.Run.Parse(args, want)
	if err != nil {
		return nil, err
	}
	known := false
	if r.lang, known = words.LanguageOf(*lang); !known {
		return nil, cli.Usage("-lang is vi or en")
	}
	return rest, nil
}

// print writes v as JSON where machines read, or else lets people write for people.
func (r *run) print(v any, people func(s speaker)) error {
	return r.Print(v, func(w io.Writer) { people(speaker{w: w, lang: r.lang}) })
}

// say writes one line. What stands in values is not anybody's free text.
func (s speaker) say(text words.Text, values ...any) {
	fmt.Fprintf(s.w, text.In(s.lang)+"\n", values...)
}

// field writes one labelled value.
func (s speaker) field(w io.Writer, label words.Text, form string, values ...any) {
	fmt.Fprintf(w, "  %s\t"+form+"\n", append([]any{label.In(s.lang)}, values...)...)
}

// table lets rows of fields be written in columns.
func (s speaker) table(rows func(w io.Writer)) {
	table := tabwriter.NewWriter(s.w, 0, 0, 2, ' ', 0)
	rows(table)
	_ = table.Flush() // what cannot be written is not worth another error
}

func (s speaker) list(head words.Text, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(s.w, "\n%s\n", head.In(s.lang))
	for _, line := range lines {
		fmt.Fprintf(s.w, "  - %s\n", line)
	}
}

// asOf says up to which block and ledger time an answer reaches.
func (s speaker) asOf(h ledger.Head) string {
	return fmt.Sprintf(words.Text{"khối %d, giờ sổ cái %s", "block %d, ledger time %s"}.In(s.lang),
		h.Height-1, words.Moment(h.Time, s.lang))
}

// accreditedBy says that an issuer counts for nothing under this trust file.
func (s speaker) accreditedBy(by ...audit.AccreditedBy) {
	for _, a := range by {
		if a.Trusted || a.Accreditor == "" {
			continue
		}
		s.say(words.Text{
			"KHÔNG ĐÁNG TIN: %[1]s do %[2]s công nhận, mà tệp tin cậy không nêu tổ chức này; " +
				"theo tệp tin cậy này, không văn bằng nào của nơi đó có giá trị.",
			"NOT TRUSTED: %[1]s was accredited by %[2]s, which the trust file does not name; " +
				"under this trust file nothing that it issued counts.",
		}, a.Issuer, a.Accreditor)
	}
}

// trusted returns errDistrusted unless all of them were accredited by an
// organisation that the trust file names.
func trusted(by ...audit.AccreditedBy) error {
	for _, a := range by {
		if !a.Trusted && a.Accreditor != "" {
			return fmt.Errorf("%w: %s, by %s", errDistrusted, a.Issuer, a.Accreditor)
		}
	}
	return nil
}

var states = map[ledger.State]words.Text{
	ledger.Active:     {"có hiệu lực", "active"},
	ledger.Suspended:  {"tạm dừng hiệu lực", "suspended"},
	ledger.Revoked:    {"đã thu hồi", "revoked"},
	ledger.Superseded: {"đã được thay thế", "superseded"},
}

func (s speaker) state(state ledger.State) string { return states[state].In(s.lang) }

var issuerStates = map[ledger.IssuerState]words.Text{
	ledger.IssuerActive:    {"đang được công nhận", "active"},
	ledger.IssuerSuspended: {"bị đình chỉ", "suspended"},
	ledger.IssuerWithdrawn: {"bị thu hồi công nhận", "withdrawn"},
	ledger.IssuerClosed:    {"đã đóng", "closed"},
}

func (s speaker) issuerState(state ledger.IssuerState) string { return issuerStates[state].In(s.lang) }

func who(id audit.Identity) string {
	if len(id.Units) == 0 {
		return id.MSP
	}
	return id.MSP + " (" + strings.Join(id.Units, ", ") + ")"
}

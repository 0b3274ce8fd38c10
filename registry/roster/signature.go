package roster

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"sogoc/registry/names"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/ledger"
)

// signedLate is how long after the date of issue a list is signed at most: it belongs to the
// decision, and a copy of it may be printed when the documents are.
const signedLate = 14 * 24 * time.Hour

// signatureLine is a line of a cell below a list.
type signatureLine struct {
	row, col int
	text     string
}

// compareSignatures asks where below a list another person signs with the office of whoever
// signs the documents, or on a day long after these are issued or before they were decided.
func (r *reader) compareSignatures(rows []int) {
	if len(rows) == 0 {
		return
	}
	var lines []signatureLine
	for row := rows[len(rows)-1] + 1; row < len(r.table.Rows); row++ {
		for _, c := range r.table.Rows[row].Cells {
			for _, text := range strings.Split(c.Text, "\n") {
				if text = strings.TrimSpace(text); text != "" {
					lines = append(lines, signatureLine{row, int(c.Col), clip(text)})
				}
			}
		}
	}
	for i, line := range lines {
		if printed, other := r.isSignedOnOtherDay(line.text); other {
			r.askSignature(line, printed)
		}
		if office := officeOf(r.input.Terms.SignedBy.Title); office == "" || officeOf(line.text) != office {
			continue
		}
		if name, found := signerUnder(lines[i+1:], line.col); found && !isSigner(name.text, r.input.Terms.SignedBy.Name) {
			r.askSignature(name, r.input.Terms.SignedBy.Name)
		}
	}
}

func (r *reader) askSignature(line signatureLine, printed string) {
	p := r.problem(CodeSignatureDiffers, line.row, line.col, line.text)
	p.Header, p.Suggestion = "", printed // no column's header says anything of it
	r.add(p)
}

// signedOn is how a line says where and when something is signed.
var signedOn = regexp.MustCompile(`(?i)ngày\s+[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4}`)

// isSignedOnOtherDay reports whether a line names a day of signing that does not suit the
// upload's, and returns those.
func (r *reader) isSignedOnOtherDay(text string) (printed string, other bool) {
	d, code := parseDate(signedOn.FindString(text), false)
	if code != "" || sayingOf(text).has(decisions) {
		return "", false
	}
	signed := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, ledger.Vietnam)
	decided, isDecided := dayOfTerms(r.input.Terms.DecisionDate)
	last, isIssued := dayOfTerms(r.input.Terms.IssueDate)
	if !isIssued || isDecided && decided.After(last) {
		last = decided
	}
	late := (isDecided || isIssued) && signed.After(last.Add(signedLate))
	early := isDecided && signed.Before(decided.AddDate(-1, 0, 0))
	return datesOfTerms(r.input), late || early
}

// inBrackets is what stands under an office for the person who signs: "(Ký tên, đóng dấu)".
var inBrackets = regexp.MustCompile(`\([^)]*\)`)

// officeOf returns the key of an office without what stands before it, as of a deputy who
// signs for the head: "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG".
func officeOf(text string) string {
	words := strings.Fields(sayingOf(inBrackets.ReplaceAllString(text, "")).words)
	if i := slices.IndexFunc(words, func(word string) bool { return letters.Key(word) == "pho" }); i > 0 {
		words = words[i:]
	}
	return letters.Key(strings.Join(words, ""))
}

// signerUnder returns the first name of a person under an office: in its column, or in one
// beside it.
func signerUnder(lines []signatureLine, col int) (signatureLine, bool) {
	i := slices.IndexFunc(lines, func(l signatureLine) bool {
		near := l.col-col <= 1 && col-l.col <= 1
		return near && len(strings.Fields(personIn(l.text))) >= 2
	})
	if i < 0 {
		return signatureLine{}, false
	}
	return lines[i], true
}

// personIn returns the name of a person that a line consists of, without degrees before it:
// "ThS. Trần Văn Mẫu"; "" for other lines.
func personIn(text string) string {
	words := strings.Fields(inBrackets.ReplaceAllString(text, ""))
	for len(words) > 0 && strings.Contains(words[0], ".") {
		words = words[1:]
	}
	name := strings.Join(words, " ")
	s := sayingOf(name)
	if len(words) > 6 || !letters.IsName(name) || isSentence(s) || hasOffice(name) || s.begins(signing) {
		return ""
	}
	return name
}

// isSigner reports whether a line names the person who signs. One of both may say more; a name
// without accents is compared without.
func isSigner(line, signer string) bool {
	name := personIn(line)
	return signer == "" || within(name, inBrackets.ReplaceAllString(signer, "")) && !differsInTone(name, signer)
}

// differsInTone reports whether two names that have the same letters have other accents.
func differsInTone(a, b string) bool {
	return names.PlainOf(a) == names.PlainOf(b) && !sameName(a, b) && !isASCII(a) && !isASCII(b)
}

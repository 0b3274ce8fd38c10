package receiptpdf

import (
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/pdffile"
	"sogoc/verifier/receipt"
	"sogoc/verifier/typeface"
	"sogoc/verifier/words"
)

// Lengths in mm of the A4 page, sizes of text in points.
const (
	pageHeight = 297.0
	left       = 18.0
	right      = 192.0
	top        = 18.0
	bottom     = 14.0
	labelWidth = 46.0
	leading    = 1.32 // distance of lines, in sizes of text
	pointsAMM  = 72 / 25.4

	small, usual, large, largest = 8.0, 9.5, 15.0, 19.0

	codeWidth  = 62.0 // of the column with the QR code
	moduleSide = 0.55 // of the QR code's modules at least, as on papers
)

// page is the page in the making; the first error stays.
type page struct {
	pdf      *fpdf.Fpdf
	language words.Language
	y        float64 // where the next line begins
	err      error
}

func say(name string, l words.Language) string { return texts[name].In(l) }

func (p *page) say(name string) string { return say(name, p.language) }

// write sets the whole page.
func (p *page) write(s receipt.Signed, address string, modules [][]bool) {
	stated := s.Stated()
	p.text(left, right-left, p.say("service"), usual, typeface.Bold)
	p.y += 1
	p.text(left, right-left, p.say("title"), largest, typeface.Bold)
	p.text(
		left,
		right-left,
		fmt.Sprintf(p.say("made"), words.Moment(s.Receipt.MadeAt, p.language)),
		usual,
		typeface.Regular,
	)
	p.y += 3
	p.verdict(stated)
	p.heading("asked")
	p.asked(s.Receipt)
	p.heading("grounds")
	begin := p.y
	p.code(modules, begin)
	below := p.y
	p.y = begin
	p.grounds(s, stated)
	p.y = max(p.y, below)
	p.again(address)
	if p.y > pageHeight-bottom && p.err == nil {
		p.err = fmt.Errorf("%w: they end %.0f mm below it", ErrOverflow, p.y-pageHeight+bottom)
	}
}

// verdict sets the answer in its words, in a frame without a colour: a printed word
// proves nothing.
func (p *page) verdict(stated verifier.Result) {
	said := words.Of(stated, p.language)
	const inset = 5
	begin := p.y
	p.y += inset
	p.text(left+inset, right-left-2*inset, said.Word, large, typeface.Bold)
	p.y += 1
	p.text(left+inset, right-left-2*inset, said.Sentence, usual+1, typeface.Regular)
	stating := words.StatedByReceipt(*stated.Receipt, p.language) // the page is the receipt and need not say it
	for _, note := range said.Notes {
		if note == stating {
			continue
		}
		p.text(left+inset, right-left-2*inset, note, usual, typeface.Regular)
	}
	if today := said.Today; today != nil {
		p.y += 2
		p.text(
			left+inset,
			right-left-2*inset,
			fmt.Sprintf(
				p.say("then"),
				words.Moment(stated.Today.AsOf, p.language),
			)+" "+today.Word,
			usual+1,
			typeface.Bold,
		)
		p.text(left+inset, right-left-2*inset, today.Sentence, usual, typeface.Regular)
	}
	p.y += inset
	p.pdf.SetDrawColor(40, 40, 40)
	p.pdf.SetLineWidth(0.5)
	p.pdf.RoundedRect(left, begin, right-left, p.y-begin, 2, "1234", "D")
	p.y += 3
}

func (p *page) heading(name string) {
	p.y += 3
	p.text(left, right-left, p.say(name), usual+1.5, typeface.Bold)
	p.pdf.SetDrawColor(150, 150, 150)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(left, p.y+0.8, right, p.y+0.8)
	p.y += 2.5
}

// asked says what was asked about. Whose document it is the receipt does not know: there
// is a line to write it on.
func (p *page) asked(r receipt.Receipt) {
	width := right - left
	if ref := r.Credential; ref != nil {
		kind := string(ref.Kind)
		if known, err := credential.TypeOf(ref.Kind); err == nil {
			kind = words.Text{known.Label, known.LabelEn}.In(p.language) + " (" + kind + ")"
		}
		p.row(left, width, "kind", kind)
		p.row(left, width, "issuer", ref.Issuer)
		p.row(left, width, "digest", grouped(ref.Digest.String()))
		p.row(left, width, "validFrom", string(ref.ValidFrom))
		if ref.ValidUntil != "" {
			p.row(left, width, "validUntil", string(ref.ValidUntil))
		}
	} else {
		p.row(left, width, "document", p.say("unread"))
	}
	moment := p.say("atMaking")
	if !r.At.IsZero() {
		moment = words.Moment(r.At, p.language)
	}
	p.row(left, width, "moment", moment)
	p.y += 5
	p.pdf.SetDrawColor(90, 90, 90)
	p.pdf.Line(left, p.y, right, p.y)
	p.y += 0.8
	p.text(left, width, p.say("byHand"), small, typeface.Regular)
}

// grounds says what the answer stands on, beside the code.
func (p *page) grounds(s receipt.Signed, stated verifier.Result) {
	width := right - left - codeWidth - 6
	p.row(left, width, "key", s.Thumbprint)
	p.row(left, width, "ledger", grouped(s.Receipt.Ledger.String()))
	p.row(left, width, "reading", words.OfReading(stated.Reading.Kind, p.language))
	if h := stated.Ledger; h != nil {
		p.row(left, width, "head", words.Head(*h, p.language))
		p.row(left, width, "block", grouped(h.Hash.String()))
	}
	p.y += 2
	p.text(left, width, p.say("steps"), usual, typeface.Bold)
	for _, check := range stated.Checks {
		line := fmt.Sprintf(
			"%d. %s: %s",
			check.Step,
			words.Step(check.Step, p.language),
			words.Outcome(check.Outcome, p.language),
		)
		if code := strings.Trim(string(check.Reason)+" / "+string(check.Detail), " /"); code != "" {
			line += " (" + code + ")"
		}
		p.text(left, width, line, small+0.5, typeface.Regular)
	}
}

// code draws the QR code in the right column.
func (p *page) code(modules [][]bool, begin float64) {
	module := max(moduleSide, (codeWidth-8)/float64(len(modules)))
	side := module * float64(len(modules))
	x := right - side
	pdffile.DrawSquares(p.pdf, pdffile.Squares(modules), x, begin+2, module)
	p.y = begin + 2 + side + 4*module
	p.text(x, side, p.say("scan"), small, typeface.Bold)
}

// again says how the paper is checked, and what does not count.
func (p *page) again(address string) {
	p.y += 3
	where := p.say("anyVerifier")
	if address != "" {
		where = address + "/v"
	}
	p.text(left, right-left, p.say("againTitle"), usual+1.5, typeface.Bold)
	p.text(left, right-left, fmt.Sprintf(p.say("again"), where), usual, typeface.Regular)
	p.y += 1
	p.text(left, right-left, p.say("nothingKept"), small+0.5, typeface.Regular)
}

// row sets a label and its value.
func (p *page) row(x, width float64, label, value string) {
	begin := p.y
	p.text(x, labelWidth-2, p.say(label), small+0.5, typeface.Bold)
	after := p.y
	p.y = begin
	p.text(x+labelWidth, width-labelWidth, value, small+0.5, typeface.Regular)
	p.y = max(p.y, after) + 0.6
}

// text sets a text in lines of at most that width and moves on below it.
func (p *page) text(x, width float64, text string, size float64, style typeface.Style) {
	p.pdf.SetFont("text", string(style), size)
	p.pdf.SetTextColor(20, 20, 20)
	height := size / pointsAMM
	for _, line := range p.lines(text, width) {
		p.pdf.Text(x, p.y+height, line)
		p.y += height * leading
	}
}

// lines breaks a text at its spaces, and within a word only where the word alone is
// wider, by the width of the font that is set.
func (p *page) lines(text string, width float64) []string {
	var lines []string
	now := ""
	for _, word := range strings.Fields(text) {
		if now != "" && p.pdf.GetStringWidth(now+" "+word) <= width {
			now += " " + word
			continue
		}
		if now != "" {
			lines = append(lines, now)
		}
		now = word
		for p.pdf.GetStringWidth(now) > width {
			fits := now
			for p.pdf.GetStringWidth(fits) > width {
				fits = fits[:len(fits)-1] // long words are codes, in ASCII
			}
			lines = append(lines, fits)
			now = now[len(fits):]
		}
	}
	return append(lines, now)
}

// grouped writes a long number in hexadecimal in groups that the eye can follow.
func grouped(digits string) string {
	var groups []string
	for len(digits) > 8 {
		groups = append(groups, digits[:8])
		digits = digits[8:]
	}
	return strings.Join(append(groups, digits), " ")
}

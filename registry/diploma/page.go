package diploma

import (
	"slices"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// Heights of what stands at the foot of a diploma's halves, in mm.
const (
	signatureHeight = 54.0
	footGap         = 3.0
)

// diploma sets a diploma's page. The Vietnamese half is written first: who
// reads the file aloud hears it first.
func (p *paper) diploma(behind fpdf.Template) {
	p.pdf.AddPageFormat(fpdf.OrientationPortrait, fpdf.SizeType{Wd: long, Ht: short}) // "landscape" would only swap the two again
	p.bookmark()
	p.pdf.UseTemplate(behind)
	p.vietnamese()
	p.english()
}

func (p *paper) vietnamese() {
	i := p.credential.Issuance
	vi, _ := p.award()
	blocks := slices.Concat(p.national(nation, 12.5), p.logo(), p.heading(p.template.Heading, i.Issuer.Name),
		p.awarded("cấp", vi, "cho"), p.fields(func(l label) string { return l.vi }, func(vi, _ string) string { return vi }))
	half := rightHalf
	half.h -= signatureHeight + footGap
	p.stack(blocks, half)

	foot := area{x: rightHalf.x + 53, y: rightHalf.y + rightHalf.h - signatureHeight, w: rightHalf.w - 53, h: signatureHeight}
	p.stack(p.signature(), foot)
	p.stack(p.numbers(), area{x: rightHalf.x, y: foot.y, w: 51, h: foot.h})
}

func (p *paper) english() {
	_, en := p.award()
	blocks := slices.Concat(p.national(nationEn, 12.5), p.logo(), p.heading(p.template.HeadingEn, p.issuerEn()),
		p.awarded("confers", en, "upon"), p.fields(func(l label) string { return l.en }, func(_, en string) string { return en }),
		p.given())
	half := leftHalf
	half.h -= p.code.side + footGap
	p.stack(blocks, half)

	edge := quiet * p.code.module // the code's dark squares stand on the margins
	y := leftHalf.y + leftHalf.h - p.code.side + edge
	p.draw(p.code, leftHalf.x-edge, y)
	beside := p.code.side - edge + 1
	p.stack(middle(p.check()), area{x: leftHalf.x + beside, y: y + edge, w: leftHalf.w - beside, h: p.code.side - 2*edge})
}

// middle centres a stack upright.
func middle(blocks []block) []block {
	blocks[0].give = 1
	return append(blocks, block{give: 1})
}

func (p *paper) logo() []block {
	if p.template.logo == nil {
		return nil
	}
	return []block{{image: logoName, high: p.template.LogoHeight, gap: 3}}
}

// awarded returns the award and who has it.
func (p *paper) awarded(confers, award, upon string) []block {
	return []block{
		{text: []run{{confers, italic, 12, p.ink}}, align: centre, gap: 2},
		{text: []run{{strings.ToUpper(award), bold, 25, p.accent}}, align: centre, gap: 1.5, most: 2},
		{text: []run{{upon, italic, 12, p.ink}}, align: centre, gap: 1.5},
		{text: []run{{p.credential.Subject.FullName, bold, 19, p.ink}}, align: centre, gap: 1.5, most: 1},
	}
}

// fields returns the learner's and the award's particulars in one language.
func (p *paper) fields(name func(label) string, value func(vi, en string) string) []block {
	blocks := []block{p.field(name(label{"Ngày sinh", "Date of birth"}), value(birth(p.credential.Subject.BirthDate)))}
	blocks[0].gap = 4.5
	chosen := p.template.Fields
	if len(chosen) == 0 {
		chosen = customary(p.credential.Issuance.Kind)
	}
	for _, field := range fieldOrder {
		if text := value(p.said(field)); text != "" && slices.Contains(chosen, field) {
			blocks = append(blocks, p.field(name(optionalFields[field]), text))
		}
	}
	return blocks
}

func (p *paper) field(name, value string) block {
	return block{label: run{name + ":", italic, 11, p.faint}, text: []run{{value, regular, 12, p.ink}}, gap: 0.5}
}

// given renders the Vietnamese foot in English.
func (p *paper) given() []block {
	i := p.credential.Issuance
	text := "Given"
	if i.Place != "" {
		text += " in " + i.Place
	}
	text += " on " + EnglishDate(i.IssueDate)
	if i.DecisionNumber != "" {
		text += " by Decision No. " + i.DecisionNumber + " of " + EnglishDate(i.DecisionDate)
	}
	return []block{{text: []run{{text + ".", italic, 11, p.ink}}, align: centre, gap: 2, give: 1}, {give: 1}}
}

// numbers returns what the paper is known by, at the foot of its place.
func (p *paper) numbers() []block {
	i := p.credential.Issuance
	line := func(name, text string) block {
		return block{text: []run{{name + ":", italic, 9.5, p.faint}, {text, bold, 10, p.ink}}, gap: 0.7}
	}
	var blocks []block
	if i.DecisionNumber != "" {
		blocks = append(blocks, block{text: []run{{"Theo Quyết định số", italic, 9.5, p.faint}, {i.DecisionNumber, regular, 9.5, p.ink}, {VietnameseDate(i.DecisionDate), italic, 9.5, p.faint}}})
	}
	l, text := p.number()
	blocks = append(blocks, line(l.vi, text))
	if i.RegisterNumber != "" {
		blocks = append(blocks, line("Số vào sổ gốc cấp văn bằng", i.RegisterNumber))
	}
	blocks[0].give = 1
	return blocks
}

// year returns a year, or "" where none is said.
func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

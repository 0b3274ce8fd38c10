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

// writeDiploma sets a diploma's page. The Vietnamese half is written first, so
// that a screen reader begins with it.
func (p *paper) writeDiploma(background fpdf.Template) {
	// Width and height are given as they are; "landscape" would swap them again.
	p.pdf.AddPageFormat(fpdf.OrientationPortrait, fpdf.SizeType{Wd: pageLong, Ht: pageShort})
	p.addBookmark()
	p.pdf.UseTemplate(background)
	p.writeVietnameseHalf()
	p.writeEnglishHalf()
}

func (p *paper) writeVietnameseHalf() {
	i := p.credential.Issuance
	vi, _ := p.awardNames()
	blocks := slices.Concat(
		p.nationalTitleBlocks(nationalTitle, 12.5),
		p.logoBlocks(),
		p.headingBlocks(p.template.Heading, i.Issuer.Name),
		p.awardBlocks("cấp", vi, "cho"),
		p.fieldBlocks(func(l label) string { return l.vi }, func(vi, _ string) string { return vi }),
	)
	half := rightHalf
	half.h -= signatureHeight + footGap
	p.writeStack(blocks, half)

	foot := area{
		x: rightHalf.x + 53,
		y: rightHalf.y + rightHalf.h - signatureHeight,
		w: rightHalf.w - 53,
		h: signatureHeight,
	}
	p.writeStack(p.signatureBlocks(), foot)
	p.writeStack(p.numberBlocks(), area{x: rightHalf.x, y: foot.y, w: 51, h: foot.h})
}

func (p *paper) writeEnglishHalf() {
	_, en := p.awardNames()
	blocks := slices.Concat(
		p.nationalTitleBlocks(nationalTitleEn, 12.5),
		p.logoBlocks(),
		p.headingBlocks(p.template.HeadingEn, p.issuerEn()),
		p.awardBlocks("confers", en, "upon"),
		p.fieldBlocks(func(l label) string { return l.en }, func(_, en string) string { return en }),
		p.issueSentence(),
	)
	half := leftHalf
	half.h -= p.code.side + footGap
	p.writeStack(blocks, half)

	edge := quietZone * p.code.module // the code's dark squares stand on the margins
	y := leftHalf.y + leftHalf.h - p.code.side + edge
	p.drawCode(p.code, leftHalf.x-edge, y)
	beside := p.code.side - edge + 1
	p.writeStack(
		centreVertically(p.verifyBlocks()),
		area{x: leftHalf.x + beside, y: y + edge, w: leftHalf.w - beside, h: p.code.side - 2*edge},
	)
}

// centreVertically centres a stack upright.
func centreVertically(blocks []block) []block {
	blocks[0].stretch = 1
	return append(blocks, block{stretch: 1})
}

func (p *paper) logoBlocks() []block {
	if p.template.logo == nil {
		return nil
	}
	return []block{{image: logoName, imageHeight: p.template.LogoHeight, gap: 3}}
}

// awardBlocks returns the award and the name of its holder.
func (p *paper) awardBlocks(confers, award, upon string) []block {
	return []block{
		{text: []run{{confers, italic, 12, p.ink}}, align: centre, gap: 2},
		{text: []run{{strings.ToUpper(award), bold, 25, p.accent}}, align: centre, gap: 1.5, maxLines: 2},
		{text: []run{{upon, italic, 12, p.ink}}, align: centre, gap: 1.5},
		{text: []run{{p.credential.Subject.FullName, bold, 19, p.ink}}, align: centre, gap: 1.5, maxLines: 1},
	}
}

// fieldBlocks returns the learner's and the award's particulars in one language.
func (p *paper) fieldBlocks(name func(label) string, value func(vi, en string) string) []block {
	blocks := []block{
		p.fieldBlock(
			name(label{"Ngày sinh", "Date of birth"}),
			value(birthDateTexts(p.credential.Subject.BirthDate)),
		),
	}
	blocks[0].gap = 4.5
	chosen := p.chosenFields()
	for _, field := range fieldOrder {
		if text := value(p.optionalValue(field)); text != "" && slices.Contains(chosen, field) {
			blocks = append(blocks, p.fieldBlock(name(optionalFields[field]), text))
		}
	}
	return blocks
}

// chosenFields returns the optional fields that a diploma prints.
func (p *paper) chosenFields() []string {
	if len(p.template.Fields) > 0 {
		return p.template.Fields
	}
	return defaultFields(p.credential.Issuance.Kind)
}

func (p *paper) fieldBlock(name, value string) block {
	return block{label: run{name + ":", italic, 11, p.faint}, text: []run{{value, regular, 12, p.ink}}, gap: 0.5}
}

// issueSentence renders the Vietnamese foot in English.
func (p *paper) issueSentence() []block {
	i := p.credential.Issuance
	text := "Given"
	if i.Place != "" {
		text += " in " + i.Place
	}
	text += " on " + EnglishDate(i.IssueDate)
	if i.DecisionNumber != "" {
		text += " by Decision No. " + i.DecisionNumber + " of " + EnglishDate(i.DecisionDate)
	}
	return []block{{text: []run{{text + ".", italic, 11, p.ink}}, align: centre, gap: 2, stretch: 1}, {stretch: 1}}
}

// numberBlocks returns the paper's numbers, which stand at its foot.
func (p *paper) numberBlocks() []block {
	i := p.credential.Issuance
	line := func(name, text string) block {
		return block{text: []run{{name + ":", italic, 9.5, p.faint}, {text, bold, 10, p.ink}}, gap: 0.7}
	}
	var blocks []block
	if i.DecisionNumber != "" {
		blocks = append(
			blocks,
			block{
				text: []run{
					{"Theo Quyết định số", italic, 9.5, p.faint},
					{i.DecisionNumber, regular, 9.5, p.ink},
					{VietnameseDate(i.DecisionDate), italic, 9.5, p.faint},
				},
			},
		)
	}
	l, text := p.identifyingNumber()
	blocks = append(blocks, line(l.vi, text))
	if i.RegisterNumber != "" {
		blocks = append(blocks, line("Số vào sổ gốc cấp văn bằng", i.RegisterNumber))
	}
	blocks[0].stretch = 1
	return blocks
}

// yearText returns a year, or "" where none is said.
func yearText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

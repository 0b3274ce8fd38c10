package diploma

import (
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// A transcript's page, in mm.
const (
	marginX       = 17.0
	pageTop       = 14.0
	tableBottom   = pageLong - 20 // where the table ends; the foot stands below
	pageWidth     = pageShort - 2*marginX
	maxHeadHeight = 118.0 // of title and learner on the first page
	closingRows   = 3     // courses that go with the signature to a page of its own
)

// transcriptPage is what one page of a transcript holds.
type transcriptPage struct {
	entries       []entry
	continuedTerm *entry // the term that goes on from the page before
	closing       bool   // summary, signature and QR code
}

// writeTranscript sets a transcript's pages.
func (p *paper) writeTranscript() {
	p.addPortraitPage()
	p.addBookmark()
	y := p.writeFirstHead()
	columns := p.tableColumns()
	_, headHeight := p.columnHeads(columns)
	closing := p.closingHeight()
	pages := p.paginate(p.tableEntries(columns), y+headHeight, pageTop+8+headHeight, closing)
	for n, page := range pages {
		if n > 0 {
			p.addPortraitPage()
			y = p.writeRunningHead()
		}
		if len(page.entries) > 0 {
			y = p.writeTableHead(columns, marginX, y)
			if page.continuedTerm != nil {
				y = p.writeRow(*page.continuedTerm, columns, marginX, y, true)
			}
		}
		for _, e := range page.entries {
			y = p.writeRow(e, columns, marginX, y, false)
		}
		if page.closing {
			p.writeClosing(y)
		}
		p.writeFoot(n+1, len(pages))
	}
}

func (p *paper) addPortraitPage() {
	p.pdf.AddPageFormat(fpdf.OrientationPortrait, fpdf.SizeType{Wd: pageShort, Ht: pageLong})
}

// paginate shares the entries out over pages. The first page's table begins at
// first, the others' at next; closing is the height of what follows the table.
func (p *paper) paginate(entries []entry, first, next, closing float64) []transcriptPage {
	pages := []transcriptPage{{}}
	y := first
	turn := func(e entry) {
		var again *entry
		if e.term != "" && !e.head {
			again = &entry{head: true, term: e.term, height: termHeight}
		}
		pages = append(pages, transcriptPage{continuedTerm: again})
		if y = next; again != nil {
			y += again.height
		}
	}
	for i, e := range entries {
		need := e.height
		if e.head && i+1 < len(entries) {
			need += entries[i+1].height // a heading does not stand alone at a page's end
		}
		if y+need > tableBottom {
			turn(e)
		}
		if y+need > tableBottom {
			p.fail(ErrOverflow)
			return pages
		}
		last := &pages[len(pages)-1]
		last.entries = append(last.entries, e)
		y += e.height
	}
	if y+closing > tableBottom {
		pages = p.addClosingPage(pages, next, closing)
	}
	pages[len(pages)-1].closing = true
	return pages
}

// addClosingPage begins a last page for the closing, with a few courses so that the
// signature stands under something that is signed.
func (p *paper) addClosingPage(pages []transcriptPage, next, closing float64) []transcriptPage {
	last := &pages[len(pages)-1]
	moved, height := transcriptPage{}, next+closing+termHeight
	for len(moved.entries) < closingRows && len(last.entries) > 1 {
		e := last.entries[len(last.entries)-1]
		if e.head || height+e.height > tableBottom {
			break
		}
		height += e.height
		last.entries = last.entries[:len(last.entries)-1]
		moved.entries = append([]entry{e}, moved.entries...)
	}
	if n := len(last.entries); n > 1 && last.entries[n-1].head {
		moved.entries, last.entries = append([]entry{last.entries[n-1]}, moved.entries...), last.entries[:n-1]
	} else if len(moved.entries) > 0 && moved.entries[0].term != "" {
		moved.continuedTerm = &entry{head: true, term: moved.entries[0].term, height: termHeight}
	}
	return append(pages, moved)
}

// writeFirstHead sets the head of the first page and returns where the table begins.
func (p *paper) writeFirstHead() float64 {
	i, s, sum := p.credential.Issuance, p.credential.Subject, p.credential.Summary
	half := (pageWidth - columnGap) / 2
	school := []block{{text: []run{{strings.ToUpper(i.Issuer.Name), bold, 11, p.ink}}, align: centre, maxLines: 2}}
	if i.Issuer.NameEn != "" {
		school = append(
			school,
			block{text: []run{{i.Issuer.NameEn, italic, 9.5, p.faint}}, align: centre, gap: 0.5, maxLines: 2},
		)
	}
	if p.template.logo != nil {
		school = append(school, block{image: logoName, imageHeight: 12, gap: 1.5})
	}
	p.writeStack(school, area{x: marginX, y: pageTop, w: half, h: 28})
	country := append(p.nationalTitleBlocks(nationalTitle, 11),
		block{text: []run{{nationalTitleEn[0], italic, 8, p.faint}}, align: centre, gap: 1.2, maxLines: 1},
		block{text: []run{{nationalTitleEn[1], italic, 8, p.faint}}, align: centre, maxLines: 1})
	p.writeStack(country, area{x: marginX + half + columnGap, y: pageTop, w: half, h: 28})

	vi, en := p.awardNames()
	p.writeStack([]block{
		{text: []run{{strings.ToUpper(vi), bold, 19, p.accent}}, align: centre, maxLines: 1},
		{text: []run{{en, italic, 12, p.faint}}, align: centre, gap: 0.3, maxLines: 1},
	}, area{x: marginX, y: pageTop + 30, w: pageWidth, h: 19})

	born, bornEn := birthDateTexts(s.BirthDate)
	if bornEn != born && len(s.BirthDate) < len("2006-01-02") {
		born += " · " + bornEn
	}
	number, text := p.identifyingNumber()
	pairs := nonEmpty([]labelledValue{
		{label{"Họ và tên", "Full name"}, s.FullName},
		{label{"Ngày sinh", "Date of birth"}, born},
		{optionalFields["learnerCode"], s.LearnerCode},
		{optionalFields["sex"], p.bilingualField("sex")},
		{optionalFields["birthPlace"], s.BirthPlace},
		{optionalFields["nationality"], p.bilingualField("nationality")},
		{optionalFields["major"], p.bilingualField("major")},
		{optionalFields["specialization"], p.bilingualField("specialization")},
		{label{"Trình độ", "Level"}, p.withTranslation(sum.Level)},
		{optionalFields["mode"], p.bilingualField("mode")},
		{label{"Ngày nhập học", "Enrolled"}, slashedDate(sum.EnrolDate)},
		{label{"Thời gian đào tạo", "Duration"}, p.withTranslation(sum.Duration)},
		{label{"Ngôn ngữ", "Language"}, p.withTranslation(sum.Language)},
		{optionalFields["school"], i.School},
		{optionalFields["graduationYear"], yearText(i.GraduationYear)},
		{label{"Số hiệu văn bằng", "Diploma serial No."}, sum.DiplomaSerial},
		{label{"Quyết định", "Decision"}, decisionText(i.DecisionNumber, slashedDate(i.DecisionDate))},
		{number, text},
		{label{"Số vào sổ", "Register No."}, i.RegisterNumber},
	})
	return p.writeGrid(pairs, 2, marginX, pageTop+51, pageWidth, maxHeadHeight) + 3
}

// decisionText names a decision in numbers.
func decisionText(number, date string) string {
	if number == "" {
		return ""
	}
	return fmt.Sprintf("%s, %s", number, date)
}

// bilingualField returns a field in both languages where they differ.
func (p *paper) bilingualField(field string) string {
	vi, en := p.optionalValue(field)
	if vi == en || en == "" {
		return vi
	}
	return vi + " · " + en
}

func (p *paper) withTranslation(text string) string {
	if en := p.template.english(text); en != text {
		return text + " · " + en
	}
	return text
}

// writeRunningHead sets the line above the table of the pages that follow: as much of
// the award and the school as one line holds.
func (p *paper) writeRunningHead() float64 {
	vi, en := p.awardNames()
	lines := p.wrap(
		[]run{
			{strings.ToUpper(vi), bold, 9, p.accent},
			{"· " + en + " –", italic, 9, p.faint},
			{p.credential.Issuance.Issuer.Name, regular, 9, p.ink},
		},
		pageWidth,
	)
	p.writeBlock(placedBlock{lines: lines[:1]}, area{x: marginX, y: pageTop, w: pageWidth}, pageTop)
	return pageTop + 8
}

// writeFoot names learner, number and page under each page.
func (p *paper) writeFoot(page, of int) {
	const y = pageLong - 17.0
	p.drawLine(marginX, y, pageShort-marginX, y, 0.25, p.accent)
	l, number := p.identifyingNumber()
	if serial := p.credential.Summary.DiplomaSerial; serial != "" && p.credential.Issuance.SerialNumber == "" {
		l, number = label{"Văn bằng số", "Diploma No."}, serial
	}
	const count = 42.0
	p.writeStack(
		[]block{
			{
				text: []run{
					{p.credential.Subject.FullName, bold, 9, p.ink},
					{"· " + l.vi + " · " + l.en + ":", italic, 8.5, p.faint},
					{number, bold, 9, p.ink},
				},
				maxLines: 1,
			},
		},
		area{x: marginX, y: y + 1, w: pageWidth - count, h: 9},
	)
	p.writeStack(
		[]block{
			{
				text: []run{
					{fmt.Sprintf("Trang %d/%d", page, of), regular, 9, p.ink},
					{fmt.Sprintf("· Page %d of %d", page, of), italic, 8.5, p.faint},
				},
				align:    right,
				maxLines: 1,
			},
		},
		area{x: pageShort - marginX - count, y: y + 1, w: count, h: 9},
	)
}

// summaryValues are what a transcript says of the whole.
func (p *paper) summaryValues() []labelledValue {
	sum := p.credential.Summary
	return nonEmpty([]labelledValue{
		{
			label{"Tổng số tín chỉ", "Total credits"},
			decimalComma(sum.TotalCredits),
		}, {label{"Điểm trung bình (thang 10)", "GPA (10-point)"}, decimalComma(sum.GPA10)},
		{
			label{"Điểm trung bình (thang 4)", "GPA (4-point)"},
			decimalComma(sum.GPA4),
		}, {label{"Kết quả học tập", "Academic result"}, p.withTranslation(sum.Learning)},
		{
			label{"Kết quả rèn luyện", "Conduct"},
			p.withTranslation(sum.Conduct),
		}, {optionalFields["rank"], p.bilingualField("rank")},
	})
}

const (
	maxSummaryHeight = 40.0
	afterTable       = 4.0
)

func (p *paper) closingHeight() float64 {
	_, totals := p.layOutGrid(p.summaryValues(), 2, pageWidth, 1)
	return afterTable + min(totals, maxSummaryHeight) + 3 + max(signatureHeight, p.code.side)
}

// writeClosing sets what follows the table: totals, signature and QR code.
func (p *paper) writeClosing(y float64) {
	y = p.writeGrid(p.summaryValues(), 2, marginX, y+afterTable, pageWidth, maxSummaryHeight) + 3
	const sign = 68.0
	p.drawCode(p.code, marginX-quietZone*p.code.module, y)
	beside := p.code.side + 1
	p.writeStack(
		centreVertically(p.verifyBlocks()),
		area{x: marginX + beside - quietZone*p.code.module, y: y, w: pageWidth - sign - 3 - beside, h: p.code.side},
	)
	p.writeStack(p.signatureBlocks(), area{x: pageShort - marginX - sign, y: y, w: sign, h: signatureHeight})
}

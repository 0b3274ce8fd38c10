package diploma

import (
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// A transcript's page, in mm.
const (
	marginX   = 17.0
	top       = 14.0
	bottom    = long - 20 // where the table ends; the foot stands below
	pageWidth = short - 2*marginX
	headMost  = 118.0 // of title and learner on the first page
	lastRows  = 3     // courses that go with the signature to a page of its own
)

// sheetful is what one page of a transcript holds.
type sheetful struct {
	entries []entry
	again   *entry // the term that goes on from the page before
	closing bool   // summary, signature and QR code
}

// transcript sets a transcript's pages.
func (p *paper) transcript() {
	p.portrait()
	p.bookmark()
	y := p.front()
	columns := p.columns()
	_, headHeight := p.heads(columns)
	closing := p.closingHeight()
	pages := p.paginate(p.entries(columns), y+headHeight, top+8+headHeight, closing)
	for n, page := range pages {
		if n > 0 {
			p.portrait()
			y = p.running()
		}
		if len(page.entries) > 0 {
			y = p.tableHead(columns, marginX, y)
			if page.again != nil {
				y = p.row(*page.again, columns, marginX, y, true)
			}
		}
		for _, e := range page.entries {
			y = p.row(e, columns, marginX, y, false)
		}
		if page.closing {
			p.closing(y)
		}
		p.foot(n+1, len(pages))
	}
}

func (p *paper) portrait() {
	p.pdf.AddPageFormat(fpdf.OrientationPortrait, fpdf.SizeType{Wd: short, Ht: long})
}

// paginate shares the entries out over pages. The first page's table begins at
// first, the others' at next; closing is the height of what follows the table.
func (p *paper) paginate(entries []entry, first, next, closing float64) []sheetful {
	pages := []sheetful{{}}
	y := first
	turn := func(e entry) {
		var again *entry
		if e.term != "" && !e.head {
			again = &entry{head: true, term: e.term, height: termHeight}
		}
		pages = append(pages, sheetful{again: again})
		if y = next; again != nil {
			y += again.height
		}
	}
	for i, e := range entries {
		need := e.height
		if e.head && i+1 < len(entries) {
			need += entries[i+1].height // a heading does not stand alone at a page's end
		}
		if y+need > bottom {
			turn(e)
		}
		if y+need > bottom {
			p.fail(ErrOverflow)
			return pages
		}
		last := &pages[len(pages)-1]
		last.entries = append(last.entries, e)
		y += e.height
	}
	if y+closing > bottom {
		pages = p.moveOn(pages, next, closing)
	}
	pages[len(pages)-1].closing = true
	return pages
}

// moveOn begins a last page for the closing, with a few courses so that the
// signature stands under something that is signed.
func (p *paper) moveOn(pages []sheetful, next, closing float64) []sheetful {
	last := &pages[len(pages)-1]
	moved, height := sheetful{}, next+closing+termHeight
	for len(moved.entries) < lastRows && len(last.entries) > 1 {
		e := last.entries[len(last.entries)-1]
		if e.head || height+e.height > bottom {
			break
		}
		height += e.height
		last.entries = last.entries[:len(last.entries)-1]
		moved.entries = append([]entry{e}, moved.entries...)
	}
	if n := len(last.entries); n > 1 && last.entries[n-1].head {
		moved.entries, last.entries = append([]entry{last.entries[n-1]}, moved.entries...), last.entries[:n-1]
	} else if len(moved.entries) > 0 && moved.entries[0].term != "" {
		moved.again = &entry{head: true, term: moved.entries[0].term, height: termHeight}
	}
	return append(pages, moved)
}

// front sets the head of the first page and returns where the table begins.
func (p *paper) front() float64 {
	i, s, sum := p.credential.Issuance, p.credential.Subject, p.credential.Summary
	half := (pageWidth - columnGap) / 2
	school := []block{{text: []run{{strings.ToUpper(i.Issuer.Name), bold, 11, p.ink}}, align: centre, most: 2}}
	if i.Issuer.NameEn != "" {
		school = append(school, block{text: []run{{i.Issuer.NameEn, italic, 9.5, p.faint}}, align: centre, gap: 0.5, most: 2})
	}
	if p.template.logo != nil {
		school = append(school, block{image: logoName, high: 12, gap: 1.5})
	}
	p.stack(school, area{x: marginX, y: top, w: half, h: 28})
	p.stack(append(p.national(nation, 11), block{text: []run{{nationEn[0], italic, 8, p.faint}}, align: centre, gap: 1.2, most: 1},
		block{text: []run{{nationEn[1], italic, 8, p.faint}}, align: centre, most: 1}), area{x: marginX + half + columnGap, y: top, w: half, h: 28})

	vi, en := p.award()
	p.stack([]block{{text: []run{{strings.ToUpper(vi), bold, 19, p.accent}}, align: centre, most: 1},
		{text: []run{{en, italic, 12, p.faint}}, align: centre, gap: 0.3, most: 1}}, area{x: marginX, y: top + 30, w: pageWidth, h: 19})

	born, bornEn := birth(s.BirthDate)
	if bornEn != born && len(s.BirthDate) < len("2006-01-02") {
		born += " · " + bornEn
	}
	number, text := p.number()
	pairs := only([]pair{
		{label{"Họ và tên", "Full name"}, s.FullName}, {label{"Ngày sinh", "Date of birth"}, born},
		{optionalFields["learnerCode"], s.LearnerCode}, {optionalFields["sex"], p.both("sex")},
		{optionalFields["birthPlace"], s.BirthPlace}, {optionalFields["nationality"], p.both("nationality")},
		{optionalFields["major"], p.both("major")}, {optionalFields["specialization"], p.both("specialization")},
		{label{"Trình độ", "Level"}, p.translated(sum.Level)}, {optionalFields["mode"], p.both("mode")},
		{label{"Ngày nhập học", "Enrolled"}, slashed(sum.EnrolDate)}, {label{"Thời gian đào tạo", "Duration"}, p.translated(sum.Duration)},
		{label{"Ngôn ngữ", "Language"}, p.translated(sum.Language)}, {optionalFields["school"], i.School},
		{optionalFields["graduationYear"], year(i.GraduationYear)}, {label{"Số hiệu văn bằng", "Diploma serial No."}, sum.DiplomaSerial},
		{label{"Quyết định", "Decision"}, decision(i.DecisionNumber, slashed(i.DecisionDate))}, {number, text},
		{label{"Số vào sổ", "Register No."}, i.RegisterNumber},
	})
	return p.grid(pairs, 2, marginX, top+51, pageWidth, headMost) + 3
}

// decision names a decision in numbers.
func decision(number, date string) string {
	if number == "" {
		return ""
	}
	return fmt.Sprintf("%s, %s", number, date)
}

// both returns a field in both languages where they differ.
func (p *paper) both(field string) string {
	vi, en := p.said(field)
	if vi == en || en == "" {
		return vi
	}
	return vi + " · " + en
}

func (p *paper) translated(text string) string {
	if en := p.template.english(text); en != text {
		return text + " · " + en
	}
	return text
}

// running sets the line above the table of the pages that follow: as much of
// the award and the school as one line holds.
func (p *paper) running() float64 {
	vi, en := p.award()
	lines := p.wrap([]run{{strings.ToUpper(vi), bold, 9, p.accent}, {"· " + en + " –", italic, 9, p.faint}, {p.credential.Issuance.Issuer.Name, regular, 9, p.ink}}, pageWidth)
	p.put(laid{lines: lines[:1]}, area{x: marginX, y: top, w: pageWidth}, top)
	return top + 8
}

// foot names learner, number and page under each page.
func (p *paper) foot(page, of int) {
	const y = long - 17.0
	p.rule(marginX, y, short-marginX, y, 0.25, p.accent)
	l, number := p.number()
	if serial := p.credential.Summary.DiplomaSerial; serial != "" && p.credential.Issuance.SerialNumber == "" {
		l, number = label{"Văn bằng số", "Diploma No."}, serial
	}
	const count = 42.0
	p.stack([]block{{text: []run{{p.credential.Subject.FullName, bold, 9, p.ink}, {"· " + l.vi + " · " + l.en + ":", italic, 8.5, p.faint}, {number, bold, 9, p.ink}}, most: 1}},
		area{x: marginX, y: y + 1, w: pageWidth - count, h: 9})
	p.stack([]block{{text: []run{{fmt.Sprintf("Trang %d/%d", page, of), regular, 9, p.ink}, {fmt.Sprintf("· Page %d of %d", page, of), italic, 8.5, p.faint}}, align: right, most: 1}},
		area{x: short - marginX - count, y: y + 1, w: count, h: 9})
}

// totals are what a transcript says of the whole.
func (p *paper) totals() []pair {
	sum := p.credential.Summary
	return only([]pair{
		{label{"Tổng số tín chỉ", "Total credits"}, comma(sum.TotalCredits)}, {label{"Điểm trung bình (thang 10)", "GPA (10-point)"}, comma(sum.GPA10)},
		{label{"Điểm trung bình (thang 4)", "GPA (4-point)"}, comma(sum.GPA4)}, {label{"Kết quả học tập", "Academic result"}, p.translated(sum.Learning)},
		{label{"Kết quả rèn luyện", "Conduct"}, p.translated(sum.Conduct)}, {optionalFields["rank"], p.both("rank")},
	})
}

const (
	totalsMost = 40.0
	afterTable = 4.0
)

func (p *paper) closingHeight() float64 {
	_, totals := p.bands(p.totals(), 2, pageWidth, 1)
	return afterTable + min(totals, totalsMost) + 3 + max(signatureHeight, p.code.side)
}

// closing sets what follows the table: totals, signature and QR code.
func (p *paper) closing(y float64) {
	y = p.grid(p.totals(), 2, marginX, y+afterTable, pageWidth, totalsMost) + 3
	const sign = 68.0
	p.draw(p.code, marginX-quiet*p.code.module, y)
	beside := p.code.side + 1
	p.stack(middle(p.check()), area{x: marginX + beside - quiet*p.code.module, y: y, w: pageWidth - sign - 3 - beside, h: p.code.side})
	p.stack(p.signature(), area{x: short - marginX - sign, y: y, w: sign, h: signatureHeight})
}

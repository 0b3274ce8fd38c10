package diploma

import (
	"strings"

	"sogoc/verifier/credential"
)

// paper is one credential on its way to the page.
type paper struct {
	*sheet
	credential *credential.Credential
	kind       credential.Type
	template   Template
	code       code
	page       string // address of the verifier's page, as people type it
	accent     colour
	ink        colour
	faint      colour
}

// The two halves of a diploma.
var (
	leftHalf  = area{x: 19, y: 18.5, w: 121, h: 174}
	rightHalf = area{x: 157, y: 18.5, w: 121, h: 174}
)

// headingBlocks returns the lines above the award, with the school's name filled in.
func (p *paper) headingBlocks(lines []string, name string) []block {
	var blocks []block
	for i, l := range lines {
		text := strings.NewReplacer("{issuer}", name, "{ISSUER}", strings.ToUpper(name)).Replace(l)
		b := block{text: []run{{text, bold, 13, p.ink}}, align: centre, gap: 0.6, maxLines: 2}
		if i == 0 {
			b.gap = 5
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// nationalTitleBlocks returns the words that stand above every official paper.
func (p *paper) nationalTitleBlocks(words [2]string, size float64) []block {
	return []block{
		{text: []run{{words[0], bold, size, p.ink}}, align: centre, maxLines: 1},
		{text: []run{{words[1], bold, size, p.ink}}, align: centre, gap: 0.4, maxLines: 1, underlined: true},
	}
}

// optionalValue returns what the credential says in an optional field.
func (p *paper) optionalValue(field string) (vi, en string) {
	i, s := p.credential.Issuance, p.credential.Subject
	same := func(text string) (string, string) { return text, text }
	translated := func(text string) (string, string) { return text, p.template.english(text) }
	switch field {
	case "birthPlace":
		return same(s.BirthPlace)
	case "sex":
		return translated(s.Sex)
	case "ethnicity":
		return same(s.Ethnicity)
	case "nationality":
		return translated(s.Nationality)
	case "learnerCode":
		return same(s.LearnerCode)
	case "school":
		return translated(i.School)
	case "major":
		if i.MajorEn != "" {
			return i.Major, i.MajorEn
		}
		return translated(i.Major)
	case "specialization":
		return translated(i.Specialization)
	case "examCouncil":
		return translated(i.ExamCouncil)
	case "examSession":
		return translated(i.ExamSession)
	case "graduationYear":
		return same(yearText(i.GraduationYear))
	case "rank":
		return translated(i.Rank)
	case "mode":
		return translated(i.Mode)
	case "validUntil":
		return slashedDate(i.ValidUntil), EnglishDate(i.ValidUntil)
	}
	return "", ""
}

// awardNames returns the award's two names.
func (p *paper) awardNames() (vi, en string) {
	i := p.credential.Issuance
	vi, en = i.Award, i.AwardEn
	if en == "" {
		if en = p.template.english(vi); en == vi {
			en = p.kind.LabelEn
		}
	}
	return vi, en
}

// issuerEn returns the school's English name, where it has one.
func (p *paper) issuerEn() string {
	if name := p.credential.Issuance.Issuer.NameEn; name != "" {
		return name
	}
	return p.credential.Issuance.Issuer.Name
}

// identifyingNumber returns what the paper is known by in the register: the serial number
// or, for types that have none, the credential's own id.
func (p *paper) identifyingNumber() (l label, number string) {
	i := p.credential.Issuance
	if i.SerialNumber != "" {
		return label{"Số hiệu", "Serial No."}, i.SerialNumber
	}
	return label{"Mã định danh", "Credential ID"}, strings.TrimPrefix(i.ID, "urn:uuid:")
}

// signatureBlocks returns the blocks around the space for signature and seal.
func (p *paper) signatureBlocks() []block {
	i := p.credential.Issuance
	given := VietnameseDate(i.IssueDate)
	if i.Place != "" {
		given = i.Place + ", " + given
	}
	blocks := []block{{text: []run{{given, italic, 11, p.ink}}, align: centre, maxLines: 1}}
	for n, l := range titleLines(i.SignedBy.Title) {
		b := block{text: []run{{l, bold, 11, p.ink}}, align: centre, maxLines: 2}
		if n == 0 {
			b.gap = 1
		}
		blocks = append(blocks, b)
	}
	return append(
		blocks,
		block{text: []run{{i.SignedBy.Name, bold, 12, p.ink}}, align: centre, gap: 19, stretch: 1, maxLines: 1},
	)
}

// verifyBlocks returns the text beside the QR code: where to check the paper, and the
// numbers to compare, as text, since nobody types what the code holds.
func (p *paper) verifyBlocks() []block {
	i := p.credential.Issuance
	blocks := []block{
		{text: []run{{"Kiểm tra · Verify", bold, 10, p.accent}}},
		{text: []run{{"Quét mã QR bằng máy ảnh điện thoại, hoặc mở trang:", regular, 8.5, p.ink}}, gap: 0.8},
		{text: []run{{"Scan the QR code with a phone, or open:", italic, 8.5, p.faint}}},
		{text: []run{{p.page, bold, 11, p.ink}}, gap: 0.8},
	}
	add := func(l label, text string) {
		if text != "" {
			blocks = append(
				blocks,
				block{
					text: []run{
						{l.vi, regular, 8.5, p.ink},
						{"· " + l.en + ":", italic, 8.5, p.faint},
						{text, bold, 9.5, p.ink},
					},
					gap: 0.6,
				},
			)
		}
	}
	l, text := p.identifyingNumber()
	add(l, text)
	add(label{"Số vào sổ", "Register No."}, i.RegisterNumber)
	blocks[4].gap = 2
	return append(
		blocks,
		block{
			text: []run{
				{"Chỉ tin kết quả trên đúng tên miền này.", regular, 7.5, p.ink},
				{"Trust a result on this very address only.", italic, 7.5, p.faint},
			},
			gap: 1.6,
		},
	)
}

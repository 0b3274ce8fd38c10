package diploma

import (
	"cmp"
	"fmt"

	"sogoc/verifier/credential"
)

// What a specimen shows in the place of what only issuing gives.
const (
	specimenTitle  = "BẢN MẪU · SPECIMEN"
	specimenNumber = "(cấp khi ký · when signed)"
	specimenID     = "urn:uuid:00000000-0000-0000-0000-000000000000"
)

// specimenModules is how many modules the side of a usual QR code has (version 18).
const specimenModules = 89

var black = colour{}

// AddSpecimen prints what a paper would look like that is not signed yet: in the
// school's form and with all that the document says, marked across as a specimen,
// with an empty frame in the place of the QR code, and with placeholders for the
// numbers and the id that it does not have. A file holds either specimens or
// papers. Errors are those of Add.
func (f *File) AddSpecimen(document credential.Document) error {
	c := unsigned(document)
	kind, err := credential.TypeOf(c.Issuance.Kind)
	if err != nil {
		return err
	}
	i := &c.Issuance
	i.ID = specimenID
	if kind.Numbered {
		i.SerialNumber = cmp.Or(i.SerialNumber, specimenNumber)
		i.RegisterNumber = cmp.Or(i.RegisterNumber, specimenNumber)
	}
	f.sheet.pdf.SetFooterFunc(f.markSpecimen)
	module := max(moduleSize, codeSize/float64(specimenModules))
	place := code{module: module, side: module * float64(specimenModules+2*quietZone)}
	if err := f.write(f.paper(&c, kind, place)); err != nil {
		return fmt.Errorf("print a specimen: %w", err)
	}
	return nil
}

// unsigned returns a document in the form in which a signed one is printed.
func unsigned(document credential.Document) credential.Credential {
	switch d := document.(type) {
	case credential.Transcript:
		return credential.Credential{Form: credential.FormTranscript, Issuance: d.Issuance, Subject: d.Subject,
			Summary: d.Summary, Courses: d.Courses, CourseCount: len(d.Courses)}
	case credential.Diploma:
		return credential.Credential{Form: credential.FormDiploma, Issuance: d.Issuance, Subject: d.Subject}
	}
	return credential.Credential{}
}

// markSpecimen writes across the page that ends what it is.
func (f *File) markSpecimen() {
	pdf := f.sheet.pdf
	width, height := pdf.GetPageSize()
	size := 0.16 * min(width, height) * pointsPerMM
	pdf.SetAlpha(0.22, "Normal")
	pdf.SetTextColor(160, 0, 0)
	pdf.TransformBegin()
	pdf.TransformRotate(32, width/2, height/2)
	for line, text := range []string{"BẢN MẪU", "SPECIMEN"} {
		pdf.SetFont("text", string(bold), size)
		y := height/2 + (float64(line)*1.1-0.1)*size/pointsPerMM
		pdf.Text((width-f.sheet.textWidth(text, bold, size))/2, y, text)
	}
	pdf.TransformEnd()
	pdf.SetAlpha(1, "Normal")
}

// drawCodePlace frames the place of the code that a specimen does not have.
func (s *sheet) drawCodePlace(c code, x, y float64) {
	inset := quietZone * c.module
	side := c.side - 2*inset
	s.fillRectangle(x, y, c.side, c.side, white)
	for _, edge := range [][4]float64{{0, 0, 1, 0}, {1, 0, 1, 1}, {1, 1, 0, 1}, {0, 1, 0, 0}} {
		s.drawLine(x+inset+edge[0]*side, y+inset+edge[1]*side, x+inset+edge[2]*side, y+inset+edge[3]*side, 0.3, black)
	}
	s.writeStack([]block{
		{text: []run{{"Mã QR", bold, 9, black}}, align: centre, stretch: 1},
		{text: []run{{"chỉ có trên bản thật", regular, 8, black}}, align: centre},
		{text: []run{{"QR code on the real paper only", italic, 7.5, black}}, align: centre, gap: 0.5},
		{stretch: 1},
	}, area{x: x + inset + 2, y: y + inset, w: side - 4, h: side})
}

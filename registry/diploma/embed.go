package diploma

import (
	"slices"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/pdffile"
	"sogoc/verifier/presentation"
)

// EmbeddedFile is the name that a paper's own credential has inside its PDF file.
const EmbeddedFile = "credential.sogoc.json"

// embedded is what a PDF file of one paper carries besides its pages.
type embedded struct {
	holderFile []byte
	day        ledger.Date
}

// holderFileOf returns the holder's file of a credential with no more in it
// than its paper prints: what a person gives away with the PDF file is what can
// be read on it.
func (p *paper) holderFileOf(issued credential.Issued) ([]byte, error) {
	shown, err := credential.Present(issued.SDJWT(), func(fact credential.Fact, _ int) bool { return p.prints(fact) })
	if err != nil {
		return nil, err
	}
	return presentation.HolderFile(shown, issued.QRClaims)
}

// prints reports whether a fact stands on the paper.
func (p *paper) prints(fact credential.Fact) bool {
	switch fact {
	case credential.FactFullName, credential.FactBirthDate:
		return true
	case credential.FactNationalID:
		return false
	}
	if p.credential.Form == credential.FormTranscript {
		return fact != credential.FactEthnicity
	}
	field, optional := map[credential.Fact]string{
		credential.FactLearnerCode: "learnerCode",
		credential.FactBirthPlace:  "birthPlace",
		credential.FactSex:         "sex",
		credential.FactEthnicity:   "ethnicity",
		credential.FactNationality: "nationality",
		credential.FactResults:     "rank",
	}[fact]
	return optional && slices.Contains(p.chosenFields(), field)
}

// attachment returns the holder's file as what the PDF file carries, nil where there
// is none.
func (e embedded) attachment() (*pdffile.Attachment, error) {
	if e.holderFile == nil {
		return nil, nil
	}
	begin, err := e.day.Begin()
	if err != nil {
		return nil, err
	}
	return &pdffile.Attachment{
		Name:        EmbeddedFile,
		MediaType:   presentation.HolderFileMediaType,
		Description: "The signed credential of this paper, for programs: check it where the paper says",
		Made:        begin,
		Content:     e.holderFile,
	}, nil
}

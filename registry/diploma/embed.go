package diploma

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
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

// finish writes into a PDF file what fpdf cannot: that its colours are sRGB (ISO
// 32000-2, 14.11.5; fpdf names the wrong object as information dictionary then),
// that readers show the title, and the holder's file where there is one.
func finish(pdf []byte, e embedded) ([]byte, error) {
	r, err := revise(pdf)
	if err != nil {
		return nil, err
	}
	catalog, err := r.dictionary(r.root)
	if err != nil {
		return nil, err
	}
	profile := r.add(stream("/N 3 /Alternate /DeviceRGB", sRGBProfile()))
	catalog += fmt.Sprintf("/OutputIntents [ << /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (%[1]s)"+
		" /Info (%[1]s) /DestOutputProfile %[2]d 0 R >> ]\n/ViewerPreferences << /DisplayDocTitle true >>\n/Version /1.7\n",
		colourSpace, profile)
	if e.holderFile != nil {
		if catalog, err = r.embed(catalog, e); err != nil {
			return nil, err
		}
	}
	r.replace(r.root, []byte("<<\n"+catalog+">>"))
	return r.bytes(), nil
}

// embed adds a holder's file as a file that is associated with the whole
// document and is what its page was made from (ISO 32000-2, 7.11.3, 7.11.4 and
// 14.13), and returns the catalog that names it.
func (r *revision) embed(catalog string, e embedded) (string, error) {
	before, after, ok := strings.Cut(catalog, emptyEmbeddedFiles)
	if !ok {
		return "", errRevision
	}
	begin, err := e.day.Begin()
	if err != nil {
		return "", err
	}
	content := r.add(stream(fmt.Sprintf("/Type /EmbeddedFile /Subtype /%s /Params << /Size %d /ModDate (D:%s) >>",
		strings.ReplaceAll(presentation.HolderFileMediaType, "/", "#2F"), len(e.holderFile),
		begin.UTC().Format("20060102150405Z")), e.holderFile))
	file := r.add(fmt.Appendf(nil, "<< /Type /Filespec /F (%[1]s) /UF (%[1]s) /AFRelationship /Source"+
		" /EF << /F %[2]d 0 R /UF %[2]d 0 R >> /Desc (%[3]s) >>", EmbeddedFile, content, embeddedDescription))
	return fmt.Sprintf("%s/EmbeddedFiles << /Names [ (%s) %[3]d 0 R ] >>%[4]s/AF [ %[3]d 0 R ]\n",
		before, EmbeddedFile, file, after), nil
}

// colourSpace names the profile of the output intent.
const colourSpace = "sRGB IEC61966-2.1"

// embeddedDescription is what a reader's list of attachments says; it is ASCII,
// as the text strings of a PDF file are without another encoding.
const embeddedDescription = "The signed credential of this paper, for programs: check it where the paper says"

// emptyEmbeddedFiles is how fpdf writes that a file has none.
const emptyEmbeddedFiles = "/EmbeddedFiles << /Names [\n  \n] >>"

func deflate(content []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, errWrite := w.Write(content)
	if errWrite != nil || w.Close() != nil {
		panic("diploma: a buffer refused to be written")
	}
	return packed.Bytes()
}

// setMetadata says what the file is, in the information dictionary and in XMP
// (ISO 16684-1), in the same words. It claims no conformance to any part of PDF/A.
func (f *File) setMetadata() {
	pdf := f.sheet.pdf
	pdf.SetTitle(f.title, true)
	pdf.SetLang("vi-VN")
	pdf.SetProducer(producer, true)
	created := f.created.UTC().Format("2006-01-02T15:04:05Z")
	pdf.SetXmpMetadata(fmt.Appendf(nil, xmpPacket,
		escaped(f.title), escaped(f.author), created, created, escaped(producer)))
}

const producer = "Sổ Gốc"

func escaped(text string) string {
	var out strings.Builder
	if xml.EscapeText(&out, []byte(text)) != nil {
		panic("diploma: a text refused to be escaped")
	}
	return out.String()
}

// xmpPacket takes title, author, creation and modification date, and producer.
const xmpPacket = `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ` +
	`xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate>
<xmp:ModifyDate>%s</xmp:ModifyDate>
<pdf:Producer>%s</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`

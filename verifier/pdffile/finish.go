package pdffile

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Attachment is a file that a PDF file carries and that its pages were made from.
type Attachment struct {
	Name        string // ASCII, as Description is: text strings of a PDF file are without another encoding
	MediaType   string
	Description string // what a reader's list of attachments says
	Made        time.Time
	Content     []byte
}

// Finish writes into a PDF file what fpdf cannot: that its colours are sRGB (ISO
// 32000-2, 14.11.5; fpdf names the wrong object as information dictionary then),
// that readers show the title, and the attachment where there is one. The file
// stays byte for byte, and the rest follows it.
func Finish(pdf []byte, carried *Attachment) ([]byte, error) {
	r, err := Revise(pdf)
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
	if carried != nil {
		if catalog, err = r.attach(catalog, *carried); err != nil {
			return nil, err
		}
	}
	r.replace(r.root, []byte("<<\n"+catalog+">>"))
	return r.bytes(), nil
}

// attach adds a file that is associated with the whole document and is what its
// pages were made from (ISO 32000-2, 7.11.3, 7.11.4 and 14.13), and returns the
// catalog that names it.
func (r *Revision) attach(catalog string, a Attachment) (string, error) {
	before, after, ok := strings.Cut(catalog, emptyEmbeddedFiles)
	if !ok {
		return "", ErrNotOurs
	}
	content := r.add(stream(fmt.Sprintf("/Type /EmbeddedFile /Subtype /%s /Params << /Size %d /ModDate (D:%s) >>",
		strings.ReplaceAll(a.MediaType, "/", "#2F"), len(a.Content),
		a.Made.UTC().Format("20060102150405Z")), a.Content))
	file := r.add(fmt.Appendf(nil, "<< /Type /Filespec /F (%[1]s) /UF (%[1]s) /AFRelationship /Source"+
		" /EF << /F %[2]d 0 R /UF %[2]d 0 R >> /Desc (%[3]s) >>", a.Name, content, a.Description))
	return fmt.Sprintf("%s/EmbeddedFiles << /Names [ (%s) %[3]d 0 R ] >>%[4]s/AF [ %[3]d 0 R ]\n",
		before, a.Name, file, after), nil
}

// colourSpace names the profile of the output intent.
const colourSpace = "sRGB IEC61966-2.1"

// emptyEmbeddedFiles is how fpdf writes that a file has none.
const emptyEmbeddedFiles = "/EmbeddedFiles << /Names [\n  \n] >>"

func deflate(content []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, errWrite := w.Write(content)
	if errWrite != nil || w.Close() != nil {
		panic("pdffile: a buffer refused to be written")
	}
	return packed.Bytes()
}

// Metadata says what a PDF file is.
type Metadata struct {
	Title    string
	Author   string
	Language string // BCP 47
	Made     time.Time
}

const producer = "Sổ Gốc"

// Describe writes metadata into the information dictionary and into XMP (ISO
// 16684-1), in the same words. It claims no conformance to any part of PDF/A.
func Describe(pdf *fpdf.Fpdf, m Metadata) {
	pdf.SetTitle(m.Title, true)
	pdf.SetAuthor(m.Author, true)
	pdf.SetLang(m.Language)
	pdf.SetProducer(producer, true)
	pdf.SetCreationDate(m.Made)
	pdf.SetModificationDate(m.Made)
	made := m.Made.UTC().Format("2006-01-02T15:04:05Z")
	pdf.SetXmpMetadata(fmt.Appendf(nil, xmpPacket,
		escaped(m.Title), escaped(m.Author), escaped(m.Language), made, made, escaped(producer)))
}

func escaped(text string) string {
	var out strings.Builder
	if xml.EscapeText(&out, []byte(text)) != nil {
		panic("pdffile: a text refused to be escaped")
	}
	return out.String()
}

// xmpPacket takes title, author, language, creation and modification date, and producer.
const xmpPacket = `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ` +
	`xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate>
<xmp:ModifyDate>%s</xmp:ModifyDate>
<pdf:Producer>%s</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`

// Package receiptpdf prints a receipt as one A4 page in Vietnamese or English, for
// people who keep paper.
//
// The page is made from the receipt alone: nothing stands on it that the service did
// not sign, and nothing personal. Its QR code holds the whole signed receipt, so that
// the paper alone is enough to check it again, and the file carries the receipt as an
// associated file. The printed words themselves prove nothing, and the page says so.
//
// Equal input gives equal bytes: the package has no clock and no random source. The
// package relies on fpdf for PDF files, on package qr for the code, on package words
// for what is said, and on the Liberation fonts of the machine.
package receiptpdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"sogoc/verifier/pdffile"
	"sogoc/verifier/qr"
	"sogoc/verifier/receipt"
	"sogoc/verifier/typeface"
	"sogoc/verifier/words"
)

// EmbeddedFile is the name that the receipt has inside its PDF file.
const EmbeddedFile = "receipt" + receipt.Suffix

// Suffix is how the names of these files end.
const Suffix = ".sogoc.pdf"

// mediaType of the embedded receipt: a JWS in its compact serialisation (RFC 7515 §9.2.1).
const mediaType = "application/jose"

// ErrOverflow means that the texts do not fit the page.
var ErrOverflow = errors.New("the receipt's texts do not fit one page")

// Printer makes PDF files of receipts. It is safe for concurrent use.
type Printer struct{ fonts typeface.Family }

// New returns a printer with the fonts of a folder, "" for where Debian puts them. It
// returns typeface.ErrFonts where they are not there.
func New(fontDir string) (*Printer, error) {
	fonts, err := typeface.Load(fontDir)
	if err != nil {
		return nil, err
	}
	return &Printer{fonts: fonts.Sans}, nil
}

// Print returns the PDF file of a receipt. Address is the public base address of a verifier, such as
// "https://vanbang.example", to which the QR code leads; with "" the code holds the
// digits alone. It returns receipt.ErrMalformed for what is no receipt, receipt.ErrNoCode and
// qr.ErrTooLong for what no code can hold, and ErrOverflow.
func (p *Printer) Print(text, address string, l words.Language) ([]byte, error) {
	signed, err := receipt.Parse(text)
	if err != nil {
		return nil, err
	}
	code, err := signed.Digits()
	if err != nil {
		return nil, err
	}
	if address != "" {
		code = strings.TrimRight(address, "/") + "/v#" + code
	}
	modules, err := qr.Modules(code)
	if err != nil {
		return nil, err
	}
	made := signed.Receipt.MadeAt
	pdf := p.newFile()
	pdffile.Describe(pdf, pdffile.Metadata{
		Title:    fmt.Sprintf("%s · %s", say("title", l), words.Moment(made, l)),
		Author:   say("service", l),
		Language: map[words.Language]string{words.Vietnamese: "vi-VN", words.English: "en"}[l],
		Made:     made,
	})
	pg := &page{pdf: pdf, language: l, y: top}
	pg.write(signed, address, modules)
	if err := errors.Join(pg.err, pdf.Error()); err != nil {
		return nil, err
	}
	var drawn bytes.Buffer
	if err := pdf.Output(&drawn); err != nil {
		return nil, err
	}
	return pdffile.Finish(drawn.Bytes(), &pdffile.Attachment{
		Name:        EmbeddedFile,
		MediaType:   mediaType,
		Description: "The signed receipt that this page was made from: check this, not the printed words",
		Made:        made,
		Content:     []byte(signed.Encode()),
	})
}

func (p *Printer) newFile() *fpdf.Fpdf {
	pdf := fpdf.New(fpdf.OrientationPortrait, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	for _, s := range []typeface.Style{typeface.Regular, typeface.Bold} {
		pdf.AddUTF8FontFromBytes("text", string(s), p.fonts[s].File)
	}
	pdf.AddPage()
	return pdf
}

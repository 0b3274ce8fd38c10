package diploma

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"sogoc/verifier/credential"
	"sogoc/verifier/pdffile"
	"sogoc/verifier/presentation"
	"sogoc/verifier/typeface"
)

// MaxPages bounds one file, and thereby the memory that it takes: some 20 kB a
// page until it is written.
const MaxPages = 10_000

// ErrTooMany means that a file would have more than MaxPages pages.
var ErrTooMany = fmt.Errorf("a file has at most %d pages; print it in parts", MaxPages)

// ErrFonts means that the fonts are not on this machine. Its text names the
// package to install.
var ErrFonts = typeface.ErrFonts

// Config is what a Printer needs.
type Config struct {
	// FontDir is the folder of the fonts; "" for where Debian puts them.
	FontDir string
	// Templates is the folder of the schools' templates; "" for none.
	Templates Templates
	// PublicURL is the permanent base address that QR codes name.
	PublicURL string
}

// Printer makes PDF files. It is safe for concurrent use.
type Printer struct {
	Config
	page string

	mu    sync.Mutex      // guards fonts
	fonts *typeface.Fonts // nil until they are found
}

// New returns a printer. It fails for an address that is none. The fonts may
// come later: until they are there, File returns ErrFonts.
func New(c Config) (*Printer, error) {
	base, err := url.Parse(c.PublicURL)
	if err != nil || base.Host == "" {
		return nil, errors.New("the public address is no URL")
	}
	page := base.Host + "/v"
	if base.Scheme != "https" {
		page = base.Scheme + "://" + page
	}
	return &Printer{Config: c, page: page}, nil
}

// Load reads the fonts, if that was not done before. It returns ErrFonts.
func (p *Printer) Load() error {
	_, err := p.loaded()
	return err
}

func (p *Printer) loaded() (*typeface.Fonts, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fonts != nil {
		return p.fonts, nil
	}
	fonts, err := typeface.Load(p.FontDir)
	if err != nil {
		return nil, err
	}
	p.fonts = fonts
	return fonts, nil
}

// File is a PDF file of one issuer's credentials, in the making.
type File struct {
	printer    *Printer
	template   Template
	sheet      *sheet
	background fpdf.Template // of diplomas; nil until the first
	count      int
	title      string
	author     string
	created    time.Time
	embedded   embedded // of the first paper
}

const logoName = "logo"

// File begins a file with an issuer's template as it is now. It returns
// ErrTemplate where that cannot be used, and ErrFonts.
func (p *Printer) File(issuer string) (*File, error) {
	if err := p.Load(); err != nil {
		return nil, err
	}
	template, err := p.Templates.For(issuer)
	if err != nil {
		return nil, err
	}
	return p.file(template), nil
}

func (p *Printer) file(template Template) *File {
	f := &File{printer: p, template: template}
	pdf := fpdf.New(fpdf.OrientationPortrait, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	family := p.fonts.Serif
	if template.Typeface == TypefaceSans {
		family = p.fonts.Sans
	}
	for _, s := range []style{regular, bold, italic} {
		pdf.AddUTF8FontFromBytes("text", string(s), family[s].File)
	}
	if template.logo != nil {
		pdf.RegisterImageOptionsReader(logoName, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(template.logo))
	}
	f.sheet = &sheet{pdf: pdf, family: family, eastAsian: p.fonts.EastAsian}
	return f
}

// Prepared is a credential that is ready for a page: read, and its QR code drawn,
// which takes most of the time of printing.
type Prepared struct {
	issued     credential.Issued
	credential *credential.Credential
	kind       credential.Type
	code       code
}

// Prepare prepares a credential with all its disclosures. It may be called
// concurrently. It returns credential.ErrMalformed for what is no credential.
func (p *Printer) Prepare(issued credential.Issued) (*Prepared, error) {
	c, err := credential.Parse(issued.SDJWT())
	if err != nil {
		return nil, err
	}
	kind, err := credential.TypeOf(c.Issuance.Kind)
	if err != nil {
		return nil, err
	}
	code, err := newCode(presentation.URL(p.PublicURL, issued.QRToken))
	if err != nil {
		return nil, err
	}
	return &Prepared{issued, c, kind, code}, nil
}

// Add prepares a credential and prints it. Errors are those of Prepare and Set; the
// file is then of no use.
func (f *File) Add(issued credential.Issued) error {
	prepared, err := f.printer.Prepare(issued)
	if err != nil {
		return err
	}
	return f.Set(prepared)
}

// Set prints what was prepared. It returns ErrGlyph, ErrOverflow and ErrTooMany; the
// file is then of no use.
func (f *File) Set(prepared *Prepared) error {
	p := f.paper(prepared.credential, prepared.kind, prepared.code)
	if err := f.write(p); err != nil {
		return fmt.Errorf("print %s: %w", prepared.credential.Issuance.ID, err)
	}
	if f.count > 1 {
		return nil
	}
	f.embedded.day = prepared.credential.Issuance.IssueDate
	var err error
	f.embedded.holderFile, err = p.holderFileOf(prepared.issued)
	return err
}

func (f *File) paper(c *credential.Credential, kind credential.Type, code code) *paper {
	ink := colourOf(f.template.Ink)
	return &paper{
		sheet:      f.sheet,
		credential: c,
		kind:       kind,
		template:   f.template,
		code:       code,
		page:       f.printer.page,
		accent:     colourOf(f.template.Accent),
		ink:        ink,
		faint:      ink.tint(0.72),
	}
}

// write sets a credential's pages.
func (f *File) write(p *paper) error {
	if p.credential.Form == credential.FormTranscript {
		p.writeTranscript()
	} else {
		if f.background == nil {
			f.background = drawBackground(f.sheet.pdf, f.template)
		}
		p.writeDiploma(f.background)
	}
	if err := errors.Join(f.sheet.err, f.sheet.pdf.Error()); err != nil {
		return err
	}
	if f.sheet.pdf.PageNo() > MaxPages {
		return ErrTooMany
	}
	f.noteInOutline(p)
	return nil
}

// noteInOutline adds the outline's line, and the file's title after its first paper.
func (f *File) noteInOutline(p *paper) {
	vi, en := p.awardNames()
	i := p.credential.Issuance
	_, number := p.identifyingNumber()
	f.count++
	if f.count == 1 {
		f.title = vi + " · " + en + " · " + number
		if i.ID == specimenID {
			f.title = specimenTitle
		}
		f.created, _ = i.IssueDate.Begin() // a credential that was parsed has a date
		f.author = i.Issuer.Name
	} else {
		f.title = i.Issuer.Name
	}
}

// WriteTo writes the file. It may be called once, after at least one Add. A file
// of one credential carries it as an associated file; one of many is for a
// printing machine and carries none.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	if f.count == 0 {
		return 0, errors.New("a file without pages")
	}
	pdffile.Describe(f.sheet.pdf, pdffile.Metadata{
		Title:    f.title,
		Author:   f.author,
		Language: "vi-VN",
		Made:     f.created,
	})
	var pages bytes.Buffer
	if err := f.sheet.pdf.Output(&pages); err != nil {
		return 0, err
	}
	carried := f.embedded
	if f.count > 1 {
		carried = embedded{}
	}
	attached, err := carried.attachment()
	if err != nil {
		return 0, err
	}
	file, err := pdffile.Finish(pages.Bytes(), attached)
	if err != nil {
		return 0, err
	}
	n, err := w.Write(file)
	return int64(n), err
}

// addBookmark names a paper in the outline.
func (p *paper) addBookmark() {
	_, number := p.identifyingNumber()
	vi, _ := p.awardNames()
	p.pdf.SetFont("text", "", 10) // an outline takes its encoding from the font
	p.pdf.Bookmark(strings.Join([]string{p.credential.Subject.FullName, number, vi}, " · "), 0, 0)
}

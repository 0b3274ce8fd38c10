package handout

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qr"
)

// Item is one thing that is handed out of a credential.
type Item string

// The items, by the ending of their files.
const (
	ItemSDJWT  Item = "sdjwt"      // the SD-JWT with all disclosures
	ItemHolder Item = "sogoc.json" // the holder's file
	ItemPDF    Item = "pdf"        // the printed diploma or transcript
	ItemPNG    Item = "qr.png"     // the QR image
	ItemSVG    Item = "qr.svg"
)

var media = map[Item]string{
	ItemSDJWT:  "application/vc+sd-jwt",
	ItemHolder: "application/json",
	ItemPDF:    "application/pdf",
	ItemPNG:    "image/png",
	ItemSVG:    "image/svg+xml",
}

// File is a file that is whole. Its name is a credential's or batch's id: a
// name or number would be personal data in every downloads folder.
type File struct {
	Name  string
	Media string
	Count int // of credentials in it
	content
}

// content writes itself, once.
type content interface {
	WriteTo(w io.Writer) (int64, error)
}

type text []byte

func (t text) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(t)
	return int64(n), err
}

// parallelPrints bounds the memory that files in the making take.
const parallelPrints = 2

// keptDrawings is how many QR images are kept: one batch and a bit.
const keptDrawings = 512

// Documents reads from the register, which decides who may read a document and
// records each reading.
// Package reading implements it.
type Documents interface {
	Document(ctx context.Context, actor registry.Actor, id uuid.UUID) (registry.Document, error)
	// Documents calls each with every credential of a sealed batch, in the order
	// of the class list.
	Documents(ctx context.Context, actor registry.Actor, batch uuid.UUID, each func(registry.Document) error) error
	// OpenDocuments decides and records at once; what it returns reads.
	OpenDocuments(
		ctx context.Context,
		actor registry.Actor,
		batch uuid.UUID,
	) (func(each func(registry.Document) error) error, error)
}

// Desk makes what is handed out when it is asked for. The register decides who
// may have it, and records it. It is safe for concurrent use.
type Desk struct {
	documents Documents
	printer   *diploma.Printer
	base      string // permanent address that links begin with
	drawer    *qr.Drawer
	prints    chan struct{}
}

// NewDesk returns a desk for the credentials of a register, whose links begin
// as the printer's do.
func NewDesk(documents Documents, printer *diploma.Printer) (*Desk, error) {
	drawer, err := qr.NewDrawer(keptDrawings)
	if err != nil {
		return nil, err
	}
	return &Desk{
		documents: documents,
		printer:   printer,
		base:      printer.PublicURL,
		drawer:    drawer,
		prints:    make(chan struct{}, parallelPrints),
	}, nil
}

// Link returns what a document's QR code says.
func (d *Desk) Link(document registry.Document) string {
	return presentation.URL(d.base, document.Issued.QRToken)
}

// SVG draws a document's QR code for a page. The person who asked for the document was
// recorded as its reader.
func (d *Desk) SVG(document registry.Document) ([]byte, error) { return d.drawer.SVG(d.Link(document)) }

// Give makes one item of a credential; scale is for ItemPNG, in pixels a
// module, 0 for qr.DefaultScale. Errors are the register's, those of package
// diploma for a PDF, and qr.ErrScale.
func (d *Desk) Give(ctx context.Context, actor registry.Actor, id uuid.UUID, item Item, scale int) (File, error) {
	if item == ItemPDF { // waits before anything is read, so that what is recorded as read is printed
		if err := d.wait(ctx); err != nil {
			return File{}, err
		}
		defer d.next()
	}
	document, err := d.documents.Document(ctx, actor, id)
	if err != nil {
		return File{}, err
	}
	made, err := d.content(document, item, scale)
	return File{Name: id.String() + "." + string(item), Media: media[item], Count: 1, content: made}, err
}

func (d *Desk) content(document registry.Document, item Item, scale int) (content, error) {
	switch item {
	case ItemSDJWT:
		return text(document.Issued.SDJWT()), nil
	case ItemHolder:
		file, err := presentation.HolderFile(document.Issued.SDJWT(), document.Issued.QRClaims)
		return text(file), err
	case ItemPNG:
		image, err := d.drawer.PNG(d.Link(document), scale)
		return text(image), err
	case ItemSVG:
		image, err := d.drawer.SVG(d.Link(document))
		return text(image), err
	case ItemPDF:
		file, err := d.printer.File(document.Credential.Issuer)
		if err != nil {
			return nil, err
		}
		return file, file.Add(document.Issued)
	}
	return nil, fmt.Errorf("%w: no such item", registry.ErrNotFound)
}

// Selection is which credentials of a batch are printed.
type Selection struct {
	Form          credential.Form // "" for both
	Offset, Limit int             // among those of the form; Limit 0 for all
}

// selecting is a selection while a batch goes by.
type selecting struct {
	Selection
	seen int
}

func (s *selecting) takes(c registry.Credential) bool {
	if s.Form != "" {
		if kind, err := credential.TypeOf(c.Kind); err != nil || kind.Form != s.Form {
			return false
		}
	}
	s.seen++
	return s.seen > s.Offset && (s.Limit == 0 || s.seen <= s.Offset+s.Limit)
}

// Print prints a batch, or a part of it, into one file, in the order of the
// class list. registry.ErrNotFound where the selection is empty.
func (d *Desk) Print(ctx context.Context, actor registry.Actor, batch uuid.UUID, s Selection) (File, error) {
	if err := d.wait(ctx); err != nil {
		return File{}, err
	}
	defer d.next()
	chosen := selecting{Selection: s}
	var set *setting
	count := 0
	err := d.documents.Documents(ctx, actor, batch, func(document registry.Document) error {
		if !chosen.takes(document.Credential) {
			return nil
		}
		if set == nil {
			file, err := d.printer.File(document.Credential.Issuer)
			if err != nil {
				return err
			}
			set = beginSetting(d.printer, file)
		}
		count++
		return set.add(document.Issued)
	})
	if set == nil {
		return File{}, cmp.Or(err, registry.ErrNotFound)
	}
	if err := cmp.Or(set.end(), err); err != nil {
		return File{}, err
	}
	return File{Name: batch.String() + ".pdf", Media: media[ItemPDF], Count: count, content: set.file}, nil
}

// Pack makes the ZIP of a batch as it is written: see Write. Whether it may be
// is decided at once.
func (d *Desk) Pack(ctx context.Context, actor registry.Actor, batch uuid.UUID) (File, error) {
	each, err := d.documents.OpenDocuments(ctx, actor, batch)
	if err != nil {
		return File{}, err
	}
	return File{Name: batch.String() + ".zip", Media: "application/zip", content: packing{d.base, each}}, nil
}

type packing struct {
	base string
	each func(func(registry.Document) error) error
}

// WriteTo implements content; it does not count.
func (p packing) WriteTo(w io.Writer) (int64, error) { return 0, Write(w, p.base, p.each) }

// wait waits for a place among those who print.
func (d *Desk) wait(ctx context.Context) error {
	select {
	case d.prints <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *Desk) next() { <-d.prints }

package unpack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// sandboxMemory bounds one sandbox, in pages of 64 KiB.
const sandboxMemory = 256 << 20 >> 16

// The resolutions at which a page is looked at, in the order of trying, in
// pixels a point: 150 and 250 dpi.
var pageScales = []float64{150. / 72, 250. / 72}

// maxPDFEpilogue is how far before a file's end readers look for its last mark.
const maxPDFEpilogue = 2048

// maxPagePixels bounds one page as it is drawn: A4 at 250 dpi has six million.
const maxPagePixels = 16_000_000

// renderer reads PDF files by PDFium, compiled to WebAssembly: what a hostile
// file does there touches neither memory nor files of this process.
type renderer struct {
	parallel int

	mu   sync.Mutex
	pool pdfium.Pool // nil before the first file
}

// compiled keeps PDFium's machine code for all unpackers of the process: one sandbox
// shares nothing else with another.
var compiled = sync.OnceValues(func() (wazero.CompilationCache, error) {
	if dir := os.Getenv("SOGOC_TEST_BUILT"); linkedSharing == "on" && dir != "" {
		return wazero.NewCompilationCacheWithDir(filepath.Join(dir, "pdfium"))
	}
	return wazero.NewCompilationCache(), nil
})

// linkedSharing is "on" in test programs, where the linker says so (-X): one of them
// compiles PDFium, and the others of the run take its machine code from the run's folder. A
// program takes machine code from nowhere, whatever its environment says.
var linkedSharing string

// compiling has unpackers that open at the same moment compile once.
var compiling sync.Mutex

// open compiles PDFium at the process's first file, which takes a second or two.
func (p *renderer) open() (pdfium.Pool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pool != nil {
		return p.pool, nil
	}
	compiling.Lock()
	defer compiling.Unlock()
	cache, err := compiled()
	if err != nil {
		return nil, fmt.Errorf("PDFium: %w", err)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle:  1,
		MaxTotal: p.parallel,
		FSConfig: wazero.NewFSConfig(), // no folder at all
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(sandboxMemory).
			WithCompilationCache(cache).
			WithCloseOnContextDone(true),
	})
	if err != nil {
		return nil, fmt.Errorf("PDFium: %w", err)
	}
	p.pool = pool
	return pool, nil
}

func (p *renderer) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pool == nil {
		return nil
	}
	return p.pool.Close()
}

// readPDF takes what a PDF file carries, and the QR codes on its pages.
func (r *reading) readPDF(at Place, content []byte) {
	pool, err := r.pdf.open()
	if err != nil {
		r.leave(at, ReasonDamaged)
		return
	}
	instance, err := pool.GetInstanceWithContext(r.ctx)
	if err != nil {
		r.leave(at, ReasonTime)
		return
	}
	ended := context.AfterFunc(r.ctx, func() { _ = instance.Kill() }) // the call that it ends says so
	err = r.readDocument(at, instance, content)
	if !ended() || r.ctx.Err() != nil {
		r.leave(at, ReasonTime)
		return
	}
	_ = instance.Close() // of a sandbox that is thrown away
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		r.leave(at, ReasonEncrypted)
	case err != nil:
		r.leave(at, ReasonDamaged)
	}
}

// readDocument panics for nothing that a file does: the library turns a trap of
// the sandbox into one.
func (r *reading) readDocument(at Place, instance pdfium.Pdfium, content []byte) (err error) {
	defer func() {
		if trap := recover(); trap != nil {
			err = errors.New("PDFium gave up")
		}
	}()
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &content})
	if err != nil {
		return err
	}
	if !bytes.Contains(content[max(0, len(content)-maxPDFEpilogue):], []byte("%%EOF")) {
		r.leave(at, ReasonCutShort)
	}
	if err := r.readAttachments(at, instance, opened.Document); err != nil {
		return err
	}
	if err := r.readSeals(at, instance, opened.Document, content); err != nil {
		return err
	}
	counted, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return err
	}
	for i := range counted.PageCount {
		at.Page = i + 1
		if r.pages == 0 {
			r.leave(at, ReasonTooMany)
			return nil
		}
		r.pages--
		if err := r.readPage(at, instance, opened.Document, i); err != nil {
			return err
		}
	}
	return nil
}

// readAttachments takes the files that a document carries.
func (r *reading) readAttachments(at Place, instance pdfium.Pdfium, document references.FPDF_DOCUMENT) error {
	at.Way = WayEmbedded
	counted, err := instance.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: document})
	if err != nil {
		return err
	}
	for i := range min(counted.AttachmentCount, MaxEntries) {
		got, err := instance.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: document, Index: i})
		if err != nil {
			return err
		}
		file, err := instance.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: got.Attachment})
		if err != nil || len(file.Contents) == 0 {
			r.leave(at, ReasonDamaged)
			continue
		}
		if len(file.Contents) > r.bytes {
			r.leave(at, ReasonTooLarge)
			continue
		}
		r.bytes -= len(file.Contents)
		r.readAttachment(at, file.Contents)
	}
	return nil
}

func (r *reading) readAttachment(at Place, content []byte) {
	switch kindOf(content) {
	case kindPicture:
		r.readPicture(at, content)
		return
	case kindText:
		if r.find(at, string(content)) {
			return
		}
	}
	r.leave(at, ReasonKind)
}

// readPage draws a page and looks for codes. A page on which there is none is
// named, unless it is blank: what stands on it was not read.
func (r *reading) readPage(at Place, instance pdfium.Pdfium, document references.FPDF_DOCUMENT, index int) error {
	size, err := instance.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: document, Index: index})
	if err != nil {
		return err
	}
	for _, scale := range pageScales {
		if area := size.Width * size.Height * scale * scale; area > maxPagePixels {
			scale *= math.Sqrt(maxPagePixels / area)
		}
		width, height := int(size.Width*scale), int(size.Height*scale)
		if width < 1 || height < 1 || r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		drawn, err := instance.RenderPageInPixels(&requests.RenderPageInPixels{
			Page:        requests.Page{ByIndex: &requests.PageByIndex{Document: document, Index: index}},
			Width:       width,
			Height:      height,
			ImageFormat: requests.RenderImageFormatGrayscale,
		})
		if err != nil {
			return err
		}
		before := len(r.contents.Found)
		picture := copyOf(drawn.Result.RenderedImage)
		drawn.Cleanup()
		r.findCodes(at, scan(picture))
		if len(r.contents.Found) > before {
			return nil
		}
		if isBlank(picture) {
			return nil
		}
	}
	r.leave(at, ReasonNoCode)
	return nil
}

// isBlank reports whether nothing is drawn on a page.
func isBlank(picture *image.Gray) bool {
	return !slices.ContainsFunc(picture.Pix, func(shade uint8) bool { return shade < 0xf0 })
}

// copyOf takes a picture out of the sandbox's memory.
func copyOf(picture image.Image) *image.Gray {
	grey, ok := picture.(*image.Gray)
	if !ok {
		return greyOf(picture)
	}
	out := *grey
	out.Pix = append([]byte{}, grey.Pix...)
	return &out
}

package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
	"golang.org/x/text/unicode/norm"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/qr"
	"sogoc/web/api/wire"
)

// indexed is a line of index.json: which files belong to which credential.
type indexed struct {
	ID             uuid.UUID            `json:"id"`
	Kind           ledger.Kind          `json:"kind"`
	LearnerCode    string               `json:"learnerCode,omitempty"`
	SerialNumber   string               `json:"serialNumber,omitempty"`
	RegisterNumber string               `json:"registerNumber,omitempty"`
	Status         credential.StatusRef `json:"status"`
	Digest         ledger.Digest        `json:"digest"`
	Link           string               `json:"link"` // what the QR code says
	QR             string               `json:"qr"`   // file names
	SDJWT          string               `json:"sdJwt"`
	Holder         string               `json:"holder"`
	PDF            string               `json:"pdf,omitempty"`
}

// exported is what export prints.
type exported struct {
	Count int    `json:"count"`
	To    string `json:"to"`
}

func export(ctx context.Context, r *run, args []string) error {
	f := r.Flags()
	batch := f.String("batch", "", "batch to hand out")
	to := f.String("to", "", "folder, or with -digests a file (required without -zip)")
	zip := f.String("zip", "",
		"pack QR images, public SD-JWTs, holders' files and a list of links into this file instead")
	full := f.Bool("full", false, "SD-JWTs with national id and ethnicity, which public ones leave out")
	pdf := f.String("pdf", "", "print as well: \"each\" into NAME.pdf, or \"batch\" into one batch.pdf")
	digests := f.Bool("digests", false, "write what the ledger must hold, one JSON value a line, instead")
	issuer := f.String("issuer", "", "with -digests: issuer code (default: yours)")
	numbers := f.Bool("register-numbers", false,
		"with -digests: each line has its register number; keep such a file inside the school")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if *zip != "" {
		if *batch == "" || *to != "" || *digests || *full || *pdf != "" {
			return cli.Usage("-zip goes with -batch alone")
		}
		return r.exportZIP(ctx, *batch, *zip)
	}
	if err := r.Require("to"); err != nil {
		return err
	}
	if (*batch == "") != *digests {
		return cli.Usage("want either -batch or -digests")
	}
	if *numbers && !*digests {
		return cli.Usage("-register-numbers goes with -digests")
	}
	if *digests && *pdf != "" || !slices.Contains([]string{"", pdfEach, pdfBatch}, *pdf) {
		return cli.Usage("-pdf is %s or %s, with -batch", pdfEach, pdfBatch)
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	done := exported{To: *to}
	if *digests {
		done.Count, err = exportDigests(ctx, c, *issuer, *numbers, *to)
	} else {
		done.Count, err = r.exportBatch(ctx, c, *batch, *to, *full, *pdf)
	}
	if err != nil {
		return err
	}
	return r.Print(done, func(w io.Writer) { fmt.Fprintf(w, "%d credentials written to %s\n", done.Count, done.To) })
}

func exportDigests(
	ctx context.Context,
	c *client,
	issuer string,
	registerNumbers bool,
	to string,
) (count int, err error) {
	query := url.Values{}
	if issuer != "" {
		query.Set("issuer", issuer)
	}
	if registerNumbers {
		query.Set("registerNumbers", "true")
	}
	path := "/export/digests"
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	err = c.stream(ctx, path, func(line []byte) error {
		count++
		_, err := out.Write(append(line, '\n'))
		return err
	})
	return count, err
}

// exportBatch writes three files for each credential and index.json, all for
// their owner's eyes only. The images are drawn here, by all processors.
func (r *run) exportBatch(ctx context.Context, c *client, batch, to string, full bool, pdf string) (int, error) {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return 0, err
	}
	drawer, err := qr.NewDrawer(1)
	if err != nil {
		return 0, err
	}
	var b registry.Batch
	if err := c.call(ctx, "GET", "/batches/"+url.PathEscape(batch), nil, &b); err != nil {
		return 0, err
	}
	bar := r.Bar(int64(b.Count), "writing")
	defer bar.Done()
	var mu sync.Mutex // guards the bar
	var index []indexed
	names := map[string]bool{}
	group, writing := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	err = c.stream(writing, "/batches/"+url.PathEscape(batch)+"/documents", func(line []byte) error {
		var d wire.Document
		if err := json.Unmarshal(line, &d); err != nil {
			return err
		}
		entry := entryOf(d, names)
		if pdf == pdfEach {
			entry.PDF = strings.TrimSuffix(entry.SDJWT, ".sdjwt") + ".pdf"
		}
		index = append(index, entry)
		group.Go(func() error {
			if err := writeDocument(drawer, to, entry, d, full); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			bar.Add(1)
			return nil
		})
		return writing.Err()
	})
	if err := errors.Join(group.Wait(), err); err != nil {
		return 0, err
	}
	if err := r.exportPDF(ctx, c, batch, to, pdf, index); err != nil {
		return 0, err
	}
	text, err := json.Marshal(index, jsontext.WithIndent("  "))
	if err != nil {
		return 0, err
	}
	return len(index), os.WriteFile(filepath.Join(to, "index.json"), append(text, '\n'), 0o600)
}

// entryOf names a credential's files by its register number or, where it has
// none or the name is taken, by its id.
func entryOf(d wire.Document, names map[string]bool) indexed {
	c := d.Credential
	name := fileName(c.RegisterNumber)
	if name == "" || names[name] {
		name = c.ID.String()
	}
	names[name] = true
	return indexed{
		ID:             c.ID,
		Kind:           c.Kind,
		LearnerCode:    c.LearnerCode,
		SerialNumber:   c.SerialNumber,
		RegisterNumber: c.RegisterNumber,
		Status:         c.StatusRef,
		Digest:         c.Digest,
		Link:           d.Link,
		QR:             name + ".qr.png",
		SDJWT:          name + ".sdjwt",
		Holder:         name + ".sogoc.json",
	}
}

// fileName turns a number into a name that every file system takes: letters
// without accents, digits and hyphens.
func fileName(number string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(number) {
		switch {
		case c == 'Đ' || c == 'đ':
			b.WriteByte('D')
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			b.WriteRune(c)
		case !unicode.IsMark(c):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

func writeDocument(drawer *qr.Drawer, to string, entry indexed, d wire.Document, full bool) error {
	image, err := drawer.PNG(d.Link, qr.DefaultScale)
	if err != nil {
		return err
	}
	sdJWT := d.SDJWT
	if !full {
		if sdJWT, err = credential.Present(d.SDJWT, credential.Public); err != nil {
			return err
		}
	}
	contents := map[string][]byte{entry.QR: image, entry.SDJWT: []byte(sdJWT), entry.Holder: d.Holder}
	for name, content := range contents {
		if err := os.WriteFile(filepath.Join(to, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

package command

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/errgroup"
)

// What -pdf takes.
const (
	pdfEach  = "each"
	pdfBatch = "batch"
)

// exportPDF has the register print a batch: it has the school's template. What
// a file is printed into is written beside it first, so that a PDF file that
// is there is whole.
func (r *run) exportPDF(ctx context.Context, c *client, batch, to, pdf string, index []indexed) error {
	switch pdf {
	case pdfBatch:
		return c.save(ctx, "/batches/"+url.PathEscape(batch)+"/pdf", filepath.Join(to, "batch.pdf"))
	case pdfEach:
		bar := r.Bar(int64(len(index)), "printing")
		defer bar.Done()
		var mu sync.Mutex // guards the bar
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(2) // one prints, one waits
		for _, entry := range index {
			group.Go(func() error {
				path := "/credentials/" + entry.ID.String() + "/pdf"
				if err := c.save(ctx, path, filepath.Join(to, entry.PDF)); err != nil {
					return err
				}
				mu.Lock()
				defer mu.Unlock()
				bar.Add(1)
				return nil
			})
		}
		return group.Wait()
	}
	return nil
}

// save writes an answer to a file.
func (c *client) save(ctx context.Context, path, file string) (err error) {
	response, err := c.do(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	part := file + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, response.Body)
	if err = errors.Join(err, out.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, file)
}

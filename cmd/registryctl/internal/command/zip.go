package command

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"sogoc/cmd/internal/cli"
)

// exportZIP fetches a batch as one file. What broke off does not open, and is
// not left behind.
func (r *run) exportZIP(ctx context.Context, batch, file string) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	part := file + ".part"
	if err := c.save(ctx, "/batches/"+url.PathEscape(batch)+"/zip", part); err != nil {
		return err
	}
	count, err := packed(part)
	if err != nil {
		return errors.Join(fmt.Errorf("%w: the answer broke off", cli.ErrLater), os.Remove(part))
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	return r.Print(exported{Count: count, To: file}, func(w io.Writer) {
		fmt.Fprintf(w, "%d credentials packed into %s\n", count, file)
	})
}

// packed returns how many credentials a ZIP is of.
func packed(file string) (count int, err error) {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return 0, err
	}
	for _, f := range archive.File {
		if strings.HasPrefix(f.Name, "qr/") {
			count++
		}
	}
	return count, archive.Close()
}

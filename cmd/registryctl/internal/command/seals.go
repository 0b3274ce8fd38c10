package command

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/pdffile"
	"sogoc/verifier/pdfseal"
)

// digestList is the file that names what is to be sealed.
const digestList = "digests.jsonl"

// toSeal is a line of it.
type toSeal struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"` // of the bytes that the seal is over, in hexadecimal
}

// sealed is what both commands print.
type sealed struct {
	Count int    `json:"count"`
	To    string `json:"to"`
}

var sealCommands = []subcommand{
	{cli.Command{
		Name: "prepare-seals", About: "give exported PDF files an empty place for a seal, and list the digests to be sealed",
		Example: "registryctl prepare-seals -from out -to prepared",
	}, prepareSeals},
	{cli.Command{
		Name: "put-seals", About: "put the seals that an authority's service made into prepared PDF files",
		Example: "registryctl put-seals -from prepared -signatures signatures -to sealed",
	}, putSeals},
}

// prepareSeals prepares all PDF files of a folder, or none.
func prepareSeals(_ context.Context, r *run, args []string) error {
	from := r.Flags().String("from", "", "folder of PDF files, as export -pdf each writes it (required)")
	to := r.Flags().String("to", "", "new folder for the prepared files and "+digestList+" (required)")
	at := r.Flags().
		String("at", "", "time of sealing that the files name, such as 2026-07-24T08:00:00Z (default: now)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("from", "to"); err != nil {
		return err
	}
	moment := time.Now()
	if *at != "" {
		var err error
		if moment, err = time.Parse(time.RFC3339, *at); err != nil {
			return cli.Usage("-at is a moment such as 2026-07-24T08:00:00Z")
		}
	}
	names, err := pdfFilesIn(*from)
	if err != nil {
		return err
	}
	return r.intoNewFolder(*to, len(names), func(folder string) error {
		var list bytes.Buffer
		for _, name := range names {
			file, err := os.ReadFile(filepath.Join(*from, name))
			if err != nil {
				return err
			}
			prepared, err := pdffile.PrepareSeal(file, moment)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			place, err := pdffile.FindPlace(prepared)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			digest := place.Digest()
			line, err := json.Marshal(toSeal{File: name, SHA256: hex.EncodeToString(digest[:])})
			if err != nil {
				return err
			}
			list.Write(append(line, '\n'))
			if err := os.WriteFile(filepath.Join(folder, name), prepared, 0o600); err != nil {
				return err
			}
		}
		return os.WriteFile(filepath.Join(folder, digestList), list.Bytes(), 0o600)
	})
}

// putSeals puts a signature into every prepared file of a folder, or into none.
func putSeals(_ context.Context, r *run, args []string) error {
	from := r.Flags().String("from", "", "folder that prepare-seals wrote (required)")
	signatures := r.Flags().
		String("signatures", "", "folder of NAME.pdf.p7s, a detached CMS signature each, DER or PEM (required)")
	to := r.Flags().String("to", "", "new folder for the sealed files (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("from", "signatures", "to"); err != nil {
		return err
	}
	names, err := pdfFilesIn(*from)
	if err != nil {
		return err
	}
	return r.intoNewFolder(*to, len(names), func(folder string) error {
		var problems []error
		for _, name := range names {
			file, err := putSeal(filepath.Join(*from, name), filepath.Join(*signatures, name+".p7s"))
			if err == nil && len(problems) == 0 {
				err = os.WriteFile(filepath.Join(folder, name), file, 0o600)
			}
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", name, err))
			}
		}
		return errors.Join(problems...)
	})
}

// putSeal returns a prepared file with a signature that is over it.
func putSeal(prepared, signature string) ([]byte, error) {
	file, err := os.ReadFile(prepared)
	if err != nil {
		return nil, err
	}
	place, err := pdffile.FindPlace(file)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(signature)
	if err != nil {
		return nil, err
	}
	if block, _ := pem.Decode(text); block != nil {
		text = block.Bytes
	}
	if err := pdfseal.Accept(text, place.Sealed()); err != nil {
		return nil, fmt.Errorf("%w; the digest to be sealed is %x", err, sha256.Sum256(place.Sealed()))
	}
	return place.Put(text)
}

// pdfFilesIn returns the names of a folder's PDF files, in order.
func pdfFilesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasSuffix(strings.ToLower(e.Name()), ".pdf") {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil, cli.Usage("no PDF file in %s", folder)
	}
	slices.Sort(names)
	return names, nil
}

// intoNewFolder has a folder filled beside its place and then moves it there: it is whole
// or not there.
func (r *run) intoNewFolder(to string, count int, fill func(folder string) error) (err error) {
	to = filepath.Clean(to)
	if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
		return cli.Usage("%s is there already: name a new folder", to)
	}
	folder, err := os.MkdirTemp(filepath.Dir(to), filepath.Base(to)+".part-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := fill(folder); err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	if err := os.Rename(folder, to); err != nil {
		return err
	}
	result := sealed{Count: count, To: to}
	return r.Print(result, func(w io.Writer) { fmt.Fprintf(w, "%d files in %s\n", count, to) })
}

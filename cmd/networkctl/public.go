package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"

	"sogoc/cmd/internal/cli"
)

// writePublic writes a file that travels between organisations, with a newline at its end.
// A file that is there already is refused, since it may be a key or what the act has read;
// one with these very bytes is as wanted.
func writePublic(path string, text []byte) error {
	text = append(slices.Clone(text), '\n')
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, text) {
			return nil
		}
		return isThere(path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(path) // half of it would be in the way of the next try
	}
	return err
}

func isThere(path string) error {
	return cli.Usage("%s is there already and was left as it is: name another file with --out", path)
}

package unpack

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode"

	"sogoc/verifier/words"
)

// maxNameLength bounds what is shown of a name in an archive, in characters.
const maxNameLength = 120

// readZIP takes each file of an archive.
func (r *reading) readZIP(content []byte) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		r.leave(Place{}, ReasonDamaged)
		return
	}
	if len(archive.File) > MaxEntries {
		r.leave(Place{}, ReasonTooMany)
		return
	}
	if isOfficeDocument(archive) {
		r.leave(Place{}, ReasonKind)
		return
	}
	for _, entry := range archive.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		r.readEntry(entry)
	}
}

// isOfficeDocument knows text documents and tables, which are ZIP files too.
func isOfficeDocument(archive *zip.Reader) bool {
	return slices.ContainsFunc(archive.File, func(f *zip.File) bool {
		return f.Name == "[Content_Types].xml" || f.Name == "mimetype"
	})
}

func (r *reading) readEntry(entry *zip.File) {
	at := Place{File: shownName(entry.Name)}
	if entry.Flags&1 != 0 {
		r.leave(at, ReasonEncrypted)
		return
	}
	opened, err := entry.Open()
	if err != nil {
		r.leave(at, ReasonDamaged)
		return
	}
	defer opened.Close() //nolint:errcheck // it was read, and nothing is written
	limit := min(r.bytes, MaxSize)
	content, err := io.ReadAll(io.LimitReader(opened, int64(limit)+1))
	r.bytes -= min(len(content), r.bytes)
	switch {
	case len(content) > limit:
		r.leave(at, ReasonTooLarge)
	case err != nil:
		r.leave(at, ReasonDamaged)
	default:
		r.read(at, content, 1)
	}
}

// shownName returns a name as it may be shown: its end, with a visible mark for
// what would steer a screen or hide in it.
func shownName(name string) string {
	runes := []rune(strings.ToValidUTF8(name, string(unicode.ReplacementChar)))
	begins := ""
	if len(runes) > maxNameLength {
		begins, runes = "…", runes[len(runes)-maxNameLength:]
	}
	return begins + words.Visible(string(runes))
}

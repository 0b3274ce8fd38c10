package unpack

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode"
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

// shownName returns a name as it may be shown: its end, without characters that
// steer a terminal or turn the direction of text.
func shownName(name string) string {
	name = strings.Map(func(c rune) rune {
		if unicode.In(c, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) ||
			c == unicode.ReplacementChar {
			return '·'
		}
		return c
	}, strings.ToValidUTF8(name, "·"))
	if runes := []rune(name); len(runes) > maxNameLength {
		name = "…" + string(runes[len(runes)-maxNameLength:])
	}
	return name
}

package sample

import (
	"bytes"
	"os"
	"path/filepath"
)

// Names of the files under testdata/rosters.
const (
	THPTFile    = "thpt_2026.xlsx"
	DirtyFile   = "thpt_2026_dirty.xlsx"
	DaihocFile  = "daihoc_2026.csv"
	CoursesFile = "daihoc_2026_bangdiem.csv"
)

// Files makes all files, by name.
func Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	files[DaihocFile], files[CoursesFile] = Daihoc()
	clean, err := THPT()
	if err != nil {
		return nil, err
	}
	dirty, _, err := Dirty()
	if err != nil {
		return nil, err
	}
	for name, book := range map[string]interface {
		WriteToBuffer() (*bytes.Buffer, error)
	}{THPTFile: clean, DirtyFile: dirty} {
		b, err := book.WriteToBuffer()
		if err != nil {
			return nil, err
		}
		files[name] = b.Bytes()
	}
	return files, nil
}

// Write writes all files to a folder.
func Write(dir string) error {
	files, err := Files()
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

package registrar

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"sogoc/registry"
	"sogoc/registry/roster"
	"sogoc/web"
)

// markedUpload answers with one of the files and its problems in its cells.
func (u *UI) markedUpload(v *visit) error {
	up, reading, err := u.waiting(v)
	if err != nil {
		return err
	}
	content, name := up.List, up.ListName
	which := v.c.Param("file")
	switch {
	case which == roster.FileCourses && up.Courses != nil:
		content, name = up.Courses, up.CoursesName
	case which != roster.FileList:
		return registry.ErrNotFound
	}
	checked, err := u.readAndCheck(v, up, reading)
	if err != nil {
		return err
	}
	var annotations []roster.Annotation
	for _, f := range checked.faults {
		if f.File == which {
			annotations = append(annotations, roster.Annotation{
				Sheet:    f.Sheet,
				Row:      f.Row,
				Column:   f.Column,
				Severity: f.Severity,
				Text:     f.text(v.language),
			})
		}
	}
	marked, err := roster.Annotate(v.ctx(), content, which, annotations)
	if err != nil {
		return fmt.Errorf("%w: the file cannot be marked", registry.ErrInvalid)
	}
	name = strings.TrimSuffix(name, filepath.Ext(name)) + " - " + v.say("markedName") + ".xlsx"
	return web.Attach(v.c, name, mediaXLSX, bytes.NewReader(marked))
}

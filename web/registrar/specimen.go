package registrar

import (
	"mime"
	"strconv"
	"strings"

	"sogoc/registry"
	"sogoc/registry/review"
	"sogoc/verifier/credential"
	"sogoc/web"
)

// uploadSpecimen answers with what a row of an upload would look like on paper.
func (u *UI) uploadSpecimen(v *visit) error {
	up, said, err := u.waiting(v)
	if err != nil {
		return err
	}
	l, err := u.readAndCheck(v, up, said)
	if err != nil {
		return err
	}
	return u.specimen(v, up.Issuer, l.Check.Drafts)
}

// batchSpecimen answers with what a row of a draft batch would look like on paper.
func (u *UI) batchSpecimen(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	b, err := u.Register.Reading.Batch(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	drafts, _, err := u.Register.Review.Drafts(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	return u.specimen(v, b.Issuer, drafts)
}

// specimen prints the papers of the row that the path names.
func (u *UI) specimen(v *visit, issuer string, drafts []registry.Draft) error {
	name, is := strings.CutSuffix(v.c.Param("file"), ".pdf")
	row, err := strconv.Atoi(name)
	if err != nil || !is {
		return registry.ErrNotFound
	}
	var documents []credential.Document
	for _, d := range review.DraftsOfRow(drafts, row) {
		documents = append(documents, d.Content.Document())
	}
	file, err := u.Desk.Specimen(v.ctx(), issuer, "specimen-"+name+".pdf", documents)
	if err != nil {
		return err
	}
	v.c.Header("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": file.Name}))
	return web.Show(v.c, file.Media, file)
}

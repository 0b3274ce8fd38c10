package handout

import (
	"context"

	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
)

// Template returns how an issuer's papers look now.
func (d *Desk) Template(issuer string) (diploma.Template, error) {
	return d.printer.Templates.For(issuer)
}

// Specimen prints what the papers of documents would look like that nobody has
// signed: see diploma.File.AddSpecimen. The caller decides who may see them. name
// is that of the file.
func (d *Desk) Specimen(
	ctx context.Context,
	issuer, name string,
	documents []credential.Document,
) (File, error) {
	if len(documents) == 0 {
		return File{}, registry.ErrNotFound
	}
	if err := d.wait(ctx); err != nil {
		return File{}, err
	}
	defer d.next()
	file, err := d.printer.File(issuer)
	if err != nil {
		return File{}, err
	}
	for _, document := range documents {
		if err := file.AddSpecimen(document); err != nil {
			return File{}, err
		}
	}
	return File{Name: name, Media: media[ItemPDF], Count: len(documents), content: file}, nil
}

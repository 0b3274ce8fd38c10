package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/unpack"
)

// errHoldsNothing means that a PDF file, a picture or a ZIP file holds nothing that is
// read here.
var errHoldsNothing = cli.Usage("nothing in the file names a credential: no embedded file and no QR code was found")

// opened returns the one presentation that a PDF file, a picture or a ZIP file holds;
// a text stays as it is. What could not be read in the file is complained of, and a
// file with several credentials is refused: a history is of one.
func (r *run) opened(ctx context.Context, content []byte) (text string, err error) {
	if unpack.IsText(content) {
		return string(content), nil
	}
	u := unpack.New(unpack.Config{Parallel: 1, Time: time.Minute})
	defer func() { err = errors.Join(err, u.Close()) }()
	contents, err := u.Unpack(ctx, content)
	if err != nil {
		return "", err
	}
	groups := contents.Groups()
	for _, left := range contents.Unread {
		if len(groups) > 0 || left.Why != unpack.ReasonNoCode {
			fmt.Fprintf(r.Stderr, "ledgeraudit: not read in the file: %s: %s\n", placeOf(left.Place), left.Why)
		}
	}
	switch len(groups) {
	case 0:
		return "", errHoldsNothing
	case 1:
		return groups[0].Text, nil
	}
	var places []string
	for _, g := range groups {
		places = append(places, placeOf(g.Places[0]))
	}
	return "", cli.Usage("the file holds %d credentials (%s): give one of them alone", len(groups),
		strings.Join(places, "; "))
}

// placeOf says where something stands in a file. The names in an archive are not
// repeated: they are often people's names.
func placeOf(p unpack.Place) string {
	var parts []string
	if p.File != "" {
		parts = append(parts, "in the archive")
	}
	if p.Page > 0 {
		parts = append(parts, fmt.Sprintf("page %d", p.Page))
	}
	switch p.Way {
	case unpack.WayEmbedded:
		parts = append(parts, "an embedded file")
	case unpack.WayQR:
		parts = append(parts, "a QR code")
	}
	if len(parts) == 0 {
		return "the file"
	}
	return strings.Join(parts, ", ")
}

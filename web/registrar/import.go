package registrar

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/classlist"
	"sogoc/registry/intake"
	"sogoc/registry/roster"
	"sogoc/verifier/ledger"
)

// importUpload makes the batch: all rows or none, and once however often the
// button is pressed, in however many tabs. Of a file that made a batch before another
// one is made only where the form asks for it, by that batch's id.
func (u *UI) importUpload(v *visit) error {
	up, reading, err := u.waiting(v)
	if err != nil {
		return err
	}
	l, err := u.readAndCheck(v, up, reading)
	if err != nil {
		return err
	}
	self := "/uploads/" + up.ID.String()
	if !l.Ready() {
		return v.redirect(self)
	}
	request := intake.ImportRequest{
		Issuer:  up.Issuer,
		Terms:   up.Terms,
		Rows:    l.Rows,
		Source:  up.Source(),
		Upload:  up.ID,
		Remarks: l.remarks(up, reading),
	}
	if request.Asked, err = askedOf(up, reading); err != nil {
		return err
	}
	if again := v.c.PostForm("again"); again != "" {
		if request.Besides, err = uuid.Parse(again); err != nil {
			return registry.ErrNotFound
		}
	}
	classlist.Confirm(&request, &l.Result.Result)
	stored := u.Register.Lists.Storing(v.actor, len(request.Rows))
	batch, err := u.Register.Intake.Import(v.ctx(), v.actor, request)
	stored()
	var problems intake.Problems
	var before *intake.AlreadyImported
	switch {
	case errors.As(err, &before), errors.Is(err, registry.ErrNotFound):
		if _, _, err := u.waiting(v); err != nil { // by the other tab, a moment ago
			return err
		}
		return v.redirect(self) // which says so
	case errors.As(err, &problems): // somebody else took a number just now
		return v.redirect(self)
	case err != nil:
		return err
	}
	return v.redirect("/batches/" + batch.ID.String())
}

// showUploadProgress answers with how far the person's list is, for the script of the
// page that waits for it; with nothing where no list is under way.
func (u *UI) showUploadProgress(v *visit) error {
	return u.write(v.c, http.StatusOK,
		view{Language: v.language, Page: "upload-progress", Data: u.Register.Lists.Progress(v.actor)})
}

// askedOf names all that importing an upload asks for.
func askedOf(up intake.Upload, reading roster.Reading) (ledger.Digest, error) {
	return intake.RequestDigest(up.Issuer, up.Terms, up.Source(), reading.Choices, reading.Values())
}

// importedBefore returns the batch that an upload's file made before, nil for none.
func (u *UI) importedBefore(v *visit, up intake.Upload, reading roster.Reading) (*registry.Batch, error) {
	asked, err := askedOf(up, reading)
	if err != nil {
		return nil, err
	}
	before, err := u.Register.Intake.OfFile(v.ctx(), v.actor, up.Issuer, up.Source(), asked)
	switch {
	case errors.Is(err, registry.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &before.Batch, nil
}

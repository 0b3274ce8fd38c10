package registrar

import (
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/roster"
	"sogoc/registry/unfinished"
	"sogoc/web"
)

// secretFields are never kept, whatever form they stand in.
var secretFields = []string{"passphrase", "password", "old", "new", "code"}

// ownFields are this package's own: they are no content of a form.
var ownFields = []string{fieldPage, fieldAction, fieldKeptFiles}

// What the script says of a form that it has kept, and what a form says of files
// that were kept.
const (
	fieldPage      = "unfinished.page"
	fieldAction    = "unfinished.action"
	fieldKeptFiles = "unfinished.files"
)

// kept returns what is worth keeping of a form.
func (f form) kept() unfinished.Content {
	c := unfinished.Content{Values: map[string][]string{}}
	for name, values := range f.values {
		if !slices.Contains(secretFields, name) && !slices.Contains(ownFields, name) {
			c.Values[name] = values
		}
	}
	for field, file := range f.files {
		if len(file.content) <= roster.MaxFile {
			c.Files = append(c.Files, unfinished.File{Field: field, Name: file.name, Bytes: file.content})
		}
	}
	slices.SortFunc(c.Files, func(a, b unfinished.File) int { return strings.Compare(a.Field, b.Field) })
	return c
}

// isEmpty reports whether there is nothing that a person typed or chose.
func isEmpty(c unfinished.Content) bool {
	for _, values := range c.Values {
		if slices.ContainsFunc(values, func(value string) bool { return strings.TrimSpace(value) != "" }) {
			return false
		}
	}
	return len(c.Files) == 0
}

// readAnyForm reads a posted form of either kind.
func readAnyForm(r *http.Request) (form, error) {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media == "multipart/form-data" {
		return readForm(r)
	}
	if err := r.ParseForm(); err != nil {
		return form{}, web.ReadError(err)
	}
	return form{values: r.PostForm}, nil
}

// pathMatches reports whether a path is of a route's pattern.
func pathMatches(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, have, func(w, h string) bool {
		return w == h || (strings.HasPrefix(w, ":") && h != "")
	})
}

// formRoute returns the route that a form is sent to, if forms of it are kept.
func formRoute(action string) (route, bool) {
	for _, r := range routes() {
		if r.method == http.MethodPost && r.page != "" && pathMatches(r.path, action) {
			return r, true
		}
	}
	return route{}, false
}

// isPage reports whether a page with forms is at a path.
func isPage(path string) bool {
	return slices.ContainsFunc(routes(), func(r route) bool {
		return r.method == http.MethodGet && r.path != "" && !strings.Contains(r.path, ":file") && pathMatches(r.path, path)
	})
}

// pageOfForm returns the path of the page that a posted form stands on: the one that
// the browser says, if it is one of these pages, or the route's.
func pageOfForm(c *gin.Context, r route) string {
	if from, err := url.Parse(c.Request.Referer()); err == nil && from.Host == c.Request.Host {
		if path := localPath(strings.TrimPrefix(from.Path, Prefix)); path != "" && path != "/sign-in" && isPage(path) {
			return path
		}
	}
	id := c.Param("id")
	return strings.ReplaceAll(r.page, ":id", id)
}

// sentTo returns the path that a request was sent to.
func sentTo(c *gin.Context) string { return strings.TrimPrefix(c.Request.URL.Path, Prefix) }

// keepUnsent keeps a form that was sent after its person's session had ended, for
// that person alone, and returns the page that it stands on. kept is false where it is
// not known whose the session was, where the person may not send such a form, and
// where there is nothing to keep.
func (u *UI) keepUnsent(c *gin.Context, r route, token account.Token) (page string, kept bool, err error) {
	page = pageOfForm(c, r)
	if token == "" {
		return page, false, nil
	}
	actor, err := u.Register.Accounts.Ended(c.Request.Context(), token)
	if errors.Is(err, registry.ErrUnauthenticated) || (err == nil && !r.who.admits(actor)) {
		return page, false, nil
	}
	if err != nil {
		return page, false, err
	}
	f, err := readAnyForm(c.Request)
	if err != nil {
		return page, false, err
	}
	content := f.kept()
	if isEmpty(content) {
		return page, false, nil
	}
	return page, true, u.Register.Unfinished.Keep(c.Request.Context(), actor, page, sentTo(c), content)
}

// afterForm keeps or forgets what was sent, by what became of it: a form that was
// taken is finished, one that could not be taken now is kept.
func (v *visit) afterForm(r route, err error) {
	if !v.signedIn || r.page == "" {
		return
	}
	taken := err == nil && v.c.Writer.Status() < http.StatusBadRequest
	unfinishedForms := v.ui.Register.Unfinished
	var failed error
	switch content := (form{values: v.c.Request.PostForm}).kept(); {
	case taken && !r.isPreview():
		failed = unfinishedForms.Drop(v.ctx(), v.actor, "", sentTo(v.c))
	case (err != nil || r.isPreview()) && !isEmpty(content):
		failed = unfinishedForms.Keep(v.ctx(), v.actor, pageOfForm(v.c, r), sentTo(v.c), content)
	}
	if failed != nil { // the answer stands all the same
		v.ui.Log.WarnContext(v.ctx(), "unfinished form not kept", slog.Any("error", failed))
	}
}

// keepForm keeps what stands in a form that is still being filled in, for the pages'
// script. It is also what the script sends when the session has ended.
func (u *UI) keepForm(v *visit) error {
	return keepFrom(v.c, v.actor, v.ui.Register.Unfinished)
}

// headerEnded tells the pages' script that the session has ended.
const headerEnded = "Sogoc-Session-Ended"

// keepAfterEnd is keepForm for a session that has ended by time: what is being typed
// is kept for its person alone, and the script learns that nobody is signed in.
func (u *UI) keepAfterEnd(c *gin.Context, token account.Token) error {
	c.Header(headerEnded, "yes")
	if token == "" {
		return registry.ErrForbidden
	}
	actor, err := u.Register.Accounts.Ended(c.Request.Context(), token)
	if errors.Is(err, registry.ErrUnauthenticated) {
		return registry.ErrForbidden
	}
	if err != nil {
		return err
	}
	return keepFrom(c, actor, u.Register.Unfinished)
}

func keepFrom(c *gin.Context, actor registry.Actor, forms *unfinished.Service) error {
	f, err := readAnyForm(c.Request)
	if err != nil {
		return err
	}
	page, action := localPath(f.values.Get(fieldPage)), localPath(f.values.Get(fieldAction))
	r, known := formRoute(action)
	if !known || !r.who.admits(actor) || !(isPage(page) || page == r.path) {
		return registry.ErrNotFound
	}
	if page == r.path && !isPage(page) { // a preview, which has no address of its own
		page = r.page
	}
	content := f.kept()
	if isEmpty(content) {
		err = forms.Drop(c.Request.Context(), actor, page, action)
	} else {
		err = forms.Keep(c.Request.Context(), actor, page, action, content)
	}
	if err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// throwAway forgets what the person left in a form.
func (u *UI) throwAway(v *visit) error {
	page, action := localPath(v.c.PostForm(fieldPage)), localPath(v.c.PostForm(fieldAction))
	if err := u.Register.Unfinished.Drop(v.ctx(), v.actor, page, action); err != nil {
		return err
	}
	return v.redirect(page)
}

// dropNotices takes away notices that the person has read.
func (u *UI) dropNotices(v *visit) error {
	if err := u.Register.Unfinished.DropNotices(v.ctx(), v.actor, u.Now()); err != nil {
		return err
	}
	return v.redirect(localPath(v.c.PostForm("back")))
}

// resumeChange shows the preview of a change of status as the person left it.
func (u *UI) resumeChange(v *visit) error {
	forms, err := v.left(sentTo(v.c))
	if err != nil {
		return err
	}
	if len(forms) == 0 {
		return v.redirect("/status-changes")
	}
	change, err := changeFormOf(forms[0].Values)
	if err != nil {
		return err
	}
	return u.preview(v, http.StatusOK, "", change)
}

// finishedChange forgets what was kept of a change of status before its last step,
// which was taken. What is left of it is thrown away by its person.
func (v *visit) finishedChange() {
	if err := v.ui.Register.Unfinished.Drop(v.ctx(), v.actor, "", "/status-changes/preview"); err != nil {
		v.ui.Log.WarnContext(v.ctx(), "unfinished form not dropped", slog.Any("error", err))
	}
}

// left returns what the person left on a page, newest first.
func (v *visit) left(page string) ([]unfinished.Form, error) {
	if v.leftOn != page || v.leftForms == nil {
		forms, err := v.ui.Register.Unfinished.Of(v.ctx(), v.actor, page)
		if err != nil {
			return nil, err
		}
		v.leftOn, v.leftForms = page, forms
	}
	return v.leftForms, nil
}

// keptFiles are files that the person chose in a form and did not send.
type keptFiles struct {
	Form  string
	Names map[string]string // by field
}

// keptFilesOf returns the files of a form that the person left, nil for none.
func (v *visit) keptFilesOf(page, action string) (*keptFiles, error) {
	forms, err := v.left(page)
	if err != nil {
		return nil, err
	}
	for _, f := range forms {
		if f.Action == action && len(f.Files) > 0 {
			kept := &keptFiles{Form: f.ID.String(), Names: map[string]string{}}
			for _, file := range f.Files {
				kept.Names[file.Field] = file.Name
			}
			return kept, nil
		}
	}
	return nil, nil
}

// markedElsewhere finds the rows that the person marked on other pages of a review.
func (v *visit) markedElsewhere(d *reviewData) error {
	forms, err := v.left(d.Address)
	if err != nil {
		return err
	}
	for _, f := range forms {
		if f.Action != d.Address+"/set-aside" {
			continue
		}
		for i := range d.Rows {
			row := &d.Rows[i]
			if slices.Contains(f.Values["row"], row.IDs[0].String()) && !slices.Contains(d.Shown, row) {
				d.Elsewhere = append(d.Elsewhere, row)
			}
		}
	}
	return nil
}

// keptFile returns a file that the person chose before, where the form says that it
// showed it; nil for none.
func (u *UI) keptFile(v *visit, f form, field string) (*file, error) {
	id, err := uuid.Parse(f.values.Get(fieldKeptFiles))
	if err != nil {
		return nil, nil
	}
	files, err := u.Register.Unfinished.Files(v.ctx(), v.actor, id)
	if errors.Is(err, registry.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, kept := range files {
		if kept.Field == field {
			return &file{kept.Name, kept.Bytes}, nil
		}
	}
	return nil, nil
}

// sessionEnded says to a person who comes from a form what became of it; "" to others.
func (v *visit) sessionEnded() string {
	switch v.c.Query("kept") {
	case "yes":
		return v.say("signIn:kept")
	case "no":
		return v.say("signIn:notKept")
	}
	return ""
}

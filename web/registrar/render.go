package registrar

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"sogoc/registry/unfinished"
	"sogoc/web"
)

// render writes a page whole or not at all.
func (v *visit) render(status int, page string, fill view) error {
	fill.Language, fill.Page = v.language, page
	if fill.Title == "" {
		fill.Title = texts["title:"+page].In(v.language)
	}
	if v.c.Request.Method == http.MethodGet {
		fill.Here = strings.TrimPrefix(v.c.Request.URL.Path, Prefix)
	}
	if v.signedIn {
		fill.Person = v.actor.Name
		school, err := v.ui.Register.Reading.School(v.ctx(), v.actor)
		if err != nil {
			return err
		}
		fill.School = school.Name
		for _, r := range sections {
			if r.who.admits(v.actor) {
				fill.Sections = append(
					fill.Sections,
					section{
						Prefix + r.path,
						texts["section:"+r.text].In(v.language),
						slices.ContainsFunc(r.below, func(below string) bool {
							return strings.HasPrefix(v.c.Request.URL.Path, Prefix+below)
						}),
					},
				)
			}
		}
	}
	if err := v.showLeft(&fill); err != nil {
		return err
	}
	content, err := v.ui.execute(fill)
	if err != nil {
		return err
	}
	if content, err = v.refill(status, content, fill); err != nil {
		return err
	}
	v.c.Data(status, mediaPage, content)
	return nil
}

// homes are the pages on which people see what they left elsewhere.
var homes = []string{"overview", "batches", "people", "upload"}

// showLeft adds what the person left on other pages, and what was deleted of it.
func (v *visit) showLeft(fill *view) error {
	if !v.signedIn || fill.Here == "" || !slices.Contains(homes, fill.Page) {
		return nil
	}
	forms, err := v.ui.Register.Unfinished.All(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	for _, f := range forms {
		if f.Page != fill.Here {
			fill.Left = append(fill.Left, v.leftForm(f))
		}
	}
	fill.Notices, err = v.ui.Register.Unfinished.Notices(v.ctx(), v.actor)
	return err
}

// leftForm is a form that a person left, as a page shows it.
type leftForm struct {
	unfinished.Form
	Title  string
	Values []string // what was typed
	Here   bool     // the page has this form, and it is filled in
}

func (v *visit) leftForm(f unfinished.Form) leftForm {
	shown := leftForm{Form: f, Title: pageTitle(f.Page, v.language)}
	for _, name := range slices.Sorted(maps.Keys(f.Content.Values)) {
		for _, value := range f.Content.Values[name] {
			if name != "row" && name != "credential" && value != "" {
				shown.Values = append(shown.Values, value)
			}
		}
	}
	return shown
}

// pageTitle names the page at a path.
func pageTitle(path string, l web.Language) string {
	for _, r := range routes() {
		text, named := texts["left:"+r.path]
		if named && r.method == http.MethodGet && pathMatches(r.path, path) {
			return text.In(l)
		}
	}
	return path
}

// refill fills in what the person left on the page, or what was just sent and not
// taken.
func (v *visit) refill(status int, page []byte, fill view) ([]byte, error) {
	var forms []unfinished.Form
	switch {
	case v.signedIn && fill.Here != "":
		var err error
		if forms, err = v.left(fill.Here); err != nil || len(forms) == 0 {
			return page, err
		}
	case status >= http.StatusBadRequest && v.c.Request.PostForm != nil:
		content := form{values: v.c.Request.PostForm}.kept()
		forms = []unfinished.Form{{Action: sentTo(v.c), Content: content}}
	default:
		return page, nil
	}
	again, err := parsePage(page)
	if err != nil {
		return nil, err
	}
	var said []leftForm
	for _, f := range slices.Backward(forms) { // of two the newer one stands in the end
		shown := v.leftForm(f)
		shown.Here = again.fill(f)
		said = append(said, shown)
	}
	if fill.Here != "" {
		part, err := v.ui.execute(view{Language: v.language, Page: "unfinished", Data: said})
		if err != nil {
			return nil, err
		}
		if err := again.say(part); err != nil {
			return nil, err
		}
	}
	return again.bytes()
}

const mediaPage = "text/html; charset=utf-8"

// execute makes a page.
func (u *UI) execute(fill view) ([]byte, error) {
	var b bytes.Buffer
	if err := u.pages[fill.Language].ExecuteTemplate(&b, fill.Page+".html", fill); err != nil {
		return nil, fmt.Errorf("render %s: %w", fill.Page, err)
	}
	return b.Bytes(), nil
}

func (u *UI) write(c *gin.Context, status int, fill view) error {
	page, err := u.execute(fill)
	if err != nil {
		return err
	}
	c.Data(status, mediaPage, page)
	return nil
}

package registrar

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"sogoc/registry"
	"sogoc/registry/names"
)

// credentialsData is what the list of credentials shows.
type credentialsData struct {
	listData
	Search  search
	By      []string
	Matches []names.Level
	pageLinks
}

// listData is a table of credentials, wherever it stands.
type listData struct {
	Credentials []registry.Credential
	Chooses     bool // the person may choose some and change their status
}

const credentialsOnPage = 50

func (u *UI) showCredentials(v *visit) error {
	sealed := v.c.Query("find")
	if sealed == "" {
		return u.credentials(v, http.StatusOK, "", search{}, "")
	}
	s, err := v.unseal(sealed)
	if errors.Is(err, errSearch) {
		return u.credentials(v, http.StatusOK, v.say("searchGone"), search{}, "")
	}
	if err != nil {
		return err
	}
	return u.credentials(v, http.StatusOK, "", s, sealed)
}

// findCredentials takes what is looked for out of the form and into an address
// that says nothing of it.
func (u *UI) findCredentials(v *visit) error {
	s := search{By: v.c.PostForm("by"), Text: tidy(v.c.PostForm("text"))}
	if s.By == byName {
		s.Match = names.Level(v.c.PostForm("match"))
	}
	if _, err := s.filter(); err != nil {
		if !slices.Contains(searchable, s.By) {
			s = search{}
		}
		return u.credentials(v, http.StatusUnprocessableEntity, v.say("searchEmpty"), s, "")
	}
	sealed, err := v.seal(s)
	if err != nil {
		return err
	}
	return v.redirect("/credentials?" + url.Values{"find": {sealed}}.Encode())
}

// credentials shows one page of what is looked for, or of all.
func (u *UI) credentials(v *visit, status int, trouble string, s search, sealed string) error {
	data := credentialsData{
		Search:    s,
		By:        searchable,
		Matches:   []names.Level{names.Plain, names.Tone, names.Exact},
		pageLinks: pageLinks{Page: pageOf(v)},
	}
	data.Chooses = registrarsAndApprovers.admits(v.actor)
	if sealed != "" {
		data.QueryStart = url.Values{"find": {sealed}}.Encode() + "&"
	}
	if trouble == "" {
		filter, err := s.filter()
		if err != nil {
			return err
		}
		filter.Page = registry.Page{Offset: (data.Page - 1) * credentialsOnPage, Limit: credentialsOnPage + 1}
		found, err := u.Register.Reading.Credentials(v.ctx(), v.actor, filter)
		if err != nil {
			return err
		}
		data.Previous = data.Page - 1
		if len(found) > credentialsOnPage {
			found, data.Next = found[:credentialsOnPage], data.Page+1
		}
		data.Credentials = found
	}
	return v.render(status, "credentials", view{Trouble: trouble, Data: data})
}

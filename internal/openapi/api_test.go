package openapi_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/openapi"
	"sogoc/internal/openapi/testdata/school"
	"sogoc/internal/testapi"
	"sogoc/web"
)

// small is an API of one route that has a bit of everything.
func small() openapi.API {
	all := types()
	openapi.SetSchema[school.Mark](all, openapi.Schema{Type: "string"})
	return openapi.API{
		Title: "Small", Text: "An API.", Version: "1", Server: "here", Token: "A token.", Tags: []openapi.Tag{{Name: "all", Description: "All"}}, Types: all,
		Headers: openapi.Members[openapi.Header]{
			{
				Name:  web.HeaderRequestID,
				Value: openapi.Header{Required: true, Schema: &openapi.Schema{Type: "string"}},
			},
			{
				Name:  "Retry-After",
				Value: openapi.Header{Schema: &openapi.Schema{Type: "string"}},
			},
			{Name: "WWW-Authenticate", Value: openapi.Header{Schema: &openapi.Schema{Type: "string"}}},
		},
		Path: map[string]openapi.Parameter{"id": {Text: "The id.", Of: openapi.Text}},
		Rules: append(
			[]web.Rule{
				{Is: errors.New("x"), Status: http.StatusForbidden, Code: "forbidden", Title: "No"},
				{Status: http.StatusConflict, Code: "taken", Title: "Taken"},
			},
			web.Rules()...),
		Common: []string{
			"internal",
		}, Members: map[string]openapi.Extra{"taken": {Errors: openapi.List[school.Learner]()}},
		Routes: []openapi.Route{{Method: http.MethodPost, Path: "/classes/:id", Roles: []string{"teacher"}}},
		Operations: map[string]openapi.Operation{
			"POST /classes/:id": {ID: "open", Tag: "all", Summary: "Open", Problems: []string{"taken"},
				Query: []openapi.Parameter{
					{Name: "count", Of: openapi.JSON[int]()},
				}, Body: &openapi.Body{JSON: openapi.JSON[school.Learner]()},
				Answers: []openapi.Answer{
					{
						Status: http.StatusOK,
						Text:   "The class.",
						Media:  "application/json",
						Of:     openapi.JSON[school.Class](),
					},
				}},
		},
	}
}

func TestBuild(t *testing.T) {
	t.Parallel()
	document, err := small().Build()
	require.NoError(t, err)
	text, err := document.JSON()
	require.NoError(t, err)
	require.NoError(t, testapi.Valid(text))
	said := *document.Paths.Get("/classes/{id}")
	open := *said.Get("post")
	require.Equal(t, []string{"teacher"}, open.Roles)
	require.Contains(t, open.Description, "teacher")
	require.Len(t, open.Security, 1)
	var statuses []string
	for _, r := range open.Responses {
		statuses = append(statuses, r.Name)
	}
	require.Equal(
		t,
		[]string{"200", "400", "401", "403", "404", "409", "413", "415", "500"},
		statuses,
		"what follows from token, roles, path, query and body is there",
	)
	taken := *document.Components.Schemas.Get("TakenProblem")
	require.Contains(t, taken.Required, "errors")
	require.Equal(t, []string{"taken"}, (*taken.Properties.Get("code")).Enum)
	require.Equal(t, "array", (*taken.Properties.Get("errors")).Type)
}

func TestBuildRefuses(t *testing.T) {
	t.Parallel()
	const route = "POST /classes/:id"
	change := func(c func(*openapi.Operation)) func(*openapi.API) {
		return func(a *openapi.API) {
			o := a.Operations[route]
			c(&o)
			a.Operations[route] = o
		}
	}
	for name, spoil := range map[string]func(*openapi.API){
		"nothing is said of this route": func(a *openapi.API) { a.Routes = append(a.Routes, openapi.Route{Method: http.MethodGet, Path: "/new"}) },
		"2 operations are described":    func(a *openapi.API) { a.Operations["GET /old"] = openapi.Operation{} },
		"no operation id of its own": func(a *openapi.API) {
			a.Routes = append(a.Routes, openapi.Route{Method: http.MethodPut, Path: "/classes/:id"})
			a.Operations["PUT /classes/:id"] = a.Operations[route]
		},
		`no rule has the code "strange"`:  change(func(o *openapi.Operation) { o.Problems = []string{"strange"} }),
		`no tag "other"`:                  change(func(o *openapi.Operation) { o.Tag = "other" }),
		"nothing is said of the header X": change(func(o *openapi.Operation) { o.Answers[0].Headers = []string{"X"} }),
		"nothing is said of :id in paths": func(a *openapi.API) { a.Path = nil },
		"writes itself":                   func(a *openapi.API) { a.Types = types() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := small()
			spoil(&api)
			_, err := api.Build()
			require.ErrorContains(t, err, name)
		})
	}
}

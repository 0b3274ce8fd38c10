package openapi

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sogoc/web"
)

const (
	mediaJSON    = "application/json"
	mediaProblem = "application/problem+json"
	scheme       = "token"
)

// builder makes one document.
type builder struct {
	API
	doc      *Document
	problems map[string]bool // names of the responses that are there
	ids      map[string]string
}

// Build makes the document. It fails where a route is not described, where
// something is described that is no route, and where a code is no rule's.
func (a API) Build() (*Document, error) {
	b := &builder{API: a, problems: map[string]bool{}, ids: map[string]string{}, doc: &Document{OpenAPI: Version,
		Info: Info{
			Title:       a.Title,
			Description: a.Text,
			License:     License{Name: "Apache License 2.0", Identifier: "Apache-2.0"},
			Version:     a.Version,
		},
		Servers: []Server{{URL: "/", Description: a.Server}}, Tags: a.Tags}}
	if a.Token != "" {
		b.doc.Components.Security = Members[SecurityScheme]{
			{scheme, SecurityScheme{Type: "http", Scheme: "bearer", Description: a.Token}},
		}
	}
	b.doc.Components.Headers = a.Headers
	for _, r := range a.Routes {
		if err := b.addRoute(r); err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.Method, r.Path, err)
		}
	}
	if len(b.ids) != len(a.Operations) {
		return nil, fmt.Errorf("%d operations are described and %d are routes", len(a.Operations), len(b.ids))
	}
	slices.SortFunc(
		b.doc.Components.Responses,
		func(x, y Member[*ResponseOrRef]) int { return strings.Compare(x.Name, y.Name) },
	)
	b.doc.Components.Schemas = a.Types.Components()
	return b.doc, nil
}

var inPath = regexp.MustCompile(`:([a-z]+)`)

func (b *builder) addRoute(r Route) error {
	o, described := b.Operations[r.Method+" "+r.Path]
	if !described {
		return fmt.Errorf("nothing is said of this route")
	}
	if other, taken := b.ids[o.ID]; taken || o.ID == "" || o.Summary == "" || len(o.Answers) == 0 {
		return fmt.Errorf("no operation id of its own (%q, as %s), no summary or no answer", o.ID, other)
	}
	b.ids[o.ID] = r.Path
	if !slices.ContainsFunc(b.Tags, func(t Tag) bool { return t.Name == o.Tag }) {
		return fmt.Errorf("no tag %q", o.Tag)
	}
	d := &OperationObject{
		ID:          o.ID,
		Tags:        []string{o.Tag},
		Summary:     o.Summary,
		Description: o.Text,
		Roles:       r.Roles,
		Security:    []map[string][]string{},
	}
	if len(r.Roles) > 0 {
		d.Security = append(d.Security, map[string][]string{scheme: {}})
		d.Description = strings.TrimPrefix(o.Text+"\n\nFor the roles: "+strings.Join(r.Roles, ", ")+".", "\n\n")
	}
	if err := b.parameters(d, r, o); err != nil {
		return err
	}
	if o.Body != nil {
		var err error
		if d.Body, err = b.body(*o.Body); err != nil {
			return err
		}
	}
	if err := b.answers(d, r, o); err != nil {
		return err
	}
	path := inPath.ReplaceAllString(r.Path, "{$1}")
	if b.doc.Paths.Get(path) == nil {
		b.doc.Paths = append(b.doc.Paths, Member[Members[*OperationObject]]{Name: path})
	}
	methods := b.doc.Paths.Get(path)
	*methods = append(*methods, Member[*OperationObject]{strings.ToLower(r.Method), d})
	return nil
}

func (b *builder) parameters(d *OperationObject, r Route, o Operation) error {
	add := func(in string, p Parameter) error {
		s, err := p.Of(b.Types)
		d.Parameters = append(
			d.Parameters,
			ParameterObject{Name: p.Name, In: in, Description: p.Text, Required: in == "path", Schema: s},
		)
		return err
	}
	for _, found := range inPath.FindAllStringSubmatch(r.Path, -1) {
		p, known := b.Path[found[1]]
		if !known {
			return fmt.Errorf("nothing is said of %s in paths", found[0])
		}
		p.Name = found[1]
		if err := add("path", p); err != nil {
			return err
		}
	}
	for _, p := range o.Query {
		if err := add("query", p); err != nil {
			return err
		}
	}
	for _, p := range o.Headers {
		if err := add("header", p); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) body(of Body) (*RequestBody, error) {
	strict := false
	if of.JSON != nil {
		s, err := of.JSON(b.Types)
		if err != nil {
			return nil, err
		}
		s.Strict = &strict
		return &RequestBody{Required: !of.Optional, Content: Members[Media]{{mediaJSON, Media{Schema: s}}}}, nil
	}
	form := Media{Schema: &Schema{Type: "object", Strict: &strict}}
	for _, p := range of.Parts {
		s := &Schema{}
		if p.Of != nil {
			var err error
			if s, err = p.Of(b.Types); err != nil {
				return nil, err
			}
		}
		s.Description = p.Text
		form.Schema.Properties = append(form.Schema.Properties, Member[*Schema]{p.Name, s})
		form.Encoding = append(form.Encoding, Member[Encoding]{p.Name, Encoding{p.Media}})
		if !p.Optional {
			form.Schema.Required = append(form.Schema.Required, p.Name)
		}
	}
	return &RequestBody{Required: !of.Optional, Content: Members[Media]{{"multipart/form-data", form}}}, nil
}

// answers says what is answered, in the order of the statuses.
func (b *builder) answers(d *OperationObject, r Route, o Operation) error {
	for _, a := range o.Answers {
		response := &ResponseOrRef{Description: a.Text}
		if err := b.headers(response, a.Headers...); err != nil {
			return err
		}
		if a.Media != "" {
			media := Media{}
			if a.Of != nil {
				var err error
				if media.Schema, err = a.Of(b.Types); err != nil {
					return err
				}
			}
			response.Content = Members[Media]{{a.Media, media}}
		}
		d.Responses = append(d.Responses, Member[*ResponseOrRef]{strconv.Itoa(a.Status), response})
	}
	statuses := map[int][]web.Rule{}
	for _, code := range b.codes(r, o) {
		i := slices.IndexFunc(b.Rules, func(r web.Rule) bool { return r.Code == code })
		if i < 0 {
			return fmt.Errorf("no rule has the code %q", code)
		}
		rule := b.Rules[i]
		statuses[rule.Status] = append(statuses[rule.Status], rule)
	}
	for status, rules := range statuses {
		ref, err := b.problem(rules)
		if err != nil {
			return err
		}
		d.Responses = append(d.Responses, Member[*ResponseOrRef]{strconv.Itoa(status), ref})
	}
	slices.SortStableFunc(
		d.Responses,
		func(x, y Member[*ResponseOrRef]) int { return strings.Compare(x.Name, y.Name) },
	)
	return nil
}

// codes returns the codes of the problems of a route, without repetitions:
// those that are said, and those that follow from what the route is.
func (b *builder) codes(r Route, o Operation) []string {
	codes := slices.Clone(o.Problems)
	if len(r.Roles) > 0 {
		codes = append(codes, "unauthenticated", "forbidden")
	}
	if inPath.MatchString(r.Path) {
		codes = append(codes, "not_found")
	}
	if len(o.Query) > 0 || o.Body != nil {
		codes = append(codes, "bad_request")
	}
	if o.Body != nil {
		codes = append(codes, "unsupported_media_type", "too_large")
	}
	codes = append(codes, b.Common...)
	slices.Sort(codes)
	return slices.Compact(codes)
}

// headers adds what every answer has, and these.
func (b *builder) headers(r *ResponseOrRef, names ...string) error {
	for _, name := range append([]string{web.HeaderRequestID}, names...) {
		if b.Headers.Get(name) == nil {
			return fmt.Errorf("nothing is said of the header %s", name)
		}
		r.Headers = append(r.Headers, Member[Header]{name, Header{Ref: "#/components/headers/" + name}})
	}
	return nil
}

// problem returns a reference to the response of these rules, which have one status.
func (b *builder) problem(rules []web.Rule) (*ResponseOrRef, error) {
	var codes, texts, headers []string
	for _, r := range rules {
		codes = append(codes, r.Code)
		texts = append(texts, "`"+r.Code+"`: "+r.Title+".")
		if r.Retry > 0 && !slices.Contains(headers, "Retry-After") {
			headers = append(headers, "Retry-After")
		}
	}
	if rules[0].Status == http.StatusUnauthorized {
		headers = append(headers, "WWW-Authenticate")
	}
	name := strings.Join(codes, "-")
	ref := &ResponseOrRef{Ref: "#/components/responses/" + name}
	if b.problems[name] {
		return ref, nil
	}
	b.problems[name] = true
	schema, err := b.problemSchema(codes)
	if err != nil {
		return nil, err
	}
	response := &ResponseOrRef{
		Description: strings.Join(texts, "\n"),
		Content:     Members[Media]{{mediaProblem, Media{Schema: schema}}},
	}
	b.doc.Components.Responses = append(b.doc.Components.Responses, Member[*ResponseOrRef]{name, response})
	return ref, b.headers(response, headers...)
}

package openapi

import (
	"sogoc/web"
)

// API is what there is to say of a service's HTTP API.
type API struct {
	Title, Text string
	Version     string // of the API, not of the program
	Server      string // whose address the paths begin at
	Token       string // what the bearer token is; "" where all routes are public
	Tags        []Tag
	Types       *Types
	Headers     Members[Header]      // of answers, by the names that headers have
	Path        map[string]Parameter // what stands in paths, by name
	Rules       []web.Rule           // what errors become; the first row of a code counts
	Members     map[string]Extra     // of problem documents, by code
	Common      []string             // codes that every route may answer
	Routes      []Route              // all routes that there are
	Operations  map[string]Operation // what is said of each, by method and path as it is registered
}

// Route is a route as it is registered.
type Route struct {
	Method, Path string
	Roles        []string // roles that may call it; none where it is public
}

// Extra is what a problem document of one code has that others do not.
type Extra struct{ Errors, Report Content }

// Content says the schema of a body.
type Content func(*Types) (*Schema, error)

// JSON is a body that holds a T.
func JSON[T any]() Content { return Of[T] }

// List is an array of T.
func List[T any]() Content { return Of[[]T] }

// Text is a body of text, or one text of a body.
func Text(*Types) (*Schema, error) { return &Schema{Type: "string"}, nil }

// Lines are JSON texts, one a line, each of one of these contents. To a schema
// they are an array: OpenAPI 3.1 has no other word for them.
func Lines(of ...Content) Content {
	return func(t *Types) (*Schema, error) {
		either := &Schema{}
		for _, one := range of {
			s, err := one(t)
			if err != nil {
				return nil, err
			}
			either.AnyOf = append(either.AnyOf, s)
		}
		return &Schema{Type: "array", Items: either, Description: "Each line is an item."}, nil
	}
}

// Operation is what is said of one route. Who may call it, its path parameters
// and the problems that follow from what is said here need not be said.
type Operation struct {
	ID, Tag, Summary string
	Text             string
	Query            []Parameter
	Headers          []Parameter // of the request, that may be left out
	Body             *Body
	Answers          []Answer
	Problems         []string // codes
}

// Parameter is a part of an address, or a header of a request.
type Parameter struct {
	Name, Text string
	Of         Content
}

// Body is the body of a request: JSON, or a form of parts.
type Body struct {
	JSON     Content
	Parts    []Part
	Optional bool // it may be left out
}

// Part is one part of a multipart/form-data body.
type Part struct {
	Name, Text, Media string
	Of                Content // nil: the bytes of a file
	Optional          bool
}

// Answer is one way in which a request can go well.
type Answer struct {
	Status  int
	Text    string
	Media   string   // "" for an answer without a body
	Of      Content  // nil: bytes, of which the media type says all
	Headers []string // besides those of every answer
}

// Package openapi writes OpenAPI 3.1 documents from a service's routes, its error
// table and the Go types that it encodes and decodes, with their comments and
// constants. A type that it cannot describe exactly is an error.
//
// The document's structure and the way from Go types to schemas belong here; the
// descriptions of single routes belong to package apidoc. The package relies on
// the module's source, which it parses, so that only go generate and tests may
// use it: no daemon links it.
package openapi

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Version is the version of the OpenAPI specification that is written.
const Version = "3.1.0"

// Document is an OpenAPI object (OAS 3.1.0 §4.8.1), as far as it is used here.
type Document struct {
	OpenAPI    string                             `json:"openapi"`
	Info       Info                               `json:"info"`
	Servers    []Server                           `json:"servers"`
	Tags       []Tag                              `json:"tags"`
	Paths      Members[Members[*OperationObject]] `json:"paths"` // by path, then by method
	Components Components                         `json:"components"`
}

// Info says what a document is of.
type Info struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	License     License `json:"license"`
	Version     string  `json:"version"`
}

// License names a licence by its SPDX identifier.
type License struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

// Server is where the paths begin.
type Server struct {
	URL         string `json:"url"`
	Description string `json:"description"`
}

// Tag is a group of operations.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

// OperationObject is an operation object.
type OperationObject struct {
	ID          string                  `json:"operationId"`
	Tags        []string                `json:"tags"`
	Summary     string                  `json:"summary"`
	Description string                  `json:"description,omitempty"`
	Roles       []string                `json:"x-roles,omitempty"` // roles that may call it; none where everybody may
	Security    []map[string][]string   `json:"security"`          // empty where it is public
	Parameters  []ParameterObject       `json:"parameters,omitempty"`
	Body        *RequestBody            `json:"requestBody,omitempty"`
	Responses   Members[*ResponseOrRef] `json:"responses"`
}

// ParameterObject is a parameter object.
type ParameterObject struct {
	Name        string  `json:"name"`
	In          string  `json:"in"` // "path", "query" or "header"
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitzero"`
	Schema      *Schema `json:"schema"`
}

// RequestBody is a request body object.
type RequestBody struct {
	Description string         `json:"description,omitempty"`
	Required    bool           `json:"required"`
	Content     Members[Media] `json:"content"`
}

// Media is a media type object.
type Media struct {
	Schema   *Schema           `json:"schema,omitempty"` // none: the bytes of the media type
	Encoding Members[Encoding] `json:"encoding,omitempty"`
}

// Encoding says which media type a part has.
type Encoding struct {
	ContentType string `json:"contentType"`
}

// ResponseOrRef is a response object, or a reference to one.
type ResponseOrRef struct {
	Ref         string          `json:"$ref,omitempty"`
	Description string          `json:"description,omitempty"`
	Headers     Members[Header] `json:"headers,omitempty"`
	Content     Members[Media]  `json:"content,omitempty"`
}

// Header is a header object, or a reference to one.
type Header struct {
	Ref         string  `json:"$ref,omitempty"`
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitzero"`
	Schema      *Schema `json:"schema,omitempty"`
}

// Components are what other parts of a document refer to.
type Components struct {
	Schemas   Members[*Schema]        `json:"schemas"`
	Responses Members[*ResponseOrRef] `json:"responses"`
	Headers   Members[Header]         `json:"headers"`
	Security  Members[SecurityScheme] `json:"securitySchemes,omitempty"`
}

// SecurityScheme is a security scheme object of the HTTP kind.
type SecurityScheme struct {
	Type        string `json:"type"`
	Scheme      string `json:"scheme"`
	Description string `json:"description"`
}

// Schema is a JSON Schema (draft 2020-12), as far as it is used here.
type Schema struct {
	Ref         string           `json:"$ref,omitempty"`
	Description string           `json:"description,omitempty"`
	Type        string           `json:"type,omitempty"`
	Format      string           `json:"format,omitempty"`
	Pattern     string           `json:"pattern,omitempty"`
	Encoding    string           `json:"contentEncoding,omitempty"`
	Const       string           `json:"const,omitempty"`
	Enum        []string         `json:"enum,omitempty"`
	Minimum     *int             `json:"minimum,omitempty"`
	Maximum     *int             `json:"maximum,omitempty"`
	Items       *Schema          `json:"items,omitempty"`
	Properties  Members[*Schema] `json:"properties,omitempty"`
	Required    []string         `json:"required,omitempty"`
	Values      *Schema          `json:"additionalProperties,omitempty"`  // of an object with any names
	Strict      *bool            `json:"unevaluatedProperties,omitempty"` // false: other members are refused
	AnyOf       []*Schema        `json:"anyOf,omitempty"`
	AllOf       []*Schema        `json:"allOf,omitempty"`
}

// Members are the members of a JSON object, in the order in which they are written.
type Members[V any] []Member[V]

// Member is one of Members.
type Member[V any] struct {
	Name  string
	Value V
}

// Get returns the first value of that name, or nil.
func (m Members[V]) Get(name string) *V {
	for i := range m {
		if m[i].Name == name {
			return &m[i].Value
		}
	}
	return nil
}

// MarshalJSONTo implements json.MarshalerTo.
func (m Members[V]) MarshalJSONTo(to *jsontext.Encoder) error {
	if err := to.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, member := range m {
		if err := to.WriteToken(jsontext.String(member.Name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(to, member.Value); err != nil {
			return err
		}
	}
	return to.WriteToken(jsontext.EndObject)
}

// JSON returns the document as it is kept: indented, and ending with a line end.
func (d *Document) JSON() ([]byte, error) {
	text, err := json.Marshal(d, jsontext.WithIndent("  "), jsontext.SpaceAfterColon(true))
	return append(text, '\n'), err
}

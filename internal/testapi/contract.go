// Package testapi compares the requests and answers of a service's tests with
// the service's OpenAPI document. A status, media type or member that is not in
// the document fails the test that met it.
//
// Reading a document, choosing its operation for a request and checking the
// answer belong here. What a document says is package openapi's matter. The
// package relies on jsonschema for schemas and takes the specification's own from
// libopenapi; only tests may import it.
package testapi

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Contract is a document in force. It may be used by parallel tests.
type Contract struct {
	doc      object
	mux      *http.ServeMux // knows paths as OpenAPI does: {id} is one segment, and a word goes before it
	compiler *jsonschema.Compiler

	mu      sync.Mutex
	schemas map[string]*jsonschema.Schema // by where they stand
	seen    map[string]bool               // operation ids and statuses
}

// object is a JSON object.
type object = map[string]any

// Read reads a document, and makes it stricter than it is: an answer may have
// no member that the document does not name.
func Read(document []byte) (*Contract, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return nil, err
	}
	c := &Contract{
		mux:      http.NewServeMux(),
		compiler: jsonschema.NewCompiler(),
		schemas:  map[string]*jsonschema.Schema{},
		seen:     map[string]bool{},
	}
	c.doc, _ = value.(object)
	if schemas, ok := c.lookup("components", "schemas").(object); ok {
		for _, s := range schemas {
			forbidUnknownMembers(s)
		}
	}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource(location, value); err != nil {
		return nil, err
	}
	for path, methods := range c.paths() {
		for method := range methods {
			c.mux.HandleFunc(strings.ToUpper(method)+" "+path, http.NotFound)
		}
	}
	return c, nil
}

// ReadOnce returns a function that reads a document in the folder of a package's
// tests, the first time that it is called.
func ReadOnce(name string) func() *Contract {
	return sync.OnceValue(func() *Contract {
		document, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		c, err := Read(document)
		if err != nil {
			panic(err)
		}
		return c
	})
}

// forbidUnknownMembers lets objects have no members but those that are named.
func forbidUnknownMembers(schema any) {
	switch s := schema.(type) {
	case object:
		if _, open := s["additionalProperties"]; s["type"] == "object" && s["properties"] != nil && !open {
			s["additionalProperties"] = false
		}
		for _, inner := range s {
			forbidUnknownMembers(inner)
		}
	case []any:
		for _, inner := range s {
			forbidUnknownMembers(inner)
		}
	}
}

const location = "openapi.json"

// paths returns the operations by path and method.
func (c *Contract) paths() map[string]object {
	all := map[string]object{}
	paths, _ := c.doc["paths"].(object)
	for path, methods := range paths {
		all[path], _ = methods.(object)
	}
	return all
}

// lookup returns what stands there, following references; nil where nothing does.
func (c *Contract) lookup(steps ...string) any {
	value, _ := c.resolve(steps)
	return value
}

func (c *Contract) resolve(steps []string) (any, []string) {
	var value any = c.doc
	for i, step := range steps {
		switch in := value.(type) {
		case object:
			value = in[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(in) {
				return nil, nil
			}
			value = in[n]
		}
		if value == nil {
			return nil, nil
		}
		if next, ok := value.(object); ok {
			if ref, ok := next["$ref"].(string); ok && !slices.Contains(steps[:i+1], "schema") {
				target := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
				return c.resolve(append(target, steps[i+1:]...))
			}
		}
	}
	return value, steps
}

// schema compiles the schema that stands there.
func (c *Contract) schema(steps ...string) (*jsonschema.Schema, error) {
	value, where := c.resolve(steps)
	if value == nil {
		return nil, nil
	}
	pointer := ""
	for _, step := range where {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(step)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.schemas[pointer]; known != nil {
		return known, nil
	}
	compiled, err := c.compiler.Compile(location + (&url.URL{Fragment: pointer}).String())
	if err == nil {
		c.schemas[pointer] = compiled
	}
	return compiled, err
}

// Serve has a service answer and fails the test where the answer, or a request
// that went well, is not as the document says. What is no operation is not held
// against anything.
func (c *Contract) Serve(t testing.TB, service http.Handler, w *httptest.ResponseRecorder, r *http.Request) {
	t.Helper()
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			t.Fatal(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	_, pattern := c.mux.Handler(r)
	service.ServeHTTP(w, r)
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		return
	}
	o := operation{c, []string{"paths", path, strings.ToLower(method)}}
	if err := o.checkAnswer(w); err != nil {
		t.Errorf("%s answered %d: %.2000s\n%.2000s", pattern, w.Code, err.Error(), w.Body)
	}
	if w.Code >= http.StatusBadRequest {
		return
	}
	c.markSeen(o.id(), w.Code)
	if err := o.checkRequest(r, body); err != nil {
		t.Errorf("%s took a request that is not described: %.2000s", pattern, err.Error())
	}
}

func (c *Contract) markSeen(id string, status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[id+" "+strconv.Itoa(status)] = true
}

// Unseen returns the answers to what goes well that no test has met.
func (c *Contract) Unseen() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var unseen []string
	for path, methods := range c.paths() {
		for method := range methods {
			o := operation{c, []string{"paths", path, method}}
			responses, _ := o.lookup("responses").(object)
			for status := range responses {
				if name := o.id() + " " + status; status < "400" && !c.seen[name] {
					unseen = append(unseen, name)
				}
			}
		}
	}
	slices.Sort(unseen)
	return unseen
}

// mediaType returns a media type without its parameters.
func mediaType(header string) string {
	name, _, err := mime.ParseMediaType(header)
	if err != nil {
		return fmt.Sprintf("no media type: %q", header)
	}
	return name
}

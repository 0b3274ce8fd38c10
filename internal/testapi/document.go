package testapi

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/pb33f/libopenapi/datamodel"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Valid returns nil if a document is OpenAPI 3.1: by the specification's own
// schema, each of its schemas by that of JSON Schema 2020-12, and with something
// at the end of each reference. Another implementation reads the documents in make
// interop.
func Valid(document []byte) error {
	if err := checkSpecification(document); err != nil {
		return err
	}
	contract, err := Read(document)
	if err != nil {
		return err
	}
	if err := contract.checkReferences(contract.doc, "#"); err != nil {
		return err
	}
	schemas, _ := contract.lookup("components", "schemas").(object)
	for name := range schemas {
		if _, err := contract.schema("components", "schemas", name); err != nil {
			return err
		}
	}
	return nil
}

// checkReferences returns an error unless each reference in a value leads to something
// in the document. Where the value stands is for the error's text.
func (c *Contract) checkReferences(value any, where string) error {
	switch v := value.(type) {
	case object:
		if ref, ok := v["$ref"].(string); ok {
			target, local := strings.CutPrefix(ref, "#/")
			if !local || c.lookup(strings.Split(target, "/")...) == nil {
				return fmt.Errorf("%s: the reference %q leads to nothing in the document", where, ref)
			}
		}
		for name, inner := range v {
			if err := c.checkReferences(inner, where+"/"+name); err != nil {
				return err
			}
		}
	case []any:
		for i, inner := range v {
			if err := c.checkReferences(inner, where+"/"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkSpecification validates a document against the schema of OAS 3.1, which
// leaves schemas to JSON Schema.
func checkSpecification(document []byte) error {
	specification, err := jsonschema.UnmarshalJSON(strings.NewReader(datamodel.OpenAPI31SchemaData))
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	const name = "https://spec.openapis.org/oas/3.1/schema"
	if err := compiler.AddResource(name, specification); err != nil {
		return err
	}
	schema, err := compiler.Compile(name)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// Routes returns the operations of a document, "GET /path/{id}".
func (c *Contract) Routes() []string {
	var routes []string
	for path, methods := range c.paths() {
		for method := range methods {
			routes = append(routes, strings.ToUpper(method)+" "+path)
		}
	}
	return routes
}

// Over returns the tests of a package, for TestMain: under CI=true they fail as
// well where all of them ran and some answer of the document was met by none.
func (c *Contract) Over(tests interface{ Run() int }) Tests { return Tests{c, tests} }

// Tests are a package's tests and its contract.
type Tests struct {
	contract *Contract
	tests    interface{ Run() int }
}

// Run runs the tests.
func (t Tests) Run() int {
	code := t.tests.Run()
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if f := flag.Lookup(name); f == nil || f.Value.String() != "" {
			return code
		}
	}
	if unseen := t.contract.Unseen(); code == 0 && os.Getenv("CI") == "true" && len(unseen) > 0 {
		fmt.Println("no test has met these answers of the OpenAPI document:", strings.Join(unseen, ", "))
		return 1
	}
	return code
}

package testapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// operation is one operation of a contract, and where it stands.
type operation struct {
	*Contract
	where []string
}

func (o operation) path(more ...string) []string {
	return append(o.where[:len(o.where):len(o.where)], more...)
}

func (o operation) lookup(more ...string) any { return o.Contract.lookup(o.path(more...)...) }

func (o operation) id() string {
	id, _ := o.lookup("operationId").(string)
	return id
}

// checkAnswer returns what is not as the document says of an answer.
func (o operation) checkAnswer(w *httptest.ResponseRecorder) error {
	status := strconv.Itoa(w.Code)
	response, ok := o.lookup("responses", status).(object)
	if !ok {
		return errors.New("the status is not described")
	}
	headers, _ := response["headers"].(object)
	for name := range headers {
		if required, _ := o.lookup("responses", status, "headers", name, "required").(bool); required &&
			w.Header().Get(name) == "" {
			return fmt.Errorf("without the header %s", name)
		}
	}
	content, ok := response["content"].(object)
	if !ok {
		if w.Body.Len() > 0 {
			return errors.New("a body, and none is described")
		}
		return nil
	}
	of := mediaType(w.Header().Get("Content-Type"))
	if _, ok := content[of].(object); !ok {
		return fmt.Errorf("the media type %s is not described", of)
	}
	schema, err := o.schema(o.path("responses", status, "content", of, "schema")...)
	if err != nil || schema == nil {
		return err
	}
	value, err := decodeBody(of, w.Body.Bytes())
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// decodeBody returns a body as schemas see it.
func decodeBody(media string, body []byte) (any, error) {
	switch media {
	case "application/json", "application/problem+json", "application/did+json":
		return jsonschema.UnmarshalJSON(bytes.NewReader(body))
	case "application/x-ndjson":
		values := []any{}
		for line := range bytes.Lines(body) {
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
			if err != nil {
				return nil, err
			}
			values = append(values, value)
		}
		return values, nil
	}
	return string(body), nil
}

// checkRequest returns what is not as the document says of a request.
func (o operation) checkRequest(r *http.Request, body []byte) error {
	if err := o.checkQuery(r); err != nil {
		return err
	}
	if o.lookup("requestBody") == nil {
		return nil // whatever came was not read
	}
	if required, _ := o.lookup("requestBody", "required").(bool); !required && len(body) == 0 {
		return nil
	}
	of := mediaType(r.Header.Get("Content-Type"))
	schema, err := o.schema(o.path("requestBody", "content", of, "schema")...)
	if err != nil {
		return err
	}
	if schema == nil {
		return fmt.Errorf("the media type %s is not described", of)
	}
	var value any
	if of == "multipart/form-data" {
		value, err = o.formValue(r, body)
	} else {
		value, err = decodeBody(of, body)
	}
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// checkQuery compares the query with the parameters.
func (o operation) checkQuery(r *http.Request) error {
	query := r.URL.Query()
	parameters, _ := o.lookup("parameters").([]any)
	for i, p := range parameters {
		p, _ := p.(object)
		name, _ := p["name"].(string)
		if p["in"] != "query" || !query.Has(name) {
			continue
		}
		schema, err := o.schema(o.path("parameters", strconv.Itoa(i), "schema")...)
		if err != nil {
			return err
		}
		of := "text/plain"
		if s, ok := p["schema"].(object); ok && (s["type"] == "integer" || s["type"] == "boolean") {
			of = "application/json"
		}
		value, err := decodeBody(of, []byte(query.Get(name)))
		if err != nil {
			return err
		}
		if err := schema.Validate(value); err != nil {
			return fmt.Errorf("query parameter %s: %w", name, err)
		}
		query.Del(name)
	}
	for name := range query {
		return fmt.Errorf("the query parameter %s is not described", name)
	}
	return nil
}

// formValue returns a form as an object: JSON parts as what they hold, others as text.
func (o operation) formValue(r *http.Request, body []byte) (any, error) {
	_, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	form := object{}
	for reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"]); ; {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		name := part.FormName()
		of, _ := o.lookup("requestBody", "content", "multipart/form-data", "encoding", name, "contentType").(string)
		if form[name], err = decodeBody(of, content); err != nil {
			return nil, err
		}
	}
}

package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ProblemType is the beginning of a problem document's type: a relative
// reference, which the code follows.
const ProblemType = "/problems/"

// Problem is a problem document (RFC 9457) with the members that this project
// adds.
type Problem struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail,omitempty"`
	Code    string `json:"code"`                 // stable name of the kind of problem
	Request string `json:"request"`              // the request's id, to quote to the operator
	Ledger  string `json:"ledgerCode,omitempty"` // where the ledger refused: its code
	Errors  any    `json:"errors,omitempty"`     // single faults; their form depends on Code
	Report  any    `json:"report,omitempty"`     // of an upload that was read: see the route
}

// Bind reads a JSON body into v: unknown and repeated members, other
// encodings than UTF-8 and trailing bytes are ErrBadRequest, another media
// type is ErrMediaType.
func Bind(c *gin.Context, v any) error {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/json" {
		return fmt.Errorf("%w: send application/json", ErrMediaType)
	}
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return ReadError(err)
	}
	if err := json.Unmarshal(body, v, json.RejectUnknownMembers(true)); err != nil {
		return Malformed(err)
	}
	return nil
}

// Malformed says where a JSON text is wrong without repeating what stands there.
func Malformed(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, json.ErrUnknownName):
		if errors.As(err, &semantic) {
			return BadRequest("unknown member in %q", string(semantic.JSONPointer.Parent()))
		}
		return BadRequest("unknown member")
	case errors.As(err, &semantic):
		return BadRequest("member %q has a wrong type or form", string(semantic.JSONPointer))
	case errors.As(err, &syntactic):
		return BadRequest("not valid JSON at byte %d", syntactic.ByteOffset)
	}
	return BadRequest("not valid JSON")
}

// ReadError returns what a broken or too large body's read error is to the client.
func ReadError(err error) error {
	if isTooLarge(err) {
		return err
	}
	return BadRequest("the body ended early")
}

// JSON answers with v.
func JSON(c *gin.Context, status int, v any) error {
	writeJSON(c, status, "application/json", v)
	return nil
}

// writeJSON writes v; a value that cannot be encoded is a bug, and a panic that
// recovery answers.
func writeJSON(c *gin.Context, status int, media string, v any) {
	text, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		panic("web: encode answer: " + err.Error())
	}
	if c.Request.Method == http.MethodHead {
		c.Status(status)
		return
	}
	c.Data(status, media, append(text, '\n'))
}

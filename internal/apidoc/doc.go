// Package apidoc says what the routes of the two HTTP APIs are for, as tables
// by method and path, and makes their OpenAPI documents: web/api/openapi.json
// of the register, web/public/openapi.json of the verifier.
//
// What can be known without it is not said here: who may call a route is in the
// route table, schemas are the Go types', their texts the types' comments, and
// statuses and titles of problems are in the error tables. A test fails where a
// document is not what all of these say; make openapi writes both again.
package apidoc

import (
	"net/http"

	"sogoc/internal/openapi"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

const module = "sogoc"

// version is of both APIs. It grows with what a client must know.
const version = "1.0.0"

// conventions hold for all routes of both.
const conventions = `
Times are RFC 3339 in UTC; days are dates in Vietnam, ` + "`2026-06-15`" + `.

Bodies are read strictly: a member that is unknown or comes twice and bytes after the JSON are refused, and by most routes query parameters that they do not have. Answers may get more members, and closed lists more values, within this version.

Whatever went wrong is a problem document (RFC 9457) of ` + "`application/problem+json`" + `. Its ` + "`code`" + ` is stable and for programs, ` + "`title`" + ` and ` + "`detail`" + ` are for people, and ` + "`request`" + ` is the id to quote to the operator. With ` + "`Retry-After`" + ` the same request may be sent again after that many seconds.`

func header(name, text string, required bool) openapi.Member[openapi.Header] {
	return openapi.Member[openapi.Header]{
		Name:  name,
		Value: openapi.Header{Description: text, Required: required, Schema: &openapi.Schema{Type: "string"}},
	}
}

// headers are those of both APIs' answers.
var headers = openapi.Members[openapi.Header]{
	header(
		web.HeaderRequestID,
		"The request's id: the one that was sent, if it was 8 to 64 letters, digits and hyphens, or a new one.",
		true,
	),
	header("Retry-After", "Seconds after which the same request may be sent again.", false),
	header("Content-Disposition", "A file name that says nothing of anybody.", true),
	header("ETag", "Of the document's bytes.", true),
}

// newTypes knows the forms of the types that both APIs have.
func newTypes(root string) *openapi.Types {
	t := openapi.NewTypes(module, root)
	openapi.SetSchema[ledger.Digest](t, openapi.Schema{Type: "string", Pattern: "^[0-9a-f]{64}$"})
	openapi.SetSchema[ledger.Kind](
		t,
		openapi.Schema{Type: "string", Pattern: "^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*(/[0-9]{1,12})?$"},
	)
	openapi.SetSchema[ledger.Date](t, openapi.Schema{Type: "string", Pattern: "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"})
	openapi.SetName[ledger.State](t, "StatusState")
	openapi.SetName[ledger.Code](t, "LedgerCode")
	openapi.SetName[ledger.Head](t, "LedgerHead")
	openapi.SetName[ledger.Reason](t, "AccreditorsReason")
	openapi.SetName[ledger.Ground](t, "AccreditorsGround")
	return t
}

// description is the route that answers with the document itself.
var description = openapi.Operation{
	ID: "describe", Tag: "service", Summary: "This document",
	Text: "Public, may be kept for five minutes, and may be read by pages of any host.",
	Answers: []openapi.Answer{
		{
			Status:  http.StatusOK,
			Text:    "An OpenAPI 3.1 document.",
			Media:   "application/json",
			Of:      object,
			Headers: []string{"ETag"},
		},
		{
			Status:  http.StatusNotModified,
			Text:    "It is still the one whose ETag came in If-None-Match.",
			Headers: []string{"ETag"},
		},
	},
}

func object(*openapi.Types) (*openapi.Schema, error) { return &openapi.Schema{Type: "object"}, nil }

// pattern is a text of that form.
func pattern(p string) openapi.Content {
	return func(*openapi.Types) (*openapi.Schema, error) {
		return &openapi.Schema{Type: "string", Pattern: p}, nil
	}
}

// number is an integer of at least least, and at most most unless that is 0.
func number(least, most int) openapi.Content {
	return func(*openapi.Types) (*openapi.Schema, error) {
		s := &openapi.Schema{Type: "integer", Minimum: &least}
		if most > 0 {
			s.Maximum = &most
		}
		return s, nil
	}
}

const issuerCode = "^[A-Z0-9][A-Z0-9-]{0,30}[A-Z0-9]$"

func holderFile(t *openapi.Types) (*openapi.Schema, error) { return openapi.Of[HolderFile](t) }

// HolderFile is both forms of a credential in one JSON object: what a holder keeps.
type HolderFile struct {
	Type       string `json:"type"`       // "sogoc/holder-file/v1"
	Credential string `json:"credential"` // SD-JWT with all disclosures
	QRClaims   string `json:"qrClaims"`   // deterministic CBOR in unpadded base64url
}

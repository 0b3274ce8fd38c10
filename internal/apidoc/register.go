package apidoc

import (
	"maps"

	"github.com/google/uuid"

	"sogoc/internal/openapi"
	"sogoc/registry"
	"sogoc/registry/roster"
	"sogoc/registry/status"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
	"sogoc/web/api"
	"sogoc/web/api/wire"
)

const registerText = `Class lists become drafts, a second person approves them, the school's own key signs, and batches are anchored on the ledger.

A call acts for the school that its token's user belongs to; an operator's has none and must name one where a list is of one school. What belongs to another school is not found. Besides the roles that a route names, the register decides by what was done before: whoever imported a batch may not approve it, whoever proposed a revocation may not confirm it.

Every change is written to the audit record in the transaction of the change itself; reading what a holder gets is recorded before it is answered.
` + conventions

// Register returns the document of the register's API; root is the module's folder.
func Register(root string) (*openapi.Document, error) {
	types, err := registerTypes(root)
	if err != nil {
		return nil, err
	}
	operations := maps.Clone(batchOperations)
	maps.Copy(operations, credentialOperations)
	maps.Copy(operations, proposalOperations)
	for route, o := range operations {
		o.Problems = append(o.Problems, "unavailable", "timeout") // all of them ask the database
		operations[route] = o
	}
	operations["GET "+api.Prefix+"/openapi.json"] = description
	return openapi.API{
		Title: "Sổ Gốc: register", Text: registerText, Version: version, Server: "The register's permanent public address",
		Token: "A user's token, as registryd user add showed it once when the user was made.",
		Tags: []openapi.Tag{
			{Name: "batches", Description: "From a class list to anchored credentials"},
			{Name: "credentials", Description: "What was issued, and its status"},
			{
				Name:        "handing out",
				Description: "What holders get. Only the school's own people: operators need no learner's data",
			},
			{Name: "records", Description: "Who did what, and what the ledger must hold"},
			{Name: "service", Description: "Who asks, which schools there are, and how this API looks"},
		},
		Types: types, Rules: append(api.Rules(), web.Rules()...), Common: []string{"internal"},
		Headers: append(headers[:len(headers):len(headers)],
			header("WWW-Authenticate", "The scheme: Bearer.", true),
			header("Location", "Where the new batch is.", true),
			header("Sogoc-Count", "How many credentials the file holds.", true)),
		Path: map[string]openapi.Parameter{
			"id": {
				Text: "Id of the batch or credential; another text than a lower-case UUID is not found.",
				Of:   openapi.JSON[uuid.UUID](),
			},
			"row":  {Text: "Number of a row, from 1 in the order of the list.", Of: number(1, 0)},
			"code": {Text: "Issuer code, as on the ledger.", Of: pattern(issuerCode)},
		},
		Members: map[string]openapi.Extra{
			"list_invalid":     {Report: openapi.JSON[roster.Report]()},
			"list_open":        {Report: openapi.JSON[roster.Report]()},
			"rows_invalid":     {Errors: openapi.List[wire.RowFault](), Report: openapi.JSON[roster.Report]()},
			"already_imported": {Errors: openapi.List[wire.ImportedBefore]()},
			"bulk_refused":     {Errors: openapi.List[status.BulkItem]()},
		},
		Routes: registerRoutes(), Operations: operations,
	}.Build()
}

func registerRoutes() []openapi.Route {
	var routes []openapi.Route
	for _, r := range api.Routes() {
		route := openapi.Route{Method: r.Method, Path: r.Path}
		for _, role := range r.Roles {
			route.Roles = append(route.Roles, string(role))
		}
		routes = append(routes, route)
	}
	return routes
}

// registerTypes knows the types of the register, and says what their tags do not.
func registerTypes(root string) (*openapi.Types, error) {
	t := newTypes(root)
	openapi.SetSchema[credential.PartialDate](
		t,
		openapi.Schema{Type: "string", Pattern: "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
	)
	openapi.EncodeAs[registry.Draft, draft](t)
	openapi.SetName[wire.StatusChange](t, "StatusRequest")
	openapi.SetName[credential.Issuer](t, "PrintedIssuer")
	openapi.SetName[roster.Report](t, "ListReport")
	openapi.SetName[roster.Problem](t, "ListProblem")
	openapi.SetName[roster.Code](t, "ListProblemCode")
	openapi.SetName[roster.Message](t, "ListMessage")
	openapi.SetName[roster.Column](t, "ListColumn")
	openapi.SetName[roster.Field](t, "ListField")
	openapi.SetName[roster.Option](t, "ListOption")
	openapi.SetName[roster.Example](t, "ListExample")
	openapi.SetName[registry.Action](t, "AuditAction")
	if _, err := openapi.Of[wire.BulkStatus](t); err != nil {
		return nil, err
	}
	bulk := t.Component("BulkStatus")
	bulk.Required = append(bulk.Required, "preview") // a pointer, so that leaving it out is seen and refused
	return t, nil
}

// draft is a registry.Draft as it is written.
type draft struct {
	ID             uuid.UUID              `json:"id"` // the later credential's id
	Line           int                    `json:"line"`
	Kind           ledger.Kind            `json:"kind"`
	SerialNumber   string                 `json:"serialNumber,omitempty"` // absent until approval where the file held none
	RegisterNumber string                 `json:"registerNumber,omitempty"`
	Diploma        *credential.Diploma    `json:"diploma,omitempty"`    // this or a transcript; a reader sees the national id masked
	Transcript     *credential.Transcript `json:"transcript,omitempty"` // this or a diploma; a reader sees the national id masked
}

// DIDDocument is a DID document (W3C DID Core 1.0) with the school's keys.
type DIDDocument struct {
	Context            []string             `json:"@context"`
	ID                 string               `json:"id"` // did:web:HOST:issuers:CODE
	VerificationMethod []VerificationMethod `json:"verificationMethod"`
	AssertionMethod    []string             `json:"assertionMethod"` // ids of the keys that are good now
}

// VerificationMethod is one of the school's keys, past ones included.
type VerificationMethod struct {
	ID           string           `json:"id"`
	Type         string           `json:"type"`
	Controller   string           `json:"controller"`
	PublicKeyJWK ledger.PublicKey `json:"publicKeyJwk"`
}

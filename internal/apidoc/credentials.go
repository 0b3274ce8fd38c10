package apidoc

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"sogoc/internal/openapi"
	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/registry/status"
	"sogoc/verifier/qr"
	"sogoc/web/api/wire"
)

// setStatus is what is said of the three routes that change one status.
func setStatus(id, summary, grounds string) openapi.Operation {
	return openapi.Operation{ID: id, Tag: "credentials", Summary: summary,
		Text: "Committed and signed here, then carried to the ledger by the worker: 202. The credential's `pending` says that it is on its way, and its `changes` whether it stands there. " + grounds +
			" The ground stays in the register; the ledger gets a salted digest of it. A second change while one is on its way is refused.",
		Body: &openapi.Body{JSON: openapi.JSON[wire.StatusChange]()},
		Answers: []openapi.Answer{
			{Status: http.StatusAccepted, Text: "The change, on its way to the ledger.", Media: "application/json",
				Of: openapi.JSON[registry.StatusChange]()},
		},
		Problems: []string{"wrong_state", "conflict", "invalid", "key_locked", "no_signing_key", "ledger_refused"}}
}

const audited = "The reading is audited. Not for operators."

// credentialOperations are the routes of what was issued, and all others.
var credentialOperations = map[string]openapi.Operation{
	"POST /api/v1/credentials/search": {ID: "searchCredentials", Tag: "credentials", Summary: "Find credentials",
		Text: "A search may name a person, and therefore travels in a body and not in an address. Without members it lists all of the school. It changes nothing and may be repeated.",
		Body: &openapi.Body{
			JSON: openapi.JSON[wire.Search](),
		}, Answers: answer[wire.Credentials]("A page of what was found, without `changes`."), Problems: []string{"invalid", "not_found"}},

	"POST /api/v1/credentials/status": {
		ID:      "setStatuses",
		Tag:     "credentials",
		Summary: "Revoke, suspend or reinstate many by one decision",
		Text: "All or none. With `preview` true nothing happens, and the answer says what would; with false all changes are committed and go to the ledger one by one. `preview` must be said. " +
			fmt.Sprintf(
				"Credentials are named by id or by serial number, together 1 to %d. ",
				status.MaxBulk,
			) + "The transcripts of a diploma go with it, unless `alone` is true; the preview marks them `along`. " +
			"To revoke takes two persons: with `preview` false a proposal is made, which another person confirms. " +
			"A registrar may propose, and nothing else here.",
		Body: &openapi.Body{JSON: openapi.JSON[wire.BulkStatus]()},
		Answers: []openapi.Answer{
			{
				Status: http.StatusOK,
				Text:   "The preview.",
				Media:  "application/json",
				Of:     openapi.JSON[wire.BulkPreview](),
			},
			{
				Status: http.StatusCreated,
				Text:   "To revoke: the proposal, which waits for another person.",
				Media:  "application/json",
				Of:     openapi.JSON[registry.Proposal](),
			},
			{
				Status: http.StatusAccepted,
				Text:   "All changes, on their way to the ledger.",
				Media:  "application/json",
				Of:     openapi.JSON[wire.BulkChanges](),
			},
		},
		Problems: []string{
			"bulk_refused",
			"wrong_state",
			"conflict",
			"invalid",
			"not_found",
			"key_locked",
			"no_signing_key",
			"ledger_refused",
		},
	},

	"GET /api/v1/credentials/:id": {
		ID:      "getCredential",
		Tag:     "credentials",
		Summary: "One credential with the changes of its status",
		Answers: answer[registry.Credential]("The credential as the register has it."),
	},

	"POST /api/v1/credentials/:id/revoke": {
		ID:      "revokeCredential",
		Tag:     "credentials",
		Summary: "Propose to revoke a credential, for good",
		Text: "It takes two persons: the proposal that is made waits until another person confirms it. " +
			"Grounds are those of revocation, `fraud` to `issuer-error`.",
		Body: &openapi.Body{JSON: openapi.JSON[wire.StatusChange]()},
		Answers: []openapi.Answer{{
			Status: http.StatusCreated,
			Text:   "The proposal.",
			Media:  "application/json",
			Of:     openapi.JSON[registry.Proposal](),
		}},
		Problems: []string{"bulk_refused", "conflict", "invalid", "not_found"},
	},
	"POST /api/v1/credentials/:id/suspend": setStatus(
		"suspendCredential",
		"Suspend a credential while it is inspected",
		"The ground is `inspection`.",
	),
	"POST /api/v1/credentials/:id/reinstate": setStatus(
		"reinstateCredential",
		"Put a suspended credential in force again",
		"The ground is `cleared`. What is revoked stays revoked.",
	),

	"GET /api/v1/credentials/:id/sd-jwt": {
		ID:      "getSDJWT",
		Tag:     "handing out",
		Summary: "The SD-JWT with all disclosures",
		Text:    audited,
		Answers: file("application/vc+sd-jwt", "An SD-JWT (RFC 9901) in its compact form.", openapi.Text),
	},

	"GET /api/v1/credentials/:id/holder": {
		ID:      "getHolderFile",
		Tag:     "handing out",
		Summary: "The holder's file",
		Text:    "The SD-JWT with all disclosures, and the QR claims. " + audited,
		Answers: file("application/json", "The file.", holderFile),
	},

	"GET /api/v1/credentials/:id/pdf": {
		ID:      "printCredential",
		Tag:     "handing out",
		Summary: "The paper, as PDF",
		Text:    "The same credential prints into the same bytes. " + audited,
		Answers: file(
			"application/pdf",
			"The paper, ready to print.",
			nil,
		),
		Problems: append([]string{"bad_request"}, printing...),
	},

	"GET /api/v1/credentials/:id/qr.png": {
		ID:      "getQRImage",
		Tag:     "handing out",
		Summary: "The QR code as PNG",
		Text:    audited,
		Query: []openapi.Parameter{
			{
				Name: "scale",
				Text: "Pixels of a module; a good size for print if left out.",
				Of:   number(qr.MinScale, qr.MaxScale),
			},
		},
		Answers: file("image/png", "The image.", nil),
	},

	"GET /api/v1/credentials/:id/qr.svg": {
		ID:      "getQRDrawing",
		Tag:     "handing out",
		Summary: "The QR code as SVG",
		Text:    audited,
		Answers: file("image/svg+xml", "The drawing.", nil),
	},

	"GET /api/v1/export/digests": {
		ID:      "exportDigests",
		Tag:     "records",
		Summary: "What the ledger must hold of a school, as JSON lines",
		Text:    "For `ledgeraudit reconcile`: nothing personal, unless register numbers are asked for. What is not sealed comes first, with sequence 0, then the rest in the order of anchor and leaf. Nothing is missed; what is sealed meanwhile may come twice. One audit entry.",
		Query: []openapi.Parameter{
			ofIssuer,
			{
				Name: "registerNumbers",
				Text: "true: each line has the credential's register number as well, so that differences can be " +
					"found in the book. A person who has the book can name the learners by it: keep such a file inside the " +
					"school. Not for operators.",
				Of: openapi.JSON[bool](),
			},
		},
		Answers:  lines[reading.ExportEntry]("One line for each credential."),
		Problems: []string{"invalid", "not_found"},
	},

	"GET /api/v1/audit": {
		ID:      "listAudit",
		Tag:     "records",
		Summary: "Who did what, newest first",
		Text:    "Entries are never changed or deleted, and hold nothing personal of learners.",
		Query: paged(
			ofIssuer,
			openapi.Parameter{Name: "batch", Text: "Only entries of this batch.", Of: openapi.JSON[uuid.UUID]()},
			openapi.Parameter{
				Name: "credential",
				Text: "Only entries of this credential.",
				Of:   openapi.JSON[uuid.UUID](),
			},
			openapi.Parameter{Name: "action", Text: "Only entries of this action.", Of: openapi.JSON[registry.Action]()},
		),
		Answers:  answer[wire.Audit]("A page of the record."),
		Problems: []string{"invalid", "not_found"},
	},

	"GET /api/v1/key": {
		ID:       "getKey",
		Tag:      "service",
		Summary:  "With which key the caller's school would sign now",
		Answers:  answer[registry.KeyState]("The key, or that it is locked."),
		Problems: []string{"no_signing_key", "ledger_refused"},
	},

	"POST /api/v1/key/unlock": {
		ID:       "unlockKey",
		Tag:      "service",
		Summary:  "Give the passphrase of the school's own signing key",
		Text:     "Opens the key in the process that answers: for the approved batches that wait for it, and for what the caller approves or changes in the next half hour. Then it is wiped. It is audited. Five tries of one person are free, then one every 20 seconds.",
		Body:     &openapi.Body{JSON: openapi.JSON[wire.Unlock]()},
		Answers:  answer[registry.KeyState]("The key, open."),
		Problems: []string{"wrong_passphrase", "rate_limited", "wrong_state", "no_signing_key", "ledger_refused"},
	},

	"GET /api/v1/me": {
		ID:      "getMe",
		Tag:     "service",
		Summary: "Whose token this is",
		Answers: answer[wire.Me]("The user."),
	},

	"GET /api/v1/issuers": {
		ID:      "listIssuers",
		Tag:     "service",
		Summary: "The caller's school; all of them for an operator",
		Answers: answer[wire.Issuers]("The schools."),
	},

	"POST /api/v1/issuers/:code/resume": {
		ID:      "resumeIssuer",
		Tag:     "service",
		Summary: "Let a school's anchoring go on after an integrity alarm",
		Text:    "After people have found out why ledger and register contradicted each other. May be repeated. No body is read.",
		Answers: []openapi.Answer{{Status: http.StatusNoContent, Text: "The worker goes on."}},
	},

	"GET /issuers/:code/did.json": {
		ID:      "getDIDDocument",
		Tag:     "service",
		Summary: "The school's DID document (did:web)",
		Text:    "Public, and for other people's software: the verifier takes keys from the ledger and never from here. May be read by pages of any host.",
		Answers: []openapi.Answer{
			{
				Status: http.StatusOK,
				Text:   "The keys that stand on the ledger: past ones to know old signatures by, and which are good now.",
				Media:  "application/did+json",
				Of:     openapi.JSON[DIDDocument](),
			},
		},
	},
}

package apidoc

import (
	"strings"

	"sogoc/internal/openapi"
	"sogoc/verifier"
	"sogoc/verifier/batch"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/verifier/words"
	"sogoc/web"
	"sogoc/web/public"
)

const verifierText = `Says whether a diploma, certificate or transcript is genuine and in force, from a copy of the ledger whose blocks this service has checked itself. Public: nobody needs a token, and one address may ask five times a second if not set otherwise. What is asked beyond what the service can work on at once is refused within 50 ms (` + "`overloaded`" + `). Evidence and receipts have limits of their own for one address: six and thirty a minute, ten and sixty at once, if not set otherwise.

A bad credential is an answer with status 200 and a ` + "`result`" + ` that says why; only a bad request is a problem. What is presented is neither kept nor logged. An answer says how fresh it is, and need not be believed: ask for evidence and check it with ` + "`credverify`" + `.
` + conventions

// Verifier returns the document of the verifier's API; root is the module's folder.
func Verifier(root string) (*openapi.Document, error) {
	types, err := verifierTypes(root)
	if err != nil {
		return nil, err
	}
	var routes []openapi.Route
	for _, route := range []string{"POST /verify", "POST /verify/file", "POST /lookup", "POST /evidence", "POST /receipt", "POST /receipt/pdf", "POST /credential", "GET /ledger", "GET /openapi.json"} {
		method, path, _ := strings.Cut(route, " ")
		routes = append(routes, openapi.Route{Method: method, Path: public.Prefix + path})
	}
	noResult := openapi.Extra{Report: openapi.JSON[verifier.Result]()}
	return openapi.API{
		Title: "Sổ Gốc: verifier", Text: verifierText, Version: version, Server: "The verifier's address",
		Tags: []openapi.Tag{
			{Name: "verification", Description: "Is it genuine and in force, now or then?"},
			{Name: "evidence", Description: "Answers to keep, and to be checked without this service"},
			{Name: "service", Description: "How far the ledger was read, and how this API looks"},
		},
		Types: types, Rules: append(public.Rules(), web.Rules()...), Headers: headers, Common: []string{"internal"},
		Members: map[string]openapi.Extra{
			"no_evidence":   noResult,
			"no_credential": noResult,
			"starting":      {Report: openapi.JSON[public.Progress]()},
		},
		Routes: routes, Operations: verifierOperations,
	}.Build()
}

// verifierTypes knows the types of the verifier, and what a presentation may be.
func verifierTypes(root string) (*openapi.Types, error) {
	t := newTypes(root)
	base64url := openapi.Schema{Type: "string", Pattern: "^[A-Za-z0-9_-]+$", Encoding: "base64url"}
	openapi.SetSchema[bundle.Bytes](t, base64url)
	openapi.SetSchema[batch.Proof](t, base64url)
	openapi.SetSchema[ledger.Signature](t, base64url)
	openapi.SetName[verifier.Code](t, "ReasonCode")
	openapi.AddConstant(t, receipt.Form, "a receipt")
	if _, err := openapi.Of[public.Question](t); err != nil {
		return nil, err
	}
	file, err := openapi.Of[HolderFile](t)
	if err != nil {
		return nil, err
	}
	evidence, err := openapi.Of[bundle.Bundle](t)
	if err != nil {
		return nil, err
	}
	asked := *t.Component("Question").Properties.Get("presentation")
	asked.AnyOf = []*openapi.Schema{{Type: "string"}, file, evidence}
	return t, nil
}

var aPresentation = &openapi.Body{JSON: openapi.JSON[public.Question]()}

const whereSetUp = " Only where the service is set up for it; elsewhere there is no such address (404)."

var verifierOperations = map[string]openapi.Operation{
	"POST /api/v1/verify": {ID: "verify", Tag: "verification", Summary: "Verify what somebody shows",
		Text: "Takes nine steps, each with an outcome: what is presented, signature, disclosures, anchor, key, accreditation, status, dates, freshness. Unsure is never `valid`. " +
			"With `at` the answer is about that moment, which may not be in the future, and `today` stands beside it. " +
			"A bundle or a receipt is answered twice: `evidence` or `receipt` is what the file shows at its own moment, `result` is what the later of the two moments says, mostly the ledger's. " +
			"What does not stand on the present reading of the ledger is `indeterminate`, with `cause`, `retryAfter` and `lastKnown`. It changes nothing and may be repeated.",
		Body: aPresentation, Answers: answer[verifier.Result]("The result, whatever it is."), Problems: []string{"rate_limited", "overloaded"}},

	"POST /api/v1/verify/file": {ID: "verifyFile", Tag: "verification", Summary: "Verify what a file holds",
		Text: "A PDF file with an embedded credential or with QR codes on its pages, a picture, or a ZIP file of these. " +
			"One answer for each credential that is found, and the reason for whatever is not read: a file without a credential is no error. " +
			"At most 16 MiB, 200 files, 40 pages; it takes longer than `verify`. Nothing of the file is kept.",
		Body:     &openapi.Body{Parts: []openapi.Part{{Name: "file", Text: "The file.", Media: "application/octet-stream"}}},
		Answers:  answer[public.FileAnswer]("The results, and what was not read."),
		Problems: []string{"rate_limited", "overloaded", "busy", "file_too_large", "timeout"}},

	"POST /api/v1/lookup": {ID: "lookUp", Tag: "verification", Summary: "What the ledger holds of one credential",
		Text: "For readers that read the credential and check its signature themselves, as the JavaScript module `sogoc-verify` does: only issuer, key, digest and status entry are asked about, and nothing of what the credential says. " +
			"The answer judges nothing; by it steps 2 and 4 to 9 are taken as in `verify`, about now or about a past moment. Without `credential` it tells of the reading alone. " +
			"It is this service's word: who needs more asks for evidence. Pages of any origin may ask, without credentials, as with `verify`.",
		Body: &openapi.Body{JSON: openapi.JSON[public.LookupRequest]()}, Answers: answer[verifier.LookupAnswer]("What the ledger holds, and what the reading is worth."),
		Problems: []string{"rate_limited", "overloaded", "lookup_too_long"}},

	"POST /api/v1/evidence": {ID: "makeEvidence", Tag: "evidence", Summary: "A bundle that anybody can check offline",
		Text: "The presentation, the proof that it is anchored, an attestation by the peers of most organisations, and the configuration blocks that say who these are. About the present only: without `at`. " +
			"Made for revoked credentials too; where the ledger holds nothing to attest, the problem's `report` is the result." + whereSetUp,
		Body: aPresentation, Answers: file("application/json", "The bundle, as canonical JSON.", openapi.JSON[bundle.Bundle]()),
		Problems: []string{
			"rate_limited",
			"overloaded",
			"no_evidence",
			"ledger_unavailable",
			"not_ready",
			"starting",
			"timeout",
			"not_found",
		}},

	"POST /api/v1/receipt": {ID: "makeReceipt", Tag: "evidence", Summary: "A result that this service signs",
		Text: "It holds where the credential stands on the ledger and nothing personal, and is this service's word alone. There is one for every result: it states the moment asked about, what held when it was signed, and what the reading of the ledger was worth. " +
			"There is none, and the problem is `not_ready`, while the ledger says that the service's key was retired or reported compromised." + whereSetUp,
		Body: aPresentation, Answers: file("application/jose", "A JWS in its compact form.", openapi.Text), Problems: []string{"rate_limited", "overloaded", "not_found", "not_ready"}},

	"POST /api/v1/receipt/pdf": {
		ID:      "makeReceiptPDF",
		Tag:     "evidence",
		Summary: "A receipt as one page to print",
		Text: "The same signed receipt as one A4 page: what was asked, when, and what the answer stands on, made from the receipt alone, so that nothing personal stands on it. " +
			"Its QR code holds the whole signed receipt, and the file carries it as an associated file (`receipt.sogoc.jws`): either is what `verify` and `verify/file` check, never the printed words. " +
			"There is none while there are no receipts." + whereSetUp,
		Query:    []openapi.Parameter{{Name: "lang", Text: "Language of the page, `vi` or `en`; without it that of Accept-Language, else Vietnamese.", Of: openapi.JSON[words.Language]()}},
		Body:     aPresentation,
		Answers:  file("application/pdf", "A PDF file of one page.", nil),
		Problems: []string{"rate_limited", "overloaded", "not_found", "not_ready"},
	},

	"POST /api/v1/credential": {
		ID:      "makeCredential",
		Tag:     "evidence",
		Summary: "The processed credential, for software that knows Open Badges or CLR",
		Text: "The W3C VC 2.0 document of an SD-JWT or a holder's file with its disclosures in their places (RFC 9901 §7.1). " +
			"In a transcript of which courses are withheld, `partial` is true. It has no proof and is this service's word alone, " +
			"so that it is given only of what is `valid` now, without `at`; otherwise the problem's `report` is the result. " +
			"Its `credentialStatus` names the lists that say when it is revoked.",
		Body:     aPresentation,
		Answers:  file("application/vc", "A verifiable credential in JSON, without a proof.", nil),
		Problems: []string{"rate_limited", "overloaded", "no_credential"},
	},

	"GET /api/v1/ledger": {
		ID:       "getLedger",
		Tag:      "service",
		Summary:  "How far the ledger was read and checked",
		Answers:  answer[public.LedgerState]("The last checked block, and how fresh that is."),
		Problems: []string{"not_ready", "starting"},
	},

	"GET /api/v1/openapi.json": description,
}

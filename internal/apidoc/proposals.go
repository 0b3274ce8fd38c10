package apidoc

import (
	"net/http"

	"sogoc/internal/openapi"
	"sogoc/registry"
	"sogoc/web/api/wire"
)

// proposalOperations are the routes of what takes two persons.
var proposalOperations = map[string]openapi.Operation{
	"GET /api/v1/proposals": {
		ID:      "listProposals",
		Tag:     "credentials",
		Summary: "Revocations that were proposed, newest first",
		Text:    "Not for operators.",
		Query: paged(
			ofIssuer,
			openapi.Parameter{
				Name: "state",
				Text: "open, confirmed, withdrawn or refused; all if left out.",
				Of:   openapi.JSON[registry.ProposalState](),
			},
		),
		Answers:  answer[wire.Proposals]("A page of the proposals."),
		Problems: []string{"bad_request"},
	},
	"GET /api/v1/proposals/:id": {
		ID:      "getProposal",
		Tag:     "credentials",
		Summary: "A proposal, with what stands against it now",
		Answers: answer[wire.ShownProposal]("The proposal and its credentials."),
	},
	"POST /api/v1/proposals/:id/confirm": {
		ID:      "confirmProposal",
		Tag:     "credentials",
		Summary: "Confirm what another person proposed",
		Text:    "All or none. The changes are signed and go to the ledger one by one. No body is read.",
		Answers: []openapi.Answer{{
			Status: http.StatusAccepted,
			Text:   "All changes, on their way to the ledger.",
			Media:  "application/json",
			Of:     openapi.JSON[wire.BulkChanges](),
		}},
		Problems: []string{
			"same_person", "bulk_refused", "wrong_state", "conflict", "key_locked", "no_signing_key", "ledger_refused",
		},
	},
	"POST /api/v1/proposals/:id/refuse": {
		ID:       "refuseProposal",
		Tag:      "credentials",
		Summary:  "Refuse what another person proposed",
		Text:     "Final. The reason names no learner.",
		Body:     &openapi.Body{JSON: openapi.JSON[wire.Rejection]()},
		Answers:  answer[registry.Proposal]("The proposal, refused."),
		Problems: []string{"same_person", "wrong_state", "invalid"},
	},
	"POST /api/v1/proposals/:id/withdraw": {
		ID:       "withdrawProposal",
		Tag:      "credentials",
		Summary:  "Take one's own proposal back",
		Text:     "Final. No body is read.",
		Answers:  answer[registry.Proposal]("The proposal, withdrawn."),
		Problems: []string{"wrong_state"},
	},
}

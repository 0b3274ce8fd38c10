package apidoc

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"sogoc/internal/openapi"
	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
	"sogoc/web/api/wire"
)

// mediaTable are the files that a class list may be.
const mediaTable = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, text/csv"

var atMost = fmt.Sprintf("of at most %d MiB.", roster.MaxFile>>20)

// answer is a JSON answer with status 200.
func answer[T any](text string) []openapi.Answer {
	return []openapi.Answer{{Status: http.StatusOK, Text: text, Media: "application/json", Of: openapi.JSON[T]()}}
}

// file is an answer to be kept under its name.
func file(media, text string, of openapi.Content, headers ...string) []openapi.Answer {
	return []openapi.Answer{
		{
			Status:  http.StatusOK,
			Text:    text,
			Media:   media,
			Of:      of,
			Headers: append([]string{"Content-Disposition"}, headers...),
		},
	}
}

// lines is an answer of many JSON texts.
func lines[T any](text string) []openapi.Answer {
	return []openapi.Answer{
		{
			Status: http.StatusOK,
			Text:   text + " The last line is `{\"end\": N}`, N being the lines before it; without it the answer broke off.",
			Media:  "application/x-ndjson",
			Of:     openapi.Lines(openapi.JSON[T](), openapi.JSON[wire.End]()),
		},
	}
}

var ofIssuer = openapi.Parameter{
	Name: "issuer",
	Text: "Issuer code; left out for the caller's own school. An operator must name one.",
	Of:   pattern(issuerCode),
}

func paged(before ...openapi.Parameter) []openapi.Parameter {
	return append(
		before,
		openapi.Parameter{Name: "offset", Text: "How many to pass over; 0 if left out.", Of: number(0, 0)},
		openapi.Parameter{
			Name: "limit",
			Text: "How many at most; 100 if left out or 0, never more than 1,000.",
			Of:   number(0, 0),
		},
	)
}

var idempotencyKey = openapi.Parameter{
	Name: wire.HeaderIdempotencyKey,
	Text: "Names this request, so that it may be sent again: a string in quotes (RFC 8941), best a random UUID.",
	Of:   pattern(fmt.Sprintf(`^"[ !#-\[\]-~]{1,%d}"$`, intake.MaxKey)),
}

// batchOperations are the routes by which a class list becomes credentials.
var batchOperations = map[string]openapi.Operation{
	"POST /api/v1/batches": {ID: "importBatch", Tag: "batches", Summary: "Upload a class list",
		Text: "All rows become drafts of one batch, or none does: then the problem's `report` has everything that is wrong with the files, with place and mending, and `errors` what only the register sees. " +
			"What is doubtful in the files is a question: the problem `list_open` has it with its options, and the same upload with `answers` is imported. " +
			"A row with courses makes two credentials, a diploma and its transcript. One upload of a school is read at a time, and schools take turns.\n\n" +
			"May be sent again: a file makes one batch. With an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) the same request makes no other batch for 24 hours and is answered with what was answered first, where `batch` is as it is now (it may be discarded: then a new key imports the file again); another request with the same key is refused (`idempotency_key_reused`), and one that is being answered is not begun twice (`idempotency_key_in_flight`). The key is the caller's own; a request that was refused changed nothing, and its key is free again. " +
			"Without a key, or later, the file that made a batch which was not rejected, discarded or given up is answered with that batch: 200 where all else is the same too, else the problem `already_imported`. Another batch of the file is asked for by `again`.",
		Headers: []openapi.Parameter{idempotencyKey},
		Body: &openapi.Body{Parts: []openapi.Part{
			{
				Name:     wire.PartIssuer,
				Text:     "Issuer code; left out for the caller's own school.",
				Media:    "text/plain",
				Of:       pattern(issuerCode),
				Optional: true,
			},
			{
				Name:  wire.PartTerms,
				Text:  "What the list does not hold and holds for all of its rows.",
				Media: "application/json",
				Of:    openapi.JSON[registry.Terms](),
			},
			{Name: wire.PartList, Text: "The class list, XLSX or CSV, " + atMost, Media: mediaTable},
			{
				Name:     wire.PartCourses,
				Text:     "The learners' courses, XLSX or CSV, " + atMost,
				Media:    mediaTable,
				Optional: true,
			},
			{
				Name:     wire.PartAnswers,
				Text:     "Answers to the questions of an earlier try: the `value` of an option by the problem's `id`. The caller answers for them by name.",
				Media:    "application/json",
				Of:       openapi.JSON[map[string]string](),
				Optional: true,
			},
			{
				Name: wire.PartAgain,
				Text: "The id of the newest batch that this file made, where another one is asked for besides it. " +
					"Another batch's id is refused as if there were none.",
				Media:    "text/plain",
				Of:       openapi.JSON[uuid.UUID](),
				Optional: true,
			},
			{
				Name: wire.PartChoices,
				Text: "How columns are read where their headers say otherwise or nothing that is known; as the page's table of columns. " +
					"One that names what the files do not have is an error of the report.",
				Media:    "application/json",
				Of:       openapi.JSON[[]roster.Choice](),
				Optional: true,
			},
		}},
		Answers: []openapi.Answer{
			{
				Status:  http.StatusCreated,
				Text:    "The batch, and what is worth a look in the files.",
				Media:   "application/json",
				Of:      openapi.JSON[wire.Imported](),
				Headers: []string{"Location"},
			},
			{
				Status:  http.StatusOK,
				Text:    "The batch that the same request made before. Nothing was done now.",
				Media:   "application/json",
				Of:      openapi.JSON[wire.ImportedBefore](),
				Headers: []string{"Location"},
			},
		},
		Problems: []string{
			"list_invalid", "list_open", "rows_invalid", "already_imported", "idempotency_key_reused",
			"idempotency_key_in_flight", "invalid", "not_found", "conflict", "bad_request",
		}},

	"GET /api/v1/batches": {
		ID:      "listBatches",
		Tag:     "batches",
		Summary: "Batches, newest first",
		Text:    "Without their anchors; the batch itself has them.",
		Query: paged(
			ofIssuer,
			openapi.Parameter{Name: "state", Text: "Only those in this state.", Of: openapi.JSON[registry.BatchState]()},
		),
		Answers:  answer[wire.Batches]("A page of the list."),
		Problems: []string{"invalid", "not_found"},
	},

	"GET /api/v1/batches/:id": {
		ID:      "getBatch",
		Tag:     "batches",
		Summary: "One batch with its anchors",
		Answers: answer[registry.Batch]("The batch."),
	},

	"GET /api/v1/batches/:id/progress": {
		ID:      "getBatchProgress",
		Tag:     "batches",
		Summary: "How far a batch is on its way to the ledger",
		Text:    "To be asked again until `done`. A refusal by the ledger that stays is among `refusals`.",
		Answers: answer[wire.Progress]("Counts of now."),
	},

	"GET /api/v1/uploads/progress": {
		ID:      "getUploadProgress",
		Tag:     "batches",
		Summary: "How far the caller's upload is",
		Text: "To be asked while `POST /api/v1/batches` has not answered. It counts the rows of the newest upload of the caller " +
			"that the process reads which answers: with several processes behind one address another one may know nothing of it.",
		Answers: answer[wire.UploadProgress]("Counts of now."),
	},

	"GET /api/v1/batches/:id/drafts": {
		ID:      "listDrafts",
		Tag:     "batches",
		Summary: "What an approver reads, in the order of the file",
		Text:    "The documents as they will be signed, but for numbers that the book gives when they are signed. Readers see national ids masked, registrar and approver in full. Not for operators. A sealed, rejected or discarded batch may have none.",
		Query:   paged(),
		Answers: answer[wire.Drafts]("A page of the drafts."),
	},

	"POST /api/v1/batches/:id/approve": {ID: "approveBatch", Tag: "batches", Summary: "Approve a batch",
		Text: "Takes another person than the one who imported it. From here the register carries the batch to the ledger " +
			"by itself: numbers are drawn from the register book without gaps, all credentials are signed, and anchors are " +
			"submitted; `progress` says how far it is and what it waits for. `count` is that of the review that the approver " +
			"read: where rows were set aside since, nothing is approved. A passphrase opens the school's own key for this " +
			"batch, for half an hour at most. May be repeated by the same person.",
		Body:     &openapi.Body{JSON: openapi.JSON[wire.Approval]()},
		Answers:  answer[registry.Batch]("The batch, approved or further."),
		Problems: []string{"same_person", "wrong_state", "not_as_read", "invalid", "wrong_passphrase", "rate_limited", "no_signing_key"}},

	"POST /api/v1/batches/:id/retry": {
		ID:      "retryBatch",
		Tag:     "batches",
		Summary: "Go on at once with a batch that waits",
		Text: "For an approved batch that waits for the school's own key, whose passphrase is then in the body, and to have " +
			"tried at once what was refused before. May be repeated, by any approver of the school.",
		Body:     &openapi.Body{JSON: openapi.JSON[wire.Unlock](), Optional: true},
		Answers:  answer[registry.Batch]("The batch as it is now."),
		Problems: []string{"wrong_state", "wrong_passphrase", "rate_limited", "no_signing_key"},
	},

	"GET /api/v1/batches/:id/quota": {
		ID:      "batchQuota",
		Tag:     "batches",
		Summary: "What a batch takes of its school's quotas",
		Text: "By scope and calendar year of Viet Nam, as the ledger counts: what is used, what other batches are about to " +
			"take, and what this one needs. It is asked again before anything is signed: what the ledger would refuse " +
			"is not signed, and the batch says in `waitsFor` what must change.",
		Answers:  answer[registry.QuotaState]("The quotas."),
		Problems: []string{"unavailable", "ledger_refused"},
	},

	"GET /api/v1/quota": {
		ID:       "schoolQuota",
		Tag:      "batches",
		Summary:  "What the caller's school may still issue this year",
		Text:     "By scope, as the ledger counts. Nothing is needed of it: a batch's own quota says what the batch takes.",
		Answers:  answer[registry.QuotaState]("The quotas."),
		Problems: []string{"unavailable", "ledger_refused", "bad_request"},
	},

	"POST /api/v1/batches/:id/review": {
		ID:      "reviewBatch",
		Tag:     "batches",
		Summary: "All that will be signed of a batch, and what stands out in it",
		Text: "What an approver reads before anything is signed: every value as the papers print it, row by row, with what " +
			"was repaired or confirmed when the list was read, what stands out column by column, and what papers of the " +
			"kind print and the list does not say. It comes from the stored drafts. Of a draft or approved batch. Changes nothing.",
		Body:     &openapi.Body{JSON: openapi.JSON[wire.ReviewView]()},
		Answers:  answer[wire.Review]("A page of the rows, and what is of the whole list."),
		Problems: []string{"wrong_state", "template_invalid"},
	},

	"GET /api/v1/batches/:id/specimens/:row": {
		ID:       "printSpecimen",
		Tag:      "batches",
		Summary:  "The papers of a row as they would be printed",
		Text:     "Each page is marked as a specimen. The row's number is that of the review.",
		Answers:  file("application/pdf", "The papers.", nil),
		Problems: printing,
	},

	"GET /api/v1/batches/:id/give-up": {
		ID:      "previewGiveUp",
		Tag:     "batches",
		Summary: "What giving a batch up would do",
		Text: "How many lines of the register book would be void, how many signed credentials would be destroyed, and " +
			"whether the ledger decides, because an anchor of the batch was sent to it.",
		Answers:  answer[registry.GiveUpConsequences]("The consequences, as of now."),
		Problems: []string{"wrong_state"},
	},

	"POST /api/v1/batches/:id/give-up": {
		ID:      "giveUpBatch",
		Tag:     "batches",
		Summary: "Ask for a batch to be given up, or confirm it",
		Text: "For an approved or sealed batch. It takes two persons: a registrar or an approver asks, with a reason that " +
			"stands in the book, and an approver who is another person confirms by the same call; the reason may then be " +
			"left out. A batch that was not sent to the ledger is given up at once. For one that was sent the register " +
			"brings a void to the ledger, signed by the school's key, whose passphrase the confirmation may bring; only " +
			"after its commit are the numbers void and the credentials destroyed. Where the anchor stands on the ledger " +
			"first, giving up has failed: `givingUp.failed`. The same person asking again changes nothing.",
		Body:     &openapi.Body{JSON: openapi.JSON[wire.GiveUp](), Optional: true},
		Answers:  answer[registry.Batch]("The batch, with how far giving it up has come."),
		Problems: []string{"wrong_state", "conflict", "invalid", "wrong_passphrase", "rate_limited", "no_signing_key"},
	},

	"POST /api/v1/batches/:id/give-up/withdraw": {
		ID:       "withdrawGiveUp",
		Tag:      "batches",
		Summary:  "Take back that a batch is to be given up",
		Text:     "Before it is confirmed. No body is read.",
		Answers:  answer[registry.Batch]("The batch as it is."),
		Problems: []string{"wrong_state"},
	},

	"GET /api/v1/batches/:id/void-entries": {
		ID:      "listVoidEntries",
		Tag:     "batches",
		Summary: "The lines of the register book that are void because a batch was given up",
		Text:    "In the order of the file, with the reason. They name nobody.",
		Query:   paged(),
		Answers: answer[wire.VoidEntries]("The lines."),
	},

	"POST /api/v1/batches/:id/reject": {
		ID:       "rejectBatch",
		Tag:      "batches",
		Summary:  "Refuse a draft batch, with a reason",
		Text:     "Final: a mended list is another upload.",
		Body:     &openapi.Body{JSON: openapi.JSON[wire.Rejection]()},
		Answers:  answer[registry.Batch]("The batch, rejected."),
		Problems: []string{"wrong_state", "invalid"},
	},

	"POST /api/v1/batches/:id/set-aside": {
		ID:      "setRowsAside",
		Tag:     "batches",
		Summary: "Take rows out of a draft batch that are not to be signed yet",
		Text: "They become a draft batch of their own, with the same terms and the same registrar, which names the batch " +
			"it comes from; the rest can be approved at once. Rows are named by the ids of their drafts; a diploma and its " +
			"transcript stay together. At least one row stays. The reason names no learner.",
		Body: &openapi.Body{JSON: openapi.JSON[wire.SettingAside]()},
		Answers: []openapi.Answer{{
			Status: http.StatusCreated,
			Text:   "The batch of the rows.",
			Media:  "application/json",
			Of:     openapi.JSON[registry.Batch](),
		}},
		Problems: []string{"wrong_state", "invalid"},
	},

	"POST /api/v1/batches/:id/discard": {
		ID:       "discardBatch",
		Tag:      "batches",
		Summary:  "Take back a draft batch",
		Text:     "Final. No body is read.",
		Answers:  answer[registry.Batch]("The batch, discarded."),
		Problems: []string{"wrong_state"},
	},

	"GET /api/v1/batches/:id/documents": {
		ID:       "streamDocuments",
		Tag:      "handing out",
		Summary:  "What all holders of a batch get, as JSON lines",
		Text:     "Of an anchored batch, in the order of the file. One audit entry. Not for operators.",
		Answers:  lines[wire.Document]("One line for each credential."),
		Problems: []string{"not_anchored"},
	},

	"GET /api/v1/batches/:id/zip": {
		ID:       "zipBatch",
		Tag:      "handing out",
		Summary:  "What all holders of a batch get, as one ZIP file",
		Text:     "A list (CSV), and for each learner the QR image, an SD-JWT without national id and ethnicity, and the holder's file. It is streamed: one that broke off has no directory at its end. One audit entry. Not for operators.",
		Answers:  file("application/zip", "The archive.", nil),
		Problems: []string{"not_anchored", "bad_request"},
	},

	"GET /api/v1/batches/:id/pdf": {
		ID:      "printBatch",
		Tag:     "handing out",
		Summary: "A batch, or a part of it, printed into one PDF file",
		Text:    "In the order of the class list. One audit entry. Not for operators. Two files are made at a time; the others wait. Not found where nothing is chosen.",
		Query: []openapi.Parameter{
			{Name: "form", Text: "Only diplomas, or only transcripts.", Of: openapi.JSON[credential.Form]()},
			{Name: "offset", Text: "How many of them to pass over; 0 if left out.", Of: number(0, 0)},
			{Name: "limit", Text: "How many of them at most; all if left out or 0.", Of: number(0, 0)},
		},
		Answers:  file("application/pdf", "The papers, ready to print.", nil, "Sogoc-Count"),
		Problems: append([]string{"not_anchored"}, printing...),
	},
}

var printing = []string{"not_printable", "too_many_pages", "no_fonts", "template_invalid"}

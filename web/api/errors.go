package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/registry/intake"
	"sogoc/registry/roster"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
	"sogoc/verifier/qr"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// listRefused is the error of an upload whose files have faults.
type listRefused struct{ report *roster.Report }

func (*listRefused) Error() string { return "the list has faults" }

// listOpen is the error of an upload with questions that nobody has answered.
type listOpen struct{ report *roster.Report }

func (*listOpen) Error() string { return "questions about the list are open" }

// rowsRefused is the error of rows that the register refuses.
type rowsRefused struct {
	problems intake.Problems
	result   *roster.Result
}

func (*rowsRefused) Error() string   { return "the register refuses rows of the list" }
func (r *rowsRefused) Unwrap() error { return r.problems }

func as[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}

// Rules returns what this service's errors become, for web.Config. Narrow rows
// stand before broad ones.
func Rules() []web.Rule {
	return []web.Rule{
		elsewhereRule,
		{Match: as[*listRefused], Status: http.StatusUnprocessableEntity, Code: "list_invalid", Title: "The list has faults", Extend: extendList},
		{Match: as[*listOpen], Status: http.StatusUnprocessableEntity, Code: "list_open", Title: "Questions about the list must be answered", Extend: extendList},
		{Match: as[*rowsRefused], Status: http.StatusUnprocessableEntity, Code: "rows_invalid", Title: "Rows of the list cannot become credentials", Extend: extendRows},
		{Match: as[*intake.AlreadyImported], Status: http.StatusConflict, Code: "already_imported", Title: "This file made a batch already", Extend: extendImported},
		{Is: intake.ErrKeyReused, Status: http.StatusUnprocessableEntity, Code: "idempotency_key_reused", Title: "This idempotency key names another request"},
		{Is: intake.ErrKeyInFlight, Status: http.StatusConflict, Code: "idempotency_key_in_flight", Title: "The request of this idempotency key is being answered", Retry: 2},
		{Match: as[*status.BulkRefused], Status: http.StatusConflict, Code: "bulk_refused", Title: "Not all of them can be changed, so none was", Extend: extendBulk},
		{Is: registry.ErrUnauthenticated, Status: http.StatusUnauthorized, Code: "unauthenticated", Title: "A valid bearer token is needed"},
		{Is: registry.ErrSamePerson, Status: http.StatusForbidden, Code: "same_person", Title: "Two persons must act, and you were the first"},
		{Is: registry.ErrForbidden, Status: http.StatusForbidden, Code: "forbidden", Title: "Not allowed"},
		{Is: registry.ErrNotFound, Status: http.StatusNotFound, Code: "not_found", Title: "Not found"},
		{Is: registry.ErrNotAsRead, Status: http.StatusConflict, Code: "not_as_read", Title: "The batch has other rows than were read", Detail: true},
		{Is: registry.ErrNotAnchored, Status: http.StatusConflict, Code: "not_anchored", Title: "The batch does not stand on the ledger yet", Detail: true},
		{Is: registry.ErrState, Status: http.StatusConflict, Code: "wrong_state", Title: "Not in the right state for this", Detail: true},
		{Is: registry.ErrConflict, Status: http.StatusConflict, Code: "conflict", Title: "Something else stands there already", Detail: true},
		{Is: registry.ErrPassphrase, Status: http.StatusUnprocessableEntity, Code: "wrong_passphrase", Title: "The passphrase opens no key of the school"},
		{Is: registry.ErrTooMany, Status: http.StatusTooManyRequests, Code: "rate_limited", Title: "Too many requests", Retry: 60},
		{Is: registry.ErrInvalid, Status: http.StatusUnprocessableEntity, Code: "invalid", Title: "Not valid", Detail: true},
		{Is: qr.ErrScale, Status: http.StatusBadRequest, Code: "bad_request", Title: "The request is malformed", Detail: true},
		{Is: diploma.ErrGlyph, Status: http.StatusUnprocessableEntity, Code: "not_printable", Title: "The credential cannot be printed", Detail: true},
		{Is: diploma.ErrOverflow, Status: http.StatusUnprocessableEntity, Code: "not_printable", Title: "The credential cannot be printed", Detail: true},
		{Is: diploma.ErrTooMany, Status: http.StatusUnprocessableEntity, Code: "too_many_pages", Title: "Too much for one file", Detail: true},
		{Is: diploma.ErrFonts, Status: http.StatusServiceUnavailable, Code: "no_fonts", Title: "The fonts for printing are not installed", Log: slog.LevelError},
		{Is: diploma.ErrTemplate, Status: http.StatusServiceUnavailable, Code: "template_invalid", Title: "The school's diploma template cannot be used", Detail: true, Log: slog.LevelError},
		{Is: registry.ErrIntegrity, Status: http.StatusInternalServerError, Code: "integrity", Title: "Ledger and register contradict each other", Log: slog.LevelError},
		{Is: registry.ErrLocked, Status: http.StatusConflict, Code: "key_locked", Title: "The school's signing key waits for its passphrase"},
		{Is: registry.ErrKey, Status: http.StatusServiceUnavailable, Code: "no_signing_key", Title: "The school's signing key is not available", Retry: 60, Log: slog.LevelError},
		{Is: registry.ErrOutcomeUnknown, Status: http.StatusServiceUnavailable, Code: "outcome_unknown", Title: "The outcome is not known yet; look before trying again", Retry: 15, Log: slog.LevelWarn},
		{Is: registry.ErrUnavailable, Status: http.StatusServiceUnavailable, Code: "unavailable", Title: "Not available at present; nothing is lost", Retry: 10, Log: slog.LevelWarn},
		{Match: as[*ledger.Refusal], Status: http.StatusConflict, Code: "ledger_refused", Title: "The ledger refuses", Extend: extendLedger},
		{Is: context.Canceled, Status: 499, Code: "client_closed_request", Title: "The client went away"},
	}
}

func extendLedger(err error, p *web.Problem) {
	var refusal *ledger.Refusal
	if errors.As(err, &refusal) {
		p.Ledger, p.Detail = string(refusal.Code), refusal.Text
	}
}

func extendList(err error, p *web.Problem) {
	var refused *listRefused
	if errors.As(err, &refused) {
		p.Report = refused.report
	}
	var open *listOpen
	if errors.As(err, &open) {
		p.Report = open.report
	}
}

// extendImported names the batch, and how another one is asked for.
func extendImported(err error, p *web.Problem) {
	var before *intake.AlreadyImported
	if errors.As(err, &before) {
		p.Errors = []wire.ImportedBefore{{Batch: before.Batch}}
		p.Detail = "with other terms, answers or choices than now; the part " + wire.PartAgain + " with the batch's id, " +
			before.Batch.ID.String() + ", asks for another batch of the file"
	}
}

// extendBulk says which credentials stand in the way.
func extendBulk(err error, p *web.Problem) {
	var refused *status.BulkRefused
	if errors.As(err, &refused) {
		p.Errors = refused.Items
	}
}

// extendRows names each row as the spreadsheet does.
func extendRows(err error, p *web.Problem) {
	var refused *rowsRefused
	if !errors.As(err, &refused) {
		return
	}
	faults := make([]wire.RowFault, 0, min(len(refused.problems), roster.MaxProblems))
	for _, problem := range refused.problems {
		if len(faults) == cap(faults) {
			break
		}
		f := wire.RowFault{
			Field:      problem.Field,
			Fault:      problem.Fault,
			Want:       problem.Want,
			InRegister: problem.InRegister,
		}
		if problem.Line > 0 {
			f.Sheet, f.Row = refused.result.Position(problem.Line)
		}
		faults = append(faults, f)
	}
	p.Errors, p.Report = faults, &refused.result.Report
}

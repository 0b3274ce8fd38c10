package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sogoc/registry"
)

// errRetry marks what the database asks to be run again.
var errRetry = errors.New("run again")

// translate turns an error of the driver into one of package registry. It is
// the only place that does, and it passes on no text of the server's that can
// hold a row's content.
func translate(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return registry.ErrNotFound
	case errors.As(err, &pg):
		return refused(pg)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case unreachable(err):
		return fmt.Errorf("%w: no connection", registry.ErrStoreUnavailable)
	}
	return err
}

func refused(err *pgconn.PgError) error {
	switch err.Code {
	case "40001", "40P01": // serialization_failure, deadlock_detected
		return fmt.Errorf("%w: %w: SQLSTATE %s", errRetry, registry.ErrStoreUnavailable, err.Code)
	case "23505": // unique_violation
		return fmt.Errorf("%w: %s", registry.ErrConflict, err.ConstraintName)
	case "23503": // foreign_key_violation
		return fmt.Errorf("%w: what %s refers to", registry.ErrNotFound, err.ConstraintName)
	case "23514", "23502", "23001": // check, not-null and restrict violations
		if err.ConstraintName == "batch_two_persons" || err.ConstraintName == "status_proposal_two_persons" {
			return registry.ErrSamePerson
		}
		return fmt.Errorf("%w: %s", registry.ErrState, err.ConstraintName+err.ColumnName)
	case "55P03", "57014", "25P03": // lock_not_available, query_canceled, idle_in_transaction_session_timeout
		return fmt.Errorf("%w: SQLSTATE %s", registry.ErrStoreUnavailable, err.Code)
	}
	switch class := err.Code[:min(2, len(err.Code))]; class {
	case "08", "53", "57", "58": // connection, resources, operator intervention, system
		return fmt.Errorf("%w: SQLSTATE %s", registry.ErrStoreUnavailable, err.Code)
	case "42": // syntax or access rule: names only, no content
		return fmt.Errorf("database: SQLSTATE %s: %s", err.Code, err.Message)
	}
	return fmt.Errorf("database: SQLSTATE %s", err.Code)
}

// unreachable reports whether the connection, and not the statement, failed.
// For two of the cases the driver has no value to compare with.
func unreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "closed pool")
}

package postgres

import (
	"context"

	"sogoc/registry/account"
	"sogoc/registry/anchoring"
	"sogoc/registry/classlist"
	"sogoc/registry/giveup"
	"sogoc/registry/intake"
	"sogoc/registry/issuing"
	"sogoc/registry/keys"
	"sogoc/registry/quota"
	"sogoc/registry/reading"
	"sogoc/registry/register"
	"sogoc/registry/review"
	"sogoc/registry/status"
	"sogoc/registry/unfinished"
)

var _ register.Store = (*Store)(nil)

// transactions are those of the act whose queries are Q.
type transactions[Q any] struct {
	store *Store
}

// InTx runs f in one transaction and commits if f returns nil.
func (t transactions[Q]) InTx(ctx context.Context, f func(ctx context.Context, q Q) error) error {
	return t.store.inTx(ctx, func(ctx context.Context, q queries) error {
		return f(ctx, any(q).(Q)) // the variables below hold it
	})
}

// That queries has the methods of every act is known when this compiles.
var (
	_ account.Queries        = queries{}
	_ intake.Queries         = queries{}
	_ intake.ImportQueries   = queries{}
	_ issuing.Queries        = queries{}
	_ issuing.SigningQueries = queries{}
	_ anchoring.Queries      = queries{}
	_ giveup.Queries         = queries{}
	_ giveup.AnchoredQueries = queries{}
	_ status.Queries         = queries{}
	_ reading.Store          = queries{}
	_ review.Queries         = queries{}
	_ keys.Queries           = queries{}
	_ unfinished.Queries     = queries{}
)

// Stores of acts. They embed the act's queries, which are an interface, where they can: of
// the type queries the compiler would write more than a hundred methods again for each.
type (
	accountStore struct {
		account.Queries
		transactions[account.Queries]
	}
	anchoringStore struct {
		anchoring.Queries
		transactions[anchoring.Queries]
	}
	statusStore struct {
		status.Queries
		transactions[status.Queries]
	}
	reviewStore struct {
		review.Queries
		transactions[review.Queries]
	}
	keysStore struct {
		keys.Queries
		transactions[keys.Queries]
	}
	unfinishedStore struct {
		unfinished.Queries
		transactions[unfinished.Queries]
	}
)

// intakeStore adds the transactions that import.
type intakeStore struct {
	intake.Queries
	transactions[intake.Queries]
}

// InImportTx implements intake.Store.
func (i intakeStore) InImportTx(
	ctx context.Context, f func(ctx context.Context, q intake.ImportQueries) error,
) error {
	return i.store.inTx(ctx, func(ctx context.Context, q queries) error { return f(ctx, q) })
}

// issuingStore adds the transactions that sign.
type issuingStore struct {
	queries
	transactions[issuing.Queries]
}

// InSigningTx implements issuing.Store.
func (i issuingStore) InSigningTx(
	ctx context.Context, credentials int, f func(ctx context.Context, q issuing.SigningQueries) error,
) error {
	if err := i.queries.countDrafts(ctx, credentials); err != nil {
		return err
	}
	return i.store.inTx(ctx, func(ctx context.Context, q queries) error { return f(ctx, q) })
}

// giveUpStore adds the transactions that record an anchor.
type giveUpStore struct {
	queries
	transactions[giveup.Queries]
}

// InAnchoredTx implements giveup.Store.
func (g giveUpStore) InAnchoredTx(
	ctx context.Context, f func(ctx context.Context, q giveup.AnchoredQueries) error,
) error {
	return g.store.inTx(ctx, func(ctx context.Context, q queries) error { return f(ctx, q) })
}

// Accounts returns the store of package account.
func (s *Store) Accounts() account.Store {
	return accountStore{s.queries, transactions[account.Queries]{s}}
}

// Devices returns what is kept of known devices.
func (s *Store) Devices() account.DeviceStore { return s.queries }

// Intake returns the store of package intake.
func (s *Store) Intake() intake.Store { return intakeStore{s.queries, transactions[intake.Queries]{s}} }

// Lists returns the store of package classlist.
func (s *Store) Lists() classlist.Store { return s.queries }

// Issuing returns the store of package issuing.
func (s *Store) Issuing() issuing.Store {
	return issuingStore{s.queries, transactions[issuing.Queries]{s}}
}

// Anchoring returns the store of package anchoring.
func (s *Store) Anchoring() anchoring.Store {
	return anchoringStore{s.queries, transactions[anchoring.Queries]{s}}
}

// GiveUp returns the store of package giveup.
func (s *Store) GiveUp() giveup.Store {
	return giveUpStore{s.queries, transactions[giveup.Queries]{s}}
}

// Quota returns the store of package quota.
func (s *Store) Quota() quota.Store { return s.queries }

// Status returns the store of package status.
func (s *Store) Status() status.Store { return statusStore{s.queries, transactions[status.Queries]{s}} }

// Reading returns the store of package reading.
func (s *Store) Reading() reading.Store { return s.queries }

// Review returns the store of package review.
func (s *Store) Review() review.Store { return reviewStore{s.queries, transactions[review.Queries]{s}} }

// Keys returns the store of package keys.
func (s *Store) Keys() keys.Store { return keysStore{s.queries, transactions[keys.Queries]{s}} }

// Unfinished implements register.Store.
func (s *Store) Unfinished() unfinished.Store {
	return unfinishedStore{s.queries, transactions[unfinished.Queries]{s}}
}

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

// actStore is the store of the act whose queries are Q.
type actStore[Q any] struct {
	queries
	store *Store
}

// InTx runs f in one transaction and commits if f returns nil.
func (a actStore[Q]) InTx(ctx context.Context, f func(ctx context.Context, q Q) error) error {
	return a.store.inTx(ctx, func(ctx context.Context, q queries) error {
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

// intakeStore adds the transactions that import.
type intakeStore struct {
	actStore[intake.Queries]
}

// InImportTx implements intake.Store.
func (i intakeStore) InImportTx(
	ctx context.Context, f func(ctx context.Context, q intake.ImportQueries) error,
) error {
	return i.store.inTx(ctx, func(ctx context.Context, q queries) error { return f(ctx, q) })
}

// issuingStore adds the transactions that sign.
type issuingStore struct {
	actStore[issuing.Queries]
}

// InSigningTx implements issuing.Store.
func (i issuingStore) InSigningTx(
	ctx context.Context, f func(ctx context.Context, q issuing.SigningQueries) error,
) error {
	return i.store.inTx(ctx, func(ctx context.Context, q queries) error { return f(ctx, q) })
}

// giveUpStore adds the transactions that record an anchor.
type giveUpStore struct {
	actStore[giveup.Queries]
}

// InAnchoredTx implements giveup.Store.
func (g giveUpStore) InAnchoredTx(
	ctx context.Context, f func(ctx context.Context, q giveup.AnchoredQueries) error,
) error {
	return g.store.inTx(ctx, func(ctx context.Context, q queries) error { return f(ctx, q) })
}

// Accounts returns the store of package account.
func (s *Store) Accounts() account.Store { return actStore[account.Queries]{s.queries, s} }

// Devices returns what is kept of known devices.
func (s *Store) Devices() account.DeviceStore { return s.queries }

// Intake returns the store of package intake.
func (s *Store) Intake() intake.Store { return intakeStore{actStore[intake.Queries]{s.queries, s}} }

// Lists returns the store of package classlist.
func (s *Store) Lists() classlist.Store { return s.queries }

// Issuing returns the store of package issuing.
func (s *Store) Issuing() issuing.Store {
	return issuingStore{actStore[issuing.Queries]{s.queries, s}}
}

// Anchoring returns the store of package anchoring.
func (s *Store) Anchoring() anchoring.Store { return actStore[anchoring.Queries]{s.queries, s} }

// GiveUp returns the store of package giveup.
func (s *Store) GiveUp() giveup.Store {
	return giveUpStore{actStore[giveup.Queries]{s.queries, s}}
}

// Quota returns the store of package quota.
func (s *Store) Quota() quota.Store { return s.queries }

// Status returns the store of package status.
func (s *Store) Status() status.Store { return actStore[status.Queries]{s.queries, s} }

// Reading returns the store of package reading.
func (s *Store) Reading() reading.Store { return s.queries }

// Review returns the store of package review.
func (s *Store) Review() review.Store { return actStore[review.Queries]{s.queries, s} }

// Keys returns the store of package keys.
func (s *Store) Keys() keys.Store { return actStore[keys.Queries]{s.queries, s} }

// Unfinished implements register.Store.
func (s *Store) Unfinished() unfinished.Store { return actStore[unfinished.Queries]{s.queries, s} }

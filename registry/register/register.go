// Package register puts the acts of the register together on one store, one
// ledger and one source of keys: what registryd runs, and what tests run.
//
// What belongs here: wiring. What does not: anything that an act could decide.
package register

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"sogoc/registry/account"
	"sogoc/registry/anchoring"
	"sogoc/registry/classlist"
	"sogoc/registry/giveup"
	"sogoc/registry/intake"
	"sogoc/registry/issuing"
	"sogoc/registry/keys"
	"sogoc/registry/password"
	"sogoc/registry/process"
	"sogoc/registry/quota"
	"sogoc/registry/reading"
	"sogoc/registry/review"
	"sogoc/registry/signer"
	"sogoc/registry/status"
	"sogoc/registry/unfinished"
	"sogoc/registry/worker"
)

// Store gives each act its store. Package postgres implements it.
type Store interface {
	worker.Store
	Accounts() account.Store
	Devices() account.DeviceStore
	Intake() intake.Store
	Lists() classlist.Store
	Issuing() issuing.Store
	Anchoring() anchoring.Store
	GiveUp() giveup.Store
	Quota() quota.Store
	Status() status.Store
	Reading() reading.Store
	Review() review.Store
	Keys() keys.Store
	Unfinished() unfinished.Store
}

// Ledger is what the acts ask of the ledger together. Package fabricledger
// implements it.
type Ledger interface {
	anchoring.Ledger
	giveup.Ledger
	quota.Ledger
	reading.Ledger
	status.Ledger
	worker.Ledger
}

// Config is what a Register is made of.
type Config struct {
	process.Config
	// PasswordCost is what one password hash takes; zero for password.Standard.
	PasswordCost password.Cost
	// Worker tunes the worker.
	Worker worker.Config
	// Paper knows which letters can be printed; nil where nothing is printed.
	Paper classlist.Paper
}

// Register is the acts of one process.
type Register struct {
	Accounts   *account.Service
	Intake     *intake.Service
	Lists      *classlist.Reader
	Issuing    *issuing.Service
	Anchoring  *anchoring.Service
	GiveUp     *giveup.Service
	Quota      *quota.Service
	Status     *status.Service
	Reading    *reading.Service
	Review     *review.Service
	Keys       *keys.Service
	Unfinished *unfinished.Service
	Worker     *worker.Worker
}

// New returns the register. It starts nothing: Run does.
func New(store Store, l Ledger, source signer.Source, config Config) *Register {
	p := process.New(config.Config)
	r := &Register{
		Accounts:   account.New(store.Accounts(), store.Devices(), p, config.PasswordCost),
		Intake:     intake.New(store.Intake(), p, classlist.NewTermsJudge(config.Paper)),
		Anchoring:  anchoring.New(store.Anchoring(), l, p),
		Reading:    reading.New(store.Reading(), l, p),
		Review:     review.New(store.Review(), p),
		Keys:       keys.New(store.Keys(), l, source, p),
		Unfinished: unfinished.New(store.Unfinished(), p),
	}
	r.Lists = classlist.New(store.Lists(), r.Intake, p, config.Paper)
	r.Issuing = issuing.New(store.Issuing(), r.Keys, l, p)
	r.Quota = quota.New(store.Quota(), l)
	r.GiveUp = giveup.New(store.GiveUp(), l, r.Keys, p)
	r.Status = status.New(store.Status(), l, r.Keys, p)
	tasks := []worker.Task{r.GiveUp.Task(), r.Issuing.Task(), r.Anchoring.Task(), r.Status.Task()}
	r.Worker = worker.New(p, store, l, r.Anchoring, config.Worker, tasks...)
	return r
}

// Run carries work on and keeps open keys leased until ctx ends, then wipes
// the keys and returns ctx's error.
func (r *Register) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.Worker.Run(ctx) })
	group.Go(func() error { return r.Keys.Run(ctx) })
	return group.Wait()
}

// Sweep forgets what is past: sessions, invitations, uploads and unfinished forms. Call it now and then.
func (r *Register) Sweep(ctx context.Context) error {
	return errors.Join(r.Accounts.Sweep(ctx), r.Intake.Sweep(ctx), r.Unfinished.Sweep(ctx))
}

// Package testregister does single steps of a register in tests, where a whole pass of
// its worker, or a whole import, would go too far.
package testregister

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/register"
	"sogoc/registry/worker"
)

// OpenBook opens a school's register book, as an earlier import would have done, so
// that no list is asked whether the book is right. The audit says of it that the
// register did it, since a test may have nobody yet who could.
func OpenBook(t testing.TB, r *register.Register, issuer, code string) {
	t.Helper()
	itself := registry.Actor{Issuer: issuer, Roles: []registry.Role{registry.RoleApprover}}
	require.NoError(t, r.Issuing.OpenBook(t.Context(), itself, registry.DefaultBook(issuer, code, time.Time{})))
}

// Sign numbers, signs and seals all batches that are approved and that this
// register may sign at a moment. It leaves the ledger alone.
func Sign(t testing.TB, r *register.Register, at time.Time) {
	t.Helper()
	task := r.Issuing.Task()
	due, err := task.DueIssuers(t.Context(), at)
	require.NoError(t, err)
	for _, issuer := range due {
		for job := nextJob(t, task, issuer, at); job != nil; job = nextJob(t, task, issuer, at) {
			require.NoError(t, job.Do(t.Context()))
		}
	}
}

func nextJob(t testing.TB, task worker.Task, issuer string, at time.Time) worker.Job {
	t.Helper()
	job, err := task.NextJob(t.Context(), issuer, at)
	require.NoError(t, err)
	return job
}

package register_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/verifier/credential"
)

// numbered makes a list whose rows bring these register numbers.
func numbered(first int, registers ...string) intake.ImportRequest {
	rows := graduates(first + len(registers))[first:]
	for i := range rows {
		rows[i].RegisterNumber = registers[i]
	}
	return request(school, rows)
}

func TestOneNumberInTwoForms(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	refused := func(t *testing.T, r intake.ImportRequest, field string, fault credential.Fault) string {
		t.Helper()
		_, err := b.register.Intake.Import(ctx, b.registrar, r)
		var problems intake.Problems
		require.ErrorAs(t, err, &problems)
		require.Len(t, problems, 1)
		require.Equal(t, field, problems[0].Field)
		require.Equal(t, fault, problems[0].Fault)
		return problems[0].InRegister
	}

	refused(t, numbered(0, "2026/THPT/00862", "2026/THPT/862"), "registerNumber", credential.FaultConflict)
	first := numbered(0, "2026/THPT/862")
	first.Rows[0].SerialNumber = "C 0000004"
	_, err := b.register.Intake.Import(ctx, b.registrar, first)
	require.NoError(t, err)
	refused(t, numbered(1, "2026/THPT/00862"), "registerNumber", credential.FaultConflict)
	serial := numbered(1, "2026/THPT/00863")
	serial.Rows[0].SerialNumber = "C0000004"
	refused(t, serial, "serialNumber", credential.FaultConflict)
	for _, odd := range []string{"Á 9000000?", "C 000000l", "C 000O002"} {
		serial.Rows[0].SerialNumber = odd
		refused(t, serial, "serialNumber", credential.FaultFormat)
	}
	for _, form := range []string{"C 4", "c 0000004", "C O000004", "C04"} {
		serial.Rows[0].SerialNumber = form
		require.Equal(t, "C 0000004", refused(t, serial, "serialNumber", credential.FaultConflict))
	}
	require.Equal(t, "2026/THPT/862", refused(t, numbered(1, "2026/thpt/O862"), "registerNumber", credential.FaultConflict))
}

// What the book would draw is passed over where it stands in the register in another form.
func TestNumbersInAnotherFormAreNotDrawn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	own := numbered(10, "2026/thpt/2")
	own.Rows[0].SerialNumber = "2026-THPT - 1"
	_, err := b.register.Intake.Import(t.Context(), b.registrar, own)
	require.NoError(t, err)
	batch := b.approved(t, 2)
	b.sign(t)
	var numbers []string
	for _, e := range b.entries(t, batch) {
		numbers = append(numbers, e.RegisterNumber, e.SerialNumber)
	}
	require.Equal(t, []string{"2026/THPT/00001", "2026-THPT-00002", "2026/THPT/00003", "2026-THPT-00003"}, numbers)
}

// A list that brings numbers waits for a transaction that draws some, and the other way
// round: neither finds the other's in the database before it is committed.
func TestNumbersAreDrawnAndImportedInTurn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.approved(t, 1)
	ctx := t.Context()
	holder := b.db.Conn(t)
	tx, err := holder.Begin(ctx)
	require.NoError(t, err)
	var waiting int
	imported, signed := make(chan error, 1), make(chan error, 1)
	const numbersOfSchool = `'sogoc ' || current_schema() || ' numbers of ' || $1`
	_, err = tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(`+numbersOfSchool+`, 0))`, school)
	require.NoError(t, err)
	go func() {
		_, err := b.register.Intake.Import(ctx, b.registrar, numbered(10, "2026/thpt/1"))
		imported <- err
	}()
	go func() {
		b.signAtOnce(t)
		signed <- nil
	}()
	watch := b.db.Conn(t)
	require.Eventually(t, func() bool {
		err := watch.QueryRow(ctx, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND (classid::bigint << 32 | objid::bigint) = hashtextextended(`+numbersOfSchool+`, 0)`, school).Scan(&waiting)
		return err == nil && waiting == 2
	}, time.Minute, 20*time.Millisecond)
	require.NoError(t, tx.Commit(ctx))
	require.NoError(t, <-signed)
	err = <-imported
	entries := b.entries(t, batch)
	if err == nil { // it went first: the book passes its number over
		require.Equal(t, "2026/THPT/00002", entries[0].RegisterNumber)
		return
	}
	var problems intake.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(t, "2026/THPT/00001", problems[0].InRegister)
}

func TestOneNumberInManyFormsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	forms := []string{"2026/THPT/862", "2026/THPT/0862", "2026/THPT/00862", "2026/THPT/000862"}
	results := make(chan error, len(forms))
	for i, form := range forms {
		go func() {
			_, err := b.register.Intake.Import(t.Context(), b.registrar, numbered(i, form))
			results <- err
		}()
	}
	imported := 0
	for range forms {
		var problems intake.Problems
		if err := <-results; err == nil {
			imported++
		} else {
			require.ErrorAs(t, err, &problems)
			require.Equal(t, credential.FaultConflict, problems[0].Fault)
		}
	}
	require.Equal(t, 1, imported)
}

func TestNumbersThatTheBookDoesNotLeadTo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	_, err := b.register.Intake.Import(ctx, b.registrar, numbered(0, "2026/THPT/00862"))
	require.NoError(t, err)
	check, err := b.register.Intake.Check(ctx, b.registrar, numbered(1,
		"2026/THPT/00863", "2025/THPT/00900", "2026/THCS/00901", "2026/THPT/999999999"))
	require.NoError(t, err)
	require.Empty(t, check.Problems)
	require.Equal(t, []intake.OddNumber{
		{Line: 7, Number: "2025/THPT/00900", Want: "2026/THPT/00863"},
		{Line: 8, Number: "2026/THCS/00901", Want: "2026/THPT/00863"},
	}, check.Foreign)
	require.Equal(t, []intake.OddNumber{{Line: 9, Number: "2026/THPT/999999999", Want: "2026/THPT/00864"}}, check.Jumps)
}

// A draft's own numbers are passed over while it waits. Once it is discarded they are
// drawn before the counter goes on: the book has no holes.
func TestNumbersOfADiscardedDraftAreDrawn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	own, err := b.register.Intake.Import(ctx, b.registrar, numbered(10, "2026/THPT/00002", "2026/THPT/3"))
	require.NoError(t, err)
	registers := func(batch registry.Batch) []string {
		var all []string
		for _, e := range b.entries(t, batch) {
			all = append(all, e.RegisterNumber)
		}
		return all
	}
	first := b.approved(t, 2)
	b.sign(t)
	require.Equal(t, []string{"2026/THPT/00001", "2026/THPT/00004"}, registers(first))
	_, err = b.register.Intake.Discard(ctx, b.registrar, own.ID)
	require.NoError(t, err)
	second := b.approved(t, 3)
	b.sign(t)
	require.Equal(t, []string{"2026/THPT/00002", "2026/THPT/00003", "2026/THPT/00005"}, registers(second))
}

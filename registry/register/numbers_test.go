package register_test

import (
	"testing"

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
	refused := func(t *testing.T, r intake.ImportRequest, field string, fault credential.Fault) {
		t.Helper()
		_, err := b.register.Intake.Import(ctx, b.registrar, r)
		var problems intake.Problems
		require.ErrorAs(t, err, &problems)
		require.Len(t, problems, 1)
		require.Equal(t, field, problems[0].Field)
		require.Equal(t, fault, problems[0].Fault)
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

package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
)

// TestAThumbprintIsComparedByAPerson: who names none is told to compare, and without a
// question nobody would.
func TestAThumbprintIsComparedByAPerson(t *testing.T) {
	t.Parallel()
	const compare = "Compare it with the thumbprint that the key's owner tells you by another way"
	o := newOffice(t)
	o.accredited(school)
	key := testledger.NewSigner(t)
	thumbprint := key.PublicKey().Thumbprint()
	add := decide("first-key", "key", "add", writeKeyRequest(t, o.Genesis(), school, key))
	_, said := o.run(1, "no\n", add...)
	require.Contains(t, said, "Key "+thumbprint)
	require.Contains(t, said, compare)
	require.Contains(t, said, "WARNING: the ground is first-key, and the school has 1 key that counts already.")
	_, said = o.run(2, "", append(add, "-yes")...)
	require.Contains(t, said, "-thumbprint is required with -yes")
	_, said = o.run(2, "yes\n", append(add, "-thumbprint", "")...)
	require.Contains(t, said, "-thumbprint is empty")
	require.Len(t, o.state(school).Keys, 1)

	_, said = o.run(0, "", append(add, "-yes", "-thumbprint", thumbprint)...)
	require.NotContains(t, said, compare)
	require.Len(t, o.state(school).Keys, 2)
	_, said = o.run(1, "no\n", decide("additional-key", "key", "add",
		writeKeyRequest(t, o.Genesis(), school, testledger.NewSigner(t)))...)
	require.NotContains(t, said, "WARNING")
	_, said = o.run(0, "yes\n", decide("inspection", "suspend", school)...)
	require.Contains(t, said, "Its 2 keys stay registered.")
	_, said = o.run(1, "no\n", decide("cleared", "reinstate", school)...)
	require.Contains(t, said, "with 2 keys that count:")
}

// TestAKeyThatTheSchoolDoesNotHave: is said, and ends the command without a question.
func TestAKeyThatTheSchoolDoesNotHave(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school)
	other := testledger.NewSigner(t).PublicKey().Thumbprint()
	named := []string{"-owner", school, "-thumbprint", other}
	for _, args := range [][]string{
		append(decide("disclosed", "key", "compromised", "-since", "2026-06-20T12:00:00+07:00"), named...),
		append(decide("replaced", "key", "retire"), named...),
	} {
		_, said := o.run(1, school+"\n", args...)
		require.Contains(t, said, "It has no such key.")
		require.Contains(t, said, "nothing was done: "+school+" has no key "+other)
		require.NotContains(t, said, "It is done")
		require.NotContains(t, said, "Type")
	}
}

// TestACompromiseInTheFutureIsRefused: before anything is shown or asked.
func TestACompromiseInTheFutureIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	thumbprint := o.accredited(school).PublicKey().Thumbprint()
	report := func(since string) []string {
		return decide("disclosed", "key", "compromised", "-owner", school, "-thumbprint", thumbprint, "-since", since)
	}
	_, said := o.run(2, school+"\n", report("2026-06-20T12:00:01+07:00")...) // the clock stands at noon
	require.Contains(t, said, "-since 2026-06-20T12:00:01+07:00 is in the future: "+
		"by the clock of this host it is 2026-06-20T12:00:00+07:00")
	require.NotContains(t, said, "Type")
	o.run(0, school+"\n", report("2026-06-20T12:00:00+07:00")...)
}

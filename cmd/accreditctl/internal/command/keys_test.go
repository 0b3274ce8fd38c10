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

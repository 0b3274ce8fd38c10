package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/receipt"
)

// What is wrong with a receipt is said of the receipt, as the verifier's page and
// ledgeraudit say it, and nothing of the diploma.
func TestWhatIsWrongWithAReceipt(t *testing.T) {
	t.Parallel()
	d := setup(t)
	genuine := d.receipt(t)
	changed := bytes.Clone(genuine)
	at := bytes.LastIndexByte(changed, '.') + 5 // of the signature's first number
	changed[at] = map[bool]byte{true: 'B', false: 'A'}[changed[at] == 'A']
	unread, err := receipt.Issue(
		verifier.Unread(verifier.DetailNotRead, verifier.Reading{}, d.now), d.Trust.Genesis, d.service)
	require.NoError(t, err)
	other := setup(t)

	for name, c := range map[string]struct {
		text, trust string
		code        int
		says        string
	}{
		"Changed":       {string(changed), d.trust(), exitNotValid, "THE RECEIPT WAS CHANGED OR DAMAGED"},
		"UnknownKey":    {string(genuine), other.trust(), exitUnsure, "THIS RECEIPT CANNOT BE RELIED ON"},
		"OfWhatWasNone": {unread, d.trust(), exitInput, "A RECEIPT OF WHAT COULD NOT BE READ\nThe receipt is genuine; "},
	} {
		code, out, _ := d.run(c.text, "-trust", c.trust, "-")
		require.Equal(t, c.code, code, name+out)
		require.True(t, strings.HasPrefix(out, c.says), out)
		require.NotContains(t, out, "issuer's signature", name)
		require.NotContains(t, out, "ISSUER NOT TRUSTED", name)
	}
}

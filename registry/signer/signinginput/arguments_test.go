package signinginput

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// TestEveryActOfAnAccreditorNamesItsIssuer: of each function that takes an accreditor's
// reason, or a status, some argument says whom it is about, and is read.
func TestEveryActOfAnAccreditorNamesItsIssuer(t *testing.T) {
	t.Parallel()
	key := testledger.NewSigner(t)
	genesis := ledger.SumDigest([]byte("genesis"))
	thumbprint := key.PublicKey().Thumbprint()
	accreditation := ledger.Accreditation{Code: "DH-MAU", Name: "Trường (mẫu)", Scopes: []ledger.Scope{
		{Type: "VN-USE", From: "2026-01-01", Until: "2099-12-31", Quota: 1},
	}}
	texts := map[string][]byte{
		"accreditation": accreditation.Canonical(),
		"issuer code":   []byte("DH-MAU"),
		"CustodyAcceptance": ledger.Canonical(ledger.CustodyAcceptance{
			Type: ledger.TypeCustodyAcceptance, Ledger: genesis, Predecessor: "DH-MAU", Successor: "DH-KHAC", Key: thumbprint,
		}),
		"KeyPossession": ledger.Canonical(ledger.KeyPossession{
			Type: ledger.TypeKeyPossession, Purpose: ledger.PurposeIssuer, Ledger: genesis, Issuer: "DH-MAU", Key: thumbprint,
		}),
		"KeyRetirement": ledger.Canonical(ledger.KeyRetirement{
			Type: ledger.TypeKeyRetirement, Ledger: genesis, Issuer: "DH-MAU", Key: thumbprint,
		}),
		"KeyCompromise": ledger.Canonical(ledger.KeyCompromise{
			Type: ledger.TypeKeyCompromise, Ledger: genesis, Issuer: "DH-MAU", Key: thumbprint,
			Since: testledger.NewClock().Now(),
		}),
		"Status": ledger.Canonical(ledger.Status{
			Type: ledger.TypeStatus, Ledger: genesis, Issuer: "DH-MAU", List: 1, Index: 7, Version: 1,
			State: ledger.Revoked, Detail: genesis, Key: "",
		}),
		ledger.ArgumentDetail: []byte(genesis.String()),
	}
	read := 0
	for _, f := range ledger.Functions() {
		isStatus := f.Name == ledger.FuncSetStatus || f.Name == ledger.FuncSetAnchorStatus
		if f.ReasonIndex() < 0 && !isStatus && !f.Query() {
			continue
		}
		read++
		arguments := [][]byte{[]byte(f.Name)}
		for _, holds := range f.Arguments {
			text := texts[holds]
			if holds == ledger.ArgumentReason || holds == ledger.ArgumentReasonOrEmpty {
				text = testledger.Reason(f.Name).Canonical()
			}
			arguments = append(arguments, text)
		}
		var c Call
		kind, err := c.readArguments(arguments)
		require.NoError(t, err, f.Name)
		require.Equal(t, "DH-MAU", c.Issuer, f.Name)
		require.Equal(t, f.Name, c.Function)
		require.Equal(t, f.Query(), kind == LedgerQuery, f.Name)
		for i := range f.Arguments { // what has a form is refused in another
			if texts[f.Arguments[i]] == nil {
				continue
			}
			altered := append([][]byte{}, arguments...)
			altered[i+1] = append([]byte(" "), arguments[i+1]...)
			_, err := new(Call).readArguments(altered)
			require.ErrorIs(t, err, ErrUnknown, "%s: %s", f.Name, f.Arguments[i])
		}
	}
	require.Equal(t, 18, read)
}

// FuzzParseFabric: no message panics, and what is read is of one kind and names its
// organisation.
func FuzzParseFabric(f *testing.F) {
	f.Add([]byte{fabricFirst, 0x02, 0x0a, 0x00})
	f.Add([]byte{fabricFirst, 0x01, 'x', 0x12, 0x01, 'y', 0x1a, 0x01, 'z'})
	f.Fuzz(func(t *testing.T, input []byte) {
		d, err := parseFabric(input)
		if err != nil {
			require.ErrorIs(t, err, ErrUnknown)
			return
		}
		require.Contains(t, OfAccreditors(), d.Kind)
		require.NotEmpty(t, d.Call.MSP)
	})
}

package credential_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// TestTheLedgerKnowsTheSameTypes: the chaincode accredits no issuer for a type
// that this table lacks, and for every type that it has.
func TestTheLedgerKnowsTheSameTypes(t *testing.T) {
	t.Parallel()
	types := map[string]bool{}
	for _, typ := range credential.Types() {
		types[typ.Code] = typ.FieldAllowed
	}
	require.Equal(t, types, ledger.TypeCodes())
}

package chaincode

import (
	"reflect"
	"testing"

	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// TestTheContractIsTheTable holds the contract's methods against package
// ledger's table of functions, against which the follower and the audit are
// tested too.
func TestTheContractIsTheTable(t *testing.T) {
	t.Parallel()
	inherited := reflect.TypeFor[*contractapi.Contract]()
	own := map[string]int{} // the contract's functions, with their numbers of arguments
	for method := range reflect.TypeFor[*contract]().Methods() {
		if _, fromAPI := inherited.MethodByName(method.Name); !fromAPI && method.Name != "GetEvaluateTransactions" {
			own[method.Name] = method.Type.NumIn() - 2 // receiver and context
		}
	}
	table := map[string]int{}
	var queries []string
	for _, f := range ledger.Functions() {
		table[f.Name] = len(f.Arguments)
		if f.Query() {
			queries = append(queries, f.Name)
		}
	}
	require.Equal(t, table, own)
	require.ElementsMatch(t, queries, (&contract{}).GetEvaluateTransactions())
}

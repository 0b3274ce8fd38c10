package chaincode_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/stretchr/testify/require"

	"sogoc/chaincode"
	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

func TestNumberOfArgumentsIsExact(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, f := range ledger.Functions() {
		n := len(f.Arguments)
		for _, other := range []int{n - 1, n + 1} {
			if other >= 0 {
				_, err := w.Endorse(testledger.Call{
					As: w.Accreditor, Function: f.Name, Args: make([]string, other), Exact: true,
				})
				requireCode(t, ledger.CodeMalformed, err)
			}
		}
	}
}

// TestNamesHaveOneSpelling: the contract API would take these for PutAnchor,
// and a reader that looks for PutAnchor in blocks would miss them.
func TestNamesHaveOneSpelling(t *testing.T) {
	t.Parallel()
	w := setup(t)
	args := w.anchorArgs(t, digests(0, 3), nil)
	for _, name := range []string{"putAnchor", "sogoc:PutAnchor", ":PutAnchor", "PutAnchor ", "", "contract:PutAnchor"} {
		_, err := w.Invoke(w.Registry, name, args...)
		requireCode(t, ledger.CodeMalformed, err)
	}
	for _, name := range []string{"org.hyperledger.fabric:GetMetadata", "GetEvaluateTransactions", "GetName"} {
		_, err := w.Invoke(w.Registry, name)
		requireCode(t, ledger.CodeMalformed, err)
	}
}

func TestInitIsRefused(t *testing.T) {
	t.Parallel()
	rules, err := chaincode.New(chaincode.Options{Ledger: ledger.Digest{1}, Accreditors: []string{"A"}})
	require.NoError(t, err)
	response := rules.Init(nil)
	require.NotEqual(t, int32(shim.OK), response.GetStatus())
	require.Equal(t, ledger.CodeForbidden, ledger.CodeIn(response.GetMessage()))
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, o := range []chaincode.Options{
		{},
		{Ledger: ledger.Digest{1}},
		{Accreditors: []string{"A"}},
		{Ledger: ledger.Digest{1}, Accreditors: []string{"A", ""}},
		{Ledger: ledger.Digest{1}, Accreditors: []string{"A"}, TickInterval: -1},
	} {
		_, err := chaincode.New(o)
		require.Error(t, err)
	}
}

func TestArgumentsArriveVerbatim(t *testing.T) {
	t.Parallel()
	w := setup(t)
	accreditation := schoolAccreditation()
	accreditation.Code = "MAU-2"
	accreditation.Name = "Trường \"Mẫu\" \\ số 2 – <&> \u2028 (mẫu)"
	got := testledger.Must[ledger.Issuer](t, w.Ledger, w.Accreditor, ledger.FuncAccredit,
		string(accreditation.Canonical()))
	require.Equal(t, accreditation, got.Accreditation)
	require.Equal(t, got, w.issuer(t, "MAU-2").Issuer)
}

func TestLargestBatchIsAnchored(t *testing.T) {
	t.Parallel()
	w := setup(t)
	accreditation := schoolAccreditation()
	accreditation.Scopes[0].Quota = ledger.MaxBatch
	w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(accreditation.Canonical()))
	all := digests(0, ledger.MaxBatch)
	args := w.anchorArgs(t, all, nil)
	require.Greater(t, len(args[2]), 699_000)
	_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args...)
	require.NoError(t, err)
	stands := testledger.MustQuery[ledger.AnchorRecord](t, w.Ledger, ledger.FuncAnchor, school, "1")
	require.Equal(t, uint64(ledger.MaxBatch), stands.Anchor.Size)
	require.Equal(t, args[0], string(ledger.Canonical(stands.Anchor)))
	require.Equal(t, args[1], stands.Signature.String())

	_, err = w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], args[1], args[2]+strings.Repeat("A", 43))
	requireCode(t, ledger.CodeDigests, err)
}

// TestKeysAreFabricsCompositeKeys: package ledger builds them without Fabric's library.
func TestKeysAreFabricsCompositeKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []ledger.StateKey{
		ledger.IssuerKey(school), ledger.KeyKey("abc"), ledger.SequenceKey(school),
		ledger.QuotaUsedKey(school, ledger.QuotaPlace{Type: "VN-USE", Year: 2026}), ledger.VoidKey(school, 3),
		ledger.AnchorKey(school, 3), ledger.AnchorStatusesKey(school), ledger.StatusKey(school, 1, 2), ledger.TickKey(),
	} {
		want, err := shim.CreateCompositeKey(key.Object, key.Attributes)
		require.NoError(t, err)
		require.Equal(t, want, key.String())
	}
}

// bareStub can tell its function and nothing else: all other methods panic.
type bareStub struct {
	shim.ChaincodeStubInterface
}

func (bareStub) GetFunctionAndParameters() (string, []string) { return ledger.FuncTick, nil }
func (bareStub) GetTxID() string                              { return "a" }

func TestPanicBecomesARefusal(t *testing.T) {
	t.Parallel()
	rules, err := chaincode.New(
		chaincode.Options{Ledger: ledger.Digest{1}, Accreditors: []string{"A"}, Log: slog.New(slog.DiscardHandler)},
	)
	require.NoError(t, err)
	response := rules.Invoke(bareStub{})
	require.Equal(t, ledger.CodeInternal, ledger.CodeIn(response.GetMessage()))
}

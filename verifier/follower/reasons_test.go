package follower_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// compromiseArgs returns the arguments by which the accreditor reports the school's key
// compromised since some time ago.
func (r *ruled) compromiseArgs(ago time.Duration) []string {
	return []string{string(ledger.Canonical(ledger.KeyCompromise{Type: ledger.TypeKeyCompromise,
		Ledger: r.Trust().Genesis, Issuer: school, Key: r.public.Thumbprint(),
		Since: r.Now.Add(-ago).Truncate(time.Second)})), ""}
}

// returnArgs returns the arguments by which the accreditor gives the share of the
// school's third anchor back.
func (r *ruled) returnArgs() []string {
	return []string{school, "3", string(testledger.Reason(ledger.FuncReturnQuota).Canonical())}
}

// TestFollowsWhatAnAccreditorDoesForAReason: each act, where another act's reason
// stands already, and what a key does by itself after the accreditor.
func TestFollowsWhatAnAccreditorDoesForAReason(t *testing.T) {
	t.Parallel()
	r := lived(t)
	amended := ledger.Accreditation{Code: school, Name: "Trường (mẫu)", Scopes: []ledger.Scope{
		{Type: "VN-USE", From: "2020-01-01", Until: "2035-12-31", Quota: 900}}}
	r.commit(r.accreditor, ledger.FuncAmendAccreditation, string(amended.Canonical()))
	r.commit(r.accreditor, ledger.FuncSuspendIssuer, school)
	r.commit(r.accreditor, ledger.FuncReinstateIssuer, school)
	r.commit(r.accreditor, ledger.FuncSetAnchorStatus, school, "3", "3", "revoked")
	r.commit(r.accreditor, ledger.FuncReturnQuota, r.returnArgs()...)
	r.commit(r.accreditor, ledger.FuncRetireKey, r.retireArgs()...)
	r.commit(r.accreditor, ledger.FuncReportKeyCompromised, r.compromiseArgs(time.Hour)...)
	r.commit(r.accreditor, ledger.FuncReportKeyCompromised, r.compromiseArgs(2*time.Hour)...)
	own := r.compromiseArgs(3 * time.Hour)[0]
	r.commit(r.registry, ledger.FuncReportKeyCompromised, own, sign(t, r.key, []byte(own)).String())
	r.commit(r.accreditor, ledger.FuncWithdrawIssuer, school)

	_, err := r.follow(t)
	require.NoError(t, err)
}

// TestAReasonForQuotaThatIsLeftOutStopsTheFollower: the accreditor signed one.
func TestAReasonForQuotaThatIsLeftOutStopsTheFollower(t *testing.T) {
	t.Parallel()
	r := lived(t)
	r.commit(r.accreditor, ledger.FuncSetAnchorStatus, school, "3", "3", "revoked")
	tx, _ := r.invokeRules(r.accreditor, ledger.FuncReturnQuota, r.returnArgs()...)
	key := ledger.QuotaReturnKey(school, 3).String()
	tx.Writes[key] = edit(func(q *ledger.QuotaReturn) { q.Reason = ledger.Reason{} })(tx.Writes[key])
	r.refused(t, tx)
}

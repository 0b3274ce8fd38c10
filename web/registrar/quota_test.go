package registrar_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The quotas stand on the pages of import, preview and approval, and a ledger that
// does not answer keeps no page from being shown.
func TestQuotasStandOnThePages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Contains(t, b.get("giaovu", "/uploads/new").Body.String(), "đã dùng 0 trên 1.000 năm 2026")
	page := b.imported("giaovu")
	approval := b.get("hieutruong", page).Body.String()
	require.Contains(t, approval, "đã dùng 0 trên 1.000 năm 2026")
	require.Contains(t, approval, "danh sách này cần 250")
	b.ledger.SetDown(true)
	require.Contains(t, b.get("hieutruong", page).Body.String(), "Sổ cái hiện không trả lời, nên chưa biết chỉ tiêu")
	require.Contains(t, b.get("giaovu", "/uploads/new").Body.String(), "Sổ cái hiện không trả lời, nên chưa biết chỉ tiêu")
	to(t, b.approve("hieutruong", page, "passphrase", passphrase), page)
	b.worker.Pass(t.Context())
	require.Contains(t, b.get("hieutruong", page).Body.String(), "Sổ cái hiện không trả lời, nên chưa ký")
}

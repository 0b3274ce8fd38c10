package registrar_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/ledger"
	"sogoc/web/registrar"
)

func TestARevocationTakesTwo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.issued()
	found, err := b.register.Reading.Credentials(t.Context(), b.actor("thanhtra"),
		reading.CredentialFilter{Page: registry.Page{Limit: 1}})
	require.NoError(t, err)
	one := []string{"ground", "fraud", "decisionNumber", "7/QĐ", "decisionDate", "20/6/2026", "credential", found[0].ID.String()}

	future := append([]string{"decisionDate", "1/7/2099"}, one...)
	w := b.post("giaovu", "/status-changes", future...)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.Contains(t, w.Body.String(), "ở tương lai")
	early := b.post("giaovu", "/status-changes/preview", append([]string{"decisionDate", "17/6/2026"}, one...)...)
	require.Contains(t, early.Body.String(), "quyết định ngày 17/06/2026 có trước khi cấp văn bằng, ngày 18/06/2026")
	require.Equal(t, http.StatusConflict,
		b.post("giaovu", "/status-changes", append([]string{"decisionDate", "17/6/2026"}, one...)...).Code)
	suspend := append([]string{"ground", "inspection"}, one...)
	require.Equal(t, http.StatusForbidden, b.post("giaovu", "/status-changes", suspend...).Code)

	proposal := address(t, b.post("kiemnhiem", "/status-changes", one...))
	require.True(t, strings.HasPrefix(proposal, "/proposals/"), proposal)
	require.Contains(t, b.get("kiemnhiem", proposal).Body.String(), "không được tự xác nhận")
	require.NotContains(t, b.get("kiemnhiem", proposal).Body.String(), "/confirm")
	require.Equal(t, http.StatusForbidden, b.post("kiemnhiem", proposal+"/confirm").Code)
	require.Equal(t, http.StatusNotFound, b.get("nguoikhac", proposal).Code)
	require.Contains(t, b.get("hieutruong", "/status-changes").Body.String(), proposal)
	shownTo := b.get("hieutruong", proposal).Body.String()
	require.Contains(t, shownTo, `href="#decide"`, "the decision stands below what may be many rows")
	require.Contains(t, shownTo, registrar.Prefix+`/status-changes" aria-current="page"`)
	require.Equal(t, 1, strings.Count(shownTo, `<th scope="col">Văn bằng</th>`), "people stand under their name")
	require.Equal(t, http.StatusConflict, b.post("giaovu", "/status-changes", one...).Code, "it is proposed already")
	require.Equal(t, http.StatusUnprocessableEntity, b.post("hieutruong", proposal+"/refuse", "reason", " ").Code)
	to(t, b.post("hieutruong", proposal+"/refuse", "reason", "sai số quyết định"), proposal)
	require.Contains(t, b.get("giaovu", proposal).Body.String(), "sai số quyết định")

	proposal = address(t, b.post("giaovu", "/status-changes", one...))
	to(t, b.post("giaovu", proposal+"/withdraw"), proposal)
	require.Equal(t, http.StatusConflict, b.post("hieutruong", proposal+"/confirm").Code)

	proposal = address(t, b.post("giaovu", "/status-changes", one...))
	to(t, b.post("hieutruong", proposal+"/confirm"), "/status-changes")
	b.worker.Pass(t.Context())
	shown, err := b.register.Reading.Credential(t.Context(), b.actor("thanhtra"), found[0].ID)
	require.NoError(t, err)
	require.Equal(t, ledger.Revoked, shown.Status)
	require.Contains(t, b.get("thanhtra", proposal).Body.String(), "Đã xác nhận")
}

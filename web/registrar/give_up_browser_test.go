package registrar_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/registry"
)

func TestGivingUpByThePages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	page := b.imported("giaovu")
	to(t, b.approve("hieutruong", page, "passphrase", passphrase), page)
	b.sign()
	require.Contains(t, b.get("giaovu", page).Body.String(), "250 văn bằng đã ký bị xóa vĩnh viễn")
	require.NotContains(
		t,
		b.get("giaovu", page).Body.String(),
		"/files/zip",
		"nothing is handed out before it is anchored",
	)
	require.NotContains(t, b.get("thanhtra", page).Body.String(), "give-up", "a reader gives nothing up")
	refused := b.post("giaovu", page+"/give-up", "step", "ask", "reason", " ")
	require.Equal(t, http.StatusUnprocessableEntity, refused.Code)
	require.Contains(t, refused.Body.String(), "Hãy ghi lý do")
	require.Equal(
		t,
		http.StatusConflict,
		b.post("hieutruong", page+"/give-up", "step", "confirm").Code,
		"nobody asked",
	)
	to(t, b.post("giaovu", page+"/give-up", "step", "ask", "reason", "sai khóa (mẫu)"), page)
	require.Contains(t, b.get("giaovu", page).Body.String(), "Chờ một người duyệt khác")
	stale := b.post("hieutruong", page+"/give-up", "step", "ask", "reason", "sai")
	require.Equal(t, http.StatusConflict, stale.Code, "that person did not see that it was asked for")
	to(t, b.post("hieutruong", page+"/give-up", "step", "confirm"), page)
	done := b.get("thanhtra", page).Body.String()
	for _, text := range []string{"Lô này đã bị bỏ", "Các dòng đã hủy", "2026/THPT/00001", "sai khóa (mẫu)"} {
		require.Contains(t, done, text)
	}
}

// Two persons give a batch up: each sees first what it would do, and the page of
// the batch lists the void lines afterwards.
func TestGivingUpInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	page := b.imported("giaovu")
	to(t, b.approve("hieutruong", page, "passphrase", passphrase), page)
	b.sign()
	id := uuid.MustParse(page[len("/batches/"):])
	p := b.open()
	p.Look(1280, "light")

	p.signIn("giaovu")
	p.visit(page)
	open := testbrowser.Click(`#give-up summary`)
	p.everywhere("asking-to-give-up", func() {
		p.visit(page)
		p.Run(open, testbrowser.WaitVisible(`#give-up-reason`))
	})
	p.Run(testbrowser.SendKeys(`#give-up-reason`, "vượt chỉ tiêu (mẫu)"))
	p.press(`#give-up form[action$="/give-up"] button`, `#give-up form[action$="/withdraw"]`)
	p.signOut()

	p.signIn("hieutruong")
	p.visit(page)
	p.press(`#give-up form[action$="/give-up"] button`, `td[data-label="Lý do"]`)
	found, err := b.register.Reading.Batch(t.Context(), b.actor("giaovu"), id)
	require.NoError(t, err)
	require.Equal(t, registry.BatchGivenUp, found.State)
	p.everywhere("given-up", func() { p.visit(page) })
	p.quiet()
}

package registrar_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// rowsOf returns the names in a list of credentials, in its order.
func rowsOf(body string) []string {
	var found []string
	for _, m := range regexp.MustCompile(`<th scope="row"><a href="/registrar/credentials/[^"]+">([^<]+)</a>`).FindAllStringSubmatch(body, -1) {
		found = append(found, m[1])
	}
	return found
}

// find searches as the form does and returns the page that it leads to.
func (b *bundle) find(who string, fields ...string) string {
	b.t.Helper()
	leads := address(b.t, b.post(who, "/credentials", fields...))
	for i := 1; i < len(fields); i += 2 {
		require.NotContains(b.t, leads, url.QueryEscape(fields[i]), "an address says nothing of whom is looked for")
	}
	page := b.get(who, leads)
	require.Equal(b.t, http.StatusOK, page.Code)
	return page.Body.String()
}

func TestSearchingCredentials(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Contains(t, b.get("thanhtra", "/credentials").Body.String(), "chưa cấp văn bằng nào")
	b.issued()
	all := b.get("thanhtra", "/credentials").Body.String()
	require.Len(t, rowsOf(all), 50)
	require.NotContains(t, all, `name="credential"`, "a reader chooses nothing")
	require.Contains(t, b.get("hieutruong", "/credentials").Body.String(), `name="credential"`)
	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("thanhtra"),
		reading.CredentialFilter{ByName: true, Page: registry.Page{Limit: 60}},
	)
	require.NoError(t, err)
	one := found[7]

	second := b.get("thanhtra", "/credentials?page=2").Body.String()
	require.Equal(t, found[50].FullName, rowsOf(second)[0], "in the order of names")
	for _, fields := range [][]string{
		{"by", "name", "text", "  " + strings.ToLower(one.FullName) + " ", "match", "tone"},
		{"by", "name", "text", one.FullName, "match", "exact"},
		{"by", "name", "text", one.FullName, "match", "plain"},
		{"by", "number", "text", one.SerialNumber}, {"by", "number", "text", one.RegisterNumber}, {"by", "learner", "text", one.LearnerCode},
	} {
		require.Contains(t, rowsOf(b.find("thanhtra", fields...)), one.FullName, fields)
	}
	require.Len(t, rowsOf(b.find("thanhtra", "by", "nationalId", "text", "000308000001")), 1)
	require.Empty(t, rowsOf(b.find("thanhtra", "by", "nationalId", "text", "000308")), "whole numbers only")
	require.Empty(
		t,
		rowsOf(b.find("thanhtra", "by", "name", "text", strings.ToUpper(one.FullName), "match", "exact")),
	)
	require.Contains(t, b.find("thanhtra", "by", "number", "text", "không có"), "Không tìm thấy")
	for _, wrong := range [][]string{{"by", "name", "text", " "}, {"by", "number"}, {"by", "x", "text", "y"}, {"by", "name", "text", "a", "match", "close"}} {
		require.Equal(t, http.StatusUnprocessableEntity, b.post("thanhtra", "/credentials", wrong...).Code, wrong)
	}

	sealed := address(t, b.post("thanhtra", "/credentials", "by", "number", "text", one.RegisterNumber))
	for _, who := range []string{"hieutruong", "nguoikhac"} {
		require.Contains(
			t,
			b.get(who, sealed).Body.String(),
			"phiên đăng nhập trước",
			"of another session it opens nothing",
		)
	}
	require.Empty(
		t,
		rowsOf(b.find("nguoikhac", "by", "number", "text", one.RegisterNumber)),
		"another school finds nobody",
	)
	require.NotContains(t, b.log.String(), one.RegisterNumber)
	require.NotContains(t, b.log.String(), one.FullName)
}

func TestACredentialsPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.issued()
	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("thanhtra"),
		reading.CredentialFilter{Page: registry.Page{Limit: 1}},
	)
	require.NoError(t, err)
	one := found[0]
	page := "/credentials/" + one.ID.String()
	body := b.get("hieutruong", page).Body.String()
	for _, want := range []string{one.FullName, one.RegisterNumber, one.Digest.String(), "https://vanbang.example/v#", "<svg", "Có hiệu lực", "Ghi vào sổ cái"} {
		require.Contains(t, body, want)
	}
	require.Contains(t, b.get("hieutruong", page).Body.String(), "Hiệu Trưởng (mẫu)", "who opened it is recorded")
	ofRegistrar := b.get("giaovu", page).Body.String()
	require.Contains(t, ofRegistrar, `value="fraud"`, "a registrar may propose a revocation")
	require.NotContains(t, ofRegistrar, `value="inspection"`, "and suspends nothing")
	require.NotContains(t, b.get("thanhtra", page).Body.String(), `name="ground"`)
	for _, path := range []string{page, page + "/progress", page + "/files/pdf", page + "/files/holder"} {
		require.Equal(t, http.StatusNotFound, b.get("nguoikhac", path).Code, "another school sees nothing at "+path)
	}

	for file, media := range map[string]string{"pdf": "application/pdf", "qr.png": "image/png", "qr.svg": "image/svg+xml", "sd-jwt": "application/vc+sd-jwt", "holder": "application/json"} {
		w := b.get("giaovu", page+"/files/"+file)
		require.Equal(t, http.StatusOK, w.Code, file)
		require.Equal(t, media, w.Header().Get("Content-Type"))
		require.Contains(t, w.Header().Get("Content-Disposition"), one.ID.String())
		if file == "sd-jwt" || file == "holder" {
			parsed, err := presentation.Parse(w.Body.String())
			require.NoError(t, err)
			require.Equal(t, one.Digest, parsed.Digest())
		}
	}
	require.Equal(t, http.StatusNotFound, b.get("giaovu", page+"/files/key").Code)
	require.NotContains(t, b.log.String(), one.FullName)
}

// The register is not told when an accreditor acts; its pages ask the ledger.
func TestACredentialsPageSaysWhatTheLedgerSays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.issued()
	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("thanhtra"),
		reading.CredentialFilter{Page: registry.Page{Limit: 1}},
	)
	require.NoError(t, err)
	one := found[0]
	page := "/credentials/" + one.ID.String()
	const differs = "Sổ cái ghi khác với sổ của trường"
	body := b.get("hieutruong", page).Body.String()
	require.Contains(t, body, "Sổ cái hiện ghi:</strong> Có hiệu lực")
	require.NotContains(t, body, differs)

	b.ledger.SetDown(true)
	body = b.get("hieutruong", page).Body.String()
	require.Contains(t, body, "Chưa hỏi được sổ cái")
	require.NotContains(t, body, "Sổ cái hiện ghi")
	b.ledger.SetDown(false)

	b.ledger.SetEntry(t, one.Issuer, one.StatusRef.List, one.StatusRef.Index, ledger.Revoked, nil)
	for _, who := range []string{"hieutruong", "giaovu", "thanhtra"} {
		body = b.get(who, page).Body.String()
		require.Contains(t, body, differs)
		require.Contains(t, body, "Sổ cái hiện ghi:</strong> Đã thu hồi – do cơ quan quản lý ghi")
	}
}

func TestABatchAsOneFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := "/batches/" + b.issued().String()
	body := b.get("thanhtra", batch).Body.String()
	require.Contains(t, body, batch+"/files/zip")
	require.Contains(t, body, batch+"/files/diploma.pdf")
	require.NotContains(t, body, "transcript.pdf", "it has none")
	packed := b.get("thanhtra", batch+"/files/zip").Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	require.NoError(t, err)
	require.Len(t, z.File, 1+3*250)
	pdf := b.get("thanhtra", batch+"/files/diploma.pdf")
	require.Equal(t, "application/pdf", pdf.Header().Get("Content-Type"))
	require.True(t, strings.HasPrefix(pdf.Body.String(), "%PDF-"))
	for _, path := range []string{"/files/transcript.pdf", "/files/x"} {
		require.Equal(t, http.StatusNotFound, b.get("thanhtra", batch+path).Code)
	}
	for _, path := range []string{"/files/zip", "/files/diploma.pdf"} {
		require.Equal(t, http.StatusNotFound, b.get("nguoikhac", batch+path).Code)
	}
}

func TestChangingTheStatusOfMany(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.issued()
	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("thanhtra"),
		reading.CredentialFilter{Page: registry.Page{Limit: 3}},
	)
	require.NoError(t, err)
	form := func(ground registry.Ground, more ...string) []string {
		return append([]string{"ground", string(ground), "decisionNumber", "7/QĐ", "decisionDate", "20/6/2026"}, more...)
	}
	states := func() (all []ledger.State) {
		for _, c := range found {
			shown, err := b.register.Reading.Credential(t.Context(), b.actor("thanhtra"), c.ID)
			require.NoError(t, err)
			all = append(all, shown.Status)
		}
		return all
	}

	chosen := []string{
		"credential",
		found[0].ID.String(),
		"numbers",
		found[1].SerialNumber + "\r\n\r\n " + found[0].SerialNumber,
	}
	preview := b.post("hieutruong", "/status-changes/preview", form(registry.GroundFraud, chosen...)...).Body.String()
	require.Contains(t, preview, "2 văn bằng sẽ đổi")
	require.Contains(t, preview, "vĩnh viễn")
	b.worker.Pass(t.Context())
	require.Equal(
		t,
		[]ledger.State{ledger.Active, ledger.Active, ledger.Active},
		states(),
		"a preview changes nothing",
	)

	to(t, b.post("hieutruong", "/status-changes", form(registry.GroundInspection, chosen...)...), "/status-changes")
	require.Contains(t, b.get("thanhtra", "/status-changes").Body.String(), "2 thay đổi đang được ghi")
	again := b.post("hieutruong", "/status-changes", form(registry.GroundInspection, chosen...)...)
	require.Equal(t, http.StatusConflict, again.Code, "the button pressed twice")
	require.Contains(t, again.Body.String(), "đang có thay đổi khác")
	b.worker.Pass(t.Context())
	require.Equal(t, []ledger.State{ledger.Suspended, ledger.Suspended, ledger.Active}, states())
	require.NotContains(t, b.get("thanhtra", "/status-changes/progress").Body.String(), "data-poll")

	all := append(chosen, "credential", found[2].ID.String())
	refused := b.post("hieutruong", "/status-changes", form(registry.GroundCleared, all...)...)
	require.Equal(t, http.StatusConflict, refused.Code)
	require.Contains(t, refused.Body.String(), "1 trong 3")
	b.worker.Pass(t.Context())
	require.Equal(t, []ledger.State{ledger.Suspended, ledger.Suspended, ledger.Active}, states(), "all or none")
	one := []string{"credential", found[0].ID.String(), "one", "yes"}
	to(
		t,
		b.post("hieutruong", "/status-changes", form(registry.GroundCleared, one...)...),
		"/credentials/"+found[0].ID.String(),
	)
	b.worker.Pass(t.Context())
	require.Equal(t, []ledger.State{ledger.Active, ledger.Suspended, ledger.Active}, states())

	for name, fields := range map[string][]string{
		"nothing named":  form(registry.GroundFraud),
		"no decision":    {"ground", "fraud", "decisionDate", "20/6/2026", "credential", found[2].ID.String()},
		"no date":        {"ground", "fraud", "decisionNumber", "7/QĐ", "decisionDate", "31/2/2026", "credential", found[2].ID.String()},
		"no such ground": {"ground", "x", "decisionNumber", "7/QĐ", "decisionDate", "20/6/2026", "credential", found[2].ID.String()},
	} {
		require.Equal(t, http.StatusUnprocessableEntity, b.post("hieutruong", "/status-changes", fields...).Code, name)
	}
	require.Equal(
		t,
		http.StatusNotFound,
		b.post("hieutruong", "/status-changes", form(registry.GroundFraud, "credential", "x")...).Code,
	)
	strange := b.post(
		"nguoikhac",
		"/status-changes",
		form(registry.GroundFraud, "credential", found[2].ID.String(), "numbers", found[2].SerialNumber)...)
	require.Equal(t, http.StatusConflict, strange.Code)
	require.NotContains(t, strange.Body.String(), found[2].FullName, "another school names nobody")
	require.NotContains(t, b.get("nguoikhac", "/status-changes").Body.String(), found[0].FullName)
	b.worker.Pass(t.Context())
	require.Equal(t, []ledger.State{ledger.Active, ledger.Suspended, ledger.Active}, states())
	require.NotContains(t, b.log.String(), found[0].FullName)
	require.NotContains(t, b.log.String(), found[1].SerialNumber)
}

func TestOverview(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Contains(t, b.get("thanhtra", "/overview").Body.String(), "Chưa có gì trong năm này")
	b.issued()
	waiting := b.imported("giaovu")
	body := b.get("thanhtra", "/overview").Body.String()
	require.Contains(t, body, "Tổng quan năm 2026")
	require.Contains(t, body, "250 trong 250", "the decision is five days old")
	require.Contains(t, body, waiting)
	require.Contains(t, body, "hết hạn hôm nay")
	b.ledger.Clock.Advance(3 * 24 * 3600 * 1e9)
	b.cookies = map[string]*http.Cookie{} // sessions do not last that long
	require.Contains(t, b.get("thanhtra", "/overview").Body.String(), "quá hạn 3 ngày")
	require.NotContains(t, b.get("thanhtra", "/overview?year=2025").Body.String(), "year=2027")
	require.Contains(t, b.get("thanhtra", "/overview?year=1900").Body.String(), "Tổng quan năm 2026")
	require.NotContains(t, b.get("nguoikhac", "/overview").Body.String(), "250 trong")
}

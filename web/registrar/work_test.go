package registrar_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/internal/sample"
	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/ledger"
	"sogoc/web/registrar"
)

func list(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "rosters", name))
	require.NoError(t, err)
	return string(text)
}

var (
	schoolTerms = []string{
		"type",
		"VN-USE",
		"book",
		"2026/THPT",
		"decisionNumber",
		"15/QĐ-THPTHS",
		"decisionDate",
		"15/06/2026",
		"issueDate",
		"18/6/2026",
		"signerName",
		"NGƯỜI KÝ MẪU",
		"signerTitle",
		"HIỆU TRƯỞNG",
		"place",
		"Hà Nội",
		"graduationYear",
		"2026",
	}
	otherTerms = []string{
		"type",
		"VN-BA",
		"book",
		"2026/ĐHM",
		"decisionNumber",
		"123/QĐ-ĐHM",
		"decisionDate",
		"2026-06-15",
		"issueDate",
		"2026-06-18",
		"signerName",
		"NGƯỜI KÝ MẪU",
		"signerTitle",
		"HIỆU TRƯỞNG",
	}
)

// upload posts files and terms; files are pairs of field and content.
func (b *bundle) upload(who string, terms []string, files ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(terms); i += 2 {
		require.NoError(b.t, w.WriteField(terms[i], terms[i+1]))
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile(files[i], `C:\Lớp 12\`+files[i]+".xlsx")
		require.NoError(b.t, err)
		_, err = part.Write([]byte(files[i+1]))
		require.NoError(b.t, err)
	}
	require.NoError(b.t, w.Close())
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, registrar.Prefix+"/uploads", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(who, r)
}

// address returns the path that an answer leads to.
func address(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, w.Code, w.Body.String())
	return strings.TrimPrefix(w.Header().Get("Location"), registrar.Prefix)
}

// imported brings the list of upper-secondary graduates into the register and
// returns the batch's path.
func (b *bundle) imported(who string) string {
	b.t.Helper()
	preview := address(b.t, b.upload(who, schoolTerms, "list", list(b.t, sample.THPTFile)))
	b.answer(who, preview, "")
	again := againOf.FindStringSubmatch(b.get(who, preview).Body.String())
	if again == nil {
		return address(b.t, b.post(who, preview+"/import"))
	}
	return address(b.t, b.post(who, preview+"/import", "again", again[1])) // the file made a batch before
}

// answer answers all questions of a preview: with a choice where they have it, with
// their first option otherwise.
func (b *bundle) answer(who, preview, choice string) {
	b.t.Helper()
	answers := map[string]string{}
	for _, option := range optionOf.FindAllStringSubmatch(b.get(who, preview).Body.String(), -1) {
		if answers[option[1]] == "" || option[2] == choice {
			answers[option[1]] = option[2]
		}
	}
	var fields []string
	for name, value := range answers {
		fields = append(fields, name, value)
	}
	if len(fields) > 0 {
		to(b.t, b.post(who, preview+"/answers", fields...), preview)
	}
}

var optionOf = regexp.MustCompile(`name="(answer\.[0-9a-f]{32})" value="([A-Za-z]+)"`)

func TestFromUploadToLedger(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Contains(t, b.get("giaovu", "/uploads/new").Body.String(), "Bằng tốt nghiệp trung học phổ thông")
	require.NotContains(
		t,
		b.get("giaovu", "/uploads/new").Body.String(),
		"Bằng cử nhân",
		"the school may not issue it",
	)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.THPTFile)))
	page := b.get("giaovu", preview)
	require.Equal(t, http.StatusOK, page.Code)
	require.Contains(t, page.Body.String(), "250 người, 250 văn bằng")
	require.Contains(t, page.Body.String(), "list.xlsx", "the folder is not kept")
	require.NotContains(t, page.Body.String(), "C:")
	require.Contains(t, b.get("giaovu", "/batches").Body.String(), preview, "it waits across visits")
	for who, code := range map[string]int{"kiemnhiem": http.StatusNotFound, "nguoikhac": http.StatusNotFound, "hieutruong": http.StatusForbidden} {
		require.Equal(t, code, b.get(who, preview).Code, "an upload is its registrar's alone")
	}

	w := b.post("giaovu", preview+"/import")
	batch := address(t, w)
	require.True(t, strings.HasPrefix(batch, "/batches/"), batch)
	to(t, b.post("giaovu", preview+"/import"), batch)
	to(t, b.get("giaovu", preview), batch)
	require.Equal(t, http.StatusNotFound, b.get("nguoikhac", batch).Code, "another school does not see it")
	require.Contains(t, b.get("thanhtra", batch).Body.String(), "cấp khi ký")
	require.Contains(t, b.get("thanhtra", batch).Body.String(), "18/06/2026", "the day is first")
	require.NotContains(t, b.get("giaovu", batch).Body.String(), "/approve")
	require.Contains(t, b.get("hieutruong", batch).Body.String(), "/approve")
	require.Equal(t, http.StatusNotFound, b.approve("nguoikhac", batch).Code)

	to(t, b.approve("hieutruong", batch), batch)
	to(t, b.post("hieutruong", batch+"/approve", "count", "250"), batch)
	b.sign()
	progress := b.get("thanhtra", batch+"/progress").Body.String()
	require.Contains(t, progress, "0 trong 250")
	require.Contains(t, progress, "data-poll")
	require.Contains(
		t,
		b.get("thanhtra", batch).Body.String(),
		`http-equiv="refresh"`,
		"without script the page goes on too",
	)
	b.worker.Pass(t.Context())
	progress = b.get("thanhtra", batch+"/progress").Body.String()
	require.NotContains(t, progress, "data-poll")
	shown := b.get("thanhtra", batch).Body.String()
	require.Contains(t, shown, "2026/THPT/00001")
	require.Contains(t, shown, "Hiệu Trưởng (mẫu)")
	require.Contains(t, b.get("giaovu", "/batches?state=anchored").Body.String(), batch)
	require.NotContains(t, b.get("giaovu", "/batches?state=draft").Body.String(), batch)

	again := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.THPTFile)))
	require.Contains(t, b.get("giaovu", again).Body.String(), "đã có văn bằng cùng loại")
	require.Contains(t, b.get("giaovu", again).Body.String(), "250 dòng")
	to(t, b.post("giaovu", again+"/import"), again)
	for _, secret := range []string{"Nguyễn", "0026000007", "000308", "list.xlsx"} {
		require.NotContains(t, b.log.String(), secret, "nothing personal is logged")
	}
}

func TestTwoPersons(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("kiemnhiem")
	require.Contains(t, b.get("kiemnhiem", batch).Body.String(), "Bạn đã nhập lô này nên không được tự duyệt")
	require.NotContains(t, b.get("kiemnhiem", batch).Body.String(), batch+"/approve")
	w := b.approve("kiemnhiem", batch)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Contains(t, w.Body.String(), "không được tự duyệt")
	require.Equal(t, http.StatusUnprocessableEntity, b.post("hieutruong", batch+"/reject", "reason", " ").Code)
	to(t, b.post("hieutruong", batch+"/reject", "reason", "sai ngày cấp"), batch)
	require.Contains(t, b.get("giaovu", batch).Body.String(), "sai ngày cấp")
	require.Equal(t, http.StatusConflict, b.post("hieutruong", batch+"/reject", "reason", "lần nữa").Code)

	batch = b.imported("giaovu")
	require.Equal(t, http.StatusNotFound, b.post("nguoikhac", batch+"/discard").Code)
	to(t, b.post("giaovu", batch+"/discard"), batch)
	require.Contains(t, b.get("giaovu", batch).Body.String(), "Đã bỏ")
}

func TestSigningGoesOnAfterTrouble(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	id, err := uuid.Parse(strings.TrimPrefix(batch, "/batches/"))
	require.NoError(t, err)
	ring := b.ring[school]
	delete(b.ring, school)
	require.Contains(t, b.get("hieutruong", batch).Body.String(), "Chưa có khoá ký nào")
	to(t, b.approve("hieutruong", batch), batch)
	b.worker.Pass(t.Context())
	require.Contains(t, b.get("hieutruong", batch).Body.String(), "khoá ký của trường hiện không dùng được")
	b.ring[school] = ring
	to(t, b.post("hieutruong", batch+"/retry"), batch)
	b.sign()
	b.ledger.FailNext(ledger.FuncPutAnchor, testledger.Unavailable, testledger.UnknownCommitted)
	for range 4 {
		b.worker.Pass(t.Context())
		b.ledger.Clock.Advance(3600 * 1e9)
	}
	actor := registry.Actor{
		ID:     b.ids["giaovu"].ID,
		Login:  "giaovu",
		Issuer: school,
		Roles:  []registry.Role{registry.RoleRegistrar},
	}
	found, err := b.register.Reading.Batch(t.Context(), actor, id)
	require.NoError(t, err)
	require.Equal(t, registry.BatchAnchored, found.State)
}

func TestAFaultyListIsExplained(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.DirtyFile)))
	page := b.get("giaovu", preview).Body.String()
	for _, want := range []string{"Chưa nhập được", "B27", `class="bad"`, "10 chữ số", "/marked/list"} {
		require.Contains(t, page, want)
	}
	require.NotContains(t, page, preview+`/import"`)
	to(t, b.post("giaovu", preview+"/import"), preview)

	w := b.get("giaovu", preview+"/marked/list")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Header().Get("Content-Disposition"), "list - danh-dau-loi.xlsx")
	f, err := excelize.OpenReader(w.Body)
	require.NoError(t, err)
	comments, err := f.GetComments(f.GetSheetName(0))
	require.NoError(t, err)
	require.NotEmpty(t, comments)
	require.Equal(t, http.StatusNotFound, b.get("giaovu", preview+"/marked/courses").Code)
	require.Equal(t, http.StatusNotFound, b.get("nguoikhac", preview+"/marked/list").Code)

	to(t, b.post("giaovu", preview+"/discard"), "/batches")
	require.Equal(t, http.StatusNotFound, b.get("giaovu", preview).Code)
}

func TestColumnsCanBeCorrected(t *testing.T) {
	t.Parallel()
	b := setup(t)
	csv := "TRƯỜNG THPT (MẪU);;;\nMột;Hai;Ba;Bốn\nA1;Nguyễn Văn Mẫu;01/02/2008;x\nA2;Lò Thị Mẫu;03/04/2008;y\n"
	preview := address(t, b.upload("giaovu", schoolTerms, "list", csv))
	require.Contains(t, b.get("giaovu", preview).Body.String(), "Không tìm thấy dòng tiêu đề")
	to(t, b.post("giaovu", preview, "columns", "yes", "header.0", "2"), preview)
	to(
		t,
		b.post(
			"giaovu",
			preview,
			"columns",
			"yes",
			"header.0",
			"2",
			"column.0.A",
			"learnerCode",
			"column.0.B",
			"fullName",
			"column.0.C",
			"birthDate",
			"column.0.D",
			"secret",
		),
		preview,
	)
	page := b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "2 người, 2 văn bằng")
	to(t, b.post("giaovu", preview, append([]string{"book", "không phải sổ"}, schoolTerms[:2]...)...), preview)
	page = b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "Sổ gốc: ")
	require.Contains(t, page, "Chưa nhập được")
	to(t, b.post("giaovu", preview, schoolTerms...), preview)
	batch := address(t, b.post("giaovu", preview+"/import"))
	require.Contains(t, b.get("giaovu", batch).Body.String(), "Lò Thị Mẫu")
	require.NotContains(t, b.get("giaovu", batch).Body.String(), "Nguyễn Văn Mẫu 0")
}

func TestTranscriptsComeWithCourses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(
		t,
		b.upload("nguoikhac", otherTerms, "list", list(t, sample.DaihocFile), "courses", list(t, sample.CoursesFile)),
	)
	require.Contains(t, b.get("nguoikhac", preview).Body.String(), "Hệ thống hiểu các cột thế nào")
	batch := address(t, b.post("nguoikhac", preview+"/import"))
	page := b.get("nguoikhac", batch).Body.String()
	require.Contains(t, page, "Bảng điểm")
	require.Contains(t, page, `rel="next"`)
	require.Equal(t, http.StatusOK, b.get("nguoikhac", batch+"?page=2").Code)
}

func TestUploadsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Equal(t, http.StatusUnprocessableEntity, b.upload("giaovu", schoolTerms).Code)
	require.Equal(
		t,
		http.StatusRequestEntityTooLarge,
		b.upload("giaovu", schoolTerms, "list", strings.Repeat("a", 17<<20)).Code,
	)
	require.Equal(t, http.StatusBadRequest, b.post("giaovu", "/uploads", "type", "VN-USE").Code)
	require.Equal(t, http.StatusNotFound, b.get("giaovu", "/uploads/not-an-id").Code)
	require.Equal(t, http.StatusNotFound, b.get("giaovu", "/batches/"+uuid.NewString()).Code)
	for _, name := range []string{"danh-sach-tot-nghiep.xlsx", "bang-diem.xlsx"} {
		w := b.get("giaovu", "/templates/"+name)
		require.Equal(t, http.StatusOK, w.Code)
		_, err := excelize.OpenReader(w.Body)
		require.NoError(t, err)
	}
	require.Equal(t, http.StatusNotFound, b.get("giaovu", "/templates/other.xlsx").Code)
}

func TestEveryPageIsStrictAndSpeaksBothLanguages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.DirtyFile)))
	ready := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.THPTFile)))
	issued := b.issued()
	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("thanhtra"),
		reading.CredentialFilter{Batch: issued, Page: registry.Page{Limit: 1}},
	)
	require.NoError(t, err)
	one := "/credentials/" + found[0].ID.String()
	for path, who := range map[string]string{"/sign-in": "", "/invitation": "", "/password": "giaovu", "/devices": "giaovu", "/people": "quantri", "/batches": "giaovu", "/uploads/new": "giaovu",
		preview: "giaovu", ready: "giaovu", batch: "hieutruong", "/nowhere": "", "/overview": "thanhtra",
		"/batches/" + issued.String(): "hieutruong", "/credentials": "hieutruong", one: "hieutruong", "/status-changes": "hieutruong"} {
		for _, language := range []string{"vi", "en"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, registrar.Prefix+path, nil)
			r.Header.Set("Accept-Language", language)
			w := b.send(who, r)
			body := w.Body.String()
			require.Contains(t, body, `<html lang="`+language+`">`, path)
			require.Contains(t, body, "</html>", path)
			require.NotContains(t, w.Header().Get("Content-Security-Policy"), "unsafe")
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
			require.NotRegexp(t, `(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script>|<no value>|%!`, body, path)
			body = strings.ReplaceAll(body, `<a href="https://vanbang.example/v#`, "") // a link that a person may follow
			require.NotRegexp(t, `(?:src|href|action)="(?:[a-z]+:|//)`, body, "nothing is asked of another host")
		}
	}
}

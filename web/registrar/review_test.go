package registrar_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
)

// oddList is a list with a value that must be confirmed and one that is rare.
func oddList() string {
	var b strings.Builder
	b.WriteString("Mã HS;Họ và tên;Ngày sinh;Giới tính;Dân tộc;Số CCCD\n")
	for i := range 30 {
		name, group := fmt.Sprintf("Nguyễn Văn %s", []string{"An", "Bình", "Chi"}[i%3]), "Kinh"
		if i == 11 {
			name, group = "Trần Thị Mẫu", "Kính"
		}
		fmt.Fprintf(&b, "HS%02d;%s;%02d/0%d/2008;Nam;%s;%03d2080000%02d\n", i, name, i%28+1, i%9+1, group, i, i)
	}
	return b.String()
}

func TestTheApproverSeesEveryValueAndWhatWasConfirmed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", oddList()))
	b.answer("giaovu", preview, "keep")
	before := b.get("giaovu", preview).Body.String()
	require.Contains(t, before, "Mọi giá trị sẽ được ký: 30 người")
	batch := address(t, b.post("giaovu", preview+"/import"))

	page := b.get("hieutruong", batch).Body.String()
	for _, want := range []string{
		"Nguyễn Văn An", "01/01/2008", "Nam", "********0001", "NGƯỜI KÝ MẪU", "15/QĐ-THPTHS", "cấp khi ký", // all that is signed
		"thiếu ở 30 trong 30 dòng",             // the birth place, and more
		"Đã xác nhận", "Giáo Vụ (mẫu) trả lời", // by the registrar
		"Kính", "Chỉ dòng khác thường (",
	} {
		require.Contains(t, page, want)
	}
	require.Contains(t, page, `<details class="masked"><summary>********0001</summary>001208000001</details>`,
		"a national id shows its last digits, and all of it at a click")
	require.Equal(t, 1, strings.Count(page, "001208000001"))
	require.Less(t, strings.Index(page, "Mọi giá trị"), strings.Index(page, `/approve"`), "seeing comes before approving")

	unusual := b.get("hieutruong", batch+"?only=unusual").Body.String()
	require.Contains(t, unusual, "Trần Thị Mẫu")
	require.NotContains(t, unusual, `id="row-1"`)
	require.Contains(t, b.get("hieutruong", batch+"?row=30").Body.String(), `id="row-30"`)
	require.Contains(t, b.get("hieutruong", batch+"?by=birthDate&down=yes").Body.String(), `aria-sort="descending"`)

	w := b.post("hieutruong", batch+"/find", "text", "tran thi")
	require.Equal(t, http.StatusSeeOther, w.Code)
	found := w.Header().Get("Location")
	require.NotContains(t, found, "tran")
	found = strings.TrimPrefix(strings.TrimSuffix(found, "#rows"), "/registrar")
	require.Equal(t, []string{"12"}, rowsShown(b.get("hieutruong", found).Body.String()))
	require.Contains(t, b.get("giaovu", found).Body.String(), `id="row-1"`, "another session does not know what it says")

	to(t, b.approve("hieutruong", batch), batch)
	b.sign()
	require.Contains(t, b.get("hieutruong", batch).Body.String(), "2026/THPT/00012")
}

var rowForm = regexp.MustCompile(`<tr id="row-(\d+)"`)

// rowsShown returns the numbers of the rows of a page.
func rowsShown(page string) []string {
	var rows []string
	for _, found := range rowForm.FindAllStringSubmatch(page, -1) {
		rows = append(rows, found[1])
	}
	return rows
}

func TestSpecimensBeforeAnythingIsSigned(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(
		t,
		b.upload("nguoikhac", otherTerms, "list", list(t, sample.DaihocFile), "courses", list(t, sample.CoursesFile)),
	)
	require.Contains(t, b.get("nguoikhac", preview).Body.String(), "nửa tiếng Anh sẽ in tên tiếng Việt")
	b.offersSpecimens(preview)
	batch := address(t, b.post("nguoikhac", preview+"/import"))
	b.offersSpecimens(batch)
	require.Contains(t, b.get("nguoikhac", batch).Body.String(), "Triết học Mác - Lênin", "marks are seen")
}

// offersSpecimens demands that a page of the other school offers specimens, to
// its own people only.
func (b *bundle) offersSpecimens(path string) {
	b.t.Helper()
	require.Contains(b.t, b.get("nguoikhac", path).Body.String(), path+"/specimens/1.pdf")
	w := b.get("nguoikhac", path+"/specimens/1.pdf")
	require.Equal(b.t, http.StatusOK, w.Code, w.Body.String())
	require.Equal(b.t, "application/pdf", w.Header().Get("Content-Type"))
	require.True(b.t, strings.HasPrefix(w.Body.String(), "%PDF-"))
	require.Equal(b.t, http.StatusNotFound, b.get("giaovu", path+"/specimens/1.pdf").Code, "another school's")
	for _, name := range []string{"0.pdf", "100000.pdf", "1", "x.pdf"} {
		require.Equal(b.t, http.StatusNotFound, b.get("nguoikhac", path+"/specimens/"+name).Code, name)
	}
}

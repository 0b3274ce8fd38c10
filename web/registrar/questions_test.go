package registrar_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/registry/roster"
)

const monthFirst = "Mã HS,Họ và tên,Ngày sinh,Kết quả,Dân tộc\nA1,Lê Thị Mẫu,12/25/2008,Đỗ,Kinh\nA2,Trần Văn Mẫu,03/04/2008,Đỗ,Kính\n" +
	"A3,Phạm Mẫu Ba,05/06/2008,Trượt,Kinh\n"

func TestQuestionsAreAnsweredByName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", monthFirst))
	page := b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "25/12/2008", "both readings are shown")
	require.Contains(t, page, "04/03/2008")
	require.NotContains(t, page, preview+"/import", "nothing can be imported yet")
	to(t, b.post("giaovu", preview+"/import"), preview)
	require.Equal(t, http.StatusNotFound, b.post("kiemnhiem", preview+"/answers").Code, "nobody else answers")

	b.answer("giaovu", preview, "monthFirst")
	page = b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "Giáo Vụ (mẫu) trả lời lúc", "who answered is shown")
	require.Contains(t, page, "Trượt", "rows are asked about as soon as they can be read")
	b.answer("giaovu", preview, "monthFirst")
	page = b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "2 người, 2 văn bằng", "one row is left out")

	batch := address(t, b.post("giaovu", preview+"/import"))
	drafts := b.get("hieutruong", batch).Body.String()
	require.Contains(t, drafts, "Trần Văn Mẫu")
	require.Contains(t, drafts, "Có trong tệp nhưng không được cấp")
	require.Contains(t, drafts, "dòng 4: <strong>Phạm Mẫu Ba</strong>", "the approver sees who was left out")
	require.NotContains(t, drafts, ": Phạm Mẫu Ba</span>", "but no paper of that person")
	require.Contains(t, drafts, "<q>12/25/2008</q>", "and what the file holds")
	entries, err := b.register.Reading.Audit(t.Context(), b.actor("hieutruong"), reading.AuditFilter{})
	require.NoError(t, err)
	var confirmed []string
	for _, e := range entries {
		if e.Action == registry.ActionConfirmed {
			confirmed = append(confirmed, e.Note)
			require.Equal(t, b.actor("giaovu").ID, *e.Actor)
		}
	}
	require.ElementsMatch(
		t,
		[]string{
			"date_month_first: monthFirst, 3 rows",
			"row_status: leaveOut, 1 rows",
			"ethnic_group_unknown: suggested, 1 rows",
		},
		confirmed,
	)

	again := address(t, b.upload("giaovu", schoolTerms, "list", monthFirst))
	b.answer("giaovu", again, "monthFirst")
	b.answer("giaovu", again, "monthFirst")
	require.Contains(
		t,
		b.get("giaovu", again).Body.String(),
		"đã có văn bằng cùng loại",
		"the register's own question",
	)
}

func TestTheFirstBookIsAskedAboutOnThePage(t *testing.T) {
	t.Parallel()
	b := setupWithoutBooks(t)
	preview := address(
		t,
		b.upload("giaovu", schoolTerms, "list", "Mã HS,Họ và tên,Ngày sinh\nA1,Lê Thị Mẫu,25/12/2008\n"),
	)
	page := b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "Đây là sổ gốc đầu tiên của trường")
	require.Contains(t, page, "2026/THPT", "the code to be read")
	require.NotContains(t, page, preview+"/import")
	b.answer("giaovu", preview, "confirm")
	batch := address(t, b.post("giaovu", preview+"/import"))
	review := b.get("hieutruong", batch).Body.String()
	require.Contains(t, review, "Đây là sổ gốc đầu tiên của trường", "the approver sees what was confirmed")
	require.Contains(t, review, "Giáo Vụ (mẫu)")
}

func TestDatesThatCouldHaveTheMonthFirstAreShownBothWays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := "Mã HS,Họ và tên,Ngày sinh\n"
	given := strings.Fields("An Bình Chi Dung Hà Lan Nga Yến")
	for i := range given {
		rows += fmt.Sprintf("A%d,Lê Thị Mẫu %s,%02d/%02d/2008\n", i, given[i], i+1, i+4)
	}
	preview := address(t, b.upload("giaovu", schoolTerms, "list", rows))
	page := b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "Mọi ngày trong cột đều có ngày từ 1 đến 12")
	require.Contains(t, page, "01/04/2008")
	require.Contains(t, page, "04/01/2008")
	require.NotContains(t, page, preview+"/import")
	b.answer("giaovu", preview, roster.AnswerMonthFirst)
	review := b.get("hieutruong", address(t, b.post("giaovu", preview+"/import"))).Body.String()
	require.Contains(t, review, "04/01/2008")
	require.NotContains(t, review, "<td>01/04/2008", "no row shows the other reading")
}

// What is one question of a column shows what each answer makes of some rows.
func TestQuestionsOfColumnsAreAskedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	list := "Mã HS,Họ và tên,Ngày sinh,Giới tính,Ghi chú\n"
	for i, remark := range []string{"Chuyển từ lớp A", "", "Đã nộp học bạ", "", "Chuyển từ lớp A", "", "", "", ""} {
		name := "Lê " + []string{"Thị", "Văn"}[i%2] + " Mẫu " + []string{"An", "Bích", "Chi", "Dung", "Hoa", "Lan", "Mai", "Nga", "Oanh"}[i]
		list += fmt.Sprintf("A%d,%s,%02d/%02d/08,%d,%s\n", i+1, name, 27-2*i, 1+(5*i)%12, 1-i%2, remark)
	}
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list))
	page := b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "27/01/08")
	require.Contains(t, page, "<strong>27/01/2008</strong>", "the whole year is shown")
	require.Contains(t, page, "0 là Nam, 1 là Nữ")
	require.Contains(t, page, "Lê Thị Mẫu An: Nữ")
	require.Contains(t, page, `<th scope="row">2, 6</th><td>Chuyển từ lớp A</td>`, "a wording stands with its rows")
	require.Contains(t, page, "Hỏi riêng từng nội dung")

	b.answer("giaovu", preview, "zeroMale")
	page = b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "9 người, 9 văn bằng")
}

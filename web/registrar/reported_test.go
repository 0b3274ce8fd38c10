package registrar_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/registry/roster"
)

// What is wrong with a list stands on its preview once: what only another file mends
// first, then what can be answered, then what is only noted.
func TestEachProblemStandsOnceOnThePreview(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.DirtyFile)))
	page := b.get("giaovu", preview).Body.String()
	for _, once := range []string{
		"Dòng tổng số dưới danh sách ghi số người khác", // a question about the list
		"Các ô là số sê-ri ngày của Excel",              // about a cell
		"Ngày sinh chỉ có năm, hoặc tháng và năm",       // about two rows
		"Chữ Ð hoặc Ɖ đã được đổi thành Đ",              // a note
		"Họ tên chỉ gồm chữ cái",                        // an error
	} {
		require.Equal(t, 1, strings.Count(page, once), once)
	}
	errors, questions := strings.Index(page, `id="errors"`), strings.Index(page, `id="questions"`)
	notes := strings.Index(page, `id="notes"`)
	require.Less(t, errors, questions)
	require.Less(t, questions, notes)
	require.Less(t, strings.Index(page, "Họ tên chỉ gồm chữ cái"), questions)
	require.Less(t, notes, strings.Index(page, "Chữ Ð hoặc Ɖ đã được đổi thành Đ"))
	require.Contains(t, page, fmt.Sprintf("Còn %d câu chưa trả lời.", strings.Count(page, "<fieldset")))
	require.Contains(t, page, "chỉ dùng cho tệp này", "answers before another upload are lost, and the page says so")
	require.Contains(t, page, "0026000903", "the row of a question is shown")
	require.Contains(t, page, "Trần Minh Trung")
}

// Questions of one kind stand together under what they ask, and answered ones go on
// standing there to be changed.
func TestQuestionsOfOneKindStandTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := "Mã HS,Họ và tên,Ngày sinh,Kết quả,Dân tộc\n"
	for i := range 15 {
		rows += fmt.Sprintf("A%d,Lê Thị Mẫu %c,%02d/%02d/2008,Đỗ,Kinh\n", i, 'A'+i, i%9+1, i%9+4)
	}
	rows += "B1,Trần Văn Mẫu,05/06/2008,Trượt,Kinh\n" +
		"B2,Phạm Văn Mẫu,05/07/2008,Đỗ,Kính\nB3,Vũ Văn Mẫu,05/08/2008,Trượt,Kinh\n"
	preview := address(t, b.upload("giaovu", schoolTerms, "list", rows))
	page := b.get("giaovu", preview).Body.String()
	failed := "Nội dung ô cho thấy người của dòng chưa tốt nghiệp"
	require.Equal(t, 1, strings.Count(page, failed))
	together := failed + `.*2 dòng · B1 Trần Văn Mẫu; B3 Vũ Văn Mẫu.*Dân tộc không có`
	require.Regexp(t, regexp.MustCompile(`(?s)`+together), page)
	require.Contains(t, page, "Các dòng khác: 12–19<", "the rows of a question that are not shown are named")
	open := strings.Count(page, "<fieldset")
	require.Contains(t, page, fmt.Sprintf("Còn %d câu chưa trả lời.", open))

	b.answer("giaovu", preview, roster.AnswerAsRead)
	page = b.get("giaovu", preview).Body.String()
	require.Contains(t, page, "Không còn câu nào.")
	require.Contains(t, page, fmt.Sprintf("Đã trả lời (%d)", open))
	require.Equal(t, open, strings.Count(page, "<fieldset"))
}

// The approver reads of each row that was left out whose it is and why, once; rows with
// the same reason stand in one entry.
func TestTheApproverSeesEachRowThatWasLeftOutOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := "Mã HS,Họ và tên,Ngày sinh,Kết quả\nA1,Lê Thị Mẫu,25/12/2008,Đỗ\nA2,Trần Văn Mẫu,14/04/2008,Trượt\n" +
		"A3,Phạm Văn Mẫu,15/06/2008,Bỏ học\nA4,Vũ Văn Mẫu,16/07/2008,Trượt\nA5,Hồ Thị Mẫu,17/07/2008,Đỗ\n"
	preview := address(t, b.upload("giaovu", schoolTerms, "list", rows))
	b.answer("giaovu", preview, roster.AnswerLeaveOut)
	for who, page := range map[string]string{
		"registrar": b.get("giaovu", preview).Body.String(),
		"approver":  b.get("hieutruong", address(t, b.post("giaovu", preview+"/import"))).Body.String(),
	} {
		require.Contains(t, page, "Có trong tệp nhưng không được cấp (3 dòng)", who)
		_, part, _ := strings.Cut(page, `id="left-out"`)
		part, _, _ = strings.Cut(part, "</section>")
		require.Equal(t, 2, strings.Count(part, "Nội dung ô cho thấy người"), "of two reasons")
		require.Equal(t, 2, strings.Count(part, "Giáo Vụ (mẫu) trả lời lúc"), who)
		require.Contains(t, part, "dòng 3: <strong>Trần Văn Mẫu</strong>; dòng 5: <strong>Vũ Văn Mẫu</strong>", who)
		for _, once := range []string{"Trần Văn Mẫu", "Phạm Văn Mẫu", "Vũ Văn Mẫu", "<q>Trượt</q>", "<q>Bỏ học</q>"} {
			require.Equal(t, 1, strings.Count(part, once), once)
		}
	}
}

// Remarks of one kind stand in one entry that names each learner.
func TestTheApproverSeesWhoseEachConfirmationIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := "Mã HS,Họ và tên,Ngày sinh,Giới tính,Số CCCD\n"
	for i, name := range []string{"An", "Bình", "Chi"} {
		rows += fmt.Sprintf("A%d,Lê Văn %s,1%d/12/2008,Nam,00030800000%d\n", i, name, i+3, i)
	}
	preview := address(t, b.upload("giaovu", schoolTerms, "list", rows))
	b.answer("giaovu", preview, roster.AnswerConfirm)
	page := b.get("hieutruong", address(t, b.post("giaovu", preview+"/import"))).Body.String()
	_, part, _ := strings.Cut(page, "Đã sửa, hiểu hoặc xác nhận khi đọc tệp (3)")
	part, _, _ = strings.Cut(part, "</section>")
	require.Equal(t, 1, strings.Count(part, "không khớp với số định danh"))
	require.Equal(t, 1, strings.Count(part, "Giáo Vụ (mẫu) trả lời lúc"))
	for i, name := range []string{"An", "Bình", "Chi"} {
		require.Regexp(t, fmt.Sprintf(`row=%d#row-%d">Lê Văn %s</a>: <q>00030800000%d</q>`, i+1, i+1, name, i), part)
	}
}

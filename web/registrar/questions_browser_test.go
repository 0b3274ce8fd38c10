package registrar_test

import (
	"testing"

	"sogoc/internal/testbrowser"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// doubtfulList asks about a column, values, rows and cells.
const doubtfulList = "Mã HS,Họ và tên,Ngày sinh,Nơi sinh,Kết quả,Dân tộc,Số CCCD,Năm TN\n" +
	"A1,NguyÔn V¨n MÉu,12/25/2008,Huế,Đỗ,Kính,,2026\nA2,Trần Văn Mẫu,03/04/2008,ha noi,Đỗ,Kính,000308000001,2019\n" +
	"A3,Phạm Mẫu Ba,05/06/2008,ha noi,Trượt,Tày,,2026\nA4,Иван Петров,05/06/1908,Матера,Đỗ,Kinh,,2026\n" +
	"A5,Phạm Mẫu Ba,05/06/2008,Cà Mau,Đỗ,Tày,,2026\n"

func TestQuestionsInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", doubtfulList))
	p := b.open()
	p.signIn("giaovu")
	p.everywhere("questions", func() { p.visit(preview) })
	require.Contains(t, p.Text(".questions"), "E4 · A3 Phạm Mẫu Ba", "a question about a row says whose it is")
	require.Contains(t, p.Text(".questions"), "Dùng giá trị đề xuất: “Hà Nội”")
	require.Equal(t, "0", p.count(`.questions input:checked`), "nothing is answered before somebody answers")
	p.answerFirst()
	require.NotEqual(t, "0", p.count(`.questions input:checked`))
	p.answerFirst()
	p.everywhere("questions-answered", func() { p.visit(preview) })
	p.Run(testbrowser.WaitVisible(".import button.go"))
	batch := address(t, b.post("giaovu", preview+"/import"))
	p.signOut()
	p.signIn("hieutruong")
	p.everywhere("approval-of-doubts", func() { p.visit(batch) })
	page := p.Text("#main")
	require.Contains(t, page, "Có trong tệp nhưng không được cấp")
	require.Contains(t, page, "Trong tệp: 12/25/2008, 03/04/2008", "what stands in the file is seen without unfolding anything")
	require.Contains(t, page, "Giáo Vụ (mẫu) trả lời lúc")
	p.quiet("Phạm", "A3")
}

// count returns how many elements there are.
func (p *tab) count(selector string) string {
	p.t.Helper()
	var n string
	p.Run(chromedp.Evaluate("String(document.querySelectorAll(`"+selector+"`).length)", &n))
	return n
}

// answerFirst takes the first answer of every question that is open, by keyboard focus
// and click as a person does, and saves.
func (p *tab) answerFirst() {
	p.t.Helper()
	p.Run(chromedp.Evaluate(`document.querySelectorAll(".questions fieldset").forEach(f => {
		if (!f.querySelector("input:checked")) f.querySelector("input[type=radio]").click() })`, nil))
	p.press(".questions button.go", ".message")
}

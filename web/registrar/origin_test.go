package registrar_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An approver never has the file. The page says what it was called, which of its
// columns were not read, and what stands in lines that are no learners.
func TestTheApproverSeesWhereTheRowsComeFrom(t *testing.T) {
	t.Parallel()
	b := setup(t)
	list := "DANH SÁCH DỰ KIẾN,,,,\nMã HS,Họ và tên,Ngày sinh,Zalo,\n" +
		"A1,Lê Thị Mẫu,21/02/2008,090,\nA2,Trần Văn Mẫu,03/04/2008,091,\nTổng số: 3 học sinh,,,,\n"
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list))
	b.answer("giaovu", preview, "keep")
	before := b.get("giaovu", preview).Body.String()
	batch := address(t, b.post("giaovu", preview+"/import"))
	require.NotEqual(t, preview, batch, before)
	seen := b.get("hieutruong", batch).Body.String()
	for _, want := range []string{
		"Nguồn của các dòng", "<q>list.xlsx</q>", // the file's name, without its folders
		"<q>Zalo</q> (D)",
		"<q>DANH SÁCH DỰ KIẾN</q>", "<q>Tổng số: 3 học sinh</q>",
	} {
		require.Contains(t, before, want, "the registrar, before the import")
		require.Contains(t, seen, want, "the approver")
	}
	require.NotContains(t, seen, `C:\`)
	require.NotContains(t, seen, "<q>090</q>", "what stands in a column that was not read is not kept")
}

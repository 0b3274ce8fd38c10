package registrar_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// unnamed is a list whose header names no column that is known.
func unnamed(code string) string {
	return fmt.Sprintf("TRƯỜNG THPT (MẪU);;;\nMột;Hai;Ba;Bốn\n%s1;Nguyễn Văn %s;01/02/2008;Huế\n%s2;Lò Thị %s;03/04/2008;Vinh\n",
		code, code, code, code)
}

func TestColumnsAreRememberedOfTheSchool(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", unnamed("An")))
	to(t, b.post("giaovu", preview, "columns", "yes", "header.0", "2"), preview)
	to(t, b.post("giaovu", preview, "columns", "yes", "header.0", "2", "column.0.A", "learnerCode", "column.0.B",
		"fullName", "column.0.C", "birthDate"), preview)
	require.NotContains(t, b.get("giaovu", preview).Body.String(), "như lần nhập trước")
	address(t, b.post("giaovu", preview+"/import"))

	again := address(t, b.upload("giaovu", schoolTerms, "list", unnamed("Mai")))
	page := b.get("giaovu", again).Body.String()
	require.Contains(t, page, "như lần nhập trước")
	require.Contains(t, page, "2 người, 2 văn bằng")
	to(t, b.post("giaovu", again, "columns", "yes", "column.0.D", "birthPlace"), again)
	require.Contains(t, b.get("giaovu", again).Body.String(), `<option value="birthPlace" selected>`)
	address(t, b.post("giaovu", again+"/import"))

	third := address(t, b.upload("giaovu", schoolTerms, "list", unnamed("Chi")))
	require.Contains(t, b.get("giaovu", third).Body.String(), `<option value="birthPlace" selected>`)
	to(t, b.post("giaovu", third, "columns", "yes", "asRead", "yes"), third)
	page = b.get("giaovu", third).Body.String()
	require.Contains(t, page, "Không tìm thấy dòng tiêu đề", "it can be taken back")
	require.NotContains(t, page, "như lần nhập trước")

	foreign := address(t, b.upload("nguoikhac", otherTerms, "list", unnamed("D")))
	require.Contains(t, b.get("nguoikhac", foreign).Body.String(), "Không tìm thấy dòng tiêu đề",
		"another school knows nothing of it")
}

package roster_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
)

// The approver reads the lines of a list that are no learner's, and where the rows come
// from.
func TestRemarksNameLinesThatAreNoRows(t *testing.T) {
	t.Parallel()
	got := readList(t, []byte("Mã HS,Họ và tên,Ngày sinh,Ô trống của lớp\n"+
		"P1,Lê Thị Mẫu,25/12/2008,x\n"+
		"Nhóm này học ở 12A2 từ tháng 3,,,\n"+
		"P2,Trần Văn Mẫu,03/04/2008,y\n"))
	remarks := got.Remarks(nil)
	i := slices.IndexFunc(remarks, func(r registry.Remark) bool { return slices.Equal(r.Lines, []int{3}) })
	require.GreaterOrEqual(t, i, 0, "%+v", remarks)
	require.True(t, remarks[i].BesideRows)
	require.Contains(t, remarks[i].Found, "12A2")
	for _, r := range remarks {
		require.Equal(t, slices.Equal(r.Lines, []int{3}), r.BesideRows, r.Code)
	}
	var origin []string
	for _, r := range got.OriginRemarks("lop-12a.csv", "") {
		origin = append(origin, r.Code+" "+r.Header+" "+r.Found)
	}
	require.Equal(t, []string{"file_name  lop-12a.csv", "column_not_used Ô trống của lớp D"}, origin)
}

func TestRemarksShowWhatPassedOverLinesHold(t *testing.T) {
	t.Parallel()
	got := readList(
		t,
		[]byte("Mã HS,Họ và tên,Ngày sinh\nP1,Lê Thị Mẫu,25/12/2008\nLớp 12A2,,\nP2,Trần Văn Mẫu,03/04/2008\n"),
	)
	remarks := got.Remarks(nil)
	i := slices.IndexFunc(remarks, func(r registry.Remark) bool { return r.Code == string(roster.CodeRowIgnored) })
	require.GreaterOrEqual(t, i, 0, "%+v", remarks)
	require.True(t, remarks[i].BesideRows)
	require.Contains(t, append(remarks[i].Texts, remarks[i].Found), "Lớp 12A2")
}

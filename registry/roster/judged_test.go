package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// Whoever waits for a large list hears how many of its rows are judged, from none to
// all, and of the courses' rows behind them.
func TestReadingSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	list, courses := strings.Builder{}, strings.Builder{}
	list.WriteString("Mã sinh viên,Họ và tên,Ngày sinh\n")
	courses.WriteString("Mã sinh viên,Tên học phần,Điểm 10\n")
	for i := range 1200 {
		fmt.Fprintf(&list, "SV%05d,Nguyễn Văn Mẫu,%02d/%02d/2004\n", i, 1+i%28, 1+i/28%12)
		fmt.Fprintf(&courses, "SV%05d,Giải tích 1,8.5\n", i)
	}
	var told [][2]int
	got, err := roster.Read(t.Context(), roster.Input{
		List: []byte(list.String()), Courses: []byte(courses.String()), At: now,
		Judged: func(judged, found int) { told = append(told, [2]int{judged, found}) },
	})
	require.NoError(t, err)
	require.Len(t, got.Rows, 1200, "%v", got.Report.Problems)
	require.Equal(t, [][2]int{
		{0, 1200}, {500, 1200}, {1000, 1200}, {1200, 1200},
		{1200, 2400}, {1500, 2400}, {2000, 2400}, {2400, 2400},
	}, slices.Compact(told))
}

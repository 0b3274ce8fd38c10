package roster_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// sortedList is a list of made-up people who are called so, in this order, with births that are some days
// after each other, in the order of days.
func sortedList(given []string, days []int) roster.Input {
	var b strings.Builder
	b.WriteString("Mã HS;Họ và tên;Ngày sinh\n")
	for i, name := range given {
		day := time.Date(2008, 1, 2+days[i], 0, 0, 0, 0, time.UTC)
		b.WriteString("A" + itoa(i+1) + ";" + []string{"Lê", "Trần", "Phạm"}[i%3] + " Mẫu " + name + ";" + day.Format("02/01/2006") + "\n")
	}
	return roster.Input{List: []byte(b.String())}
}

func TestBirthDatesThatWereSortedAloneAreAskedAboutOnce(t *testing.T) {
	t.Parallel()
	given := []string{"An", "Anh", "Bích", "Chi", "Dung", "Đạt", "Giang", "Hà", "Hoa", "Khoa", "Lan", "Mai", "Nga", "Oanh", "Phúc", "Quân"}
	ascending := []int{0, 9, 11, 30, 47, 61, 90, 97, 120, 151, 163, 200, 222, 260, 301, 330}
	mixed := slices.Clone(ascending)
	mixed[3], mixed[12] = mixed[12], mixed[3]
	turned := []string{"Quân", "An", "Oanh", "Bích", "Mai", "Chi", "Lan", "Anh", "Khoa", "Dung", "Hoa", "Đạt", "Giang", "Hà", "Nga", "Phúc"}
	slices.SortFunc(turned, func(a, b string) int { return strings.Compare(a[1:]+a, b[1:]+b) })
	got := readAnswered(t, sortedList(given, ascending), nil)
	require.Equal(t, []roster.Code{roster.CodeBirthsSorted}, codes(got))
	require.Equal(t, 16, got.Report.Problems[0].Count)
	confirmed := readAnswered(t, sortedList(given, ascending), answerAll(got.Report, ""))
	require.False(t, confirmed.Report.Open())
	for name, in := range map[string]roster.Input{
		"DatesNotSorted":    sortedList(given, mixed),
		"ListSortedByBirth": sortedList(turned, ascending),
		"FewPeople":         sortedList(given[:14], ascending[:14]),
	} {
		require.NotContains(t, codes(readAnswered(t, in, nil)), roster.CodeBirthsSorted, name)
	}
}

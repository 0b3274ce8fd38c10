package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// sexesOf is a list of twelve people who are called so, with a sex and perhaps a national id.
func sexesOf(t *testing.T, sex func(i int) string, id func(i int) string) roster.Result {
	t.Helper()
	rows := [][]any{append(head, "Giới tính", "Số CCCD")}
	for i := range 12 {
		middle := []string{"Thị", "Văn"}[i%2]
		name := "Lê " + middle + " " + nameOf(i)[len("Lê "):]
		rows = append(rows, learner("A"+itoa(i+1), name, birthOf(i), sex(i), id(i)))
	}
	return readList(t, workbook(t, nil, rows...))
}

func TestASexThatDoesNotSuitTheMiddleNameIsAskedAbout(t *testing.T) {
	t.Parallel()
	suits := func(i int) string { return []string{"Nữ", "Nam"}[i%2] }
	none := func(int) string { return "" }
	butOf := func(one int) func(int) string {
		return func(i int) string {
			if i == one {
				return suits(i + 1)
			}
			return suits(i)
		}
	}
	idOfTheFifth := func(i int) string {
		if i == 4 {
			return "014208000011"
		}
		return ""
	}
	for name, c := range map[string]struct {
		sex, id func(int) string
		asked   int
	}{
		"Suits":        {suits, none, 0},
		"AllNam":       {func(int) string { return "Nam" }, none, 6},
		"AllNu":        {func(int) string { return "Nữ" }, none, 6},
		"Turned":       {func(i int) string { return suits(i + 1) }, none, 12},
		"OneWoman":     {butOf(4), none, 1},
		"OneMan":       {butOf(5), none, 0},
		"OneWomanByID": {butOf(4), idOfTheFifth, 0},
	} {
		got := sexesOf(t, c.sex, c.id)
		asked := 0
		for _, p := range got.Report.Problems {
			if p.Code == roster.CodeSexNames {
				asked = max(p.Count, 1)
			}
		}
		require.Equal(t, c.asked, asked, name)
		require.LessOrEqual(t, got.Report.Questions, 1, "%s: one for the column", name)
	}
}

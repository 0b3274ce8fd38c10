package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestRoundedNumbersAreReadAsTheAnswerSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kept   float64
		format string
		shown  string
	}{{8.46, "0.0", "8.5"}, {8.25, "0.0", "8.3"}, {7.5, "0", "8"}, {8.25, `#,##0.0_);(#,##0.0)`, "8.3"}} {
		in := roster.Input{List: under(t, "TBTL hệ 10", numbered(t, "D2", c.kept, c.format), nil, 7.5)}
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{roster.CodeShownRounded}, codes(got), c.format)
		again := readAnswered(t, in, answerAll(got.Report, roster.AnswerAsShown))
		require.False(t, again.Report.Open())
		require.Equal(t, c.shown, again.Rows[0].Summary.GPA10)
		require.Equal(t, "7.5", again.Rows[1].Summary.GPA10)
		again = readAnswered(t, in, answerAll(got.Report, roster.AnswerConfirm))
		require.NotEqual(t, c.shown, again.Rows[0].Summary.GPA10)
	}
	for _, format := range []string{"0.00", "General", "0.###", "# ?/?", "@"} {
		in := roster.Input{List: under(t, "TBTL hệ 10", numbered(t, "D2", 8.25, format), nil, 7.5)}
		require.Empty(t, codes(readAnswered(t, in, nil)), format)
	}
}

func TestListsOfThoseWhoHaveNotGraduatedAreLeftOut(t *testing.T) {
	t.Parallel()
	in := roster.Input{List: onSheets(t, "12A", "Thi lại", "12C")}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeListOfOthers}, codes(got))
	require.Equal(t, "Thi lại", got.Report.Problems[0].Found)
	require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut)).Rows, 2)
	require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerIssue)).Rows, 3)
	in = roster.Input{List: onSheets(t, "12A", "Tốt nghiệp", "K60 CNTT")}
	require.Empty(t, codes(readAnswered(t, in, nil)))
}

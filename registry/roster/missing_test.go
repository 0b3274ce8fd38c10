package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// A cell that is empty in few rows, as the last one where a column was moved up, is asked about.
func TestCellsThatAreEmptyInFewRowsAreAskedAbout(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Nơi sinh", "Giới tính", "Xếp loại"} {
		value := map[string]string{"Nơi sinh": "Sơn La", "Giới tính": "Nam", "Xếp loại": "Khá"}[header]
		in := roster.Input{List: twentyWith(t, header, value, "", 1)}
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{roster.CodeMissingOfFew}, codes(got), header)
		require.Equal(t, 21, got.Report.Problems[0].Row)
		again := readAnswered(t, in, answerAll(got.Report, roster.AnswerConfirm))
		require.False(t, again.Report.Open())
		require.Len(t, again.Rows, 20)
		require.Empty(t, codes(readAnswered(t, roster.Input{List: twentyWith(t, header, value, "", 8)}, nil)), "many are empty")
	}
	require.Empty(t, codes(readAnswered(t, roster.Input{List: twentyWith(t, "Quốc tịch", "Việt Nam", "", 2)}, nil)))
}

func TestEthnicGroupsInSmallLettersAndWithTheirBranches(t *testing.T) {
	t.Parallel()
	list := func(group string) roster.Input {
		return roster.Input{List: list(";Dân tộc", "A1;Lê Thị Mẫu;25/12/2008;"+group)}
	}
	got := readAnswered(t, list("kinh"), nil)
	require.False(t, got.Report.Open())
	require.Equal(t, []roster.Code{roster.CodeEthnicityCase}, codes(got))
	require.Equal(t, "Kinh", got.Rows[0].Subject.Ethnicity)
	for text, want := range map[string]string{"Mông (Mèo)": "Mông", "Thái đen": "Thái", "Dao Quần chẹt": "Dao",
		"Kinh (Việt)": "Kinh", "Kính": "Kinh"} {
		got := readAnswered(t, list(text), nil)
		require.Equal(t, []roster.Code{roster.CodeEthnicity}, codes(got), text)
		require.Equal(t, want, got.Report.Problems[0].Suggestion, text)
		require.Equal(t, want, readAnswered(t, list(text),
			answerAll(got.Report, roster.AnswerSuggested)).Rows[0].Subject.Ethnicity)
	}
}

// A list without codes is told which column may be them; a subject is no other column.
func TestColumnsThatMayBeCodesAreSuggested(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Số báo danh", "Mã"} {
		got := readList(t, []byte(header+";Họ tên;Ngày sinh;Tiếng Anh\nA1;Lê Thị Mẫu;25/12/2008;7\n"))
		require.Equal(t, []roster.Code{roster.CodeColumnMissing, roster.CodeColumnSuggested}, codes(got), header)
		require.Equal(t, roster.FieldLearnerCode, got.Report.Dropped[0].Suggestion)
	}
	got := readList(t, []byte("Mã HS;Số báo danh;Họ tên;Ngày sinh\nA1;01;Lê Thị Mẫu;25/12/2008\n"))
	require.Empty(t, codes(got), "there is a code")
}

// One cell that says that somebody has not passed gives one question at a time.
func TestARankThatSaysNoIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	in := roster.Input{List: list(";Xếp loại", "A1;Lê Thị Mẫu;25/12/2008;Chưa đạt", "A2;Trần Văn Mẫu;13/11/2008;Khá")}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeRowStatus}, codes(got))
	left := readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut))
	require.False(t, left.Report.Open())
	issued := readAnswered(t, in, answerAll(got.Report, roster.AnswerIssue))
	require.Equal(t, []roster.Code{roster.CodeRowStatus, roster.CodeRank}, codes(issued), "it would be printed")
}

package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// besideSheet is a workbook of one learner, and of another one on a sheet of that name.
func besideSheet(t *testing.T, name string) roster.Input {
	t.Helper()
	return roster.Input{List: workbook(t, func(f *excelize.File) {
		_, err := f.NewSheet(name)
		require.NoError(t, err)
		for at, text := range map[string]string{"A1": "Mã HS", "B1": "Họ và tên", "C1": "Ngày sinh", "A2": "B1", "B2": "Trần Văn Mẫu", "C2": "13/11/2008"} {
			require.NoError(t, f.SetCellValue(name, at, text))
		}
	}, head, learner("A1", "Lê Thị Mẫu", "25/12/2008"))}
}

func TestASheetThatIsCalledOldIsAskedAbout(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Cũ", "(cũ)", "Nháp", "Bản cũ", "12A (cũ)", "ban cu", "NHAP", "Old", "Copy of 12A", "Sao lưu", "Danh sách cũ"} {
		in := besideSheet(t, name)
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{roster.CodeSheetKept}, codes(got), name)
		require.True(t, got.Report.Open(), name)
		without := readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut))
		require.Len(t, without.Rows, 1, name)
		require.Equal(t, "A1", without.Rows[0].Subject.LearnerCode, name)
		require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerIssue)).Rows, 2, name)
	}
}

func TestOtherSheetsAreNotCalledOld(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"12A2", "Cù Thị Mẫu", "Cu Jut", "Cũng", "Lớp cử tuyển", "K22", "Sheet1 (2)", "Goldmann", "Nhập"} {
		require.Empty(t, codes(readAnswered(t, besideSheet(t, name), nil)), name)
	}
	alone := workbook(t, func(f *excelize.File) { require.NoError(t, f.SetSheetName("Sheet1", "Cũ")) },
		head, learner("A1", "Lê Thị Mẫu", "25/12/2008"))
	require.Empty(t, codes(readAnswered(t, roster.Input{List: alone}, nil)), "there is no other list in the file")
}

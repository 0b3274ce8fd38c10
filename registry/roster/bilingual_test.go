package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

func TestHeadersInTwoLanguages(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]roster.Field{
		"Họ và tên / Full name": roster.FieldFullName, "Mã HS / Student ID": roster.FieldLearnerCode,
		"Ngày sinh/Date of birth": roster.FieldBirthDate, "Nơi sinh | Place of birth": roster.FieldBirthPlace,
		"Giới tính - Sex": roster.FieldSex, "Dân tộc / Ethnicity": roster.FieldEthnicity,
		"Ngày sinh / DOB (dd/mm/yyyy)": roster.FieldBirthDate, "Số hiệu HS": roster.FieldLearnerCode,
		"Số hiệu": roster.FieldSerial, "Sinh ngày": roster.FieldBirthDate, "POB": roster.FieldBirthPlace,
		"Nơi sinh / Quê quán": "", "Họ tên / Lớp": "", "Họ tên / Father": "", "Số CCCD/Ngày cấp": "", "Ngày sinh - cha": "",
	} {
		require.Equal(t, want, roster.FieldOf(header), header)
	}
}

func TestABirthDateAndPlaceUnderOneHeader(t *testing.T) {
	t.Parallel()
	merge := func(f *excelize.File) {
		require.NoError(t, f.MergeCell("Sheet1", "B1", "G1"))
		require.NoError(t, f.MergeCell("Sheet1", "D2", "E2"))
	}
	got := readList(t, workbook(t, merge, []any{"STT", "Thông tin học sinh"},
		[]any{nil, "Mã HS", "Họ và tên", "Sinh", nil, "Giới tính", "Dân tộc"}, []any{nil, nil, nil, "ngày", "tại"},
		[]any{1, "A1", "Lê Thị Mẫu", "13/05/2008", "Nghệ An", "Nữ", "Kinh"}))
	require.Empty(t, codes(got))
	require.Len(t, got.Rows, 1)
	require.EqualValues(t, "2008-05-13", got.Rows[0].Subject.BirthDate)
	require.Equal(t, "Nghệ An", got.Rows[0].Subject.BirthPlace)
}

package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestAnAdditionToAHeaderMayMakeAnotherThingOfIt(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Số CCCD (mẹ)", "Nơi sinh (của mẹ)", "Nơi sinh (cũ)", "Xếp loại (hạnh kiểm)",
		"Xếp loại (lớp 11)", "Xếp loại (dự kiến)", "Xếp loại (chưa chốt)", "Dân tộc (chủ hộ)", "Dân tộc: mẹ",
		"Nơi sinh\ncủa cha", "Giới tính [con]", "Xếp loại (2) (lớp 11)"} {
		require.Empty(t, roster.FieldOf(header), header)
		got := readList(t, workbook(t, nil, append(head, header), learner("A1", "Lê Thị Mẫu", "25/12/2008", "Một")))
		require.Equal(t, []roster.Code{roster.CodeColumnQualified}, codes(got), header)
		require.NotEmpty(t, got.Report.Problems[0].Suggestion)
	}
	for header, want := range map[string]roster.Field{
		"Ngày sinh (dd/mm/yyyy)": roster.FieldBirthDate, "Ngày sinh\n(ngày/tháng/năm)": roster.FieldBirthDate,
		"Số CCCD (nếu có)": roster.FieldNationalID, "Dân tộc (10)": roster.FieldEthnicity,
		"Họ và tên\n(Full name)": roster.FieldFullName, "Xếp loại (TN) (7)": roster.FieldRank,
		"Nơi sinh (vd: Sơn La)": roster.FieldBirthPlace, "Giới tính (Nam/Nữ)*": roster.FieldSex,
		"Nơi sinh (xã, huyện, tỉnh)": roster.FieldBirthPlace, "Họ và tên (CHỮ IN HOA)": roster.FieldFullName,
	} {
		require.Equal(t, want, roster.FieldOf(header), header)
	}
	of := func(first, second string) []roster.Code {
		return codes(readList(t, workbook(t, nil, append(head, first, second),
			learner("A1", "Lê Thị Mẫu", "25/12/2008", "Mộc Châu", "Sơn La"))))
	}
	require.Equal(t, []roster.Code{roster.CodePlaceJoined}, of("Nơi sinh (huyện)", "Nơi sinh (tỉnh)"))
	require.Equal(t, []roster.Code{roster.CodeColumnQualified}, of("Nơi sinh (huyện)", "Nơi ở"))
	require.Empty(t, of("Nơi sinh", "Nơi sinh (mẹ)"), "a parent's column beside the learner's")
}

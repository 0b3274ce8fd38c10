package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestSignaturesBelowTheListAreComparedWithTheTerms(t *testing.T) {
	t.Parallel()
	below := func(cells ...string) []roster.Code {
		rows := [][]any{head, learner("A1", "Lê Thị Mẫu", "25/12/2008"), learner("A2", "Trần Văn Mẫu", "13/07/2008"), {}}
		for _, cell := range cells {
			rows = append(rows, []any{nil, nil, cell})
		}
		return codesUnderTerms(t, workbook(t, nil, rows...))
	}
	for _, cells := range [][]string{
		{"Nơi khác, ngày 20 tháng 8 năm 2026", "HIỆU TRƯỞNG", "Trần Văn Mẫu"},
		{"Sơn La, ngày 15 tháng 6 năm 2024", "HIỆU TRƯỞNG", "Trần Văn Mẫu"},
		{"Sơn La, ngày 15 tháng 6 năm 2026", "HIỆU TRƯỞNG", "Bùi Văn Khác"},
		{"HIỆU TRƯỞNG", "(Ký tên, đóng dấu)", "ThS. Bùi Văn Khác"},
		{"Hiệu trưởng\n(đã ký)\nBùi Văn Khác"},
		{"HIỆU TRƯỞNG (Ký tên, đóng dấu)", "", "Trần Văn Mậu"},
	} {
		require.Contains(t, below(cells...), roster.CodeSignatureDiffers, cells)
	}
	for _, cells := range [][]string{
		{"Sơn La, ngày 15 tháng 6 năm 2026", "HIỆU TRƯỞNG", "(Ký tên, đóng dấu)", "Trần Văn Mẫu"},
		{"Sơn La, ngày 30 tháng 5 năm 2026", "NGƯỜI LẬP BẢNG", "Lê Thị Khác"},
		{"KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "Bùi Văn Khác"},
		{"HIỆU TRƯỞNG", "TS. Trần Văn Mẫu"}, {"HIỆU TRƯỞNG"}, {"HIỆU TRƯỞNG", "TRẦN VĂN MẪU"},
		{"Kèm theo quyết định ngày 01 tháng 02 năm 2022", "Hiệu trưởng", "Trần Văn Mẫu"},
	} {
		require.NotContains(t, below(cells...), roster.CodeSignatureDiffers, cells)
	}
}

func TestHeadingsAndTitlesOfOtherExamSessions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		session, line string
		other         bool
	}{
		{"", "Khóa thi ngày 26/06/2025", true},
		{"", "Khóa thi ngày 11/06/2026", false},
		{"", "KỲ THI TỐT NGHIỆP THPT NĂM 2025", true},
		{"11/06/2026", "Khóa thi ngày 12/08/2026", true},
		{"11/06/2026", "Khoá thi: 11 - 6 - 2026", false},
		{"11/06/2026", "Khóa ngày 11 tháng 6 năm 2026", false},
		{"2026", "Khóa thi ngày 11/06/2026", false},
		{"06/2026", "Kỳ thi năm 2026", false},
		{"11/06/2026", "Lớp 12A1", false},
	} {
		in := roster.Input{Terms: termsOfSchool(), List: workbook(t, nil, head, []any{c.line},
			learner("A1", "Lê Thị Mẫu", "25/12/2008"))}
		in.Terms.ExamSession = c.session
		between := codes(readAnswered(t, in, nil))
		in.List = workbook(t, nil, []any{c.line}, head, learner("A1", "Lê Thị Mẫu", "25/12/2008"))
		above := codes(readAnswered(t, in, nil))
		in.List = workbook(t, nil, []any{c.line}, append(head, "Khóa thi"),
			learner("A1", "Lê Thị Mẫu", "25/12/2008", "11/06/2026"))
		require.NotContains(t, codes(readAnswered(t, in, nil)), roster.CodeTitleDiffers, "what the column says is printed")
		if c.other {
			require.Len(t, above, 1, c)
			require.Subset(t, []roster.Code{roster.CodeTitleDiffers, roster.CodeTitleYear}, above, c)
			require.Subset(t, []roster.Code{roster.CodeTitleDiffers, roster.CodeRowText}, between, c)
			require.NotEmpty(t, between, c)
			continue
		}
		require.NotContains(t, above, roster.CodeTitleDiffers, c)
		require.NotContains(t, between, roster.CodeTitleDiffers, c)
	}
}

package roster_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestColumnsAreSuggestedByWhatStandsInThem(t *testing.T) {
	t.Parallel()
	suggested := func(header string, values ...string) roster.Field {
		rows := [][]any{{"Mã HS", "Họ tên", "Ngày sinh", header}}
		for i, value := range values {
			rows = append(rows, learner("A"+itoa(i), nameOf(i), birthOf(i), value))
		}
		got := readList(t, workbook(t, nil, rows...))
		require.Len(t, got.Report.Dropped, 1, header)
		if f := got.Report.Dropped[0].Suggestion; f != "" {
			require.Equal(t, []roster.Code{roster.CodeColumnSuggested}, codes(got), header)
			return f
		}
		return ""
	}
	require.Equal(t, roster.FieldNationalID, suggested("Giấy tờ tùy thân", "001208000001", "001308000002", "cũ"))
	require.Equal(t, roster.FieldBirthPlace, suggested("Chào đời tại", "Sơn La", "Xã Mẫu, huyện Mẫu, Lào Cai"))
	require.Equal(t, roster.FieldEthnicity, suggested("Thành phần", "Kinh", "Tày", "Kinh"))
	require.Equal(t, roster.FieldRank, suggested("Loại", "Giỏi", "Khá", "Trung bình"))
	require.Empty(t, suggested("Quê quán", "Sơn La", "Lào Cai"), "it is not where somebody is born")
	require.Empty(t, suggested("Dân tộc cha", "Kinh", "Tày"))
	require.Empty(t, suggested("Cột 1", "Sơn La", "a", "b", "c"))
}

func TestAColumnOfRanksDoesNotSayThatPeopleHaveLeft(t *testing.T) {
	t.Parallel()
	list := func(last string) []byte {
		return []byte("Mã HS;Họ tên;Ngày sinh;Loại\nA1;Lê Mẫu;2008;Giỏi\nA2;Trần Mẫu;2008;Khá\nA3;Vũ Mẫu;2008;" + last + "\n")
	}
	require.Equal(t, []roster.Code{roster.CodeColumnSuggested}, codes(readList(t, list("Khá"))))
	require.Contains(t, codes(readList(t, list("hỏng"))), roster.CodeRowStatus)
	require.Contains(t, codes(readList(t, []byte("Mã HS;Họ tên;Ngày sinh;Loại\nA1;Lê Mẫu;2008;\nA2;Trần Mẫu;2008;x\n"))),
		roster.CodeRowStatus, "a sign in it does")
}

func TestCumulativeMeansAreReadOnTheScaleOfTheirNumbers(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Điểm TBCTL", "ĐTBTL", "ĐTB TL", "Điểm TB tích lũy"} {
		for _, c := range []struct {
			first, second string
			want          roster.Field
		}{{"7,25", "3,90", roster.FieldGPA10}, {"3.25", "2.50", roster.FieldGPA4}, {"72", "85", ""}, {"Khá", "Giỏi", ""}} {
			got := readList(t, []byte(fmt.Sprintf("Mã SV;Họ tên;Ngày sinh;%s\nA1;Lê Mẫu;2004;%s\nA2;Vũ Mẫu;2004;%s\n",
				header, c.first, c.second)))
			require.Empty(t, codes(got), header)
			columns := got.Report.Columns
			if c.want == "" {
				require.Len(t, columns, 3, "%s: %s", header, c.first)
				continue
			}
			require.Equal(t, c.want, columns[len(columns)-1].Field, "%s: %s", header, c.first)
		}
	}
	got := readList(t, []byte("Mã SV;Họ tên;Ngày sinh;Chỗ sinh;Tộc người;Số TCTL\nA1;Lê Mẫu;2004;Huế;Kinh;120\n"))
	require.Empty(t, codes(got))
	require.Empty(t, got.Report.Dropped)
	require.Equal(t, "Huế", got.Rows[0].Subject.BirthPlace)
	require.Equal(t, "120", got.Rows[0].Summary.TotalCredits)
}

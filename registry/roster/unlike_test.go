package roster_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// sixWith is a list of six learners with one more column, where one of them has another
// value than the others.
func sixWith(t *testing.T, header, others, one string) []byte {
	t.Helper()
	rows := [][]any{append(head, header)}
	for i := range 6 {
		value := others
		if i == 2 {
			value = one
		}
		rows = append(rows, learner("A"+itoa(i+1), nameOf(i), birthOf(i), value))
	}
	return workbook(t, nil, rows...)
}

func TestRowsThatAColumnSetsApartAreAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header, others, one string
		want                roster.Code
	}{
		{"Được công nhận", "Có", "Không", roster.CodeRowStatus},
		{"Được cấp bằng", "Có", "Không", roster.CodeRowStatus},
		{"Cấp bằng", "Có", "K", roster.CodeRowStatus},
		{"Xét duyệt", "CÓ", "KHÔNG", roster.CodeRowStatus},
		{"Kết luận", "Đạt", "Ko", roster.CodeRowStatus},
		{"Công nhận TN", "1", "0", roster.CodeRowStatus},
		{"ĐKTN", "x", "N", roster.CodeRowStatus},
		{"Thuộc diện chưa cấp", "", "x", roster.CodeRowStatus},
		{"Môn nợ", "", "2", roster.CodeRowStatus},
		{"Số môn thi lại", "", "1", roster.CodeRowStatus},
		{"Cột 1", "", "Còn nợ 2 môn", roster.CodeRowStatus},
		{"Cột 1", "", "rớt", roster.CodeRowUnlike},
		{"Cột 1", "có", "", roster.CodeRowUnlike},
		{"Tick", "✓", "✗", roster.CodeRowUnlike},
		{"TT", "ĐH", "CT", roster.CodeRowUnlike},
		{"Ghi chú", "", "Đã cấp bằng năm 2025", roster.CodeRowUnlike},
		{"Ghi chú", "", "Đã nhận bằng", roster.CodeRowUnlike},
		{"Ghi chú", "", "chết", roster.CodeRowUnlike},
		{"Ghi chú", "", "Không thi", roster.CodeRowStatus},
		{"Ghi chú", "", "Thiếu điểm TN", roster.CodeRowUnlike},
		{"Ghi chú", "", "LB", roster.CodeRowUnlike},
		{"Ghi chú", "", "?", roster.CodeRowUnlike},
		{"Ghi chú", "", "Tên đúng: Lê Mẫu", roster.CodeRowUnlike},
		{"Ghi chú", "TN 2026", "bỏ", roster.CodeRowUnlike},
	} {
		in := roster.Input{List: sixWith(t, c.header, c.others, c.one)}
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{c.want}, codes(got), "%s: %s", c.header, c.one)
		require.Equal(t, c.one, got.Report.Problems[0].Found)
		require.Equal(t, 4, got.Report.Problems[0].Row)
		require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut)).Rows, 5)
		require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerIssue)).Rows, 6)
	}
	for _, c := range [][3]string{{"SĐT", "0900000000", ""}, {"Lớp", "12A1", "12A2"}, {"Con thương binh", "", "x"},
		{"Buổi học", "Sáng", "Chiều"}, {"Điểm thi Toán", "8", "0"}, {"Email", "", "a@example.org"}, {"Số môn thi lại", "", "0"},
		{"Kết quả", "Đạt", "Đạt"}, {"Hạnh kiểm", "Tốt", "Khá"}, {"Không bị kỷ luật", "x", "x"}, {"Không nợ học phí", "x", "x"}} {
		require.Empty(t, codes(readList(t, sixWith(t, c[0], c[1], c[2]))), c[0])
	}
}

func TestRunningNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	for _, one := range []string{"3 (bỏ)", "x", "Vắng", ""} {
		rows := [][]any{append([]any{"STT"}, head...)}
		for i := range 6 {
			value := any(i + 1)
			if i == 2 {
				value = one
			}
			rows = append(rows, append([]any{value}, learner("A"+itoa(i+1), nameOf(i), birthOf(i))...))
		}
		got := readList(t, workbook(t, nil, rows...))
		require.Equal(t, []roster.Code{roster.CodeRowUnlike}, codes(got)[:1], one)
		require.Equal(t, one, got.Report.Problems[0].Found)
	}
}

func TestEqualRemarksAreAskedAboutOnceAndManyOnesTogether(t *testing.T) {
	t.Parallel()
	equal, many := "Mã HS;Họ tên;Ngày sinh;Ghi chú\n", "Mã HS;Họ tên;Ngày sinh;Ghi chú\n"
	for i := range 300 {
		row := "A" + strconv.Itoa(i) + ";" + nameOf(i) + ";2008;"
		remark, other := "", ""
		if i < 100 {
			remark, other = "mẫu", "điều "+strconv.Itoa(i)
		}
		equal += row + remark + "\n"
		many += row + other + "\n"
	}
	for text, left := range map[string]int{equal: 200, many: 200} {
		in := roster.Input{List: []byte(text)}
		got := readAnswered(t, in, nil)
		require.Contains(t, codes(got), roster.CodeRowUnlike)
		require.Less(t, got.Report.Questions, 110)
		asked := 0
		for _, p := range got.Report.Problems {
			if p.Code == roster.CodeRowUnlike {
				asked++
				require.Equal(t, 100, p.Count)
			}
		}
		require.Equal(t, 1, asked)
		require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut)).Rows, left)
	}
}

func TestAColumnThatMarksManyRowsAsksByWhatItSays(t *testing.T) {
	t.Parallel()
	list := "Mã HS;Họ tên;Ngày sinh;Số TC học lại\n"
	for i := range 300 {
		list += "A" + strconv.Itoa(i) + ";" + nameOf(i) + ";2008;" +
			strconv.Itoa(i%3) + "\n"
	}
	in := roster.Input{List: []byte(list)}
	asked := map[string]string{} // what is said → question
	for _, p := range readAnswered(t, in, nil).Report.Problems {
		if p.Code == roster.CodeRowStatus {
			require.Equal(t, 100, p.Count)
			require.Len(t, p.Rows, 100)
			require.NotContains(t, asked, p.Found)
			asked[p.Found] = p.ID
		}
	}
	require.Len(t, asked, 2)
	got := readAnswered(t, in, map[string]string{asked["1"]: roster.AnswerIssue, asked["2"]: roster.AnswerLeaveOut})
	require.Len(t, got.Rows, 200, "an answer is of the rows that its question names")
}

func TestColumnsOfCorrectionsAreNotDroppedInSilence(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Họ tên đúng (đính chính)", "Ngày sinh đúng", "Sửa thành", "Nơi sinh mới"} {
		got := readList(t, sixWith(t, header, "", "Lê Mẫu"))
		require.Contains(t, codes(got), roster.CodeColumnCorrects, header)
		require.NotContains(t, codes(got), roster.CodeRowUnlike, header)
	}
	for _, header := range []string{"Tốt nghiệp đúng hạn", "Địa chỉ mới", "SĐT mới"} {
		require.NotContains(t, codes(readList(t, sixWith(t, header, "", ""))), roster.CodeColumnCorrects, header)
		require.NotContains(t, codes(readList(t, sixWith(t, header, "x", "x"))), roster.CodeColumnCorrects, header)
	}
}

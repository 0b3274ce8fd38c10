package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// twentyWith is a list of twenty learners with one more column, where a few have another
// value than the others.
func twentyWith(t *testing.T, header string, others, few any, n int) []byte {
	t.Helper()
	rows := [][]any{append(append([]any{}, head...), header)}
	for i := range 20 {
		value := others
		if i >= 20-n {
			value = few
		}
		rows = append(rows, learner("A"+itoa(i+1), nameOf(i), birthOf(i), value))
	}
	return workbook(t, nil, rows...)
}

// A word that a few rows have where nearly all others have one other word is asked about,
// whatever the words are.
func TestAWordThatFewRowsHaveIsAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header      string
		others, few any
		n           int
	}{
		{"Nhận bằng / GCN", "Bằng", "GCN", 3},
		{"Đối tượng", "Học sinh", "Thí sinh tự do", 2},
		{"Điểm liệt", "", "Toán", 1},
		{"Số môn liệt", 0, 1, 1},
		{"Mã lỗi", "", "E12", 1},
		{"KQ xét", "TN", "HTCT", 2},
		{"Kết quả", "Tốt nghiệp", "Hoàn thành chương trình", 2},
		{"Hồ sơ", "Đủ", "Thiếu", 3},
		{"Minh chứng", "Có", "Thiếu GKS", 3},
		{"DS", "Chính thức", "Dự bị", 3},
		{"Kiểm tra", "OK", "sai", 3},
		{"Đợt", 1, 2, 2},
		{"Học lực", "Khá", "Kém", 1},
		{"Hạnh kiểm", "Tốt", "Yếu", 1},
		{"Rèn luyện", "Tốt", "CĐ", 1},
		{"Điểm XTN", 7.5, 3.2, 1},
		{"Số ngày nghỉ", 2, 50, 1},
		{"Vòng", "A", "B", 2},
		{"Trường chuyển đến", "", "THPT Khác", 2},
	} {
		in := roster.Input{List: twentyWith(t, c.header, c.others, c.few, c.n)}
		got := readAnswered(t, in, nil)
		require.Len(t, got.Report.Problems, 1, "%s: %v", c.header, got.Report.Problems)
		require.True(t, got.Report.Open(), c.header)
		left := readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut))
		require.Len(t, left.Rows, 20-c.n, c.header)
	}
}

// In columns that sort people, or tell of each alone, a few say something else and nobody
// is asked.
func TestColumnsThatSortPeopleAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header      string
		others, few any
		n           int
	}{
		{"Lớp", "12A1", "12A2", 2},
		{"Class", "12A1", "12A2", 2},
		{"SĐT", "0900000000", "0900000001", 1},
		{"Phone", "0900000000", "0900000001", 1},
		{"Address", "Xã Mẫu", "Xã Khác", 1},
		{"GVCN", "Lê Văn Mẫu", "Trần Thị Mẫu", 3},
		{"Teacher", "Lê Văn Mẫu", "Trần Thị Mẫu", 3},
		{"Ban", "KHTN", "KHXH", 3},
		{"Buổi học", "Sáng", "Chiều", 3},
		{"Điểm trường", "Trung tâm", "Bản Mẫu", 3},
		{"Tôn giáo", "Không", "Phật giáo", 2},
		{"Học lực", "Tốt", "Khá", 2},
		{"Học lực lớp 10", "Tốt", "Kém", 1},
		{"Hạnh kiểm", "Tốt", "Khá", 2},
		{"Đối tượng", "", "Con TB", 2},
		{"Đối tượng ưu tiên", "Không", "Con TB", 2},
		{"Điểm XTN", 7.5, 5, 2},
		{"Số ngày nghỉ", 2, 0, 10},
		{"Hồ sơ", "Đủ", "đủ", 3},
		{"Ảnh", "x", "v", 3},
		{"Số liên lạc", "Có", "Có", 1},
		{"Mã trường", "MAU01", "MAU02", 1},
		{"Hồ sơ", "A", "B", 9},
		{"Kết quả", "Tốt nghiệp", "Đỗ", 3},
	} {
		got := readAnswered(t, roster.Input{List: twentyWith(t, c.header, c.others, c.few, c.n)}, nil)
		require.Empty(t, codes(got), "%s: %v", c.header, c.few)
	}
}

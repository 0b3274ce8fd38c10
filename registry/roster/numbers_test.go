package roster_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// withNumbers is a list of forty learners of which one in so many has a number of its own in one more column.
func withNumbers(header string, oneIn int, others string) []byte {
	list := "Mã HS;Họ tên;Ngày sinh;" + header + "\n"
	for i := range 40 {
		value := others
		if i%oneIn == 0 {
			value = strconv.Itoa(2+i%7) + "." + strconv.Itoa(25*(i%4))
		}
		list += "A" + strconv.Itoa(i) + ";" + nameOf(i) + ";" + fmt.Sprintf("%02d/%02d/2008", 1+i*7%28, 1+i*5%12) + ";" + value + "\n"
	}
	return []byte(list)
}

func TestNumbersThatSomeHaveAreNoRemarks(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Vật lí", "GDKT&PL", "Công nghệ", "ĐƯT", "ĐKK", "Cột 1", "Diện ƯT"} {
		for _, oneIn := range []int{2, 4, 11} {
			require.Empty(t, codes(readList(t, withNumbers(header, oneIn, ""))), "%s %d", header, oneIn)
		}
	}
	require.Empty(t, codes(readList(t, withNumbers("ĐKK", 11, "0"))))
	for _, header := range []string{"Số lỗi", "Số môn rớt", "Số buổi vắng thi"} {
		require.NotEmpty(t, codes(readList(t, withNumbers(header, 11, ""))), header)
	}
	require.Equal(t, []roster.Code{roster.CodeRowUnlike}, codes(readList(t, sixWith(t, "Cột 1", "", "1"))), "a sign")
	require.Equal(t, []roster.Code{roster.CodeRowUnlike}, codes(readList(t, sixWith(t, "Cột 1", "1", "2"))), "a group")
}

func TestResultsOfLearningAndTrainingAreKnown(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Kết quả học tập", "Kết quả rèn luyện", "KQ rèn luyện"} {
		for _, result := range []string{"Tốt", "Khá", "Đạt"} {
			require.Empty(t, codes(readList(t, sixWith(t, header, "Khá", result))), "%s: %s", header, result)
		}
		require.NotEmpty(t, codes(readList(t, sixWith(t, header, "Tốt", "Chưa đạt"))), header)
	}
}

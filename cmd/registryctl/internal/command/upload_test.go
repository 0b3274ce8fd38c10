package command_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// written puts a list beside the test's other files.
func (b *bundle) written(t *testing.T, name, content string) string {
	t.Helper()
	path := b.path(name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

var offered = regexp.MustCompile(`-answer ([0-9a-f]{32}=[A-Za-z]+)`)

// answersOf takes the first answer that is offered to each question.
func answersOf(complaints string) []string {
	var args []string
	seen := map[string]bool{}
	for _, m := range offered.FindAllStringSubmatch(complaints, -1) {
		if id := m[1][:32]; !seen[id] {
			seen[id] = true
			args = append(args, "-answer", m[1])
		}
	}
	return args
}

func TestQuestionsAreAnsweredWithFlags(t *testing.T) {
	t.Parallel()
	b := setup(t)
	list := b.written(t, "list.csv", "Mã HS,Họ và tên,Ngày sinh,Kết quả,Dân tộc\nA1,Lê Thị Mẫu,12/25/2008,Đỗ,Kinh\n"+
		"A2,Trần Văn Mẫu,03/04/2008,Đỗ,Kính\nA3,Phạm Mẫu Ba,05/06/2008,Trượt,Kinh\n")
	code, _, complaints := b.run(t, "registrar", importArgs(list)...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "C2", "the place is said")
	given := answersOf(complaints)
	require.Len(t, given, 6, "three questions: %s", complaints)
	code, _, complaints = b.run(t, "registrar", append(importArgs(list), given[:4]...)...)
	require.Equal(t, 2, code, "one is still open")
	require.Contains(t, complaints, given[5])
	args := append(importArgs(list), given...)
	var made batch
	b.must(t, "registrar", &made, args...)
	require.Equal(t, batch{made.ID, "draft", 2, 2}, made)

	var again struct {
		batch
		Before bool `json:"before"`
	}
	b.must(t, "registrar", &again, args...)
	require.True(t, again.Before, "the same file is its batch")
	require.Equal(t, made.ID, again.ID)
	code, _, complaints = b.run(t, "registrar", append(args, "-place", "Huế")...)
	require.Equal(t, 1, code, "with other terms it is refused")
	require.Contains(t, complaints, made.ID)
	code, _, complaints = b.run(t, "registrar", append(args, "-again", made.ID)...)
	require.Equal(t, 2, code, "the register has a question of its own")
	require.Contains(t, complaints, "sổ gốc")
	code, _, complaints = b.run(t, "registrar", append(args, "-answer", "nothing")...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "ID=VALUE")
}

func TestColumnsAreChosenWithFlags(t *testing.T) {
	t.Parallel()
	b := setup(t)
	list := b.written(t, "list.csv", "DANH SÁCH,,\nCột 1,Cột 2,Cột 3,Cột 4\nA1,Lê Thị Mẫu,25/12/2008,x\nA2,Trần Văn Mẫu,03/04/2008,y\n")
	code, _, _ := b.run(t, "registrar", importArgs(list)...)
	require.Equal(t, 2, code)
	args := append(importArgs(list), "-header", "2", "-column", "A=learnerCode", "-column", "B=fullName",
		"-column", "C=birthDate")
	var made batch
	b.must(t, "registrar", &made, args...)
	require.Equal(t, 2, made.Rows)
	for _, wrong := range []string{"A=learner", "A", "courses:A=sex"} {
		code, _, complaints := b.run(t, "registrar", append(importArgs(list), "-column", wrong)...)
		require.Equal(t, 2, code)
		require.Contains(t, complaints, "FIELD")
	}
	code, _, complaints := b.run(t, "registrar", "discard", made.ID)
	require.Zero(t, code, complaints)
	code, _, complaints = b.run(t, "registrar", append(args, "-column", "Trang 9!A=sex")...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "Lựa chọn cột")
}

// Every way in which marks are laid out comes through the program.
func TestMarksOfEveryLayout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	day := 12
	for name, courses := range map[string]string{
		"RowForEachCourse":     "Mã HS;Môn;Điểm\nA1;Toán;8,5\nA2;Toán;6\n",
		"ColumnForEachSubject": "Mã HS;Họ và tên;Toán;Ngữ văn\nA1;Lê Thị Mẫu;8,5;7\nA2;Trần Văn Mẫu;6;9\n",
		"TableForEachLearner": "<html><table><tr><td>Mã HS: A1</td></tr><tr><td>Môn<td>Điểm</tr><tr><td>Toán<td>8,5</tr></table>" +
			"<table><tr><td>Mã HS: A2</td></tr><tr><td>Môn<td>Điểm</tr><tr><td>Toán<td>6</tr></table></html>",
	} {
		day++ // so that nobody is in the register already
		one, two := name+"-1", name+"-2"
		list := b.written(t, name+".list", fmt.Sprintf("Mã HS;Họ và tên;Ngày sinh\n%s;Lê Thị Mẫu;%02d/06/2008\n%s;Trần Văn Mẫu;%02d/08/2008\n",
			one, day, two, day))
		courses = strings.NewReplacer("A1", one, "A2", two).Replace(courses)
		args := append(importArgs(list), "-courses", b.written(t, name, courses))
		var made batch
		b.must(t, "registrar", &made, args...)
		require.Equal(t, batch{made.ID, "draft", 2, 4}, made, name)
	}
}

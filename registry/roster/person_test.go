package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// sixPeople is a list of six learners of whom the third is somebody; more are the header and
// the values of one more column.
func sixPeople(t *testing.T, somebody []any, change func(f *excelize.File), header string, more ...string) []byte {
	t.Helper()
	rows := [][]any{append(append([]any{}, head...), header)}
	for i := range 6 {
		row := learner("A"+itoa(i+1), nameOf(i), birthOf(i))
		if i == 2 {
			row = append([]any{}, somebody...)
		}
		rows = append(rows, append(row, more[i%len(more)]))
	}
	return workbook(t, change, rows...)
}

// questionIDs are the identities of all questions of a code.
func questionIDs(t *testing.T, list []byte, code roster.Code) []string {
	t.Helper()
	var ids []string
	for _, p := range readList(t, list).Report.Problems {
		if p.Code == code && p.Severity != roster.Note {
			ids = append(ids, p.ID)
		}
	}
	require.NotEmpty(t, ids, code)
	return ids
}

func TestAnAnswerAboutARowIsAboutItsPerson(t *testing.T) {
	t.Parallel()
	note := func(texts ...string) func(f *excelize.File) {
		return func(f *excelize.File) {
			for i, text := range texts {
				require.NoError(
					t,
					f.AddComment("Sheet1", excelize.Comment{Cell: "B" + itoa(4+i), Author: "GV", Text: text}),
				)
			}
		}
	}
	format := func(style *excelize.Style) func(f *excelize.File) {
		return func(f *excelize.File) {
			id, err := f.NewStyle(style)
			require.NoError(t, err)
			require.NoError(t, f.SetCellStyle("Sheet1", "D4", "D4", id))
		}
	}
	coloured := func(f *excelize.File) {
		id, err := f.NewStyle(
			&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}},
		)
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("Sheet1", "B4", "B4", id))
	}
	hidden := func(f *excelize.File) { require.NoError(t, f.SetRowVisible("Sheet1", 4, false)) }
	other := []string{"", "", "Thôi học", "", "", ""}
	for _, c := range []struct {
		code   roster.Code
		change func(f *excelize.File)
		header string
		more   []string
	}{
		{roster.CodeRowStatus, nil, "Ghi chú", other},
		{roster.CodeRowStatusEmpty, nil, "Kết quả", []string{"Đạt", "Đạt", "", "Đạt", "Đạt", "Đạt"}},
		{roster.CodeRowRemark, nil, "Ghi chú", []string{"", "", "đính chính", "", "", ""}},
		{roster.CodeStatusUnknown, nil, "Kết quả", []string{"Đạt", "Đạt", "Q", "Đạt", "Đạt", "Đạt"}},
		{roster.CodeRowUnlike, nil, "Cột 1", []string{"", "", "rớt", "", "", ""}},
		{roster.CodeRowComment, note("Thôi học"), "Ghi chú", []string{""}},
		{roster.CodeRowComment, note("xem sổ", "xem sổ"), "Ghi chú", []string{""}},
		{roster.CodeRowStruck, format(&excelize.Style{Font: &excelize.Font{Strike: true}}), "Lớp", []string{"12A"}},
		{roster.CodeRowColoured, coloured, "Lớp", []string{"12A"}},
		{roster.CodeRowHidden, hidden, "Lớp", []string{"12A"}},
	} {
		ids := questionIDs(
			t,
			sixPeople(t, learner("A3", "Lê Thị Mẫu Chi", "13/05/2008"), c.change, c.header, c.more...),
			c.code,
		)
		require.Equal(t, ids, questionIDs(t,
			sixPeople(t, learner("A3", "Lê Thị Mẫu Chi", "13/05/2008"), c.change, c.header, c.more...), c.code), c.code)
		for _, somebody := range [][]any{learner("A9", "Lê Thị Mẫu Chi", "13/05/2008"),
			learner("A3", "Trần Thị Mẫu", "13/05/2008"), learner("A3", "Lê Thị Mẫu Chi", "14/05/2008")} {
			require.NotEqual(t, ids,
				questionIDs(t, sixPeople(t, somebody, c.change, c.header, c.more...), c.code), "%s %v", c.code, somebody)
		}
	}
}

func TestAnAnswerAboutManyRowsIsAboutTheirPeople(t *testing.T) {
	t.Parallel()
	list := func(third, remark string) []byte {
		text := "Mã HS;Họ tên;Ngày sinh;Ghi chú\n"
		for i := range 100 {
			name := nameOf(i)
			if i == 2 {
				name = third
			}
			said := ""
			if i < 30 {
				said = remark
			}
			if said != "" && remark != "Thôi học" {
				said += itoa(i)
			}
			text += "A" + itoa(i) + ";" + name + ";2008;" + said + "\n"
		}
		return []byte(text)
	}
	for remark, code := range map[string]roster.Code{"Thôi học": roster.CodeRowStatus, "điều ": roster.CodeRemarksTogether} {
		ids := questionIDs(t, list("Lê Thị Mẫu Ca", remark), code)
		require.Len(t, ids, 1, "one question for all rows")
		require.NotEqual(t, ids, questionIDs(t, list("Trần Văn Mẫu", remark), code))
	}
}

// The people of other rows may change: what was answered of a row stays.
func TestAnAnswerAboutARowStaysWhenOtherRowsChange(t *testing.T) {
	t.Parallel()
	for _, code := range []roster.Code{roster.CodeRowUnlike, roster.CodeRowStatus} {
		word := map[roster.Code]string{roster.CodeRowUnlike: "Đã nhận", roster.CodeRowStatus: "Thôi học"}[code]
		of := func(third string) []string {
			return questionIDs(
				t,
				sixPeople(t, learner("A3", third, "13/05/2008"), nil, "Ghi chú", "", "", "", "", word, ""),
				code,
			)
		}
		require.Equal(t, of("Lê Thị Mẫu Chi"), of("Trần Văn Mẫu"))
	}
}

func TestTheQuestionOfARegisteredLearnerIsAboutThatLearner(t *testing.T) {
	t.Parallel()
	ask := func(name, registered string) string {
		got := readList(t, sixPeople(t, learner("A3", name, "13/05/2008"), nil, "Lớp", "12A"))
		got.AskInRegister([]roster.InRegister{{Line: 4, LearnerCode: "A3", RegisterNumber: registered}})
		p := got.Report.Problems[len(got.Report.Problems)-1]
		require.Equal(t, roster.CodeInRegister, p.Code)
		return p.ID
	}
	require.Equal(t, ask("Lê Thị Mẫu Chi", "2025/1"), ask("Lê Thị Mẫu Chi", "2025/1"))
	require.NotEqual(t, ask("Lê Thị Mẫu Chi", "2025/1"), ask("Trần Văn Mẫu", "2025/1"))
	require.NotEqual(t, ask("Lê Thị Mẫu Chi", "2025/1"), ask("Lê Thị Mẫu Chi", "2024/7"))
}

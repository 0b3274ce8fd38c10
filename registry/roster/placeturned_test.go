package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestAPlaceWhoseColumnsStandProvinceFirstIsAskedAbout(t *testing.T) {
	t.Parallel()
	cell := func(text string) string { return `<Cell><Data ss:Type="String">` + text + `</Data></Cell>` }
	under := `<Cell ss:MergeAcross="2"><Data ss:Type="String">Nơi sinh</Data></Cell>`
	table := func(first, second, third string, place ...string) []byte {
		return xml2003(`<Row>` + cell("Mã HS") + cell("Họ và tên") + cell("Ngày sinh") + under + `</Row><Row><Cell ss:Index="4"><Data ss:Type="String">` +
			first + `</Data></Cell>` + cell(second) + cell(third) + `</Row><Row>` + cell("A1") + cell("Lê Thị Mẫu") + cell("25/12/2008") +
			cell(place[0]) + cell(place[1]) + cell(place[2]) + `</Row>`)
	}
	const joined = "Xã Mẫu, Mộc Châu, Sơn La"
	turned := readList(t, table("Tỉnh", "Huyện", "Xã", "Sơn La", "Mộc Châu", "Xã Mẫu"))
	require.Equal(t, []roster.Code{roster.CodePlaceTurned}, codes(turned))
	require.Equal(t, []string{joined}, turned.Report.Problems[0].Examples[0].Readings)
	require.True(t, turned.Report.Open())
	require.Equal(t, joined, turned.Rows[0].Subject.BirthPlace)
	usual := readList(t, table("Xã", "Huyện", "Tỉnh", "Xã Mẫu", "Mộc Châu", "Sơn La"))
	require.Equal(t, []roster.Code{roster.CodePlaceJoined}, codes(usual))
	require.False(t, usual.Report.Open(), "in the usual order it is a note")
	require.Equal(t, joined, usual.Rows[0].Subject.BirthPlace)
}

func TestAHeadingOfPlacesNeedNotBeMerged(t *testing.T) {
	t.Parallel()
	const row = "A1;Lê Thị Mẫu;25/12/2008;Xã Mẫu;Mộc Châu;Sơn La\n"
	for name, header := range map[string]string{
		"parts in a row of their own":  "Mã HS;Họ và tên;Ngày sinh;Nơi sinh;;\n;;;Xã;Huyện;Tỉnh\n",
		"parts beside other headers":   ";;;Nơi sinh;;\nMã HS;Họ và tên;Ngày sinh;Xã;Huyện;Tỉnh\n",
		"the heading beside the title": "Danh sách;;;Nơi sinh;;\nMã HS;Họ và tên;Ngày sinh;Phường/Xã;Quận/Huyện;Tỉnh/TP\n",
	} {
		got := readList(t, []byte(header+row))
		require.Equal(t, []roster.Code{roster.CodePlaceJoined}, codes(got), name)
		require.Equal(t, []string{"Xã Mẫu, Mộc Châu, Sơn La"}, birthPlaces(got), name)
	}
	home := readList(t, []byte(";;;Hộ khẩu;;\nMã HS;Họ và tên;Ngày sinh;Xã;Huyện;Tỉnh\n"+row))
	require.Equal(t, []string{""}, birthPlaces(home), "where somebody lives is no birth place")
	people := readList(t, []byte("Mã HS;Họ và tên;Ngày sinh;Nơi sinh\nA1;Lê Thị Mẫu;25/12/2008;Thành phố\n"))
	require.Len(t, people.Rows, 1, "a place that is called like a unit is no header")
}

func TestTheQuestionOfSubjectColumnsNamesThemAll(t *testing.T) {
	t.Parallel()
	head, marks := "Mã HS;Họ và tên", ""
	for i := range 14 {
		head += ";Môn tự đặt " + string(rune('A'+i))
		marks += ";" + itoa(5+i%5) + ",5"
	}
	got := readAnswered(t, roster.Input{List: []byte("Mã HS;Họ và tên;Ngày sinh\nA1;Lê Thị Mẫu;25/12/2008\n"),
		Courses: []byte(head + "\nA1;Lê Thị Mẫu" + marks + "\n")}, nil)
	p := got.Report.Problems[0]
	require.Equal(t, roster.CodeSubjectColumns, p.Code)
	require.Len(t, p.Examples, 14, "each column with a mark")
	require.Contains(t, p.Found, "; … (+", "what there is no room for is counted")
}

package grid_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster/grid"
)

func noHeader(*grid.Sheet) int { return 0 }

// events lists what an XML document consists of, as encoding/xml reads it.
func events(text string) ([]string, bool) {
	var all []string
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return all, true
		}
		if err != nil {
			return nil, false
		}
		switch token := token.(type) {
		case xml.StartElement:
			all = append(all, "<"+token.Name.Local)
		case xml.EndElement:
			all = append(all, ">")
		case xml.CharData:
			if n := len(all); n > 0 && strings.HasPrefix(all[n-1], "=") {
				all[n-1] += string(token)
			} else if len(token) > 0 {
				all = append(all, "="+string(token))
			}
		}
	}
}

func TestScannerAgreesWithTheStandardLibrary(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`<a><b c="1"/>text<d>x &amp; y &#65; &#x1ea5;</d></a>`,
		`<?xml version="1.0"?><x:a xmlns:x="u"><!-- <b> --><x:b>ấ</x:b></x:a>`,
		`<a><![CDATA[<b>&amp;]]>tail</a>`,
		`<a b='>' c="/"><d e = "1" /></a>`,
		"<a>\n\t<b/>\n</a>",
	} {
		want, ok := events(text)
		require.True(t, ok, text)
		require.Equal(t, want, grid.Events(text), text)
	}
	for _, bad := range []string{`<a`, `<!DOCTYPE a>`, `<a>&x;</a>`, `<!-- `, `<![CDATA[`, `<a b="1>`, "<a>\xff</a>", `<>`} {
		require.Nil(t, grid.Events(bad), bad)
	}
}

func FuzzScanner(f *testing.F) {
	f.Add(`<a><b c="1"/>text<d>x &amp; y</d></a>`)
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "_x000") || strings.ContainsRune(text, '\r') {
			return // Excel's escapes, and line ends that XML normalises
		}
		got := grid.Events(text)
		if want, ok := events(text); ok && got != nil {
			require.Equal(t, want, got)
		}
	})
}

func FuzzOpen(f *testing.F) {
	var book bytes.Buffer
	require.NoError(f, excelize.NewFile().Write(&book))
	f.Add(book.Bytes())
	f.Add([]byte("a;b\n\"1\";2\n"))
	f.Add([]byte("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>"))
	f.Add([]byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet><Table><Row><Cell/></Row></Table></Worksheet></Workbook>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := grid.Open(context.Background(), data, noHeader)
		if err != nil {
			return
		}
		for _, s := range got.Sheets {
			for row := range s.Rows {
				last := -1
				for _, c := range s.Rows[row].Cells {
					require.Greater(t, int(c.Col), last, "columns grow")
					require.Less(t, int(c.Col), s.Width())
					last = int(c.Col)
				}
			}
		}
	})
}

func texts(s *grid.Sheet) [][]string {
	var all [][]string
	for row := range s.Rows {
		var cells []string
		for col := range s.Width() {
			cells = append(cells, s.Cell(row, col).Text)
		}
		all = append(all, cells)
	}
	return all
}

func TestHTMLTables(t *testing.T) {
	t.Parallel()
	page := `<html><head><meta charset="utf-8"><style>td {}</style></head><body><table>
		<tr><td colspan="3">Danh sách</td></tr>
		<tr><th>Mã</th><th style="font-family: '.VnTime'">Tên</th><th>Nơi<br>sinh</th></tr>
		<tr><td>A1<td><s>Lê &amp; Mẫu</s><td rowspan=2>Huế</tr>
		<tr><td>A2</td><td>="007"</td></tr></table><table><tr><td>khác</td></tr></table>`
	book, err := grid.Open(t.Context(), []byte(page), noHeader)
	require.NoError(t, err)
	require.Equal(t, grid.FormatHTML, book.Format)
	require.Len(t, book.Sheets, 2)
	s := book.Sheets[0]
	require.Equal(t, [][]string{{"Danh sách", "", ""}, {"Mã", "Tên", "Nơi\nsinh"}, {"A1", "Lê & Mẫu", "Huế"}, {"A2", "007", ""}}, texts(s))
	require.Equal(t, []grid.Range{{Row1: 0, Col1: 0, Row2: 0, Col2: 2}, {Row1: 2, Col1: 2, Row2: 3, Col2: 2}}, s.Merges)
	require.True(t, s.Cell(2, 1).Style.Struck)
	require.Equal(t, ".VnTime", s.Cell(1, 1).Style.Font)
}

func TestXML2003(t *testing.T) {
	t.Parallel()
	text := `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"><Font ss:FontName="VNI-Times" ss:StrikeThrough="1"/></Style><Style ss:ID="s2"><NumberFormat ss:Format="Short Date"/></Style></Styles>
<Worksheet ss:Name="Lớp 12"><Table><Row ss:Index="2"><Cell ss:StyleID="s1"><Data ss:Type="String">a</Data></Cell>
<Cell ss:Index="3" ss:MergeDown="1"><Data ss:Type="Number">8.1999999999999993</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">2008-06-05T00:00:00.000</Data></Cell><Cell ss:Formula="=A1"><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet></Workbook>`
	book, err := grid.Open(t.Context(), []byte(text), noHeader)
	require.NoError(t, err)
	s := book.Sheets[0]
	require.Equal(t, "Lớp 12", s.Name)
	require.Equal(t, grid.Style{Font: "VNI-Times", Struck: true}, *s.Cell(1, 0).Style)
	require.Equal(t, "8.2", s.Cell(1, 2).Text)
	require.Equal(t, grid.Day{Year: 2008, Month: 6, Day: 5}, s.Cell(2, 0).Day)
	require.Equal(t, grid.Formula, s.Cell(2, 1).Kind)
	require.Equal(t, []grid.Range{{Row1: 1, Col1: 2, Row2: 2, Col2: 2}}, s.Merges)
}

func TestFilesOfOtherKinds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"BinaryExcel": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), grid.ErrOldExcel},
		"PDF":         {[]byte("%PDF-1.4\x00\x01"), grid.ErrFormat},
		"BrokenZip":   {[]byte("PK\x03\x04"), grid.ErrFormat},
	} {
		_, err := grid.Open(t.Context(), c.data, noHeader)
		require.ErrorIs(t, err, c.want, name)
	}
	book, err := grid.Open(t.Context(), []byte("\xff\xfeM\x00\xe3\x00\t\x00b\x00\n\x00"), noHeader)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"Mã", "b"}}, texts(book.Sheets[0]), "Excel's Unicode Text")
}

package roster_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// part is a file in an archive.
type part struct{ name, text string }

const (
	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	sheetHead = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetFoot = `</sheetData></worksheet>`
	headerRow = `<row r="1"><c r="A1" t="inlineStr"><is><t>Mã HS</t></is></c><c r="B1" t="inlineStr"><is><t>Họ tên</t></is></c>` +
		`<c r="C1" t="inlineStr"><is><t>Ngày sinh</t></is></c></row>`
)

// archive packs parts.
func archive(t *testing.T, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.Create(p.name)
		require.NoError(t, err)
		_, err = f.Write([]byte(p.text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// xlsx packs a workbook of so many sheets with one text, and other parts.
func xlsx(t *testing.T, sheets int, sheet string, more ...part) []byte {
	t.Helper()
	var list, rels strings.Builder
	for i := range sheets {
		fmt.Fprintf(&list, `<sheet name="S%d" sheetId="%d" r:id="r%d"/>`, i, i+1, i)
		fmt.Fprintf(&rels, `<Relationship Id="r%d" Type="t/worksheet" Target="worksheets/sheet.xml"/>`, i)
	}
	return archive(t, append([]part{
		{"_rels/.rels", relations + `<Relationship Id="a" Type="t/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets>` + list.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relations + rels.String() + `</Relationships>`},
		{"xl/worksheets/sheet.xml", sheet},
	}, more...)...)
}

func repeat(n int, text func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(text(i))
	}
	return b.String()
}

// xml2003 is a SpreadsheetML file of one sheet.
func xml2003(table string) []byte {
	return []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">` +
		`<Worksheet ss:Name="S"><Table>` + table + `</Table></Worksheet></Workbook>`)
}

// hostile makes files that are made to take memory or time.
func hostile(t *testing.T) map[string]func() []byte {
	t.Helper()
	rows := func(n int, row func(i int) string) string { return sheetHead + headerRow + repeat(n, row) + sheetFoot }
	merges := func(n int, ref func(i int) string) string {
		return rows(20, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>1</v></c></row>`, i+2, i+2) }) +
			`<mergeCells>` + repeat(n, func(i int) string { return `<mergeCell ref="` + ref(i) + `"/>` }) + `</mergeCells>`
	}
	const header = "Mã HS,Họ tên,Ngày sinh\n"
	return map[string]func() []byte{
		"EmptyFormattedRows": func() []byte {
			return xlsx(t, 1, rows(1_000_000, func(i int) string { return fmt.Sprintf(`<row r="%d" s="1"/>`, i+2) }))
		},
		"EmptyFormattedCells": func() []byte {
			return xlsx(t, 1, rows(2_000, func(i int) string { return `<row>` + strings.Repeat(`<c s="1"/>`, 4_000) + `</row>` }))
		},
		"LastColumnInEveryRow": func() []byte {
			return xlsx(t, 1, rows(20_000, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="XFD%d" s="1"/></row>`, i+2, i+2) }))
		},
		"FilledLastColumn": func() []byte {
			return xlsx(t, 1, rows(20_000, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i+2, i+2) }))
		},
		"LastRow": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return `<row r="1048576"><c r="A1048576"><v>1</v></c></row>` }))
		},
		"TooManyFilledCells": func() []byte {
			return xlsx(t, 1, rows(20_000, func(int) string { return `<row>` + strings.Repeat(`<c><v>1</v></c>`, 200) + `</row>` }))
		},
		"TooManyFilledRows": func() []byte {
			return xlsx(t, 1, rows(300_000, func(int) string { return `<row><c><v>1</v></c></row>` }))
		},
		"OneHugeText": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string {
				return `<row><c t="inlineStr"><is><t>` + strings.Repeat("ấ", 5_000_000) + `</t></is></c></row>`
			}))
		},
		"OneHugeNumber": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return `<row><c><v>` + strings.Repeat("9", 10_000_000) + `</v></c></row>` }))
		},
		"Formulas": func() []byte {
			return xlsx(t, 1, rows(19_000, func(int) string { return `<row>` + strings.Repeat(`<c><f>A1</f></c>`, 25) + `</row>` }))
		},
		"MergesOverEachOther": func() []byte {
			return xlsx(t, 1, merges(40_000, func(i int) string { return fmt.Sprintf("A%d:XFD1048576", i%15+2) }))
		},
		"TooManyMerges": func() []byte {
			return xlsx(t, 1, merges(200_000, func(i int) string { return "A2:A3" }))
		},
		"TheSameSheetManyTimes": func() []byte {
			return xlsx(t, 1_500, rows(2_000, func(int) string { return `<row><c><v>1</v></c></row>` }))
		},
		"TooManySheets": func() []byte {
			return xlsx(t, 60_000, sheetHead+sheetFoot)
		},
		"DeepElements": func() []byte {
			return xlsx(t, 1, strings.Repeat("<a>", 5_000_000))
		},
		"DocumentTypeEntities": func() []byte {
			return xlsx(t, 1, `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>`+sheetHead+sheetFoot)
		},
		"TooManySharedTexts": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return "" }), part{"xl/sharedStrings.xml", `<sst>` + strings.Repeat("<si/>", 5_000_000) + `</sst>`})
		},
		"RunsOfOneSharedText": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return "" }), part{"xl/sharedStrings.xml", `<sst><si>` + strings.Repeat("<r><t>a</t></r>", 2_000_000) + `</si></sst>`})
		},
		"TooManyComments": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return "" }),
				part{"xl/worksheets/_rels/sheet.xml.rels", relations + `<Relationship Id="c" Type="t/comments" Target="../c.xml"/></Relationships>`},
				part{"xl/c.xml", `<comments>` + strings.Repeat(`<comment ref="A2"><text><t>a</t></text></comment>`, 400_000) + `</comments>`})
		},
		"FormatsOverEachOther": func() []byte {
			return xlsx(t, 1, strings.Replace(rows(19_000, func(int) string { return `<row><c><v>1</v></c><c><v>2</v></c></row>` }),
				sheetFoot, `</sheetData><conditionalFormatting sqref="A1:B1048576">`+strings.Repeat(`<cfRule dxfId="0"/>`, 45_000)+
					`</conditionalFormatting></worksheet>`, 1))
		},
		"TooManyStyles": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return "" }), part{"xl/styles.xml", `<styleSheet><cellXfs>` + strings.Repeat("<xf/>", 5_000_000) + `</cellXfs></styleSheet>`})
		},
		"LargeOtherParts": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return "" }), part{"xl/media/image1.png", strings.Repeat("a", 120<<20)})
		},
		"MoreUnpackedThanItSays": func() []byte {
			return xlsx(t, 1, sheetHead+strings.Repeat(" ", 100<<20)+sheetFoot)
		},
		"OneLineOfSeparators": func() []byte {
			return []byte(header + strings.Repeat(",", 8_000_000))
		},
		"OneLineOfCells": func() []byte {
			return []byte(header + strings.Repeat("a,", 4_000_000))
		},
		"LinesWithoutCells": func() []byte {
			return []byte(header + strings.Repeat("\n", 15_000_000) + "A1,Lê Thị Mẫu,2008\n")
		},
		"QuoteThatStaysOpen": func() []byte {
			return []byte(header + `"` + strings.Repeat("a\n", 7_000_000))
		},
		"ErrorsInEveryCell": func() []byte {
			return []byte("Mã HS,Họ tên,Ngày sinh,Giới tính,Số CCCD,Dân tộc,Nơi sinh\n" + repeat(19_000, func(i int) string { return "??,3,x,y,z,Kính,ha noi\n" }))
		},
		"NestedTables": func() []byte {
			return []byte("<html><table><tr><td>" + strings.Repeat("<table><tr><td>", 900_000))
		},
		"SpansOfATable": func() []byte {
			return []byte("<html><table>" + strings.Repeat(`<tr><td colspan=99999 rowspan=99999>a`, 300_000))
		},
		"EmptyRowsOfATable": func() []byte {
			return []byte("<html><table><tr>" + strings.Repeat(`<td rowspan=9999>`, 256) + strings.Repeat("<tr>", 3_000_000))
		},
		"RowsThatJump": func() []byte {
			return xml2003(repeat(100_000, func(i int) string { return fmt.Sprintf(`<Row ss:Index="%d"><Cell/></Row>`, 10*i+1) }))
		},
		"SpanOfRows": func() []byte {
			return xml2003(`<Row ss:Span="999999999"/><Row><Cell ss:MergeDown="999999999"><Data ss:Type="String">a</Data></Cell></Row>`)
		},
		"HiddenColumnsOfATable": func() []byte {
			return []byte("<html><table>" + strings.Repeat("<col span=99999 hidden>", 600_000))
		},
		"StylesOfATable": func() []byte {
			return []byte("<html><table>" + strings.Repeat(`<tr style="`+strings.Repeat("a:b; ", 300)+`"><td>a`, 9_000))
		},
		"HiddenColumnsOfXML2003": func() []byte {
			return xml2003(strings.Repeat(`<Column ss:Hidden="1" ss:Span="999999999"/>`, 300_000))
		},
		"AttributesOfATable": func() []byte {
			return []byte("<html><table><tr " + strings.Repeat("a=1 ", 3_500_000) + "><td>a")
		},
		"TooManyNumberFormats": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return "" }), part{"xl/styles.xml", `<styleSheet><numFmts>` + repeat(1_000_000, func(i int) string { return fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="mm/dd"/>`, i) }) + `</numFmts></styleSheet>`})
		},
		"OneHugeNumberFormat": func() []byte {
			return xlsx(t, 1, rows(1, func(int) string { return "" }), part{"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="1" formatCode="` + strings.Repeat("m", 50<<20) + `"/></numFmts></styleSheet>`})
		},
		"UnclosedText": func() []byte {
			return []byte("<html><table><tr><td>" + strings.Repeat("ấ", 5_000_000))
		},
	}
}

// maxResident bounds the memory of a process that reads one file, the process
// itself and the file included, in KiB.
const maxResident = 200 << 10

// usuallyRead are the hostile files, some of each form, that make test reads. Making and
// reading all takes half a minute; with SOGOC_DRILL, which make drill sets, all are.
var usuallyRead = []string{
	"EmptyFormattedRows", "TooManySharedTexts", "TheSameSheetManyTimes", // XLSX
	"RowsThatJump",                 // XML of 2003
	"NestedTables", "UnclosedText", // HTML
	"OneLineOfCells", "QuoteThatStaysOpen", // text
}

// Each file is read by a process of its own, which says how much memory it had at
// most: what is freed again counts as much as what is kept.
func TestHostileFilesAreBounded(t *testing.T) {
	if _, err := os.Stat(procStatus); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("this needs Linux; there: go test ./registry/roster -run Hostile")
	}
	files := hostile(t)
	require.GreaterOrEqual(t, len(files), 26)
	dir, names := t.TempDir(), usuallyRead
	if os.Getenv("SOGOC_DRILL") != "" {
		names = slices.Collect(maps.Keys(files))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			data := files[name]()
			require.LessOrEqual(t, len(data), roster.MaxFile, "the file itself is within the limit")
			path := filepath.Join(dir, name)
			require.NoError(t, os.WriteFile(path, data, 0o600))
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestReadOneFile$", "-test.v")
			// The limit has the collector come in time on a busy machine: what is measured is
			// what the reading needs, not how late its garbage is taken.
			child.Env = append(os.Environ(), fileToRead+"="+path, "GOMEMLIMIT=160MiB")
			out, err := child.CombinedOutput()
			require.NoError(t, err, "%s", out)
			m := resident.FindSubmatch(out)
			require.NotNil(t, m, "%s", out)
			peak, err := strconv.Atoi(string(m[1]))
			require.NoError(t, err)
			t.Logf("%d KiB of file, %d MiB of memory, %v of processor", len(data)>>10, peak>>10,
				child.ProcessState.UserTime()+child.ProcessState.SystemTime())
			require.Less(t, peak, maxResident)
		})
	}
}

const (
	fileToRead = "SOGOC_TEST_FILE"
	procStatus = "/proc/self/status"
)

var resident = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// TestReadOneFile is what the processes of TestHostileFilesAreBounded run; by
// itself it has nothing to read.
func TestReadOneFile(t *testing.T) {
	path := os.Getenv(fileToRead)
	if path == "" {
		return
	}
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	got, err := roster.Read(t.Context(), roster.Input{List: data, Courses: data, At: now})
	require.NoError(t, err)
	require.LessOrEqual(t, len(got.Report.Problems), roster.MaxProblems)
	status, err := os.ReadFile(procStatus)
	require.NoError(t, err)
	t.Logf("%s", resident.Find(status))
}

// leaving is the context of somebody who leaves at a certain look at it.
type leaving struct {
	context.Context
	looks, last int
}

func (l *leaving) Err() error {
	if l.looks++; l.looks > l.last {
		return context.Canceled
	}
	return nil
}

// However far a reading has come, it ends soon after its reader has left: it looks
// often, and does nothing more once it knows.
func TestReadingStopsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	rows := func(text string) []byte {
		return []byte("Mã HS;Họ tên;Ngày sinh;Môn;Điểm\n" + repeat(1_500, func(i int) string { return fmt.Sprintf(text, i) }))
	}
	for name, in := range map[string]roster.Input{
		"CSV":      {List: rows("A%d;Lê Thị Mẫu;2008;;\n")},
		"Courses":  {List: []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), Courses: rows("A1;;;Môn %d;7\n")},
		"Workbook": {List: xlsx(t, 3, sheetHead+headerRow+repeat(1_500, func(i int) string { return fmt.Sprintf(`<row r="%d"><c><v>1</v></c></row>`, i+2) })+sheetFoot)},
		"HTML":     {List: []byte("<table><tr><td>Mã HS<td>Họ tên<td>Ngày sinh" + strings.Repeat("<tr><td>A1<td>Lê Thị Mẫu<td>2008", 1_500) + "</table>")},
		"XML":      {List: xml2003(strings.Repeat(`<Row><Cell><Data ss:Type="String">a</Data></Cell></Row>`, 1_500))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in.At = now
			whole := &leaving{Context: t.Context(), last: 1 << 30}
			_, err := roster.Read(whole, in)
			require.NoError(t, err)
			require.Greater(t, whole.looks, 3)
			for last := 0; last < whole.looks; last += 1 + whole.looks/8 {
				ctx := &leaving{Context: t.Context(), last: last}
				got, err := roster.Read(ctx, in)
				require.ErrorIs(t, err, context.Canceled)
				require.LessOrEqual(t, ctx.looks, last+8, "it goes on after it knows")
				require.Less(t, len(got.Rows), 1_500)
			}
		})
	}
}

package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestNamesThatSayMoreOrAreMisspelt(t *testing.T) {
	t.Parallel()
	of := func(name, group string) []roster.Code {
		return codes(readList(t, []byte("Mã HS;Họ tên;Ngày sinh;Dân tộc\nA1;"+name+";2004;"+group+"\n")))
	}
	for _, name := range []string{"Lê Thị Không Đạt", "Trần Văn Mẫu Nghỉ Học", "Nguyễn Thị Mẫu Trần Văn Mẫu", "NGUYỄN THỊ MẪU TRẦN VĂN MẪU",
		"Nguyẽn Thị Mẫu",
		"Hoàang Thị Mẫu", "Nguyễn Vănn Mẫu", "Nguyẽn Mẫu An", "TRẦN VĂN MẪU THÔI HỌC", "Lê Văn Mẫu Chuyển Trường"} {
		require.Equal(t, []roster.Code{roster.CodeNameUnusual}, of(name, "Kinh"), name)
		require.Equal(t, []roster.Code{roster.CodeNameUnusual}, of(name, ""), name)
	}
	for _, name := range []string{"Nguyễn Trần Bảo Mẫu", "Lê Nguyễn Thị Mẫu", "Nguyễn Hoà Mẫu", "Trần Xuân Huế Khoẻ Thuỷ", "Nguyễn Quý Mẫu",
		"Đỗ Thị Mẫu", "Nguyễn Quỳnh Mẫu", "Lê Thuý Mẫu", "Hoàng Gia Mẫu"} {
		require.Empty(t, of(name, "Kinh"), name)
	}
	for _, name := range []string{"Pinăng Thị Mẫu", "H’Ŭt Êban", "Rơ Châm H'Lý", "Bh'nướch Mẫu"} {
		require.Empty(t, of(name, "Ra Glai"), name)
	}
	for _, name := range []string{"Nguyn Vn Mu", "Trn Th Hng", "TRN TH MU", "Lê Th Mẫu"} {
		require.Equal(t, []roster.Code{roster.CodeNameUnusual}, of(name, ""), "letters with accents are lost: "+name)
	}
	for _, name := range []string{"H Mẫu Niê", "K' Mẫu", "Y Mẫu Byă", "H'Mẫu Ksơr", "Đinh Hmưk", "Krŏ Mẫu", "Ly Thy Mẫu"} {
		require.Empty(t, of(name, "Ê Đê"), name)
	}
}

func TestTextThatIsStruckThroughInAnXMLSpreadsheet(t *testing.T) {
	t.Parallel()
	list := func(name string) []byte {
		cell := func(text string) string {
			return `<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">` + text + `</ss:Data></Cell>`
		}
		return xml2003("<Row>" + cell("Mã HS") + cell("Họ tên") + cell("Ngày sinh") + "</Row>" +
			"<Row>" + cell("A1") + cell(name) + cell("25/12/2008") + "</Row>")
	}
	require.Equal(t, []roster.Code{roster.CodePartlyStruck}, codes(readList(t, list("Nguyễn Văn <S>An </S>Mẫu"))))
	require.Equal(t, []roster.Code{roster.CodeRowStruck}, codes(readList(t, list("<S>Nguyễn Văn Mẫu</S>"))))
	require.Empty(t, codes(readList(t, list("Nguyễn <B>Văn</B> Mẫu"))))
}

func TestTheOrderOfForeignNamesIsAsked(t *testing.T) {
	t.Parallel()
	in := roster.Input{List: []byte("Mã HS;First name;Last name;Date of birth\nA1;John;Smith;25/05/2004\n" +
		"A2;Mẫu;Nguyễn Văn;26/05/2004\nA3;Anna Maria;Müller;27/05/2004\n")}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeNameOrder}, codes(got))
	require.Equal(t, 2, got.Report.Problems[0].Count)
	for answer, want := range map[string][]string{
		roster.AnswerGivenFirst:  {"John Smith", "Nguyễn Văn Mẫu", "Anna Maria Müller"},
		roster.AnswerFamilyFirst: {"Smith John", "Nguyễn Văn Mẫu", "Müller Anna Maria"},
	} {
		again := readAnswered(t, in, answerAll(got.Report, answer))
		require.False(t, again.Report.Open())
		for i, name := range want {
			require.Equal(t, name, again.Rows[i].Subject.FullName)
		}
	}
	vietnamese := "Mã HS;Họ đệm;Tên;Ngày sinh\nA1;Giàng A;Páo;25/05/2004\n"
	require.Empty(t, codes(readList(t, []byte(vietnamese))), "a list in Vietnamese has the Vietnamese order")
}

func TestTheSamePersonWithAYearAlone(t *testing.T) {
	t.Parallel()
	for births, want := range map[[2]string]int{
		{"2008", "2008"}: 1, {"2008", "25/06/2008"}: 1, {"25/06/2008", "2008"}: 1,
		{"25/06/2008", "26/06/2008"}: 0, {"2008", "25/06/2007"}: 0, {"06/2008", "25/06/2008"}: 0,
	} {
		got := readList(t, list("", "A1;Lê Thị Mẫu;"+births[0], "A2;Lê Thị Mẫu;"+births[1]))
		require.Len(t, codes(got), want, births)
	}
}

// One row of an old font among others of Unicode may have Vietnamese letters only: "Thò" between
// two words is Thị, and "Traàn" is no syllable.
func TestSingleRowsInVNIAreAskedAbout(t *testing.T) {
	t.Parallel()
	of := func(name string) []roster.Code {
		return codes(readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;"+name+";2004\nA2;Lê Thị Mẫu Sáu;2004\n")))
	}
	for _, name := range []string{"Mai Thò Hoa", "Hoà Thò Lan", "CAO THÒ LAN"} {
		require.Equal(t, []roster.Code{roster.CodeVNI}, of(name), name)
	}
	for _, name := range []string{"Nguyen Thò Lan", "Traàn Thò Hoàa", "Traàn Mẫu Hoàa", "Lê Traàn Mẫu"} {
		require.Equal(t, []roster.Code{roster.CodeNameUnusual}, of(name), name)
	}
	for _, name := range []string{"Hà Thò", "Lò Thị Mẫu", "Hoà Mẫu Thò", "Cao Bá Mẫu", "André Mẫu", "Y Blô Êban"} {
		require.Empty(t, of(name), name)
	}
}

func TestPartsOfANameThatAreExchangedInOneRow(t *testing.T) {
	t.Parallel()
	of := func(row string) []roster.Code {
		return codes(readList(t, []byte("Mã HS;Họ;Tên;Ngày sinh\nA1;"+row+";2004\nA2;Lê Thị;Mẫu;2004\n")))
	}
	for _, row := range []string{"Anh;Trần Văn", "Bình An;Nguyễn Thị", "Mẫu;Lê Thị"} {
		require.Equal(t, []roster.Code{roster.CodeNameUnusual}, of(row), row)
	}
	for _, row := range []string{"Trần Văn;Anh", "Trần;Lê Anh", "Giàng A;Lý", "Nguyễn;Thị Mai"} {
		require.Empty(t, of(row), row)
	}
}

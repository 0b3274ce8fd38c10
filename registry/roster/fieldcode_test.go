package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
)

func TestAMissingFieldOfStudyIsOneError(t *testing.T) {
	t.Parallel()
	read := func(terms registry.Terms, header string, first, second string) roster.Result {
		list := "Mã SV;Họ tên;Ngày sinh;" + header + "\nA1;Lê Thị Mẫu;25/12/2004;" + first + "\nA2;Trần Văn Mẫu;13/07/2004;" + second + "\n"
		return readAnswered(t, roster.Input{List: []byte(list), Terms: terms}, nil)
	}
	none := registry.Terms{Type: "VN-BA"}
	got := read(none, "Ngành", "Kế toán", "Luật")
	require.Equal(t, []roster.Code{roster.CodeFieldMissing}, codes(got))
	require.Equal(t, []int{2, 3}, got.Report.Problems[0].Rows)
	require.Equal(t, "Mã ngành", got.Report.Problems[0].Header)
	one := registry.Terms{Type: "VN-BA", Field: "7340301", Major: "Kế toán"}
	got = read(one, "Ngành", "Kế toán", "Luật")
	require.Equal(t, []roster.Code{roster.CodeFieldMissing}, codes(got), "the code is that of another major")
	require.Equal(t, 3, got.Report.Problems[0].Row)
	got = read(none, "Mã ngành;Ngành", "7340301;Kế toán", ";Luật")
	require.Equal(t, []roster.Code{roster.CodeFieldMissing}, codes(got))
	require.Equal(t, "D", got.Report.Problems[0].Column)
	require.Equal(t, []roster.Code{roster.CodeMajorMissing}, codes(read(none, "Mã ngành", "7340301", "7380101")))
	require.Equal(t, []roster.Code{roster.CodeMajorMissing}, codes(read(one, "Mã ngành", "7340301", "7380101")))

	require.Empty(t, codes(read(one, "Nơi sinh", "Huế", "Vinh")))
	require.Empty(t, codes(read(one, "Ngành", "Kế toán", "")))
	require.Empty(t, codes(read(none, "Mã ngành;Ngành", "7340301;Kế toán", "7380101;Luật")))
	require.Empty(t, codes(read(registry.Terms{Type: "VN-USE"}, "Nơi sinh", "Huế", "Vinh")))
}

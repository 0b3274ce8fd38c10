package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// Separated text of which the last line has separators within its words is read to its end.
func TestASignatureThatSeparatorsHaveCutIsBelowTheList(t *testing.T) {
	t.Parallel()
	narrow := "Mã HS;Họ và tên;Ngày sinh\nA1;Lê Thị Mẫu;25/12/2008\nA2;Trần Văn Mẫu;13/11/2008\n"
	wide := "STT;Mã HS;Họ và tên;Ngày sinh;Nơi sinh\n1;A1;Lê Thị Mẫu;25/12/2008;Sơn La\n2;A2;Trần Văn Mẫu;13/11/2008;Sơn La\n"
	for _, list := range []string{narrow, wide} {
		for _, line := range []string{
			"Hà Nội; ngày 15 tháng 6 năm 2026; HIỆU TRƯỞNG",
			"Hà Nội; ngày …; HIỆU TRƯỞNG",
			"Hà Nội; ngày 15/6/2026; HIỆU TRƯỞNG",
			"Sơn La; ngày 15; tháng 6; năm 2026; (đã ký)",
			"Hà Nội; ngày ...; tháng ...; năm 2026; HIỆU TRƯỞNG; Trần Văn Mẫu",
			"Người lập; Kế toán; Sơn La; ngày 15/6/2026; HIỆU TRƯỞNG; Trần Văn Mẫu",
			"Lập tại Sơn La; 15/6/2026; HIỆU TRƯỞNG; (Ký tên; đóng dấu)",
			"Sơn La, ngày 15/6/2026",
		} {
			got := readList(t, []byte(list+line+"\n"))
			require.Equal(t, []roster.Code{roster.CodeBelowList}, codes(got), line)
			require.Len(t, got.Rows, 2, line)
		}
	}
}

func TestRowsOfPeopleAreNoSignature(t *testing.T) {
	t.Parallel()
	list := "Mã HS;Họ và tên;Ngày sinh;Nơi sinh\nA1;Lê Thị Mẫu;25/12/2008;Sơn La\n"
	for line, want := range map[string]bool{
		"A2;Trần Văn Mẫu;13/11/2008;Sơn La":            true,
		"A2;Trần Văn Mẫu;13/11/2008;Sơn La;HIỆU PHÓ":   false,
		"HS;Trần Văn Mẫu;ngày 13/11/2008;Sơn La":       false,
		"Lê Thị Mẫu;Trần Văn Mẫu;;Sơn La":              false,
		"Sơn La; ngày 15; tháng 6; em Lê Mẫu thôi học": false,
	} {
		got := readList(t, []byte(list+line+"\n"))
		require.Equal(t, want, !got.Report.Failed() && !got.Report.Open(), line)
		require.NotContains(t, codes(got), roster.CodeBelowList, line)
	}
}

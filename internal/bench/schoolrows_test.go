package bench_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// terms are those of every list that is imported here.
func terms() registry.Terms {
	return registry.Terms{
		Type:           "VN-USE",
		Book:           "2026/THPT",
		DecisionNumber: "12/QĐ-THPTM",
		DecisionDate:   "2026-06-15",
		IssueDate:      "2026-06-20",
		SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
		Place:          "Hà Nội",
		GraduationYear: 2026,
	}
}

// classList is an XLSX file of that many graduates, with the columns that a school's
// list usually has. Every learner has a name of its own.
func classList(t testing.TB, rows int) []byte {
	t.Helper()
	file := excelize.NewFile()
	sheet, err := file.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	require.NoError(t, sheet.SetRow("A1", []any{"DANH SÁCH HỌC SINH TỐT NGHIỆP NĂM 2026"}))
	require.NoError(t, sheet.MergeCell("A1", "I1"))
	require.NoError(t, sheet.SetRow("A3", []any{"STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Giới tính",
		"Nơi sinh", "Dân tộc", "Số định danh cá nhân", "Xếp loại"}))
	for i := range rows {
		name := fmt.Sprintf("%s %s %s %s", families[i%len(families)], middles[i/7%len(middles)],
			seconds[i/91%len(seconds)], givens[i/13%len(givens)])
		require.NoError(t, sheet.SetRow(fmt.Sprintf("A%d", i+4), []any{i + 1, fmt.Sprintf("00%08d", i), name,
			fmt.Sprintf("%02d/%02d/2008", 1+i*11%28, 1+i/28%12), "Nam", "Hà Nam Ninh", "Kinh",
			fmt.Sprintf("%03d208%06d", 1+i%63, i), "Giỏi"}))
	}
	require.NoError(t, sheet.Flush())
	var written bytes.Buffer
	require.NoError(t, file.Write(&written))
	return written.Bytes()
}

var (
	families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"}
	middles  = []string{"Văn", "Đức", "Minh", "Ngọc", "Hữu", "Quang", "Xuân", "Gia", "Bảo", "Anh", "Hoài", "Tuấn", "Thanh"}
	seconds  = []string{"Mẫu", "Thế", "Công", "Trọng", "Việt", "Duy", "Nhật", "Hoàng", "Tiến", "Trung", "Thiện", "Mạnh", "Kim"}
	givens   = []string{"An", "Bình", "Chi", "Cường", "Dũng", "Giang", "Hiếu", "Hùng", "Khánh", "Long", "Nam", "Phúc", "Sơn"}
)

// addSchool adds a school with a key, two persons who sign in by their password, and
// an accreditation for what is imported here.
func (s *schools) addSchool(t testing.TB, code string) {
	t.Helper()
	name := "Trường THPT Mẫu (mẫu)"
	require.NoError(t, s.register.Accounts.AddIssuer(t.Context(), registry.Issuer{Code: code, Name: name}))
	s.ledger.Accredit(t, ledger.Accreditation{Code: code, Name: name, Scopes: []ledger.Scope{
		{Type: "VN-USE", From: "2026-01-01", Until: "2035-12-31", Quota: 2_000_000},
	}})
	key := newSigner(t)
	s.ledger.AddKey(t, code, key)
	s.keys[code] = []credential.Signer{key}
}

package codelist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster/codelist"
)

func TestSuggestions(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, len(codelist.EthnicGroups.Entries()), 55, "54 groups and foreigners")
	for typed, want := range map[string]string{"Kính": "Kinh", "kinh": "Kinh", "Kinh": "", "KINH": "", "Tay": "Tày", "Khơ me": "", "Xyz": "", "Ede": "Ê Đê",
		"Mường": "", "Mừơng": "Mường"} {
		require.Equal(t, want, codelist.EthnicGroups.Suggest(typed), typed)
	}
	for typed, want := range map[string]string{"ha noi": "Hà Nội", "Hà Nội": "", "HÀ NỘI": "", "hà nội": "Hà Nội", "Thanh Hoá": "", "Thanh Hóa": "", "Hải Phong": "Hải Phòng",
		"Ban Mê Thuột": "", "Hà Nam Ninh": "", "Sông Bé": "", "Khánh Hoà": "", "Nghẹ An": "Nghệ An"} {
		require.Equal(t, want, codelist.Provinces.Suggest(typed), typed)
	}
}

func TestSplitPlace(t *testing.T) {
	t.Parallel()
	for place, want := range map[string][2]string{"Hà Nội": {"", "Hà Nội"}, "Xã Mẫu, tỉnh Hà Nam": {"Xã Mẫu, tỉnh ", "Hà Nam"}, "TP. Hồ Chí Minh": {"TP. ", "Hồ Chí Minh"},
		"Bà Rịa - Vũng Tàu": {"", "Bà Rịa - Vũng Tàu"}, "Phường Mẫu - Hà Nội": {"Phường Mẫu - ", "Hà Nội"}, "": {"", ""}} {
		before, province := codelist.SplitPlace(place)
		require.Equal(t, want, [2]string{before, province}, place)
		require.Equal(t, place, before+province)
	}
}

func TestAges(t *testing.T) {
	t.Parallel()
	require.Equal(t, 16, codelist.AgesOf("VN-USE", 2026).Youngest)
	require.Equal(t, 18, codelist.AgesOf("VN-BA/7480201", 2026).Youngest)
	require.Equal(t, 80, codelist.AgesOf("", 2026).Oldest)
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"Toán", "Ngữ văn", "Vật lý", "Hoá học", "TIẾNG ANH", "GDKT&PL"} {
		require.True(t, codelist.IsSubject(s), s)
	}
	for _, r := range []string{"ĐTB", "TBHK", "Điểm rèn luyện", "ĐTB hệ 4", "Học lực"} {
		require.True(t, codelist.IsResult(r), r)
	}
	require.False(t, codelist.IsResult("ĐTB Toán"))
	require.False(t, codelist.IsSubject("ĐTB"))
}

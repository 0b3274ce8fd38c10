package letters_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry/roster/letters"
)

func TestSyllables(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"Nguyễn", "Hùng", "Thị", "Quốc", "Quý", "Gì", "giêng", "Nghiêm", "Trương", "Đạt", "Uyên", "Yến", "Huế",
		"Khoẻ", "hoà", "hòa", "thuỷ", "Phượng", "Oanh", "Ý", "An", "Xoan", "Hoằng", "NGUYỄN", "Giàng", "Niên", "Loan"} {
		require.True(t, letters.IsSyllable(word), word)
	}
	for _, word := range []string{"Hå", "Hïng", "Vaên", "Josộ", "Rẳl", "Mờng", "Hng", "Nguyeãn", "Đăk", "W", "Müller", "Hac", "Kỉệt", ""} {
		require.False(t, letters.IsSyllable(word), word)
	}
}

// A composed letter and the same one with its marks apart are the same to a syllable.
func TestSyllablesOfAnyForm(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", "Qu", "th", "Ng"} {
		for _, vowel := range "aăâcdđeêhinoôơtuưyAĂÂĐÊÔƠƯY" {
			for _, tone := range []string{"", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"} {
				for _, after := range []string{"", "n", "a", "ộc", "ch"} {
					composed := norm.NFC.String(before + string(vowel) + tone + after)
					apart := norm.NFD.String(composed)
					require.Equal(t, letters.IsSyllable(apart), letters.IsSyllable(composed), composed)
					require.Equal(t, letters.IsMisread(apart), letters.IsMisread(composed), composed)
				}
			}
		}
	}
}

func TestTonesStandOnTheirVowel(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"Toàn", "Tòan", "Khuỷu", "Khuyến", "Ngoái", "Giữa", "Mùa", "Cười", "Quyền", "Thuở", "Huề", "Kìa",
		"Gìn", "Xoáy", "Huỳnh", "Tuý", "Túy", "Ngoèo", "Già", "Giọng", "Khuê", "Hữu", "Hượu", "Diễm", "Tiêu", "Yếu", "Quà"} {
		require.True(t, letters.IsSyllable(word), word)
		require.False(t, letters.IsMisread(word), word)
	}
	for _, word := range []string{"Leõ", "Nghiã", "Muà", "Mâù", "Cườc", "Nguýên", "Toaì", "Vån", "Mçu"} {
		require.False(t, letters.IsSyllable(word), word)
		require.True(t, letters.IsMisread(word), word)
	}
	for _, name := range []string{"H'Hen Niê", "Bh'nướch", "Chamaléa", "Pinăng", "Brỗi", "Kăn", "Thậta"} {
		require.False(t, letters.IsMisread(name), name)
	}
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want letters.Encoding
		as   string
	}{
		{"NguyÔn V¨n MÉu", letters.TCVN3, "Nguyễn Văn Mẫu"},
		{"Hå Hïng", letters.TCVN3, "Hồ Hùng"},
		{"Hä vµ tªn", letters.TCVN3, "Họ và tên"},
		{"Tr\u00ad¬ng §\u00a9u", letters.TCVN3, "Trương Đâu"},
		{"§¾k L¾k", letters.TCVN3, "Đắk Lắk"},
		{"TRÇN THÞ", letters.TCVN3, "TRẦN THỊ"},
		{"Döông Vuõ", letters.VNI, "Dương Vũ"},
		{"Ñaït Tröông", letters.VNI, "Đạt Trương"},
		{"Ñaø Naüng", letters.VNI, "Đà Nẵng"},
		{"NGUYEÃN VAÊN THÒ", letters.VNI, "NGUYỄN VĂN THỊ"},
		{"Phaïm Ngoïc Haø", letters.VNI, "Phạm Ngọc Hà"},
		{"Nguyá»…n VÄƒn Máº«u", letters.UTF8, "Nguyễn Văn Mẫu"},
		{"NgÃ\u00a0y sinh", letters.UTF8, "Ngày sinh"},
	} {
		require.Equal(t, c.want, letters.Detect(c.text), c.text)
		got, ok := letters.Convert(c.want, c.text)
		require.True(t, ok, c.text)
		require.Equal(t, c.as, got)
	}
	for _, text := range []string{"Nguyễn Văn Mẫu", "José", "Müller Mẫu", "Zoë", "Raúl", "Léa", "Peña", "Söderström", "H'Hen Niê", "Y Blô Êban",
		"Hà Thò", "Lò Thị Mẫu", "Ðỗ Thị Mẫu", "An", "Hồ Chí Minh", "São Tomé", "Chloé", "Thu Hà", "Đắk Lắk", "Quý", "Mó"} {
		require.Empty(t, letters.Detect(text), text)
	}
}

func TestDetectWindows1258(t *testing.T) {
	t.Parallel()
	raw, err := charmap.Windows1258.NewEncoder().String("Nguyê\u0303n Va\u0306n Mâ\u0303u")
	if err != nil { // the breve has no combining form there
		raw, err = charmap.Windows1258.NewEncoder().String("Nguyê\u0303n Văn Mâ\u0303u")
	}
	require.NoError(t, err)
	shown, err := charmap.Windows1252.NewDecoder().String(raw)
	require.NoError(t, err)
	require.Equal(t, letters.Windows1258, letters.Detect(shown), shown)
	got, ok := letters.Convert(letters.Windows1258, shown)
	require.True(t, ok)
	require.Equal(t, "Nguyễn Văn Mẫu", got)
}

func TestLostLetters(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Hng", "Mờng Khơng", "Trơng", "Vợng"} {
		require.True(t, letters.Lost(letters.TCVN3, text), text)
	}
	for _, text := range []string{"Hưng", "Đắk Lắk", "Niê", "Nguyễn"} {
		require.False(t, letters.Lost(letters.TCVN3, text), text)
	}
	require.True(t, letters.Damaged("Há» c sinh"))
	require.False(t, letters.Damaged("Nguyễn Văn Mẫu"))
}

func TestScripts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]letters.Finding{
		"Nguyễn Văn Mẫu": letters.Latin, "H'Hen Niê": letters.Latin, "Y Čuôr Ƀuôn": letters.Latin, "Müller": letters.Latin, "Rơ Châm": letters.Latin,
		"Nguyễn Văn \u0410\u043d": letters.MixedScripts, "Nguy\u0435n": letters.MixedScripts, "\u0418\u0432\u0430\u043d": letters.OtherScript,
		"\u962e\u6587": letters.OtherScript, "Nguyễn \u962e": letters.OtherScript, "\u0e2a\u0e21": letters.NeedsShaping,
		"\u1780\u17b6": letters.NeedsShaping, "\u0251n": letters.RareLatin,
	} {
		require.Equal(t, want, letters.Scripts(text), text)
	}
	require.True(t, letters.HasForbidden("a\u202eb"))
	for _, unseen := range "\u034f\u180e\u2063\u3164\ufe0f\U000e0101" {
		require.True(t, letters.HasForbidden("a"+string(unseen)+"b"), "%U", unseen)
	}
	require.False(t, letters.HasForbidden("Nguyễn Văn Mẫu"))
}

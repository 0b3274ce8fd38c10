package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// withPlaces is a list of people who were born there, as texts of as many columns as headers name.
func withPlaces(headers string, places ...string) roster.Input {
	var b strings.Builder
	b.WriteString("Mã HS;Họ và tên;Ngày sinh;" + headers + "\n")
	for i, place := range places {
		b.WriteString("A" + itoa(i+1) + ";" + nameOf(i) + ";" + birthOf(i) + ";" + place + "\n")
	}
	return roster.Input{List: []byte(b.String())}
}

// birthPlaces are what a list's people have as birth place.
func birthPlaces(got roster.Result) []string {
	var all []string
	for _, row := range got.Rows {
		all = append(all, row.Subject.BirthPlace)
	}
	return all
}

func TestPlacesThatDifferByCapitalsAreAskedAboutOnce(t *testing.T) {
	t.Parallel()
	in := withPlaces("Nơi sinh", "Đà Nẵng", "Đà nẵng", "Đà Nẵng", "đà nẵng", "ĐÀ NẴNG", "Sơn La", "xã Mẫu, Sơn La", "Xã Mẫu, Sơn La")
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodePlaceCase}, codes(got))
	p := got.Report.Problems[0]
	require.Equal(t, []int{3, 5, 6, 8}, p.Rows)
	require.Equal(t, roster.Example{Row: 3, Found: "Đà nẵng", Readings: []string{"Đà Nẵng", "Đà nẵng"}}, p.Examples[0])
	as := readAnswered(t, in, answerAll(got.Report, roster.AnswerAsOthers))
	require.Equal(t, []string{"Đà Nẵng", "Đà Nẵng", "Đà Nẵng", "Đà Nẵng", "Đà Nẵng", "Sơn La", "Xã Mẫu, Sơn La", "Xã Mẫu, Sơn La"},
		birthPlaces(as))
	kept := readAnswered(t, in, answerAll(got.Report, roster.AnswerConfirm))
	require.False(t, kept.Report.Open())
	require.Equal(t, "đà nẵng", birthPlaces(kept)[3])
	parts := readAnswered(t, withPlaces("Nơi sinh (xã);Nơi sinh (tỉnh)", "Mẫu;Sơn La", "Mẫu;Sơn la", "Mẫu;Sơn La"), nil)
	require.Contains(t, codes(parts), roster.CodePlaceCase)
}

func TestPlacesOfOneSpellingAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, places := range [][]string{
		{"Đà Nẵng", "Đà Nẵng", "Sơn La"},
		{"ĐÀ NẴNG", "SƠN LA", "ĐÀ NẴNG"},
		{"Xã Mẫu, Sơn La", "Phường Mẫu, Sơn La", "Sơn La", " Sơn La", "Sơn  La"},
		{"Hải Dương", "Hải Đường", "Hải Phòng"},
	} {
		require.NotContains(t, codes(readAnswered(t, withPlaces("Nơi sinh", places...), nil)), roster.CodePlaceCase, places)
	}
}

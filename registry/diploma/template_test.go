package diploma_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"sogoc/registry/diploma"
	"sogoc/verifier/typeface"
)

// templates writes a folder of templates.
func templates(t testing.TB, files map[string]string) diploma.Templates {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".json"), []byte(text), 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "logo.png"), logo(t, 300, 300), 0o600))
	return diploma.Templates(dir)
}

// logo draws a disc with a hole, half transparent, on nothing.
func logo(t testing.TB, width, height int) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if d := (x-width/2)*(x-width/2) + (y-height/2)*(y-height/2); d < width*width/4 && d > width*width/16 {
				picture.Set(x, y, color.NRGBA{20, 60, 120, 200})
			}
		}
	}
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, picture))
	return out.Bytes()
}

func TestTemplateOfASchool(t *testing.T) {
	t.Parallel()
	printer := newPrinter(
		t,
		templates(
			t,
			map[string]string{
				"DH-MAU": `{"accent":"#123a6b","frame":"double","typeface":"sans","logo":"logo.png","logoHeight":14,"plain":true,
		"heading":["HIỆU TRƯỞNG","{ISSUER}"],"headingEn":["THE RECTOR OF","{issuer}"],"fields":["major","rank","mode"],"english":{"Giỏi":"Distinction"}}`,
			},
		),
	)
	page := pages(t, "template", write(t, printer, "DH-MAU", issue(t, bachelor())))[0]
	for _, want := range []string{"THE RECTOR OF Sample University (sample)", "Distinction", "Chính quy", "Full-time", "Công nghệ thông tin"} {
		require.Contains(t, page, want)
	}
	require.NotContains(t, page, "Hà Nam Ninh")
	page = pages(t, "template-transcript", write(t, printer, "DH-MAU", issue(t, transcript(3))))[0]
	require.Contains(t, page, "Distinction")
	other := pages(t, "no-template", write(t, printer, "THPT-MAU", issue(t, bachelor())))[0]
	require.Contains(t, other, "Hà Nam Ninh", "a school without a template has the default")
}

func TestTemplatesThatAreRefused(t *testing.T) {
	t.Parallel()
	huge := logo(t, 2001, 2)
	files := fstest.MapFS{
		"logo.png": {Data: logo(t, 10, 10)},
		"huge.png": {Data: huge},
		"text.png": {Data: []byte("no image")},
	}
	for name, text := range map[string]string{
		"NoJSON": `accent`, "UnknownMember": `{"acent":"#000000"}`, "NoColour": `{"accent":"red"}`, "TooLight": `{"ink":"#dddddd"}`,
		"Frame": `{"frame":"triple"}`, "Typeface": `{"typeface":"comic"}`, "LogoHeight": `{"logoHeight":31}`, "NegativeLogoHeight": `{"logoHeight":-9}`,
		"Heading": `{"heading":["a","b","c","d","e"]}`, "LongHeading": `{"heading":["` + strings.Repeat("a", 251) + `"]}`, "NFD": `{"heading":["` + "e\u0302" + `"]}`,
		"Control": `{"headingEn":["a\nb"]}`, "Field": `{"fields":["nationalId"]}`, "English": `{"english":{"a":""}}`,
		"LogoElsewhere": `{"logo":"../logo.png"}`, "LogoMissing": `{"logo":"none.png"}`, "LogoHuge": `{"logo":"huge.png"}`, "LogoText": `{"logo":"text.png"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := diploma.ParseTemplate([]byte(text), files)
			require.ErrorIs(t, err, diploma.ErrTemplate)
		})
	}
	_, err := diploma.ParseTemplate([]byte(`{"logo":"logo.png"}`), files)
	require.NoError(t, err)
	empty, err := diploma.ParseTemplate([]byte(`{}`), nil)
	require.NoError(t, err)
	require.Equal(t, diploma.DefaultTemplate(), empty)
	_, err = templates(t, map[string]string{"DH-MAU": `{`}).For("DH-MAU")
	require.ErrorIs(t, err, diploma.ErrTemplate)
	_, err = templates(t, nil).For("../DH")
	require.NoError(t, err)
}

func TestFontsThatAreNotThere(t *testing.T) {
	t.Parallel()
	_, err := typeface.Load(t.TempDir())
	require.ErrorIs(t, err, diploma.ErrFonts)
	require.ErrorContains(t, err, "fonts-liberation2")
}

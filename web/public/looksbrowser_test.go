package public_test

import (
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/verifier"
)

// looksFolder names the folder that the pictures of all answers are written to, with
// an index.html that shows them beside each other. looksOnly is part of the names of
// those that are taken: of a vector, a space and a way in.
const (
	looksFolder = testbrowser.LooksFolder
	looksOnly   = "SOGOC_LOOKS_ONLY"
)

// look is how a page is looked at.
type look struct {
	Language string
	Width    int64
	Scheme   string
}

func (l look) String() string { return fmt.Sprintf("%s %d px %s", l.Language, l.Width, l.Scheme) }

// allLooks returns every language, width and scheme.
func allLooks() []look {
	var all []look
	for _, language := range []string{"vi", "en"} {
		for _, width := range []int64{360, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				all = append(all, look{language, width, scheme})
			}
		}
	}
	return all
}

// seen is one answer in one way in, with the files of its pictures.
type seen struct {
	Name, Way, Result string
	Pictures          []string
}

// gallery takes pictures of answers, and writes them where there is a folder.
type gallery struct {
	dir  string
	seen []seen
}

// take gives a credential to the page and looks at the answer in some ways: it fits,
// axe-core finds nothing, and its picture is kept.
func (g *gallery) take(b *tab, s sight, way wayIn, looks []look) {
	b.t.Helper()
	about := s.Name + " " + way.name
	row := seen{Name: s.Name, Way: way.name, Result: string(s.result())}
	defer func() { g.seen = append(g.seen, row) }()
	language := ""
	for i, l := range looks {
		if l.Language != language {
			language = l.Language
			way.give(b, s, language)
			b.answered(verifier.Codes()...)
			if s.Exceptions.Page == nil {
				b.answered(s.result())
			}
		}
		b.Look(l.Width, l.Scheme)
		b.Fits(about + " " + l.String())
		isUsual := (l.Width == 360) == (l.Scheme == "light") // each scheme and each width once
		if isUsual && testbrowser.IsRead(about, i, len(looks)) {
			b.Accessible(about + " " + l.String())
		}
		if g.dir == "" {
			continue
		}
		name := strings.NewReplacer("/", "-", " ", "-").Replace(about+" "+l.String()) + ".jpg"
		var picture []byte
		b.Run(chromedp.FullScreenshot(&picture, 80))
		require.NoError(b.t, os.WriteFile(filepath.Join(g.dir, name), picture, 0o644))
		row.Pictures = append(row.Pictures, name)
	}
}

// lookAt takes pictures in a tab of their own, since a tab does not live for as long as it
// takes to look at all answers. One that is not as it should be leaves the others to be seen.
func (g *gallery) lookAt(t *testing.T, s sight, way wayIn, looks []look) {
	t.Helper()
	t.Run(s.Name+" "+way.name, func(t *testing.T) { g.take(way.open(t), s, way, looks) })
}

var gallerySheet = template.Must(template.New("sheet").Parse(`<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Every answer, in every way in</title>
<style>body { font: 1rem system-ui; background: #888 } th { text-align: left; position: sticky; left: 0; background: #ddd; padding: .5rem }
td { vertical-align: top; padding: .25rem } img { max-width: 22rem; max-height: 60rem; display: block }</style>
<table><tr><th>answer, way in</th>{{range .Looks}}<td>{{.}}</td>{{end}}</tr>
{{range .Seen}}<tr><th>{{.Result}}<br>{{.Name}}<br>{{.Way}}</th>{{range .Pictures}}<td><a href="{{.}}"><img loading="lazy" src="{{.}}" alt="{{.}}"></a></td>
{{end}}</tr>
{{end}}</table></html>
`))

// write writes the sheet of all pictures.
func (g *gallery) write(t *testing.T, looks []look) {
	t.Helper()
	file, err := os.Create(filepath.Join(g.dir, "index.html"))
	require.NoError(t, err)
	require.NoError(t, gallerySheet.Execute(file, map[string]any{"Looks": looks, "Seen": g.seen}))
	require.NoError(t, file.Close())
}

// TestEveryAnswerIsLookedAt looks at answers in both languages, on small and large
// screens, light and dark. By itself it takes each result once, in two looks; with
// SOGOC_LOOKS it takes every answer in every way in and every look, and writes the
// pictures: make looks.
func TestEveryAnswerIsLookedAt(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	requireDecoder(t)
	g, on := gallery{dir: os.Getenv(looksFolder)}, newSharedServer(t)
	if g.dir == "" {
		scan := waysIn[0]
		for _, v := range sightsOf(t) {
			if parts := strings.Split(v.Name, "/"); parts[0] != "matrix" || parts[2] != "now" || parts[3] != "fresh" {
				continue
			}
			if s := on.sight(t, v); scan.takes(s) {
				g.lookAt(t, s, scan, []look{{"vi", 360, "light"}, {"en", 1280, "dark"}})
			}
		}
		require.GreaterOrEqual(t, len(g.seen), len(verifier.Codes())-1)
		return
	}
	require.NoError(t, os.MkdirAll(g.dir, 0o755))
	var sights []sight
	for _, v := range sightsOf(t) {
		sights = append(sights, on.sight(t, v))
	}
	for _, way := range waysIn {
		taken := 0
		for _, s := range sights {
			if only := os.Getenv(looksOnly); !way.takes(s) || !strings.Contains(s.Name+" "+way.name, only) {
				continue
			}
			g.lookAt(t, s, way, allLooks())
			taken++
		}
		t.Logf("%s: %d answers", way.name, taken)
	}
	require.NotEmpty(t, g.seen)
	g.write(t, allLooks())
}

package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"net/netip"
	"path"
	"strings"

	"sogoc/verifier/words"

	"github.com/gin-gonic/gin"
)

// PagePolicy lets a page load its own style sheets, scripts and images and
// post to its own host; nothing else, and nothing inline.
const PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Language is one of the pages' two languages: the verifier's, so that pages and
// programs say a result alike.
type Language = words.Language

// The languages. Vietnamese comes first.
const (
	Vietnamese = words.Vietnamese
	English    = words.English
)

// LanguageOf returns the language that is asked for by its tag or, where that
// says nothing, by the request's headers.
func LanguageOf(asked string, r *http.Request) Language {
	switch asked {
	case string(English):
		return English
	case string(Vietnamese):
		return Vietnamese
	}
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	if tag := strings.ToLower(strings.TrimSpace(first)); strings.HasPrefix(tag, "en") {
		return English
	}
	return Vietnamese
}

// Text is one text in both languages: Vietnamese, then English.
type Text = words.Text

//go:embed static
var static embed.FS

// Asset is a static file under an address that changes with its content.
type Asset struct {
	Name, Address, Media string
	Content              []byte
}

// Assets are the static files of a service.
type Assets []Asset

// ReadAssets reads the folder static of files, and what all pages share, for
// addresses below prefix.
func ReadAssets(prefix string, files fs.FS) (Assets, error) {
	var assets Assets
	for _, from := range []fs.FS{static, files} {
		entries, err := fs.ReadDir(from, "static")
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			content, err := fs.ReadFile(from, path.Join("static", e.Name()))
			if err != nil {
				return nil, err
			}
			sum := sha256.Sum256(content)
			assets = append(
				assets,
				Asset{Name: e.Name(), Address: prefix + "/static/" + hex.EncodeToString(sum[:6]) + "/" + e.Name(),
					Media: mime.TypeByExtension(path.Ext(e.Name())), Content: content},
			)
		}
	}
	return assets, nil
}

// Serve answers with the asset, for ever.
func (a Asset) Serve(c *gin.Context) {
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, a.Media, a.Content)
}

func (a Assets) address(name string) (string, error) {
	for _, one := range a {
		if one.Name == name {
			return one.Address, nil
		}
	}
	return "", fmt.Errorf("no asset %q", name)
}

// ParsePages reads the templates of files once for each language. In them say
// gives a text of that language, asset the address of a static file; more adds
// functions for a language.
func ParsePages(
	files fs.FS,
	assets Assets,
	say func(Language, string) (string, error),
	more func(Language) template.FuncMap,
) (map[Language]*template.Template, error) {
	pages := map[Language]*template.Template{}
	for _, l := range []Language{Vietnamese, English} {
		t := template.New(string(l)).Funcs(template.FuncMap{
			"say":   func(name string) (string, error) { return say(l, name) },
			"asset": assets.address,
		})
		if more != nil {
			t = t.Funcs(more(l))
		}
		t, err := t.ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, err
		}
		pages[l] = t
	}
	return pages, nil
}

// Client returns what stands for a client in limits: its address, or the /64
// of an IPv6 client, which can choose the rest. local is true for this machine
// itself: behind a proxy that is not declared, all clients are.
func Client(address string) (client netip.Prefix, local bool, err error) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return client, false, err
	}
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	client, err = ip.Prefix(bits)
	return client, ip.IsLoopback(), err
}

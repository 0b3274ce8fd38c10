package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"sogoc/web"
)

// The addresses by which a browser keeps the page: it takes a worker for the
// folder in which it is.
const (
	pathWorker   = "/sw.js"
	pathManifest = "/manifest.webmanifest"
)

// pagePolicy is web.PagePolicy for a page that can be installed.
const pagePolicy = web.PagePolicy + "; manifest-src 'self'; worker-src 'self'"

// workerScript is the static file that the worker is made of.
const workerScript = "worker.js"

// keptLater are files that a page fetches only for pictures and cameras: the worker
// keeps them once they were used.
var keptLater = []string{
	readerScript,
	"zxing_reader.js",
	"zxing_reader.wasm",
	"zxing_reader.LICENSE.txt",
	workerScript,
}

// keepsPage adds what lets a browser keep the page: worker and manifest.
func (s *service) keepsPage(engine *gin.Engine, assets web.Assets) error {
	worker, err := makeWorker(assets)
	if err != nil {
		return err
	}
	manifest, err := makeManifest(assets)
	if err != nil {
		return err
	}
	group := engine.Group("", web.SetCSP(web.PagePolicy))
	serve := func(path, media string, content []byte) {
		group.GET(path, func(c *gin.Context) {
			c.Header("Cache-Control", "no-cache")
			c.Data(http.StatusOK, media, content)
		})
	}
	serve(pathWorker, "text/javascript; charset=utf-8", worker)
	serve(pathManifest, "application/manifest+json", manifest)
	return nil
}

// makeWorker returns the worker with the page's files.
func makeWorker(assets web.Assets) ([]byte, error) {
	var files []string
	var script []byte
	for _, a := range assets {
		if a.Name == workerScript {
			script = a.Content
		}
		if !slices.Contains(keptLater, a.Name) {
			files = append(files, a.Address)
		}
	}
	list, err := json.Marshal(files)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append(list, script...))
	var b bytes.Buffer
	fmt.Fprintf(&b, "const FILES = %s;\nconst VERSION = %q;\n", list, hex.EncodeToString(sum[:6]))
	b.Write(script)
	return b.Bytes(), nil
}

// manifest describes the page to a browser that installs it (W3C Web Application
// Manifest).
type manifest struct {
	Name      string         `json:"name"`
	ShortName string         `json:"short_name"`
	Lang      string         `json:"lang"`
	ID        string         `json:"id"`
	StartURL  string         `json:"start_url"`
	Scope     string         `json:"scope"`
	Display   string         `json:"display"`
	Icons     []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Source string `json:"src"`
	Sizes  string `json:"sizes"`
	Type   string `json:"type"`
}

func makeManifest(assets web.Assets) ([]byte, error) {
	m := manifest{
		Name:      texts["product"].In(vietnamese) + " – " + texts["title"].In(vietnamese),
		ShortName: texts["product"].In(vietnamese),
		Lang:      string(vietnamese),
		ID:        "/",
		StartURL:  "/",
		Scope:     "/",
		Display:   "standalone",
	}
	for _, a := range assets {
		if a.Name == "icon.svg" {
			m.Icons = append(m.Icons, manifestIcon{Source: a.Address, Sizes: "any", Type: "image/svg+xml"})
		}
	}
	return json.Marshal(m)
}

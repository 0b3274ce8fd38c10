package public

import (
	"html/template"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/words"
	"sogoc/web"
)

// readerScript reads QR codes in a worker of the page. The decoder that it loads,
// zxing_reader.js and zxing_reader.wasm, comes from the npm registry when the
// project is set up (folder decoder); a program built without those files serves
// the page without them, and pictures go to the server.
const readerScript = "reader.js"

// readerPolicy lets the worker compile the decoder's WebAssembly, which no page
// may, and load scripts of this host; it can ask nobody for anything else, so
// that a picture cannot leave it.
const readerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"

// policyOf returns the policy that an asset is served with.
func policyOf(a web.Asset) string {
	if a.Name == readerScript {
		return readerPolicy
	}
	return web.PagePolicy
}

// readingFuncs are what the templates about reading need: messages names the
// messages, built gives the address of a file that may be absent, "" then;
// deviceTexts are the texts of answers that are made in the page, shapes their
// signs.
func readingFuncs(assets web.Assets, l language) template.FuncMap {
	return template.FuncMap{
		"deviceTexts": func() (map[string]string, error) { return textsForDevice(l) },
		"shapes":      words.Shapes,
		"json": func(v any) (string, error) {
			text, err := json.Marshal(v)
			return string(text), err
		},
		"messages": func() []string { return messages },
		"built": func(name string) string {
			for _, a := range assets {
				if a.Name == name {
					return a.Address
				}
			}
			return ""
		},
	}
}

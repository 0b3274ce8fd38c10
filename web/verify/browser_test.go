package verify_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"sogoc/internal/testbrowser"
)

func TestMain(m *testing.M) { testbrowser.Main(m) }

// page uses the module without a bundler, as README.md says.
const page = `<!doctype html>
<meta charset="utf-8">
<p id="answer"></p>
<script type="importmap">
{ "imports": {
  "sogoc-verify": "/js/sogoc-verify/index.js",
  "@noble/curves/": "/js/@noble/curves/",
  "@noble/hashes/": "/js/@noble/hashes/"
} }
</script>
<script type="module">
  import { Reading, verify } from 'sogoc-verify';
  const read = async (name) => (await fetch('/vectors/' + name + '.json')).json();
  const { presentation, now } = await read('genuine/es256k-qr');
  const answer = verify({ presentation, now, reading: new Reading(await read('ledgers/university')) });
  document.getElementById('answer').textContent = answer.result + ': ' + answer.content.fullName;
</script>`

// TestTheModuleRunsInAPage opens a page that has the module's files and those of
// its two dependencies served as they are.
func TestTheModuleRunsInAPage(t *testing.T) {
	t.Parallel()
	requirePackages(t)
	mux := http.NewServeMux()
	for path, dir := range map[string]string{
		"/js/sogoc-verify/": ".",
		"/js/@noble/":       "node_modules/@noble",
		"/vectors/":         vectorsDir,
	} {
		mux.Handle(path, http.StripPrefix(path, http.FileServer(http.Dir(dir))))
	}
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	tab := testbrowser.Open(t)
	tab.Run(chromedp.Navigate(server.URL))
	tab.Shows("valid: Nguyễn Thị Mẫu")
}

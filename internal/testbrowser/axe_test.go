package testbrowser_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"sogoc/internal/testbrowser"
)

func TestMain(m *testing.M) { testbrowser.Main(m) }

// moving is a page with an animation without an end and one that stands still.
const moving = `<!DOCTYPE html><html lang="en"><head><title>Moving</title><style>
@keyframes turn { to { rotate: 1turn } }
#turns { animation: turn 6s linear infinite }
#stands { animation: turn 1s linear paused }
</style></head><body><main><h1>Heading</h1><p id="turns">One</p><p id="stands">Two</p></main></body></html>`

// TestAccessibleWaitsForNoAnimation reads a page whose animations never end of themselves.
func TestAccessibleWaitsForNoAnimation(t *testing.T) {
	t.Parallel()
	testbrowser.RequireAxe(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(moving))
	}))
	t.Cleanup(server.Close)
	tab := testbrowser.Open(t)
	tab.Run(chromedp.Navigate(server.URL), testbrowser.WaitVisible("#stands"))
	tab.Accessible("a page whose animations do not end")
}

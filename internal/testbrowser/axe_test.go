package testbrowser_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

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

// TestOnlyRowsOfLongTablesStandForOthers has a button without a name in the tenth row of a
// table of 40 rows, of which each is looked at, and of one of 41.
func TestOnlyRowsOfLongTablesStandForOthers(t *testing.T) {
	t.Parallel()
	testbrowser.RequireAxe(t)
	for rows, found := range map[int]bool{40: true, 41: testbrowser.EveryLook()} {
		table := strings.Repeat("<tr><td>Text</td></tr>", 9) + "<tr><td><button></button></td></tr>" +
			strings.Repeat("<tr><td>Text</td></tr>", rows-10)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="en"><head><title>Rows</title></head><body><main>` +
				`<h1>Heading</h1><table><thead><tr><th>Column</th></tr></thead><tbody>` + table + `</tbody></table></main></body></html>`))
		}))
		t.Cleanup(server.Close)
		tab := testbrowser.Open(t)
		tab.Run(chromedp.Navigate(server.URL), testbrowser.WaitVisible("h1"))
		serious, passed := tab.Inaccessible()
		require.Greater(t, passed, 5)
		require.Equal(t, found, len(serious) > 0, "%d rows: %v", rows, serious)
	}
}

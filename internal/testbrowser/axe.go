package testbrowser

import (
	"os"
	"path/filepath"
	goruntime "runtime"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// axe is the checker of accessibility, as npm installs it beside this file.
var axe = sync.OnceValues(func() (string, error) {
	_, here, _, _ := goruntime.Caller(0)
	script, err := os.ReadFile(filepath.Join(filepath.Dir(here), "node_modules", "axe-core", "axe.min.js"))
	return string(script), err
})

// RequireAxe skips a test where axe-core is not installed, and fails it where
// CI=true. Accessible demands nothing then, so each package with pages has one
// test that says so.
func RequireAxe(t *testing.T) {
	t.Helper()
	if _, err := axe(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("axe-core is not installed; make test installs it and runs this")
	}
}

// settle brings transitions and animations to their end, since colours in between are not
// those that people read. It does not wait for them: an animation may have no end, and
// Chromium may draw nothing, and so end nothing, in a tab that lies behind another.
const settle = `for (const moving of document.getAnimations()) {
	if (moving.effect.getComputedTiming().endTime === Infinity) moving.cancel();
	else moving.finish();
}`

// checked returns what of a page axe-core looks at. Rows of a long table are alike, and
// axe-core computes the colours behind every cell of them: of more than 40 rows the first
// five stand for all, but not where pages are looked at in every look.
func checked() string {
	if EveryLook() {
		return `document`
	}
	return `{exclude: ["tbody:has(> tr:nth-child(41)) > tr:nth-child(n+6)"]}`
}

// Accessible demands that axe-core finds nothing serious in the page at rest.
func (b *Tab) Accessible(about string) {
	b.t.Helper()
	if _, err := axe(); err != nil {
		return
	}
	serious, passed := b.Inaccessible()
	require.Empty(b.t, serious, about)
	require.Greater(b.t, passed, 5, about)
}

// Inaccessible returns what serious faults axe-core finds in the page at rest, and how many
// of its rules hold. It fails where axe-core is not installed.
func (b *Tab) Inaccessible() (serious []string, passed int) {
	b.t.Helper()
	script, err := axe()
	require.NoError(b.t, err)
	var found struct {
		Passed  int
		Serious []string
	}
	b.Run(
		chromedp.Evaluate(script+`;null`, nil),
		chromedp.Evaluate(
			settle+`axe.run(`+checked()+`, {resultTypes: ["violations"], selectors: false}).then(r => ({
				passed: r.passes.length,
				serious: r.violations.filter(v => ["serious", "critical"].includes(v.impact))
					.map(v => v.id + ": " + v.nodes.map(n => n.html).slice(0, 3).join(" | "))}))`,
			&found,
			func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) },
		),
	)
	return found.Serious, found.Passed
}

package registrar_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/registry"
)

func TestUploadProgressInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.NotContains(t, b.get("giaovu", "/uploads/progress").Body.String(), "moving")
	end := b.register.Lists.Storing(registry.Actor{ID: b.ids["giaovu"].ID}, 250)
	require.Contains(t, b.get("giaovu", "/uploads/progress").Body.String(), "Đang lưu 250 dòng.")
	require.NotContains(t, b.get("kiemnhiem", "/uploads/progress").Body.String(), "moving", "another person's")
	end()
	require.NotContains(t, b.get("giaovu", "/uploads/progress").Body.String(), "moving")
}

// A person who has sent a list sees how far it is on the page that waits for the next.
func TestTheWaitingPageSaysHowFarAListIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.open()
	p.signIn("giaovu")
	by := registry.Actor{ID: b.ids["giaovu"].ID, Issuer: school, Roles: []registry.Role{registry.RoleRegistrar}}
	letGo, err := b.register.Lists.BeginUpload(t.Context(), by) // so that the next upload waits for its turn
	require.NoError(t, err)
	stored := b.register.Lists.Storing(by, 250)

	p.visit("/uploads/new")
	path, err := filepath.Abs(filepath.Join("..", "..", "testdata", "rosters", sample.THPTFile))
	require.NoError(t, err)
	p.Run(chromedp.SetUploadFiles("#list", []string{path}, chromedp.ByQuery))
	for i := 0; i < len(schoolTerms); i += 2 {
		p.Run(chromedp.SetValue("#"+schoolTerms[i], schoolTerms[i+1], chromedp.ByQuery))
	}
	p.Run(chromedp.Evaluate(`document.querySelector("form[enctype] button.go").click()`, nil))
	p.reads(`form[enctype] [role="status"] .moving`, "Đang lưu 250 dòng.")
	stored()
	letGo()
	p.reads(".message strong", "dòng")
}

// reads waits until an element has a text, also while the next page is on its way.
func (p *tab) reads(selector, text string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		var found string
		err := chromedp.Run(p.Context, chromedp.Evaluate(
			fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector), &found))
		return err == nil && strings.Contains(found, text)
	}, time.Minute, 50*time.Millisecond, selector)
}

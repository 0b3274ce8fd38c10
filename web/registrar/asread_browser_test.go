package registrar_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
)

// An approver who reads a list page by page, while somebody else takes rows out of it, is
// told to read it again and approves only what was read whole.
func TestRowsThatGoWhileTheyAreReadInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	p := b.open()
	p.Look(1280, "light")
	p.signIn("hieutruong")
	p.visit(batch)
	require.Contains(t, p.Text("#decide"), "250 văn bằng")
	b.setsAside(batch)

	p.press(`nav.pages a[rel="next"]`, "#row-26")
	told := p.Text("#decide")
	require.Contains(t, told, "danh sách có 250 văn bằng; nay còn 249")
	require.Contains(t, p.Text("main > .message.warning"), "nay còn 249", "where reading begins, too")
	require.Equal(t, "0", p.count(`#decide form[action$="/approve"]`), "nothing can be approved")
	require.NotEqual(t, "0", p.count(`#decide form[action$="/reject"]`))
	var here string
	p.Run(chromedp.Evaluate(`(location.pathname + location.search).replace("/registrar", "")`, &here))
	p.everywhere("read-again", func() { p.visit(here) })
	p.Look(1280, "light")
	p.press(".find button", "#rows")
	require.Contains(t, p.Text("#decide"), "nay còn 249", "looking for rows is no reading from the beginning")
	p.press("#decide .message a", "#row-1")
	require.Contains(t, p.Text("#decide"), "249 văn bằng")

	b.setsAside(batch)
	p.press("#decide button.go", ".trouble")
	require.Contains(t, p.Text(".trouble"), "Chưa duyệt gì")
	p.visit(batch)
	p.press("#decide button.go", ".steps")
	p.Run(testbrowser.WaitVisible(".steps .now"))
	require.Contains(t, p.Text(".steps .now"), "Ký")
	p.quiet("Nguy")
}

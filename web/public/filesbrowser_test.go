package public_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The answers on all that a ZIP file holds stand below each other, opened by mouse or
// keyboard, and no name in the file makes the page wider than the screen.
func TestAnswersOnAFileFit(t *testing.T) {
	t.Parallel()
	l, server, digits := serve(t)
	long := strings.Repeat("HồSơ", 30)
	archive := zipped(t, []string{"Nguyễn Thị Mẫu, văn bằng và bảng điểm/" + long + ".json", "bảng điểm.json", long + ".docx"},
		[]byte(l.holderFile()), []byte(l.transcript.SDJWT()), []byte("neither text\x00 nor archive"))
	b := openTab(t)
	b.Run(chromedp.Navigate(server + "/?lang=en"))
	b.await("#file")
	b.Choose("#file", written(t, "files.zip", archive))
	b.Shows("The file holds 2 different credentials", "Not read in this file", "sent to this site")
	b.Run(chromedp.Evaluate(`document.querySelector("details.one > summary").focus()`, nil), chromedp.KeyEvent(" "))
	b.until(`document.querySelectorAll("details.one[open] [data-result=valid]").length === 1`)
	for _, width := range []int64{320, 360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			b.Look(width, scheme)
			b.Fits("answers on a file")
			b.Accessible("answers on a file")
			b.Picture("several-" + scheme)
		}
	}
	b.quiet(server, digits)
}

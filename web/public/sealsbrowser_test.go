package public_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/internal/testseal"
	"sogoc/verifier"
	"sogoc/verifier/receiptpdf"
	"sogoc/web/public"
)

// A reader presses the button for a receipt to print, has an authority seal the file, and
// gives it to the page again: the page shows the answer and, beside it, the seal. So it does
// where answers are made on the device, where they are not, and without script: a PDF file
// is read by the server in each.
func TestPrintedReceiptAndItsSealInTheBrowser(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	authority := testseal.New(t)
	d := printing(t, func(c *public.Config) { c.SealRoots = authority.Roots() })
	server := httptest.NewServer(d.engine)
	t.Cleanup(server.Close)
	for name, prepare := range map[string]chromedp.Action{
		"OnTheDevice":   emulation.SetScriptExecutionDisabled(false),
		"ByTheServer":   network.SetBlockedURLs([]string{"*sogoc_verify.js"}),
		"WithoutScript": emulation.SetScriptExecutionDisabled(true),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &tab{testbrowser.OpenWith(t, nil), t} // whose downloads come into a folder of its own
			b.Run(prepare)
			hasScript := name != "WithoutScript"
			b.ask(server.URL, d.Link())
			b.Shows(`data-result="valid"`, "Download a receipt to print (PDF)")
			file, err := os.ReadFile(b.Download(`.keep [formaction="/v/receipt/pdf"]`, receiptpdf.Suffix))
			require.NoError(t, err)

			b.Choose("#file", written(t, "sealed.pdf", authority.Seal(t, file)))
			if !hasScript {
				b.Press("#ask .go")
			}
			b.Shows(`data-result="valid"`, `class="seals"`, "Truong Mau (synthetic)",
				"The file has not changed since it was sealed. The certificate is under an authority that is trusted here",
				"It is no part of the result and does not replace it", "sent to this site")
			if hasScript {
				b.answered(verifier.Valid)
				b.until(`document.querySelector(".verdict").compareDocumentPosition(document.querySelector(".seals"))
					& Node.DOCUMENT_POSITION_FOLLOWING`) // the answer comes first
				b.Look(360, "dark")
				b.Fits(name)
				b.Accessible(name)
				b.Picture(fmt.Sprintf("seal-%s-360-dark", name))
				b.Look(1280, "light")
				b.Accessible(name)
				b.Picture(fmt.Sprintf("seal-%s-1280-light", name))
			}
		})
	}
}

// ask writes a credential into the page's form, in English, and sends it.
func (b *tab) ask(server, presentation string) {
	b.t.Helper()
	b.Run(chromedp.Navigate(server + "/?lang=en"))
	b.Shows(`id="presentation"`)
	b.Focus("#presentation")
	b.Run(input.InsertText(presentation))
	b.Press("#ask .go")
}

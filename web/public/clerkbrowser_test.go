package public_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qrtoken"
)

// A mail program wrote %23 for #: the browser is sent on, and from then on keeps
// the digits to itself.
func TestAnEscapedLinkInTheBrowser(t *testing.T) {
	t.Parallel()
	_, server, digits := serve(t)
	b := openTab(t)
	b.Run(chromedp.Navigate(server + "/v%23" + digits))
	require.Equal(t, verifier.Valid, b.result())
	var address string
	b.Run(chromedp.Location(&address))
	require.Equal(t, server+"/v#"+digits, address)
	require.Empty(t, b.Faults())
}

// A picture or another document is not read, which is said in blue, whether it
// is chosen as a file or pasted.
func TestOtherDocumentsInTheBrowser(t *testing.T) {
	t.Parallel()
	_, server, _ := serve(t)
	dir := t.TempDir()
	files := map[string][]byte{
		"bang.png":  append([]byte("\x89PNG\r\n\x1a\n~"), bytes.Repeat([]byte{0, '~', 0xff}, 1<<20)...),
		"bang.pdf":  []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << ~ >> {}"),
		"bang.docx": []byte("PK\x03\x04~"),
	}
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	for _, look := range []string{"bang.png", "bang.pdf", "bang.docx"} {
		b := openTab(t)
		// Chromium's reports of requests would hold the posted bytes, which are no text.
		b.Run(network.Disable(), chromedp.EmulateViewport(360, 800), chromedp.Navigate(server+"/v?lang=en"))
		b.Run(
			testbrowser.SetUploadFiles("#file", []string{filepath.Join(dir, look)}),
			testbrowser.WaitVisible(".verdict.question"),
		)
		require.Contains(t, b.Text(".verdict"), "That does not mean that the paper is false", look)
		b.Picture("not-read-" + strings.TrimSuffix(look, filepath.Ext(look)) + filepath.Ext(look)[1:])
		b.Accessible("another document")
		require.Empty(t, b.Faults())
	}
	b := openTab(t)
	b.Run(
		chromedp.Navigate(server+"/v"),
		testbrowser.SetValue("#presentation", "A 00123456"),
		testbrowser.Click("#ask .go"),
	)
	require.Equal(t, verifier.Malformed, b.result())
	require.Contains(t, b.Text(".verdict.question"), "Điều đó không có nghĩa là văn bằng giả")
}

// hostile returns the link of a code that a deceived or lying school signed, past
// every check of this project's own programs: its texts turn the direction of
// what stands around them.
func (b *bundle) hostile() string {
	b.t.Helper()
	genuine, err := presentation.Parse(b.link())
	require.NoError(b.t, err)
	claims := *genuine.Claims
	claims.FullName = "\u202eẫM ịhT nễyugN\u202c\u200f\u2066"
	claims.Rank = "Giỏi\u2069</bdi>\u200b"
	claims.Index = 77
	encoded, err := claims.Encode()
	require.NoError(b.t, err)
	jwtHash := ledger.SumDigest([]byte("a credential of its own"))
	token, err := qrtoken.Sign(jwtHash, encoded, b.key)
	require.NoError(b.t, err)
	digest := credential.JoinDigest(jwtHash, ledger.SumDigest(encoded))
	b.ledger.AnchorDigests(b.t, code, "VN-BA/7480201", b.key, digest)
	testledger.Must[ledger.Tick](b.t, b.ledger, b.ledger.Registry, ledger.FuncTick)
	return presentation.URL("https://vanbang.example", token)
}

// What steers a screen is shown as a mark, on the page and in its title.
func TestHostileTextsAreShownAsMarks(t *testing.T) {
	t.Parallel()
	l, server, _ := serve(t)
	_, digits, _ := strings.Cut(l.hostile(), "#")
	b := openTab(t)
	b.Run(chromedp.EmulateViewport(360, 800), chromedp.Navigate(server+"/v#"+digits))
	require.Equal(t, verifier.Valid, b.result())
	facts := b.Text(".facts")
	for _, mark := range []string{"⟨U+202E⟩", "⟨U+202C⟩", "⟨U+200F⟩", "⟨U+2066⟩", "⟨U+2069⟩</bdi>⟨U+200B⟩"} {
		require.Contains(t, facts, mark)
	}
	var whole string
	b.Run(chromedp.Evaluate(`document.documentElement.outerHTML`, &whole))
	require.False(t, strings.ContainsAny(whole, "\u202e\u202c\u200f\u2066\u2069\u200b"))
	b.Picture("hostile-text-360")
	b.Accessible("hostile text")
	require.Empty(t, b.Faults())
}

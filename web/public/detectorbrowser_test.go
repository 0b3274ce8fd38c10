package public_test

import (
	"context"
	"fmt"
	"image"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/verifier"
)

// before runs a script in every page of the tab before the page's own.
func (b *tab) before(script string) {
	b.t.Helper()
	var id page.ScriptIdentifier
	b.Run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		id, err = page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
	require.NotEmpty(b.t, id)
}

// detector is a BarcodeDetector that counts how often it is asked, and answers with
// what stands in its place.
func detector(answer string) string {
	return fmt.Sprintf(`window.detections = 0;
		window.BarcodeDetector = class {
			static async getSupportedFormats() { return ["qr_code"]; }
			async detect() { window.detections++; %s }
		};`, answer)
}

func (b *tab) detections() (n int) {
	b.t.Helper()
	b.Run(chromedp.Evaluate(`window.detections`, &n))
	return n
}

// The browser's own reader is used where there is one: the camera shows nothing, and
// what that reader says it saw is checked.
func TestTheBrowsersOwnReader(t *testing.T) {
	t.Parallel()
	requireDecoder(t)
	sees := func(text string) string {
		return detector(fmt.Sprintf(
			`return [{rawValue: %q, boundingBox: {x: 1, y: 1, width: 9, height: 9}}];`, text))
	}
	fails := detector(`throw new DOMException("no service", "NotSupportedError");`)
	withoutDecoder := `delete window.OffscreenCanvas;`

	t.Run("ReadsTheCamerasFrames", func(t *testing.T) {
		t.Parallel()
		l, server, _ := serve(t)
		b := withCamera(t, image.NewGray(image.Rect(0, 0, 640, 480)))
		b.before(sees(l.link()))
		b.open(server + "/?lang=en")
		b.Press("#camera")
		b.answered(verifier.Valid)
		require.Positive(t, b.detections())
		require.False(t, b.live())
		for _, r := range b.Requests() {
			require.NotContains(t, r.URL, "zxing_reader", "the decoder is not even fetched")
		}
	})

	t.Run("GivesWayToTheDecoderWhereItFails", func(t *testing.T) {
		t.Parallel()
		l, server, _ := serve(t)
		b := withCamera(t, codeSheet(t, l.link()))
		b.before(fails)
		b.open(server + "/?lang=en")
		b.Press("#camera")
		b.answered(verifier.Valid)
		require.Equal(t, 1, b.detections(), "it is not asked again")
	})

	t.Run("ReadsPicturesOnlyWhereThereIsNoDecoder", func(t *testing.T) {
		t.Parallel()
		l, server, _ := serve(t)
		for script, want := range map[string]int{
			sees(l.link()):                  0,
			sees(l.link()) + withoutDecoder: 1,
		} {
			b := openTab(t)
			b.before(script)
			b.open(server + "/?lang=en")
			b.Choose("#file", written(t, "photo.png", codePicture(t, l.link())))
			b.answered(verifier.Valid)
			require.Equal(t, want, b.detections())
			require.Equal(t, 1, b.postedTo("/api/v1/lookup"))
			require.Zero(t, b.postedTo("/v"), "the picture is sent to nobody")
		}
	})

	t.Run("AndTheServerWhereThereIsNeither", func(t *testing.T) {
		t.Parallel()
		l, server, _ := serve(t)
		b := openTab(t)
		b.before(withoutDecoder + `delete window.BarcodeDetector;`)
		b.Run(chromedp.Navigate(server + "/?lang=en"))
		b.await("#file")
		b.Choose("#file", written(t, "photo.png", codePicture(t, l.link())))
		b.answered(verifier.Valid)
		require.Contains(t, b.inner(".way"), "sent to this site's server")
		require.Equal(t, 1, b.postedTo("/v"))
	})
}

// A picture is handed to the browser whatever it is called: those that phones call
// HEIC are read wherever the browser opens them, and where it does not the page says
// what to do.
func TestPicturesThatNotEveryBrowserOpens(t *testing.T) {
	t.Parallel()
	requireDecoder(t)
	l, server, _ := serve(t)
	b := openTab(t)
	b.open(server + "/?lang=en")
	b.hand("drop", "IMG_0001.HEIC", "image/heic", codePicture(t, l.link()))
	b.answered(verifier.Valid)
	b.hand("drop", "IMG_0002.HEIC", "", []byte("\x00\x00\x00\x18ftypheic and no more"))
	require.Contains(t, b.message("pictureUnreadable"), "has not been sent anywhere")
	require.Zero(t, b.postedTo("/v"))
}

package public_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/verifier"
)

// codePicture returns a PNG of QR codes beside each other, four pixels a module.
func codePicture(t *testing.T, texts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, codeSheet(t, texts...)))
	return out.Bytes()
}

func codeSheet(t *testing.T, texts ...string) image.Image {
	t.Helper()
	const side = 480
	sheet := image.NewRGBA(image.Rect(0, 0, 80+len(texts)*(side+80), side+160))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	for i, text := range texts {
		code, err := qrcode.New(text, qrcode.Medium)
		require.NoError(t, err)
		drawn := code.Image(-4)
		at := image.Pt(80+i*(side+80), 80)
		draw.Draw(sheet, drawn.Bounds().Add(at), drawn, image.Point{}, draw.Src)
	}
	return sheet
}

// written puts a file where the browser finds it.
func written(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// posted returns what the page posted, besides its scripts and pictures.
func (b *tab) posted() int {
	n := 0
	for _, r := range b.Requests() {
		if r.Method == http.MethodPost {
			n++
		}
	}
	return n
}

// hand gives the page a file by an event, as dropping and pasting do.
func (b *tab) hand(event, name, media string, content []byte) {
	b.t.Helper()
	b.Run(chromedp.Evaluate(fmt.Sprintf(`(() => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		const data = new DataTransfer();
		data.items.add(new File([bytes], %q, {type: %q}));
		const init = {bubbles: true, cancelable: true};
		document.body.dispatchEvent(%q === "paste"
			? new ClipboardEvent("paste", {...init, clipboardData: data}) : new DragEvent(%q, {...init, dataTransfer: data}));
	})()`, base64.StdEncoding.EncodeToString(content), name, media, event, event), nil))
}

// open shows the page with its reader.
func (b *tab) open(address string) {
	b.t.Helper()
	b.Run(chromedp.Navigate(address), testbrowser.WaitVisible("#reading"))
}

// await waits for an element.
func (b *tab) await(selector string) {
	b.t.Helper()
	b.Run(testbrowser.WaitVisible(selector))
}

// inner returns the text of an element, once it is there.
func (b *tab) inner(selector string) string {
	b.t.Helper()
	return b.Text(selector)
}

// answered waits for one of these results.
func (b *tab) answered(codes ...verifier.Code) {
	b.t.Helper()
	var selectors []string
	for _, code := range codes {
		selectors = append(selectors, fmt.Sprintf(`#answer:not(.busy) [data-result="%s"]`, code))
	}
	b.await(strings.Join(selectors, ", "))
}

func (b *tab) message(name string) string {
	b.t.Helper()
	b.await(`#answer [data-message="` + name + `"]`)
	return b.inner("#answer")
}

func TestPicture(t *testing.T) {
	t.Parallel()
	requireDecoder(t)
	l, server, digits := serve(t)
	picture := codePicture(t, l.link())

	t.Run("IsReadInThePageHoweverItComes", func(t *testing.T) {
		t.Parallel()
		for name, give := range map[string]func(b *tab){
			"chosen":  func(b *tab) { b.Choose("#file", written(t, "photo.png", picture)) },
			"taken":   func(b *tab) { b.Choose("#photo", written(t, "photo.png", picture)) },
			"dropped": func(b *tab) { b.hand("drop", "photo.png", "image/png", picture) },
			"pasted":  func(b *tab) { b.hand("paste", "image.png", "image/png", picture) },
		} {
			b := openTab(t)
			b.open(server + "/?lang=en")
			give(b)
			b.answered(verifier.Valid)
			require.Contains(t, b.inner(".way"), "Checked on this device", name)
			require.Equal(t, 1, b.posted(), name)
			for _, r := range b.Requests() {
				require.NotContains(t, fmt.Sprint(r.PostDataEntries), "PNG", name)
			}
			b.Press(".switch")
			b.await(`html[lang="vi"] [data-result="valid"]`)
			b.quiet(server, digits)
		}
	})

	t.Run("WithoutACodeSaysNothingAgainstTheDocument", func(t *testing.T) {
		t.Parallel()
		b := openTab(t)
		b.open(server + "/?lang=vi")
		b.Choose("#file", written(t, "blank.png", blankPicture(t)))
		text := b.message("noCode")
		require.Contains(t, text, "Không tìm thấy mã của sổ gốc này trong ảnh.")
		require.Contains(t, text, "không nói gì về văn bằng")
		require.Zero(t, b.posted(), "the picture stays in the page")
		var held int
		b.Run(chromedp.Evaluate(`document.getElementById("file").files.length`, &held))
		require.Zero(t, held, "no button of the form can post it")
		b.Accessible("a picture without a code")
		b.quiet(server, digits)
	})

	t.Run("WithAnotherCodeSaysThatItIsNotOfARegister", func(t *testing.T) {
		t.Parallel()
		b := openTab(t)
		b.open(server + "/?lang=en")
		b.Choose("#file", written(t, "menu.png", codePicture(t, "https://menu.example/table/7")))
		require.Contains(t, b.message("otherCode"), "not one of this register")
		require.Zero(t, b.posted())
	})

	t.Run("WithSeveralCodesAsksWhich", func(t *testing.T) {
		t.Parallel()
		b := openTab(t)
		b.open(server + "/?lang=vi")
		b.Choose("#file", written(t, "two.png", codePicture(t, l.link(), l.changed())))
		b.await("#codes button")
		require.Zero(t, b.posted(), "nothing is checked before the reader has chosen")
		b.Accessible("several codes")
		b.Press("#codes button:nth-child(1)")
		b.answered(verifier.Valid)
		b.Press("#codes button:nth-child(2)")
		b.answered(verifier.Tampered, verifier.Malformed, verifier.Indeterminate)
	})

	t.Run("ThatIsNoneOrTooLargeIsNotOpened", func(t *testing.T) {
		t.Parallel()
		b := openTab(t)
		b.open(server + "/?lang=en")
		b.hand("drop", "photo.heic", "image/heic", []byte("\x00\x00\x00\x18ftypheic and no more"))
		require.Contains(t, b.message("pictureUnreadable"), "has not been sent anywhere")
		huge := append([]byte(nil), picture...)
		copy(huge[16:24], []byte{0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30}) // its header says 30,000 by 30,000
		b.hand("drop", "huge.png", "image/png", huge)
		require.Contains(t, b.message("pictureLarge"), "too large")
		require.Zero(t, b.posted())
	})

	t.Run("AndPDFAndZIPCanBeChosen", func(t *testing.T) {
		t.Parallel()
		var accept string
		b := openTab(t)
		b.Run(
			chromedp.Navigate(server+"/"),
			chromedp.Evaluate(`document.querySelector("#file").accept`, &accept),
		)
		require.Contains(t, accept, "image/*")
		require.Contains(t, accept, ".pdf")
		require.Contains(t, accept, ".zip")
	})
}

func blankPicture(t *testing.T) []byte {
	t.Helper()
	sheet := image.NewGray(image.Rect(0, 0, 600, 400))
	draw.Draw(sheet, sheet.Rect, image.NewUniform(color.Gray{Y: 220}), image.Point{}, draw.Src)
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, sheet))
	return out.Bytes()
}

func TestFileAndTextThatAreGivenAnywhereOnThePage(t *testing.T) {
	t.Parallel()
	l, server, digits := serve(t)
	b := openTab(t)
	b.open(server + "/?lang=en")
	b.hand("drop", "diploma.sd-jwt.txt", "text/plain", []byte(l.diploma.SDJWT()))
	b.answered(verifier.Valid)
	b.pasteText(l.changed())
	b.answered(verifier.Tampered, verifier.Malformed, verifier.Indeterminate)
	b.Run(chromedp.Evaluate(`(() => {
		const data = new DataTransfer();
		for (const name of ["a.txt", "b.txt"]) data.items.add(new File(["x"], name));
		document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
	})()`, nil))
	require.Contains(t, b.message("oneFile"), "One file at a time")
	b.quiet(server, digits)
}

// y4m returns a video of one picture, as Chromium's fake camera reads it.
func y4m(picture image.Image) []byte {
	w, h := picture.Bounds().Dx()&^1, picture.Bounds().Dy()&^1
	var out bytes.Buffer
	fmt.Fprintf(&out, "YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n", w, h)
	for range 2 {
		out.WriteString("FRAME\n")
		for y := range h {
			for x := range w {
				out.WriteByte(color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y)
			}
		}
		out.Write(bytes.Repeat([]byte{128}, w*h/2))
	}
	return out.Bytes()
}

// withCamera opens a browser whose camera shows a picture, and which lets pages use it.
func withCamera(t *testing.T, picture image.Image) *tab {
	t.Helper()
	video := written(t, "camera.y4m", y4m(picture))
	return &tab{testbrowser.OpenWith(t, map[string]string{
		"use-fake-device-for-media-stream": "",
		"use-fake-ui-for-media-stream":     "",
		"use-file-for-fake-video-capture":  video,
		"host-resolver-rules":              "MAP insecure.test 127.0.0.1",
	}), t}
}

// live reports whether the page holds a stream of the camera.
func (b *tab) live() bool {
	b.t.Helper()
	var is bool
	b.Run(chromedp.Evaluate(`document.getElementById("video").srcObject !== null`, &is))
	return is
}

func TestCamera(t *testing.T) {
	t.Parallel()
	requireDecoder(t)

	t.Run("ReadsADiplomaAndStops", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		b := withCamera(t, codeSheet(t, l.link()))
		b.open(server + "/?lang=vi")
		b.Press("#camera")
		b.answered(verifier.Valid)
		require.Contains(t, b.inner(".way"), "ảnh và nội dung văn bằng không rời khỏi máy này")
		require.False(t, b.live(), "the camera stops once it has read a code")
		b.quiet(server, digits)
	})

	t.Run("StopsWhenTheReaderSaysSoAndWhenThePageIsHidden", func(t *testing.T) {
		t.Parallel()
		_, server, digits := serve(t)
		b := withCamera(t, image.NewGray(image.Rect(0, 0, 640, 480)))
		b.open(server + "/?lang=vi")
		for _, stop := range []func(){
			func() { b.Press("#stop") },
			func() {
				b.Run(chromedp.Evaluate(`Object.defineProperty(document, "hidden", {value: true, configurable: true});
					document.dispatchEvent(new Event("visibilitychange")); delete document.hidden;`, nil))
			},
			func() { b.Run(chromedp.Evaluate(`window.dispatchEvent(new Event("pagehide"))`, nil)) },
		} {
			b.Press("#camera")
			require.Eventually(t, b.live, time.Minute, 50*time.Millisecond)
			b.await("#viewfinder")
			b.Accessible("the camera is open")
			var track string
			b.Run(chromedp.Evaluate(`(() => { window.track = video.srcObject.getVideoTracks()[0]; return track.readyState })()`, &track))
			require.Equal(t, "live", track)
			stop()
			require.False(t, b.live())
			b.Run(chromedp.Evaluate(`window.track.readyState`, &track))
			require.Equal(t, "ended", track)
		}
		b.quiet(server, digits)
	})

	t.Run("SaysThatThePageIsNotSecure", func(t *testing.T) {
		t.Parallel()
		_, server, _ := serve(t)
		b := withCamera(t, image.NewGray(image.Rect(0, 0, 640, 480)))
		b.open(strings.Replace(server, "127.0.0.1", "insecure.test", 1) + "/?lang=en")
		b.Press("#camera")
		require.Contains(t, b.message("cameraInsecure"), "https")
	})

	t.Run("SaysThatItWasRefused", func(t *testing.T) {
		t.Parallel()
		_, server, _ := serve(t)
		b := &tab{testbrowser.OpenWith(t, map[string]string{
			"use-fake-device-for-media-stream": "",
			"use-fake-ui-for-media-stream":     "deny",
		}), t}
		b.open(server + "/?lang=en")
		b.Press("#camera")
		require.Contains(t, b.message("cameraRefused"), "does not let this page use the camera")
		require.False(t, b.live())
		b.Accessible("the camera was refused")
	})

	t.Run("SaysThatThereIsNone", func(t *testing.T) {
		t.Parallel()
		_, server, _ := serve(t)
		b := openTab(t) // whose browser has no camera
		b.open(server + "/?lang=en")
		b.Press("#camera")
		require.Contains(t, b.message("cameraMissing"), "has no camera")
	})
}

// Every message of the reader fits small and large screens, in both languages and schemes.
func TestReadingMessagesAtAllWidths(t *testing.T) {
	t.Parallel()
	_, server, _ := serve(t)
	b := openTab(t)
	for _, language := range []string{"vi", "en"} {
		b.open(server + "/?lang=" + language)
		var names []string
		b.Run(chromedp.Evaluate(`[...document.querySelectorAll("template")].map(t => t.id)`, &names))
		require.Greater(t, len(names), 8)
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{360, 1280} {
				b.Look(width, scheme)
				for _, name := range names {
					b.Run(chromedp.Evaluate(`document.getElementById("answer").replaceChildren(
						document.getElementById("`+name+`").content.cloneNode(true)); null`, nil))
					about := fmt.Sprintf("%s-%s-%s-%d", name, language, scheme, width)
					b.Fits(about)
					b.Picture(about)
				}
				b.Accessible(language + " " + scheme)
			}
		}
	}
}

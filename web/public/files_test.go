package public_test

import (
	"archive/zip"
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/presentation"
	"sogoc/verifier/unpack"
	"sogoc/web/public"
)

// upload posts a file to an address, with fields, in turn.
func (b *bundle) upload(address string, content []byte, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "một tệp.bin")
	require.NoError(b.t, err)
	_, err = part.Write(content)
	require.NoError(b.t, err)
	for i := 0; i < len(fields); i += 2 {
		require.NoError(b.t, form.WriteField(fields[i], fields[i+1]))
	}
	require.NoError(b.t, form.Close())
	r := httptest.NewRequest(http.MethodPost, address, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

func (b *bundle) askForFile(content []byte) public.FileAnswer {
	b.t.Helper()
	w := b.upload("/api/v1/verify/file", content)
	require.Equal(b.t, http.StatusOK, w.Code, w.Body)
	var a public.FileAnswer
	require.NoError(b.t, json.Unmarshal(w.Body.Bytes(), &a))
	return a
}

func picture(t *testing.T, text string) []byte {
	t.Helper()
	drawn, err := qrcode.Encode(text, qrcode.Low, -4)
	require.NoError(t, err)
	return drawn
}

func zipped(t *testing.T, names []string, contents ...[]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i, name := range names {
		entry, err := w.Create(name)
		require.NoError(t, err)
		_, err = entry.Write(contents[i])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// A picture of a paper is answered as its code is, on the page and by the API.
func TestAPictureOfACode(t *testing.T) {
	t.Parallel()
	b := setup(t)
	photo := picture(t, b.link())
	a := b.askForFile(photo)
	require.Len(t, a.Answers, 1)
	require.Equal(t, verifier.Valid, a.Answers[0].Result.Result)
	require.Equal(t, []unpack.Place{{Way: unpack.WayQR}}, a.Answers[0].Places)
	require.Empty(t, a.Unread)

	page := b.upload("/v", photo, "lang", "en").Body.String()
	require.Contains(t, page, `data-result="valid"`)
	require.Contains(t, page, "Read from the file: <bdi>QR code</bdi>")
	require.NotContains(t, page, presentation.URL("https://vanbang.example", b.diploma.QRToken), "not sent back")
}

// A file of several credentials has an answer for each; what is not read is said.
func TestAFileOfSeveral(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cut := []byte(b.link()[:len(b.link())-9])
	file := zipped(t, []string{"a/1.png", "b.sdjwt", "c.sdjwt", "ảnh.heic"},
		picture(t, b.link()), []byte(b.transcript.SDJWT()), cut, []byte("\x00\x00\x00\x18ftypheic"))
	a := b.askForFile(file)
	require.Len(t, a.Answers, 3)
	require.Equal(t, verifier.Valid, a.Answers[0].Result.Result)
	require.Equal(t, verifier.Valid, a.Answers[1].Result.Result)
	require.NotEqual(t, verifier.Valid, a.Answers[2].Result.Result)
	require.Equal(t, []unpack.Unread{{Place: unpack.Place{File: "ảnh.heic"}, Why: unpack.ReasonKind}}, a.Unread)

	page := b.upload("/v", file, "lang", "vi").Body.String()
	require.Contains(t, page, "2 văn bằng và 1 bản bị hỏng")
	require.Contains(t, page, "ảnh.heic: loại tệp này chưa đọc được ở đây")
	require.Contains(t, page, learner)
	require.NotContains(t, page, `class="keep"`, "one result is kept at a time")
	require.Equal(t, http.StatusOK, b.upload("/v", file, "on", "2026-06-19").Code)
}

// A file without a code is no false paper.
func TestAFileWithoutACode(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, content := range map[string][]byte{
		"OtherKind":   []byte("\x1f\x8b\x08"),
		"BrokenPDF":   []byte("%PDF-1.7 ..."),
		"AnotherCode": picture(t, "WIFI:S:mau;;"),
		"CutPicture":  picture(t, b.link())[:300],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := b.upload("/v", content, "lang", "en").Body.String()
			require.Contains(t, page, "verdict question")
			require.Contains(t, page, "does not mean that the paper is false")
			require.NotContains(t, page, "verdict cross")
			a := b.askForFile(content)
			require.Empty(t, a.Answers)
			require.Len(t, a.Unread, 1)
		})
	}
}

// A file is there, and one alone: nothing is chosen in silence.
func TestOneFileIsChecked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Equal(t, http.StatusBadRequest, b.upload("/api/v1/verify/file", nil).Code)
	two := func(address string) *httptest.ResponseRecorder {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for range 2 {
			part, err := form.CreateFormFile("file", "x")
			require.NoError(t, err)
			_, err = part.Write([]byte(b.link()))
			require.NoError(t, err)
		}
		require.NoError(t, form.Close())
		r := httptest.NewRequest(http.MethodPost, address, &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		return b.do(r)
	}
	require.Equal(t, http.StatusBadRequest, two("/api/v1/verify/file").Code)
	page := two("/v")
	require.Equal(t, http.StatusUnprocessableEntity, page.Code)
	require.Contains(t, page.Body.String(), "Mỗi lần chỉ kiểm tra một tệp")
}

// A reader is asked to compare what is there with an identity paper: where the name is
// withheld, to ask for it.
func TestWhatAReaderComparesIsThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct{ given, asks, not string }{
		{b.transcript.SDJWT(), "Compare name and birth date here", "The name is not shown"},
		{b.withholding(), "The name is not shown, so nothing here can be compared", "Compare name and birth date here"},
	} {
		page := b.upload("/v", []byte(c.given), "lang", "en").Body.String()
		_, answer, _ := strings.Cut(page, `<p class="compare">`)
		answer, _, _ = strings.Cut(answer, "</p>")
		require.Contains(t, answer, c.asks)
		require.NotContains(t, answer, c.not)
	}
}

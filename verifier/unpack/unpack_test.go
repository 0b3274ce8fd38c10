package unpack_test

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/unpack"
)

// unpacked reads a file and demands that neither the bounds nor the time were
// an error.
func unpacked(t testing.TB, u *unpack.Unpacker, content []byte) unpack.Contents {
	t.Helper()
	c, err := u.Unpack(t.Context(), content)
	require.NoError(t, err)
	return c
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	a, b := issue(t, "Nguyễn Thị Mẫu"), issue(t, "Lê Văn Thử")
	place := func(file string, page int, way unpack.Way) unpack.Place {
		return unpack.Place{File: file, Page: page, Way: way}
	}
	quoted := "> " + a.sdJWT[:90] + "\r\n> " + a.sdJWT[90:]
	embedded, qr, text := unpack.WayEmbedded, unpack.WayQR, unpack.WayText
	for name, test := range map[string]struct {
		content []byte
		want    []unpack.Group
	}{
		"Text":    {[]byte(a.sdJWT), []unpack.Group{{Text: a.sdJWT, Places: []unpack.Place{place("", 0, text)}}}},
		"Picture": {code(t, a.link, 4), []unpack.Group{{Text: a.link, Places: []unpack.Place{place("", 0, qr)}}}},
		"PDFWithCode": {pdf(t, nil, "", a.link), []unpack.Group{
			{Text: a.link, Places: []unpack.Place{place("", 2, qr)}}}},
		"PDFWithBoth": {pdf(t, map[string]string{"x.json": a.holderFile}, a.link), []unpack.Group{
			{Text: a.holderFile, Places: []unpack.Place{place("", 0, embedded), place("", 1, qr)}}}},
		"PDFThatCarriesAnother": {pdf(t, map[string]string{"x.json": b.holderFile}, a.link), []unpack.Group{
			{Text: b.holderFile, Places: []unpack.Place{place("", 0, embedded)}},
			{Text: a.link, Places: []unpack.Place{place("", 1, qr)}}}},
		"PDFWithAPictureInside": {pdf(t, map[string]string{"x.png": string(code(t, a.link, 4))}, ""), []unpack.Group{
			{Text: a.link, Places: []unpack.Place{place("", 0, qr)}}}},
		"ZIP": {archive(t, "qr/1.png", string(code(t, a.link, 4)), "sd-jwt/1.sdjwt", a.sdJWT, "2.json", b.holderFile),
			[]unpack.Group{
				{Text: a.sdJWT, Places: []unpack.Place{place("qr/1.png", 0, qr), place("sd-jwt/1.sdjwt", 0, text)}},
				{Text: b.holderFile, Places: []unpack.Place{place("2.json", 0, text)}}}},
		"UTF16": {wide(a.sdJWT), []unpack.Group{
			{Text: string(wide(a.sdJWT)), Places: []unpack.Place{place("", 0, text)}}}},
		"ZIPOfTextsThatCameByMail": {archive(t, "1.txt", quoted, "2.txt", string(wide(a.sdJWT)), "3.json", b.holderFile[:300]),
			[]unpack.Group{
				{Text: string(wide(a.sdJWT)), Places: []unpack.Place{place("1.txt", 0, text), place("2.txt", 0, text)}},
				{Text: b.holderFile[:300], Places: []unpack.Place{place("3.json", 0, text)}, Broken: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := unpacked(t, u, test.content)
			require.Equal(t, test.want, c.Groups())
			require.Empty(t, c.Unread)
		})
	}
}

// wide is a text in UTF-16 with a byte order mark, as editors save it.
func wide(text string) []byte {
	file := []byte("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(text)) {
		file = binary.LittleEndian.AppendUint16(file, unit)
	}
	return file
}

// TestNothingIsLeftOutInSilence gives for each thing that is not read the reason.
func TestNothingIsLeftOutInSilence(t *testing.T) {
	t.Parallel()
	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	a := issue(t, "Nguyễn Thị Mẫu")
	blank := encoded(t, image.NewGray(image.Rect(0, 0, 300, 300)))
	manyEntries := make([]string, 0, 2*unpack.MaxEntries+2)
	for i := range unpack.MaxEntries + 1 {
		manyEntries = append(manyEntries, fmt.Sprint(i), "x")
	}
	steering := "tên\u202egnp.exe\x1b[2J"
	for name, test := range map[string]struct {
		content []byte
		want    []unpack.Unread
	}{
		"PictureWithoutCode":   {blank, []unpack.Unread{unread("", unpack.ReasonNoCode)}},
		"CutPicture":           {code(t, a.link, 4)[:200], []unpack.Unread{unread("", unpack.ReasonDamaged)}},
		"HugePicture":          {pngOfSize(60_000, 60_000), []unpack.Unread{unread("", unpack.ReasonTooLarge)}},
		"PDFWithoutCode":       {pdf(t, nil, ""), []unpack.Unread{unread("", unpack.ReasonNoCode)}},
		"CutPDF":               {[]byte("%PDF-1.7\n1 0 obj\n"), []unpack.Unread{unread("", unpack.ReasonDamaged)}},
		"OtherKind":            {[]byte("\x1f\x8b\x08 and so on"), []unpack.Unread{unread("", unpack.ReasonKind)}},
		"CutZIP":               {archive(t, "1", a.sdJWT)[:100], []unpack.Unread{unread("", unpack.ReasonDamaged)}},
		"ArchiveInArchive":     {archive(t, "z", string(archive(t, "1", a.sdJWT))), []unpack.Unread{unread("z", unpack.ReasonNested)}},
		"OfficeDocument":       {archive(t, "[Content_Types].xml", "<x/>", "word/document.xml", "<x/>"), []unpack.Unread{unread("", unpack.ReasonKind)}},
		"TooManyEntries":       {archive(t, manyEntries...), []unpack.Unread{unread("", unpack.ReasonTooMany)}},
		"TextThatIsNoForm":     {archive(t, "links.csv", "STT;Họ và tên"), []unpack.Unread{unread("links.csv", unpack.ReasonKind)}},
		"NameThatSteers":       {archive(t, steering, "x"), []unpack.Unread{unread("tên⟨U+202E⟩gnp.exe⟨U+001B⟩[2J", unpack.ReasonKind)}},
		"ArchiveWithoutFiles":  {archive(t, "folder/", ""), []unpack.Unread{unread("", unpack.ReasonNoCode)}},
		"EntryThatUnpacksMuch": {archive(t, "z", zeros(17<<20)), []unpack.Unread{unread("z", unpack.ReasonTooLarge)}},
		"EntriesThatDoTogether": {archive(t, "1", zeros(15<<20), "2", zeros(15<<20), "3", zeros(15<<20), "4", zeros(15<<20), "5", zeros(15<<20)),
			[]unpack.Unread{unread("1", unpack.ReasonKind), unread("2", unpack.ReasonKind),
				unread("3", unpack.ReasonKind), unread("4", unpack.ReasonKind), unread("5", unpack.ReasonTooLarge)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := unpacked(t, u, test.content)
			require.Empty(t, c.Found)
			require.Equal(t, test.want, c.Unread)
		})
	}
}

// TestPartsOfAPDF: what stands beside a credential and was not read is named.
func TestPartsOfAPDF(t *testing.T) {
	t.Parallel()
	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	a := issue(t, "Nguyễn Thị Mẫu")
	carried := map[string]string{"x.json": a.holderFile}
	whole := pdf(t, carried, a.link)
	for name, test := range map[string]struct {
		content []byte
		want    []unpack.Unread
	}{
		"PageWithAnotherCode": {pdf(t, carried, "WIFI:S:mau;;"), []unpack.Unread{
			{Place: unpack.Place{Page: 1}, Why: unpack.ReasonNoCode}}},
		"OtherAttachment": {pdf(t, map[string]string{"x.txt": "một tệp khác"}, a.link), []unpack.Unread{
			{Place: unpack.Place{Way: unpack.WayEmbedded}, Why: unpack.ReasonKind}}},
		"EndIsMissing": {whole[:bytes.LastIndex(whole, []byte("startxref"))], []unpack.Unread{
			{Why: unpack.ReasonCutShort}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := unpacked(t, u, test.content)
			require.Len(t, c.Groups(), 1)
			require.Equal(t, test.want, c.Unread)
		})
	}
}

// TestADamagedCopy is not counted as another credential.
func TestADamagedCopy(t *testing.T) {
	t.Parallel()
	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	a := issue(t, "Nguyễn Thị Mẫu")
	groups := unpacked(t, u, archive(t, "1", a.link, "2", a.link[:len(a.link)-9], "3", a.sdJWT)).Groups()
	require.Len(t, groups, 2)
	require.False(t, groups[0].Broken)
	require.Len(t, groups[0].Places, 2)
	require.True(t, groups[1].Broken)
}

// TestPagesThatAreNotLookedAt are named, and what was found before is kept.
func TestPagesThatAreNotLookedAt(t *testing.T) {
	t.Parallel()
	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	a := issue(t, "Nguyễn Thị Mẫu")
	c := unpacked(t, u, pdf(t, nil, append([]string{a.link}, make([]string, unpack.MaxPages)...)...))
	require.Len(t, c.Found, 1)
	require.Equal(
		t,
		[]unpack.Unread{{Place: unpack.Place{Page: unpack.MaxPages + 1}, Why: unpack.ReasonTooMany}},
		c.Unread,
	)
}

// TestPDFThatNeverEnds is ended from outside, and the next file is read.
func TestPDFThatNeverEnds(t *testing.T) {
	t.Parallel()
	u := unpack.New(unpack.Config{Parallel: 1, Time: 2 * time.Second})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	require.NoError(t, u.Prepare())
	c := unpacked(t, u, endlessPDF(t))
	require.Contains(t, c.Unread, unread("", unpack.ReasonTime))
	a := issue(t, "Nguyễn Thị Mẫu")
	require.Len(t, unpacked(t, u, pdf(t, map[string]string{"x": a.holderFile}, a.link)).Groups(), 1)
}

// TestTooMuchAtOnce is turned away at once, and a waiting reader may leave.
func TestTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	u := unpack.New(unpack.Config{Parallel: 1, Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	_, err := u.Unpack(t.Context(), make([]byte, unpack.MaxSize+1))
	require.ErrorIs(t, err, unpack.ErrTooLarge)
	left, leave := context.WithCancel(t.Context())
	leave()
	_, err = u.Unpack(left, pdf(t, nil, ""))
	require.ErrorIs(t, err, context.Canceled)
}

func unread(file string, why unpack.Reason) unpack.Unread {
	return unpack.Unread{Place: unpack.Place{File: file}, Why: why}
}

// pngOfSize is a picture that claims a size.
func pngOfSize(width, height uint32) []byte {
	chunk := func(name string, content []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
		body := append([]byte(name), content...)
		return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
	}
	header := binary.BigEndian.AppendUint32(nil, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, 8, 0, 0, 0, 0)
	return append([]byte("\x89PNG\r\n\x1a\n"), append(chunk("IHDR", header), chunk("IDAT", nil)...)...)
}

// zeros packs well.
func zeros(size int) string { return strings.Repeat("\x00", size) }

// endlessPDF draws a page by a pattern that is drawn by itself, many times over.
func endlessPDF(t testing.TB) []byte {
	t.Helper()
	var content strings.Builder
	for range 400_000 {
		content.WriteString("0 0 600 800 re f* 10 10 m 90 90 500 20 300 700 c S ")
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	require.NoError(t, err)
	_, err = io.WriteString(w, content.String())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	zlib := append(append([]byte{0x78, 0xda}, packed.Bytes()...), 0, 0, 0, 0)
	var out bytes.Buffer
	fmt.Fprintf(&out, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"+
		"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"+
		"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n", len(zlib), zlib)
	return out.Bytes()
}

package diploma_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
	"sogoc/verifier/pdffile"
	"sogoc/verifier/presentation"
	"sogoc/verifier/unpack"
)

// TestPaperCarriesItsCredential reads the embedded file with another program's
// reader: it is the credential that was printed, with what is printed and no more.
func TestPaperCarriesItsCredential(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	for name, doc := range map[string]credential.Document{
		"Bachelor":       bachelor(),
		"UpperSecondary": upperSecondary(),
		"Transcript":     transcript(40),
		"SchoolRecord":   schoolRecord(),
	} {
		issued := issue(t, doc)
		pdf := saved(t, "carries-"+name, write(t, printer, "DH-MAU", issued))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tool(t, "qpdf", "qpdf", "--check", pdf)
			listed := tool(t, "qpdf", "qpdf", "--list-attachments", pdf)
			require.Contains(t, string(listed), diploma.EmbeddedFile)
			file := tool(t, "qpdf", "qpdf", "--show-attachment="+diploma.EmbeddedFile, pdf)
			p, err := presentation.Parse(string(file))
			require.NoError(t, err)
			require.Equal(t, issued.Digest, p.Digest())
			require.False(t, p.Credential.Shows(credential.FactNationalID), "no paper prints the national id")

			text := string(tool(t, "poppler-utils", "pdftotext", pdf, "-"))
			shown := p.Credential.Subject
			for fact, value := range map[credential.Fact]string{
				credential.FactFullName:    shown.FullName,
				credential.FactBirthPlace:  shown.BirthPlace,
				credential.FactSex:         shown.Sex,
				credential.FactEthnicity:   shown.Ethnicity,
				credential.FactNationality: shown.Nationality,
				credential.FactLearnerCode: shown.LearnerCode,
			} {
				if value != "" {
					require.Contains(t, text, value, "%s is given away and not printed", fact)
				}
			}
			require.Len(t, p.Credential.Courses, p.Credential.CourseCount)
		})
	}
}

// TestPaperSaysWhatItIs holds title, author and language in both places, and
// that nothing claims a conformance that nobody checked.
func TestPaperSaysWhatItIs(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	content := write(t, printer, "DH-MAU", issue(t, bachelor()))
	pdf := saved(t, "metadata", content)
	title := "Bằng cử nhân · Bachelor of Science · A 00123456"
	info := string(tool(t, "poppler-utils", "pdfinfo", pdf))
	require.Contains(t, info, "Title:           "+title)
	require.Contains(t, info, "Author:          Trường Đại học Mẫu (mẫu)")
	packet := tool(t, "poppler-utils", "pdfinfo", "-meta", pdf)
	require.Contains(t, string(packet), title)
	decoder := xml.NewDecoder(bytes.NewReader(packet))
	for {
		if _, err := decoder.Token(); err != nil {
			require.ErrorContains(t, err, "EOF")
			break
		}
	}
	require.NotContains(t, string(packet), "pdfaid")
	for _, part := range []string{"/AFRelationship /Source", "/AF [ ", "/DisplayDocTitle true", "/OutputIntents ["} {
		require.Equal(t, 1, strings.Count(string(content), part), part)
	}
}

// TestPapersTakeASeal: each kind of paper can be given a place for an electronic seal.
func TestPapersTakeASeal(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	for name, doc := range map[string]credential.Document{"Bachelor": bachelor(), "Transcript": transcript(40)} {
		content := write(t, printer, "DH-MAU", issue(t, doc))
		prepared, err := pdffile.PrepareSeal(content, time.Date(2026, 7, 24, 8, 0, 0, 0, time.UTC))
		require.NoError(t, err, name)
		require.True(t, bytes.HasPrefix(prepared, content))
		_, err = pdffile.FindPlace(prepared)
		require.NoError(t, err, name)
		tool(t, "qpdf", "qpdf", "--check", saved(t, "prepared-"+name, prepared))
	}
}

// TestFileOfManyCarriesNone: a batch is printed for the school's own desk.
func TestFileOfManyCarriesNone(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	content := write(t, printer, "DH-MAU", issue(t, bachelor()), issue(t, upperSecondary()))
	require.NotContains(t, string(content), diploma.EmbeddedFile)
	tool(t, "qpdf", "qpdf", "--check", saved(t, "many", content))
}

// TestPaperIsReadFromItsPDF reads the file as a verifier does: whole, printed into
// another PDF file, which loses what it carried, as a scan, and as a photograph.
func TestPaperIsReadFromItsPDF(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	issued := issue(t, bachelor())
	content := write(t, printer, "DH-MAU", issued)
	path := saved(t, "read", content)
	dir := t.TempDir()
	printed, scanned := filepath.Join(dir, "printed.pdf"), filepath.Join(dir, "page.png")
	tool(t, "poppler-utils", "pdftocairo", "-pdf", path, printed)
	tool(t, "poppler-utils", "pdftocairo", "-png", "-r", "150", "-singlefile", path, strings.TrimSuffix(scanned, ".png"))
	locked := filepath.Join(dir, "locked.pdf")
	tool(t, "qpdf", "qpdf", "--encrypt", "mật khẩu", "owner", "256", "--", path, locked)

	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	read := func(path string) unpack.Contents {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		c, err := u.Unpack(t.Context(), content)
		require.NoError(t, err)
		return c
	}
	link := presentation.URL(base, issued.QRToken)
	embedded, code := unpack.Place{Way: unpack.WayEmbedded}, unpack.Place{Page: 1, Way: unpack.WayQR}
	whole := read(path).Groups()
	require.Len(t, whole, 1)
	require.Equal(t, []unpack.Place{embedded, code}, whole[0].Places)
	require.Equal(t, []unpack.Group{{Text: link, Places: []unpack.Place{code}}}, read(printed).Groups())
	require.Equal(
		t,
		[]unpack.Group{{Text: link, Places: []unpack.Place{{Way: unpack.WayQR}}}},
		read(scanned).Groups(),
	)
	require.Equal(t, []unpack.Unread{{Why: unpack.ReasonEncrypted}}, read(locked).Unread)
}

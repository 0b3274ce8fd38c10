package unpack_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"image"
	"image/png"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
)

const base = "https://vanbang.example"

// issued is a diploma of a synthetic learner in all the forms that a holder has.
type issued struct{ link, sdJWT, holderFile string }

func issue(t testing.TB, name string) issued {
	t.Helper()
	made, err := credential.Issue(credential.Diploma{
		Issuance: credential.Issuance{
			ID:             "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer:         credential.Issuer{Code: "DH-MAU", Name: "Trường Đại học Mẫu (mẫu)", Host: "vanbang.example"},
			Kind:           "VN-BA/7480201",
			Award:          "Bằng cử nhân",
			Major:          "Công nghệ thông tin",
			SerialNumber:   "A 00123456",
			RegisterNumber: "2026/CNTT/00123",
			DecisionNumber: "1234/QĐ-ĐHM",
			DecisionDate:   "2026-06-05",
			IssueDate:      "2026-06-05",
			SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status:         credential.StatusRef{List: 1, Index: 94567},
		},
		Subject: credential.Subject{FullName: name, BirthDate: "2004-03-15"},
	}, testledger.NewSigner(t), rand.Reader)
	require.NoError(t, err)
	holder, err := presentation.HolderFile(made.SDJWT(), made.QRClaims)
	require.NoError(t, err)
	return issued{presentation.URL(base, made.QRToken), made.SDJWT(), string(holder)}
}

// code draws a QR code.
func code(t testing.TB, text string, scale int) []byte {
	t.Helper()
	drawn, err := qrcode.Encode(text, qrcode.Low, -scale)
	require.NoError(t, err)
	return drawn
}

// pdf makes a file with one code on each page and with attachments.
func pdf(t testing.TB, attachments map[string]string, codes ...string) []byte {
	t.Helper()
	file := fpdf.New(fpdf.OrientationPortrait, "mm", "A4", "")
	for i, text := range codes {
		file.AddPage()
		if text == "" {
			continue
		}
		name := string(rune('a' + i))
		file.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(code(t, text, 4)))
		file.ImageOptions(name, 20, 20, 60, 60, false, fpdf.ImageOptions{}, 0, "")
	}
	var carried []fpdf.Attachment
	for name, content := range attachments {
		carried = append(carried, fpdf.Attachment{Filename: name, Content: []byte(content)})
	}
	file.SetAttachments(carried)
	var out bytes.Buffer
	require.NoError(t, file.Output(&out))
	return bytes.ReplaceAll(out.Bytes(), []byte("/F () "), []byte("/F(x) ")) // PDFium passes over an empty name
}

// archive makes a ZIP file of names and contents, in turn.
func archive(t testing.TB, entries ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(entries); i += 2 {
		entry, err := w.Create(entries[i])
		require.NoError(t, err)
		_, err = entry.Write([]byte(entries[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func encoded(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, picture))
	return out.Bytes()
}

package presentation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/presentation"
)

// otherDocuments are what clerks hand in that none of the forms is.
var otherDocuments = map[string]string{
	"Picture":           "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR~~~\x00",
	"LargePicture":      "\xff\xd8\xff\xe0\x00\x10JFIF~" + strings.Repeat("\x00~{", presentation.MaxSize),
	"PDF":               "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Type ~ >> { }",
	"RichText":          `{\rtf1\ansi Bang cu nhan ~ }`,
	"WordFile":          "PK\x03\x04\x14\x00~",
	"PageOfHTML":        "<!DOCTYPE html><p>Bằng ~</p>",
	"JSONOfAnother":     `{"name":"Bằng cử nhân","value":"~"}`,
	"SerialNumber":      "A 00123456",
	"RegisterNumber":    "2026/CNTT/00123",
	"Name":              "Nguyễn Thị Mẫu ~",
	"AnotherAddress":    "https://vanbang.example/tra-cuu?so=00123456",
	"SerialOfDigits":    "00123456",
	"EmailWithoutALink": "Kính gửi ~~~ anh/chị",
}

// What is another kind of document says nothing of the paper: it is not read,
// which is not the same as damaged or forged.
func TestOtherDocumentsAreNotRead(t *testing.T) {
	t.Parallel()
	for name, input := range otherDocuments {
		_, err := presentation.Parse(input)
		require.ErrorIs(t, err, presentation.ErrNotRead, name)
		require.Equal(t, input, mend(input), name)
	}
}

// What is meant as one of the forms, and is damaged, is called that.
func TestDamagedFormsAreMalformed(t *testing.T) {
	t.Parallel()
	for name, input := range map[string]string{
		"HolderFileCut":       `{"type":"sogoc/holder-file/v1","credential":"eyJ`,
		"HolderFileOfAnother": `{"type":"sogoc/holder-file/v9"}`,
		"SDJWT":               "eyJhbGciOiJFUzI1NiJ9.e30.AA~",
		"TooLarge":            "eyJ" + strings.Repeat("A", presentation.MaxSize),
	} {
		_, err := presentation.Parse(input)
		require.ErrorIs(t, err, presentation.ErrMalformed, name)
		require.NotErrorIs(t, err, presentation.ErrNotRead, name)
	}
}

package diploma_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/diploma"
)

// needEastAsian skips a test that needs the font for Chinese and Japanese.
func needEastAsian(t *testing.T, printer *diploma.Printer) {
	t.Helper()
	if !printer.PrintsEastAsian() {
		skipOrFail(t, diploma.EastAsianPackage+" is not installed")
	}
}

func TestEastAsianNamesArePrinted(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	needEastAsian(t, printer)
	d := bachelor()
	d.Subject.FullName, d.Subject.BirthPlace = "陳文樣", "大阪 (やまと), Nhật Bản"
	pdf := write(t, printer, "DH-MAU", issue(t, d))
	page := pages(t, "east-asian", pdf)[0]
	for _, want := range []string{"陳文樣", "大阪 (やまと), Nhật Bản", "Hà Nội, ngày 05 tháng 6 năm 2026"} {
		require.Contains(t, page, want)
	}
	margins(t, saved(t, "east-asian", pdf))
	require.Less(t, len(pdf), 400<<10, "only the letters that are used are in the file")
}

func TestCanPrintSaysWhatPrintingDoes(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	for _, name := range []string{"Ỷ Ƀ", "H’Hen Niê", "Kră Jăn Č", "Иван", "Αννα", "สมชาย", "ສົມ", "សុខ", "محمد", "שלום",
		"陳文樣", "やまと", "김민경", "𠀋", "ñ ß ø ž", "☺"} {
		d := bachelor()
		d.Subject.FullName = name
		file, err := printer.File("DH-MAU")
		require.NoError(t, err)
		can := !strings.ContainsFunc(name, func(r rune) bool { return !printer.CanPrint(r) })
		issued := issue(t, d)
		if err := file.Add(issued); can {
			require.NoError(t, err, name)
		} else {
			require.ErrorIs(t, err, diploma.ErrGlyph, name)
		}
	}
}

func TestWithoutFontsTheUsualLettersAreKnown(t *testing.T) {
	t.Parallel()
	printer, err := diploma.New(diploma.Config{FontDir: t.TempDir(), PublicURL: base})
	require.NoError(t, err)
	require.ErrorIs(t, printer.Load(), diploma.ErrFonts)
	for _, r := range "Nguyễn Thị Ỷ Đặng ƠơƯư – ñ’" {
		require.True(t, printer.CanPrint(r), "%q", r)
	}
	for _, r := range "陳ส\u0000И" {
		require.False(t, printer.CanPrint(r), "%q", r)
	}
	require.False(t, printer.PrintsEastAsian())
}

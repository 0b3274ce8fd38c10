package handout

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

func TestCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"=1+1": "'=1+1", "+84": "'+84", "-1": "'-1", "@SUM": "'@SUM", "\t=1": "'\t=1", "  =1": "'  =1", "＝1": "'＝1",
		"Nguyễn Văn Mẫu": "Nguyễn Văn Mẫu", "A-1": "A-1", "": "", "2008-03-15": "2008-03-15"} {
		require.Equal(t, want, cell(text))
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{"2026/THPT/00001": "qr/00007-2026-THPT-00001.png", "": "qr/00007.png", "Số Đ/1": "qr/00007-So-D-1.png", "../../x": "qr/00007-x.png"} {
		require.Equal(t, want, filesOf(7, registry.Credential{RegisterNumber: number}).qr)
	}
}

func TestWhatBreaksOffDoesNotClose(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	var out bytes.Buffer
	require.ErrorIs(
		t,
		Write(&out, "https://vanbang.example", func(func(registry.Document) error) error { return lost }),
		lost,
	)
	require.NotContains(t, out.String(), "PK\x05\x06")
}

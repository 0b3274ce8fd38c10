package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestCharactersThatNobodySeesAreNoted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, name, place string }{
		"InTheCode":      {"A\u200b1", "Lê Thị Mẫu", "Sơn La"},
		"BeforeTheCode":  {"\ufeffA1", "Lê Thị Mẫu", "Sơn La"},
		"InTheName":      {"A1", "Lê\u200b Thị Mẫu", "Sơn La"},
		"BehindTheName":  {"A1", "Lê Thị Mẫu\ufeff", "Sơn La"},
		"InThePlace":     {"A1", "Lê Thị Mẫu", "Sơn\u2060 La"},
		"SoftHyphen":     {"A1", "Lê Thị\u00ad Mẫu", "Sơn La"},
		"BetweenLetters": {"A1", "Lê Thị M\u200dẫu", "Sơn La"},
	} {
		text := "Mã HS;Họ và tên;Ngày sinh;Nơi sinh\n" + c.code + ";" + c.name + ";25/12/2008;" + c.place + "\n"
		got := readList(t, []byte(text))
		require.Equal(t, []roster.Code{roster.CodeInvisible}, codes(got), name)
		p := got.Report.Problems[0]
		require.Equal(t, roster.Note, p.Severity, name)
		require.Contains(t, p.Examples[0].Found, "‹U+", "%s: the character is named where it stands", name)
		require.NotContains(t, p.Examples[0].Readings[0], "‹", name)
		require.Equal(t, "A1", got.Rows[0].Subject.LearnerCode, name)
		require.Equal(t, "Lê Thị Mẫu", got.Rows[0].Subject.FullName, name)
	}
	honest := "\ufeffMã HS;Họ và tên;Ngày sinh;Nơi sinh\nA1;Lê\u00a0 Thị Mẫu;25/12/2008; Sơn La\n"
	require.Empty(t, codes(readList(t, []byte(honest))), "a mark at the file's beginning and plain spaces are nothing")
}

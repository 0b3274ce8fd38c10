package ctl_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCommandLines(t *testing.T) {
	t.Parallel()
	b := &bundle{dir: t.TempDir(), env: map[string]string{}}
	missing := b.path("missing.json")
	bad := b.path("bad.json")
	require.NoError(t, os.WriteFile(bad, []byte(`{"code":"A","colour":"red"}`), 0o600))
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"Nothing":                  {nil, 2},
		"Help":                     {[]string{"-h"}, 0},
		"HelpOfACommand":           {[]string{"import", "-h"}, 0},
		"NoSuchCommand":            {[]string{"destroy"}, 2},
		"NoSuchFlag":               {[]string{"approve", "-quickly", "x"}, 2},
		"MissingArgument":          {[]string{"approve"}, 2},
		"MissingFlag":              {[]string{"import", "-file", "x"}, 2},
		"NotADate":                 {append(importArgs("x"), "-decision-date", "15/06/2026"), 2},
		"NoSettings":               {[]string{"approve", "x"}, 2},
		"NoDatabase":               {[]string{"migrate"}, 2},
		"NoKeystore":               {[]string{"keygen", "-issuer", school}, 2},
		"NoConnection":             {[]string{"accredit", "-connection", missing, "-file", missing}, 2},
		"AccreditationNotStrict":   {[]string{"accredit", "-connection", missing, "-file", bad}, 2},
		"NoKeystoreForAKey":        {[]string{"add-key", "-connection", missing, "-issuer", school}, 2},
		"NoKeyOfAVerifier":         {[]string{"add-verifier-key", "-connection", missing, "-name", "TRA-CUU", "-key", missing}, 2},
		"KeyOfAVerifierThatIsNone": {[]string{"add-verifier-key", "-connection", missing, "-name", "TRA-CUU", "-key", bad}, 2},
		"ExportOfNothing":          {[]string{"export", "-to", "x"}, 2},
		"ExportOfUnknownPDF":       {[]string{"export", "-to", "x", "-batch", "y", "-pdf", "z"}, 2},
		"ZIPAndFolder":             {[]string{"export", "-batch", "x", "-zip", "x", "-to", "x"}, 2},
		"RevocationWithoutReasons": {[]string{"revoke", "x"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := b.run(t, "", c.args...)
			require.Equal(t, c.want, code, complaints)
			if c.want == 0 {
				require.Contains(t, out+complaints, "Example")
			} else {
				require.NotEmpty(t, complaints)
			}
		})
	}
	_, out, _ := b.run(t, "", "-h")
	_, _, flags := b.run(t, "", "import", "-h")
	for _, text := range []string{out, flags} {
		require.LessOrEqual(t, strings.Count(text, "\n"), 40, "help fits a screen")
	}
	t.Run("NobodyAnswers", func(t *testing.T) {
		t.Parallel()
		c := &bundle{dir: t.TempDir(), env: map[string]string{"SOGOC_API": "http://127.0.0.1:1"}}
		require.NoError(t, os.WriteFile(c.path("me.token"), []byte("x\n"), 0o600))
		code, _, complaints := c.run(t, "me", "batches")
		require.Equal(t, 3, code, complaints)
	})
}

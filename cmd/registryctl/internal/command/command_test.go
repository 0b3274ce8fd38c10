package command_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/registryctl/internal/command"
)

func TestCommandLines(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"Help":                     {[]string{"-h"}, 0},
		"HelpOfACommand":           {[]string{"import", "-h"}, 0},
		"NoSuchCommand":            {[]string{"destroy"}, 2},
		"MissingFlag":              {[]string{"import", "-file", "x"}, 2},
		"NotADate":                 {append(importArgs("x"), "-decision-date", "15/06/2026"), 2},
		"NoSettings":               {[]string{"approve", "x"}, 2},
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
				require.Contains(t, out, "Example")
			} else {
				require.NotEmpty(t, complaints)
			}
		})
	}
	t.Run("NobodyAnswers", func(t *testing.T) {
		t.Parallel()
		c := newBundle(t)
		c.env["SOGOC_API"] = "http://127.0.0.1:1"
		require.NoError(t, os.WriteFile(c.path("me.token"), []byte("x\n"), 0o600))
		code, _, complaints := c.run(t, "me", "batches")
		require.Equal(t, 3, code, complaints)
	})
}

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, command.Program())
}

// TestOldNamesAnswer: what registryctl once did in three trust domains says
// where it is done now.
func TestOldNamesAnswer(t *testing.T) {
	t.Parallel()
	clitest.CheckMoved(t, command.Program(), map[string]string{
		"migrate":          "registryd migrate",
		"issuer add":       "registryd issuer add",
		"user add":         "registryd user add",
		"user password":    "registryd user password",
		"user disable":     "registryd user disable",
		"keygen":           "registryd keygen",
		"accredit":         "accreditctl accredit",
		"add-key":          "accreditctl key add",
		"add-verifier-key": "verifierd key request",
		"end-key":          "accreditctl key compromised",
		"set-issuer":       "accreditctl suspend",
		"set-anchors":      "accreditctl anchors set",
		"transfer-custody": "accreditctl custody transfer",
	})
}

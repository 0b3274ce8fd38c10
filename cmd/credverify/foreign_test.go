package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
)

func TestOtherSystemsCodesAreNotCalledFake(t *testing.T) {
	t.Parallel()
	d := setup(t)
	for name, input := range testvectors.OfOtherSystems() {
		for _, lang := range []string{"en", "vi"} {
			code, out, _ := d.run(input, "-trust", d.trust(), "-lang", lang, "-")
			require.Equal(t, exitInput, code, name)
			require.Contains(t, out, string(verifier.DetailNotRead), name)
			require.NotContains(t, strings.ToLower(out), "fake", name)
			require.NotContains(t, out, "bị giả", name)
		}
	}
}

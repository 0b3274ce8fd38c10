package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPackagesOfTokensAreCompiledWithC(t *testing.T) {
	t.Parallel()
	tokens, err := tokenPackages("../..")
	require.NoError(t, err)
	require.Contains(t, tokens, "./cmd/internal/pkcs11key")

	all := commandsOf(nil, tokens)
	require.Len(t, all, 2)
	require.Empty(t, all[0].environment)
	require.Contains(t, all[0].arguments, "./...")
	require.Equal(t, []string{"CGO_ENABLED=1"}, all[1].environment)
	require.Subset(t, all[1].arguments, tokens)

	for args, withC := range map[string]bool{
		"./cmd/internal/pkcs11key":         true,
		"-v ./cmd/internal/pkcs11key/":     true,
		"./cmd/internal/pkcs11key/...":     true,
		"./cmd/...":                        true,
		"./...":                            true,
		"./registry/... -run Token":        false,
		"./cmd/internal/settings":          false,
		"-bench Commit ./registry/...":     true, // as most machines compile what is measured
		"-- .cache/bin/bench -test.run xx": true,
	} {
		commands := commandsOf(strings.Fields(args), tokens)
		require.Len(t, commands, 1, args)
		require.Equal(t, withC, len(commands[0].environment) == 1, args)
	}
}

// Command signerd signs for registers and verifier services on other hosts, with keys
// that stay on its own.
package main

import (
	"sogoc/cmd/internal/cli"
	"sogoc/cmd/signerd/internal/command"
)

func main() { cli.Main(command.Program()) }

// Command signerd signs for registers on other hosts, with the schools' keys, which
// stay on its own.
package main

import (
	"sogoc/cmd/internal/cli"
	"sogoc/cmd/signerd/internal/command"
)

func main() { cli.Main(command.Program()) }

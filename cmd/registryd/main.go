// Command registryd is the register as a service: its HTTP API, the pages for
// schools' people, and the worker that anchors what was issued. Its subcommands
// are what is done to the register on its own host.
package main

import (
	"sogoc/cmd/internal/cli"
	"sogoc/cmd/registryd/internal/command"
)

func main() { cli.Main(command.Program()) }

// Command registryctl works with the register of schools through its HTTP API.
package main

import (
	"sogoc/cmd/internal/cli"
	"sogoc/cmd/registryctl/internal/command"
)

func main() { cli.Main(command.Program()) }

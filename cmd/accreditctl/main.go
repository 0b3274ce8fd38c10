// Command accreditctl does on the ledger what an accreditor does: which school may
// issue which kinds, with which keys.
package main

import (
	"sogoc/cmd/accreditctl/internal/command"
	"sogoc/cmd/internal/cli"
)

func main() { cli.Main(command.Program()) }

// Command accreditctl is an accreditor's hand on the ledger: it says who may
// issue what, and with which keys.
package main

import (
	"sogoc/cmd/accreditctl/internal/command"
	"sogoc/cmd/internal/cli"
)

func main() { cli.Main(command.Program()) }

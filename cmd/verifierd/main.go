// Command verifierd answers whether a credential is valid: it follows the
// ledger's blocks, checks every one of them, and serves the page behind the QR
// code and an API from its own index.
package main

import (
	"sogoc/cmd/internal/cli"
	"sogoc/cmd/verifierd/internal/command"
)

func main() { cli.Main(command.Program()) }

// Command ledgeraudit holds the ledger's blocks against the pinned genesis
// block, against other organisations' copies and against the register.
package main

import (
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/ledgeraudit/internal/app"
)

func main() { cli.Main(app.Program(time.Now)) }

package command

import (
	"context"
	"fmt"
	"io"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/signers"
	"sogoc/verifier/ledger"
)

// importedKey is what key import prints.
type importedKey struct {
	Owner      string           `json:"owner"`
	Thumbprint string           `json:"thumbprint"`
	Key        ledger.PublicKey `json:"key"`
}

// importKey takes an accreditor's key over from a file. It leaves the file: only its
// owner knows where else it is.
func importKey(_ context.Context, r *cli.Run, args []string) error {
	owner := r.Flags().String("owner", "", "name of the accreditor in the policy (required)")
	files, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.Require("owner"); err != nil {
		return err
	}
	config, err := signers.FromEnv(r.Getenv)
	if err != nil {
		return cli.Usage("settings: %w", err)
	}
	key, err := config.Import(*owner, files[0])
	if err != nil {
		return err
	}
	imported := importedKey{Owner: *owner, Thumbprint: key.Thumbprint(), Key: key}
	return r.Print(imported, func(w io.Writer) {
		fmt.Fprintf(w, "%s\nThe key is in the keystore. %s still holds it too: destroy it, and every copy.\n",
			imported.Thumbprint, files[0])
	})
}

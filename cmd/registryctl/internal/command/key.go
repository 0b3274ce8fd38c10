package command

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/web/api/wire"
)

// unlock gives the register the passphrase of the school's own key.
func unlock(ctx context.Context, r *run, args []string) error {
	file := r.Flags().String("passphrase-file", "", cli.SecretUsage+" (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("passphrase-file"); err != nil {
		return err
	}
	passphrase, err := r.Secret(*file)
	if err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	var state registry.KeyState
	if err := c.call(ctx, http.MethodPost, "/key/unlock", wire.Unlock{Passphrase: passphrase}, &state); err != nil {
		return err
	}
	return r.Print(state, func(w io.Writer) { fmt.Fprintf(w, "key %s is open for a while\n", state.Thumbprint) })
}

package ctl

import (
	"context"
	"fmt"
	"io"
	"time"

	"sogoc/cmd/internal/receiptkey"
	"sogoc/registry/fabricledger"
)

// addVerifierKey registers the key with which a verifier service signs
// receipts. It is the service's own, and in no keystore of the register.
func addVerifierKey(ctx context.Context, r *run, args []string) error {
	connection := r.flags.String("connection", "", "connection.json of the accreditor (required)")
	name := r.flags.String("name", "", "the verifier service's name on the ledger, of an issuer code's form (required)")
	file := r.flags.String("key", "", "the service's private key, as verifierd keygen makes it (required)")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("connection", "name", "key"); err != nil {
		return err
	}
	key, err := receiptkey.Open(*file)
	if err != nil {
		return err
	}
	return r.accreditor(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) error {
		record, err := a.RegisterVerifierKey(ctx, *name, key)
		if err != nil {
			return err
		}
		return r.print(record, func(w io.Writer) {
			fmt.Fprintf(w, "%s: key %s of a verifier service, registered by %s, good since %s\n",
				record.Issuer, record.Key.Thumbprint(), record.Accreditor, record.Added.Format(time.RFC3339))
		})
	})
}

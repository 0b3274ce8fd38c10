// Package keys is what verifierd's operator does with the key that signs receipts. It is
// apart from the service, so that tests of keys in tokens need not compile its index with C.
package keys

import (
	"context"
	"fmt"
	"io"
	"os"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/pkcs11key"
	"sogoc/cmd/internal/receiptkey"
	"sogoc/cmd/internal/remotekey"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// Commands returns verifierd's subcommands about keys.
func Commands() []cli.Command {
	return []cli.Command{
		{
			Name: "keygen", Args: "FILE",
			About:   "make a key for receipts in a new file, or in a token by its URI; print its public half as a JWK",
			Example: "verifierd keygen receipt.key > verifier-key.jwk", Do: generateKey,
		},
		{
			Name: "key request", About: "ask an accreditor, by a file, to register that key",
			Example: "verifierd key request -name TRA-CUU -key receipt.key -out TRA-CUU.key-request.json",
			Do:      requestKey,
		},
		{
			Name: "signer certificate", Args: "NAME",
			About:   "make the certificate by which signerd knows this service, as NAME.crt and NAME.key",
			Example: "verifierd signer certificate VERIFIERD-1", Do: remotekey.MakeCertificate,
		},
	}
}

// generateKey prints the public half in its canonical form, which is JSON for
// machines too.
func generateKey(_ context.Context, r *cli.Run, args []string) error {
	files, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	public, err := receiptkey.Generate(files[0], r.Getenv(pkcs11key.PINFileSetting))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(r.Stdout, string(public.Canonical()))
	return err
}

// madeRequest is what key request prints.
type madeRequest struct {
	Name       string `json:"name"`
	Thumbprint string `json:"thumbprint"`
	File       string `json:"file"`
}

func requestKey(_ context.Context, r *cli.Run, args []string) error {
	name := r.Flags().String("name", "", "the service's name on the ledger, of an issuer code's form (required)")
	keyFile := r.Flags().String("key", r.Getenv("SOGOC_RECEIPT_KEY"), "the private key (default: SOGOC_RECEIPT_KEY)")
	trustFile := r.Flags().String("trust", r.Getenv("SOGOC_TRUST"),
		"trust file, which says for which ledger (default: SOGOC_TRUST)")
	out := r.Flags().String("out", "", "file for the request, which the accreditor gets (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("name", "out"); err != nil {
		return err
	}
	if *keyFile == "" || *trustFile == "" {
		return cli.Usage("-key and -trust are required where SOGOC_RECEIPT_KEY and SOGOC_TRUST are not set")
	}
	trust, err := clientfile.ReadTrust(*trustFile)
	if err != nil {
		return err
	}
	key, err := receiptkey.Open(*keyFile, r.Getenv(pkcs11key.PINFileSetting))
	if err != nil {
		return err
	}
	defer func() { _ = key.Close() }()
	request, err := ledger.NewKeyRequest(ledger.PurposeVerifier, trust.Genesis, *name, key.PublicKey(), key.Sign)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*out, append(request.Canonical(), '\n'), 0o644); err != nil {
		return err
	}
	made := madeRequest{Name: *name, Thumbprint: request.Possession.Key, File: *out}
	return r.Print(made, func(w io.Writer) {
		fmt.Fprintf(w, "%s is for the accreditor; tell the key's thumbprint by another way:\n", made.File)
		fmt.Fprintln(w, made.Thumbprint)
	})
}

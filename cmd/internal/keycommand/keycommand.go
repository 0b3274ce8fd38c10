// Package keycommand has the subcommands for schools' keys, which run on the host
// where the keys are: keygen, key request and custody accept. The register has them,
// and the signer for registers on other hosts.
package keycommand

import (
	"context"
	"fmt"
	"io"
	"os"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/signers"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Commands are the subcommands of one program.
type Commands struct {
	Program string
	// Ledger says for which ledger a request is, where -ledger does not.
	Ledger func(r *cli.Run) (ledger.Digest, error)
	// LedgerFrom names where Ledger finds it.
	LedgerFrom string
	// Verifiers lets requests be made for keys of verifier services too.
	Verifiers bool
}

// List returns them.
func (c Commands) List() []cli.Command {
	return []cli.Command{
		{
			Name: "keygen", About: "make a school's signing key",
			Example: c.Program + " keygen -issuer THPT-MAU-01 -out key.jwk", Do: generateKey,
		},
		{
			Name: "key request", About: "ask the accreditor, by a file, to register a school's key",
			Example: c.Program + " key request -issuer THPT-MAU-01 -out THPT-MAU-01.key-request.json", Do: c.requestKey,
		},
		{
			Name: "custody accept", About: "accept, by a file for the accreditor, a closed school's register",
			Example: c.Program + " custody accept -issuer THPT-MAU-02 -from THPT-MAU-01 -out custody-request.json",
			Do:      c.acceptCustody,
		},
	}
}

// madeKey is what keygen prints.
type madeKey struct {
	Issuer     string           `json:"issuer"`
	Thumbprint string           `json:"thumbprint"`
	Key        ledger.PublicKey `json:"key"`
}

func generateKey(_ context.Context, r *cli.Run, args []string) error {
	issuer := r.Flags().String("issuer", "", "issuer code (required)")
	algorithm := r.Flags().String("algorithm", string(ledger.ES256K),
		"ES256K (secp256k1), or ES256 (P-256), which wallets and most libraries know")
	out := r.Flags().String("out", "", "file for the public key as JWK")
	own := r.Flags().String("passphrase-file", "",
		"passphrase of the school's own, which alone opens the key; - for standard input")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("issuer"); err != nil {
		return err
	}
	config, err := signerConfig(r)
	if err != nil {
		return err
	}
	passphrase, err := readPassphrase(r, *own)
	if err != nil {
		return err
	}
	if *own != "" {
		if err := account.CheckPassword(*issuer, registry.Secret(passphrase)); err != nil {
			return err
		}
	}
	if a := ledger.Algorithm(*algorithm); a != ledger.ES256K && a != ledger.ES256 {
		return cli.Usage("-algorithm is %s or %s", ledger.ES256K, ledger.ES256)
	}
	key, err := config.Generate(*issuer, ledger.Algorithm(*algorithm), passphrase)
	if err != nil {
		return err
	}
	if *out != "" {
		if err := os.WriteFile(*out, append(key.Canonical(), '\n'), 0o644); err != nil {
			return err
		}
	}
	made := madeKey{Issuer: *issuer, Thumbprint: key.Thumbprint(), Key: key}
	return r.Print(made, func(w io.Writer) { fmt.Fprintf(w, "%s\n%s\n", made.Thumbprint, key.Canonical()) })
}

// madeRequest is what key request and custody accept print.
type madeRequest struct {
	Issuer     string `json:"issuer"`
	Thumbprint string `json:"thumbprint"`
	File       string `json:"file"`
}

func (c Commands) requestKey(_ context.Context, r *cli.Run, args []string) error {
	issuer := r.Flags().String("issuer", "", "issuer code (required)")
	purpose := ledger.PurposeIssuer
	if c.Verifiers {
		r.Flags().BoolFunc("verifier", "the key is a verifier service's, whose name -issuer says", func(string) error {
			purpose = ledger.PurposeVerifier
			return nil
		})
	}
	choice := c.requestFlags(r)
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("issuer", "out"); err != nil {
		return err
	}
	return choice.write(r, *issuer, func(genesis ledger.Digest, key credential.Signer) ([]byte, error) {
		request, err := ledger.NewKeyRequest(purpose, genesis, *issuer, key.PublicKey(), key.Sign)
		return request.Canonical(), err
	})
}

func (c Commands) acceptCustody(_ context.Context, r *cli.Run, args []string) error {
	issuer := r.Flags().String("issuer", "", "issuer code of the successor, whose key signs (required)")
	from := r.Flags().String("from", "", "issuer code of the school that is to be closed (required)")
	choice := c.requestFlags(r)
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("issuer", "from", "out"); err != nil {
		return err
	}
	return choice.write(r, *issuer, func(genesis ledger.Digest, key credential.Signer) ([]byte, error) {
		request, err := ledger.NewCustodyRequest(genesis, *from, *issuer, key.PublicKey(), key.Sign)
		return request.Canonical(), err
	})
}

// requestChoice is with which key a request is made, for which ledger, and where
// it goes.
type requestChoice struct {
	commands   Commands
	thumbprint string
	passphrase string // file
	genesis    ledger.Digest
	out        string // file
}

func (c Commands) requestFlags(r *cli.Run) *requestChoice {
	choice := requestChoice{commands: c}
	r.Flags().StringVar(&choice.thumbprint, "thumbprint", "", "which key, where the issuer has several here")
	r.Flags().StringVar(&choice.passphrase, "passphrase-file", "",
		"passphrase of a key of the school's own; - for standard input")
	r.Flags().Func("ledger", "hash of the ledger's genesis block (default: that of "+c.LedgerFrom+")",
		func(text string) (err error) {
			choice.genesis, err = ledger.ParseDigest(text)
			return err
		})
	r.Flags().StringVar(&choice.out, "out", "", "file for the request, which the accreditor gets (required)")
	return &choice
}

// write makes a request with the issuer's key and writes it. Nothing in it is
// secret.
func (c *requestChoice) write(
	r *cli.Run, issuer string, request func(genesis ledger.Digest, key credential.Signer) ([]byte, error),
) error {
	genesis, err := c.ledger(r)
	if err != nil {
		return err
	}
	config, err := signerConfig(r)
	if err != nil {
		return err
	}
	opened, err := config.Open()
	if err != nil {
		return err
	}
	defer func() { _ = opened.Close() }()
	key, err := c.signer(r, opened, issuer)
	if err != nil {
		return err
	}
	text, err := request(genesis, key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.out, append(text, '\n'), 0o644); err != nil {
		return err
	}
	made := madeRequest{Issuer: issuer, Thumbprint: key.PublicKey().Thumbprint(), File: c.out}
	return r.Print(made, func(w io.Writer) {
		fmt.Fprintf(w, "%s is for the accreditor; tell the key's thumbprint by another way:\n", made.File)
		fmt.Fprintln(w, made.Thumbprint)
	})
}

// ledger returns the ledger that a request is for.
func (c *requestChoice) ledger(r *cli.Run) (ledger.Digest, error) {
	if !c.genesis.IsZero() {
		return c.genesis, nil
	}
	return c.commands.Ledger(r)
}

// signer returns the issuer's key of that thumbprint, or the only one.
func (c *requestChoice) signer(r *cli.Run, from signers.Signers, issuer string) (credential.Signer, error) {
	passphrase, err := readPassphrase(r, c.passphrase)
	if err != nil {
		return nil, err
	}
	found, err := openSigners(from, issuer, passphrase)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, cli.Usage("no key of %s is open here: make one with keygen, or give -passphrase-file", issuer)
	}
	return Choose(found, issuer, c.thumbprint)
}

// Choose returns the owner's key of that thumbprint or, for "", the only one.
func Choose(found []credential.Signer, owner, thumbprint string) (credential.Signer, error) {
	for _, s := range found {
		if s.PublicKey().Thumbprint() == thumbprint || thumbprint == "" && len(found) == 1 {
			return s, nil
		}
	}
	return nil, cli.Usage("%d keys of %s are open here, and -thumbprint names none of them", len(found), owner)
}

// openSigners opens the issuer's keys: those of its own that the passphrase
// opens, or for "" those that need none.
func openSigners(from signers.Signers, issuer, passphrase string) ([]credential.Signer, error) {
	if passphrase == "" {
		return from.Signers(issuer)
	}
	own, err := from.OpenOwn(issuer, passphrase)
	if err != nil {
		return nil, err
	}
	if len(own) == 0 {
		return nil, registry.ErrPassphrase
	}
	found := make([]credential.Signer, len(own))
	for i, key := range own {
		found[i] = key
	}
	return found, nil
}

// readPassphrase returns "" for no file.
func readPassphrase(r *cli.Run, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	passphrase, err := r.Secret(file)
	if err == nil && passphrase == "" {
		err = cli.Usage("the passphrase is empty")
	}
	return passphrase, err
}

// signerConfig returns where the keys are, which is on this host.
func signerConfig(r *cli.Run) (signers.Config, error) {
	config, err := signers.FromEnv(r.Getenv)
	switch {
	case err != nil:
		return config, cli.Usage("settings: %w", err)
	case config.Kind == signers.KindRemote:
		return config, cli.Usage("the keys are on another host: run the same subcommand of signerd there")
	}
	return config, nil
}

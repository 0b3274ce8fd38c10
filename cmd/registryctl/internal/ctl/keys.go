package ctl

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"

	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/registry/signer"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web/api/wire"
)

// madeKey is what keygen and add-key print of a key.
type madeKey struct {
	Issuer     string           `json:"issuer"`
	Thumbprint string           `json:"thumbprint"`
	Key        ledger.PublicKey `json:"key"`
}

func keygen(_ context.Context, r *run, args []string) error {
	issuer := r.flags.String("issuer", "", "issuer code (required)")
	out := r.flags.String("out", "", "file for the public key as JWK")
	own := r.flags.String("passphrase-file", "", "a passphrase of the school's own instead of the keystore's password: its approvers give it to unlock the key; - for standard input")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("issuer"); err != nil {
		return err
	}
	dir, err := r.env("SOGOC_KEYSTORE")
	if err != nil {
		return err
	}
	key, err := r.generate(dir, *issuer, *own)
	if err != nil {
		return err
	}
	if *out != "" {
		if err := os.WriteFile(*out, append(key.Canonical(), '\n'), 0o644); err != nil {
			return err
		}
	}
	made := madeKey{*issuer, key.Thumbprint(), key}
	return r.print(made, func(w io.Writer) { fmt.Fprintf(w, "%s\n%s\n", made.Thumbprint, key.Canonical()) })
}

// generate makes a key that the passphrase of that file opens, or the keystore's
// password where there is none.
func (r *run) generate(dir, issuer, own string) (ledger.PublicKey, error) {
	if own != "" {
		passphrase, err := r.password(own)
		if err == nil {
			err = passphrase.Check(issuer)
		}
		if err != nil {
			return ledger.PublicKey{}, err
		}
		return signer.GenerateOwn(dir, issuer, string(passphrase))
	}
	file, err := r.env("SOGOC_KEYSTORE_PASSWORD_FILE")
	if err != nil {
		return ledger.PublicKey{}, err
	}
	password, err := firstLine(file)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	return signer.Generate(dir, issuer, password)
}

// unlock gives registryd the passphrase of the school's own key.
func unlock(ctx context.Context, r *run, args []string) error {
	file := r.flags.String("passphrase-file", "", passwordFileUsage+" (required)")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("passphrase-file"); err != nil {
		return err
	}
	passphrase, err := r.password(*file)
	if err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	var state registry.KeyState
	if err := c.call(ctx, http.MethodPost, "/key/unlock", wire.Unlock{Passphrase: string(passphrase)}, &state); err != nil {
		return err
	}
	return r.print(state, func(w io.Writer) {
		fmt.Fprintf(w, "key %s is open until it has not signed for %s\n", state.Thumbprint, signer.Idle)
	})
}

func addKey(ctx context.Context, r *run, args []string) error {
	connection := r.flags.String("connection", "", "connection.json of the accreditor (required)")
	issuer := r.flags.String("issuer", "", "issuer code (required)")
	thumbprint := r.flags.String("thumbprint", "", "which key, where the keystore has several for the issuer")
	own := r.flags.String("passphrase-file", "", "passphrase of a key of the school's own; - for standard input")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("connection", "issuer"); err != nil {
		return err
	}
	key, done, err := r.key(*issuer, *thumbprint, *own)
	if err != nil {
		return err
	}
	defer done()
	return r.issuer(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) (ledger.IssuerView, error) {
		return a.AddKey(ctx, *issuer, key)
	})
}

// key opens a key of the keystore: the one of that thumbprint, or the only one.
// own is the file of its passphrase, "" for a key without.
func (r *run) key(issuer, thumbprint, own string) (credential.Signer, func(), error) {
	dir, err := r.env("SOGOC_KEYSTORE")
	if err != nil {
		return nil, nil, err
	}
	file, err := r.env("SOGOC_KEYSTORE_PASSWORD_FILE")
	if err != nil {
		return nil, nil, err
	}
	store, err := signer.Open(dir, file)
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = store.Close() }
	if own != "" {
		passphrase, err := r.password(own)
		if err == nil {
			err = store.Unlock(issuer, string(passphrase))
		}
		if err != nil {
			done()
			return nil, nil, err
		}
	}
	signers, err := store.Signers(issuer)
	if err != nil {
		done()
		return nil, nil, err
	}
	for _, s := range signers {
		if s.PublicKey().Thumbprint() == thumbprint || thumbprint == "" && len(signers) == 1 {
			return s, done, nil
		}
	}
	done()
	return nil, nil, r.usage("the keystore has %d keys for the issuer: say -thumbprint", len(signers))
}

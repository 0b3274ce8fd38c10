package command

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/keycommand"
	"sogoc/cmd/internal/signers"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// madeIdentityRequest is what identity request prints.
type madeIdentityRequest struct {
	Owner      string `json:"owner"`
	Thumbprint string `json:"thumbprint"`
	File       string `json:"file"`
}

// requestIdentity writes a certificate request (PKCS #10) for a key that is here. It is
// signed by the key, so it is made on this host alone: the service signs none.
func requestIdentity(_ context.Context, r *cli.Run, args []string) (err error) {
	owner := r.Flags().String("owner", "", "name of the accreditor in the policy, for which keygen made the key (required)")
	thumbprint := r.Flags().String("thumbprint", "", "which key, where the owner has several here")
	out := r.Flags().String("out", "", "file for the request, which the organisation gets (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("owner", "out"); err != nil {
		return err
	}
	config, err := signers.FromEnv(r.Getenv)
	if err != nil {
		return cli.Usage("settings: %w", err)
	}
	if config.Kind == signers.KindRemote {
		return cli.Usage("settings: SOGOC_SIGNER: the keys of signerd are on its own host")
	}
	opened, err := config.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	found, err := opened.Signers(*owner)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return cli.Usage("there is no key of %s here: signerd keygen -issuer %s -algorithm %s makes one",
			*owner, *owner, ledger.ES256)
	}
	key, err := keycommand.Choose(found, *owner, *thumbprint)
	if err != nil {
		return err
	}
	text, err := certificateRequest(*owner, key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*out, text, 0o644); err != nil {
		return err
	}
	made := madeIdentityRequest{Owner: *owner, Thumbprint: key.PublicKey().Thumbprint(), File: *out}
	return r.Print(made, func(w io.Writer) {
		fmt.Fprintf(w, "%s is for the organisation's host (networkctl identity sign); tell the key's thumbprint by "+
			"another way:\n%s\n", made.File, made.Thumbprint)
	})
}

// certificateRequest returns a certificate request in PEM: the owner's name, the public
// key, the key's signature, and nothing else.
func certificateRequest(owner string, key credential.Signer) ([]byte, error) {
	if key.PublicKey().Algorithm() != ledger.ES256 {
		return nil, cli.Usage("key %s of %s is for %s, and a ledger identity's is for %s: make one with signerd keygen "+
			"-algorithm %s, and say -thumbprint", key.PublicKey().Thumbprint(), owner, key.PublicKey().Algorithm(),
			ledger.ES256, ledger.ES256)
	}
	public, err := key.PublicKey().ECDSA()
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject:            pkix.Name{CommonName: owner},
		SignatureAlgorithm: x509.ECDSAWithSHA256,
	}, wholeSigner{key, public})
	if err != nil {
		return nil, fmt.Errorf("certificate request of %s: %w", owner, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}), nil
}

// wholeSigner is a key as the standard library has it. It signs whole messages.
type wholeSigner struct {
	key    credential.Signer
	public *ecdsa.PublicKey
}

var _ crypto.MessageSigner = wholeSigner{}

// Public implements crypto.Signer.
func (s wholeSigner) Public() crypto.PublicKey { return s.public }

// Sign implements crypto.Signer by an error.
func (s wholeSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("this key signs whole messages, no digest")
}

// SignMessage implements crypto.MessageSigner, with SHA-256 alone. The signature is low-S.
func (s wholeSigner) SignMessage(_ io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != crypto.SHA256 {
		return nil, errors.New("this key signs with SHA-256 alone")
	}
	signature, err := s.key.Sign(message)
	if err != nil {
		return nil, err
	}
	return signature.ASN1()
}

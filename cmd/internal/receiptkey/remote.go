package receiptkey

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"sogoc/cmd/internal/remotekey"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// errAtSigner is returned for a key's name where its private half would be needed here.
var errAtSigner = errors.New("the key is on another host: run signerd keygen and signerd key request there")

// OpenAtSigner opens a key that a signer on another host has, by its name signerd:OWNER.
// Its public half is in a file, as a JWK: the service starts while the signer is down,
// and believes no other key that the signer may come to have.
func OpenAtSigner(name, publicFile string, at remotesigner.Config) (*Signer, error) {
	owner, err := remotekey.Owner(name)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(publicFile)
	if err != nil {
		return nil, err
	}
	public, err := ledger.ParsePublicKey(bytes.TrimSpace(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", publicFile, err)
	}
	if public.Algorithm() != ledger.ES256 {
		return nil, fmt.Errorf("%s holds no P-256 key", publicFile)
	}
	client := remotesigner.Open(at)
	return &Signer{public: public, sign: client.Key(owner, public).Sign, close: client.Close}, nil
}

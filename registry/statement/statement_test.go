package statement_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/statement"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// closing is a key that is closed at some moment.
type closing struct {
	testledger.Signer
	closed bool
}

func (c *closing) Sign(message []byte) (ledger.Signature, error) {
	if c.closed {
		return ledger.Signature{}, credential.ErrKeyClosed
	}
	return c.Signer.Sign(message)
}

// TestAKeyThatWasClosedMeanwhileIsLocked: its people open it again; a broken one they
// would replace.
func TestAKeyThatWasClosedMeanwhileIsLocked(t *testing.T) {
	t.Parallel()
	key := &closing{Signer: testledger.NewSigner(t)}
	what := ledger.Void{
		Type:     ledger.TypeVoid,
		Ledger:   ledger.SumDigest([]byte("genesis")),
		Issuer:   "DH-MAU",
		Sequence: 1,
		Key:      key.PublicKey().Thumbprint(),
	}
	signature, err := statement.Sign(what, key)
	require.NoError(t, err)
	require.NoError(t, key.PublicKey().Verify(ledger.Canonical(what), signature))

	key.closed = true
	_, err = statement.Sign(what, key)
	require.ErrorIs(t, err, registry.ErrLocked)
	require.ErrorIs(t, err, credential.ErrKeyClosed)
	_, err = statement.Sign(ledger.Void{}, key)
	require.ErrorIs(t, err, ledger.ErrStatement, "what is not valid is never shown to the key")
}

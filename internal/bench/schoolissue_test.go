package bench_test

import (
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/verifier/credential"
)

// twoSignatures is the floor of issuing: the signatures of the SD-JWT and of the QR
// token, by the library that the product uses, over a short message.
func twoSignatures(t testing.TB) bench.Floor {
	t.Helper()
	key := newSigner(t)
	message := []byte("a message")
	return bench.Floor{Name: "two secp256k1 signatures", Do: func() {
		for range 2 {
			if _, err := key.Sign(message); err != nil {
				t.Fatal(err)
			}
		}
	}}
}

// issueDocument measures what is made of one document: SD-JWT, QR token and digest.
func issueDocument(document credential.Document) func(testing.TB) bench.Figure {
	return func(t testing.TB) bench.Figure {
		key := newSigner(t)
		return bench.Compare(func() {
			_, err := credential.Issue(document, key, rand.Reader)
			require.NoError(t, err)
		}, twoSignatures(t))
	}
}

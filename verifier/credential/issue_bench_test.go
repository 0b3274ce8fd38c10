package credential_test

import (
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

func BenchmarkIssue(b *testing.B) {
	signer := newSigner(b)
	for name, doc := range map[string]credential.Document{"diploma": diploma(), "transcript of 50": transcript(50)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := credential.Issue(doc, signer, rand.Reader)
				require.NoError(b, err)
			}
		})
	}
}

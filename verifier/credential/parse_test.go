package credential_test

import (
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

func issue(t testing.TB, doc credential.Document, signer credential.Signer) credential.Issued {
	t.Helper()
	issued, err := credential.Issue(doc, signer, rand.Reader)
	require.NoError(t, err)
	return issued
}

func TestWhatIsIssuedIsReadBack(t *testing.T) {
	t.Parallel()
	for name, signer := range map[string]credential.Signer{"ES256K": newSigner(t), "ES256": testledger.NewSigner(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := diploma()
			issued := issue(t, d, signer)
			c, err := credential.Parse(issued.SDJWT())
			require.NoError(t, err)
			require.Equal(t, d.Issuance, c.Issuance)
			require.Equal(t, d.Subject, c.Subject)
			require.Equal(t, issued.Digest, c.Digest())
			require.Equal(t, signer.PublicKey().Thumbprint(), c.Thumbprint)
			require.Equal(t, issued.SDJWT(), c.SDJWT())
			require.NoError(t, c.VerifySignature(signer.PublicKey()))
			require.ErrorIs(t, c.VerifySignature(newSigner(t).PublicKey()), ledger.ErrSignature)

			tr := transcript(7)
			issued = issue(t, tr, signer)
			c, err = credential.Parse(issued.SDJWT())
			require.NoError(t, err)
			require.Equal(
				t,
				tr,
				credential.Transcript{
					Issuance: c.Issuance,
					Subject:  c.Subject,
					Summary:  c.Summary,
					Courses:  c.Courses,
				},
			)
			require.Equal(t, 7, c.CourseCount)
			require.NoError(t, c.VerifySignature(signer.PublicKey()))
		})
	}
}

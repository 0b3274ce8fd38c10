package bundle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/verifier"
	"sogoc/verifier/bundle"
)

// Without a trust file nothing says which ledger counts: the digest is named,
// the evidence is not judged.
func TestWithoutATrustFileNothingIsKnown(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	text, err := w.Bundle(w.Link()).Encode()
	require.NoError(t, err)
	r := bundle.CheckUnpinned(text, w.Ledger.Clock.Now())
	requireResult(t, r, verifier.Indeterminate, verifier.DetailNoTrust, verifier.StepSignature)
	require.NotNil(t, r.Digest)
}

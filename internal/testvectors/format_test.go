package testvectors_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier/batch"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// TestExamplesInTheFormat holds the examples of docs/credential-format.md
// against the vectors that they are taken from.
func TestExamplesInTheFormat(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/credential-format.md")
	require.NoError(t, err)
	text := string(raw)
	vectors := map[string]testvectors.Vector{}
	for _, v := range testvectors.Load(t, folder) {
		vectors[v.Name] = v
	}
	compact := vectors["genuine/es256k-sd-jwt-full"].Presentation
	c, err := credential.Parse(compact)
	require.NoError(t, err)
	require.Contains(t, text, decodeText(t, strings.Split(c.JWT, ".")[0]))
	require.Contains(t, text, c.Disclosures[0])
	require.Contains(t, text, decodeText(t, c.Disclosures[0]))
	require.Contains(t, text, c.JWTHash.String())
	require.Contains(t, text, c.QRHash.String())
	require.Contains(t, text, c.Digest().String())

	view := testvectors.ReadLedger(t, folder, "university")
	keys, err := view.Key(c.Thumbprint)
	require.NoError(t, err)
	require.Contains(t, text, string(keys[0].Key.Key.Canonical()))
	require.Contains(t, text, c.Thumbprint)
	record, _, found, err := view.Anchor(university, 1)
	require.NoError(t, err)
	require.True(t, found)
	require.Contains(t, text, string(ledger.Canonical(record.Anchor)))
	require.Contains(t, text, ledger.SumDigest(ledger.Canonical(record.Anchor)).String())
	digests, err := view.Digests(university, 1)
	require.NoError(t, err)
	proof, err := batch.Prove(digests, 0)
	require.NoError(t, err)
	encoded, err := proof.MarshalText()
	require.NoError(t, err)
	require.Contains(t, text, string(encoded))

	p, err := presentation.Parse(vectors["genuine/es256k-digits"].Presentation)
	require.NoError(t, err)
	require.Equal(t, c.QRHash, ledger.SumDigest(p.Token.EncodedClaims()))
	require.Len(t, p.Token.EncodedClaims(), 212)
	require.Len(t, vectors["genuine/es256k-digits"].Presentation, 783)

	for _, typ := range credential.Types() {
		require.Contains(t, text, "`"+typ.Code+"`")
		require.Contains(t, text, typ.AchievementType)
	}
}

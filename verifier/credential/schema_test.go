package credential_test

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

// TestProcessedCredentialsMatchTheSchema validates what is issued, whole and with
// all withheld, and a year that is a text.
func TestProcessedCredentialsMatchTheSchema(t *testing.T) {
	t.Parallel()
	text, err := credential.Schema("vanbang.example")
	require.NoError(t, err)
	for _, term := range credential.Terms()[:len(credential.Terms())-8] { // the last eight are values, not members
		require.Contains(t, string(text), `"`+term.Name+`":`)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	const address = "https://vanbang.example/ns/credential.schema.json"
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource(address, document))
	schema, err := compiler.Compile(address)
	require.NoError(t, err)

	for _, of := range []credential.Document{diploma(), transcript(2)} {
		issued, err := credential.Issue(of, newSigner(t), rand.Reader)
		require.NoError(t, err)
		for _, shown := range []string{issued.SDJWT(), issued.JWT + "~"} {
			c, err := credential.Parse(shown)
			require.NoError(t, err)
			text, err := c.VerifiableCredential()
			require.NoError(t, err)
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			require.NoError(t, err)
			require.NoError(t, schema.Validate(value))
			wrong := bytes.Replace(text, []byte(`"graduationYear":2026`), []byte(`"graduationYear":"2026"`), 1)
			require.NotEqual(t, text, wrong)
			value, err = jsonschema.UnmarshalJSON(bytes.NewReader(wrong))
			require.NoError(t, err)
			require.Error(t, schema.Validate(value))
		}
	}
}

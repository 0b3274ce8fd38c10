package testvectors_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier/credential"
)

// oneStatus says in our words what the JSON Schemas of Open Badges 3.0 and CLR
// 2.0 demand around a status: one object with a type, where Verifiable
// Credentials 2.0 (§4.10) admits several. It is not 1EdTech's schema, which is not
// ours to keep, and of it holds these members alone.
const oneStatus = `{
	"$schema": "https://json-schema.org/draft/2019-09/schema",
	"type": "object",
	"required": ["@context", "id", "type", "issuer", "validFrom", "credentialSubject"],
	"properties": {
		"@context": {"type": "array", "minItems": 2},
		"type": {"type": "array", "contains": {"enum": ["OpenBadgeCredential", "ClrCredential"]}},
		"validFrom": {"type": "string", "format": "date-time"},
		"credentialSubject": {"type": "object", "required": ["type"]},
		"credentialStatus": {"type": "object", "required": ["type"]},
		"evidence": {"type": "array", "items": {"type": "object", "required": ["type"]}}
	}
}`

// TestTwoStatusEntriesAreTheOneDifference holds what the document says in §3.6:
// of these rules a processed credential breaks that on credentialStatus and no
// other, and with either of its two entries alone it breaks none.
func TestTwoStatusEntriesAreTheOneDifference(t *testing.T) {
	t.Parallel()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(oneStatus))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("status.json", document))
	schema, err := compiler.Compile("status.json")
	require.NoError(t, err)
	forms := map[credential.Form]bool{}
	for _, v := range testvectors.Load(t, folder) {
		if !strings.HasPrefix(v.Name, "genuine/") || !strings.Contains(v.Presentation, "~") ||
			strings.HasPrefix(v.Presentation, "{") {
			continue
		}
		c, err := credential.Parse(v.Presentation)
		require.NoError(t, err, v.Name)
		text, err := c.VerifiableCredential()
		require.NoError(t, err, v.Name)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err, v.Name)
		object, is := value.(map[string]any)
		require.True(t, is, v.Name)

		var refused *jsonschema.ValidationError
		require.True(t, errors.As(schema.Validate(object), &refused), v.Name)
		require.Len(t, refused.Causes, 1, v.Name)
		require.Equal(t, []string{"credentialStatus"}, refused.Causes[0].InstanceLocation, v.Name)
		entries, is := object["credentialStatus"].([]any)
		require.True(t, is && len(entries) == 2, v.Name)
		for _, entry := range entries {
			object["credentialStatus"] = entry
			require.NoError(t, schema.Validate(object), v.Name)
		}
		forms[c.Form] = true
	}
	require.Len(t, forms, 2, "diplomas and transcripts")
}

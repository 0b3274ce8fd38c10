package testvectors_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier/credential"
)

// dataModels says in our words what the data models of Open Badges 3.0 and CLR 2.0
// demand of the members that our credentials have. It is not 1EdTech's schema, which
// is not ours to keep.
var dataModels = filepath.Join("testdata", "openbadges-clr.schema.json")

// modelOf returns the data model that a credential has to follow.
func modelOf(t *testing.T, form credential.Form) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(dataModels)
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("models.json", document))
	name := "achievementCredential"
	if form == credential.FormTranscript {
		name = "clrCredential"
	}
	schema, err := compiler.Compile("models.json#/$defs/" + name)
	require.NoError(t, err)
	return schema
}

// processed returns what a vector's SD-JWT says to software that does not know
// SD-JWT, and its form.
func processed(t *testing.T, v testvectors.Vector) (map[string]any, credential.Form) {
	t.Helper()
	c, err := credential.Parse(v.Presentation)
	require.NoError(t, err, v.Name)
	text, err := c.VerifiableCredential()
	require.NoError(t, err, v.Name)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err, v.Name)
	object, is := value.(map[string]any)
	require.True(t, is, v.Name)
	return object, c.Form
}

// refusedAt returns the places that a schema refuses, each as a path.
func refusedAt(schema *jsonschema.Schema, value any) []string {
	var refused *jsonschema.ValidationError
	if !errors.As(schema.Validate(value), &refused) {
		return nil
	}
	var places []string
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			places = append(places, strings.Join(e.InstanceLocation, "/"))
		}
		for _, cause := range e.Causes {
			walk(cause)
		}
	}
	walk(refused)
	return places
}

// TestTwoStatusEntriesAreTheOneDifference holds what the document says in §3.6: of
// these rules a processed credential breaks that on credentialStatus and no other,
// and with either of its two entries alone it breaks none.
func TestTwoStatusEntriesAreTheOneDifference(t *testing.T) {
	t.Parallel()
	forms := map[credential.Form]bool{}
	for _, v := range testvectors.Load(t, folder) {
		if !strings.HasPrefix(v.Name, "genuine/") || !strings.Contains(v.Presentation, "~") ||
			strings.HasPrefix(v.Presentation, "{") {
			continue
		}
		object, form := processed(t, v)
		schema := modelOf(t, form)
		require.Equal(t, []string{"credentialStatus"}, refusedAt(schema, object), v.Name)
		entries, is := object["credentialStatus"].([]any)
		require.True(t, is && len(entries) == 2, v.Name)
		for _, entry := range entries {
			object["credentialStatus"] = entry
			require.NoError(t, schema.Validate(object), v.Name)
		}
		forms[form] = true
	}
	require.Len(t, forms, 2, "diplomas and transcripts")
}

// TestTheDataModelsRefuseWhatLacksAPart takes one member after another out of a
// diploma and of a transcript.
func TestTheDataModelsRefuseWhatLacksAPart(t *testing.T) {
	t.Parallel()
	without := func(value any, path string) string {
		parts := strings.Split(path, "/")
		for _, part := range parts[:len(parts)-1] {
			switch at := value.(type) {
			case map[string]any:
				value = at[part]
			case []any:
				value = at[0]
			}
		}
		object, is := value.(map[string]any)
		require.True(t, is, path)
		last := parts[len(parts)-1]
		require.Contains(t, object, last, path)
		delete(object, last)
		return strings.Join(parts[:len(parts)-1], "/")
	}
	for _, v := range testvectors.Load(t, folder) {
		var paths []string
		const award = "credentialSubject/verifiableCredential/0/credentialSubject/"
		switch v.Name {
		case "genuine/es256k-sd-jwt-full":
			paths = []string{
				"issuer", "validFrom", "issuer/type", "credentialSubject/type", "credentialSubject/achievement/criteria",
				"credentialSubject/achievement/description", "credentialSubject/identifier/0/hashed",
				"credentialSubject/result/0/type", "credentialSubject/achievement/resultDescription/0/resultType",
			}
		case "genuine/transcript-full":
			paths = []string{
				"credentialSubject/verifiableCredential", "credentialSubject/association/0/targetId", award + "achievement",
				award + "achievement/criteria", "credentialSubject/verifiableCredential/0/issuer",
			}
		}
		for _, path := range paths {
			object, form := processed(t, v)
			entries, is := object["credentialStatus"].([]any)
			require.True(t, is, path)
			object["credentialStatus"] = entries[0]
			where := without(object, path)
			require.Equal(t, []string{where}, refusedAt(modelOf(t, form), object), path)
		}
	}
}

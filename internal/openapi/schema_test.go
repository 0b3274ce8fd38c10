package openapi_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"sogoc/internal/openapi"
	"sogoc/internal/openapi/testdata/school"
)

func types() *openapi.Types { return openapi.NewTypes("sogoc", "../..") }

func TestSchemasAreOfWhatIsWritten(t *testing.T) {
	t.Parallel()
	all := types()
	openapi.SetSchema[school.Mark](all, openapi.Schema{Type: "string", Pattern: `^[0-9]\.[0-9]$`})
	ref, err := openapi.Of[school.Class](all)
	require.NoError(t, err)
	require.Equal(t, "#/components/schemas/Class", ref.Ref)
	text, err := json.Marshal(
		map[string]any{"$ref": ref.Ref, "components": map[string]any{"schemas": all.Components()}},
		json.Deterministic(true),
	)
	require.NoError(t, err)
	require.JSONEq(t, `{"$ref": "#/components/schemas/Class", "components": {"schemas": {
		"Class": {"type": "object", "description": "Class is of learners.", "required": ["learners", "state", "best", "photo"], "properties": {
			"learners": {"type": "array", "items": {"$ref": "#/components/schemas/Learner"}},
			"state": {"$ref": "#/components/schemas/State", "description": "now"},
			"best": {"anyOf": [{"$ref": "#/components/schemas/Learner"}, {"type": "null"}]},
			"notes": {"type": "object", "additionalProperties": {"type": "string"}},
			"photo": {"type": "string", "contentEncoding": "base64"},
			"any": {}}},
		"Learner": {"type": "object", "description": "Learner learns something.\n\nAnd more.", "required": ["id", "name", "since"], "properties": {
			"id": {"type": "string", "format": "uuid", "description": "for ever"},
			"name": {"type": "string"},
			"mark": {"$ref": "#/components/schemas/Mark"},
			"since": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
			"count": {"type": "integer", "format": "uint32", "minimum": 0}}},
		"Mark": {"type": "string", "pattern": "^[0-9]\\.[0-9]$", "description": "Mark writes itself."},
		"State": {"type": "string", "enum": ["open", "closed"], "description": "State is where a class stands.\n\n- `+"`open`"+`: takes learners"}}}}`, string(text))

	t.Run("AndTakeIt", func(t *testing.T) {
		t.Parallel()
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat()
		require.NoError(t, compiler.AddResource("school.json", document))
		schema, err := compiler.Compile("school.json")
		require.NoError(t, err)
		for _, class := range school.Learners(time.Now()) {
			written, err := json.Marshal(class)
			require.NoError(t, err)
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(written))
			require.NoError(t, err)
			require.NoError(t, schema.Validate(value), string(written))
		}
	})
}

func TestWhatCannotBeSaidTrulyIsAnError(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]openapi.Content{
		"writes itself":      openapi.JSON[school.Unmarked](),
		"no plain name":      openapi.JSON[school.Untagged](),
		"option string":      openapi.JSON[school.Formatted](),
		"two members are id": openapi.JSON[school.Twice](),
		"no literals":        openapi.JSON[school.Made](),
		"has no schema here": openapi.JSON[chan int](),
	} {
		_, err := of(types())
		require.ErrorContains(t, err, name)
	}
	all := types()
	openapi.SetName[school.Common](all, "State")
	_, err := openapi.Of[school.State](all)
	require.NoError(t, err)
	_, err = openapi.Of[school.Common](all)
	require.ErrorContains(t, err, "both State")
}

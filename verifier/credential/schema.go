package credential

import (
	_ "embed"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MediaSchema is the media type of a JSON Schema (JSON Schema 2020-12 Core §15.1).
const MediaSchema = "application/schema+json"

//go:embed schema.json
var schemaText []byte

// Schema returns the JSON Schema of https://HOST/ns/credential.schema.json: of the
// members of our own in a processed credential. What Open Badges and CLR define is
// their schemas' matter.
func Schema(host string) ([]byte, error) {
	var schema object
	if err := json.Unmarshal(schemaText, &schema); err != nil {
		return nil, err
	}
	schema["$id"] = jsontext.Value(`"https://` + host + `/ns/credential.schema.json"`)
	return json.Marshal(schema, json.Deterministic(true))
}

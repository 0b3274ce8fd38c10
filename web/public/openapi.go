package public

import _ "embed"

// description is the API's OpenAPI document. It is generated: make openapi.
//
//go:embed openapi.json
var description []byte

package postgres

import (
	"errors"

	"github.com/go-json-experiment/json"
)

// errContent says no more: what does not read may be personal.
var errContent = errors.New("a stored document does not read")

// encode returns v as JSON, byte for byte as its strings are.
func encode(v any) ([]byte, error) { return json.Marshal(v) }

// decode reads what encode wrote.
func decode(content []byte, v any) error {
	if err := json.Unmarshal(content, v); err != nil {
		return errContent
	}
	return nil
}

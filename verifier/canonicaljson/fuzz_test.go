package canonicaljson_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/canonicaljson"
)

// FuzzUnmarshal: what is accepted encodes to the same bytes again.
func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":"x"}`))
	f.Add([]byte(`{"b":"x","a":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var s sample
		if canonicaljson.Unmarshal(text, &s, 1<<20) != nil {
			return
		}
		again, err := canonicaljson.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	})
}

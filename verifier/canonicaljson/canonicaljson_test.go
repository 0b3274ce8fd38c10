package canonicaljson_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/canonicaljson"
)

type sample struct {
	B string `json:"b"`
	A int    `json:"a"`
}

func TestMarshal(t *testing.T) {
	t.Parallel()
	text, err := canonicaljson.Marshal(sample{B: "é\n", A: 1})
	require.NoError(t, err)
	require.Equal(t, `{"a":1,"b":"é\n"}`, string(text))
	_, err = canonicaljson.Marshal(sample{B: "\xff"})
	require.Error(t, err)
}

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	var s sample
	require.NoError(t, canonicaljson.Unmarshal([]byte(`{"a":1,"b":"x"}`), &s, 100))
	require.Equal(t, sample{B: "x", A: 1}, s)
	for name, text := range map[string]string{
		"another order":     `{"b":"x","a":1}`,
		"a space":           `{"a":1, "b":"x"}`,
		"an unknown member": `{"a":1,"b":"x","c":0}`,
		"a missing member":  `{"a":1}`,
		"a repeated member": `{"a":1,"a":1,"b":"x"}`,
		"another number":    `{"a":1.0,"b":"x"}`,
		"another spelling":  `{"a":1,"b":"\u0078"}`,
		"a trailing byte":   `{"a":1,"b":"x"} `,
		"nothing":           ``,
	} {
		require.ErrorIs(t, canonicaljson.Unmarshal([]byte(text), &s, 100), canonicaljson.ErrNotCanonical, name)
	}
	require.ErrorIs(t, canonicaljson.Unmarshal([]byte(`{"a":1,"b":"x"}`), &s, 5), canonicaljson.ErrNotCanonical)
}

// An error must not repeat what stands in the text: it may be a name.
func TestErrorsHoldNoContent(t *testing.T) {
	t.Parallel()
	var s sample
	for _, text := range []string{`{"a":"Nguyễn","b":"x"}`, `{"a":1,"b":"Nguyễn`, `Nguyễn`} {
		err := canonicaljson.Unmarshal([]byte(text), &s, 100)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "Nguyễn")
	}
}

package public_test

import (
	"bytes"
	"html"
	"net/http"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testseal"
	"sogoc/verifier"
	"sogoc/verifier/pdfseal"
	"sogoc/web/public"
)

// A seal stands beside the answer, on the page and in the API, and changes nothing of it:
// neither a good one nor one that does not hold.
func TestSealStandsBesideTheAnswer(t *testing.T) {
	t.Parallel()
	authority := testseal.New(t)
	d := printing(t, func(c *public.Config) { c.SealRoots = authority.Roots() })
	w := d.ask("/api/v1/receipt/pdf?lang=en", d.Link())
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	sealed := authority.Seal(t, w.Body.Bytes())
	broken := bytes.Clone(sealed)
	broken[bytes.Index(broken, []byte("/Title"))-3] ^= 0x01 // a space of the information dictionary
	for name, c := range map[string]struct {
		file  []byte
		state pdfseal.State
		chain pdfseal.Chain
		says  string
	}{
		"Sealed":   {sealed, pdfseal.Intact, pdfseal.Trusted, "The file has not changed since it was sealed."},
		"Stranger": {testseal.New(t).Seal(t, w.Body.Bytes()), pdfseal.Intact, pdfseal.Untrusted, "anybody may have written the name"},
		"Extended": {append(bytes.Clone(sealed), "\n%%EOF\n"...), pdfseal.Extended, pdfseal.Trusted, "CHANGED AFTER SEALING"},
		"Broken":   {broken, pdfseal.Broken, pdfseal.NotJudged, "THE SEAL DOES NOT HOLD"},
	} {
		answered := d.upload("/api/v1/verify/file", c.file)
		require.Equal(t, http.StatusOK, answered.Code, answered.Body)
		var all public.FileAnswer
		require.NoError(t, json.Unmarshal(answered.Body.Bytes(), &all))
		require.Len(t, all.Seals, 1, name)
		require.Equal(t, c.state, all.Seals[0].State, name)
		require.Equal(t, c.chain, all.Seals[0].Chain, name)
		require.Len(t, all.Answers, 1, name)
		require.Equal(t, verifier.Valid, all.Answers[0].Result.Result, name)
		page := html.UnescapeString(d.upload("/v", c.file).Body.String())
		require.Contains(t, page, "It is no part of the result and does not replace it", name)
		require.Contains(t, page, c.says, name)
		require.Contains(t, page, "Truong Mau (synthetic)", name)
	}
}

package public_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
)

// TestOtherSystemsCodesAreBlueOnThePage asks the API and the page.
func TestOtherSystemsCodesAreBlueOnThePage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for name, input := range testvectors.OfOtherSystems() {
		r := decode[verifier.Result](t, d.ask("/api/v1/verify", input))
		require.Equal(t, verifier.DetailNotRead, r.Detail, name)
		w := d.form("/v", input, "")
		require.Equal(t, http.StatusOK, w.Code, name)
		require.Contains(t, w.Body.String(), `class="verdict question" data-result="malformed"`, name)
		require.Contains(t, w.Body.String(), "Not a code of this register", name)
		require.NotContains(t, w.Body.String(), "fake", name)
	}
}

package public_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web/public"
)

// failingSigner is a key that its keeper, on another host, does not sign with now.
type failingSigner struct {
	testledger.Signer
	err error
}

func (s failingSigner) Sign([]byte) (ledger.Signature, error) {
	return ledger.Signature{}, fmt.Errorf("%w: signer.example:8443", s.err)
}

// TestWhileTheSignerDoesNotSign: receipts and lists are told to come back for, and
// verifications go on.
func TestWhileTheSignerDoesNotSign(t *testing.T) {
	t.Parallel()
	for _, err := range []error{credential.ErrSignerUnavailable, credential.ErrSignerRefused} {
		t.Run(err.Error(), func(t *testing.T) {
			t.Parallel()
			key := failingSigner{testledger.NewSigner(t), err}
			d := newDesk(t, func(c *public.Config) { c.Signer = key })
			w := d.ask("/api/v1/receipt", d.Link())
			require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body)
			require.Contains(t, w.Body.String(), "not_ready")
			require.NotContains(t, w.Body.String(), "signer.example", "where the key is, is the operator's matter")
			require.Equal(t, http.StatusOK, d.ask("/api/v1/verify", d.Link()).Code)

			b := publishing(t, func(c *public.Config) { c.Signer = key })
			for _, path := range []string{"/status/" + code + "/1", "/status/" + code + "/1/revocation"} {
				require.Equal(t, http.StatusServiceUnavailable, b.get(path).Code, path)
			}
		})
	}
}

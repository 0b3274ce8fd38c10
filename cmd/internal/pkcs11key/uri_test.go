package pkcs11key_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/pkcs11key"
)

func TestURIs(t *testing.T) {
	t.Parallel()
	r, err := pkcs11key.ParseURI(
		"pkcs11:token=so%20goc;object=TRA-CUU?module-path=/usr/lib/m.so&pin-source=file:/etc/sogoc/pin", "")
	require.NoError(t, err)
	require.Equal(t, pkcs11key.Reference{
		Module: "/usr/lib/m.so", Token: "so goc", Object: "TRA-CUU", PINFile: "/etc/sogoc/pin",
	}, r)
	r, err = pkcs11key.ParseURI("pkcs11:token=a?module-path=/m.so", "/pin")
	require.NoError(t, err)
	require.Equal(t, "/pin", r.PINFile)
	for uri, says := range map[string]string{
		"receipt.key":                                     "begins with",
		"pkcs11:object=a?module-path=/m.so":               "token",
		"pkcs11:token=a":                                  "module-path",
		"pkcs11:token=a?module-path=m.so":                 "absolute",
		"pkcs11:token=a?module-path=/m.so":                "SOGOC_PKCS11_PIN_FILE",
		"pkcs11:token=%zz?module-path=/m.so":              "token cannot be read",
		"pkcs11:token=a;serial=1?module-path=/m.so":       "serial",
		"pkcs11:token=a?module-path=/m.so&pin-value=1234": "pin-source",
	} {
		_, err := pkcs11key.ParseURI(uri, "")
		require.ErrorIs(t, err, pkcs11key.ErrURI, uri)
		require.ErrorContains(t, err, says, uri)
		require.NotContains(t, err.Error(), "1234")
	}
}

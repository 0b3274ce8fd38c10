//go:build !pkcs11

package pkcs11key_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/pkcs11key"
)

// TestWithoutPKCS11: a program that was built without the tag says so.
func TestWithoutPKCS11(t *testing.T) {
	t.Parallel()
	pin := filepath.Join(t.TempDir(), "pin")
	require.NoError(t, os.WriteFile(pin, []byte("1234\n"), 0o600))
	_, err := pkcs11key.Open(pkcs11key.Reference{Module: "/usr/lib/none.so", Token: "a", PINFile: pin})
	require.ErrorIs(t, err, pkcs11key.ErrAbsent)
}

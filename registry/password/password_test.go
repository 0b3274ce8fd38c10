package password_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry/password"
)

var cheap = password.Cost{Memory: 64, Passes: 1, Lanes: 1}

func TestHashes(t *testing.T) {
	t.Parallel()
	const secret = "một mật khẩu mẫu"
	hash := password.Hash(secret, cheap)
	require.NotEqual(t, hash, password.Hash(secret, cheap), "each has a salt of its own")
	require.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$"))

	ok, cost, err := password.Verify(secret, hash)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, cheap, cost)
	ok, _, err = password.Verify(norm.NFD.String(secret), hash)
	require.NoError(t, err)
	require.True(t, ok, "another keyboard composes letters in another way")
	ok, _, err = password.Verify(secret+" ", hash)
	require.NoError(t, err)
	require.False(t, ok)

	for _, bad := range []string{"", "$2a$10$x", hash[1:], hash + "=", hash[:len(hash)-1], strings.Replace(hash, "m=64", "m=64000000", 1),
		strings.Replace(hash, "t=1", "t=0", 1), strings.Replace(hash, "v=19", "v=16", 1), strings.Replace(hash, "argon2id", "argon2i", 1)} {
		_, _, err := password.Verify(secret, bad)
		require.ErrorIs(t, err, password.ErrForm, bad)
	}
}

func TestStandardCost(t *testing.T) {
	t.Parallel()
	ok, cost, err := password.Verify("mật khẩu", password.Hash("mật khẩu", password.Standard))
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, password.Standard, cost)
}

package public

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryTextIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	for name, s := range texts {
		require.NotEmpty(t, s[0], "%v in Vietnamese", name)
		require.NotEmpty(t, s[1], "%v in English", name)
	}
}

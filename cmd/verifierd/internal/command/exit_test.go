package command

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/verifierd/internal/app"
	"sogoc/verifier/follower"
)

func TestExitCodes(t *testing.T) {
	t.Parallel()
	code, known := exitCode(fmt.Errorf("follow: %w", errors.Join(cli.ErrLater, app.ErrConfig, follower.ErrIntegrity)))
	require.True(t, known)
	require.Equal(t, cli.ExitIntegrity, code)
	code, known = exitCode(errors.Join(cli.ErrLater, app.ErrConfig))
	require.True(t, known)
	require.Equal(t, cli.ExitUsage, code)
	_, known = exitCode(errors.New("disk"))
	require.False(t, known)
}

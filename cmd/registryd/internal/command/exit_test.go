package command

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/registryd/internal/app"
	"sogoc/registry"
	"sogoc/web"
)

func TestExitCodes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err   error
		want  int
		known bool
	}{
		"Integrity":         {fmt.Errorf("anchor: %w", registry.ErrIntegrity), cli.ExitIntegrity, true},
		"IntegrityOfMany":   {errors.Join(cli.ErrLater, app.ErrConfig, registry.ErrIntegrity), cli.ExitIntegrity, true},
		"Settings":          {app.ErrConfig, cli.ExitUsage, true},
		"SettingsOfService": {errors.Join(cli.ErrReported, cli.ErrLater, app.ErrConfig), cli.ExitUsage, true},
		"Database":          {registry.ErrStoreUnavailable, cli.ExitLater, true},
		"Ledger":            {registry.ErrLedgerUnavailable, cli.ExitLater, true},
		"Taken":             {registry.ErrConflict, cli.ExitNo, true},
		"Port":              {web.ErrListen, 0, false}, // daemon says: later
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, known := exitCode(c.err)
			require.Equal(t, c.want, code)
			require.Equal(t, c.known, known)
		})
	}
}

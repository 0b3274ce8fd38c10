package registrar

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
	"sogoc/web"
	"sogoc/web/api"
)

// What can go wrong, and what can stand in a table, has its words.
func TestEverythingHasWords(t *testing.T) {
	t.Parallel()
	var wanted []string
	for _, r := range slices.Concat(Rules(), api.Rules(), web.Rules()) {
		switch r.Code {
		case "client_closed_request", "unauthenticated", "list_invalid", "list_open", "rows_invalid", "not_ready", "unsupported_media_type",
			"already_imported", "idempotency_key_reused", "idempotency_key_in_flight": // no page meets them
		default:
			wanted = append(wanted, "problem:"+r.Code)
		}
	}
	for _, to := range []ledger.State{ledger.Active, ledger.Suspended, ledger.Revoked, ledger.Superseded} {
		wanted = append(wanted, "status:"+string(to), "onTheWay:"+string(to), "event:asked:"+string(to), "event:done:"+string(to))
		for _, ground := range registry.Grounds(to) {
			wanted = append(wanted, "ground:"+string(ground), "do:"+string(to))
		}
	}
	for _, o := range []status.Obstacle{status.ObstacleUnknown, status.ObstaclePending, status.ObstacleState,
		status.ObstacleProposed, status.ObstacleBeforeIssue,
		status.ObstacleBeforeSuspension} {
		wanted = append(wanted, "obstacle:"+string(o))
	}
	for _, r := range sections {
		wanted = append(wanted, "section:"+r.text)
	}
	for _, name := range wanted {
		require.Contains(t, texts, name)
	}
	for name, text := range texts {
		require.NotEmpty(t, text.In(web.Vietnamese), name)
		require.NotEmpty(t, text.In(web.English), name)
	}
}

package reading

import (
	"context"
	"log/slog"
	"time"

	"sogoc/registry"
)

// ledgerPatience is how long a page waits for the ledger's word of a credential.
const ledgerPatience = 2 * time.Second

// OnLedger returns what the ledger says now of an anchored credential, as one peer
// answers; nil for a credential that is not anchored. The register itself knows only
// what its own school asked for: an accreditor revokes and suspends without it. A
// ledger that does not answer in time is said in the result and is no error.
func (s *Service) OnLedger(ctx context.Context, c registry.Credential) *registry.LedgerWord {
	if c.State != registry.CredentialAnchored {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, ledgerPatience)
	defer cancel()
	a, err := s.ledger.Attest(ctx, c.Issuer, c.Sequence, c.StatusRef.List, c.StatusRef.Index)
	if err != nil {
		s.proc.Log.WarnContext(ctx, "the ledger was not asked about a credential", slog.Any("error", err))
		return &registry.LedgerWord{}
	}
	word := &registry.LedgerWord{
		Asked:    true,
		State:    a.Entry.State.Worse(a.AnchorState),
		Version:  a.Entry.Version,
		Issuer:   a.Issuer.State,
		Doubtful: a.EntryKey != nil && a.EntryKey.CompromisedAt(a.Entry.Time),
	}
	switch {
	case word.State != a.Entry.State:
		word.By = registry.ByAccreditor // what stands over the whole anchor only an accreditor sets
	case a.Entry.MSP != "":
		word.By, word.Since = registry.ByAccreditor, &a.Entry.Time
	case a.Entry.Version > 0:
		word.By, word.Since = registry.BySchool, &a.Entry.Time
	}
	return word
}

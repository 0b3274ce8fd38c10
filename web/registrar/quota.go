package registrar

import (
	"context"
	"errors"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// quotaData is what a page shows of the school's quotas.
type quotaData struct {
	State registry.QuotaState
	Lines []registry.QuotaLine // of a list: those that it takes something of; else all
	Cause string               // why the ledger would refuse the list now, in words; "" where it would not
	Later bool                 // the ledger does not answer, so nobody knows
}

// quotaOfList says what credentials of these kinds would take; nil shows the quotas
// alone. A ledger that does not answer keeps no page from being shown.
func (v *visit) quotaOfList(needed registry.KindCounts) (*quotaData, error) {
	return v.quota(func(ctx context.Context) (registry.QuotaState, error) {
		return v.ui.Register.Quota.OfList(ctx, v.actor, needed)
	})
}

// quotaOfBatch is quotaOfList for a batch that is not signed.
func (v *visit) quotaOfBatch(b registry.Batch) (*quotaData, error) {
	if b.State != registry.BatchDraft && b.State != registry.BatchApproved {
		return nil, nil
	}
	return v.quota(func(ctx context.Context) (registry.QuotaState, error) {
		return v.ui.Register.Quota.OfBatch(ctx, v.actor, b.ID)
	})
}

func (v *visit) quota(ask func(context.Context) (registry.QuotaState, error)) (*quotaData, error) {
	ctx, cancel := context.WithTimeout(v.ctx(), ledgerPatience)
	defer cancel()
	state, err := ask(ctx)
	switch {
	case errors.Is(err, registry.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), ledgerCode(err) != "":
		return &quotaData{Later: true}, nil
	case err != nil:
		return nil, err
	}
	data := &quotaData{State: state, Lines: state.Needed()}
	if len(data.Lines) == 0 {
		data.Lines = state.Lines
	}
	if wait := state.Wait(); wait != registry.WaitNothing {
		data.Cause = v.waitText(wait)
	}
	return data, nil
}

// waitText says in words what a batch waits for.
func (v *visit) waitText(wait registry.Wait) string {
	return sayYear(v.language, "waits:"+string(wait), v.ui.Now())
}

// refusalText says in words why the ledger does not take a sealed batch.
func (v *visit) refusalText(code ledger.Code) string {
	name := "refusal:" + string(code)
	if _, known := texts[name]; !known {
		name = "refusal:other"
	}
	return sayYear(v.language, name, v.ui.Now())
}

// kindCounts counts drafts by kind.
func kindCounts(drafts []registry.Draft) registry.KindCounts {
	counts := registry.KindCounts{}
	for _, d := range drafts {
		counts[d.Kind]++
	}
	return counts
}

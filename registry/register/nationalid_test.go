package register_test

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

// Those who answer for what is signed see national ids in full, in drafts and in what was
// asked about them; readers see them masked, and an operator sees no draft.
func TestNationalIDsAreSeenByThoseWhoSignThem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	r := request(school, graduates(1))
	r.Remarks = []registry.Remark{{
		Code:  "x",
		Lines: []int{5},
		Found: "000208 000000",
		Meant: "000208000000",
		Texts: []string{"sinh 2008, số 000.208.000.000"},
	}}
	batch, err := b.register.Intake.Import(ctx, b.registrar, r)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		actor registry.Actor
		full  bool
	}{"registrar": {b.registrar, true}, "approver": {b.approver, true}, "reader": {b.reader, false}} {
		want, wantTexts := "********0000", []string{"sinh 2008, số ********0000"}
		if test.full {
			want, wantTexts = "000208000000", r.Remarks[0].Texts
		}
		drafts, err := b.register.Reading.Drafts(ctx, test.actor, batch.ID, registry.Page{})
		require.NoError(t, err, name)
		text, err := json.Marshal(drafts)
		require.NoError(t, err, name)
		require.Contains(t, string(text), want, name)
		drafts, remarks, err := b.register.Review.Drafts(ctx, test.actor, batch.ID)
		require.NoError(t, err, name)
		require.Equal(t, want, drafts[0].Subject().NationalID, name)
		require.Equal(t, want, remarks[0].Meant, name)
		require.Equal(t, wantTexts, remarks[0].Texts, name)
	}
	for _, actor := range []registry.Actor{b.operator, b.stranger} {
		_, err := b.register.Reading.Drafts(ctx, actor, batch.ID, registry.Page{})
		require.Error(t, err)
		_, _, err = b.register.Review.Drafts(ctx, actor, batch.ID)
		require.Error(t, err)
	}
}

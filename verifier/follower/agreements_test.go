package follower_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// A trust file with an agreement by somebody who was no administrator in the genesis
// block is refused: when that block comes, and at the start of a folder that has it. No
// alarm is raised for it: the ledger is not at fault.
func TestAgreementsOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	genuine := w.options(t)
	genuine.Trust.Agreements = []ledger.Agreement{
		{Organisation: "MinistryMSP", Certificate: w.Admins["MinistryMSP"].Certificate.Raw},
	}
	forged := genuine
	forged.Trust.Agreements = []ledger.Agreement{{
		Organisation: "MinistryMSP",
		Certificate:  blockstest.NewAuthority(t, "MinistryMSP").Issue("admin", "admin").Certificate.Raw,
	}}

	f := open(t, forged)
	err := f.Run(t.Context(), sources(w.all()...)...)
	require.ErrorIs(t, err, blocks.ErrAgreement)
	require.NotErrorIs(t, err, follower.ErrIntegrity)
	require.NoError(t, f.Alarm())
	require.Zero(t, f.Head().Height)
	require.NoError(t, f.Close())

	f = open(t, genuine)
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	require.Equal(t, w.Height, f.Head().Height)
	require.NoError(t, f.Close())

	_, err = follower.Open(forged)
	require.ErrorIs(t, err, blocks.ErrAgreement)
}

package network

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/stretchr/testify/require"
)

func TestGiveToMajority(t *testing.T) {
	t.Parallel()
	organisation := func() *common.ConfigGroup {
		return &common.ConfigGroup{
			ModPolicy: "Admins",
			Policies: map[string]*common.ConfigPolicy{
				"Admins": {ModPolicy: "Admins"}, "Endorsement": {ModPolicy: "Admins"},
			},
			Values: map[string]*common.ConfigValue{
				"MSP": {ModPolicy: "Admins"}, "AnchorPeers": {ModPolicy: "Admins"}, "Endpoints": {ModPolicy: "Admins"},
				"Another": {ModPolicy: "Admins"},
			},
		}
	}
	root := &common.ConfigGroup{ModPolicy: "Admins", Groups: map[string]*common.ConfigGroup{
		"Application": {ModPolicy: "Admins", Groups: map[string]*common.ConfigGroup{"A": organisation(), "B": organisation()}},
		"Orderer":     {ModPolicy: "Admins", Groups: map[string]*common.ConfigGroup{"A": organisation()}},
	}}
	require.True(t, giveToMajority(root))
	require.False(t, giveToMajority(root), "once is enough")
	for group, members := range map[string][]string{"Application": {"A", "B"}, "Orderer": {"A"}} {
		require.Equal(t, "Admins", root.Groups[group].ModPolicy)
		for _, member := range members {
			g := root.Groups[group].Groups[member]
			majority := "/Channel/" + group + "/Admins"
			require.Equal(t, majority, g.ModPolicy)
			for name, policy := range g.Policies {
				require.Equal(t, majority, policy.ModPolicy, name)
			}
			require.Equal(t, majority, g.Values["Another"].ModPolicy)
			for _, own := range ownValues {
				require.Equal(t, "Admins", g.Values[own].ModPolicy, own)
			}
		}
	}
}

func TestAnAuthorityIsReadBack(t *testing.T) {
	t.Parallel()
	made, err := newAuthority("ministry", authorityMembers, testTime)
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, made.save(dir))
	read, err := loadAuthority(dir)
	require.NoError(t, err)
	require.True(t, made.key.Equal(read.key))
	require.Equal(t, made.pem, read.pem)
	require.True(t, made.certificate.Equal(read.certificate))
	_, err = loadAuthority(t.TempDir())
	require.Error(t, err)
}

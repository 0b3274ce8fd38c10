package network

import (
	"errors"
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/stretchr/testify/require"
)

// A change of an older configuration is refused before it is sent. Where the peer that is
// asked lags behind, the orderers decide.
func TestAnOlderChangeIsToldFromAPeerThatLags(t *testing.T) {
	t.Parallel()
	channel := func(value, policy uint64) *common.ConfigGroup {
		return &common.ConfigGroup{Groups: map[string]*common.ConfigGroup{groupOrderer: {
			Values:   map[string]*common.ConfigValue{"BatchSize": {Version: value}},
			Policies: map[string]*common.ConfigPolicy{"Admins": {Version: policy}},
		}}}
	}
	nothingRead := &common.ConfigGroup{Groups: map[string]*common.ConfigGroup{groupOrderer: {}}}
	update := func(read, write *common.ConfigGroup) ConfigUpdate {
		raw, err := marshal(&common.ConfigUpdate{ChannelId: Channel, ReadSet: read, WriteSet: write})
		require.NoError(t, err)
		return ConfigUpdate{Update: raw}
	}
	for name, c := range map[string]struct {
		read, write, now *common.ConfigGroup
		want             string
	}{
		"AsRead":        {channel(4, 2), channel(5, 2), channel(4, 2), ""},
		"NotRead":       {nothingRead, channel(5, 3), channel(4, 2), ""},
		"ValueMeantime": {nothingRead, channel(5, 3), channel(5, 2), "of Channel/Orderer/BatchSize,"},
		"ReadMeantime":  {channel(4, 2), channel(4, 3), channel(5, 2), "of Channel/Orderer/BatchSize,"},
		"PolicyBefore":  {channel(4, 1), channel(5, 1), channel(4, 2), "of Channel/Orderer/Admins,"},
		"ThePeerLags":   {channel(5, 3), channel(6, 3), channel(4, 2), ""},
		"GroupMeantime": {nothingRead, nothingRead, &common.ConfigGroup{Version: 1}, "of Channel,"},
	} {
		err := update(c.read, c.write).checkCurrent(c.now)
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, ErrConfig, name)
		require.ErrorContains(t, err, c.want, name)
	}
}

// What the orderers say of a change by text alone is known by what it means.
func TestARefusalOfAChangeIsToldByItsMeaning(t *testing.T) {
	t.Parallel()
	require.NoError(t, refusalOf(nil))
	for text, want := range map[string]error{
		"attempt to set key [Value] /Channel/Orderer/BatchTimeout to version 1, but key is at version 1": ErrConfig,
		"1 sub-policies were satisfied, but this policy requires 3 of the 'Admins' sub-policies":         ErrTooFew,
		"signature set did not satisfy policy":                                                           ErrTooFew,
	} {
		require.ErrorIs(t, refusalOf(errors.New(text)), want, text)
	}
	other := refusalOf(errors.New("connection refused"))
	require.NotErrorIs(t, other, ErrConfig)
	require.NotErrorIs(t, other, ErrTooFew)
}

package network

import (
	"bytes"
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/stretchr/testify/require"
)

// Whoever signs a change sees what is so today beside what it would become, and who may
// change it today where the change gives it to somebody else.
func TestAChangeIsSaidBesideToday(t *testing.T) {
	t.Parallel()
	timeout := func(text, changes string, version uint64) *common.ConfigValue {
		raw, err := marshal(&orderer.BatchTimeout{Timeout: text})
		require.NoError(t, err)
		return &common.ConfigValue{Value: raw, ModPolicy: changes, Version: version}
	}
	channel := func(version uint64, values map[string]*common.ConfigValue) *common.ConfigGroup {
		return &common.ConfigGroup{Version: version, ModPolicy: "Admins", Values: values}
	}
	values := func(v *common.ConfigValue) map[string]*common.ConfigValue {
		return map[string]*common.ConfigValue{"BatchTimeout": v}
	}
	today := channel(3, values(timeout("2s", "Admins", 1)))
	for name, c := range map[string]struct {
		write, today *common.ConfigGroup
		want, wanted string // what it says today, and a line for people
	}{
		"Otherwise": {channel(3, values(timeout("5s", "Admins", 2))), today,
			"a block is cut after 2s", "\n    today: a block is cut after 2s\n"},
		"BySomebodyElse": {channel(3, values(timeout("2s", "Writers", 2))), today,
			"a block is cut after 2s", "changed by Channel/Writers\n    today: a block is cut after 2s\n    today changed by Channel/Admins\n"},
		"New":          {channel(3, values(timeout("5s", "Admins", 0))), channel(3, nil), "not there", "\n    today: not there\n"},
		"Unknown":      {channel(3, values(timeout("5s", "Admins", 2))), nil, "", "changed by Channel/Admins\n"},
		"GroupWithout": {channel(4, nil), today, "the values BatchTimeout, the policies none and the groups none", "from now on it has "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := marshal(&common.ConfigUpdate{ChannelId: Channel, ReadSet: channel(3, nil), WriteSet: c.write})
			require.NoError(t, err)
			settings, err := ConfigUpdate{Update: raw}.describe(c.today)
			require.NoError(t, err)
			require.Len(t, settings, 1)
			require.Equal(t, c.want, settings[0].Today)
			var said bytes.Buffer
			WriteSettings(&said, settings)
			require.Contains(t, said.String(), c.wanted)
		})
	}
}

// Of a list, as of the four orderers, a reader sees which parts would be other ones.
func TestAChangeOfAListMarksItsLines(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	WriteSettings(&said, []Setting{{Place: "Channel/Orderer", Name: valueOrderers, Changes: "Channel/Orderer/Admins",
		Words: "3 orderers\n1 of A\n2 of B, new\n3 of C", Today: "2 orderers\n1 of A\n2 of B"}})
	require.Equal(t, `
Channel/Orderer
  Orderers: 3 orderers; changed by Channel/Orderer/Admins
      1 of A
    + 2 of B, new
    + 3 of C
    today: 2 orderers
    - 2 of B, today
`, said.String())
}

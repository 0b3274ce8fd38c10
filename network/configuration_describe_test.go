package network

import (
	"bytes"
	"encoding/pem"
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/stretchr/testify/require"
)

// timeout is a value of a configuration, changed by a policy of its group.
func timeout(t *testing.T, text, changes string, version uint64) *common.ConfigValue {
	t.Helper()
	raw, err := marshal(&orderer.BatchTimeout{Timeout: text})
	require.NoError(t, err)
	return &common.ConfigValue{Value: raw, ModPolicy: changes, Version: version}
}

// channelWith is a channel's group that holds nothing but one value, or nothing.
func channelWith(version uint64, value *common.ConfigValue) *common.ConfigGroup {
	group := &common.ConfigGroup{Version: version, ModPolicy: "Admins"}
	if value != nil {
		group.Values = map[string]*common.ConfigValue{"BatchTimeout": value}
	}
	return group
}

func changeOf(t *testing.T, read, write *common.ConfigGroup) ConfigUpdate {
	t.Helper()
	raw, err := marshal(&common.ConfigUpdate{ChannelId: Channel, ReadSet: read, WriteSet: write})
	require.NoError(t, err)
	return ConfigUpdate{Update: raw}
}

// Whoever signs a change sees what is so today beside what it would become, and whose
// policy decides.
func TestAChangeIsSaidBesideToday(t *testing.T) {
	t.Parallel()
	today, read := channelWith(3, timeout(t, "2s", "Admins", 1)), channelWith(3, nil)
	added := channelWith(3, nil)
	added.Groups = map[string]*common.ConfigGroup{"NewMSP": {ModPolicy: "Admins"}}
	for name, c := range map[string]struct {
		write, today *common.ConfigGroup
		says         string
	}{
		"Otherwise": {channelWith(3, timeout(t, "5s", "Admins", 2)), today,
			"after 5s; changed by Channel/Admins\n    today: a block is cut after 2s\n"},
		"BySomebodyElse": {channelWith(3, timeout(t, "2s", "Writers", 2)), today,
			"after 2s; changed by Channel/Admins, from then on by Channel/Writers\n    today: a block is cut after 2s\n"},
		"New": {channelWith(3, timeout(t, "5s", "Admins", 0)), read,
			"after 5s; new, changed by Channel/Admins\n    today: not there\n"},
		"Unknown": {channelWith(3, timeout(t, "5s", "Admins", 2)), nil,
			"after 5s; from then on changed by Channel/Admins\n"},
		"ValueTakenAway": {channelWith(4, nil), today,
			"this group: it has these parts and no other; changed by Channel/Admins\n    - value BatchTimeout\n"},
		"NewGroup": {added, today, "\nChannel/NewMSP\n  this group: it has these parts and no other; new, changed by "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, err := changeOf(t, read, c.write).describe(c.today)
			require.NoError(t, err)
			require.Len(t, settings, 1)
			var said bytes.Buffer
			WriteChanges(&said, settings)
			require.Contains(t, said.String(), c.says)
		})
	}
}

// A peer that is behind the others does not know what is so today.
func TestAPeerThatIsBehindSaysNothingOfToday(t *testing.T) {
	t.Parallel()
	read := channelWith(3, timeout(t, "", "", 2))
	change := changeOf(t, read, channelWith(3, timeout(t, "5s", "Admins", 3)))
	for _, today := range []*common.ConfigGroup{
		channelWith(2, timeout(t, "2s", "Admins", 2)), channelWith(3, timeout(t, "2s", "Admins", 1)), channelWith(3, nil),
	} {
		_, err := change.describe(today)
		require.ErrorIs(t, err, ErrConfig)
		require.ErrorContains(t, err, "the peer may be behind the others")
	}
	_, err := change.describe(channelWith(3, timeout(t, "2s", "Admins", 2)))
	require.NoError(t, err)
}

// A reader sees which parts of a list would be other ones, also where a part stands twice.
func TestAChangeOfAListMarksItsLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ words, today, says string }{
		"Parts": {"3 orderers\n1 of A\n2 of B, new\n3 of C", "2 orderers\n1 of A\n2 of B",
			"3 orderers; changed by X\n      1 of A\n    + 2 of B, new\n    + 3 of C\n    today: 2 orderers\n    - 2 of B\n"},
		"Twice":      {"2 of\nA\nA\nB", "2 of\nA\nB", "2 of; changed by X\n      A\n    + A\n      B\n"},
		"AnotherOne": {"2 of\nA\nB\nB", "2 of\nA\nA\nB", "2 of; changed by X\n      A\n      B\n    + B\n    - A\n"},
		"Order":      {"2 of\nA\nB", "2 of\nB\nA", "2 of; changed by X\n      A\n      B\n    today: the same, in another order\n"},
		"Same":       {"2 of\nA\nB", "2 of\nA\nB", "2 of; changed by X\n      A\n      B\n    today: the same\n"},
		"OneLine":    {"MAJORITY", "2 of\nA\nB", "MAJORITY; changed by X\n    today: 2 of\n    - A\n    - B\n"},
	} {
		var said bytes.Buffer
		WriteChanges(&said, []Setting{{Place: "Channel", Name: "P", Words: c.words, Changes: "X",
			Today: &Today{There: true, Words: c.today, Changes: "X"}}})
		require.Equal(t, "\nChannel\n  P: "+c.says, said.String(), name)
	}
}

// What hides behind the same words is told by its bytes: Fabric reads all certificates of
// a text, where its words name the first.
func TestASecondCertificateInATextIsSaid(t *testing.T) {
	t.Parallel()
	authority, err := newAuthority("one", authorityTLS, testTime)
	require.NoError(t, err)
	one, err := certificateInWords(authority.pem)
	require.NoError(t, err)
	require.NotContains(t, one, "more than that")
	second := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("another")})
	both, err := certificateInWords(append(append([]byte{}, authority.pem...), second...))
	require.NoError(t, err)
	require.Contains(t, both, one+" and more than that, ")
}

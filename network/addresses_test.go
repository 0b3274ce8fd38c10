package network

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTwoNodesAtOneAddressAreNoCandidate(t *testing.T) {
	t.Parallel()
	members := func(peer string) []Member {
		return []Member{
			{Name: "ministry", Orderer: "ledger.example:7050", Peer: "[2001:db8::1]:7051"},
			{Name: "auditor", Orderer: "127.0.0.1:7050", Peer: peer},
		}
	}
	require.NoError(t, checkAddresses(members("127.0.0.1:7051")), "the loopback is for a network on one machine")
	for peer, other := range map[string]string{
		"ledger.example:7050":             "the orderer of ministry",
		"LEDGER.example.:7050":            "the orderer of ministry",
		"[2001:db8:0:0:0:0:0:1]:7051":     "the peer of ministry",
		"127.0.0.1:7050":                  "the orderer of auditor",
		"[0:0:0:0:0:ffff:127.0.0.1]:7050": "the orderer of auditor",
	} {
		err := checkAddresses(members(peer))
		require.ErrorIs(t, err, ErrCandidate, peer)
		require.ErrorContains(t, err, other+" and the peer of auditor are both at "+peer)
	}
	for _, peer := range []string{"0.0.0.0:7051", "[::]:7051"} {
		require.ErrorContains(t, checkAddresses(members(peer)), "nobody reaches the peer of auditor at "+peer)
	}

	var same []SignedMember
	for _, o := range Organisations() {
		m, err := InitOrganisation(Dir(t.TempDir()), o.Name, OrganisationAddresses{Host: loopback, Orderer: 7050, Peer: 7051},
			testTime)
		require.NoError(t, err)
		same = append(same, m)
	}
	_, err := MakeCandidate(t.Context(), "", same)
	require.ErrorIs(t, err, ErrCandidate)
	require.ErrorContains(t, err, "the orderer of ministry and the orderer of university are both at 127.0.0.1:7050")
}

func TestAddressesThatNobodyReachesMakeNoKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		says string
		a    OrganisationAddresses
	}{
		{"nobody reaches the host 0.0.0.0", OrganisationAddresses{Host: "0.0.0.0"}},
		{"nobody reaches the host ::", OrganisationAddresses{Host: "::"}},
		{"neither a name nor an IP address", OrganisationAddresses{Host: "a b"}},
		{"have one port, 7050", OrganisationAddresses{Host: loopback, Orderer: 7050, Peer: 7050}},
		{"-1 is no port", OrganisationAddresses{Host: loopback, Orderer: -1}},
		{"65536 is no port", OrganisationAddresses{Host: loopback, Peer: 65536}},
	} {
		d := Dir(t.TempDir())
		_, err := InitOrganisation(d, "ministry", c.a, testTime)
		require.ErrorIs(t, err, ErrUsage)
		require.ErrorContains(t, err, c.says)
		left, err := os.ReadDir(string(d))
		require.NoError(t, err)
		require.Empty(t, left, "no key was made")
	}
}

func TestAFolderIsOneOrganisations(t *testing.T) {
	t.Parallel()
	d := Dir(t.TempDir())
	_, err := InitOrganisation(d, "ministry", OrganisationAddresses{Host: loopback}, testTime)
	require.NoError(t, err)
	_, err = InitOrganisation(d, "university", OrganisationAddresses{Host: loopback}, testTime)
	require.ErrorIs(t, err, ErrUsage)
	require.ErrorContains(t, err, "is the folder of ministry")
	require.Equal(t, Organisations()[:1], organisationsIn(d))
}

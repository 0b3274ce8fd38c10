package network

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
)

func TestLifetimes(t *testing.T) {
	t.Parallel()
	ends := map[time.Duration]bool{}
	for _, o := range Organisations() {
		for _, k := range []certificateKind{certificateTransport, certificateNode, certificateClient, certificateCaller,
			certificateAdministrator} {
			life := lifetime(o, k)
			require.Greater(t, life, year)
			require.LessOrEqual(t, life, 5*year)
			require.False(t, ends[life], "two kinds of certificates end on one day")
			ends[life] = true
		}
	}
}

func TestCertificatesAreWarnedOf(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, c := range []struct {
		left    time.Duration
		warning string
		days    int
	}{
		{61 * day, "", 61},
		{60*day + time.Second, "", 60},
		{60 * day, "notice", 60},
		{30*day + time.Second, "notice", 30},
		{30 * day, "warning", 30},
		{7*day + time.Second, "warning", 7},
		{7 * day, "urgent", 7},
		{time.Second, "urgent", 0},
		{0, "expired", 0},
		{-25 * time.Hour, "expired", -1},
	} {
		got := heldCertificate("ministry", "ministry-peer", useTLS, testTime.Add(c.left), testTime)
		require.Equal(t, c.warning, got.Warning, c.left)
		require.Equal(t, c.days, got.Days, c.left)
	}
}

// A renewal may end at any file: it is finished before the nodes start.
func TestInterruptedRenewal(t *testing.T) {
	t.Parallel()
	d, _, _ := adopted(t)
	o := Organisations()[0]
	r, err := readRecord(d)
	require.NoError(t, err)
	i, err := readIssuer(d, o, r, testTime.Add(year))
	require.NoError(t, err)

	// Made in part only: made again as a whole.
	half := d.organisation(o).renewal(partMembers)
	require.NoError(t, i.members(half))
	stale, err := os.ReadFile(half.tls(string(KindPeer)).certificate)
	require.NoError(t, err)
	require.NoError(t, finishTaking(d, o, partMembers), "nothing takes its place")
	require.DirExists(t, string(half))
	require.NoError(t, makePart(d, i, partMembers))
	made, err := os.ReadFile(half.tls(string(KindPeer)).certificate)
	require.NoError(t, err)
	require.NotEqual(t, stale, made)
	require.NoError(t, makePart(d, i, partMembers))
	again, err := os.ReadFile(half.tls(string(KindPeer)).certificate)
	require.NoError(t, err)
	require.Equal(t, made, again, "what is whole is made once")

	// Taken in part: the rest is taken.
	require.NoError(t, writeFile(half.marker(markerTaking), nil))
	require.NoError(t, os.Rename(half.tls(string(KindPeer)).key, d.organisation(o).tls(string(KindPeer)).key))
	require.NoError(t, finishTaking(d, o, partMembers))
	require.NoDirExists(t, string(half))
	for _, pair := range []keyFiles{
		d.organisation(o).tls(string(KindPeer)),
		d.organisation(o).tls(string(KindChaincode)),
		d.organisation(o).tls(tlsOperator),
		d.organisation(o).tls(tlsChaincodeClient),
		mspKeyFiles(d.organisation(o).msp(KindPeer)),
		d.clientKeys("accreditor"),
		d.administrator(o),
	} {
		loaded, err := pair.load()
		require.NoError(t, err)
		certificate, key, err := loaded.parse()
		require.NoError(t, err)
		require.True(t, key.PublicKey.Equal(certificate.PublicKey), pair.certificate)
		require.True(t, certificate.NotBefore.After(testTime.Add(year-time.Hour)), pair.certificate)
		info, err := os.Stat(pair.key)
		require.NoError(t, err)
		require.EqualValues(t, privateFile, info.Mode().Perm())
	}
	require.FileExists(t, filepath.Join(d.organisation(o).msp(KindPeer), "config.yaml"))
	require.False(t, renews(d, o))
	require.NoError(t, makePart(d, i, partOrderer))
	require.True(t, renews(d, o))
}

func TestMappingWithOtherCertificates(t *testing.T) {
	t.Parallel()
	entry := func(id uint64, msp, certificate string) []byte {
		var b []byte
		b = protowire.AppendVarint(protowire.AppendTag(b, fieldConsenterID, protowire.VarintType), id)
		for field, text := range []string{fieldConsenterHost: "127.0.0.1", fieldConsenterMSP: msp,
			fieldConsenterSign: certificate, fieldConsenterClientTLS: certificate, fieldConsenterServerTLS: certificate} {
			if text != "" {
				b = protowire.AppendString(protowire.AppendTag(b, protowire.Number(field), protowire.BytesType), text)
			}
		}
		return b
	}
	mapping := func(entries ...[]byte) []byte {
		var b []byte
		for _, e := range entries {
			b = protowire.AppendBytes(protowire.AppendTag(b, fieldConsenters, protowire.BytesType), e)
		}
		return b
	}
	got, err := withCertificates(mapping(entry(1, "A", "old"), entry(2, "B", "old")), "B", []byte("new"), []byte("new"))
	require.NoError(t, err)
	require.Equal(t, mapping(entry(1, "A", "old"), entry(2, "B", "new")), got, "and nothing else")
	_, err = withCertificates(mapping(entry(1, "A", "old")), "B", nil, nil)
	require.ErrorIs(t, err, ErrConfig)
	unknown := protowire.AppendString(protowire.AppendTag(entry(2, "B", "old"), 9, protowire.BytesType), "?")
	_, err = withCertificates(mapping(unknown), "B", nil, nil)
	require.ErrorIs(t, err, ErrConfig, "what this program does not know it does not copy")
}

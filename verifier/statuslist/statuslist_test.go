package statuslist_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
)

func TestStatesSetTheBitsOfTheirPurpose(t *testing.T) {
	t.Parallel()
	states := map[uint32]ledger.State{
		0: ledger.Revoked, 1: ledger.Suspended, 2: ledger.Superseded, 3: ledger.Active,
		ledger.StatusListSize - 1: ledger.Revoked, 7: ledger.State("of another day"),
	}
	for _, c := range []struct {
		purpose statuslist.Purpose
		set     []uint32
		clear   []uint32
	}{
		{statuslist.Revocation, []uint32{0, 2, 7, ledger.StatusListSize - 1}, []uint32{1, 3, 4, 8}},
		{statuslist.Suspension, []uint32{1, 7}, []uint32{0, 2, 3, ledger.StatusListSize - 1}},
	} {
		list, err := statuslist.New(c.purpose, states)
		require.NoError(t, err)
		text, err := list.Encode()
		require.NoError(t, err)
		again, err := statuslist.Decode(text)
		require.NoError(t, err)
		require.Equal(t, list, again)
		for _, index := range c.set {
			set, err := again.Set(index)
			require.NoError(t, err)
			require.True(t, set, "%s %d", c.purpose, index)
		}
		for _, index := range c.clear {
			set, err := again.Set(index)
			require.NoError(t, err)
			require.False(t, set, "%s %d", c.purpose, index)
		}
	}
}

func TestIndexZeroIsTheLeftmostBit(t *testing.T) {
	t.Parallel()
	list, err := statuslist.New(statuslist.Revocation, map[uint32]ledger.State{0: ledger.Revoked, 9: ledger.Revoked})
	require.NoError(t, err)
	bits := unpack(t, list)
	require.Equal(t, []byte{0x80, 0x40, 0}, bits[:3])
	require.Len(t, bits, ledger.StatusListSize/8)
}

func TestIncompressibleListStaysUnderTheBound(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	states := map[uint32]ledger.State{}
	for i := range uint32(ledger.StatusListSize) {
		if random.IntN(2) == 0 {
			states[i] = ledger.Revoked
		}
	}
	list, err := statuslist.New(statuslist.Revocation, states)
	require.NoError(t, err)
	text, err := list.Encode()
	require.NoError(t, err)
	again, err := statuslist.Decode(text)
	require.NoError(t, err)
	require.Equal(t, list, again)
}

func TestIndexOutOfRangeIsRefused(t *testing.T) {
	t.Parallel()
	_, err := statuslist.New(statuslist.Revocation, map[uint32]ledger.State{ledger.StatusListSize: ledger.Revoked})
	require.ErrorIs(t, err, statuslist.ErrRange)
	_, err = (&statuslist.List{}).Set(ledger.StatusListSize)
	require.ErrorIs(t, err, statuslist.ErrRange)
}

func TestMalformedListsAreRefused(t *testing.T) {
	t.Parallel()
	const size = ledger.StatusListSize / 8
	good := encode(pack(t, make([]byte, size)))
	damaged := pack(t, make([]byte, size))
	damaged[len(damaged)-5] ^= 1 // in the checksum
	for name, text := range map[string]string{
		"Empty":            "",
		"NoPrefix":         good[1:],
		"OtherPrefix":      "m" + good[1:],
		"Padding":          good + "=",
		"LineEnd":          good[:9] + "\n" + good[9:],
		"NotGZIP":          "uAAAA",
		"Short":            encode(pack(t, make([]byte, size-1))),
		"Long":             encode(pack(t, make([]byte, size+1))),
		"Bomb":             encode(pack(t, make([]byte, 64<<20))),
		"TwoMembers":       encode(append(pack(t, make([]byte, size)), pack(t, nil)...)),
		"TrailingBytes":    encode(append(pack(t, make([]byte, size)), 0)),
		"Truncated":        encode(pack(t, make([]byte, size))[:20]),
		"Checksum":         encode(damaged),
		"LongerThanBounds": "u" + strings.Repeat("A", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := statuslist.Decode(text)
			require.ErrorIs(t, err, statuslist.ErrMalformed)
		})
	}
	_, err := statuslist.Decode(good)
	require.NoError(t, err)
}

func FuzzDecode(f *testing.F) {
	text, err := (&statuslist.List{}).Encode()
	require.NoError(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := statuslist.Decode(text)
		if err != nil {
			return
		}
		encoded, err := list.Encode()
		require.NoError(t, err)
		again, err := statuslist.Decode(encoded)
		require.NoError(t, err)
		require.Equal(t, list, again)
	})
}

func pack(t testing.TB, bits []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(bits)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func encode(packed []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(packed) }

func unpack(t testing.TB, list *statuslist.List) []byte {
	t.Helper()
	text, err := list.Encode()
	require.NoError(t, err)
	packed, err := base64.RawURLEncoding.DecodeString(text[1:])
	require.NoError(t, err)
	r, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = out.ReadFrom(r)
	require.NoError(t, err)
	return out.Bytes()
}

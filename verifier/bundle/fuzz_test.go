package bundle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/verifier"
	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/bundle"
)

func FuzzParse(f *testing.F) {
	w := testevidence.New(f)
	for _, input := range []string{w.Link(), w.Diploma.SDJWT(), w.HolderFile()} {
		text, err := w.Bundle(input).Encode()
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add(
		[]byte(
			`{"attestation":"AA","configuration":["AA"],"presentation":"1","proof":"AAAAAAAAAAE","type":"sogoc/bundle/v1"}`,
		),
	)
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := bundle.Parse(text)
		if err != nil {
			require.ErrorIs(t, err, bundle.ErrMalformed)
			return
		}
		again, err := b.Encode()
		require.NoError(t, err)
		require.Equal(t, text, again)
		require.NotEqual(t, verifier.Code(""), b.Check(w.Trust, w.Ledger.Clock.Now()).Result)
	})
}

// FuzzCheck: of a bundle no byte can be another one.
func FuzzCheck(f *testing.F) {
	w := testevidence.New(f)
	var genuine [][]byte
	for i, input := range []string{w.Link(), w.Diploma.SDJWT(), w.HolderFile()} {
		text, err := w.Bundle(input).Encode()
		require.NoError(f, err)
		require.Equal(f, verifier.Valid, bundle.Check(text, w.Trust, w.Ledger.Clock.Now()).Result)
		genuine = append(genuine, text)
		f.Add(uint8(i), uint32(0), uint8(0), []byte{})
		f.Add(uint8(i), uint32(20), uint8(1), []byte("A"))
	}
	f.Fuzz(func(t *testing.T, which uint8, at uint32, cut uint8, insert []byte) {
		good := genuine[int(which)%len(genuine)]
		text := blockstest.Splice(good, at, cut, insert)
		r := bundle.Check(text, w.Trust, w.Ledger.Clock.Now())
		require.Equal(t, string(good) == string(text), r.Result == verifier.Valid)
		require.NotEqual(t, verifier.Valid, bundle.CheckUnpinned(text, w.Ledger.Clock.Now()).Result)
	})
}

// FuzzUnmarshalText: bytes in a bundle have one text.
func FuzzUnmarshalText(f *testing.F) {
	f.Add([]byte("AAECAw"))
	f.Add([]byte("AAECAx"))
	f.Add([]byte("AAEC\nAw"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var b bundle.Bytes
		if b.UnmarshalText(text) != nil {
			return
		}
		again, err := b.MarshalText()
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	})
}

// FuzzAttested: of an attestation no byte can be another one.
func FuzzAttested(f *testing.F) {
	w := testevidence.New(f)
	good := []byte(w.Bundle(w.Link()).Attestation)
	config, err := blocks.ParseConfig(w.Channel.Genesis())
	require.NoError(f, err)
	_, err = config.Attested(good)
	require.NoError(f, err)
	f.Add(uint32(0), uint8(0), []byte{})
	f.Add(uint32(50), uint8(1), []byte{1})
	f.Fuzz(func(t *testing.T, at uint32, cut uint8, insert []byte) {
		payload := blockstest.Splice(good, at, cut, insert)
		_, err := config.Attested(payload)
		require.Equal(t, string(good) == string(payload), err == nil)
	})
}

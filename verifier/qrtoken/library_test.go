package qrtoken_test

import (
	"crypto/elliptic"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

// requireSame demands that a token, and its bytes taken for claims, are read as
// the libraries read them, or refused by both.
func requireSame(t *testing.T, token []byte) {
	t.Helper()
	ours, err := qrtoken.Parse(token)
	theirs, errTheirs := qrtoken.LibraryParse(token)
	require.Equal(t, errTheirs == nil, err == nil, "%x: ours %v, theirs %v", token, err, errTheirs)
	if err != nil {
		require.ErrorIs(t, err, qrtoken.ErrMalformed)
	} else {
		require.Equal(t, theirs.Claims, ours.Claims)
		require.Equal(t, theirs.JWTHash, ours.JWTHash)
	}
	claims, err := qrtoken.ParseClaims(token)
	theirClaims, errTheirs := qrtoken.LibraryParseClaims(token)
	require.Equal(t, errTheirs == nil, err == nil, "claims %x: ours %v, theirs %v", token, err, errTheirs)
	if err != nil {
		require.ErrorIs(t, err, qrtoken.ErrMalformed)
	} else {
		require.Equal(t, theirClaims, claims)
	}
}

// librarySeeds are tokens and claims, and such with one member more, less, empty
// or in another form.
func librarySeeds(t testing.TB) (seeds [][]byte) {
	t.Helper()
	for _, curve := range []elliptic.Curve{crypto.S256(), elliptic.P256()} {
		s := newSigner(t, curve)
		seeds = append(seeds, token(t, s))
		few := claims(s)
		few.ValidUntil, few.Major, few.SerialNumber, few.RegisterNumber, few.Rank = "", "", "", "", ""
		for _, birth := range []string{"2004", "2004-03", "1900-01-01"} {
			few.BirthDate = birth
			encoded, err := few.Encode()
			require.NoError(t, err)
			seeds = append(seeds, encoded)
		}
	}
	whole, err := claims(newSigner(t, elliptic.P256())).Encode()
	require.NoError(t, err)
	var members map[uint64]any
	require.NoError(t, cbor.Unmarshal(whole, &members))
	mode, err := cbor.CoreDetEncOptions().EncMode()
	require.NoError(t, err)
	put := func(key uint64, value any) {
		before, had := members[key]
		members[key] = value
		if value == nil {
			delete(members, key)
		}
		encoded, err := mode.Marshal(members)
		require.NoError(t, err)
		seeds = append(seeds, encoded)
		if members[key] = before; !had {
			delete(members, key)
		}
	}
	for key := range uint64(17) {
		for _, value := range []any{nil, "", "x", []byte{}, []byte("x"), uint64(1), uint64(1) << 32, -1, true, 1.5, []int{}} {
			put(key, value)
		}
	}
	for _, birth := range []string{"200", "2004-", "2004-3", "2004-13", "2004-02-30", "1899", "20040", "2004-03-15T", "二00"} {
		put(9, birth)
	}
	return append(seeds, nil, []byte{0xa0}, []byte{0xbf, 0xff}, []byte{0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
}

func TestTokensAreReadAsTheLibraryReadsThem(t *testing.T) {
	t.Parallel()
	for _, seed := range librarySeeds(t) {
		requireSame(t, seed)
		for at := 0; at < len(seed); at += 1 + len(seed)/200 { // a byte left out, doubled, and made others
			requireSame(t, slices.Delete(slices.Clone(seed), at, at+1))
			requireSame(t, slices.Insert(slices.Clone(seed), at, seed[at]))
			for _, flip := range []byte{1, 0x20, 0x80} {
				changed := slices.Clone(seed)
				changed[at] ^= flip
				requireSame(t, changed)
			}
		}
	}
}

// What is signed is what the library says is signed.
func TestSignaturesAreVerifiedAsTheLibraryVerifiesThem(t *testing.T) {
	t.Parallel()
	for name, curve := range curves() {
		s := newSigner(t, curve)
		signed := token(t, s)
		theirs, err := qrtoken.LibraryParse(signed)
		require.NoError(t, err, name)
		require.NoError(t, theirs.VerifySignature(s.public), name)
		ours, err := qrtoken.Parse(signed)
		require.NoError(t, err, name)
		require.NoError(t, ours.VerifySignature(s.public), name)
		signed[len(signed)-1] ^= 1
		ours, err = qrtoken.Parse(signed)
		require.NoError(t, err, name)
		require.ErrorIs(t, ours.VerifySignature(s.public), ledger.ErrSignature, name)
	}
}

// FuzzAgainstTheLibrary: tokens and claims are read as the libraries read them.
func FuzzAgainstTheLibrary(f *testing.F) {
	for _, seed := range librarySeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token []byte) { requireSame(t, token) })
}

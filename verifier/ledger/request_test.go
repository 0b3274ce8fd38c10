package ledger_test

import (
	"crypto/elliptic"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// requester is a key and what signs with it.
func requester(t testing.TB, curve elliptic.Curve) (ledger.PublicKey, ledger.Sign) {
	t.Helper()
	private, public := newKey(t, curve)
	return public, func(message []byte) (ledger.Signature, error) {
		low, _ := sign(t, private, message)
		return low, nil
	}
}

func keyRequest(t testing.TB) ledger.KeyRequest {
	t.Helper()
	public, sign := requester(t, elliptic.P256())
	r, err := ledger.NewKeyRequest(ledger.PurposeIssuer, genesis, "THPT-MAU", public, sign)
	require.NoError(t, err)
	return r
}

func custodyRequest(t testing.TB) ledger.CustodyRequest {
	t.Helper()
	public, sign := requester(t, elliptic.P256())
	r, err := ledger.NewCustodyRequest(genesis, "THPT-MAU", "THPT-KHAC", public, sign)
	require.NoError(t, err)
	return r
}

func TestRequestsTravelAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, curve := range curves {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			public, sign := requester(t, curve)
			for _, purpose := range []string{ledger.PurposeIssuer, ledger.PurposeVerifier} {
				made, err := ledger.NewKeyRequest(purpose, genesis, "THPT-MAU", public, sign)
				require.NoError(t, err)
				read, err := ledger.ParseKeyRequest(append(made.Canonical(), '\r', '\n'))
				require.NoError(t, err)
				require.Equal(t, made, read)
			}
			made, err := ledger.NewCustodyRequest(genesis, "THPT-MAU", "THPT-KHAC", public, sign)
			require.NoError(t, err)
			read, err := ledger.ParseCustodyRequest(append([]byte("\n"), made.Canonical()...))
			require.NoError(t, err)
			require.Equal(t, made, read)
		})
	}
}

func TestRequestsThatAreNotMade(t *testing.T) {
	t.Parallel()
	public, sign := requester(t, elliptic.P256())
	_, other := requester(t, elliptic.P256())
	_, err := ledger.NewKeyRequest("anything", genesis, "THPT-MAU", public, sign)
	require.ErrorIs(t, err, ledger.ErrStatement)
	_, err = ledger.NewKeyRequest(ledger.PurposeIssuer, genesis, "trường", public, sign)
	require.ErrorIs(t, err, ledger.ErrStatement)
	_, err = ledger.NewKeyRequest(ledger.PurposeIssuer, genesis, "THPT-MAU", public, other)
	require.ErrorIs(t, err, ledger.ErrSignature, "by another key")
	_, err = ledger.NewCustodyRequest(genesis, "THPT-MAU", "THPT-MAU", public, sign)
	require.ErrorIs(t, err, ledger.ErrStatement)
	_, err = ledger.NewCustodyRequest(genesis, "THPT-MAU", "THPT-KHAC", public, other)
	require.ErrorIs(t, err, ledger.ErrSignature)
	locked := errors.New("locked")
	refuse := func([]byte) (ledger.Signature, error) { return ledger.Signature{}, locked }
	_, err = ledger.NewKeyRequest(ledger.PurposeIssuer, genesis, "THPT-MAU", public, refuse)
	require.ErrorIs(t, err, locked)
	_, err = ledger.NewCustodyRequest(genesis, "THPT-MAU", "THPT-KHAC", public, refuse)
	require.ErrorIs(t, err, locked)
}

func TestChangedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	stranger, _ := requester(t, elliptic.P256())
	for name, change := range map[string]func(*ledger.KeyRequest){
		"Type":        func(r *ledger.KeyRequest) { r.Type = ledger.TypeCustodyRequest },
		"AnotherKey":  func(r *ledger.KeyRequest) { r.Key = stranger },
		"Issuer":      func(r *ledger.KeyRequest) { r.Possession.Issuer = "THPT-KHAC" },
		"NoIssuer":    func(r *ledger.KeyRequest) { r.Possession.Issuer = "" },
		"Purpose":     func(r *ledger.KeyRequest) { r.Possession.Purpose = ledger.PurposeVerifier },
		"OtherLedger": func(r *ledger.KeyRequest) { r.Possession.Ledger = ledger.SumDigest(nil) },
		"Signature":   func(r *ledger.KeyRequest) { r.Signature[7] ^= 1 },
	} {
		t.Run("Key"+name, func(t *testing.T) {
			t.Parallel()
			r := keyRequest(t)
			change(&r)
			_, err := ledger.ParseKeyRequest(r.Canonical())
			require.ErrorIs(t, err, ledger.ErrRequest)
		})
	}
	for name, change := range map[string]func(*ledger.CustodyRequest){
		"Type":        func(r *ledger.CustodyRequest) { r.Type = ledger.TypeKeyRequest },
		"AnotherKey":  func(r *ledger.CustodyRequest) { r.Key = stranger },
		"Predecessor": func(r *ledger.CustodyRequest) { r.Acceptance.Predecessor = "THPT-THU-BA" },
		"Loop":        func(r *ledger.CustodyRequest) { r.Acceptance.Predecessor = r.Acceptance.Successor },
		"OtherLedger": func(r *ledger.CustodyRequest) { r.Acceptance.Ledger = ledger.SumDigest(nil) },
		"Signature":   func(r *ledger.CustodyRequest) { r.Signature[7] ^= 1 },
	} {
		t.Run("Custody"+name, func(t *testing.T) {
			t.Parallel()
			r := custodyRequest(t)
			change(&r)
			_, err := ledger.ParseCustodyRequest(r.Canonical())
			require.ErrorIs(t, err, ledger.ErrRequest)
		})
	}
	_, err := ledger.ParseKeyRequest([]byte(`{"type":"sogoc/key-request/v1"}`))
	require.ErrorIs(t, err, ledger.ErrNotCanonical)
	_, err = ledger.ParseCustodyRequest(keyRequest(t).Canonical())
	require.ErrorIs(t, err, ledger.ErrNotCanonical)
}

// FuzzParseRequest: what is accepted verifies and has one form.
func FuzzParseRequest(f *testing.F) {
	f.Add(keyRequest(f).Canonical())
	f.Add(custodyRequest(f).Canonical())
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, err := ledger.ParseKeyRequest(text); err == nil {
			require.NoError(t, r.Verify())
			again, err := ledger.ParseKeyRequest(r.Canonical())
			require.NoError(t, err)
			require.Equal(t, r, again)
		}
		if r, err := ledger.ParseCustodyRequest(text); err == nil {
			require.NoError(t, r.Verify())
			again, err := ledger.ParseCustodyRequest(r.Canonical())
			require.NoError(t, err)
			require.Equal(t, r, again)
		}
	})
}

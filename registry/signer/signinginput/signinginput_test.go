package signinginput_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry/signer/signinginput"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

const school = "DH-MAU"

var genesis = ledger.SumDigest([]byte("genesis"))

// asking keeps what it is asked to sign.
type asking struct {
	testledger.Signer
	inputs [][]byte
}

func (a *asking) Sign(message []byte) (ledger.Signature, error) {
	a.inputs = append(a.inputs, slices.Clone(message))
	return a.Signer.Sign(message)
}

func diploma() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID:             "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer:         credential.Issuer{Code: school, Name: "Trường Đại học Mẫu (mẫu)", Host: "vanbang.example"},
			Kind:           "VN-BA/7480201",
			Award:          "Bằng cử nhân",
			Major:          "Công nghệ thông tin",
			Rank:           "Giỏi",
			GraduationYear: 2026,
			SerialNumber:   "A 00123456",
			RegisterNumber: "2026/CNTT/00123",
			DecisionNumber: "1234/QĐ-ĐHM",
			DecisionDate:   "2026-06-15",
			IssueDate:      "2026-06-20",
			Place:          "Hà Nội",
			SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status:         credential.StatusRef{List: 1, Index: 94567},
		},
		Subject: credential.Subject{
			FullName:    "Nguyễn Thị Hương Giang",
			BirthDate:   "2004-03-15",
			BirthPlace:  "Hà Nội",
			Sex:         "Nữ",
			Nationality: "Việt Nam",
		},
	}
}

// issued returns the two signing inputs of a diploma: credential, and QR token.
func issued(t testing.TB, key testledger.Signer) [][]byte {
	t.Helper()
	a := &asking{Signer: key}
	_, err := credential.Issue(diploma(), a, rand.Reader)
	require.NoError(t, err)
	require.Len(t, a.inputs, 2)
	return a.inputs
}

func statements(key testledger.Signer) [][]byte {
	thumbprint := key.PublicKey().Thumbprint()
	return [][]byte{
		ledger.Canonical(ledger.Anchor{
			Type: ledger.TypeAnchor, Ledger: genesis, Issuer: school, Sequence: 1, Kind: "VN-USE", Root: genesis,
			Size: 3, Key: thumbprint,
		}),
		ledger.Canonical(ledger.Void{
			Type: ledger.TypeVoid, Ledger: genesis, Issuer: school, Sequence: 2, Previous: genesis, Key: thumbprint,
		}),
		ledger.Canonical(ledger.Status{
			Type: ledger.TypeStatus, Ledger: genesis, Issuer: school, List: 1, Index: 7, Version: 1,
			State: ledger.Revoked, Detail: genesis, Key: thumbprint,
		}),
	}
}

func TestWhatEachDocumentSaysOfItself(t *testing.T) {
	t.Parallel()
	key := testledger.NewSigner(t)
	thumbprint := key.PublicKey().Thumbprint()
	inputs := append(issued(t, key), statements(key)...)
	for i, want := range []signinginput.Document{
		{Kind: signinginput.Credential, Host: "vanbang.example", Algorithm: ledger.ES256},
		{Kind: signinginput.QRToken, Algorithm: ledger.ES256},
		{Kind: signinginput.Anchor, Ledger: genesis, Sequence: 1, Size: 3},
		{Kind: signinginput.Void, Ledger: genesis, Sequence: 2},
		{Kind: signinginput.Status, Ledger: genesis, List: 1, Index: 7, State: ledger.Revoked},
	} {
		t.Run(string(want.Kind), func(t *testing.T) {
			t.Parallel()
			want.Issuer, want.Key, want.Digest = school, thumbprint, ledger.SumDigest(inputs[i])
			got, err := signinginput.Parse(inputs[i])
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

// TestWhatIsNotSignedForARegister: a key's own end, its possession and an
// acceptance of custody are no register's to have signed; nor is anything else.
func TestWhatIsNotSignedForARegister(t *testing.T) {
	t.Parallel()
	key := testledger.NewSigner(t)
	thumbprint := key.PublicKey().Thumbprint()
	good := issued(t, key)
	for name, input := range map[string][]byte{
		"Nothing":        nil,
		"Text":           []byte("sign this"),
		"ADigest":        genesis[:],
		"ASignedJWT":     append(slices.Clone(good[0]), ".AAAA"...),
		"ACutCredential": good[0][:len(good[0])-8],
		"ACutToken":      good[1][:len(good[1])-1],
		"AnotherJWT":     []byte("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0"),
		"TooMuch":        make([]byte, signinginput.MaxSize+1),
		"SpacesInJSON":   append([]byte("{ "), statements(key)[0][1:]...),
		"AReceipt":       []byte("eyJhbGciOiJFUzI1NiIsInR5cCI6InNvZ29jLXJlY2VpcHQrand0In0.e30"),
		"ProofOfPossession": ledger.Canonical(ledger.KeyPossession{
			Type: ledger.TypeKeyPossession, Purpose: ledger.PurposeIssuer, Ledger: genesis, Issuer: school, Key: thumbprint,
		}),
		"Retirement": ledger.Canonical(ledger.KeyRetirement{
			Type: ledger.TypeKeyRetirement, Ledger: genesis, Issuer: school, Key: thumbprint,
		}),
		"Compromise": ledger.Canonical(ledger.KeyCompromise{
			Type: ledger.TypeKeyCompromise, Ledger: genesis, Issuer: school, Key: thumbprint,
			Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		}),
		"Custody": ledger.Canonical(ledger.CustodyAcceptance{
			Type: ledger.TypeCustodyAcceptance, Ledger: genesis, Predecessor: "DH-CU", Successor: school, Key: thumbprint,
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := signinginput.Parse(input)
			require.ErrorIs(t, err, signinginput.ErrUnknown)
			require.NotContains(t, err.Error(), "Giang")
		})
	}
}

func FuzzParse(f *testing.F) {
	key := testledger.NewSigner(f)
	for _, input := range append(issued(f, key), statements(key)...) {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		d, err := signinginput.Parse(input)
		if err != nil {
			require.ErrorIs(t, err, signinginput.ErrUnknown)
			return
		}
		require.Contains(t, append(signinginput.OfSchools(), signinginput.OfVerifiers()...), d.Kind)
		require.True(t, ledger.ValidThumbprint(d.Key))
		if slices.Contains(signinginput.OfSchools(), d.Kind) {
			require.NoError(t, ledger.ValidateIssuerCode(d.Issuer))
		}
	})
}

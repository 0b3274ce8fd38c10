package chaincode_test

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/binary"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

const (
	school     = "THPT-MAU"
	university = "DH-MAU"

	otherMSP    = "OtherMSP"    // a second accreditor organisation
	delegateMSP = "DelegateMSP" // acts for MinistryMSP in the school's matters

	diploma  = ledger.Kind("VN-USE")
	bachelor = ledger.Kind("VN-BA/7480201")
)

// ethSigner signs with secp256k1.
type ethSigner struct {
	private *ecdsa.PrivateKey
	public  ledger.PublicKey
}

func newEthSigner(t testing.TB) testledger.Signer {
	t.Helper()
	private, err := crypto.GenerateKey()
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	return ethSigner{private, public}
}

func (s ethSigner) PublicKey() ledger.PublicKey { return s.public }

func (s ethSigner) Sign(message []byte) (ledger.Signature, error) {
	sum := sha256.Sum256(message)
	recoverable, err := crypto.Sign(sum[:], s.private)
	if err != nil {
		return ledger.Signature{}, err
	}
	return ledger.Signature(recoverable[:ledger.SignatureSize]), nil
}

// world is a ledger with two accredited issuers, each with a key.
type world struct {
	*testledger.Ledger
	key    testledger.Signer // the school's, secp256k1
	uniKey testledger.Signer // the university's, P-256

	other, delegate testledger.Identity // accreditors of otherMSP and delegateMSP
	nobody          testledger.Identity // a client without a role
}

func setup(t *testing.T) *world {
	t.Helper()
	w := &world{
		Ledger: testledger.New(t, testledger.Options{Accreditors: []string{testledger.MinistryMSP, otherMSP}}),
		key:    newEthSigner(t), uniKey: testledger.NewSigner(t),
		other:    testledger.NewIdentity(t, otherMSP, "accreditor"),
		delegate: testledger.NewIdentity(t, delegateMSP, "accreditor"),
		nobody:   testledger.NewIdentity(t, testledger.AuditorMSP),
	}
	w.Accredit(t, schoolAccreditation())
	w.AddKey(t, school, w.key)
	w.Accredit(t, universityAccreditation())
	w.AddKey(t, university, w.uniKey)
	return w
}

func schoolAccreditation() ledger.Accreditation {
	return ledger.Accreditation{
		Code:     school,
		Name:     "Trường THPT Mẫu (mẫu)",
		NameEn:   "Sample High School",
		Delegate: delegateMSP,
		Scopes:   []ledger.Scope{{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 100}},
	}
}

func universityAccreditation() ledger.Accreditation {
	return ledger.Accreditation{Code: university, Name: "Trường Đại học Mẫu (mẫu)", Scopes: []ledger.Scope{
		{Type: "VN-BA", Field: "748", From: "2026-01-01", Until: "2030-12-31", Quota: 50},
		{Type: "VN-BA", Field: "7480201", From: "2026-01-01", Until: "2026-12-31", Quota: 10},
	}}
}

// digests returns n digests, the same for the same numbers.
func digests(from, n uint32) []ledger.Digest {
	all := make([]ledger.Digest, n)
	for i := range n {
		all[i] = ledger.SumDigest(binary.BigEndian.AppendUint32(nil, from+i))
	}
	return all
}

func seal(t testing.TB, all []ledger.Digest) batch.Batch {
	t.Helper()
	b, err := batch.Seal(all)
	require.NoError(t, err)
	return b
}

// anchorArgs returns the arguments of PutAnchor for the school's next anchor,
// after edit had its way with the statement.
func (w *world) anchorArgs(t testing.TB, all []ledger.Digest, edit func(*ledger.Anchor)) []string {
	t.Helper()
	b := seal(t, all)
	anchor := w.NextAnchor(t, school, diploma, w.key, b)
	if edit != nil {
		edit(&anchor)
	}
	text, signature := testledger.Sign(t, w.key, anchor)
	return []string{text, signature, ledger.EncodeDigests(b.Digests)}
}

// put puts the school's next anchor and returns what the chaincode says.
func (w *world) put(t testing.TB, all []ledger.Digest, edit func(*ledger.Anchor)) error {
	t.Helper()
	_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, w.anchorArgs(t, all, edit)...)
	return err
}

// statusArgs returns the arguments of SetStatus for the entry's next version,
// signed by a key, or as an accreditor's where that is nil.
func (w *world) statusArgs(t testing.TB, state ledger.State, by testledger.Signer,
	edit func(*ledger.Status)) []string {
	t.Helper()
	status := w.NextStatus(t, school, 1, 7, state, by)
	if edit != nil {
		edit(&status)
	}
	if by == nil {
		return []string{string(ledger.Canonical(status)), ""}
	}
	text, signature := testledger.Sign(t, by, status)
	return []string{text, signature}
}

func (w *world) setStatus(t testing.TB, state ledger.State, by testledger.Signer, edit func(*ledger.Status)) error {
	t.Helper()
	as := w.Registry
	if by == nil {
		as = w.Accreditor
	}
	_, err := w.Invoke(as, ledger.FuncSetStatus, w.statusArgs(t, state, by, edit)...)
	return err
}

// keyArgs returns the arguments of AddKey or RegisterVerifierKey.
func (w *world) keyArgs(t testing.TB, purpose, issuer string, key testledger.Signer) []string {
	t.Helper()
	text, signature := testledger.Sign(t, key, ledger.KeyPossession{
		Type: ledger.TypeKeyPossession, Purpose: purpose, Ledger: w.Genesis(), Issuer: issuer,
		Key: key.PublicKey().Thumbprint()})
	return []string{string(key.PublicKey().Canonical()), text, signature}
}

func (w *world) retirement(issuer string, key testledger.Signer) ledger.KeyRetirement {
	return ledger.KeyRetirement{
		Type:   ledger.TypeKeyRetirement,
		Ledger: w.Genesis(),
		Issuer: issuer,
		Key:    key.PublicKey().Thumbprint(),
	}
}

func (w *world) compromise(issuer string, key testledger.Signer, since time.Time) ledger.KeyCompromise {
	return ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: w.Genesis(),
		Issuer: issuer,
		Key:    key.PublicKey().Thumbprint(),
		Since:  since.UTC(),
	}
}

// report reports a key compromised, as accreditor.
func (w *world) report(t testing.TB, issuer string, key testledger.Signer, since time.Time) error {
	t.Helper()
	_, err := w.Invoke(w.Accreditor, ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(w.compromise(issuer, key, since))), "")
	return err
}

// retire retires a key, as accreditor.
func (w *world) retire(t testing.TB, issuer string, key testledger.Signer) {
	t.Helper()
	testledger.Must[ledger.Key](t, w.Ledger, w.Accreditor, ledger.FuncRetireKey,
		string(ledger.Canonical(w.retirement(issuer, key))), "")
}

// custodyArgs returns the arguments of TransferCustody.
func (w *world) custodyArgs(t testing.TB, predecessor, successor string, key testledger.Signer) []string {
	t.Helper()
	text, signature := testledger.Sign(
		t,
		key,
		ledger.CustodyAcceptance{Type: ledger.TypeCustodyAcceptance, Ledger: w.Genesis(),
			Predecessor: predecessor, Successor: successor, Key: key.PublicKey().Thumbprint()},
	)
	return []string{text, signature}
}

func (w *world) transfer(t testing.TB, predecessor, successor string, key testledger.Signer) error {
	t.Helper()
	_, err := w.Invoke(w.Accreditor, ledger.FuncTransferCustody, w.custodyArgs(t, predecessor, successor, key)...)
	return err
}

func (w *world) issuer(t testing.TB, code string) ledger.IssuerView {
	t.Helper()
	return testledger.MustQuery[ledger.IssuerView](t, w.Ledger, ledger.FuncIssuer, code)
}

// accreditorDoes invokes as MinistryMSP's accreditor; the chaincode must accept.
func (w *world) accreditorDoes(t testing.TB, function string, args ...string) {
	t.Helper()
	_, err := w.Invoke(w.Accreditor, function, args...)
	require.NoError(t, err)
}

// requireCode demands a refusal with that code.
func requireCode(t testing.TB, want ledger.Code, err error) {
	t.Helper()
	var refusal *ledger.Refusal
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, want, refusal.Code, err.Error())
}

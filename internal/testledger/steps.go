package testledger

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// Signer is a key that signs statements; credential.Signer is the same.
type Signer interface {
	PublicKey() ledger.PublicKey
	Sign(message []byte) (ledger.Signature, error)
}

// NewSigner makes a P-256 key.
func NewSigner(t testing.TB) Signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	return p256Signer{private, public}
}

// p256Signer is what NewSigner makes.
type p256Signer struct {
	private *ecdsa.PrivateKey
	public  ledger.PublicKey
}

func (s p256Signer) PublicKey() ledger.PublicKey { return s.public }

// Sign makes a low-S signature.
func (s p256Signer) Sign(message []byte) (ledger.Signature, error) {
	var signature ledger.Signature
	sum := sha256.Sum256(message)
	r, sValue, err := ecdsa.Sign(rand.Reader, s.private, sum[:])
	if err != nil {
		return signature, err
	}
	n := elliptic.P256().Params().N
	if sValue.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		sValue.Sub(n, sValue)
	}
	r.FillBytes(signature[:32])
	sValue.FillBytes(signature[32:])
	return signature, nil
}

// Must invokes and fails the test if the chaincode refuses.
func Must[R ledger.Record](t testing.TB, l *Ledger, as Identity, function string, args ...string) R {
	t.Helper()
	answer, err := l.Invoke(as, function, args...)
	require.NoError(t, err)
	record, err := ledger.DecodeRecord[R]([]byte(answer))
	require.NoError(t, err)
	return record
}

// MustQuery asks and fails the test if the chaincode refuses.
func MustQuery[R ledger.Record](t testing.TB, l *Ledger, function string, args ...string) R {
	t.Helper()
	answer, err := l.Query(l.Registry, function, args...)
	require.NoError(t, err)
	record, err := ledger.DecodeRecord[R]([]byte(answer))
	require.NoError(t, err)
	return record
}

// Sign returns a statement's canonical text and its signature, as arguments.
func Sign[S ledger.Statement](t testing.TB, by Signer, statement S) (text, signature string) {
	t.Helper()
	message := ledger.Canonical(statement)
	s, err := by.Sign(message)
	require.NoError(t, err)
	return string(message), s.String()
}

// Accredit enters an issuer, as MinistryMSP.
func (l *Ledger) Accredit(t testing.TB, accreditation ledger.Accreditation) ledger.Issuer {
	t.Helper()
	return Must[ledger.Issuer](t, l, l.Accreditor, ledger.FuncAccredit, string(accreditation.Canonical()))
}

// AddKey registers an issuer's key with its proof of possession, as MinistryMSP.
func (l *Ledger) AddKey(t testing.TB, issuer string, key Signer) ledger.Key {
	t.Helper()
	possession := ledger.KeyPossession{
		Type:    ledger.TypeKeyPossession,
		Purpose: ledger.PurposeIssuer,
		Ledger:  l.genesis,
		Issuer:  issuer,
		Key:     key.PublicKey().Thumbprint(),
	}
	text, signature := Sign(t, key, possession)
	return Must[ledger.Key](t, l, l.Accreditor, ledger.FuncAddKey, string(key.PublicKey().Canonical()), text,
		signature)
}

// NextAnchor returns the anchor that would follow an issuer's last one.
func (l *Ledger) NextAnchor(t testing.TB, issuer string, kind ledger.Kind, key Signer, b batch.Batch) ledger.Anchor {
	t.Helper()
	last := l.Sequence(t, issuer)
	return ledger.Anchor{
		Type: ledger.TypeAnchor, Ledger: l.genesis, Issuer: issuer, Sequence: last.Sequence + 1, Kind: kind,
		Root: b.Root, Size: uint64(len(b.Digests)), Previous: last.Previous, Key: key.PublicKey().Thumbprint(),
	}
}

// NextVoid returns the void that would take an issuer's next sequence number.
func (l *Ledger) NextVoid(t testing.TB, issuer string, key Signer) ledger.Void {
	t.Helper()
	last := l.Sequence(t, issuer)
	return ledger.Void{
		Type: ledger.TypeVoid, Ledger: l.genesis, Issuer: issuer, Sequence: last.Sequence + 1,
		Previous: last.Previous, Key: key.PublicKey().Thumbprint(),
	}
}

// Sequence returns an issuer's last sequence.
func (l *Ledger) Sequence(t testing.TB, issuer string) ledger.Sequence {
	t.Helper()
	return MustQuery[ledger.IssuerView](t, l, ledger.FuncIssuer, issuer).Sequence
}

// AnchorDigests seals digests, signs their anchor and puts it on the ledger.
func (l *Ledger) AnchorDigests(t testing.TB, issuer string, kind ledger.Kind, key Signer,
	digests ...ledger.Digest) ledger.AnchorRecord {
	t.Helper()
	b, err := batch.Seal(digests)
	require.NoError(t, err)
	text, signature := Sign(t, key, l.NextAnchor(t, issuer, kind, key, b))
	return Must[ledger.AnchorRecord](t, l, l.Registry, ledger.FuncPutAnchor, text, signature,
		ledger.EncodeDigests(b.Digests))
}

// SetEntry changes a status entry by an issuer's key or, where that is nil, as
// MinistryMSP.
func (l *Ledger) SetEntry(t testing.TB, issuer string, list, index uint32, state ledger.State,
	by Signer) ledger.StatusRecord {
	t.Helper()
	statement := l.NextStatus(t, issuer, list, index, state, by)
	if by == nil {
		return Must[ledger.StatusRecord](t, l, l.Accreditor, ledger.FuncSetStatus, string(ledger.Canonical(statement)),
			"")
	}
	text, signature := Sign(t, by, statement)
	return Must[ledger.StatusRecord](t, l, l.Registry, ledger.FuncSetStatus, text, signature)
}

// NextStatus returns the statement that would follow an entry's present version.
func (l *Ledger) NextStatus(t testing.TB, issuer string, list, index uint32, state ledger.State,
	by Signer) ledger.Status {
	t.Helper()
	present := MustQuery[ledger.StatusRecord](t, l, ledger.FuncStatus, issuer, strconv.FormatUint(uint64(list), 10),
		strconv.FormatUint(uint64(index), 10))
	statement := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  l.genesis,
		Issuer:  issuer,
		List:    list,
		Index:   index,
		Version: present.Version + 1,
		State:   state,
		Detail:  ledger.SumDigest([]byte("detail of a test")),
	}
	if by != nil {
		statement.Key = by.PublicKey().Thumbprint()
	}
	return statement
}

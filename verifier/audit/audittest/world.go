// Package audittest makes synthetic ledgers for tests of audits: channels of
// package blockstest with the chaincode's transactions written as it writes
// them, folders of their blocks, and peers that hand them over.
package audittest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/batch"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/ledger"
)

// World is a channel with its blocks so far.
type World struct {
	*blockstest.Channel
	Blocks     []*common.Block
	Registry   *blockstest.Member
	Accreditor *blockstest.Member
	verifier   ledger.Key // that was registered last for a verifier service
	t          testing.TB
}

// Signer signs with a P-256 key.
type Signer struct {
	Public ledger.PublicKey
	key    *ecdsa.PrivateKey
}

// Issuer is a synthetic school.
type Issuer struct {
	Signer
	Code    string
	Record  ledger.Issuer
	Last    ledger.Anchor
	void    ledger.Void // the last one
	Changes []ledger.AnchorStatusChange
	world   *World
	added   time.Time // its key
}

// New makes a channel of three blocks: genesis, definition, tick.
func New(t testing.TB) *World {
	w := &World{Channel: blockstest.New(t), t: t}
	w.Registry = w.Authorities["SchoolsMSP"].Issue("registry", "client", "registry")
	w.Accreditor = w.Authorities["MinistryMSP"].Issue("accreditor", "client", "accreditor")
	w.Blocks = append(w.Blocks, w.Genesis())
	w.Add(w.Commit(w.Definition(blockstest.Chaincode, "vscc", nil)))
	tx, _, at := w.invoke(w.Registry, ledger.FuncTick)
	tx.Writes = map[string][]byte{ledger.TickKey().String(): ledger.EncodeRecord(ledger.Tick{Time: at})}
	w.Add(w.Envelope(tx))
	return w
}

// Add makes a block of these envelopes.
func (w *World) Add(envelopes ...[]byte) *common.Block {
	block := w.Block(envelopes...)
	w.Blocks = append(w.Blocks, block)
	return block
}

// invoke returns a transaction with the id and time that it will have.
func (w *World) invoke(
	by *blockstest.Member,
	function string,
	arguments ...string,
) (blockstest.Transaction, string, time.Time) {
	tx := blockstest.Transaction{Creator: by, Function: function, Arguments: arguments, Nonce: w.NextNonce()}
	return tx, blockstest.ID(tx.Nonce, by), w.Now
}

// NewSigner makes a key that stands nowhere yet.
func (w *World) NewSigner() Signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(w.t, err)
	public, err := ledger.NewPublicKey(&key.PublicKey)
	require.NoError(w.t, err)
	return Signer{Public: public, key: key}
}

// RegisterVerifier adds a block: the key of a verifier service.
func (w *World) RegisterVerifier(name string) Signer {
	s := w.NewSigner()
	w.writeVerifierKey(ledger.FuncRegisterVerifierKey, ledger.Key{
		Key:        s.Public,
		Purpose:    ledger.PurposeVerifier,
		Issuer:     name,
		Accreditor: "MinistryMSP",
		Added:      w.Now,
	})
	return s
}

// CompromiseVerifier adds a block: the key that was registered last for a
// verifier service is compromised since then.
func (w *World) CompromiseVerifier() {
	record := w.verifier
	record.Compromised = record.Added
	w.writeVerifierKey(ledger.FuncReportKeyCompromised, record)
}

func (w *World) writeVerifierKey(function string, record ledger.Key) {
	tx, _, at := w.invoke(w.Accreditor, function, string(record.Key.Canonical()))
	record.Time = at
	tx.Writes = map[string][]byte{
		ledger.KeyKey(record.Key.Thumbprint()).String(): ledger.EncodeRecord(record),
	}
	w.Add(w.Envelope(tx))
	w.verifier = record
}

// Accredit adds two blocks: an issuer and its key.
func (w *World) Accredit(code string) *Issuer {
	s := w.NewSigner()
	public := s.Public
	a := ledger.Accreditation{
		Code:   code,
		Name:   "Trường " + code + " (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2020-01-01", Until: "2030-12-31", Quota: 1000}},
	}
	i := &Issuer{Signer: s, Code: code, world: w}
	tx, _, at := w.invoke(w.Accreditor, ledger.FuncAccredit, string(a.Canonical()))
	i.Record = ledger.Issuer{
		Accreditation: a,
		Accreditor:    "MinistryMSP",
		State:         ledger.IssuerActive,
		Keys:          []string{},
		Version:       1,
		Time:          at,
	}
	tx.Writes = map[string][]byte{ledger.IssuerKey(code).String(): ledger.EncodeRecord(i.Record)}
	w.Add(w.Envelope(tx))
	tx, _, at = w.invoke(w.Accreditor, ledger.FuncAddKey, string(public.Canonical()))
	i.Record.Keys, i.Record.Version, i.Record.Time = []string{public.Thumbprint()}, 2, at
	tx.Writes = map[string][]byte{
		ledger.IssuerKey(code).String(): ledger.EncodeRecord(i.Record),
		ledger.KeyKey(public.Thumbprint()).String(): ledger.EncodeRecord(
			ledger.Key{
				Key:        public,
				Purpose:    ledger.PurposeIssuer,
				Issuer:     code,
				Accreditor: "MinistryMSP",
				Added:      at,
				Time:       at,
			},
		),
	}
	i.added = at
	w.Add(w.Envelope(tx))
	return i
}

// Compromise returns a transaction by which the accreditor reports the issuer's
// key compromised since it was added.
func (i *Issuer) Compromise() []byte {
	w := i.world
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: w.Trust().Genesis,
		Issuer: i.Code,
		Key:    i.Public.Thumbprint(),
		Since:  i.added,
	}
	tx, _, at := w.invoke(w.Accreditor, ledger.FuncReportKeyCompromised, string(ledger.Canonical(statement)), "")
	tx.Writes = map[string][]byte{
		ledger.KeyKey(i.Public.Thumbprint()).String(): ledger.EncodeRecord(
			ledger.Key{
				Key:         i.Public,
				Purpose:     ledger.PurposeIssuer,
				Issuer:      i.Code,
				Accreditor:  "MinistryMSP",
				Added:       i.added,
				Compromised: i.added,
				Time:        at,
			},
		),
	}
	return w.Envelope(tx)
}

// PublicKey returns the key; with Sign it makes a credential.Signer.
func (s Signer) PublicKey() ledger.PublicKey { return s.Public }

// Sign returns a low-S signature.
func (s Signer) Sign(message []byte) (signature ledger.Signature, err error) {
	sum := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		return signature, err
	}
	if n := elliptic.P256().Params().N; v.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		v.Sub(n, v)
	}
	r.FillBytes(signature[:32])
	v.FillBytes(signature[32:])
	return signature, nil
}

func (i *Issuer) sign(message []byte) ledger.Signature {
	s, err := i.Sign(message)
	require.NoError(i.world.t, err)
	return s
}

// Digests returns random digests.
func Digests(n int) []ledger.Digest {
	digests := make([]ledger.Digest, n)
	for i := range digests {
		_, _ = rand.Read(digests[i][:])
	}
	return digests
}

// Anchor returns a transaction that anchors these digests, and the digests in their order.
func (i *Issuer) Anchor(kind ledger.Kind, digests ...ledger.Digest) ([]byte, []ledger.Digest) {
	w := i.world
	sealed, err := batch.Seal(digests)
	require.NoError(w.t, err)
	a := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   w.Trust().Genesis,
		Issuer:   i.Code,
		Sequence: i.Last.Sequence + 1,
		Kind:     kind,
		Root:     sealed.Root,
		Size:     uint64(len(digests)),
		Key:      i.Public.Thumbprint(),
	}
	if i.Last.Sequence > 0 {
		a.Previous = ledger.SumDigest(ledger.Canonical(i.Last))
	}
	if i.void.Sequence > i.Last.Sequence {
		a.Sequence, a.Previous = i.void.Sequence+1, ledger.SumDigest(ledger.Canonical(i.void))
	}
	i.Last = a
	text := ledger.Canonical(a)
	signature := i.sign(text)
	tx, id, at := w.invoke(
		w.Registry,
		ledger.FuncPutAnchor,
		string(text),
		signature.String(),
		ledger.EncodeDigests(sealed.Digests),
	)
	tx.Writes = map[string][]byte{
		ledger.AnchorKey(i.Code, a.Sequence).String(): ledger.EncodeRecord(
			ledger.AnchorRecord{Anchor: a, Signature: signature, Time: at, TxID: id},
		),
		ledger.SequenceKey(i.Code).String(): ledger.EncodeRecord(
			ledger.Sequence{Sequence: a.Sequence, Previous: ledger.SumDigest(text)},
		),
	}
	return w.Envelope(tx), sealed.Digests
}

// Void returns a transaction that gives up the sequence number after the last anchor's.
func (i *Issuer) Void() []byte {
	w := i.world
	i.void = ledger.Void{
		Type:     ledger.TypeVoid,
		Ledger:   w.Trust().Genesis,
		Issuer:   i.Code,
		Sequence: i.Last.Sequence + 1,
		Previous: ledger.SumDigest(ledger.Canonical(i.Last)),
		Key:      i.Public.Thumbprint(),
	}
	text := ledger.Canonical(i.void)
	signature := i.sign(text)
	tx, id, at := w.invoke(w.Registry, ledger.FuncVoid, string(text), signature.String())
	next := ledger.Sequence{Sequence: i.void.Sequence, Previous: ledger.SumDigest(text)}
	tx.Writes = map[string][]byte{
		ledger.VoidKey(i.Code, i.void.Sequence).String(): ledger.EncodeRecord(
			ledger.VoidRecord{Void: i.void, Signature: signature, Time: at, TxID: id}),
		ledger.VoidCountKey(i.Code, ledger.Year(at)).String(): ledger.EncodeRecord(ledger.VoidCount{Count: 1}),
		ledger.SequenceKey(i.Code).String():                   ledger.EncodeRecord(next),
	}
	return w.Envelope(tx)
}

// Status returns a transaction that sets a status entry of list 1.
func (i *Issuer) Status(index uint32, version uint64, state ledger.State) []byte {
	w := i.world
	s := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  w.Trust().Genesis,
		Issuer:  i.Code,
		List:    1,
		Index:   index,
		Version: version,
		State:   state,
		Key:     i.Public.Thumbprint(),
	}
	text := ledger.Canonical(s)
	tx, id, at := w.invoke(w.Registry, ledger.FuncSetStatus, string(text), i.sign(text).String())
	tx.Writes = map[string][]byte{ledger.StatusKey(i.Code, 1, index).String(): ledger.EncodeRecord(
		ledger.StatusRecord{State: state, Version: version, Key: s.Key, Time: at, TxID: id})}
	return w.Envelope(tx)
}

// AnchorStatus returns a transaction by which the accreditor sets the state of anchors.
func (i *Issuer) AnchorStatus(first, last uint64, state ledger.State) []byte {
	w := i.world
	tx, id, at := w.invoke(
		w.Accreditor,
		ledger.FuncSetAnchorStatus,
		i.Code,
		strconv.FormatUint(first, 10),
		strconv.FormatUint(last, 10),
		string(state),
	)
	i.Changes = append(
		i.Changes,
		ledger.AnchorStatusChange{First: first, Last: last, State: state, MSP: "MinistryMSP", Time: at, TxID: id},
	)
	tx.Writes = map[string][]byte{
		ledger.AnchorStatusesKey(i.Code).String(): ledger.EncodeRecord(ledger.AnchorStatuses{Changes: i.Changes}),
	}
	return w.Envelope(tx)
}

// Suspend returns a transaction that suspends the issuer.
func (i *Issuer) Suspend() []byte {
	w := i.world
	tx, _, at := w.invoke(w.Accreditor, ledger.FuncSuspendIssuer, i.Code)
	i.Record.State, i.Record.Version, i.Record.Time = ledger.IssuerSuspended, i.Record.Version+1, at
	tx.Writes = map[string][]byte{ledger.IssuerKey(i.Code).String(): ledger.EncodeRecord(i.Record)}
	return w.Envelope(tx)
}

// SuspendFor is Suspend with a reason.
func (i *Issuer) SuspendFor(reason ledger.Reason) []byte {
	w := i.world
	tx, _, at := w.invoke(w.Accreditor, ledger.FuncSuspendIssuer, i.Code, string(reason.Canonical()))
	i.Record.State, i.Record.Version, i.Record.Time = ledger.IssuerSuspended, i.Record.Version+1, at
	i.Record.StateReason = reason
	tx.Writes = map[string][]byte{ledger.IssuerKey(i.Code).String(): ledger.EncodeRecord(i.Record)}
	return w.Envelope(tx)
}

// AnchorStatusFor returns a transaction by which the accreditor sets the state of one
// anchor, of whose reason the ledger gets the digest.
func (i *Issuer) AnchorStatusFor(sequence uint64, state ledger.State, detail ledger.Digest) []byte {
	w := i.world
	number := strconv.FormatUint(sequence, 10)
	tx, id, at := w.invoke(w.Accreditor, ledger.FuncSetAnchorStatus, i.Code, number, number, string(state),
		detail.String())
	record := ledger.AnchorStatus{State: state, MSP: "MinistryMSP", Time: at, TxID: id, Detail: detail}
	tx.Writes = map[string][]byte{ledger.AnchorStatusKey(i.Code, sequence).String(): ledger.EncodeRecord(record)}
	return w.Envelope(tx)
}

// Save writes the blocks into a new folder and returns it.
func (w *World) Save() string {
	dir := w.t.TempDir()
	for _, b := range w.Blocks {
		Write(w.t, dir, b)
	}
	return dir
}

// Write puts a block into a folder.
func Write(t testing.TB, dir string, block *common.Block) {
	raw, err := proto.Marshal(block)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(Path(dir, block.GetHeader().GetNumber()), raw, 0o600))
}

// Path returns the file of a block.
func Path(dir string, number uint64) string {
	return filepath.Join(dir, strconv.FormatUint(number, 10)+".block")
}

// TrustFile writes the channel's trust file and returns its path.
func (w *World) TrustFile() string {
	path := filepath.Join(w.t.TempDir(), "trust.json")
	text, err := json.Marshal(w.Trust())
	require.NoError(w.t, err)
	require.NoError(w.t, os.WriteFile(path, text, 0o600))
	return path
}

// Clone returns a copy for a test to spoil.
func Clone(block *common.Block) *common.Block { return proto.CloneOf(block) }

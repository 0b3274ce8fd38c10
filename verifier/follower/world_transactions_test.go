package follower_test

import (
	"crypto/rand"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// The transactions of the chaincode, as it writes them; a test may spoil some.

func (w *world) tick() []byte {
	tx, _, at := w.invoke(w.registry, ledger.FuncTick)
	tx.Writes = map[string][]byte{ledger.TickKey().String(): ledger.EncodeRecord(ledger.Tick{Time: at})}
	return w.Envelope(tx)
}

func (w *world) accredit() []byte {
	a := ledger.Accreditation{
		Code:   school,
		Name:   "Trường (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2020-01-01", Until: "2030-12-31", Quota: 1000}},
	}
	tx, _, at := w.invoke(w.accreditor, ledger.FuncAccredit, string(a.Canonical()))
	w.issuer = ledger.Issuer{
		Accreditation: a,
		Accreditor:    "MinistryMSP",
		State:         ledger.IssuerActive,
		Keys:          []string{},
		Version:       1,
		Time:          at,
	}
	tx.Writes = map[string][]byte{ledger.IssuerKey(school).String(): ledger.EncodeRecord(w.issuer)}
	return w.Envelope(tx)
}

func (w *world) suspend() []byte {
	tx, _, at := w.invoke(w.accreditor, ledger.FuncSuspendIssuer, school)
	w.issuer.State, w.issuer.Version, w.issuer.Time = ledger.IssuerSuspended, w.issuer.Version+1, at
	tx.Writes = map[string][]byte{ledger.IssuerKey(school).String(): ledger.EncodeRecord(w.issuer)}
	return w.Envelope(tx)
}

func (w *world) addKey() []byte {
	tx, _, at := w.invoke(w.accreditor, ledger.FuncAddKey, string(w.public.Canonical()))
	w.issuer.Keys, w.issuer.Version, w.issuer.Time = []string{w.public.Thumbprint()}, w.issuer.Version+1, at
	key := ledger.Key{
		Key:        w.public,
		Purpose:    ledger.PurposeIssuer,
		Issuer:     school,
		Accreditor: "MinistryMSP",
		Added:      at,
		Time:       at,
	}
	tx.Writes = map[string][]byte{
		ledger.IssuerKey(school).String():             ledger.EncodeRecord(w.issuer),
		ledger.KeyKey(w.public.Thumbprint()).String(): ledger.EncodeRecord(key),
	}
	return w.Envelope(tx)
}

// put is an anchor's transaction before it is endorsed, for a test to spoil.
type put struct {
	statement ledger.Anchor
	signature ledger.Signature
	arguments []string
	record    ledger.AnchorRecord
	key       string // of the record
	function  string
	extra     map[string][]byte
}

func (w *world) anchor(size int, spoil ...func(*put)) []byte {
	digests := make([]ledger.Digest, size)
	for i := range digests {
		_, _ = rand.Read(digests[i][:])
	}
	sealed, err := batch.Seal(digests)
	require.NoError(w.t, err)
	root, err := batch.Root(sealed.Digests)
	require.NoError(w.t, err)
	a := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   w.Trust().Genesis,
		Issuer:   school,
		Sequence: w.last.Sequence + 1,
		Kind:     "VN-USE",
		Root:     root,
		Size:     uint64(size),
		Key:      w.public.Thumbprint(),
	}
	if w.last.Sequence > 0 {
		a.Previous = ledger.SumDigest(ledger.Canonical(w.last))
	}
	text := ledger.Canonical(a)
	p := put{
		statement: a,
		signature: sign(w.t, w.key, text),
		function:  ledger.FuncPutAnchor,
		key:       ledger.AnchorKey(school, a.Sequence).String(),
	}
	p.arguments = []string{string(text), p.signature.String(), ledger.EncodeDigests(sealed.Digests)}
	p.record = ledger.AnchorRecord{Anchor: a, Signature: p.signature}
	for _, s := range spoil {
		s(&p)
	}
	tx, id, at := w.invoke(w.registry, p.function, p.arguments...)
	if p.record.TxID == "" {
		p.record.TxID, p.record.Time = id, at
	}
	tx.Writes = map[string][]byte{p.key: ledger.EncodeRecord(p.record),
		ledger.SequenceKey(school).String(): ledger.EncodeRecord(
			ledger.Sequence{Sequence: p.statement.Sequence, Previous: ledger.SumDigest(text)},
		)}
	for k, v := range p.extra {
		tx.Writes[k] = v
	}
	if len(spoil) == 0 {
		w.last, w.digests = a, sealed.Digests
	}
	return w.Envelope(tx)
}

func (w *world) status(
	index uint32,
	version uint64,
	state ledger.State,
	spoil ...func(*ledger.StatusRecord),
) []byte {
	s := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  w.Trust().Genesis,
		Issuer:  school,
		List:    1,
		Index:   index,
		Version: version,
		State:   state,
		Key:     w.public.Thumbprint(),
	}
	text := ledger.Canonical(s)
	tx, id, at := w.invoke(w.registry, ledger.FuncSetStatus, string(text), sign(w.t, w.key, text).String())
	record := ledger.StatusRecord{State: state, Version: version, Key: s.Key, Time: at, TxID: id}
	for _, f := range spoil {
		f(&record)
	}
	tx.Writes = map[string][]byte{ledger.StatusKey(school, 1, index).String(): ledger.EncodeRecord(record)}
	return w.Envelope(tx)
}

func (w *world) anchorStatus(
	before []ledger.AnchorStatusChange,
	state ledger.State,
) ([]byte, []ledger.AnchorStatusChange) {
	tx, id, at := w.invoke(w.accreditor, ledger.FuncSetAnchorStatus, school, "1", "1", string(state))
	changes := append(
		append([]ledger.AnchorStatusChange{}, before...),
		ledger.AnchorStatusChange{First: 1, Last: 1, State: state, MSP: "MinistryMSP", Time: at, TxID: id},
	)
	tx.Writes = map[string][]byte{
		ledger.AnchorStatusesKey(school).String(): ledger.EncodeRecord(ledger.AnchorStatuses{Changes: changes}),
	}
	return w.Envelope(tx), changes
}

// Package testevidence makes what evidence is made of, for tests: the real
// chaincode's answers over a world state in memory, endorsed by the peers of a
// synthetic channel with real certificates and signatures.
package testevidence

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/bundle"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// Issuer is the code of the one issuer.
const Issuer = "DH-MAU"

// Kind is what it issues.
const Kind = ledger.Kind("VN-BA/7480201")

// Status is the place of the diploma's status.
var Status = credential.StatusRef{List: 1, Index: 94567}

// World is a ledger with one accredited university, its key, and one diploma
// that is anchored among others. It serves as bundle.Chain and bundle.Attester.
type World struct {
	t       testing.TB
	Channel *blockstest.Channel
	Ledger  *testledger.Ledger
	Trust   ledger.Trust
	Key     testledger.Signer
	Diploma credential.Issued
	Blocks  []*common.Block // of the channel; none of them holds a transaction of the ledger
	Down    bool            // Attest fails

	serial int
}

// New returns a world in which the diploma is anchored.
func New(t testing.TB) *World {
	t.Helper()
	return NewWith(t, testledger.Options{})
}

// NewWith is New with a ledger of these options, but genesis and accreditors, which
// are the channel's.
func NewWith(t testing.TB, o testledger.Options) *World {
	t.Helper()
	channel := blockstest.New(t)
	w := &World{
		t:       t,
		Channel: channel,
		Trust:   channel.Trust(),
		Key:     testledger.NewSigner(t),
		Blocks:  []*common.Block{channel.Genesis()},
	}
	o.Genesis, o.Accreditors = w.Trust.Genesis, w.Trust.Accreditors
	w.Ledger = testledger.New(t, o)
	w.Ledger.Accredit(t, Accreditation())
	w.Ledger.AddKey(t, Issuer, w.Key)
	w.Diploma = w.Issue(Status.Index, w.Key)
	w.Ledger.Clock.Advance(time.Minute)
	w.Anchor(w.Key, w.Diploma)
	w.Ledger.Clock.Advance(time.Hour)
	return w
}

// Accreditation is the issuer's.
func Accreditation() ledger.Accreditation {
	return ledger.Accreditation{
		Code:   Issuer,
		Name:   "Trường Đại học Mẫu (mẫu)",
		NameEn: "Sample University (sample)",
		Scopes: []ledger.Scope{
			{Type: "VN-BA", Field: "748", From: "2026-01-01", Until: "2026-12-31", Quota: 100}},
	}
}

// Issue returns a diploma with that place in the status list.
func (w *World) Issue(index uint32, by testledger.Signer) credential.Issued {
	w.t.Helper()
	w.serial++
	issued, err := credential.Issue(credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b", Kind: Kind,
			Issuer: credential.Issuer{Code: Issuer, Name: "Tên trong văn bằng (mẫu)", Host: "vanbang.example"},
			Award:  "Bằng cử nhân", Major: "Công nghệ thông tin", Rank: "Giỏi", Mode: "Chính quy", GraduationYear: 2026,
			SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/" + strconv.Itoa(w.serial), DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-15",
			IssueDate: "2026-06-20", Place: "Hà Nội", SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status: credential.StatusRef{List: Status.List, Index: index},
		},
		Subject: credential.Subject{FullName: "Nguyễn Thị Mẫu", BirthDate: "2004-03-15", NationalID: "000304001234"},
	}, by, rand.Reader)
	require.NoError(w.t, err)
	return issued
}

// Anchor anchors diplomas together with two other digests.
func (w *World) Anchor(by testledger.Signer, diplomas ...credential.Issued) ledger.AnchorRecord {
	w.t.Helper()
	digests := []ledger.Digest{ledger.SumDigest([]byte("another's")), ledger.SumDigest([]byte("yet another's"))}
	for _, d := range diplomas {
		digests = append(digests, d.Digest)
	}
	return w.Ledger.AnchorDigests(w.t, Issuer, Kind, by, digests...)
}

// Link returns what the diploma's QR code holds.
func (w *World) Link() string { return presentation.URL("https://vanbang.example", w.Diploma.QRToken) }

// HolderFile returns what the diploma's holder keeps.
func (w *World) HolderFile() string {
	w.t.Helper()
	file, err := presentation.HolderFile(w.Diploma.SDJWT(), w.Diploma.QRClaims)
	require.NoError(w.t, err)
	return string(file)
}

// Maker returns a maker of bundles in this world.
func (w *World) Maker() *bundle.Maker {
	return &bundle.Maker{Trust: w.Trust, Chain: w, Attester: w, Now: w.Ledger.Clock.Now}
}

// Bundle makes a bundle of what is presented.
func (w *World) Bundle(input string) bundle.Bundle {
	w.t.Helper()
	text, _, err := w.Maker().Make(w.t.Context(), input, w.Ledger.View())
	require.NoError(w.t, err)
	b, err := bundle.Parse(text)
	require.NoError(w.t, err)
	return b
}

// Head implements bundle.Chain.
func (w *World) Head() ledger.Head { return ledger.Head{Height: uint64(len(w.Blocks))} }

// Block implements bundle.Chain.
func (w *World) Block(number uint64) (*common.Block, error) {
	if number >= uint64(len(w.Blocks)) {
		return nil, errors.New("no such block")
	}
	return w.Blocks[number], nil
}

// Attest implements bundle.Attester: three peers endorse the chaincode's answer.
func (w *World) Attest(_ context.Context, issuer string, sequence uint64, list, index uint32) ([]byte, error) {
	if w.Down {
		return nil, errors.New("no peer can be reached")
	}
	q, err := w.Query(issuer, sequence, list, index)
	if err != nil {
		return nil, err
	}
	return w.Endorse(q), nil
}

// Query runs the query Attest on the chaincode and returns it ready to be endorsed.
func (w *World) Query(issuer string, sequence uint64, list, index uint32) (Query, error) {
	arguments := []string{
		issuer,
		strconv.FormatUint(sequence, 10),
		strconv.FormatUint(uint64(list), 10),
		strconv.FormatUint(uint64(index), 10),
	}
	at := w.Ledger.Clock.Now()
	tx, err := w.Ledger.Endorse(
		testledger.Call{As: w.Ledger.Registry, Function: ledger.FuncAttest, Args: arguments, At: at},
	)
	if err != nil {
		return Query{}, err
	}
	q := Query{
		Arguments: append([]string{ledger.FuncAttest}, arguments...),
		Answer:    []byte(tx.Answer),
		Time:      at,
		Status:    200,
		Channel:   w.Trust.Channel,
		Chaincode: w.Trust.Chaincode,
		Creator:   w.Channel.Authorities["AuditorMSP"].Issue("verifier", "client", "verifier"),
		Nonce:     w.Channel.NextNonce(),
	}
	for _, msp := range []string{"MinistryMSP", "SchoolsMSP", "AuditorMSP"} {
		q.Endorsers = append(q.Endorsers, w.Channel.Peers[msp])
	}
	for _, key := range tx.Reads {
		if !slices.ContainsFunc(q.Reads, func(r Read) bool { return r.Key == key }) {
			q.Reads = append(q.Reads, w.read(key))
		}
	}
	return q, nil
}

// read returns a key with the block that wrote it last.
func (w *World) read(key string) Read {
	k, err := ledger.ParseStateKey(key)
	require.NoError(w.t, err)
	view, r := w.Ledger.View(), Read{Key: key}
	last := func(found bool, p ledger.Position) { r.Found, r.Block, r.Index = found, p.Block, p.Index }
	switch k.Object {
	case ledger.ObjectIssuer:
		versions, err := view.Issuer(k.Attributes[0])
		require.NoError(w.t, err)
		last(true, versions[len(versions)-1].Position)
	case ledger.ObjectKey:
		versions, err := view.Key(k.Attributes[0])
		require.NoError(w.t, err)
		last(true, versions[len(versions)-1].Position)
	case ledger.ObjectAnchor:
		sequence, err := strconv.ParseUint(k.Attributes[1], 10, 64)
		require.NoError(w.t, err)
		_, p, found, err := view.Anchor(k.Attributes[0], sequence)
		require.NoError(w.t, err)
		last(found, p)
	case ledger.ObjectStatus:
		list, err := strconv.ParseUint(k.Attributes[1], 10, 32)
		require.NoError(w.t, err)
		index, err := strconv.ParseUint(k.Attributes[2], 10, 32)
		require.NoError(w.t, err)
		versions, err := view.Status(k.Attributes[0], uint32(list), uint32(index))
		require.NoError(w.t, err)
		if n := len(versions); n > 0 {
			last(true, versions[n-1].Position)
		}
	}
	return r
}

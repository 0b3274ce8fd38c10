package testvectors_test

import (
	"strings"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/batch"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
)

// questions returns what is asked in one way, by the result that it has.
func (m *matrixWorld) questions(
	way string,
	files map[string]map[verifier.Code]string,
) map[verifier.Code]testvectors.Matrix {
	about := map[string]string{
		"now":     "asked about now.",
		"past":    "asked about a day in the past that every reading of these ledgers covers.",
		"bundle":  "in a bundle that is older than the reading.",
		"receipt": "by a receipt that is older than the reading.",
	}
	questions := map[verifier.Code]testvectors.Matrix{}
	for _, code := range verifier.Codes() {
		q := testvectors.Matrix{About: "What is " + string(code) + " on a current reading, " + about[way]}
		switch way {
		case "now":
			q.Presentation = m.links[code]
		case "past":
			q.Presentation, q.At = m.links[code], endOf(m.t, "2026-06-29")
		default:
			q.Presentation = files[way][code]
		}
		questions[code] = q
	}
	return questions
}

// makeEvidence makes a bundle and a receipt of each credential at one moment.
func (m *matrixWorld) makeEvidence() map[string]map[verifier.Code]string {
	files := map[string]map[verifier.Code]string{"bundle": {}, "receipt": {}}
	for _, code := range verifier.Codes() {
		files["bundle"][code] = m.bundleOf(code)
		files["receipt"][code] = m.receiptOf(code)
	}
	return files
}

func (m *matrixWorld) bundleOf(code verifier.Code) string {
	switch code {
	case verifier.Tampered: // the digits of a changed code in the place of the genuine ones
		b := m.bundle(link(m.issued[code]))
		_, b.Presentation, _ = strings.Cut(m.links[code], "#")
		return m.encode(b)
	case verifier.Malformed:
		return strings.Replace(m.encode(m.bundle(link(m.issued[code]))), `{"attestation"`, `{"a":1,"attestation"`, 1)
	case verifier.NotAnchored:
		return m.encode(m.bundleOfOtherKind())
	case verifier.OutOfScope:
		return m.encode(m.bundleOutOfScope())
	case verifier.Indeterminate:
		return m.foreignBundle()
	}
	return m.encode(m.bundle(m.links[code]))
}

// bundleOfOtherKind proves that a credential was anchored among those of
// another kind, for which no honest service makes a bundle.
func (m *matrixWorld) bundleOfOtherKind() bundle.Bundle {
	b := m.bundle(m.links[verifier.Valid])
	_, b.Presentation, _ = strings.Cut(m.links[verifier.NotAnchored], "#")
	digests, err := m.Ledger.View().Digests(testevidence.Issuer, 4)
	require.NoError(m.t, err)
	index, found := batch.Find(digests, m.issued[verifier.NotAnchored].Digest)
	require.True(m.t, found)
	b.Proof, err = batch.Prove(digests, index)
	require.NoError(m.t, err)
	b.Attestation, err = m.Attest(m.t.Context(), testevidence.Issuer, 4, 1, m.index(verifier.NotAnchored))
	require.NoError(m.t, err)
	return b
}

// bundleOutOfScope holds what only a dishonest majority would attest: a record
// of the issuer, older than the anchor, that does not cover the kind.
func (m *matrixWorld) bundleOutOfScope() bundle.Bundle {
	b := m.bundle(m.links[verifier.OutOfScope])
	q, err := m.Query(testevidence.Issuer, 2, 1, m.index(verifier.OutOfScope))
	require.NoError(m.t, err)
	attestation, err := ledger.DecodeRecord[ledger.Attestation](q.Answer)
	require.NoError(m.t, err)
	attestation.Issuer.Accreditation.Scopes[0].Field = "722"
	q.Answer = ledger.EncodeRecord(attestation)
	for i := range q.Reads { // its record as it stood before the anchor
		if q.Reads[i].Key == ledger.IssuerKey(testevidence.Issuer).String() {
			versions, err := m.Ledger.View().Issuer(testevidence.Issuer)
			require.NoError(m.t, err)
			q.Reads[i].Block = versions[0].Position.Block
		}
	}
	b.Attestation = m.Endorse(q)
	return b
}

// foreignBundle is a bundle of another register's ledger.
func (m *matrixWorld) foreignBundle() string {
	other := &evidence{World: testevidence.NewWith(m.t, beforeReasons), t: m.t, files: m.files}
	d := diploma(550)
	d.Issuer.Host = foreignHost
	issued := issueWith(m.t, d, other.Key)
	other.Anchor(other.Key, issued)
	other.Ledger.Clock.Set(m.moment)
	testledger.Must[ledger.Tick](m.t, other.Ledger, other.Ledger.Registry, ledger.FuncTick)
	return other.encode(other.bundle(issued.SDJWT()))
}

// receiptOf is what a service with a fresh reading signs at the moment of the files.
func (m *matrixWorld) receiptOf(code verifier.Code) string {
	reading := verifier.FreshReading(m.Ledger.View())
	if code == verifier.OutOfScope {
		m.writeAltered()
		reading = verifier.FreshReading(m.views["matrix-out-of-scope"])
	}
	r := answer.To(answer.Question{Input: m.links[code]},
		answer.Grounds{Trust: &m.trust, Reading: reading, Hosts: []string{host}}, m.moment)
	require.Equal(m.t, code, r.Result)
	return issueV2(m.t, r, m.trust.Genesis, m.service)
}

// writeLedgers writes the ledger as it is now, and as only a dishonest majority
// could write it.
func (m *matrixWorld) writeLedgers() {
	testledger.Must[ledger.Tick](m.t, m.Ledger, m.Ledger.Registry, ledger.FuncTick)
	w := &world{t: m.t, ledger: m.Ledger, random: &stream{seed: "matrix"}, files: m.files}
	w.write("matrix", "A credential for each result that a verification has.")
	m.views["matrix"] = w.written
	m.writeAltered()
	for _, code := range verifier.Codes() {
		m.ledgers[code] = "matrix"
	}
	m.ledgers[verifier.OutOfScope] = "matrix-out-of-scope"
}

func (m *matrixWorld) writeAltered() {
	w := &world{t: m.t, ledger: m.Ledger, random: &stream{seed: "matrix"}, files: m.files}
	w.write(
		"matrix-out-of-scope",
		"Altered, as only a dishonest majority of organisations could write it: the accreditation was for another field.",
		edit(m.t, ledger.ObjectIssuer, func(i *ledger.Issuer) { i.Accreditation.Scopes[0].Field = "722" }),
	)
	m.views["matrix-out-of-scope"] = w.written
}

// index is the place of a credential's status.
func (m *matrixWorld) index(code verifier.Code) uint32 { return m.indices[code] }

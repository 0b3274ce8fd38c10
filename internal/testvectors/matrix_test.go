package testvectors_test

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

const foreignHost = "so-goc-khac.example"

// matrixWorld is a ledger with a credential for each result, and what each
// credential's holder can hand over: its link, a bundle and a receipt.
type matrixWorld struct {
	*evidence
	service signer
	second  signer // a key that turns out to be compromised
	trust   ledger.Trust
	links   map[verifier.Code]string
	issued  map[verifier.Code]credential.Issued
	indices map[verifier.Code]uint32 // places of their statuses
	moment  time.Time                // of bundles and receipts
	ledgers map[verifier.Code]string
	views   map[string]*testvectors.Ledger
}

// matrix writes a file for each result and each way to ask, with a row for each
// kind of reading, and demands what the tables say.
func matrix(t *testing.T, files map[string][]byte) {
	m := newMatrixWorld(t, files)
	evidence := m.makeEvidence()
	m.Ledger.Clock.Set(vietnam(t, "2026-07-02 09:00:00"))
	m.writeLedgers()
	now := m.Ledger.Clock.Now()
	for _, way := range []string{"now", "past", "bundle", "receipt"} {
		questions := m.questions(way, evidence)
		for _, code := range verifier.Codes() {
			question := questions[code]
			require.NotEmpty(t, question.Presentation, "%s, %s", code, way)
			question.Now, question.Trust, question.Hosts = now, &m.trust, []string{host}
			for _, c := range cells(t, way) {
				if c.result == code {
					question.Rows = append(question.Rows, m.row(question, c))
				}
			}
			m.files["matrix/"+string(code)+"/"+way+".json"] = encode(t, question)
		}
	}
}

// row asks the library, and demands what the cell says.
func (m *matrixWorld) row(question testvectors.Matrix, c cell) testvectors.Row {
	row := testvectors.Row{Reading: c.kind}
	var view ledger.View
	var head time.Time
	if c.kind != verifier.ReadingNone {
		row.Ledger = m.ledgers[c.result]
		view, head = m.views[row.Ledger], m.views[row.Ledger].Last.Time
	}
	v := question.Vector("", row)
	row.Want = testvectors.Of(v.Ask(view))
	c.demand(m.t, row.Want, head, m.moment)
	if row.Want.Today != nil { // beside an answer on a past day stands what would be answered about now
		today := question
		today.At = time.Time{}
		about := testvectors.Of(today.Vector("", row).Ask(view))
		require.Equal(m.t, about.Result, row.Want.Today.Result)
	}
	v.Want = row.Want
	v.Hosts = nil // credverify knows no names
	alone := alone(v)
	m.demandAlone(c, alone)
	row.Exceptions = exceptions(v, alone)
	return row
}

// demandAlone says what credverify answers, which has no ledger.
func (m *matrixWorld) demandAlone(c cell, got testvectors.Want) {
	m.t.Helper()
	want := c.result
	isFile := c.way == "bundle" || c.way == "receipt"
	switch {
	case isFile && c.way == "bundle" && c.result == verifier.Indeterminate:
		want = verifier.UntrustedIssuer // of another ledger than the pinned one
	case !isFile && c.result != verifier.Malformed:
		want = verifier.Indeterminate
	}
	require.Equal(m.t, want, got.Result, "credverify, %s, %s", c.result, c.way)
}

func newMatrixWorld(t *testing.T, files map[string][]byte) *matrixWorld {
	t.Helper()
	m := &matrixWorld{
		evidence: newEvidence(t, files),
		service:  newSigner(t, ledger.ES256, "verifier service"),
		second:   newSigner(t, ledger.ES256K, "second key of "+testevidence.Issuer),
		links:    map[verifier.Code]string{},
		issued:   map[verifier.Code]credential.Issued{},
		indices:  map[verifier.Code]uint32{},
		ledgers:  map[verifier.Code]string{},
		views:    map[string]*testvectors.Ledger{},
	}
	m.trust = m.Trust
	m.trust.VerifierKeys = []ledger.PublicKey{m.service.PublicKey()}
	m.Ledger.AddKey(t, testevidence.Issuer, m.second)
	m.issueAll()
	m.anchorAll()
	m.Ledger.Clock.Set(vietnam(t, "2026-06-28 09:00:00"))
	m.changeAll()
	m.Ledger.Clock.Set(vietnam(t, "2026-06-29 10:00:00"))
	testledger.Must[ledger.Tick](t, m.Ledger, m.Ledger.Registry, ledger.FuncTick)
	m.moment = m.Ledger.Clock.Now()
	return m
}

func (m *matrixWorld) issueAll() {
	for i, code := range verifier.Codes() {
		m.indices[code] = uint32(501 + i)
		d, by := diploma(m.indices[code]), testledger.Signer(m.Key)
		switch code {
		case verifier.Expired:
			d.ValidUntil = "2026-06-25"
		case verifier.UntrustedIssuer:
			by = m.second
		case verifier.Indeterminate:
			d.Issuer.Code, d.Issuer.Host = "DH-XA", foreignHost
		}
		m.issued[code] = issueWith(m.t, d, by)
		m.links[code] = link(m.issued[code])
	}
	m.links[verifier.Indeterminate] = presentation.URL(
		"https://"+foreignHost,
		m.issued[verifier.Indeterminate].QRToken,
	)
	m.links[verifier.Malformed] = m.links[verifier.Malformed][:700]
	m.links[verifier.Tampered] = m.withAnotherName(m.issued[verifier.Tampered])
}

func issueWith(t testing.TB, d credential.Diploma, by testledger.Signer) credential.Issued {
	t.Helper()
	issued, err := credential.Issue(d, by, rand.Reader)
	require.NoError(t, err)
	return issued
}

// withAnotherName returns the link with one letter of the printed name changed:
// the form is right, the signature is not.
func (m *matrixWorld) withAnotherName(issued credential.Issued) string {
	token := slices.Clone(issued.QRToken)
	at := strings.Index(string(token), "Nguy")
	require.Positive(m.t, at)
	token[at] ^= 1
	issued.QRToken = token
	return link(issued)
}

func (m *matrixWorld) anchorAll() {
	digest := func(code verifier.Code) ledger.Digest { return m.issued[code].Digest }
	m.Ledger.AnchorDigests(m.t, testevidence.Issuer, kind, m.Key, digest(verifier.Valid), digest(verifier.Revoked),
		digest(verifier.Suspended), digest(verifier.Superseded), digest(verifier.Expired), digest(verifier.OutOfScope),
		digest(verifier.Tampered), digest(verifier.Malformed))
	m.Ledger.AnchorDigests(m.t, testevidence.Issuer, kind, m.second, digest(verifier.UntrustedIssuer))
	m.Ledger.AnchorDigests(m.t, testevidence.Issuer, "VN-BA/7480101", m.Key, digest(verifier.NotAnchored))
}

func (m *matrixWorld) changeAll() {
	for _, change := range []struct {
		code  verifier.Code
		state ledger.State
	}{
		{verifier.Revoked, ledger.Revoked},
		{verifier.Suspended, ledger.Suspended},
		{verifier.Superseded, ledger.Superseded},
	} {
		m.Ledger.SetEntry(m.t, testevidence.Issuer, 1, m.index(change.code), change.state, m.Key)
	}
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: m.Trust.Genesis,
		Issuer: testevidence.Issuer,
		Key:    m.second.PublicKey().Thumbprint(),
		Since:  vietnam(m.t, "2026-06-01 00:00:00"),
	}
	testledger.Must[ledger.Key](m.t, m.Ledger, m.Ledger.Accreditor, ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)), "")
}

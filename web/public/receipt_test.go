package public_test

import (
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/verifier/words"
)

const verifierName = "TRA-CUU"

// registerService puts the service's key for receipts on the ledger.
func (d *desk) registerService() {
	d.t.Helper()
	text, signature := testledger.Sign(d.t, d.service, ledger.KeyPossession{
		Type:    ledger.TypeKeyPossession,
		Purpose: ledger.PurposeVerifier,
		Ledger:  d.Trust.Genesis,
		Issuer:  verifierName,
		Key:     d.service.PublicKey().Thumbprint(),
	})
	testledger.Must[ledger.Key](d.t, d.Ledger, d.Ledger.Accreditor, ledger.FuncRegisterVerifierKey,
		string(d.service.PublicKey().Canonical()), text, signature)
}

// reportService says, as the accreditor, that the service's key is compromised.
func (d *desk) reportService() {
	d.t.Helper()
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: d.Trust.Genesis,
		Issuer: verifierName,
		Key:    d.service.PublicKey().Thumbprint(),
		Since:  d.Ledger.Clock.Advance(time.Minute).UTC().Truncate(time.Second),
	}
	testledger.Must[ledger.Key](d.t, d.Ledger, d.Ledger.Accreditor, ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)), "")
}

// retireService has the service's key retire itself.
func (d *desk) retireService() {
	d.t.Helper()
	d.Ledger.Clock.Advance(time.Minute)
	text, signature := testledger.Sign(d.t, d.service, ledger.KeyRetirement{
		Type:   ledger.TypeKeyRetirement,
		Ledger: d.Trust.Genesis,
		Issuer: verifierName,
		Key:    d.service.PublicKey().Thumbprint(),
	})
	testledger.Must[ledger.Key](d.t, d.Ledger, d.Ledger.Registry, ledger.FuncRetireKey, text, signature)
}

// A key for receipts that the ledger says signs no more signs no more: by the
// API, by the page's address, and by the button that is not there.
func TestNoReceiptIsGivenByAKeyThatTheLedgerRefuses(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*desk){
		"Compromised": (*desk).reportService,
		"Retired":     (*desk).retireService,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.registerService()
			require.Equal(t, http.StatusOK, d.ask("/api/v1/receipt", d.Link()).Code)
			require.Contains(t, d.form("/v", d.Link(), "").Body.String(), ">Download a receipt<")
			lose(d)
			w := d.ask("/api/v1/receipt", d.Link())
			require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body)
			require.Contains(t, w.Body.String(), "not_ready")
			page := d.form("/v", d.Link(), "").Body.String()
			require.NotContains(t, page, ">Download a receipt<")
			require.Contains(t, page, ">Download evidence<", "which does not stand on that key")
			w = d.form("/v/receipt", d.Link(), "")
			require.Equal(t, http.StatusServiceUnavailable, w.Code)
			requireBlue(t, w, "This site gives no receipts at present")
		})
	}
}

// What is wrong with a receipt accuses neither school nor diploma: library, API
// and page agree, and none shows the red sign.
func TestAReceiptThatIsNotBelieved(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.registerService()
	compromised := d.file("/api/v1/receipt", d.Link())
	at := strings.LastIndexByte(compromised, '.') + 5 // of the signature's first number
	changed := compromised[:at] + map[bool]string{true: "B", false: "A"}[compromised[at] == 'A'] + compromised[at+1:]
	other := newDesk(t)
	unknown := other.file("/api/v1/receipt", other.Link())
	unreadable := d.file("/api/v1/receipt", "nothing")

	check := func(name, text string, code verifier.Code, detail verifier.Detail, says string) {
		t.Helper()
		now := d.Ledger.Clock.Now()
		grounds := answer.Grounds{Trust: &d.Trust, Reading: verifier.FreshReading(d.Ledger.View())}
		own := answer.To(answer.Question{Input: text}, grounds, now)
		require.Equal(t, []any{code, detail}, []any{own.Result, own.Detail}, name)
		api := decode[verifier.Result](t, d.ask("/api/v1/verify", text))
		require.Equal(t, own.Known(), api.Known(), name)
		require.Equal(t, receipt.Form, api.Form, name)
		said := words.Of(own, words.English)
		require.Equal(t, said, words.Of(api, words.English), name)
		require.Equal(t, words.Question, said.Shape, name)
		page := html.UnescapeString(d.form("/v", text, "").Body.String())
		require.Contains(t, page, `class="verdict question"`, name)
		require.NotContains(t, page, `class="verdict cross"`, name)
		require.Contains(t, page, says, name)
		require.Contains(t, page, said.Sentence, name)
		require.NotContains(t, page, "Issuer not trusted", name)
		require.NotContains(t, page, "issuer's signature", name)
	}
	check("Changed", changed, verifier.Tampered, verifier.DetailSignature, "The receipt was changed or damaged")
	check("Unknown", unknown, verifier.Indeterminate, verifier.DetailReceiptKey, "This receipt cannot be relied on")
	check("Unreadable", unreadable, verifier.Malformed, verifier.DetailNotRead,
		"The receipt is genuine; what was asked about could not be read")
	d.reportService()
	check("Compromised", compromised, verifier.UntrustedIssuer, verifier.DetailReceiptKey,
		"This receipt cannot be relied on")
}

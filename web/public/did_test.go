package public_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
	"sogoc/web/public"
)

// didDocument is what a resolver reads of a DID document.
type didDocument struct {
	ID      string `json:"id"`
	Methods []struct {
		ID         string           `json:"id"`
		Controller string           `json:"controller"`
		Expires    time.Time        `json:"expires"`
		Key        ledger.PublicKey `json:"publicKeyJwk"`
	} `json:"verificationMethod"`
	Assertions []string `json:"assertionMethod"`
}

// report says, as the accreditor, that a key is compromised.
func (b *bundle) report(key testledger.Signer, since time.Time) {
	b.t.Helper()
	history, err := b.ledger.View().Key(key.PublicKey().Thumbprint())
	require.NoError(b.t, err)
	require.NotEmpty(b.t, history)
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: b.ledger.Genesis(),
		Issuer: history[0].Key.Issuer,
		Key:    key.PublicKey().Thumbprint(),
		Since:  since.UTC().Truncate(time.Second),
	}
	testledger.Must[ledger.Key](b.t, b.ledger, b.ledger.Accreditor, ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)), "")
}

// retire has a key retire itself.
func (b *bundle) retire(key testledger.Signer) {
	b.t.Helper()
	text, signature := testledger.Sign(b.t, key, ledger.KeyRetirement{
		Type:   ledger.TypeKeyRetirement,
		Ledger: b.ledger.Genesis(),
		Issuer: code,
		Key:    key.PublicKey().Thumbprint(),
	})
	testledger.Must[ledger.Key](b.t, b.ledger, b.ledger.Registry, ledger.FuncRetireKey, text, signature)
}

func (b *bundle) issuerDocument() didDocument {
	b.t.Helper()
	w := b.get("/issuers/" + code + "/did.json")
	require.Equal(b.t, http.StatusOK, w.Code, w.Body)
	return decode[didDocument](b.t, w)
}

func TestADIDDocumentSaysWhichKeysCountNow(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	retired, stolen := testledger.NewSigner(t), testledger.NewSigner(t)
	b.ledger.AddKey(t, code, retired)
	b.ledger.AddKey(t, code, stolen)
	require.Len(t, b.issuerDocument().Assertions, 3)

	b.ledger.Clock.Advance(time.Minute)
	b.retire(retired)
	b.report(stolen, b.ledger.Clock.Now())
	d := b.issuerDocument()
	require.Equal(t, "did:web:"+publicName+":issuers:"+code, d.ID)
	require.Equal(t, []string{d.ID + "#" + b.key.PublicKey().Thumbprint()}, d.Assertions)
	require.Len(t, d.Methods, 2, "what was compromised is not there")
	require.True(t, d.Methods[0].Expires.IsZero())
	require.Equal(t, retired.PublicKey(), d.Methods[1].Key)
	require.True(t, d.Methods[1].Expires.Equal(b.ledger.Clock.Now()))

	testledger.Must[ledger.Issuer](t, b.ledger, b.ledger.Accreditor, ledger.FuncSuspendIssuer, code)
	d = b.issuerDocument()
	require.Empty(t, d.Assertions, "a suspended issuer can put nothing on the ledger")
	require.Len(t, d.Methods, 2)
}

func TestOnlyIssuersOfTheTrustFileHaveDocuments(t *testing.T) {
	t.Parallel()
	b := publishing(t, func(c *public.Config) { c.Trust.Accreditors = []string{"OtherMSP"} })
	require.Equal(t, http.StatusNotFound, b.get("/issuers/"+code+"/did.json").Code)
	require.Equal(t, http.StatusNotFound, b.get("/status/"+code+"/1").Code)
}

// TestACompromisedServiceSignsNoList: from the moment that the ledger says so.
func TestACompromisedServiceSignsNoList(t *testing.T) {
	t.Parallel()
	key := testledger.NewSigner(t)
	b := publishing(t, func(c *public.Config) { c.Signer = key })
	text, signature := testledger.Sign(t, key, ledger.KeyPossession{
		Type:    ledger.TypeKeyPossession,
		Purpose: ledger.PurposeVerifier,
		Ledger:  b.ledger.Genesis(),
		Issuer:  "VERIFIER-MAU",
		Key:     key.PublicKey().Thumbprint(),
	})
	testledger.Must[ledger.Key](t, b.ledger, b.ledger.Accreditor, ledger.FuncRegisterVerifierKey,
		string(key.PublicKey().Canonical()), text, signature)
	paths := []string{
		"/status/" + code + "/1",
		"/status/" + code + "/1/revocation",
		"/.well-known/did.json",
		"/.well-known/jwks.json",
	}
	for _, path := range paths {
		require.Equal(t, http.StatusOK, b.get(path).Code, path)
	}
	b.report(key, b.ledger.Clock.Now())
	for _, path := range paths {
		require.Equal(t, http.StatusServiceUnavailable, b.get(path).Code, path)
	}
}

// TestDIDsResolveOverTLS resolves as the method did:web says, with the address
// of a TLS server as the public name, and checks signatures by what it finds.
func TestDIDsResolveOverTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(nil)
	host := server.Listener.Addr().String()
	b := publishing(t, func(c *public.Config) { c.Hosts = []string{host} })
	server.Config.Handler = b.engine
	server.StartTLS()
	t.Cleanup(server.Close)
	fetch := func(address string) []byte {
		response, err := server.Client().Get(address)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return text
	}
	// keyOf dereferences a DID URL: method did:web, §3.2.
	keyOf := func(kid string) ledger.PublicKey {
		did, _, _ := strings.Cut(kid, "#")
		parts := strings.Split(strings.TrimPrefix(did, "did:web:"), ":")
		name, err := url.PathUnescape(parts[0])
		require.NoError(t, err)
		path := "/.well-known"
		if len(parts) > 1 {
			path = "/" + strings.Join(parts[1:], "/")
		}
		var d didDocument
		require.NoError(t, json.Unmarshal(fetch("https://"+name+path+"/did.json"), &d))
		require.Equal(t, did, d.ID)
		require.Contains(t, d.Assertions, kid)
		for _, m := range d.Methods {
			if m.ID == kid {
				require.Equal(t, did, m.Controller)
				return m.Key
			}
		}
		require.Fail(t, "no such key", kid)
		return ledger.PublicKey{}
	}
	requireSigned := func(jwt string) {
		parts := strings.Split(jwt, ".")
		head, err := base64.RawURLEncoding.DecodeString(parts[0])
		require.NoError(t, err)
		var h struct {
			KeyID string `json:"kid"`
		}
		require.NoError(t, json.Unmarshal(head, &h))
		signature, err := ledger.ParseSignature(parts[2])
		require.NoError(t, err)
		require.NoError(t, keyOf(h.KeyID).Verify([]byte(parts[0]+"."+parts[1]), signature))
	}

	d := diploma()
	d.Issuer.Host = host
	issued := b.issue(d)
	requireSigned(issued.JWT)
	for _, purpose := range []statuslist.Purpose{statuslist.Revocation, statuslist.Suspension} {
		requireSigned(string(fetch(credential.StatusListURL(host, code, 1, purpose))))
	}
	requireSigned(string(fetch(credential.TokenListURL(host, code, 1))))
	var set struct {
		Keys []struct {
			ledger.PublicKey
			KeyID string `json:"kid"`
		} `json:"keys"`
	}
	require.NoError(t, json.Unmarshal(fetch("https://"+host+"/.well-known/jwks.json"), &set))
	require.Len(t, set.Keys, 1)
	require.Equal(t, keyOf(set.Keys[0].KeyID), set.Keys[0].PublicKey)
}

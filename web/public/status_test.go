package public_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/statuslist"
	"sogoc/web/public"
)

const publicName = "vanbang.example"

// publishing is a service that publishes under that name.
func publishing(t *testing.T, options ...func(*public.Config)) *bundle {
	t.Helper()
	key := testledger.NewSigner(t)
	return setup(t, append([]func(*public.Config){func(c *public.Config) {
		c.Hosts = []string{publicName}
		c.Signer = key
	}}, options...)...)
}

// get asks for an address with the headers' names and values in turn.
func (b *bundle) get(path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.engine.ServeHTTP(w, r)
	return w
}

// serviceKey returns the key that the service's DID document lists.
func (b *bundle) serviceKey() ledger.PublicKey {
	b.t.Helper()
	d := decode[didDocument](b.t, b.get("/.well-known/did.json"))
	require.Len(b.t, d.Methods, 1)
	require.Equal(b.t, []string{d.Methods[0].ID}, d.Assertions)
	return d.Methods[0].Key
}

// expected is the list at an address as a reader asks for it.
func (b *bundle) expected(path string, purpose statuslist.Purpose) statuslist.Expected {
	return statuslist.Expected{
		Address: "https://" + publicName + path,
		Purpose: purpose,
		Issuer:  "did:web:" + publicName,
		Key:     b.serviceKey(),
		At:      b.ledger.Clock.Now(),
	}
}

func (b *bundle) isSet(purpose statuslist.Purpose, index uint32) bool {
	b.t.Helper()
	path := "/status/" + code + "/1/" + string(purpose)
	w := b.get(path, "Accept", statuslist.MediaCredential)
	require.Equal(b.t, http.StatusOK, w.Code, w.Body)
	require.Equal(b.t, statuslist.MediaCredential, w.Header().Get("Content-Type"))
	list, err := statuslist.ReadBitstring(w.Body.String(), b.expected(path, purpose))
	require.NoError(b.t, err)
	set, err := list.Set(index)
	require.NoError(b.t, err)
	return set
}

func (b *bundle) tokenStatus(index uint32) statuslist.TokenStatus {
	b.t.Helper()
	const path = "/status/" + code + "/1"
	w := b.get(path, "Accept", statuslist.MediaToken)
	require.Equal(b.t, http.StatusOK, w.Code, w.Body)
	require.Equal(b.t, statuslist.MediaToken, w.Header().Get("Content-Type"))
	list, err := statuslist.ReadToken(w.Body.String(), b.expected(path, ""))
	require.NoError(b.t, err)
	status, err := list.Status(index)
	require.NoError(b.t, err)
	return status
}

func TestListsSayWhatTheLedgerSays(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	for _, c := range []struct {
		state              ledger.State
		revoked, suspended bool
		token              statuslist.TokenStatus
	}{
		{ledger.Active, false, false, statuslist.TokenValid},
		{ledger.Suspended, false, true, statuslist.TokenSuspended},
		{ledger.Superseded, true, false, statuslist.TokenInvalid},
		{ledger.Revoked, true, false, statuslist.TokenInvalid},
	} {
		if c.state != ledger.Active {
			b.ledger.SetEntry(t, code, 1, 1, c.state, b.key)
		}
		require.Equal(t, c.revoked, b.isSet(statuslist.Revocation, 1), c.state)
		require.Equal(t, c.suspended, b.isSet(statuslist.Suspension, 1), c.state)
		require.Equal(t, c.token, b.tokenStatus(1), c.state)
		require.False(t, b.isSet(statuslist.Revocation, 2), "nobody else's")
	}
}

// TestTheAddressesAreThoseThatCredentialsName takes the addresses out of a
// credential, as standard software does.
func TestTheAddressesAreThoseThatCredentialsName(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	shown, err := presentation.Parse(b.diploma.SDJWT())
	require.NoError(t, err)
	text, err := shown.Credential.VerifiableCredential()
	require.NoError(t, err)
	var vc struct {
		Status []struct {
			Purpose statuslist.Purpose `json:"statusPurpose"`
			Address string             `json:"statusListCredential"`
		} `json:"credentialStatus"`
	}
	require.NoError(t, json.Unmarshal(text, &vc))
	require.Len(t, vc.Status, 2)
	for _, entry := range vc.Status {
		at, err := url.Parse(entry.Address)
		require.NoError(t, err)
		want := b.expected(at.Path, entry.Purpose)
		require.Equal(t, want.Address, entry.Address)
		_, err = statuslist.ReadBitstring(b.get(at.Path).Body.String(), want)
		require.NoError(t, err)
	}
}

// TestARevocationByACompromisedKeySuspends: lists follow step 7, as answers do.
func TestARevocationByACompromisedKeySuspends(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	b.ledger.Clock.Advance(time.Minute)
	b.revoke()
	require.True(t, b.isSet(statuslist.Revocation, 1))
	b.report(b.key, b.ledger.Clock.Now())
	require.Equal(t, verifier.Suspended, b.askFor(b.link()).Result)
	require.False(t, b.isSet(statuslist.Revocation, 1))
	require.True(t, b.isSet(statuslist.Suspension, 1))
}

func TestAListEndsWithItsReading(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	const path = "/status/" + code + "/1/revocation"
	want := b.expected(path, statuslist.Revocation)
	text := b.get(path).Body.String()
	head := b.ledger.View().Head().Time
	want.At = head.Add(verifier.MaxAge - time.Second)
	_, err := statuslist.ReadBitstring(text, want)
	require.NoError(t, err)
	want.At = head.Add(verifier.MaxAge)
	_, err = statuslist.ReadBitstring(text, want)
	require.ErrorIs(t, err, statuslist.ErrStale, "it does not outlive the reading")

	b.set(verifier.ReadingStandingStill, nil)
	b.ledger.Clock.Advance(time.Hour)
	want.At = b.ledger.Clock.Now()
	text = b.get(path).Body.String()
	_, err = statuslist.ReadBitstring(text, want)
	require.NoError(t, err)
	want.At = want.At.Add(2 * time.Minute)
	_, err = statuslist.ReadBitstring(text, want)
	require.ErrorIs(t, err, statuslist.ErrStale)

	b.ledger.Clock.Set(head.Add(verifier.MaxStandstill))
	require.Equal(t, http.StatusServiceUnavailable, b.get(path).Code)
}

// TestNothingIsPublishedOfAnOutdatedReading asks for every address.
func TestNothingIsPublishedOfAnOutdatedReading(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	paths := []string{
		"/status/" + code + "/1/revocation", "/status/" + code + "/1/suspension", "/status/" + code + "/1",
		"/issuers/" + code + "/did.json", "/.well-known/did.json", "/.well-known/jwks.json",
	}
	for _, path := range paths {
		require.Equal(t, http.StatusOK, b.get(path).Code, path)
	}
	for _, kind := range verifier.KindsOfReading() {
		b.set(kind, nil)
		for _, path := range paths {
			w := b.get(path)
			if kind.Current() {
				require.Equal(t, http.StatusOK, w.Code, path)
				continue
			}
			require.Equal(t, http.StatusServiceUnavailable, w.Code, "%s %s", kind, path)
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		}
	}
}

func TestPublishedOverHTTP(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	const path = "/status/" + code + "/1/revocation"
	w := b.get(path)
	tag := w.Header().Get("ETag")
	require.NotEmpty(t, tag)
	require.Equal(t, "public, max-age=60", w.Header().Get("Cache-Control"))
	require.Equal(t, "*", w.Header().Get("Access-Control-Allow-Origin"))
	require.Equal(t, "cross-origin", w.Header().Get("Cross-Origin-Resource-Policy"))
	require.Equal(t, "Accept", w.Header().Get("Vary"))

	again := b.get(path, "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, again.Code)
	require.Empty(t, again.Body.String())
	b.revoke()
	require.Equal(t, http.StatusOK, b.get(path, "If-None-Match", tag).Code, "a revocation is seen at once")

	tag = b.get(path).Header().Get("ETag")
	b.ledger.Clock.Advance(time.Minute)
	require.NotEqual(t, tag, b.get(path).Header().Get("ETag"), "signed anew each minute")

	for accept, want := range map[string]int{
		"": 200, "*/*": 200, "application/*": 200, statuslist.MediaCredential + ";q=0.5, text/html": 200,
		statuslist.MediaToken: 406, "text/html": 406, statuslist.MediaCredential + ";q=0": 406,
	} {
		require.Equal(t, want, b.get(path, "Accept", accept).Code, accept)
	}

	for method, want := range map[string]int{
		http.MethodHead: http.StatusOK, http.MethodOptions: http.StatusNoContent, http.MethodPost: http.StatusMethodNotAllowed,
	} {
		w := httptest.NewRecorder()
		b.engine.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		require.Equal(t, want, w.Code, method)
		if method != http.MethodPost {
			require.Empty(t, w.Body.String(), method)
			require.Contains(t, w.Header().Get("Access-Control-Allow-Headers"), "If-None-Match")
		}
	}

	for _, unknown := range []string{
		"/status/NO-ONE/1/revocation", "/status/" + code + "/0/revocation", "/status/" + code + "/01/revocation",
		"/status/" + code + "/4294967296/revocation", "/status/" + code + "/1/message", "/status/" + code + "/x",
		"/status/n%00/1", "/issuers/NO-ONE/did.json",
	} {
		require.Equal(t, http.StatusNotFound, b.get(unknown).Code, unknown)
	}
}

func TestReadersOfListsAreLimited(t *testing.T) {
	t.Parallel()
	b := publishing(t, func(c *public.Config) { c.Burst = 2 })
	const path = "/status/" + code + "/1"
	require.Equal(t, http.StatusOK, b.get(path).Code)
	require.Equal(t, http.StatusOK, b.get(path).Code)
	require.Equal(t, http.StatusTooManyRequests, b.get(path).Code)
	require.Equal(t, verifier.Valid, b.askFor(b.link()).Result, "who scans has a limit of their own")
}

func TestWithoutNameOrKeyNothingIsPublished(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Equal(t, http.StatusNotFound, b.get("/issuers/"+code+"/did.json").Code)
	b = publishing(t, func(c *public.Config) { c.Signer = nil })
	require.Equal(t, http.StatusOK, b.get("/issuers/"+code+"/did.json").Code)
	require.Equal(t, http.StatusNotFound, b.get("/status/"+code+"/1").Code)
	b = publishing(t, func(c *public.Config) { c.Hosts = []string{publicName, "other.example"} })
	require.Equal(t, http.StatusNotFound, b.get("/status/"+code+"/1").Code, "under which name?")
	require.Equal(t, http.StatusOK, b.get("https://other.example/status/"+code+"/1").Code)
}

package signingservice_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// keystore makes a keystore with an own key of the school.
func keystore(t *testing.T) (*signer.Keystore, ledger.PublicKey) {
	t.Helper()
	dir, file := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("synthetic password of a test"), 0o600))
	public, err := signer.GenerateOwnLight(dir, school, ledger.ES256K, passphrase)
	require.NoError(t, err)
	store, err := signer.Open(dir, file)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store, public
}

// requests counts what a signer was asked.
type requests struct {
	mu     sync.Mutex
	counts map[string]int
}

func (r *requests) of(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, asked *http.Request) {
		r.mu.Lock()
		r.counts[asked.Method+" "+asked.URL.Path]++
		r.mu.Unlock()
		handler.ServeHTTP(w, asked)
	})
}

func (r *requests) count(what string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts[what]
}

// post sends a request in the name of one of the host's certificates, reads the answer
// into to, unless nil, and returns the status.
func (h *host) post(t *testing.T, as, path string, request, to any) int {
	t.Helper()
	own, err := remotesigner.ReadCertificate(filepath.Join(h.dir, as+".crt"), filepath.Join(h.dir, as+".key"))
	require.NoError(t, err)
	isSigner := func(f remotesigner.Fingerprint) bool { return f == h.own }
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: remotesigner.TLS(own, isSigner, h.clock.now)}}
	defer client.CloseIdleConnections()
	body, err := json.Marshal(request)
	require.NoError(t, err)
	response, err := client.Post(
		"https://"+h.server.Listener.Addr().String()+path,
		"application/json",
		bytes.NewReader(body),
	)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	if to != nil {
		require.NoError(t, json.NewDecoder(response.Body).Decode(to))
	}
	return response.StatusCode
}

// requireNothingPersonal demands that neither log nor journal hold a name or a
// passphrase.
func requireNothingPersonal(t *testing.T, h *host) {
	t.Helper()
	texts := h.log.String()
	files, err := filepath.Glob(filepath.Join(h.dir, "journal", "*.jsonl"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts += string(text)
	}
	for _, personal := range []string{"Giang", "2004-03-15", "con trâu"} {
		require.NotContains(t, texts, personal)
	}
}

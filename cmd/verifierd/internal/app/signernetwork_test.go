package app_test

import (
	"bufio"
	"crypto/rand"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/remotekey"
	"sogoc/cmd/verifierd/internal/app"
	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/internal/testsigner"
	"sogoc/registry/fabricledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/remotesigner"
)

// signersHost is the host of a keys' owner: program signerd in a folder.
type signersHost struct{ dir, program string }

func newSignersHost(t *testing.T) signersHost {
	t.Helper()
	h := signersHost{dir: t.TempDir(), program: testsigner.Program(t)}
	require.NoError(t, os.WriteFile(h.path("password"), []byte("mật khẩu của máy giữ khóa\n"), 0o600))
	require.NoError(t, os.Mkdir(h.path("keystore"), 0o700))
	return h
}

func (h signersHost) path(name string) string { return filepath.Join(h.dir, name) }

func (h signersHost) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), h.program, args...)
	c.Dir = h.dir
	c.Env = append(os.Environ(), "SOGOC_KEYSTORE=keystore", "SOGOC_KEYSTORE_PASSWORD_FILE=password",
		"SOGOC_POLICY=policy.json", "SOGOC_CERTIFICATE=signer.crt", "SOGOC_CERTIFICATE_KEY=signer.key",
		"SOGOC_JOURNAL=journal", "SOGOC_LISTEN=127.0.0.1:0")
	return c
}

// must runs a subcommand that has to succeed.
func (h signersHost) must(t *testing.T, args ...string) {
	t.Helper()
	said, err := h.command(t, args...).CombinedOutput()
	require.NoError(t, err, "%v: %s", args, said)
}

// serve starts signerd, and returns where it listens and its process.
func (h signersHost) serve(t *testing.T) (string, *os.Process) {
	t.Helper()
	served := h.command(t)
	said, err := served.StdoutPipe()
	require.NoError(t, err)
	served.Stderr = t.Output()
	require.NoError(t, served.Start())
	t.Cleanup(func() {
		_ = served.Process.Kill() // it may have ended with the test's context
		_ = served.Wait()
	})
	line, err := bufio.NewReader(said).ReadString('\n')
	require.NoError(t, err)
	var ready struct {
		Listening string `json:"listening"`
	}
	require.NoError(t, json.Unmarshal([]byte(line), &ready), line)
	return ready.Listening, served.Process
}

// certificate makes a certificate of either end.
func (h signersHost) certificate(t *testing.T, name string) remotesigner.Fingerprint {
	t.Helper()
	made, err := remotesigner.MakeCertificate(h.path(name+".crt"), h.path(name+".key"), name, time.Now())
	require.NoError(t, err)
	return made
}

// writePolicy writes the signer's policy for one verifier service and one client.
func (h signersHost) writePolicy(t *testing.T, genesis ledger.Digest, service string, client remotesigner.Fingerprint) {
	t.Helper()
	text, err := json.Marshal(map[string]any{
		"ledger": genesis,
		"clients": []any{map[string]any{
			"name": "VERIFIERD-1", "fingerprints": []string{client.String()}, "verifiers": []string{service},
		}},
		"verifiers": []any{map[string]any{"name": service, "perDay": map[string]int{"receipts": 10}}},
	})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(h.path("policy.json"), text, 0o600))
}

// TestAReceiptKeyAtASignerOnARealLedger: verifierd follows a real network and gives
// receipts with a key that program signerd made and keeps; the accreditor registered it
// from signerd's request. When the policy names the service's host no more, which signerd
// reads again on SIGHUP, receipts end and verifications go on.
func TestAReceiptKeyAtASignerOnARealLedger(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	keys, service := newSignersHost(t), "V-"+strings.ToUpper(rand.Text()[:12])
	ministry := fabricledger.NewAccreditor(testnetwork.Client(t, dir, "accreditor"))
	keys.must(t, "keygen", "-issuer", service, "-algorithm", "ES256", "-out", "public.jwk")
	keys.must(t, "key", "request", "-verifier", "-issuer", service,
		"-ledger", ministry.Genesis().String(), "-out", "request.json")
	text, err := os.ReadFile(keys.path("request.json"))
	require.NoError(t, err)
	request, err := ledger.ParseKeyRequest(text)
	require.NoError(t, err)
	_, err = ministry.RegisterKey(t.Context(), request, testledger.Reason(ledger.FuncRegisterVerifierKey))
	require.NoError(t, err)

	own, client := keys.certificate(t, "signer"), keys.certificate(t, "verifierd-1")
	keys.writePolicy(t, ministry.Genesis(), service, client)
	at, process := keys.serve(t)
	address, stop := start(t, app.Config{
		Listen:           "127.0.0.1:0",
		Trust:            filepath.Join(dir, "trust.json"),
		Genesis:          filepath.Join(dir, "genesis.block"),
		Connection:       testnetwork.File(dir, "verifierd"),
		Index:            filepath.Join(t.TempDir(), "index"),
		HeadFile:         filepath.Join(t.TempDir(), "head.json"),
		ReceiptKey:       "signerd:" + service,
		ReceiptPublicKey: keys.path("public.jwk"),
		Signer: remotekey.Config{
			Address:        at,
			Fingerprints:   []remotesigner.Fingerprint{own},
			Certificate:    keys.path("verifierd-1.crt"),
			CertificateKey: keys.path("verifierd-1.key"),
		},
	})
	link := presentation.URL("https://vanbang.example", newSchool(t, dir).graduate().QRToken)
	isFresh := func() bool {
		r := ask(t, address, link)
		return r.Result == verifier.Valid && r.Reading.Kind == verifier.ReadingFresh
	}
	require.Eventually(t, isFresh, time.Minute, 50*time.Millisecond)
	given := post(t, address+"/api/v1/receipt", link)
	checked := ask(t, address, string(given))
	require.Equal(t, verifier.Valid, checked.Result)
	require.Equal(t, service, checked.Receipt.Name)

	keys.writePolicy(t, ministry.Genesis(), service, keys.certificate(t, "verifierd-2"))
	require.NoError(t, process.Signal(syscall.SIGHUP))
	question := `{"presentation": "` + link + `"}`
	require.Eventually(t, func() bool { // until signerd has read it
		response, err := http.Post(address+"/api/v1/receipt", "application/json", strings.NewReader(question))
		require.NoError(t, err)
		return response.Body.Close() == nil && response.StatusCode == http.StatusServiceUnavailable
	}, time.Minute, 50*time.Millisecond)
	require.Equal(t, verifier.Valid, ask(t, address, link).Result)
	require.NoError(t, stop())
}

package register_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testsigner"
	"sogoc/registry"
	"sogoc/registry/register"
	"sogoc/registry/signer"
	"sogoc/registry/signer/remote"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// signerHost is the host on which the school's key is: a folder, and program signerd
// in it.
type signerHost struct {
	dir     string
	program string
	address string // of the one that runs
	own     remotesigner.Fingerprint
	stop    func()
}

// registerHost is what a register's host has of the signer: its certificate.
type registerHost struct {
	dir         string
	fingerprint remotesigner.Fingerprint
}

const signersPassword = "mật khẩu của máy giữ khóa"

func newSignerHost(t *testing.T) *signerHost {
	t.Helper()
	h := &signerHost{dir: t.TempDir(), program: testsigner.Program(t), stop: func() {}}
	require.NoError(t, os.WriteFile(h.path("password"), []byte(signersPassword+"\n"), 0o600))
	require.NoError(t, os.Mkdir(h.path("keystore"), 0o700))
	var made struct{ Fingerprint remotesigner.Fingerprint }
	h.must(t, &made, "certificate", "signer")
	h.own = made.Fingerprint
	return h
}

func (h *signerHost) path(name string) string { return filepath.Join(h.dir, name) }

// must runs a subcommand of signerd that has to succeed, in the signer's folder.
func (h *signerHost) must(t *testing.T, to any, args ...string) {
	t.Helper()
	command := h.command(t.Context(), append(args, "-json")...)
	output, err := command.Output()
	require.NoError(t, err, "%v: %s", args, errorText(err))
	require.NoError(t, json.Unmarshal(output, to), string(output))
}

func errorText(err error) string {
	if failed, is := err.(*exec.ExitError); is { //nolint:errorlint // Output returns it as it is
		return string(failed.Stderr)
	}
	return ""
}

func (h *signerHost) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, h.program, args...)
	command.Dir = h.dir
	command.Env = append(os.Environ(),
		"SOGOC_POLICY=policy.json",
		"SOGOC_CERTIFICATE=signer.crt",
		"SOGOC_CERTIFICATE_KEY=signer.key",
		"SOGOC_JOURNAL=journal",
		"SOGOC_KEYSTORE=keystore",
		"SOGOC_KEYSTORE_PASSWORD_FILE=password",
		"SOGOC_LISTEN=127.0.0.1:0",
		"SOGOC_STOP_WITH_PARENT=1",
	)
	return command
}

// serve starts signerd with a policy that lets one register's host ask.
func (h *signerHost) serve(t *testing.T, genesis ledger.Digest, client registerHost) {
	t.Helper()
	h.stop()
	policy, err := json.Marshal(map[string]any{
		"ledger": genesis,
		"host":   host,
		"clients": []any{map[string]any{
			"name": "REGISTRYD-1", "fingerprints": []any{client.fingerprint}, "issuers": []string{school},
		}},
		"issuers": []any{map[string]any{
			"code":   school,
			"perDay": map[string]int{"credentials": 100, "anchors": 10, "voids": 1, "statuses": 10},
		}},
	})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(h.path("policy.json"), policy, 0o600))
	command := h.command(context.WithoutCancel(t.Context()))
	input, err := command.StdinPipe()
	require.NoError(t, err)
	output, err := command.StdoutPipe()
	require.NoError(t, err)
	log := &lines{}
	command.Stderr = log
	require.NoError(t, command.Start())
	stopped := false
	h.stop = func() {
		if !stopped {
			stopped = true
			require.NoError(t, input.Close())
			_, _ = io.Copy(io.Discard, output) // until it ends
			require.NoError(t, command.Wait(), "it ends by itself when it is asked to: %s", log)
		}
	}
	t.Cleanup(func() { h.stop() })
	line, err := bufio.NewReader(output).ReadBytes('\n')
	require.NoError(t, err, "%s", log)
	var said struct{ Listening string }
	require.NoError(t, json.Unmarshal(line, &said))
	h.address = said.Listening
}

// newRegisterHost makes the folder of a register's host.
func newRegisterHost(t *testing.T) registerHost {
	t.Helper()
	h := registerHost{dir: t.TempDir()}
	var err error
	h.fingerprint, err = remotesigner.MakeCertificate(
		filepath.Join(h.dir, "register.crt"), filepath.Join(h.dir, "register.key"), "register", time.Now())
	require.NoError(t, err)
	return h
}

// registerOn returns a register that runs on a host, with what is in its folder.
func (b *bundle) registerOn(t *testing.T, dir string, at *signerHost) *register.Register {
	t.Helper()
	own, err := remotesigner.ReadCertificate(filepath.Join(dir, "register.crt"), filepath.Join(dir, "register.key"))
	require.NoError(t, err)
	source := remote.Open(remotesigner.Config{Address: at.address, Signer: []remotesigner.Fingerprint{at.own}, Certificate: own})
	t.Cleanup(func() { require.NoError(t, source.Close()) })
	r := register.New(b.db.Reopen(t), b.ledger, source, b.config())
	t.Cleanup(func() { r.Keys.Close(context.Background()) })
	return r
}

// requestedKey registers the key of a request as an accreditor does, by the file.
func (b *bundle) requestedKey(t *testing.T, file string) ledger.PublicKey {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	request, err := ledger.ParseKeyRequest(text)
	require.NoError(t, err)
	testledger.Must[ledger.Key](t, b.ledger, b.ledger.Accreditor, ledger.FuncAddKey, string(request.Key.Canonical()),
		string(ledger.Canonical(request.Possession)), request.Signature.String())
	return request.Key
}

// TestTheRegistersHostIsTakenAway: the school's key is on another host than the
// register. Whoever takes the register's host away with all it holds has no key in
// it, and signs nothing once the school has struck out that host's certificate;
// another host goes on with what was approved.
func TestTheRegistersHostIsTakenAway(t *testing.T) {
	t.Parallel()
	b := setup(t)
	keys, first, second := newSignerHost(t), newRegisterHost(t), newRegisterHost(t)
	var made struct{ Thumbprint string }
	keys.must(t, &made, "keygen", "-issuer", school)
	var asked struct{ Thumbprint, File string }
	keys.must(
		t,
		&asked,
		"key",
		"request",
		"-issuer",
		school,
		"-ledger",
		b.ledger.Genesis().String(),
		"-out",
		"request.json",
	)
	require.Equal(t, made.Thumbprint, asked.Thumbprint)
	b.ledger.Clock.Advance(time.Minute)
	require.Equal(t, made.Thumbprint, b.requestedKey(t, keys.path("request.json")).Thumbprint())

	keys.serve(t, b.ledger.Genesis(), first)
	r := b.registerOn(t, first.dir, keys)
	batch := b.approved(t, 5)
	b.passUntilAnchored(t, r, batch.ID)
	for _, c := range b.credentials(t, batch) {
		require.Equal(t, made.Thumbprint, c.Key)
	}
	waiting := b.approved(t, 3)

	requireNoPrivateKey(t, keys.path("keystore"), first.dir)
	stolen := filepath.Join(t.TempDir(), "stolen")
	require.NoError(t, os.CopyFS(stolen, os.DirFS(first.dir)))
	require.NoError(t, os.Chmod(filepath.Join(stolen, "register.key"), 0o600)) // CopyFS gives everybody more
	t.Run("WithoutTheSignerNothingIsSigned", func(t *testing.T) {
		keys.stop()
		thief := b.registerOn(t, stolen, keys)
		thief.Worker.Pass(t.Context())
		require.Equal(t, registry.WaitSigningKey, b.state(t, waiting.ID, registry.BatchApproved).WaitsFor)
	})
	whole := t
	t.Run("ACertificateThatWasStruckOutSignsNothing", func(t *testing.T) {
		keys.serve(whole, b.ledger.Genesis(), second)
		thief := b.registerOn(t, stolen, keys)
		b.ledger.Clock.Advance(time.Hour)
		thief.Worker.Pass(t.Context())
		require.Equal(t, registry.WaitSigningKey, b.state(t, waiting.ID, registry.BatchApproved).WaitsFor)
		own, err := remotesigner.ReadCertificate(filepath.Join(stolen, "register.crt"), filepath.Join(stolen, "register.key"))
		require.NoError(t, err)
		client := remote.Open(
			remotesigner.Config{Address: keys.address, Signer: []remotesigner.Fingerprint{keys.own}, Certificate: own},
		)
		_, err = client.Signers(school)
		require.ErrorIs(t, err, signer.ErrUnavailable)
	})
	t.Run("AnotherHostGoesOn", func(t *testing.T) {
		b.passUntilAnchored(t, b.registerOn(t, second.dir, keys), waiting.ID)
	})
	keys.stop()
	var signed []struct{ Credentials, QRTokens, Anchors, Anchored int }
	keys.must(t, &signed, "journal")
	require.Len(t, signed, 1)
	require.Equal(t, 8, signed[0].Credentials)
	require.Equal(t, 8, signed[0].Anchored, "what was signed is what stands in anchors")
}

// passUntilAnchored has a register's worker carry a batch to its anchors. A worker whose
// signer does not answer in time, as on a busy machine, tries again later.
func (b *bundle) passUntilAnchored(t *testing.T, r *register.Register, batch uuid.UUID) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		b.ledger.Clock.Advance(time.Hour)
		r.Worker.Pass(t.Context())
		found, err := b.db.Store.Batch(t.Context(), batch)
		assert.NoError(c, err)
		assert.Equal(c, registry.BatchAnchored, found.State)
	}, 2*time.Minute, 50*time.Millisecond)
}

// requireNoPrivateKey opens the keys of a keystore and looks for each in all files of
// a folder, in the forms in which one would be kept.
func requireNoPrivateKey(t *testing.T, keystoreDir, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(keystoreDir, "*", "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	text, err := os.ReadFile(files[0])
	require.NoError(t, err)
	opened, err := keystore.DecryptKey(text, signersPassword)
	require.NoError(t, err)
	secret := crypto.FromECDSA(opened.PrivateKey)
	forms := [][]byte{
		secret, []byte(hex.EncodeToString(secret)), []byte(base64.RawStdEncoding.EncodeToString(secret)[:40]),
		[]byte(base64.RawURLEncoding.EncodeToString(secret)[:40]), []byte(signersPassword),
	}
	looked := 0
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		looked++
		for _, form := range forms {
			require.False(t, bytes.Contains(content, form), "%s holds the key", path)
		}
		require.False(t, strings.Contains(string(content), `"crypto"`), "%s is a key file", path)
		return err
	}))
	require.NotZero(t, looked)
}

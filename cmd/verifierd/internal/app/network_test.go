package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/receiptkey"
	"sogoc/cmd/verifierd/internal/app"
	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/registry/signer"
	"sogoc/verifier"
	"sogoc/verifier/batch"
	"sogoc/verifier/bundle"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
)

// school is an issuer on the network with a key of its own.
type school struct {
	t      *testing.T
	ledger fabricledger.Ledger
	code   string
	key    credential.Signer
}

func newSchool(t *testing.T, dir string) school {
	t.Helper()
	s := school{
		t:      t,
		ledger: fabricledger.NewLedger(testnetwork.Client(t, dir, "registryd")),
		code:   "V-" + strings.ToUpper(rand.Text()[:12]),
	}
	const password = "synthetic password of a test"
	keystore, file := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte(password), 0o600))
	public, err := signer.Generate(keystore, s.code, ledger.ES256K, password)
	require.NoError(t, err)
	store, err := signer.Open(keystore, file)
	require.NoError(t, err)
	s.key, err = store.Signer(s.code, public.Thumbprint())
	require.NoError(t, err)
	accreditor := fabricledger.NewAccreditor(testnetwork.Client(t, dir, "accreditor"))
	_, err = accreditor.Accredit(
		t.Context(),
		ledger.Accreditation{
			Code:   s.code,
			Name:   "Trường THPT Mẫu (mẫu)",
			Scopes: []ledger.Scope{{Type: "VN-USE", From: "2020-01-01", Until: "2099-12-31", Quota: 100}},
		},
		testledger.Reason(ledger.FuncAccredit),
	)
	require.NoError(t, err)
	testnetwork.RegisterKey(t, accreditor, ledger.PurposeIssuer, s.code, s.key)
	require.Eventually(t, func() bool { // the registry's peer may lag behind the accreditor's
		view, err := s.ledger.Issuer(t.Context(), s.code)
		return err == nil && len(view.Keys) == 1
	}, time.Minute, 50*time.Millisecond)
	return s
}

// graduate issues and anchors one diploma and returns it.
func (s school) graduate() credential.Issued {
	s.t.Helper()
	issued, err := credential.Issue(credential.Diploma{
		Issuance: credential.Issuance{
			ID:             "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer:         credential.Issuer{Code: s.code, Name: "Trường THPT Mẫu (mẫu)", Host: "vanbang.example"},
			Kind:           "VN-USE",
			Award:          "Bằng tốt nghiệp trung học phổ thông",
			SerialNumber:   "A 00123456",
			RegisterNumber: "2026/THPT/00123",
			DecisionNumber: "1234/QĐ",
			DecisionDate:   "2026-06-15",
			IssueDate:      "2026-06-20",
			SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status:         credential.StatusRef{List: 1, Index: 5},
		},
		Subject: credential.Subject{FullName: "Nguyễn Thị Mẫu", BirthDate: "2008-03-15"},
	}, s.key, rand.Reader)
	require.NoError(s.t, err)
	sealed, err := batch.Seal([]ledger.Digest{issued.Digest})
	require.NoError(s.t, err)
	anchor := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   s.ledger.Genesis(),
		Issuer:   s.code,
		Sequence: 1,
		Kind:     "VN-USE",
		Root:     sealed.Root,
		Size:     1,
		Key:      s.key.PublicKey().Thumbprint(),
	}
	signature, err := s.key.Sign(ledger.Canonical(anchor))
	require.NoError(s.t, err)
	_, err = s.ledger.PutAnchor(s.t.Context(), anchor, signature, sealed.Digests)
	require.NoError(s.t, err)
	return issued
}

func (s school) revoke() {
	s.t.Helper()
	status := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  s.ledger.Genesis(),
		Issuer:  s.code,
		List:    1,
		Index:   5,
		Version: 1,
		State:   ledger.Revoked,
		Detail:  ledger.SumDigest([]byte("detail of a test")),
		Key:     s.key.PublicKey().Thumbprint(),
	}
	signature, err := s.key.Sign(ledger.Canonical(status))
	require.NoError(s.t, err)
	_, err = s.ledger.SetStatus(s.t.Context(), status, signature)
	require.NoError(s.t, err)
}

// start runs verifierd and returns its address and what stops it.
func start(t *testing.T, c app.Config) (string, func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, c, slog.New(slog.DiscardHandler), func(a net.Addr) { ready <- a })
	}()
	t.Cleanup(cancel)
	select {
	case at := <-ready:
		return "http://" + at.String(), func() error { cancel(); return <-ended }
	case err := <-ended:
		require.NoError(t, err)
		return "", nil
	}
}

func ask(t *testing.T, address, shown string) verifier.Result {
	t.Helper()
	var r verifier.Result
	require.NoError(t, json.Unmarshal(post(t, address+"/api/v1/verify", shown), &r))
	return r
}

// post posts a presentation and returns what is answered.
func post(t *testing.T, url, shown string) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]string{"presentation": shown})
	require.NoError(t, err)
	response, err := http.Post(url, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, string(text))
	return text
}

func TestFollowsARealLedger(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	data := t.TempDir()
	c := app.Config{
		Listen:  "127.0.0.1:0",
		Trust:   filepath.Join(dir, "trust.json"),
		Genesis: filepath.Join(dir, "genesis.block"),
		Connection: testnetwork.File(
			dir,
			"verifierd",
		),
		Index:      filepath.Join(data, "index"),
		HeadFile:   filepath.Join(data, "head.json"),
		ReceiptKey: receiptKey(t, dir),
	}
	address, stop := start(t, c)
	s := newSchool(t, dir)
	issued := s.graduate()
	link := presentation.URL("https://vanbang.example", issued.QRToken)

	var last verifier.Result
	require.Eventually(t, func() bool {
		last = ask(t, address, link)
		return last.Result == verifier.Valid && last.Reading.Kind == verifier.ReadingFresh
	}, time.Minute, 50*time.Millisecond, "the follower reads what was committed: %+v", &last)
	require.Equal(t, verifier.Valid, ask(t, address, issued.SDJWT()).Result)
	require.Equal(t, "Trường THPT Mẫu (mẫu)", last.Issuer.Name)

	givesEvidence(t, c, address, link)

	for at := strings.Index(link, "#") + 1; at < len(link); at += 50 {
		changed := link[:at] + string('0'+(link[at]-'0'+1)%10) + link[at+1:]
		require.NotEqual(t, verifier.Valid, ask(t, address, changed).Result)
	}

	s.revoke()
	require.Eventually(
		t,
		func() bool { return ask(t, address, link).Result == verifier.Revoked },
		time.Minute,
		50*time.Millisecond,
	)
	require.NoError(t, stop())

	c.Genesis = "" // an index that has it already needs neither file nor peer for it
	again, stop := start(t, c)
	require.Eventually(t, func() bool {
		// Until it has heard from the network it says that it is still reading.
		r := ask(t, again, link).Result
		require.Contains(t, []verifier.Code{verifier.Indeterminate, verifier.Revoked}, r)
		return r == verifier.Revoked
	}, time.Minute, 50*time.Millisecond, "it resumes where it stopped")
	require.NoError(t, stop())
}

// givesEvidence asks for a bundle and a receipt and has both checked: by the
// library offline, and by the service.
func givesEvidence(t *testing.T, c app.Config, address, link string) {
	t.Helper()
	trust, err := clientfile.ReadTrust(c.Trust)
	require.NoError(t, err)
	file := post(t, address+"/api/v1/evidence", link)
	r := bundle.Check(file, trust, time.Now())
	require.Equal(t, verifier.Valid, r.Result, "%+v", r.Checks)
	require.GreaterOrEqual(t, len(r.Evidence.Endorsers), 3)
	require.Equal(t, verifier.Valid, ask(t, address, string(file)).Result)

	text := post(t, address+"/api/v1/receipt", link)
	require.Equal(
		t,
		verifier.Indeterminate,
		receipt.Check(string(text), trust, nil, time.Now()).Result,
		"the trust file does not name the key",
	)
	r = ask(t, address, string(text))
	require.Equal(t, verifier.Valid, r.Result)
	require.NotNil(t, r.Receipt)

	c.ReceiptKey, c.Index, c.HeadFile = "", filepath.Join(
		t.TempDir(),
		"index",
	), filepath.Join(
		t.TempDir(),
		"head.json",
	)
	other, stop := start(t, c)
	require.Eventually(
		t,
		func() bool { r = ask(t, other, string(text)); return r.Result == verifier.Valid },
		time.Minute,
		50*time.Millisecond,
		"another service believes it, since an accreditor registered the key",
	)
	require.NotEmpty(t, r.Receipt.Name)
	require.NoError(t, stop())
}

// receiptKey makes a key and has the accreditor register it.
func receiptKey(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "receipt.key")
	_, err := receiptkey.Generate(path, "")
	require.NoError(t, err)
	key, err := receiptkey.Open(path, "")
	require.NoError(t, err)
	ministry := fabricledger.NewAccreditor(testnetwork.Client(t, dir, "accreditor"))
	testnetwork.RegisterKey(t, ministry, ledger.PurposeVerifier, "V-"+strings.ToUpper(rand.Text()[:12]), key)
	return path
}

package command_test

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

// finding is a line of doctor's.
type finding struct {
	Checked string
	Well    bool
	Detail  string
}

// examine runs doctor and returns its findings by what was checked.
func (h *host) examine(t *testing.T, want int) map[string]finding {
	t.Helper()
	code, out, complaints := h.run(t, "doctor", "--json")
	require.Equal(t, want, code, out+complaints)
	var findings []finding
	require.NoError(t, json.Unmarshal([]byte(out), &findings))
	by := map[string]finding{}
	for _, f := range findings {
		by[f.Checked] = f
	}
	return by
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	found := h.examine(t, 2)
	require.False(t, found["settings"].Well)
	require.Contains(t, found["settings"].Detail, "SOGOC_PUBLIC_URL")

	h.settings["SOGOC_PUBLIC_URL"] = "https://vanbang.example"
	h.settings["SOGOC_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"
	h.settings["SOGOC_CONNECTION"] = h.path("none.json")
	found = h.examine(t, 2)
	require.True(t, found["settings"].Well)
	for _, checked := range []string{"database", "signers", "ledger"} { // all of it in one run
		require.False(t, found[checked].Well, checked)
		require.NotEmpty(t, found[checked].Detail, checked)
	}
	code, out, _ := h.run(t, "doctor")
	require.Equal(t, 2, code)
	require.Contains(t, out, "WRONG")
}

func TestDoctorOnANetwork(t *testing.T) {
	t.Parallel()
	network := testnetwork.Shared(t)
	h, _ := migrated(t)
	issuer := "DOC-" + rand.Text()[:12]
	h.settings["SOGOC_PUBLIC_URL"] = "https://vanbang.example"
	h.settings["SOGOC_CONNECTION"] = testnetwork.File(network, "registryd")
	h.must(t, nil, "issuer", "add", "-code", issuer, "-name", "Trường THPT Số 2 (mẫu)")
	require.NoError(t, os.Mkdir(h.path("keystore"), 0o700))
	found := h.examine(t, 1)
	require.True(t, found["ledger"].Well, found["ledger"].Detail)
	require.False(t, found["key of "+issuer].Well)
	require.Contains(t, found["key of "+issuer].Detail, string(ledger.CodeNotFound))

	ministry := fabricledger.NewAccreditor(testnetwork.Client(t, network, "accreditor"))
	_, err := ministry.Accredit(t.Context(), ledger.Accreditation{Code: issuer, Name: "Trường THPT Số 2 (mẫu)",
		Scopes: []ledger.Scope{
			{Type: "VN-USE", From: "2026-01-01", Until: "2099-12-31", Quota: 1},
		}}, testledger.Reason(ledger.FuncAccredit))
	require.NoError(t, err)
	h.input = "bốn con trâu của trường mẫu\n"
	h.must(t, nil, "keygen", "-issuer", issuer, "-passphrase-file", "-")
	found = h.examine(t, 1)
	require.Contains(t, found["key of "+issuer].Detail, "key request")

	var request made
	h.must(t, &request, "key", "request", "-issuer", issuer, "-passphrase-file", "-", "-out", h.path("request"))
	text, err := os.ReadFile(request.File)
	require.NoError(t, err)
	asked, err := ledger.ParseKeyRequest(text)
	require.NoError(t, err)
	_, err = ministry.RegisterKey(t.Context(), asked, testledger.Reason(ledger.FuncAddKey))
	require.NoError(t, err)
	require.Eventually(t, func() bool { // the registry's peer may lag behind the accreditor's
		_, out, _ := h.run(t, "doctor", "--json")
		return strings.Contains(out, "signs with "+request.Thumbprint)
	}, time.Minute, 50*time.Millisecond)
	found = h.examine(t, 1)
	require.True(t, found["key of "+issuer].Well)
	require.False(t, found["key of "+school].Well, "the ledger does not know the other one")
}

package command_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/registryctl/internal/command"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/classlist"
	"sogoc/web/api/wire"
)

// slowImports puts something before the register that holds an upload until its client
// has asked so many times how far it is.
func (b *bundle) slowImports(t *testing.T, looks int) {
	t.Helper()
	target, err := url.Parse(b.env["SOGOC_API"])
	require.NoError(t, err)
	direct := httputil.NewSingleHostReverseProxy(target)
	looked := make(chan struct{}, 1000)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			sent, err := io.ReadAll(r.Body)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			for range looks {
				select {
				case <-looked:
				case <-r.Context().Done():
					return
				}
			}
			r.Body = io.NopCloser(bytes.NewReader(sent))
		}
		direct.ServeHTTP(w, r)
		if r.URL.Path == "/api/v1/uploads/progress" {
			looked <- struct{}{}
		}
	}))
	t.Cleanup(proxy.Close)
	b.env["SOGOC_API"] = proxy.URL
}

// While the register works on an upload, import tells how far it is.
func TestImportTellsHowFarAListIs(t *testing.T) {
	t.Parallel()
	const stored = "250 rows are being stored"
	begun := func(t *testing.T) *bundle {
		b := setup(t)
		// A register that stores another list of the same person: what it says is known.
		end := b.register.Lists.Storing(b.actor(t, "registrar"), 250)
		t.Cleanup(end)
		return b
	}
	t.Run("OnATerminal", func(t *testing.T) {
		t.Parallel()
		b := begun(t)
		b.slowImports(t, 2)
		code, _, told := b.run(t, "registrar", importArgs(b.written(t, "list.csv", threeRows))...)
		require.Zero(t, code, told)
		require.Contains(t, told, "\r\x1b[K"+stored)
		require.NotContains(t, told, "\n")
	})
	t.Run("ElsewhereOneLineInAWhile", func(t *testing.T) {
		t.Parallel()
		b := begun(t)
		b.piped = true
		b.slowImports(t, 21)
		code, _, told := b.run(t, "registrar", importArgs(b.written(t, "list.csv", threeRows))...)
		require.Zero(t, code, told)
		require.Contains(t, told, "registryctl: "+stored+"\n")
	})
	t.Run("AMachineIsToldNothing", func(t *testing.T) {
		t.Parallel()
		b := begun(t)
		code, _, told := b.run(t, "registrar",
			append(importArgs(b.written(t, "list.csv", threeRows)), "--json")...)
		require.Zero(t, code, told)
		require.Empty(t, told)
	})
}

// Where the register knows nothing of the upload, as another process behind the same
// address, import says that it waits.
func TestImportSaysThatItWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.slowImports(t, 2)
	code, _, told := b.run(t, "registrar", importArgs(b.written(t, "list.csv", threeRows))...)
	require.Zero(t, code, told)
	require.Contains(t, told, "sent; waiting for the register")
}

// Every stage has words of its own.
func TestStagesInWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, stage := range []classlist.Stage{
		classlist.StageWaiting,
		classlist.StageOpening,
		classlist.StageReading,
		classlist.StageChecking,
		classlist.StageStoring,
	} {
		seen[command.UploadStage(wire.UploadProgress{Stage: stage, Rows: 1000, Of: 20_000})] = true
	}
	require.Len(t, seen, 5)
	require.True(t, seen["1000 of 20000 rows read"])
	require.True(t, seen["1000 rows are being stored"])
}

// actor is a user of the register.
func (b *bundle) actor(t *testing.T, user string) registry.Actor {
	t.Helper()
	token, err := os.ReadFile(b.path(user + ".token"))
	require.NoError(t, err)
	actor, err := b.register.Accounts.Authenticate(t.Context(), account.Token(strings.TrimSpace(string(token))))
	require.NoError(t, err)
	return actor
}

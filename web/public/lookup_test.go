package public_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/words"
	"sogoc/web/public"
)

// moduleDir is the JavaScript module, seen from this folder.
const moduleDir = "../verify"

// saidInBoth is what the module says of an answer.
type saidInBoth struct {
	Vi words.Said `json:"vi"`
	En words.Said `json:"en"`
}

// lookupAnswer is what the module made of a service's answers to its look-ups.
type lookupAnswer struct {
	NotRead answer.Kind      `json:"notRead"`
	Answer  testvectors.Want `json:"answer"`
	Said    saidInBoth       `json:"said"`
	Facts   *struct {
		Vi [][2]string `json:"vi"`
		En [][2]string `json:"en"`
	} `json:"facts"`
	Courses    []verifier.Course    `json:"courses"`
	RetryAfter int                  `json:"retryAfter"`
	Issuer     *verifier.IssuerInfo `json:"issuer"`
}

// askModule has the module check questions, each at a service of its own.
func askModule(t *testing.T, questions []map[string]any, serve func(number int) http.Handler) []lookupAnswer {
	t.Helper()
	requireModule(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		at, err := strconv.Atoi(number)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		r.URL.Path = "/" + path
		serve(at).ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	input, err := json.Marshal(questions)
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), "node", "test/answer-lookups.js", server.URL)
	command.Dir = moduleDir
	command.Stdin, command.Stderr = bytes.NewReader(input), t.Output()
	output, err := command.Output()
	require.NoError(t, err)
	var answers []lookupAnswer
	require.NoError(t, json.Unmarshal(output, &answers, json.MatchCaseInsensitiveNames(true)))
	require.Len(t, answers, len(questions))
	return answers
}

// requireModule skips a test where node or the module's packages are missing, and
// fails it where CI=true.
func requireModule(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(moduleDir, "node_modules", "@noble", "curves", "package.json"))
	}
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip(`node or the module's packages are missing; make test ARGS="./web/public" installs them and runs this`)
	}
}

// TestTheModuleAnswersByLookupsAsTheService has the JavaScript module judge every
// vector by what POST /api/v1/lookup tells it, and demands the service's own
// answer: result, code, detail, steps and words in both languages, and the same
// facts and courses of every form.
func TestTheModuleAnswersByLookupsAsTheService(t *testing.T) {
	t.Parallel()
	all := testvectors.Load(t, vectors)
	var questions []map[string]any
	for _, v := range all {
		question := map[string]any{"presentation": []byte(v.Presentation)} // which is base64 in JSON
		if !v.At.IsZero() {
			question["at"] = v.At
		}
		questions = append(questions, question)
	}
	answers := askModule(t, questions, func(number int) http.Handler { return serveVector(t, all[number]) })
	withFacts := map[presentation.Form]int{}
	for i, v := range all {
		got, kind := answers[i], answer.KindOf(v.Presentation)
		if kind.IsEvidence() && v.Want.Detail != verifier.DetailCutShort {
			require.Equal(t, kind, got.NotRead, v.Name)
			continue
		}
		require.Equal(t, v.Want, got.Answer, v.Name)
		view := testvectors.ReadLedger(t, vectors, v.Ledger)
		want := v.Ask(view)
		require.Equal(t, sayIn(words.Vietnamese, want), got.Said.Vi, v.Name)
		require.Equal(t, sayIn(words.English, want), got.Said.En, v.Name)
		require.Equal(t, want.RetryAfter, got.RetryAfter, v.Name)
		requireSameIssuer(t, want.Issuer, got.Issuer, v.Name)
		if want.Credential == nil {
			require.Nil(t, got.Facts, v.Name)
			continue
		}
		withFacts[want.Form]++
		require.Equal(t, factRows(want, words.Vietnamese), got.Facts.Vi, v.Name)
		require.Equal(t, factRows(want, words.English), got.Facts.En, v.Name)
		require.Equal(t, want.Credential.Courses, got.Courses, v.Name)
	}
	for _, form := range []presentation.Form{presentation.FormQR, presentation.FormSDJWT, presentation.FormHolder} {
		require.Positive(t, withFacts[form], form)
	}
}

// sayIn says a result as the library does, with no notes as an empty list.
func sayIn(l words.Language, r verifier.Result) words.Said {
	said := words.Of(r, l)
	said.Notes = append([]string{}, said.Notes...)
	return said
}

// factRows are the facts as the page shows them.
func factRows(r verifier.Result, l words.Language) [][2]string {
	var rows [][2]string
	for _, f := range r.Credential.Facts {
		rows = append(rows, [2]string{words.FactLabel(f.Name, l), words.FactValue(f, l)})
	}
	return rows
}

// requireSameIssuer compares what the page shows of an issuer.
func requireSameIssuer(t *testing.T, want, got *verifier.IssuerInfo, name string) {
	t.Helper()
	if want == nil {
		require.Nil(t, got, name)
		return
	}
	shown := *want
	shown.State, shown.Accreditor = "", ""
	require.Equal(t, &shown, got, name)
}

// TestLookupTellsNothingOfAnybody holds what a look-up asks and is told against
// what the credential says.
func TestLookupTellsNothingOfAnybody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.revoke()
	shown, err := presentation.Parse(b.link())
	require.NoError(t, err)
	w := b.lookUp(verifier.LookupQuestion{
		Issuer: shown.Issuer(),
		Key:    shown.Thumbprint(),
		Digest: shown.Digest(),
		List:   shown.Status().List,
		Index:  shown.Status().Index,
	})
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	found := decode[verifier.LookupAnswer](t, w)
	require.Len(t, found.Anchors, 1)
	require.Len(t, found.Issuer, 1, "the newest version stood when it was anchored")
	require.Len(t, found.Keys, 1)
	require.Len(t, found.Entry, 1)
	require.Equal(t, ledger.Revoked, found.Entry[0].Status.State)
	for _, personal := range []string{learner, "2004-03-15", "A 00123456", "2026/CNTT/00123"} {
		require.NotContains(t, w.Body.String(), personal)
		require.NotContains(t, b.log.String(), personal)
	}
}

func (b *bundle) lookUp(q verifier.LookupQuestion) *httptest.ResponseRecorder {
	b.t.Helper()
	body, err := json.Marshal(map[string]any{"credential": q})
	require.NoError(b.t, err)
	return b.postLookup(string(body))
}

func (b *bundle) postLookup(body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/lookup", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", "https://viec-lam.example")
	return b.do(r)
}

func TestLookup(t *testing.T) {
	t.Parallel()
	b := setup(t)
	unknown := verifier.LookupQuestion{
		Issuer: "KHONG-CO",
		Key:    b.key.PublicKey().Thumbprint(),
		Digest: b.diploma.Digest,
	}

	t.Run("OfAnUnknownIssuerIsEmpty", func(t *testing.T) {
		t.Parallel()
		found := decode[verifier.LookupAnswer](t, b.lookUp(unknown))
		require.Empty(t, found.Issuer)
		require.Empty(t, found.Keys)
		require.NotNil(t, found.Ledger)
	})
	t.Run("WithoutACredentialTellsOfTheReading", func(t *testing.T) {
		t.Parallel()
		found := decode[verifier.LookupAnswer](t, b.postLookup(`{}`))
		require.Equal(t, verifier.ReadingFresh, found.Reading.Kind)
		require.Equal(t, b.ledger.Clock.Now().UTC(), found.CheckedAt)
	})
	t.Run("RefusesWhatIsNoQuestion", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{
			``, `[]`, `{"credential":{"issuer":"x/y"}}`, `{"credential":{"issuer":"DH-MAU","digest":"00"}}`,
			`{"presentation":"1"}`, `{"credential":{"issuer":"DH-MAU","list":-1}}`,
			`{"credential":{"issuer":"` + strings.Repeat("A", 5000) + `"}}`,
		} {
			require.GreaterOrEqual(t, b.postLookup(body).Code, 400, body)
		}
	})
	t.Run("MayBeAskedByAnyPageWithoutCredentials", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/api/v1/lookup", "/api/v1/verify"} {
			r := httptest.NewRequest(http.MethodOptions, path, nil)
			r.Header.Set("Origin", "https://viec-lam.example")
			r.Header.Set("Access-Control-Request-Method", http.MethodPost)
			w := httptest.NewRecorder()
			b.engine.ServeHTTP(w, r)
			require.Equal(t, http.StatusNoContent, w.Code, path)
			require.Equal(t, "*", w.Header().Get("Access-Control-Allow-Origin"), path)
			require.Empty(t, w.Header().Get("Access-Control-Allow-Credentials"), path)
		}
		require.Equal(t, "*", b.lookUp(unknown).Header().Get("Access-Control-Allow-Origin"))
	})
}

// TestLookupIsBounded anchors a digest more often than a look-up tells.
func TestLookupIsBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range verifier.MaxLookupAnchors {
		b.ledger.AnchorDigests(t, code, "VN-BA/7480201", b.key, b.diploma.Digest)
	}
	w := b.lookUp(verifier.LookupQuestion{
		Issuer: code,
		Key:    b.key.PublicKey().Thumbprint(),
		Digest: b.diploma.Digest,
		List:   1,
		Index:  1,
	})
	require.Equal(t, http.StatusUnprocessableEntity, w.Code, w.Body)
	require.Contains(t, w.Body.String(), "lookup_too_long")
	require.Equal(t, verifier.Valid, b.askFor(b.link()).Result, "the service itself answers all the same")
}

// A service that gives another key for the credential's is not believed: the
// module computes each key's thumbprint.
func TestTheModuleTakesNoOtherKeyForTheCredentials(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := testledger.NewSigner(t)
	exchange := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		b.engine.ServeHTTP(recorded, r)
		var found verifier.LookupAnswer
		if err := json.Unmarshal(recorded.Body.Bytes(), &found); err != nil || len(found.Keys) != 1 {
			http.Error(w, "no key", http.StatusTeapot)
			return
		}
		found.Keys[0].Key = other.PublicKey()
		text, err := json.Marshal(found)
		if err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		_, _ = w.Write(text)
	})
	got := askModule(t, []map[string]any{{"presentation": []byte(b.link())}},
		func(int) http.Handler { return exchange })
	require.Equal(t, verifier.UntrustedIssuer, got[0].Answer.Result)
	require.Equal(t, verifier.DetailKeyUnknown, got[0].Answer.Detail)
}

// What a reading's kind came by is said as the library says it.
func TestTheModuleSaysWhyNothingConfirms(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := b.ledger.Clock.Now()
	since := now.Add(-48 * time.Hour)
	for name, info := range map[string]verifier.ReadingInfo{
		"Restarted":  {Kind: verifier.ReadingUnconfirmed, Restarted: true},
		"Ahead":      {Kind: verifier.ReadingUnconfirmed, Ahead: true},
		"StoodStill": {Kind: verifier.ReadingUnconfirmed, Since: &since},
	} {
		reading := verifier.Reading{View: b.ledger.View(), Info: info}
		server := serveReading(t, reading, now)
		got := askModule(t, []map[string]any{{"presentation": []byte(b.link())}},
			func(int) http.Handler { return server })
		want := answer.To(answer.Question{Input: b.link()}, answer.Grounds{Reading: reading}, now)
		require.Equal(t, sayIn(words.Vietnamese, want), got[0].Said.Vi, name)
	}
}

// serveReading serves one reading, which stays as it is.
func serveReading(t *testing.T, reading verifier.Reading, now time.Time) http.Handler {
	t.Helper()
	engine, err := public.New(public.Config{
		Ledger: fixedReading(reading),
		Now:    func() time.Time { return now },
		Log:    slog.New(slog.DiscardHandler),
		Files:  files,
	})
	require.NoError(t, err)
	return engine
}

type fixedReading verifier.Reading

func (r fixedReading) Reading(time.Time) (verifier.Reading, error) { return verifier.Reading(r), nil }

// TestLookupsAreCounted asks about what is on the ledger and what is not, and reads
// the counter: it tells what was found, and nothing of whom or what.
func TestLookupsAreCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	shown, err := presentation.Parse(b.link())
	require.NoError(t, err)
	known := verifier.LookupQuestion{
		Issuer: shown.Issuer(),
		Key:    shown.Thumbprint(),
		Digest: shown.Digest(),
		List:   shown.Status().List,
		Index:  shown.Status().Index,
	}
	ofNobody, notOnLedger := known, known
	ofNobody.Issuer = "DH-KHAC"
	notOnLedger.Digest = ledger.SumDigest([]byte("another"))
	b.postLookup(`{}`)
	b.lookUp(ofNobody)
	b.lookUp(notOnLedger)
	b.lookUp(known)
	b.revoke()
	b.lookUp(known)
	b.set(verifier.ReadingStarting, errors.New("no index"))
	b.lookUp(known)

	families, err := b.metrics.Gather()
	require.NoError(t, err)
	counted := map[string]float64{}
	for _, f := range families {
		if f.GetName() != "sogoc_lookups_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			require.Len(t, m.GetLabel(), 1, "what was found, and nothing else")
			counted[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
		}
	}
	require.Equal(t, map[string]float64{
		"reading":             1,
		"no_ledger":           1,
		"unknown_issuer":      1,
		"not_anchored":        1,
		"too_long":            0,
		"anchored":            1,
		"anchored_suspended":  0,
		"anchored_superseded": 0,
		"anchored_revoked":    1,
	}, counted)
}

package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/roster"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/web"
	"sogoc/web/api"
	"sogoc/web/api/wire"
)

func TestEveryRouteAdmitsItsRolesOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	staff := []string{"registrar", "approver", "reader", "operator"}
	people := []string{"registrar", "approver", "reader"}
	table := map[string][]string{
		"GET /me": staff, "GET /issuers": staff,
		"GET /key": {"approver"}, "POST /key/unlock": {"approver"},
		"POST /batches": {
			"registrar",
		}, "GET /batches": staff, "GET /batches/:id": staff, "GET /batches/:id/progress": staff,
		"GET /uploads/progress":   {"registrar"},
		"GET /batches/:id/drafts": people, "GET /batches/:id/documents": staff, "GET /batches/:id/zip": staff, "GET /batches/:id/pdf": staff, "GET /credentials/:id/pdf": staff,
		"POST /batches/:id/approve": {
			"approver",
		}, "POST /batches/:id/reject": {"approver"}, "POST /batches/:id/retry": {"approver"},
		"POST /batches/:id/set-aside":        {"registrar", "approver"},
		"GET /batches/:id/quota":             staff,
		"GET /quota":                         people,
		"POST /batches/:id/review":           people,
		"GET /batches/:id/specimens/:row":    people,
		"GET /batches/:id/give-up":           {"registrar", "approver"},
		"POST /batches/:id/give-up":          {"registrar", "approver"},
		"POST /batches/:id/give-up/withdraw": {"registrar", "approver"},
		"GET /batches/:id/void-entries":      people,
		"POST /batches/:id/discard": {
			"registrar",
		}, "POST /credentials/search": people, "POST /credentials/status": {"registrar", "approver"}, "GET /credentials/:id": people,
		"GET /credentials/:id/sd-jwt": staff, "GET /credentials/:id/holder": staff, "GET /credentials/:id/qr.png": staff,
		"GET /credentials/:id/qr.svg": staff, "POST /credentials/:id/revoke": {"registrar", "approver"}, "POST /credentials/:id/suspend": {"approver"},
		"POST /credentials/:id/reinstate": {"approver"}, "GET /export/digests": staff, "GET /audit": staff,
		"GET /proposals": {"registrar", "approver", "reader"}, "GET /proposals/:id": {"registrar", "approver", "reader"},
		"POST /proposals/:id/confirm": {"approver"}, "POST /proposals/:id/refuse": {"approver"},
		"POST /proposals/:id/withdraw": {"registrar", "approver"},
		"POST /issuers/:code/resume":   {"operator"},
	}
	b.tokens["unknown"] = string(account.NewToken())
	seen := map[string]bool{}
	for _, r := range b.engine.Routes() {
		if contains([]string{api.Prefix + "/openapi.json", "/issuers/:code/did.json", "/healthz", "/readyz"}, r.Path) {
			continue
		}
		path, ours := strings.CutPrefix(r.Path, api.Prefix)
		require.True(t, ours, "%s is a public route that nobody decided on", r.Path)
		name := r.Method + " " + path
		allowed, known := table[name]
		require.True(t, known, "%s is not in the table", name)
		seen[name] = true
		target := api.Prefix + strings.NewReplacer(":id", uuid.NewString(), ":code", "NO-ONE", ":row", "1").Replace(path)
		for _, who := range []string{"", "unknown", "registrar", "approver", "reader", "operator"} {
			w := b.do(t, who, r.Method, target, "application/json", "{}", nil)
			switch {
			case who == "" || who == "unknown":
				require.Equal(t, http.StatusUnauthorized, w.Code, "%s as %q", name, who)
				require.Equal(t, "unauthenticated", code(t, w))
			case contains(allowed, who):
				require.NotContains(
					t,
					[]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusInternalServerError},
					w.Code,
					"%s as %s: %s",
					name,
					who,
					w.Body,
				)
			default:
				require.Equal(t, http.StatusForbidden, w.Code, "%s as %s", name, who)
			}
		}
	}
	require.Len(t, seen, len(table))
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

func TestFromListToDiploma(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "both")
	path := "/batches/" + batch.ID.String()

	require.Equal(
		t,
		"same_person",
		code(t, b.approve(t, "both", path+"/approve", "", nil)),
		"the importer does not approve",
	)
	require.Equal(
		t,
		http.StatusNotFound,
		b.approve(t, "strange2", path+"/approve", "", nil).Code,
		"another school does not see it",
	)
	var drafts wire.Drafts
	b.get(t, "reader", path+"/drafts?limit=5", &drafts)
	require.Len(t, drafts.Drafts, 5)
	require.Equal(t, http.StatusForbidden, b.get(t, "operator", path+"/drafts?limit=5", nil).Code)

	var approved registry.Batch
	require.Equal(t, http.StatusOK, b.approve(t, "approver", path+"/approve", "", &approved).Code)
	require.Equal(t, registry.BatchApproved, approved.State)
	require.Equal(
		t,
		http.StatusOK,
		b.approve(t, "approver", path+"/approve", "", &approved).Code,
		"approving may be repeated",
	)
	var progress wire.Progress
	b.get(t, "reader", path+"/progress", &progress)
	require.False(t, progress.Done)
	b.worker.Pass(t.Context())
	b.get(t, "reader", path+"/progress", &progress)
	require.Equal(
		t,
		wire.Progress{
			State:           registry.BatchAnchored,
			Credentials:     250,
			Signed:          250,
			Anchored:        250,
			Anchors:         1,
			AnchorsAnchored: 1,
			Done:            true,
		},
		progress,
	)

	var found wire.Credentials
	b.post(t, "reader", "/credentials/search", `{"learnerCode":"0026000007"}`, &found)
	require.Len(t, found.Credentials, 1)
	c := found.Credentials[0]
	require.Equal(t, "2026/THPT/00007", c.RegisterNumber)
	one := "/credentials/" + c.ID.String()
	var shown registry.Credential
	b.get(t, "reader", one, &shown)
	require.Equal(t, c.Digest, shown.Digest)
	require.Equal(t, http.StatusNotFound, b.get(t, "stranger", one, nil).Code)

	jwt := b.get(t, "reader", one+"/sd-jwt", nil)
	require.Equal(t, "application/vc+sd-jwt", jwt.Header().Get("Content-Type"))
	require.NotContains(t, jwt.Header().Get("Content-Disposition"), c.LearnerCode)
	parsed, err := presentation.Parse(jwt.Body.String())
	require.NoError(t, err)
	require.Equal(t, c.Digest, parsed.Digest())
	holder := b.get(t, "reader", one+"/holder", nil)
	parsed, err = presentation.Parse(holder.Body.String())
	require.NoError(t, err)
	require.Equal(t, c.Digest, parsed.Digest())
	for name, media := range map[string]string{"/qr.png?scale=3": "image/png", "/qr.svg": "image/svg+xml"} {
		image := b.get(t, "reader", one+name, nil)
		require.Equal(t, http.StatusOK, image.Code)
		require.Equal(t, media, image.Header().Get("Content-Type"))
	}
	for _, bad := range []string{"?scale=0", "?scale=999", "?scale=x", "?size=3"} {
		require.Equal(t, http.StatusBadRequest, b.get(t, "reader", one+"/qr.png"+bad, nil).Code)
	}

	documents := strings.Split(strings.TrimSpace(b.get(t, "reader", path+"/documents", nil).Body.String()), "\n")
	require.Len(t, documents, 251)
	require.JSONEq(t, `{"end":250}`, documents[250])
	var document wire.Document
	require.NoError(t, json.Unmarshal([]byte(documents[6]), &document))
	token, err := presentation.ParseURL(document.Link)
	require.NoError(t, err)
	require.Equal(t, school, token.Claims.Issuer)
	digests := b.get(t, "operator", "/export/digests?issuer="+school, nil)
	require.Equal(t, 251, strings.Count(digests.Body.String(), "\n"))
	require.NotContains(t, digests.Body.String(), "fullName")
	require.NotContains(t, digests.Body.String(), "registerNumber", "only who asks for it gets it")
	digests = b.get(t, "reader", "/export/digests?registerNumbers=true", nil)
	require.Equal(t, 250, strings.Count(digests.Body.String(), `"registerNumber":"`))
	refused := b.get(t, "operator", "/export/digests?registerNumbers=true&issuer="+school, nil)
	require.Equal(t, http.StatusForbidden, refused.Code, "the numbers are of learners' papers")
	var audit wire.Audit
	b.get(t, "reader", "/audit?batch="+batch.ID.String()+"&action=approved", &audit)
	require.Len(t, audit.Entries, 1)

	for _, secret := range []string{c.FullName, c.LearnerCode, "000308"} {
		require.NotContains(t, b.log.String(), secret, "nothing personal is logged")
	}
}

func TestTranscriptsComeWithCourses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.importList(
		t,
		"stranger",
		wire.PartTerms,
		bachelorTerms,
		wire.PartList,
		list(t, sample.DaihocFile),
		wire.PartCourses,
		list(t, sample.CoursesFile),
	)
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	var answer wire.Imported
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
	require.Equal(t, 2*sample.DaihocCount, answer.Batch.Count)
	require.Equal(
		t,
		http.StatusOK,
		b.approve(t, "strange2", "/batches/"+answer.Batch.ID.String()+"/approve", "", nil).Code,
	)
	b.worker.Pass(t.Context())
	var progress wire.Progress
	b.get(t, "strange2", "/batches/"+answer.Batch.ID.String()+"/progress", &progress)
	require.Equal(t, 10, progress.AnchorsAnchored, "one per kind: five majors, diplomas and transcripts")
	require.True(t, progress.Done)
}

func TestAnotherApproverGoesOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := "/batches/" + b.imported(t, "registrar").ID.String()
	require.Equal(t, "wrong_state", code(t, b.post(t, "both", path+"/retry", "", nil)), "nobody has approved")
	require.Equal(t, http.StatusOK, b.approve(t, "approver", path+"/approve", "", nil).Code)
	var shown registry.Batch
	require.Equal(t, http.StatusOK, b.post(t, "both", path+"/retry", "", &shown).Code)
	require.Equal(t, registry.BatchApproved, shown.State)
	b.sign(t)
	b.get(t, "reader", path, &shown)
	require.Equal(t, registry.BatchSealed, shown.State)
	require.Len(t, shown.Anchors, 1)
	require.Equal(
		t,
		http.StatusOK,
		b.post(t, "both", path+"/retry", "", nil).Code,
		"and what waits for the ledger is tried at once",
	)
	require.Equal(t, http.StatusNoContent, b.post(t, "operator", "/issuers/"+school+"/resume", "", nil).Code)
}

func TestStatusChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	require.Equal(t, http.StatusOK, b.approve(t, "approver", "/batches/"+batch.ID.String()+"/approve", "", nil).Code)
	b.worker.Pass(t.Context())
	var found wire.Credentials
	b.post(t, "reader", "/credentials/search", `{"batch":"`+batch.ID.String()+`","limit":1}`, &found)
	one := "/credentials/" + found.Credentials[0].ID.String()
	state := func() ledger.State {
		var shown registry.Credential
		b.get(t, "reader", one, &shown)
		return shown.Status
	}
	for _, step := range []struct {
		route, ground string
		want          ledger.State
	}{{"suspend", "inspection", ledger.Suspended}, {"reinstate", "cleared", ledger.Active}, {"revoke", "fraud", ledger.Revoked}} {
		w := b.post(
			t,
			map[bool]string{true: "registrar", false: "approver"}[step.want == ledger.Revoked],
			one+"/"+step.route,
			`{"ground":"`+step.ground+`","decisionNumber":"3/QĐ","decisionDate":"2026-06-20"}`,
			nil,
		)
		if step.want == ledger.Revoked {
			require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
			w = b.confirmed(t, w)
		}
		require.Equal(t, http.StatusAccepted, w.Code, w.Body.String())
		b.worker.Pass(t.Context())
		require.Equal(t, step.want, state(), step.route)
	}
	body := `{"ground":"cleared","decisionNumber":"4/QĐ","decisionDate":"2026-06-20"}`
	require.Equal(t, "wrong_state", code(t, b.post(t, "approver", one+"/reinstate", body, nil)), "revoked is final")
	require.Equal(
		t,
		http.StatusUnprocessableEntity,
		b.post(
			t,
			"approver",
			one+"/revoke",
			`{"ground":"mood","decisionNumber":"4/QĐ","decisionDate":"2026-06-20"}`,
			nil,
		).Code,
	)
	require.Equal(t, http.StatusBadRequest, b.post(t, "approver", one+"/revoke", `{"reason":"x"}`, nil).Code)
}

func TestDraftsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := "/batches/"+b.imported(t, "registrar").ID.String(), ""
	var ended registry.Batch
	require.Equal(t, http.StatusOK, b.post(t, "approver", first+"/reject", `{"reason":"sai ngày cấp"}`, &ended).Code)
	require.Equal(t, registry.BatchRejected, ended.State)
	require.Equal(t, "wrong_state", code(t, b.approve(t, "approver", first+"/approve", "", nil)))
	second = "/batches/" + b.imported(t, "registrar").ID.String()
	require.Equal(t, http.StatusOK, b.post(t, "registrar", second+"/discard", "", &ended).Code)
	require.Equal(t, registry.BatchDiscarded, ended.State)
	var all wire.Batches
	b.get(t, "reader", "/batches?state=discarded", &all)
	require.Len(t, all.Batches, 1)
	require.Equal(
		t,
		http.StatusBadRequest,
		b.get(t, "reader", "/batches?sate=draft", nil).Code,
		"a misspelt filter is refused",
	)
	require.Equal(t, http.StatusBadRequest, b.get(t, "reader", "/batches?limit=-1", nil).Code)
	require.Equal(t, http.StatusNotFound, b.get(t, "reader", "/batches/not-an-id", nil).Code)
}

// answers takes the first option of all questions of an answer's report.
func answers(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var p struct {
		Report roster.Report `json:"report"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	given := map[string]string{}
	for _, problem := range p.Report.Problems {
		if len(problem.Options) > 0 {
			given[problem.ID] = problem.Options[0].Value
		}
	}
	text, err := json.Marshal(given)
	require.NoError(t, err)
	return string(text)
}

func TestUploadsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	clean := list(t, sample.THPTFile)
	t.Run("FaultyList", func(t *testing.T) {
		w := b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, list(t, sample.DirtyFile))
		require.Equal(t, http.StatusUnprocessableEntity, w.Code)
		var p struct {
			Code   string        `json:"code"`
			Report roster.Report `json:"report"`
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
		require.Equal(t, "list_invalid", p.Code)
		require.Greater(t, p.Report.Errors, 20)
		require.NotContains(t, b.log.String(), "NguyÔn")
	})
	t.Run("QuestionsThatNobodyAnswered", func(t *testing.T) {
		asked := "Mã HS,Họ và tên,Ngày sinh\nQ1,Lê Thị Mẫu,12/25/2008\nQ2,Trần Văn Mẫu,03/04/2008\n"
		w := b.importList(
			t,
			"registrar",
			wire.PartTerms,
			terms,
			wire.PartList,
			strings.ReplaceAll(asked, "2008", "1908"),
		)
		require.Equal(t, "list_invalid", code(t, w))
		asked = "Mã HS,Họ và tên,Ngày sinh,Dân tộc\nQ1,Lê Thị Mẫu,25/12/2008,Kính\nQ2,Trần Văn Mẫu,03/04/2008,Kinh\n"
		w = b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, asked)
		require.Equal(t, http.StatusUnprocessableEntity, w.Code)
		require.Equal(t, "list_open", code(t, w))
		w = b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, asked, wire.PartAnswers, answers(t, w))
		require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
		given := answers(t, w)
		w = b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, asked+"\n", wire.PartAnswers, given)
		require.Equal(t, "list_open", code(t, w), "these learners are in the register by now")
		require.Contains(t, w.Body.String(), string(roster.CodeInRegister))
	})
	t.Run("LettersThatPaperCannotShow", func(t *testing.T) {
		thai := "Mã HS,Họ và tên,Ngày sinh,Nơi sinh\nQ8,\u0e2a\u0e21\u0e0a\u0e32\u0e22,25/12/2008,Huế \u2620\n"
		w := b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, thai)
		require.Equal(t, "list_invalid", code(t, w))
		require.Contains(t, w.Body.String(), string(roster.CodeScriptShaped))
		require.Contains(t, w.Body.String(), string(roster.CodeNotPrintable))
	})
	t.Run("RowsThatCannotBeCredentials", func(t *testing.T) {
		w := b.importList(
			t,
			"registrar",
			wire.PartTerms,
			strings.Replace(terms, `"2026-06-18"`, `"1826-06-18"`, 1),
			wire.PartList,
			clean,
		)
		require.Equal(t, http.StatusUnprocessableEntity, w.Code)
		require.Equal(t, "rows_invalid", code(t, w), w.Body.String())
	})
	for name, c := range map[string]struct {
		parts  []string
		status int
	}{
		"NoTerms":           {[]string{wire.PartList, clean}, http.StatusBadRequest},
		"NoList":            {[]string{wire.PartTerms, terms}, http.StatusBadRequest},
		"UnknownPart":       {[]string{wire.PartTerms, terms, wire.PartList, clean, "x", "y"}, http.StatusBadRequest},
		"RepeatedPart":      {[]string{wire.PartTerms, terms, wire.PartTerms, terms}, http.StatusBadRequest},
		"TermsNotStrict":    {[]string{wire.PartTerms, `{"type":"VN-USE","typ":"x"}`, wire.PartList, clean}, http.StatusBadRequest},
		"ListTooLarge":      {[]string{wire.PartTerms, terms, wire.PartList, strings.Repeat("a", roster.MaxFile+1)}, http.StatusRequestEntityTooLarge},
		"OtherSchool":       {[]string{wire.PartIssuer, other, wire.PartTerms, terms, wire.PartList, clean}, http.StatusNotFound},
		"UnaccreditedTypes": {[]string{wire.PartTerms, strings.Replace(terms, "VN-USE", "VN-NONE", 1), wire.PartList, clean}, http.StatusUnprocessableEntity},
	} {
		t.Run(name, func(t *testing.T) {
			w := b.importList(t, "registrar", c.parts...)
			require.Equal(t, c.status, w.Code, w.Body.String())
		})
	}
	require.Equal(t, http.StatusUnsupportedMediaType, b.post(t, "registrar", "/batches", "{}", nil).Code)
}

func TestLedgerDownWhileRowsAreApproved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	b.ledger.SetDown(true)
	w := b.approve(t, "approver", "/batches/"+batch.ID.String()+"/approve", "", nil)
	require.Equal(t, http.StatusOK, w.Code, "the only key here is taken; the ledger decides later")
	b.worker.Pass(t.Context())
	b.ledger.SetDown(false)
	b.ledger.Clock.Advance(time.Hour)
	b.worker.Pass(t.Context())
	var progress wire.Progress
	b.get(t, "reader", "/batches/"+batch.ID.String()+"/progress", &progress)
	require.True(t, progress.Done)
}

// The register and the verifier service are two services: asked for what credentials
// point to, the register names the other.
func TestTheRegisterNamesWhoAnswersWhatCredentialsPointTo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, path := range []string{
		"/v", "/ns", "/ns/credential.schema.json", "/kinds/VN-USE", "/kinds/VN-BA/7480201",
		"/status/" + school + "/1", "/status/" + school + "/1/revocation",
		"/.well-known/did.json", "/.well-known/jwks.json",
	} {
		var problem web.Problem
		w := b.do(t, "", http.MethodGet, path, "", "", &problem)
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.Equal(t, "not_found", problem.Code, path)
		require.Contains(t, problem.Detail, "verifierd", path)
		require.Contains(t, problem.Detail, baseURL, path)
	}
	for _, path := range []string{"/", "/vv", "/nss", "/kinds", "/.well-known/other"} {
		var problem web.Problem
		require.Equal(t, http.StatusNotFound, b.do(t, "", http.MethodGet, path, "", "", &problem).Code, path)
		require.Empty(t, problem.Detail, path)
	}
}

func TestPublicRoutes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.do(t, "", http.MethodGet, "/issuers/"+school+"/did.json", "", "", nil)
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "application/did+json", w.Header().Get("Content-Type"))
	require.Contains(t, w.Body.String(), "did:web:vanbang.example:issuers:"+school)
	require.Equal(t, http.StatusNotFound, b.do(t, "", http.MethodGet, "/issuers/NO-ONE/did.json", "", "", nil).Code)
	for _, path := range []string{"/healthz", "/readyz"} {
		require.Equal(t, http.StatusOK, b.do(t, "", http.MethodGet, path, "", "", nil).Code)
	}
	var me wire.Me
	b.get(t, "both", "/me", &me)
	require.Equal(t, school, me.Issuer)
	require.Len(t, me.Roles, 2)
}

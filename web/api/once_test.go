package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/web/api"
	"sogoc/web/api/wire"
)

// keyed sends an import with an idempotency key as it stands in the header.
func (b bundle) keyed(t *testing.T, key string, parts ...string) *httptest.ResponseRecorder {
	t.Helper()
	media, body := form(t, parts...)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, api.Prefix+"/batches", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+b.tokens["registrar"])
	r.Header.Set("Content-Type", media)
	r.Header.Set(wire.HeaderIdempotencyKey, key)
	w := httptest.NewRecorder()
	contract().Serve(t, b.engine, w, r)
	return w
}

// rowsOf is a small list without faults and questions; its learners are of that group.
func rowsOf(group string) string {
	return "Mã HS,Họ và tên,Ngày sinh\n" + group + "1,Lê Thị Mẫu," + "21/02/2008\n" + group + "2,Trần Văn Mẫu,03/04/2008\n"
}

func TestImportsMayBeSentAgain(t *testing.T) {
	t.Parallel()
	// Different schools' learners would do as well: each subtest has a register of its own.

	t.Run("AKeyIsAnsweredOnce", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		parts := []string{wire.PartTerms, terms, wire.PartList, rowsOf("K")}
		first := b.keyed(t, `"8e03978e-40d5-43dd-bc93-6894a57f9324"`, parts...)
		require.Equal(t, http.StatusCreated, first.Code, first.Body.String())
		again := b.keyed(t, `"8e03978e-40d5-43dd-bc93-6894a57f9324"`, parts...)
		require.Equal(t, http.StatusCreated, again.Code)
		require.Equal(t, first.Body.String(), again.Body.String())
		require.Equal(t, first.Header().Get("Location"), again.Header().Get("Location"))
		other := b.keyed(t, `"8e03978e-40d5-43dd-bc93-6894a57f9324"`,
			wire.PartTerms, terms, wire.PartList, rowsOf("X"))
		require.Equal(t, http.StatusUnprocessableEntity, other.Code)
		require.Equal(t, "idempotency_key_reused", code(t, other))
		require.NotContains(t, b.log.String(), "8e03978e")
		var found wire.Batches
		b.get(t, "registrar", "/batches", &found)
		require.Len(t, found.Batches, 1)
	})

	t.Run("AKeysBatchIsShownAsItIsNow", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		parts := []string{wire.PartTerms, terms, wire.PartList, rowsOf("K")}
		first := b.keyed(t, `"k"`, parts...)
		require.Equal(t, http.StatusCreated, first.Code, first.Body.String())
		var before, now wire.Imported
		require.NoError(t, json.Unmarshal(first.Body.Bytes(), &before))
		discard := "/batches/" + before.Batch.ID.String() + "/discard"
		require.Equal(t, http.StatusOK, b.post(t, "registrar", discard, "", nil).Code)
		again := b.keyed(t, `"k"`, parts...)
		require.Equal(t, http.StatusCreated, again.Code, again.Body.String())
		require.NoError(t, json.Unmarshal(again.Body.Bytes(), &now))
		require.Equal(t, registry.BatchDiscarded, now.Batch.State)
		require.NotNil(t, now.Batch.DecidedAt)
		require.Equal(t, before.Rows, now.Rows)
		require.Equal(t, before.Report, now.Report)
	})

	t.Run("ARefusedRequestKeepsNoKey", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		w := b.keyed(t, `"k"`, wire.PartTerms, terms, wire.PartList, "Mã HS,Họ và tên,Ngày sinh\nA,,1\n")
		require.Equal(t, "list_invalid", code(t, w))
		w = b.keyed(t, `"k"`, wire.PartTerms, terms, wire.PartList, rowsOf("K"))
		require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	})

	t.Run("AFileWithoutAKeyIsAnsweredWithItsBatch", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		parts := []string{wire.PartTerms, terms, wire.PartList, rowsOf("K")}
		first := b.importList(t, "registrar", parts...)
		require.Equal(t, http.StatusCreated, first.Code)
		var made wire.Imported
		require.NoError(t, json.Unmarshal(first.Body.Bytes(), &made))
		again := b.importList(t, "both", parts...)
		require.Equal(t, http.StatusOK, again.Code, again.Body.String())
		require.Equal(t, made.Batch.ID.String(), batchBefore(t, again))
		require.Equal(t, first.Header().Get("Location"), again.Header().Get("Location"))

		parts[1] = strings.Replace(terms, "2026-06-18", "2026-06-19", 1)
		again = b.importList(t, "registrar", parts...)
		require.Equal(t, http.StatusConflict, again.Code, "other terms were not applied, and that is said")
		require.Equal(t, "already_imported", code(t, again))
		require.Equal(t, made.Batch.ID.String(), batchBefore(t, again))

		parts = append(parts, wire.PartAgain, made.Batch.ID.String())
		again = b.importList(t, "registrar", parts...)
		require.Equal(t, "list_open", code(t, again), "the learners are in the register, and that is asked")
		parts = append(parts, wire.PartAnswers, answers(t, again))
		again = b.importList(t, "registrar", parts...)
		require.Equal(t, http.StatusCreated, again.Code, again.Body.String())
		require.Equal(t, http.StatusOK, b.importList(t, "registrar", parts...).Code, "and that again is one batch")
	})

	t.Run("TwoClientsAtOnceMakeOneBatch", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		parts := []string{wire.PartTerms, terms, wire.PartList, rowsOf("K")}
		codes := make([]int, 8)
		batches := make([]string, 8)
		var group sync.WaitGroup
		for i := range codes {
			group.Go(func() {
				var w *httptest.ResponseRecorder
				if i%2 == 0 {
					w = b.keyed(t, `"one key"`, parts...)
				} else {
					w = b.importList(t, "both", parts...)
				}
				codes[i], batches[i] = w.Code, w.Header().Get("Location")
			})
		}
		group.Wait()
		var found wire.Batches
		b.get(t, "registrar", "/batches", &found)
		require.Len(t, found.Batches, 1, "%v", codes)
		for i, c := range codes {
			if c == http.StatusConflict { // in flight
				require.Empty(t, batches[i])
				continue
			}
			require.Contains(t, []int{http.StatusOK, http.StatusCreated}, c)
			require.Equal(t, api.Prefix+"/batches/"+found.Batches[0].ID.String(), batches[i])
		}
	})

	t.Run("KeysHaveAForm", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for _, wrong := range []string{`k`, `""`, `"k`, `"a"b"`, `"a", "b"`, `"ố"`, `"` + strings.Repeat("k", intake.MaxKey+1) + `"`} {
			w := b.keyed(t, wrong, wire.PartTerms, terms, wire.PartList, rowsOf("K"))
			require.Equal(t, http.StatusBadRequest, w.Code, wrong)
		}
	})
}

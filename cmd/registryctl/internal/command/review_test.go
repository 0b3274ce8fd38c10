package command_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

const threeRows = "Mã HS,Họ và tên,Ngày sinh\nA1,Lê Thị Mẫu,25/12/2008\nA2,Trần Văn Mẫu,03/04/2008\nA3,Phạm Mẫu Ba,05/06/2008\n"

func TestReviewAndQuota(t *testing.T) {
	t.Parallel()
	b := setup(t)
	list := b.written(t, "list.csv", threeRows)
	code, out, complaints := b.run(t, "registrar", importArgs(list)...)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "quota VN-USE: 0 of 500 used in 20")
	require.Contains(t, out, "this list needs 3")
	var made struct {
		ID string `json:"id"`
	}
	b.must(t, "registrar", &made, importArgs(list)...)

	_, out, _ = b.run(t, "approver", "review", made.ID)
	require.Contains(t, out, "3 rows")
	require.Contains(t, out, "fullName: Trần Văn Mẫu")
	require.Contains(t, out, "missing   birthPlace in 3 rows")
	var seen struct {
		Found int `json:"found"`
		Shown []struct {
			Drafts []string `json:"drafts"`
		} `json:"shown"`
	}
	b.must(t, "approver", &seen, "review", made.ID, "-find", "tran van")
	require.Equal(t, 1, seen.Found)
	_, out, _ = b.run(t, "approver", "review", made.ID, "-limit", "1", "-sort", "birthDate", "-down")
	require.Contains(t, out, "Lê Thị Mẫu")
	require.NotContains(t, out, "Phạm Mẫu Ba")
	require.Contains(t, out, "1 of 3 rows shown; the next: -offset 1")
	_, out, _ = b.run(t, "approver", "review", made.ID, "-columns")
	require.Contains(t, out, "birthDate: 3 filled, 0 empty, 3 different")
	code, _, complaints = b.run(t, "approver", "review", made.ID, "-sort", "shoeSize")
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "columns")
	b.must(t, "approver", nil, "review", made.ID, "-specimen", "2", "-to", b.path("two.pdf"))
	pdf, err := os.ReadFile(b.path("two.pdf"))
	require.NoError(t, err)
	require.Equal(t, "%PDF-", string(pdf[:5]))

	b.must(t, "approver", nil, "set-aside", made.ID, seen.Shown[0].Drafts[0], "-reason", "chờ xác minh")
	code, out, complaints = b.run(t, "approver", "quota", made.ID)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "this list needs 2")
	_, out, _ = b.run(t, "approver", "quota")
	require.Contains(t, out, "quota VN-USE: 0 of 500 used")
	code, _, _ = b.run(t, "approver", "approve", made.ID)
	require.Equal(t, 2, code, "it says how many were read")
	code, _, complaints = b.run(t, "approver", "approve", made.ID, "-count", "3")
	require.Equal(t, 1, code)
	require.Contains(t, complaints, "not_as_read")
	_, out, _ = b.run(t, "approver", "review", made.ID)
	require.Contains(t, out, "registryctl approve "+made.ID+" -count 2")
	code, out, complaints = b.run(t, "approver", "approve", made.ID, "-count", "2")
	require.Zero(t, code, complaints)
	require.Contains(t, out, "this list needs 2")
	require.Contains(t, out, "approved")
}

// The register commits, and its answer does not arrive: the program sends the upload
// again under its key, and there is one batch.
func TestAnImportWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	target, err := url.Parse(b.env["SOGOC_API"])
	require.NoError(t, err)
	direct := httputil.NewSingleHostReverseProxy(target)
	var lost atomic.Int32
	keys := make(chan string, 10)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			direct.ServeHTTP(w, r)
			return
		}
		keys <- r.Header.Get("Idempotency-Key")
		if lost.Add(1) > 2 {
			direct.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		direct.ServeHTTP(answer, r)
		_, _ = io.Copy(io.Discard, answer.Body)
		panic(http.ErrAbortHandler) // the connection ends
	}))
	t.Cleanup(proxy.Close)
	b.env["SOGOC_API"] = proxy.URL
	var made batch
	b.must(t, "registrar", &made, importArgs(b.written(t, "list.csv", threeRows))...)
	require.Equal(t, batch{made.ID, "draft", 3, 3}, made)
	require.EqualValues(t, 3, lost.Load())
	first := <-keys
	require.Len(t, first, 38)
	require.Equal(t, first, <-keys)
	require.Equal(t, first, <-keys)
	var all []struct {
		ID string `json:"id"`
	}
	b.must(t, "registrar", &all, "batches")
	require.Len(t, all, 1)
}

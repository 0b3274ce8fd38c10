package api_test

import (
	"bytes"
	"net/http"
	"os"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/verifier/typeface"
	"sogoc/web/api/wire"
)

// outlined counts the papers of a file by its outline.
func outlined(t *testing.T, pdf []byte) int {
	t.Helper()
	require.True(t, bytes.HasPrefix(pdf, []byte("%PDF-")))
	return bytes.Count(pdf, []byte("/Dest ["))
}

func TestPapers(t *testing.T) {
	t.Parallel()
	if _, err := typeface.Load(""); err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./web/api", err)
	}
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
	var made wire.Imported
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
	path := "/batches/" + made.Batch.ID.String()
	require.Equal(t, "not_anchored", code(t, b.get(t, "strange2", path+"/pdf", nil)), "a draft is nothing to print")
	require.Equal(t, http.StatusOK, b.approve(t, "strange2", path+"/approve", "", nil).Code)
	b.sign(t)
	require.Equal(t, "not_anchored", code(t, b.get(t, "strange2", path+"/pdf", nil)), "it may still be given up")
	b.worker.Pass(t.Context())

	t.Run("ABatchIsOneFileOfBothForms", func(t *testing.T) {
		w := b.get(t, "strange2", path+"/pdf", nil)
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, "application/pdf", w.Header().Get("Content-Type"))
		require.Contains(t, w.Header().Get("Content-Disposition"), made.Batch.ID.String()+".pdf")
		require.Equal(t, 2*sample.DaihocCount, outlined(t, w.Body.Bytes()))
	})
	t.Run("APartOfIt", func(t *testing.T) {
		require.Equal(
			t,
			7,
			outlined(t, b.get(t, "strange2", path+"/pdf?form=diploma&offset=3&limit=7", nil).Body.Bytes()),
		)
		require.Equal(t, 1, outlined(t, b.get(t, "strange2", path+"/pdf?form=transcript&limit=1", nil).Body.Bytes()))
		require.Equal(t, http.StatusNotFound, b.get(t, "strange2", path+"/pdf?offset=100000", nil).Code)
		for _, bad := range []string{"?form=x", "?limit=x", "?page=1"} {
			require.Equal(t, http.StatusBadRequest, b.get(t, "strange2", path+"/pdf"+bad, nil).Code, bad)
		}
	})
	t.Run("OneCredentialTwiceIsTheSameFile", func(t *testing.T) {
		var found wire.Credentials
		b.post(t, "strange2", "/credentials/search", `{"batch":"`+made.Batch.ID.String()+`","limit":2}`, &found)
		for _, c := range found.Credentials {
			one := "/credentials/" + c.ID.String() + "/pdf"
			first, again := b.get(t, "strange2", one, nil), b.get(t, "strange2", one, nil)
			require.Equal(t, 1, outlined(t, first.Body.Bytes()))
			require.Equal(t, first.Body.Bytes(), again.Body.Bytes())
			require.NotContains(t, first.Header().Get("Content-Disposition"), c.SerialNumber+c.LearnerCode)
			var audit wire.Audit
			b.get(t, "strange2", "/audit?credential="+c.ID.String()+"&action=document_read", &audit)
			require.Len(t, audit.Entries, 2)
		}
	})
	t.Run("NobodyElseGetsThem", func(t *testing.T) {
		require.Equal(t, http.StatusNotFound, b.get(t, "reader", path+"/pdf", nil).Code, "another school")
		require.Equal(
			t,
			"forbidden",
			code(t, b.get(t, "operator", path+"/pdf", nil)),
			"who runs the service needs no learner's data",
		)
	})
}

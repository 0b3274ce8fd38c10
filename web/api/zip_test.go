package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/handout"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
	"sogoc/web/api/wire"
)

func TestBatchAsZIP(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	path := "/batches/" + batch.ID.String()
	require.Equal(t, "not_anchored", code(t, b.get(t, "reader", path+"/zip", nil)), "nothing was issued yet")
	require.Equal(t, http.StatusOK, b.approve(t, "approver", path+"/approve", "", nil).Code)
	b.sign(t)
	require.Equal(t, "not_anchored", code(t, b.get(t, "reader", path+"/zip", nil)), "it may still be given up")
	b.worker.Pass(t.Context())
	require.Equal(
		t,
		http.StatusForbidden,
		b.get(t, "operator", path+"/zip", nil).Code,
		"operators need no learner's data",
	)
	require.Equal(t, http.StatusNotFound, b.get(t, "stranger", path+"/zip", nil).Code)
	w := b.get(t, "reader", path+"/zip", nil)
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "application/zip", w.Header().Get("Content-Type"))
	var audit wire.Audit
	b.get(t, "reader", "/audit?batch="+batch.ID.String()+"&action=document_read", &audit)
	require.Len(t, audit.Entries, 1)

	archive, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	require.NoError(t, err)
	require.Len(t, archive.File, 1+3*batch.Count)
	read := func(name string) []byte {
		file, err := archive.Open(name)
		require.NoError(t, err)
		content, err := io.ReadAll(file)
		require.NoError(t, err)
		return content
	}
	list := read(handout.List)
	require.True(t, bytes.HasPrefix(list, []byte("\ufeffSTT;")))
	require.Equal(t, batch.Count+1, bytes.Count(list, []byte("\r\n")))
	rows := csv.NewReader(bytes.NewReader(list))
	rows.Comma = ';'
	all, err := rows.ReadAll()
	require.NoError(t, err)
	for i, row := range all[1:] {
		require.Equal(t, strconv.Itoa(i+1), row[0])
		token, err := presentation.Parse(row[8])
		require.NoError(t, err)
		public, err := credential.Parse(string(read(row[10])))
		require.NoError(t, err)
		require.Equal(t, row[1], public.Subject.FullName)
		require.False(t, public.Shows(credential.FactNationalID) || public.Shows(credential.FactEthnicity))
		whole, err := presentation.Parse(string(read(row[11])))
		require.NoError(t, err)
		require.True(t, whole.Credential.Shows(credential.FactNationalID))
		require.Equal(t, public.Digest(), whole.Digest())
		require.Equal(t, public.Digest(), token.Digest())
		require.True(t, bytes.HasPrefix(read(row[9]), []byte("\x89PNG")))
	}
	require.NotContains(t, b.log.String(), all[1][1])
}

package registrar_test

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
)

var againOf = regexp.MustCompile(`name="again" value="([0-9a-f-]{36})"`)

var (
	rowBox       = regexp.MustCompile(`name="row" value="([0-9a-f-]{36})"`)
	columnSelect = regexp.MustCompile(`select name="(column\.0\.[A-Z]+)"`)
	keptFile     = regexp.MustCompile(`name="unfinished.files" value="([0-9a-f-]{36})"`)
)

func (b *bundle) batches() int {
	b.t.Helper()
	var n int
	require.NoError(b.t, b.db.Conn(b.t).QueryRow(b.t.Context(), `SELECT count(*) FROM batch`).Scan(&n))
	return n
}

func TestAFileIsImportedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.THPTFile)))
	second := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.THPTFile)))
	b.answer("giaovu", preview, "")
	b.answer("giaovu", second, "")
	require.NotContains(t, b.get("giaovu", preview).Body.String(), `name="again"`)

	// Two tabs of one upload, and one of another upload of the same file, all at once.
	var group sync.WaitGroup
	places := make([]string, 6)
	for i := range places {
		path := preview
		if i%3 == 2 {
			path = second
		}
		group.Go(func() { places[i] = b.post("giaovu", path+"/import").Header().Get("Location") })
	}
	group.Wait()
	require.Equal(t, 1, b.batches(), "%v", places)

	made := ""
	for _, place := range places {
		if _, after, is := strings.Cut(place, "/registrar/batches/"); is {
			made = after
		}
	}
	require.Len(t, made, 36)
	done, left := preview, second
	if w := b.get("giaovu", preview); w.Code == http.StatusOK {
		done, left = second, preview
	}
	to(t, b.post("giaovu", done+"/import"), "/batches/"+made)
	to(t, b.get("giaovu", done), "/batches/"+made)
	require.Equal(t, http.StatusNotFound, b.get("kiemnhiem", done).Code, "it is the registrar's own")

	b.answer("giaovu", left, "")
	page := b.get("giaovu", left).Body.String()
	require.Contains(t, page, "Tệp này đã được nhập rồi")
	require.Contains(t, page, "/batches/"+made)
	require.Equal(t, made, againOf.FindStringSubmatch(page)[1])
	to(t, b.post("giaovu", left+"/import"), left)
	require.Equal(t, 1, b.batches())
	to(t, b.post("giaovu", left+"/import", "again", "00000000-0000-4000-8000-000000000000"), left)
	other := address(t, b.post("giaovu", left+"/import", "again", made))
	require.NotEqual(t, "/batches/"+made, other)
	require.Equal(t, 2, b.batches())
}

func TestNumbersAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	page := b.get("giaovu", "/uploads/new").Body.String()
	require.Contains(t, page, "đã dùng 0 trên 1.000 năm 20")
	r := b.request("/uploads/new")
	r.Header.Set("Accept-Language", "en")
	require.Contains(t, b.send("giaovu", r).Body.String(), "0 of 1,000 used in 20")
}

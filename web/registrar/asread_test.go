package registrar_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
)

func TestWhatIsApprovedIsWhatWasRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", list(t, sample.THPTFile)))
	batch := address(t, b.post("giaovu", preview+"/import"))
	page := b.get("hieutruong", batch).Body.String()
	require.Contains(t, page, `name="count" value="250"`)
	require.Contains(t, page, "read=250", "the next pages know how many there were")

	b.setsAside(batch)
	w := b.post("hieutruong", batch+"/approve", "count", "250")
	require.Equal(t, http.StatusConflict, w.Code)
	require.Contains(t, w.Body.String(), "Chưa duyệt gì")
	require.Contains(t, w.Body.String(), `name="count" value="249"`, "as it is now")
	require.Equal(t, http.StatusConflict, b.post("hieutruong", batch+"/approve").Code, "a page of an earlier version")

	later := b.get("hieutruong", batch+"?part=2&read=250").Body.String()
	require.Contains(t, later, "Hãy xem lại từ đầu", "rows moved to pages that were read already")
	require.NotContains(t, later, "/approve")
	found := b.post("hieutruong", batch+"/find", "text", "mẫu", "read", "250").Header().Get("Location")
	require.Contains(t, found, "read=250")

	to(t, b.approve("hieutruong", batch), batch)
	b.sign()
	require.NotContains(t, b.get("hieutruong", batch).Body.String(), "/approve")
}

// setsAside has the registrar take the first row out of a batch.
func (b *bundle) setsAside(batch string) {
	b.t.Helper()
	const mark = `name="row" value="`
	_, row, found := strings.Cut(b.get("giaovu", batch).Body.String(), mark)
	require.True(b.t, found)
	to(b.t, b.post("giaovu", batch+"/set-aside", "row", row[:36], "reason", "chờ xác minh"), batch)
}

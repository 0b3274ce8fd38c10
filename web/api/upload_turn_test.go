package api_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/web/api"
)

// slowBody is the body of a client that sends nothing until it leaves.
type slowBody struct {
	begun chan struct{} // closed at the first read
	left  chan struct{}
}

var errLeft = errors.New("the client left")

func (s *slowBody) Read([]byte) (int, error) {
	close(s.begun)
	<-s.left
	return 0, errLeft
}

// watchedBody notes that it is read.
type watchedBody struct {
	io.Reader
	read *atomic.Int32
}

func (w watchedBody) Read(p []byte) (int, error) {
	w.read.Add(1)
	return w.Reader.Read(p)
}

// A school that sends slowly holds only its own turn: its other uploads wait unread,
// too many of them are refused at once, and another school's are served.
func TestUploadsAreReadInTurn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	media, body := form(t, "x", "is no part of an import")
	upload := func(who string, body io.Reader) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, api.Prefix+"/batches", body)
		r.Header.Set("Authorization", "Bearer "+b.tokens[who])
		r.Header.Set("Content-Type", media)
		w := httptest.NewRecorder()
		b.engine.ServeHTTP(w, r)
		return w
	}
	slow := &slowBody{begun: make(chan struct{}), left: make(chan struct{})}
	first := make(chan *httptest.ResponseRecorder, 1)
	go func() { first <- upload("registrar", slow) }()
	<-slow.begun

	const waiting = 16 // as many of one school as may wait
	var read atomic.Int32
	answers := make(chan *httptest.ResponseRecorder, waiting+1)
	for range waiting + 1 {
		go func() { answers <- upload("registrar", watchedBody{strings.NewReader(body), &read}) }()
	}
	refused := <-answers // one is; so the others wait
	require.Equal(t, http.StatusServiceUnavailable, refused.Code, refused.Body.String())
	require.NotEmpty(t, refused.Header().Get("Retry-After"))
	require.Equal(t, http.StatusBadRequest, upload("stranger", strings.NewReader(body)).Code, "another school is served")
	require.Equal(t, http.StatusForbidden, upload("approver", strings.NewReader(body)).Code, "no turn is theirs to take")
	require.Zero(t, read.Load(), "nothing is in memory before its turn")
	require.Empty(t, answers)

	close(slow.left)
	require.Equal(t, http.StatusBadRequest, (<-first).Code)
	for range waiting {
		require.Equal(t, http.StatusBadRequest, (<-answers).Code, "a client that left holds up nobody")
	}
	require.Positive(t, read.Load())
}

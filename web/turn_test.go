package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"sogoc/web"
)

// deadlineWriter records the deadlines that a handler sets.
type deadlineWriter struct {
	*httptest.ResponseRecorder
	read, write []time.Time
	refuse      error
}

func (w *deadlineWriter) SetReadDeadline(at time.Time) error {
	w.read = append(w.read, at)
	return w.refuse
}

func (w *deadlineWriter) SetWriteDeadline(at time.Time) error {
	w.write = append(w.write, at)
	return w.refuse
}

func TestTheTimeToSendBeginsWithTheTurn(t *testing.T) {
	t.Parallel()
	failure := errors.New("no turn")
	for name, c := range map[string]struct {
		wait error
	}{"Turn": {nil}, "NoTurn": {failure}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &deadlineWriter{ResponseRecorder: httptest.NewRecorder()}
			var turn time.Time
			var err error
			engine := gin.New()
			engine.POST("/", func(c2 *gin.Context) {
				_, err = web.ReadInTurn(c2, func(context.Context) (func(), error) {
					require.Equal(t, []time.Time{{}}, w.read, "waiting takes none of the client's time")
					require.Equal(t, []time.Time{{}}, w.write)
					turn = time.Now()
					return func() {}, c.wait
				})
			})
			engine.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
			require.ErrorIs(t, err, c.wait)
			require.Len(t, w.read, 2)
			require.Len(t, w.write, 2)
			require.True(t, w.read[1].After(turn), "a client that sends slowly has an end")
			require.True(t, w.write[1].After(w.read[1]))
		})
	}
}

func TestATurnEndsWhereItsTimeCannotBeSet(t *testing.T) {
	t.Parallel()
	w := &deadlineWriter{ResponseRecorder: httptest.NewRecorder()}
	broken, ended := errors.New("broken connection"), 0
	var err error
	engine := gin.New()
	engine.POST("/", func(c *gin.Context) {
		_, err = web.ReadInTurn(c, func(context.Context) (func(), error) {
			w.refuse = broken
			return func() { ended++ }, nil
		})
	})
	engine.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
	require.ErrorIs(t, err, broken)
	require.Equal(t, 1, ended)
}

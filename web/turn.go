package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// The times that a client has to send a request and to take the answer.
const (
	sendTime   = 2 * time.Minute
	answerTime = 10 * time.Minute
)

// ReadInTurn waits for a turn before anything of a request's body is read. The
// client's time to send the body, and to take the answer, begins when the wait ends.
// The caller must call end once the request is served, where err is nil. A client that
// leaves during the wait is noticed when its body is read: net/http does not watch a
// connection whose body nobody reads.
func ReadInTurn(c *gin.Context, wait func(context.Context) (end func(), err error)) (end func(), err error) {
	control := http.NewResponseController(c.Writer)
	// A deadline that has passed cannot be moved, so there is none during the wait.
	if err := setDeadlines(control, time.Time{}, time.Time{}); err != nil {
		return nil, err
	}
	end, err = wait(c.Request.Context())
	now := time.Now()
	if failed := setDeadlines(control, now.Add(sendTime), now.Add(answerTime)); failed != nil {
		if err == nil {
			end()
		}
		return nil, errors.Join(err, failed)
	}
	return end, err
}

// setDeadlines does nothing where a connection has no deadlines.
func setDeadlines(control *http.ResponseController, read, write time.Time) error {
	for _, err := range []error{control.SetReadDeadline(read), control.SetWriteDeadline(write)} {
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
	}
	return nil
}

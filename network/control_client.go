package network

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/gofrs/flock"
)

// outcome is the supervisor's answer to a request.
type outcome struct {
	Error   string `json:"error,omitempty"`
	Kind    string `json:"kind,omitempty"` // of the error
	Version int    `json:"version,omitempty"`
	Ready   *Ready `json:"ready,omitempty"`

	Renewals []Renewal `json:"renewals,omitempty"`
}

// errorKinds are the errors that keep their meaning across the socket.
var errorKinds = map[string]error{"usage": ErrUsage, "not_ready": ErrNotReady, "diverged": ErrDiverged}

func outcomeOf(err error) outcome {
	if err == nil {
		return outcome{}
	}
	o := outcome{Error: err.Error()}
	for kind, sentinel := range errorKinds {
		if errors.Is(err, sentinel) {
			o.Kind = kind
		}
	}
	return o
}

func (o outcome) err() error {
	if o.Error == "" {
		return nil
	}
	return remoteError{o.Error, errorKinds[o.Kind]}
}

// remoteError has the text of an error across the socket and its sentinel here.
type remoteError struct {
	text     string
	sentinel error // may be nil
}

func (e remoteError) Error() string { return e.text }
func (e remoteError) Unwrap() error { return e.sentinel }

// ask sends a request to the supervisor. It returns ErrNotRunning where there is none.
func ask(ctx context.Context, d Dir, method, path string, body []byte, into any) error {
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			socket, folder, err := socketPath(d)
			if err != nil {
				return nil, err
			}
			defer folder.Close()
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		}}}
	request, err := http.NewRequestWithContext(ctx, method, "http://supervisor"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return explainNoAnswer(d, err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		return fmt.Errorf("the supervisor's answer to %s: %w", path, err)
	}
	return nil
}

// explainNoAnswer tells a supervisor that is not there from one that does not answer.
func explainNoAnswer(d Dir, cause error) error {
	if !exists(d.lock()) {
		return fmt.Errorf("%w in %s", ErrNotRunning, d)
	}
	lock := flock.New(d.lock())
	ctx, cancel := context.WithTimeout(context.Background(), lockGrace) // one that was killed may be ending
	defer cancel()
	_, err := lock.TryLockContext(ctx, pollInterval)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: a supervisor holds %s, but does not answer: %w", ErrNotReady, d, cause)
	}
	if err != nil {
		return err
	}
	return errors.Join(fmt.Errorf("%w in %s", ErrNotRunning, d), lock.Unlock())
}

func send(ctx context.Context, d Dir, path string, body []byte) (outcome, error) {
	var o outcome
	if err := ask(ctx, d, http.MethodPost, path, body, &o); err != nil {
		return o, err
	}
	return o, o.err()
}

// Processes returns what the supervisor says of its processes, or ErrNotRunning.
func Processes(ctx context.Context, d Dir) (Supervised, error) {
	var s Supervised
	return s, ask(ctx, d, http.MethodGet, "/processes", nil, &s)
}

// Rejoin describes a network that runs already. It returns when the network
// is healthy, with the nodes that had been stopped started again, and
// ErrNotRunning where there is no supervisor.
func Rejoin(ctx context.Context, d Dir) (Ready, error) {
	o, err := send(ctx, d, "/up", nil)
	if err != nil {
		return Ready{}, err
	}
	return *o.Ready, nil
}

// StopNode asks a node's process to end; it stays away until StartNode.
func StopNode(ctx context.Context, d Dir, node string) error {
	_, err := send(ctx, d, "/nodes/"+node+"/stop", nil)
	return err
}

// KillNode ends a node's process without asking; it stays away until StartNode.
func KillNode(ctx context.Context, d Dir, node string) error {
	_, err := send(ctx, d, "/nodes/"+node+"/kill", nil)
	return err
}

// StartNode starts a node's process again and returns when it is healthy.
func StartNode(ctx context.Context, d Dir, node string) error {
	_, err := send(ctx, d, "/nodes/"+node+"/start", nil)
	return err
}

// Upgrade puts a new program of the chaincode on the running network and
// returns the new version. Until the channel has committed it, the old one
// stays; whether it has after an error, ReadStatus tells.
func Upgrade(ctx context.Context, d Dir, chaincoded string) (int, error) {
	o, err := send(ctx, d, "/upgrade", []byte(chaincoded))
	return o.Version, err
}

// Down stops the network and returns when all its processes have ended and
// its folder is free. It returns ErrNotRunning when it was not running.
func Down(ctx context.Context, d Dir) error {
	if _, err := send(ctx, d, "/down", nil); err != nil {
		return err
	}
	lock := flock.New(d.lock())
	if _, err := lock.TryLockContext(ctx, pollInterval); err != nil {
		return fmt.Errorf("wait for the supervisor's end: %w", err)
	}
	return lock.Unlock()
}

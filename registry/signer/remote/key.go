package remote

import (
	"errors"
	"log/slog"
	"sync"

	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

// How many requests of one key are under way at once, and how many calls of Sign
// its users should make at once, so that requests are full.
const (
	sending = 2
	atOnce  = 128
)

// key is a key at the signer. Calls of Sign that come at one time travel together.
type key struct {
	client *Client
	issuer string
	public ledger.PublicKey
	thumb  string
	grant  string // "" for a key that needs none

	mu      sync.Mutex // guards the fields below
	waiting []*call
	senders int
	wiped   bool // here, or by the signer
}

var (
	_ signer.OpenKey = (*key)(nil)
	_ signer.Batcher = (*key)(nil)
)

// call is one call of Sign.
type call struct {
	input     []byte
	done      chan struct{} // closed once the fields below are set
	signature ledger.Signature
	err       error
}

func newKey(c *Client, issuer string, public ledger.PublicKey, grant string) *key {
	return &key{client: c, issuer: issuer, public: public, thumb: public.Thumbprint(), grant: grant}
}

// PublicKey implements credential.Signer.
func (k *key) PublicKey() ledger.PublicKey { return k.public }

// AtOnce implements signer.Batcher.
func (k *key) AtOnce() int { return atOnce }

// String says of the key the thumbprint alone: a grant is a secret.
func (k *key) String() string { return "signing key " + k.thumb }

// GoString is String.
func (k *key) GoString() string { return k.String() }

// LogValue implements slog.LogValuer.
func (k *key) LogValue() slog.Value { return slog.StringValue(k.thumb) }

// Sign implements credential.Signer. It returns signer.ErrClosed once the grant has
// ended, signer.ErrUnavailable and signer.ErrRefused besides.
func (k *key) Sign(message []byte) (ledger.Signature, error) {
	c := &call{input: message, done: make(chan struct{})}
	if !k.enqueue(c) {
		return ledger.Signature{}, signer.ErrClosed
	}
	<-c.done
	if errors.Is(c.err, signer.ErrClosed) {
		k.mu.Lock()
		k.wiped = true
		k.mu.Unlock()
	}
	return c.signature, c.err
}

// IsOpen implements signer.OpenKey.
func (k *key) IsOpen() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.wiped
}

// enqueue lets a call wait for the next request, and starts a sender where there
// is none too many. It reports false for a key that was wiped.
func (k *key) enqueue(c *call) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wiped {
		return false
	}
	k.waiting = append(k.waiting, c)
	if k.senders < sending {
		k.senders++
		go k.send()
	}
	return true
}

// send sends what waits, and ends when nothing does.
func (k *key) send() {
	for {
		calls := k.take()
		if len(calls) == 0 {
			return
		}
		request := SignRequest{Issuer: k.issuer, Key: k.thumb, Grant: k.grant, Inputs: make([][]byte, len(calls))}
		for i, c := range calls {
			request.Inputs[i] = c.input
		}
		signatures, err := k.client.sign(request, k.public)
		for i, c := range calls {
			if c.err = err; err == nil {
				c.signature = signatures[i]
			}
			close(c.done)
		}
	}
}

// take takes what fits into one request. Where nothing waits it ends the sender.
func (k *key) take() []*call {
	k.mu.Lock()
	defer k.mu.Unlock()
	n, size := 0, 0
	for n < len(k.waiting) && n < MaxInputs {
		size += len(k.waiting[n].input)
		if n > 0 && size > MaxBytes {
			break
		}
		n++
	}
	if n == 0 {
		k.senders--
		return nil
	}
	taken := k.waiting[:n:n]
	k.waiting = k.waiting[n:]
	return taken
}

// Wipe implements signer.OpenKey: this key signs no more, and the signer is told to end
// the grant, which it would end by itself at its time. Nobody waits for the signer but
// Client.Close. A key without a grant signs on at the signer, but not by this one.
func (k *key) Wipe() {
	k.mu.Lock()
	wiped := k.wiped
	k.wiped = true
	k.mu.Unlock()
	if wiped || k.grant == "" {
		return
	}
	k.client.closing.Go(func() {
		// Where the signer does not hear it, it ends the grant at its time.
		_ = k.client.post(PathClose, askTime, CloseRequest{k.grant}, nil)
	})
}

package remotesigner

import (
	"errors"
	"log/slog"
	"sync"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// How many requests of one key are under way at once, and how many calls of Sign
// its users should make at once, so that requests are full.
const (
	sending = 2
	atOnce  = 128
)

// SigningKey is a key at the signer. Calls of Sign that come at one time travel together.
type SigningKey struct {
	client *Client
	owner  string
	public ledger.PublicKey
	thumb  string
	grant  string // "" for a key that needs none

	mu      sync.Mutex // guards the fields below
	waiting []*call
	senders int
	wiped   bool // here, or by the signer
}

var _ credential.Signer = (*SigningKey)(nil)

// call is one call of Sign.
type call struct {
	input     []byte
	done      chan struct{} // closed once the fields below are set
	signature ledger.Signature
	err       error
}

func newKey(c *Client, owner string, public ledger.PublicKey, grant string) *SigningKey {
	return &SigningKey{client: c, owner: owner, public: public, thumb: public.Thumbprint(), grant: grant}
}

// PublicKey implements credential.Signer.
func (k *SigningKey) PublicKey() ledger.PublicKey { return k.public }

// AtOnce returns how many calls of Sign at one time make it fastest.
func (k *SigningKey) AtOnce() int { return atOnce }

// String says of the key the thumbprint alone: a grant is a secret.
func (k *SigningKey) String() string { return "signing key " + k.thumb }

// GoString is String.
func (k *SigningKey) GoString() string { return k.String() }

// LogValue implements slog.LogValuer.
func (k *SigningKey) LogValue() slog.Value { return slog.StringValue(k.thumb) }

// Sign implements credential.Signer. It returns credential.ErrKeyClosed once the grant has
// ended, credential.ErrSignerUnavailable and credential.ErrSignerRefused besides.
func (k *SigningKey) Sign(message []byte) (ledger.Signature, error) {
	c := &call{input: message, done: make(chan struct{})}
	if !k.enqueue(c) {
		return ledger.Signature{}, credential.ErrKeyClosed
	}
	<-c.done
	if errors.Is(c.err, credential.ErrKeyClosed) {
		k.mu.Lock()
		k.wiped = true
		k.mu.Unlock()
	}
	return c.signature, c.err
}

// IsOpen reports whether it signs, as far as is known here: that the signer closed it,
// only the next Sign shows.
func (k *SigningKey) IsOpen() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.wiped
}

// enqueue lets a call wait for the next request, and starts a sender where there
// is none too many. It reports false for a key that was wiped.
func (k *SigningKey) enqueue(c *call) bool {
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
func (k *SigningKey) send() {
	for {
		calls := k.take()
		if len(calls) == 0 {
			return
		}
		request := SignRequest{Issuer: k.owner, Key: k.thumb, Grant: k.grant, Inputs: make([][]byte, len(calls))}
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
func (k *SigningKey) take() []*call {
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

// Wipe ends the key's use: it signs no more here, and the signer is told to end
// the grant, which it would end by itself at its time. Nobody waits for the signer but
// Client.Close. A key without a grant signs on at the signer, but not by this one.
func (k *SigningKey) Wipe() {
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

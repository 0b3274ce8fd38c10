package remotesigner

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Deadlines of one request: scrypt takes its time when a passphrase is tried.
const (
	askTime  = 10 * time.Second
	signTime = 30 * time.Second
)

// ErrNoKey is returned where the owner has no such key at the signer.
var ErrNoKey = errors.New("no such signing key")

// Config says which signer is asked, and as whom. All is required but Now.
type Config struct {
	Address     string        // host:port
	Signer      []Fingerprint // of the signer's certificate
	Certificate tls.Certificate
	Now         func() time.Time // nil: time.Now
}

// Client is a signer on another host. It keeps no key; it is safe for
// concurrent use. Its methods return credential.ErrSignerUnavailable
// where the signer does not answer, and credential.ErrSignerRefused where it will not.
type Client struct {
	address string
	http    *http.Client
	closing sync.WaitGroup // of grants
}

// Open prepares a client. Nothing is asked yet: the signer may be down.
func Open(c Config) *Client {
	now := c.Now
	if now == nil {
		now = time.Now
	}
	isSigner := func(f Fingerprint) bool { return slices.Contains(c.Signer, f) }
	transport := &http.Transport{
		TLSClientConfig:     TLS(c.Certificate, isSigner, now),
		TLSHandshakeTimeout: askTime,
		MaxConnsPerHost:     4 * sending,
		MaxIdleConnsPerHost: 4 * sending,
		IdleConnTimeout:     time.Minute,
		Proxy:               nil, // what the environment names has no part in this
	}
	return &Client{address: c.Address, http: &http.Client{Transport: transport}}
}

// Close waits until the signer was told of grants that ended, and ends the connections.
func (c *Client) Close() error {
	c.closing.Wait()
	c.http.CloseIdleConnections()
	return nil
}

// Signers returns the owner's keys that sign by themselves, in the order of their
// thumbprints; none is no error.
func (c *Client) Signers(owner string) ([]credential.Signer, error) {
	keys, err := c.keys(owner)
	if err != nil {
		return nil, err
	}
	var found []credential.Signer
	for _, k := range keys {
		if k.Own {
			continue
		}
		if k.Public == nil || k.Public.Validate() != nil || k.Public.Thumbprint() != k.Thumbprint {
			return nil, fmt.Errorf("%w: it names a key that is none", credential.ErrSignerUnavailable)
		}
		found = append(found, newKey(c, owner, *k.Public, ""))
	}
	return found, nil
}

// Key returns the owner's key that has this public half, for a caller that has it from
// another place. Nothing is asked: whether the signer has the key, the first Sign shows.
func (c *Client) Key(owner string, public ledger.PublicKey) *SigningKey {
	return newKey(c, owner, public, "")
}

// OwnKeys returns the thumbprints of the owner's keys that only a passphrase opens.
func (c *Client) OwnKeys(owner string) ([]string, error) {
	keys, err := c.keys(owner)
	if err != nil {
		return nil, err
	}
	var own []string
	for _, k := range keys {
		if k.Own {
			own = append(own, k.Thumbprint)
		}
	}
	return own, nil
}

func (c *Client) keys(owner string) ([]Key, error) {
	var answer Keys
	if err := c.post(PathKeys, askTime, KeysRequest{owner}, &answer); err != nil {
		return nil, err
	}
	slices.SortFunc(
		answer.Keys,
		func(a, b Key) int { return bytes.Compare([]byte(a.Thumbprint), []byte(b.Thumbprint)) },
	)
	return answer.Keys, nil
}

// OpenOwn returns the keys that the passphrase opens, none and no error if it opens
// none: the signer opens them in its own memory.
// Wiping one of them ends the grant of all.
func (c *Client) OpenOwn(owner, passphrase string) ([]*SigningKey, error) {
	var answer Opened
	if err := c.post(PathOpen, signTime, OpenRequest{owner, passphrase}, &answer); err != nil {
		return nil, err
	}
	opened := make([]*SigningKey, len(answer.Keys))
	for i, public := range answer.Keys {
		if err := public.Validate(); err != nil {
			return nil, fmt.Errorf("%w: it names a key that is none", credential.ErrSignerUnavailable)
		}
		opened[i] = newKey(c, owner, public, answer.Grant)
	}
	return opened, nil
}

// sign asks for signatures and checks each.
func (c *Client) sign(request SignRequest, public ledger.PublicKey) ([]ledger.Signature, error) {
	var answer Signed
	if err := c.post(PathSign, signTime, request, &answer); err != nil {
		return nil, err
	}
	if len(answer.Signatures) != len(request.Inputs) {
		return nil, fmt.Errorf("%w: %d signatures for %d inputs", credential.ErrSignerUnavailable,
			len(answer.Signatures), len(request.Inputs))
	}
	for i, s := range answer.Signatures {
		if err := public.Verify(request.Inputs[i], s); err != nil {
			return nil, fmt.Errorf("%w: a signature of it: %w", credential.ErrSignerUnavailable, err)
		}
	}
	return answer.Signatures, nil
}

// post asks the signer something and reads its answer; a nil answer has no content.
func (c *Client) post(path string, limit time.Duration, request, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	defer clear(body) // it may hold a passphrase
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	asked, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+c.address+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	asked.Header.Set("Content-Type", "application/json")
	// What is asked twice is done twice, and harms nobody. So the transport may send it
	// again on another connection, where the signer was started again meanwhile.
	asked.Header["Idempotency-Key"] = nil
	response, err := c.http.Do(asked)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", credential.ErrSignerUnavailable, c.address, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, MaxBody))
	if err != nil {
		return fmt.Errorf("%w: %s: %w", credential.ErrSignerUnavailable, c.address, err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return refusal(text, response.StatusCode)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("%w: %s: an answer that cannot be read", credential.ErrSignerUnavailable, c.address)
	}
	return nil
}

// refusal returns the error for a refusal.
func refusal(text []byte, status int) error {
	var r Refusal
	if err := json.Unmarshal(text, &r); err != nil || r.Code == "" {
		return fmt.Errorf("%w: it answers %d", credential.ErrSignerUnavailable, status)
	}
	kind := credential.ErrSignerRefused
	switch r.Code {
	case CodeLocked:
		kind = credential.ErrKeyClosed
	case CodeUnavailable, CodeTooMany:
		kind = credential.ErrSignerUnavailable
	case CodeNoKey:
		kind = ErrNoKey
	}
	return fmt.Errorf("%w: %s", kind, r.Text)
}

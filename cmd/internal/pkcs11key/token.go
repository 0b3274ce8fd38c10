//go:build pkcs11

package pkcs11key

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/miekg/pkcs11"

	"sogoc/verifier/ledger"
)

// sessionCount is how many operations a token is asked for at once.
const sessionCount = 4

// module is a library that is loaded. A process may initialise it only once
// (PKCS #11 v2.40 §5.4), so all tokens of it share one.
type module struct {
	path string
	*pkcs11.Ctx
	users int
}

var (
	loading sync.Mutex // guards the two below
	loaded  = map[string]*module{}
)

func load(path string) (*module, error) {
	loading.Lock()
	defer loading.Unlock()
	if m := loaded[path]; m != nil {
		m.users++
		return m, nil
	}
	ctx := pkcs11.New(path)
	if ctx == nil {
		return nil, fmt.Errorf("%w: %s is no PKCS #11 module", ErrToken, path)
	}
	if err := ctx.Initialize(); err != nil {
		ctx.Destroy()
		return nil, fmt.Errorf("%w: %s: %w", ErrToken, path, err)
	}
	m := &module{path: path, Ctx: ctx, users: 1}
	loaded[path] = m
	return m, nil
}

func (m *module) unload() error {
	loading.Lock()
	defer loading.Unlock()
	if m.users--; m.users > 0 {
		return nil
	}
	delete(loaded, m.path)
	err := m.Finalize()
	m.Destroy()
	return err
}

// token implements Token.
type token struct {
	module   *module
	label    string
	sessions chan pkcs11.SessionHandle // those that nobody uses

	mu     sync.RWMutex // operations read, Close writes
	closed bool
}

// Open opens a token. It returns ErrToken with what cannot be used; the PIN stands in
// no error. Where the process has the token open already, its PIN was seen then.
func Open(r Reference) (Token, error) {
	pin, err := readPIN(r.PINFile)
	if err != nil {
		return nil, err
	}
	m, err := load(r.Module)
	if err != nil {
		return nil, err
	}
	t := &token{module: m, label: r.Token, sessions: make(chan pkcs11.SessionHandle, sessionCount)}
	if err := t.open(pin); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (t *token) open(pin string) error {
	slot, err := t.slot()
	if err != nil {
		return err
	}
	for range sessionCount {
		session, err := t.module.OpenSession(slot, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
		if err != nil {
			return fmt.Errorf("%w %s: %w", ErrToken, t.label, err)
		}
		t.sessions <- session
	}
	session := <-t.sessions
	defer func() { t.sessions <- session }()
	err = t.module.Login(session, pkcs11.CKU_USER, pin)
	if err != nil && !errors.Is(err, pkcs11.Error(pkcs11.CKR_USER_ALREADY_LOGGED_IN)) {
		return fmt.Errorf("%w %s: log in: %w", ErrToken, t.label, err)
	}
	return nil
}

// slot returns where the token with the label is. Two of one label are an error:
// nobody would know which one signs.
func (t *token) slot() (uint, error) {
	slots, err := t.module.GetSlotList(true)
	if err != nil {
		return 0, fmt.Errorf("%w %s: %w", ErrToken, t.label, err)
	}
	var found []uint
	for _, slot := range slots {
		if info, err := t.module.GetTokenInfo(slot); err == nil && info.Label == t.label {
			found = append(found, slot)
		}
	}
	if len(found) != 1 {
		return 0, fmt.Errorf("%w: %d tokens have the label %s, and one is wanted", ErrToken, len(found), t.label)
	}
	return found[0], nil
}

// Close implements Token.
func (t *token) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	t.closed = true
	close(t.sessions)
	var all error
	for session := range t.sessions {
		all = errors.Join(all, t.module.CloseSession(session))
	}
	return errors.Join(all, t.module.unload())
}

// use lends a session to do.
func (t *token) use(do func(pkcs11.SessionHandle) error) error {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.closed {
		return fmt.Errorf("%w %s is closed", ErrToken, t.label)
	}
	session := <-t.sessions
	defer func() { t.sessions <- session }()
	if err := do(session); err != nil {
		return fmt.Errorf("%w %s: %w", ErrToken, t.label, err)
	}
	return nil
}

// Generate implements Token.
func (t *token) Generate(label string, algorithm ledger.Algorithm) (ledger.PublicKey, error) {
	var made ledger.PublicKey
	c, err := curveOf(algorithm)
	if err != nil {
		return made, err
	}
	parameters, err := c.parameters()
	if err != nil {
		return made, err
	}
	id := []byte(rand.Text()) // what binds the two halves to each other
	public := []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
		pkcs11.NewAttribute(pkcs11.CKA_LABEL, label),
		pkcs11.NewAttribute(pkcs11.CKA_ID, id),
		pkcs11.NewAttribute(pkcs11.CKA_VERIFY, true),
		pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, parameters),
	}
	private := []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
		pkcs11.NewAttribute(pkcs11.CKA_LABEL, label),
		pkcs11.NewAttribute(pkcs11.CKA_ID, id),
		pkcs11.NewAttribute(pkcs11.CKA_SIGN, true),
		pkcs11.NewAttribute(pkcs11.CKA_PRIVATE, true),
		pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, true),
		pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, false),
	}
	mechanism := []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_EC_KEY_PAIR_GEN, nil)}
	err = t.use(func(session pkcs11.SessionHandle) error {
		half, _, err := t.module.GenerateKeyPair(session, mechanism, public, private)
		if err != nil {
			return err
		}
		read, err := t.readPublic(session, half)
		if err == nil && !read.known {
			err = fmt.Errorf("it made a key that is none of %s", algorithm)
		}
		made = read.key
		return err
	})
	return made, err
}

// publicHalf is the public half of a key pair.
type publicHalf struct {
	id    []byte // the private half's too
	key   ledger.PublicKey
	known bool // the key is on one of the two curves
}

func (t *token) readPublic(session pkcs11.SessionHandle, half pkcs11.ObjectHandle) (publicHalf, error) {
	read, err := t.module.GetAttributeValue(session, half, []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_ID, nil),
		pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, nil),
		pkcs11.NewAttribute(pkcs11.CKA_EC_POINT, nil),
	})
	if err != nil {
		return publicHalf{}, err
	}
	key, known := publicKey(read[1].Value, read[2].Value)
	return publicHalf{read[0].Value, key, known}, nil
}

// Keys implements Token.
func (t *token) Keys(label string) ([]Key, error) {
	var found []Key
	err := t.use(func(session pkcs11.SessionHandle) error {
		halves, err := t.find(session,
			pkcs11.NewAttribute(pkcs11.CKA_CLASS, pkcs11.CKO_PUBLIC_KEY),
			pkcs11.NewAttribute(pkcs11.CKA_KEY_TYPE, pkcs11.CKK_EC),
			pkcs11.NewAttribute(pkcs11.CKA_LABEL, label))
		if err != nil {
			return err
		}
		for _, half := range halves {
			public, err := t.readPublic(session, half)
			if err != nil {
				return err
			}
			if !public.known {
				continue // of another curve: no key of ours
			}
			secret, err := t.find(session,
				pkcs11.NewAttribute(pkcs11.CKA_CLASS, pkcs11.CKO_PRIVATE_KEY),
				pkcs11.NewAttribute(pkcs11.CKA_LABEL, label),
				pkcs11.NewAttribute(pkcs11.CKA_ID, public.id))
			if err != nil {
				return err
			}
			if len(secret) != 1 {
				return fmt.Errorf("the public key %s has %d private ones", public.key.Thumbprint(), len(secret))
			}
			found = append(found, &key{token: t, handle: secret[0], public: public.key})
		}
		return nil
	})
	return found, err
}

// maxFound bounds how many objects one search returns.
const maxFound = 256

func (t *token) find(session pkcs11.SessionHandle, like ...*pkcs11.Attribute) ([]pkcs11.ObjectHandle, error) {
	if err := t.module.FindObjectsInit(session, like); err != nil {
		return nil, err
	}
	found, _, err := t.module.FindObjects(session, maxFound)
	return found, errors.Join(err, t.module.FindObjectsFinal(session))
}

// key implements Key.
type key struct {
	token  *token
	handle pkcs11.ObjectHandle
	public ledger.PublicKey
}

// PublicKey implements Key.
func (k *key) PublicKey() ledger.PublicKey { return k.public }

// String says of the key the thumbprint alone.
func (k *key) String() string { return "signing key " + k.public.Thumbprint() }

// GoString is String.
func (k *key) GoString() string { return k.String() }

// LogValue implements slog.LogValuer.
func (k *key) LogValue() slog.Value { return slog.StringValue(k.public.Thumbprint()) }

// Sign implements Key.
func (k *key) Sign(message []byte) (ledger.Signature, error) {
	return k.SignSum(sha256.Sum256(message))
}

// SignSum implements Key.
func (k *key) SignSum(sum ledger.Digest) (ledger.Signature, error) {
	var raw []byte
	err := k.token.use(func(session pkcs11.SessionHandle) (err error) {
		mechanism := []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_ECDSA, nil)}
		if err := k.token.module.SignInit(session, mechanism, k.handle); err != nil {
			return err
		}
		raw, err = k.token.module.Sign(session, sum[:])
		return err
	})
	if err != nil {
		return ledger.Signature{}, err
	}
	signature, err := lowS(k.public.Algorithm(), raw)
	if err != nil {
		return signature, err
	}
	if err := k.public.VerifySum(sum, signature); err != nil {
		return ledger.Signature{}, fmt.Errorf("%w: key %s: %w", ErrToken, k.public.Thumbprint(), err)
	}
	return signature, nil
}

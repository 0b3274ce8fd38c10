// Package pkcs11key uses private keys that a PKCS #11 token keeps: a hardware
// security module, a smart card, or SoftHSM. The keys never leave the token.
//
// A key is named by a PKCS #11 URI (RFC 7512), wherever a program takes the name of a
// key's file:
//
//	pkcs11:token=sogoc;object=TRA-CUU?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/sogoc/pin
//
// The token is found by its label and the key by its own. The PIN is the first line of
// the file that pin-source names, or else of the one that SOGOC_PKCS11_PIN_FILE names;
// never a part of the URI, which every list of processes shows.
//
// The module is a C library, so this needs cgo: programs that are built with the tag
// pkcs11 have it, in all others Open returns ErrAbsent. The package relies on the
// token for its keys and for nothing else: each signature is brought to its low-S form
// and verified with the public key before it is returned.
package pkcs11key

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"sogoc/verifier/ledger"
)

var (
	// ErrURI is returned for what is no PKCS #11 URI, or not enough of one.
	ErrURI = errors.New("PKCS #11 URI")
	// ErrAbsent is returned by a program that was built without PKCS #11.
	ErrAbsent = errors.New("this program was built without PKCS #11: build it with a C compiler and -tags pkcs11")
	// ErrToken is returned where module, token or PIN cannot be used. After a token was
	// taken out or reset the program has to be started again.
	ErrToken = errors.New("PKCS #11 token")
	// ErrNoKey is returned where the token has no such key.
	ErrNoKey = errors.New("the token has no such key")
)

// scheme begins a PKCS #11 URI.
const scheme = "pkcs11:"

// IsURI reports whether a key's name is a PKCS #11 URI, and not a file's.
func IsURI(name string) bool { return strings.HasPrefix(name, scheme) }

// PINFileSetting names the setting with the file of the PIN where the URI has none.
const PINFileSetting = "SOGOC_PKCS11_PIN_FILE"

// Reference says where keys are.
type Reference struct {
	Module  string // path of the library
	Token   string // label
	Object  string // label of the key; "" where the program chooses it
	PINFile string
}

// ParseURI reads a PKCS #11 URI. It knows the attributes token, object, module-path
// and pin-source, refuses all others, and returns ErrURI with what is wrong.
func ParseURI(uri, pinFile string) (Reference, error) {
	r := Reference{PINFile: pinFile}
	path, query, _ := strings.Cut(strings.TrimPrefix(uri, scheme), "?")
	if !IsURI(uri) {
		return r, fmt.Errorf("%w: it begins with %s", ErrURI, scheme)
	}
	for _, part := range append(split(path, ";"), split(query, "&")...) {
		name, escaped, _ := strings.Cut(part, "=")
		value, err := url.PathUnescape(escaped)
		if err != nil {
			return r, fmt.Errorf("%w: %s cannot be read", ErrURI, name)
		}
		switch name {
		case "token":
			r.Token = value
		case "object":
			r.Object = value
		case "module-path":
			r.Module = value
		case "pin-source":
			r.PINFile = strings.TrimPrefix(value, "file:")
		case "pin-value":
			return r, fmt.Errorf("%w: a PIN does not stand in it: put it in a file, and name that by pin-source", ErrURI)
		default:
			return r, fmt.Errorf("%w: %q is not known; token, object, module-path and pin-source are", ErrURI, name)
		}
	}
	switch {
	case r.Token == "":
		return r, fmt.Errorf("%w: token is missing", ErrURI)
	case !filepath.IsAbs(r.Module):
		return r, fmt.Errorf("%w: module-path is missing, or not absolute", ErrURI)
	case !filepath.IsAbs(r.PINFile):
		return r, fmt.Errorf("%w: neither pin-source nor %s names a file, by an absolute path", ErrURI, PINFileSetting)
	}
	return r, nil
}

// split is strings.Split without empty parts.
func split(text, by string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return string(c) == by })
}

// Token is a token that is open. It is safe for concurrent use.
type Token interface {
	// Keys returns the keys with that label, on both curves.
	Keys(label string) ([]Key, error)
	// Generate makes a key that never leaves the token.
	Generate(label string, algorithm ledger.Algorithm) (ledger.PublicKey, error)
	// Close ends the program's use of the token; its keys sign no more.
	Close() error
}

// Key is a key of a token. It is safe for concurrent use, and says of itself the
// thumbprint alone.
type Key interface {
	PublicKey() ledger.PublicKey
	// Sign returns a low-S signature over SHA-256 of message, or ErrToken.
	Sign(message []byte) (ledger.Signature, error)
	// SignSum is Sign for a caller that has the SHA-256.
	SignSum(sum ledger.Digest) (ledger.Signature, error)
}

// OpenKey opens the one key that a URI names, and its token, which the caller closes.
func OpenKey(uri, pinFile string) (Key, Token, error) {
	r, err := ParseURI(uri, pinFile)
	if err != nil {
		return nil, nil, err
	}
	if r.Object == "" {
		return nil, nil, fmt.Errorf("%w: object is missing", ErrURI)
	}
	token, err := Open(r)
	if err != nil {
		return nil, nil, err
	}
	keys, err := token.Keys(r.Object)
	if err == nil && len(keys) != 1 {
		err = fmt.Errorf("%w: %d keys have the label %s, and one is wanted", ErrNoKey, len(keys), r.Object)
	}
	if err != nil {
		return nil, nil, errors.Join(err, token.Close())
	}
	return keys[0], token, nil
}

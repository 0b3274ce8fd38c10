package postgres

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/google/uuid"
)

// ErrFieldKeys is returned for a key file of another form, or one that others
// than its owner may read.
var ErrFieldKeys = errors.New(
	"field keys: want a file of mode 0600 with two different 32-byte keys in hex, one a line",
)

// ErrSealed is returned for a field that does not open with these keys: other
// keys, another row, or changed content.
var ErrSealed = errors.New("a sealed field does not open")

// FieldKeys seal personal fields of a row and make national ids findable. The
// zero value is of no use: take NewFieldKeys or ReadFieldKeys.
type FieldKeys struct {
	aead   cipher.AEAD
	lookup [32]byte
}

// NewFieldKeys takes a key for AES-256-GCM and one for HMAC-SHA-256.
func NewFieldKeys(seal, lookup [32]byte) (FieldKeys, error) {
	if seal == lookup || seal == [32]byte{} || lookup == [32]byte{} {
		return FieldKeys{}, ErrFieldKeys
	}
	block, err := aes.NewCipher(seal[:])
	if err != nil {
		return FieldKeys{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block) // 96 random bits before each ciphertext: good for 2^32 fields
	if err != nil {
		return FieldKeys{}, err
	}
	return FieldKeys{aead: aead, lookup: lookup}, nil
}

// ReadFieldKeys reads the file: the key for AES-256-GCM, then that for HMAC.
func ReadFieldKeys(path string) (FieldKeys, error) {
	info, err := os.Stat(path)
	if err != nil {
		return FieldKeys{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return FieldKeys{}, ErrFieldKeys
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return FieldKeys{}, err
	}
	lines := bytes.Fields(text)
	if len(lines) != 2 {
		return FieldKeys{}, ErrFieldKeys
	}
	var keys [2][32]byte
	for i, line := range lines {
		if n, err := hex.Decode(keys[i][:], line[:min(len(line), 64)]); err != nil || n != 32 || len(line) != 64 {
			return FieldKeys{}, ErrFieldKeys
		}
	}
	return NewFieldKeys(keys[0], keys[1])
}

// GenerateFieldKeys writes a new key file with mode 0600. It never replaces one.
func GenerateFieldKeys(path string) error {
	var keys [64]byte
	_, _ = rand.Read(keys[:])
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(file, "%x\n%x\n", keys[:32], keys[32:])
	return errors.Join(err, file.Close())
}

// LogValue implements slog.LogValuer and shows nothing.
func (k FieldKeys) LogValue() slog.Value { return slog.StringValue("hidden") }

// String shows nothing.
func (k FieldKeys) String() string { return "hidden" }

// GoString shows nothing.
func (k FieldKeys) GoString() string { return "hidden" }

// What a ciphertext is of, so that it opens in its own column only.
const (
	fieldNationalID  = "national id"
	fieldDisclosures = "disclosures"
)

// seal encrypts one field of the row with that id; both are bound to it.
func (k FieldKeys) seal(field string, id uuid.UUID, content []byte) []byte {
	return k.aead.Seal(nil, nil, content, associated(field, id))
}

// open returns what seal took, or ErrSealed.
func (k FieldKeys) open(field string, id uuid.UUID, sealed []byte) ([]byte, error) {
	content, err := k.aead.Open(nil, nil, sealed, associated(field, id))
	if err != nil {
		return nil, fmt.Errorf("%w: %s of %s", ErrSealed, field, id)
	}
	return content, nil
}

func associated(field string, id uuid.UUID) []byte { return append([]byte(field), id[:]...) }

// find returns what a national id is found by, within one issuer: of two
// schools' rows nobody sees that they are of one person.
func (k FieldKeys) find(issuer, nationalID string) []byte {
	mac := hmac.New(sha256.New, k.lookup[:])
	mac.Write([]byte(issuer))
	mac.Write([]byte{0})
	mac.Write([]byte(nationalID))
	return mac.Sum(nil)
}

// sealID returns both columns of a national id, nil for none.
func (k FieldKeys) sealID(issuer string, id uuid.UUID, nationalID string) (sealed, lookup []byte) {
	if nationalID == "" {
		return nil, nil
	}
	return k.seal(fieldNationalID, id, []byte(nationalID)), k.find(issuer, nationalID)
}

// openID returns the national id, "" for none.
func (k FieldKeys) openID(id uuid.UUID, sealed []byte) (string, error) {
	if sealed == nil {
		return "", nil
	}
	content, err := k.open(fieldNationalID, id, sealed)
	return string(content), err
}

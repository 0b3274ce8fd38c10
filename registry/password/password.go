// Package password hashes passwords with Argon2id (RFC 9106). A hash contains its
// own parameters and salt, in the PHC string format, so that the cost can grow
// without locking anybody out.
//
// Hashing and comparing belong here; how often and by whom that may be asked is
// the matter of the sessions. The form of a hash must stay readable, since hashes
// are stored. The package relies on golang.org/x/crypto/argon2.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is what one hash takes.
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
	Lanes  uint8
}

// Standard is the second recommended option of RFC 9106 §4: 64 MiB, some
// tenth of a second.
var Standard = Cost{Memory: 64 << 10, Passes: 3, Lanes: 4}

const (
	saltSize = 16
	keySize  = 32
)

// ErrForm is returned for a hash that Hash did not make.
var ErrForm = errors.New("not an Argon2id hash")

var encoding = base64.RawStdEncoding

// Hash returns the hash of a password under a fresh salt.
func Hash(password string, c Cost) string {
	var salt [saltSize]byte
	_, _ = rand.Read(salt[:]) // never fails
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Lanes,
		encoding.EncodeToString(salt[:]), encoding.EncodeToString(c.key(password, salt[:])))
}

// Verify reports whether hash is of that password, and the cost that it was
// made at. It takes as long for a wrong password as for the right one.
func Verify(password, hash string) (bool, Cost, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" ||
		parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false, Cost{}, ErrForm
	}
	var c Cost
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Lanes); err != nil ||
		c.Passes == 0 ||
		c.Lanes == 0 ||
		c.Memory > 1<<21 {
		return false, Cost{}, ErrForm
	}
	salt, err := encoding.Strict().DecodeString(parts[4])
	if err != nil {
		return false, Cost{}, ErrForm
	}
	want, err := encoding.Strict().DecodeString(parts[5])
	if err != nil || len(want) != keySize {
		return false, Cost{}, ErrForm
	}
	return subtle.ConstantTimeCompare(c.key(password, salt), want) == 1, c, nil
}

// key derives in NFC: keyboards differ in how they compose Vietnamese letters.
func (c Cost) key(password string, salt []byte) []byte {
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, c.Passes, c.Memory, c.Lanes, keySize)
}

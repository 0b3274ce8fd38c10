package signer

import (
	"crypto/aes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
)

// typeP256 is the type of a P-256 key's file. Keystore V3 is Ethereum's format and
// holds secp256k1 keys only; this one has the same encryption, with the private
// number (32 bytes, big-endian) as what is encrypted.
const typeP256 = "sogoc/p256-key/v1"

// keyFile is what of a key file is read before it is decrypted.
type keyFile struct {
	Type   string              `json:"type,omitempty"` // absent: keystore V3
	Crypto keystore.CryptoJSON `json:"crypto"`
}

// encrypt returns the text of a key's file.
func encrypt(secret *ecdsa.PrivateKey, password string, c cost) ([]byte, error) {
	if secret.Curve == elliptic.P256() {
		number, err := secret.Bytes()
		if err != nil {
			return nil, err
		}
		defer clear(number)
		encrypted, err := keystore.EncryptDataV3(number, []byte(password), c.n, c.p)
		if err != nil {
			return nil, err
		}
		return json.Marshal(keyFile{typeP256, encrypted})
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return nil, err
	}
	key := &keystore.Key{Id: id, Address: crypto.PubkeyToAddress(secret.PublicKey), PrivateKey: secret}
	return keystore.EncryptKey(key, password, c.n, c.p)
}

// decrypt opens the text of a key's file. It never wraps the library's error,
// which may hold parts of the file.
func decrypt(text []byte, password string) (*key, error) {
	var file keyFile
	if err := json.Unmarshal(text, &file); err != nil || !complete(file.Crypto) {
		return nil, fmt.Errorf("%w: not a key file", ErrUnlock)
	}
	var secret *ecdsa.PrivateKey
	var err error
	switch file.Type {
	case "":
		var decrypted *keystore.Key
		if decrypted, err = keystore.DecryptKey(text, password); err == nil {
			secret = decrypted.PrivateKey
		}
	case typeP256:
		var number []byte
		if number, err = keystore.DecryptDataV3(file.Crypto, password); err == nil {
			defer clear(number)
			secret, err = ecdsa.ParseRawPrivateKey(elliptic.P256(), number)
		}
	default:
		return nil, fmt.Errorf("%w: a key file of a type that this version does not know", ErrUnlock)
	}
	switch {
	case errors.Is(err, keystore.ErrDecrypt):
		return nil, ErrPassphrase
	case err != nil:
		return nil, fmt.Errorf("%w: not a key file", ErrUnlock)
	}
	return newKey(secret)
}

// derivedSize is the length in bytes of the derived key: half encrypts, half authenticates.
const derivedSize = 32

// complete reports whether the parameters of encryption and key derivation are
// there and of their sizes: the library panics where they are not.
func complete(c keystore.CryptoJSON) bool {
	if iv, err := hex.DecodeString(c.CipherParams.IV); err != nil || len(iv) != aes.BlockSize {
		return false
	}
	if c.KDFParams["dklen"] != float64(derivedSize) {
		return false
	}
	texts, numbers := []string{"salt"}, []string(nil)
	switch c.KDF {
	case "scrypt":
		numbers = append(numbers, "n", "r", "p")
	case "pbkdf2":
		texts, numbers = append(texts, "prf"), append(numbers, "c")
	}
	for _, name := range texts {
		if _, ok := c.KDFParams[name].(string); !ok {
			return false
		}
	}
	for _, name := range numbers {
		if _, ok := c.KDFParams[name].(float64); !ok {
			return false
		}
	}
	return true
}

package signer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// maxFile bounds the key and password files that are read: a keystore V3 file has about 500 bytes.
const maxFile = 16 << 10

// Keystore is a folder of key files: keystore V3 for secp256k1, and the like of it
// for P-256 (see file.go). A key that the keystore's password
// opens is unlocked once, when its issuer is first asked for; a file that is
// added later is found then too. It is safe for concurrent use.
type Keystore struct {
	dir          string
	passwordFile string

	opening sync.Mutex // lets one goroutine unlock at a time: scrypt takes 256 MB

	mu       sync.Mutex // guards the fields below
	unlocked map[string]*key
	closed   bool
}

// Endings of key files.
const (
	sharedEnding = ".json"
	ownEnding    = ".own.json"
)

var _ Source = (*Keystore)(nil)

// Open returns the keystore in dir, whose keys the first line of passwordFile
// opens. It unlocks nothing yet, but returns ErrMode or the file system's
// error where the folder or the password file are not as they should be.
func Open(dir, passwordFile string) (*Keystore, error) {
	if err := private(dir, true); err != nil {
		return nil, err
	}
	if _, err := readPassword(passwordFile); err != nil {
		return nil, err
	}
	return &Keystore{dir: dir, passwordFile: passwordFile, unlocked: map[string]*key{}}, nil
}

// Signer returns the signer of the issuer's key with that thumbprint, or ErrNoKey.
func (k *Keystore) Signer(issuer, thumbprint string) (credential.Signer, error) {
	all, err := k.Signers(issuer)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.PublicKey().Thumbprint() == thumbprint {
			return s, nil
		}
	}
	return nil, fmt.Errorf("%w: issuer %s", ErrNoKey, issuer)
}

// Signers implements Source: what the keystore's password opens. It returns ErrUnlock or ErrMode if any of the issuer's
// files cannot be used: a key that is missing in silence would be noticed too
// late.
func (k *Keystore) Signers(issuer string) ([]credential.Signer, error) {
	if err := ledger.ValidateIssuerCode(issuer); err != nil { // the code becomes a path
		return nil, err
	}
	files, err := keyFiles(filepath.Join(k.dir, issuer))
	if err != nil {
		return nil, err
	}
	signers := make([]credential.Signer, 0, len(files))
	for _, file := range files {
		if isOwn(file) {
			continue
		}
		opened, err := k.open(file)
		if err != nil {
			return nil, err
		}
		signers = append(signers, opened)
	}
	slices.SortFunc(signers, func(a, b credential.Signer) int {
		return cmp.Compare(a.PublicKey().Thumbprint(), b.PublicKey().Thumbprint())
	})
	return signers, nil
}

// Issuers returns the codes of the issuers that have a folder, sorted.
func (k *Keystore) Issuers() ([]string, error) {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, e := range entries {
		if e.IsDir() && ledger.ValidateIssuerCode(e.Name()) == nil {
			codes = append(codes, e.Name())
		}
	}
	return codes, nil
}

// Close zeroes all unlocked keys; their signers return ErrClosed from then on.
func (k *Keystore) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	for _, opened := range k.unlocked {
		opened.Wipe()
	}
	clear(k.unlocked)
	return nil
}

// open returns the key of a file that the keystore's password opens.
func (k *Keystore) open(file string) (*key, error) {
	opened, err := k.opened(file)
	if opened != nil || err != nil {
		return opened, err
	}
	k.opening.Lock()
	defer k.opening.Unlock()
	if opened, err := k.opened(file); opened != nil || err != nil { // by another goroutine, meanwhile
		return opened, err
	}
	password, err := readPassword(k.passwordFile)
	if err != nil {
		return nil, err
	}
	defer clear(password)
	return k.unlock(file, string(password))
}

// opened returns a file's key if it is unlocked.
func (k *Keystore) opened(file string) (*key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return nil, ErrClosed
	}
	return k.unlocked[file], nil
}

// unlock opens a file and keeps its key, or returns the one that is kept. Its
// caller holds opening.
func (k *Keystore) unlock(file, password string) (*key, error) {
	opened, err := k.decryptFile(file, password)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		opened.Wipe()
		return nil, ErrClosed
	}
	if kept := k.unlocked[file]; kept != nil {
		opened.Wipe()
		return kept, nil
	}
	k.unlocked[file] = opened
	return opened, nil
}

// decryptFile opens a file and keeps nothing. Its caller holds opening.
func (k *Keystore) decryptFile(file, password string) (*key, error) {
	text, err := readPrivate(file)
	if err != nil {
		return nil, err
	}
	opened, err := decrypt(text, password)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file)))
	}
	return opened, nil
}

func keyFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := private(dir, true); err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasSuffix(e.Name(), sharedEnding) && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}

// readPassword returns the file's first line.
func readPassword(file string) ([]byte, error) {
	text, err := readPrivate(file)
	if err != nil {
		return nil, fmt.Errorf("keystore password: %w", err)
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, fmt.Errorf("keystore password: %s: the first line is empty", file)
	}
	return line, nil
}

func readPrivate(file string) ([]byte, error) {
	if err := private(file, false); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s: longer than %d bytes", file, maxFile)
	}
	return text, nil
}

// private returns ErrMode if group or others have any right on path.
func private(path string, dir bool) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() != dir {
		return fmt.Errorf("%s: want a folder: %t", path, dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%w: %s has mode %#o", ErrMode, path, info.Mode().Perm())
	}
	return nil
}

//go:build pkcs11

package pkcs11key

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// readPIN returns the first line of a file that its owner alone may read.
func readPIN(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("%w: PIN: %w", ErrToken, err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("%w: PIN: %w", ErrToken, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%w: PIN: %s can be read by others: chmod 600", ErrToken, file)
	}
	lines := bufio.NewScanner(f)
	if !lines.Scan() || lines.Text() == "" {
		return "", fmt.Errorf("%w: PIN: %s: the first line is empty", ErrToken, file)
	}
	return strings.TrimSuffix(lines.Text(), "\r"), nil
}

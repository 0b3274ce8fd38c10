package registry

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Book is a register book (sổ gốc) with its two gapless counters: register
// numbers and, for schools that number their own blanks, serial numbers.
type Book struct {
	Issuer         string    `json:"issuer"`
	Code           string    `json:"code"`           // "2026/THPT"
	RegisterPrefix string    `json:"registerPrefix"` // "2026/THPT/"
	RegisterWidth  int       `json:"registerWidth"`  // digits, zero-padded
	RegisterNext   uint64    `json:"registerNext"`
	SerialPrefix   string    `json:"serialPrefix"` // "2026-THPT-"
	SerialWidth    int       `json:"serialWidth"`
	SerialNext     uint64    `json:"serialNext"`
	OpenedAt       time.Time `json:"openedAt"`
}

// DefaultBook returns the book that is opened when an import is the first to
// name it.
func DefaultBook(issuer, code string, at time.Time) Book {
	return Book{Issuer: issuer, Code: code,
		RegisterPrefix: code + "/", RegisterWidth: 5, RegisterNext: 1,
		SerialPrefix: strings.ReplaceAll(code, "/", "-") + "-", SerialWidth: 5, SerialNext: 1, OpenedAt: at}
}

var bookCode = regexp.MustCompile(`^[A-Z0-9Đ][A-Z0-9Đ./-]{0,19}$`)

// Validate returns ErrInvalid unless b can be opened.
func (b Book) Validate() error {
	switch {
	case !bookCode.MatchString(b.Code):
		return fmt.Errorf("%w: a book is 1 to 20 of A-Z, Đ, 0-9, dot, slash and hyphen", ErrInvalid)
	case len(b.RegisterPrefix) > 24 || len(b.SerialPrefix) > 24:
		return fmt.Errorf("%w: a prefix has at most 24 bytes", ErrInvalid)
	case b.RegisterWidth < 1 || b.RegisterWidth > 12 || b.SerialWidth < 1 || b.SerialWidth > 12:
		return fmt.Errorf("%w: a number has 1 to 12 digits", ErrInvalid)
	case b.RegisterNext == 0 || b.SerialNext == 0:
		return fmt.Errorf("%w: counters begin at 1", ErrInvalid)
	}
	return nil
}

// FormatRegisterNumber returns the n-th register number of the book.
func (b Book) FormatRegisterNumber(n uint64) string {
	return fmt.Sprintf("%s%0*d", b.RegisterPrefix, b.RegisterWidth, n)
}

// FormatSerialNumber returns the n-th serial number of the book.
func (b Book) FormatSerialNumber(n uint64) string {
	return fmt.Sprintf("%s%0*d", b.SerialPrefix, b.SerialWidth, n)
}

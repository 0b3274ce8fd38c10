// Package qrtoken defines what a printed QR code carries: the QR claims, a
// small deterministic CBOR map (RFC 8949 §4.2) of what the paper shows, and
// the QR token, a COSE_Sign1 (RFC 9052 §4.2) over them and over the hash of
// the issuer-signed JWT of the same credential.
//
// What Parse and ParseClaims accept, encodes to the same bytes again. The
// package does no I/O and holds no key; which key a token must verify with,
// the ledger says.
package qrtoken

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"sogoc/verifier/ledger"
)

var (
	// ErrMalformed is returned for bytes that are not a token or claims in their one encoding.
	ErrMalformed = errors.New("malformed")
	// ErrTooLong is returned for claims that need more than MaxClaims bytes.
	ErrTooLong = errors.New("does not fit the QR code")
)

// MaxClaims is the largest encoding of the claims in bytes. With it every
// token fits a QR code of version 20 at error level M.
const MaxClaims = 420

// SaltSize is the length of the claims' salt: 128 bits.
const SaltSize = 16

// Claims is what the paper shows, and where the ledger speaks of it.
//
// The encoding is a map with these keys; a member that is empty is absent:
//
//	 1 salt            bstr, 16 bytes
//	 2 issuer          tstr, issuer code
//	 3 thumbprint      bstr, 32 bytes, RFC 7638
//	 4 kind            tstr
//	 5 valid until     tstr, YYYY-MM-DD
//	 6 status list     uint
//	 7 status index    uint
//	 8 full name       tstr
//	 9 birth date      tstr, YYYY-MM-DD, YYYY-MM or YYYY
//	10 award           tstr
//	11 major           tstr
//	12 serial number   tstr
//	13 register number tstr
//	14 issue date      tstr, YYYY-MM-DD
//	15 rank            tstr
type Claims struct {
	Salt           [SaltSize]byte // random; without it the hash in the JWT could be guessed back into a name
	Issuer         string         // issuer code
	Thumbprint     string         // of the signing key
	Kind           ledger.Kind
	ValidUntil     ledger.Date // last day, included; "" for no end
	List           uint32      // status list, from 1
	Index          uint32      // entry in it
	FullName       string
	BirthDate      string // whole or partial date
	Award          string // as printed, or the kind's type code where that is too long
	Major          string // as printed, or the field-of-study code where that is too long; "" for none
	SerialNumber   string // "" where the type has none
	RegisterNumber string // "" where the type has none
	IssueDate      ledger.Date
	Rank           string // "" for none
}

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (c Claims) LogValue() slog.Value {
	return slog.GroupValue(slog.String("issuer", c.Issuer), slog.String("kind", string(c.Kind)))
}

type claimsMap struct {
	Salt           []byte `cbor:"1,keyasint"`
	Issuer         string `cbor:"2,keyasint"`
	Thumbprint     []byte `cbor:"3,keyasint"`
	Kind           string `cbor:"4,keyasint"`
	ValidUntil     string `cbor:"5,keyasint,omitempty"`
	List           uint32 `cbor:"6,keyasint"`
	Index          uint32 `cbor:"7,keyasint"`
	FullName       string `cbor:"8,keyasint"`
	BirthDate      string `cbor:"9,keyasint"`
	Award          string `cbor:"10,keyasint"`
	Major          string `cbor:"11,keyasint,omitempty"`
	SerialNumber   string `cbor:"12,keyasint,omitempty"`
	RegisterNumber string `cbor:"13,keyasint,omitempty"`
	IssueDate      string `cbor:"14,keyasint"`
	Rank           string `cbor:"15,keyasint,omitempty"`
}

var encoder = func() cbor.EncMode {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// Encode returns the one encoding of c. It returns ErrTooLong where that is
// over MaxClaims bytes, and ErrMalformed for claims that ParseClaims would refuse.
func (c Claims) Encode() ([]byte, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	thumbprint, err := base64.RawURLEncoding.Strict().DecodeString(c.Thumbprint)
	if err != nil {
		return nil, malformed("thumbprint")
	}
	text, err := encoder.Marshal(claimsMap{
		Salt: c.Salt[:], Issuer: c.Issuer, Thumbprint: thumbprint, Kind: string(c.Kind), ValidUntil: string(c.ValidUntil),
		List: c.List, Index: c.Index, FullName: c.FullName, BirthDate: c.BirthDate, Award: c.Award, Major: c.Major,
		SerialNumber: c.SerialNumber, RegisterNumber: c.RegisterNumber, IssueDate: string(c.IssueDate), Rank: c.Rank})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(text) > MaxClaims {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLong, len(text), MaxClaims)
	}
	return text, nil
}

// ParseClaims reads what Encode returned and nothing else.
func ParseClaims(encoded []byte) (Claims, error) {
	if len(encoded) > MaxClaims {
		return Claims{}, malformed("claims are too long")
	}
	var c Claims
	r := cborReader{rest: encoded, whole: string(encoded)}
	last, present := uint64(0), uint64(0)
	for pairs := r.head(majorMap); pairs > 0 && !r.failed; pairs-- {
		key := r.head(majorUnsigned)
		if key <= last || key > 15 { // ascending: hence none twice
			r.failed = true
			break
		}
		c.read(&r, key)
		last, present = key, present|1<<key
	}
	if !r.ended() || present&requiredClaims != requiredClaims {
		return Claims{}, malformed("claims are not the CBOR map that is expected, in its deterministic encoding")
	}
	if err := c.validate(); err != nil {
		return Claims{}, err
	}
	return c, nil
}

// requiredClaims has a bit for each key that is always there.
const requiredClaims = 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<6 | 1<<7 | 1<<8 | 1<<9 | 1<<10 | 1<<14

// read reads the value of one key. What may be absent is absent where it is empty.
func (c *Claims) read(r *cborReader, key uint64) {
	switch key {
	case 1:
		salt := r.content(majorBytes)
		if len(salt) != SaltSize {
			r.failed = true
			return
		}
		c.Salt = [SaltSize]byte(salt)
	case 2:
		c.Issuer = r.text()
	case 3:
		c.Thumbprint = base64.RawURLEncoding.EncodeToString(r.content(majorBytes))
	case 4:
		c.Kind = ledger.Kind(r.text())
	case 5:
		c.ValidUntil = ledger.Date(r.someText())
	case 6:
		c.List = r.uint32()
	case 7:
		c.Index = r.uint32()
	case 8:
		c.FullName = r.text()
	case 9:
		c.BirthDate = r.text()
	case 10:
		c.Award = r.text()
	case 11:
		c.Major = r.someText()
	case 12:
		c.SerialNumber = r.someText()
	case 13:
		c.RegisterNumber = r.someText()
	case 14:
		c.IssueDate = ledger.Date(r.text())
	case 15:
		c.Rank = r.someText()
	}
}

func (c Claims) validate() error {
	switch {
	case ledger.ValidateIssuerCode(c.Issuer) != nil:
		return malformed("issuer")
	case !ledger.ValidThumbprint(c.Thumbprint):
		return malformed("thumbprint")
	case c.Kind.Validate() != nil:
		return malformed("kind")
	case !inBounds(c.IssueDate):
		return malformed("issue date")
	case c.ValidUntil != "" && (!inBounds(c.ValidUntil) || c.ValidUntil < c.IssueDate):
		return malformed("valid until")
	case c.List == 0 || c.Index >= ledger.StatusListSize:
		return malformed("status reference")
	case !isBirthDate(c.BirthDate):
		return malformed("birth date")
	case c.FullName == "" || c.Award == "":
		return malformed("full name or award is missing")
	}
	// The lengths are those of the same texts in an SD-JWT, in characters.
	for _, text := range []struct {
		value string
		most  int
	}{
		{c.FullName, 150},
		{c.Award, 150},
		{c.Major, 150},
		{c.SerialNumber, 30},
		{c.RegisterNumber, 40},
		{c.Rank, 50},
	} {
		if !plain(text.value) || utf8.RuneCountInString(text.value) > text.most {
			return malformed("a text is too long, not NFC, or has control characters or outer spaces")
		}
	}
	return nil
}

// firstYear is the first year of dates on credentials.
const firstYear = "1900"

// inBounds reports whether d is a date that a credential may have.
func inBounds(d ledger.Date) bool { return d >= firstYear && d.Validate() == nil }

// isBirthDate reports whether text is a date from 1900 on, YYYY-MM-DD, or the
// beginning of one: YYYY-MM or YYYY.
func isBirthDate(text string) bool {
	if len(text) != len("2006") && len(text) != len("2006-01") && len(text) != len(time.DateOnly) {
		return false
	}
	_, err := time.Parse(time.DateOnly, text+"0000-01-01"[len(text):])
	return err == nil && text >= firstYear
}

func plain(text string) bool { return ledger.IsPlainText(text) && strings.TrimSpace(text) == text }

func malformed(what string) error { return fmt.Errorf("%w QR token: %s", ErrMalformed, what) }

// NewSalt reads a salt from random.
func NewSalt(random io.Reader) ([SaltSize]byte, error) {
	var salt [SaltSize]byte
	_, err := io.ReadFull(random, salt[:])
	return salt, err
}

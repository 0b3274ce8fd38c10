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
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
	"golang.org/x/text/unicode/norm"

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

var (
	encoder = func() cbor.EncMode {
		mode, err := cbor.CoreDetEncOptions().EncMode()
		if err != nil {
			panic(err)
		}
		return mode
	}()
	decoder = func() cbor.DecMode {
		mode, err := cbor.DecOptions{
			DupMapKey:         cbor.DupMapKeyEnforcedAPF,
			IndefLength:       cbor.IndefLengthForbidden,
			TagsMd:            cbor.TagsForbidden,
			ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
			MaxNestedLevels:   4,
			MaxMapPairs:       32,
			MaxArrayElements:  16,
		}.DecMode()
		if err != nil {
			panic(err)
		}
		return mode
	}()
)

var birthDate = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}){0,2}$`)

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
	var m claimsMap
	if err := decoder.Unmarshal(encoded, &m); err != nil {
		return Claims{}, malformed("claims are not the CBOR map that is expected")
	}
	if len(m.Salt) != SaltSize {
		return Claims{}, malformed("salt")
	}
	c := Claims{
		Salt:       [SaltSize]byte(m.Salt),
		Issuer:     m.Issuer,
		Thumbprint: base64.RawURLEncoding.EncodeToString(m.Thumbprint),
		Kind: ledger.Kind(
			m.Kind,
		),
		ValidUntil:     ledger.Date(m.ValidUntil),
		List:           m.List,
		Index:          m.Index,
		FullName:       m.FullName,
		BirthDate:      m.BirthDate,
		Award:          m.Award,
		Major:          m.Major,
		SerialNumber:   m.SerialNumber,
		RegisterNumber: m.RegisterNumber,
		IssueDate:      ledger.Date(m.IssueDate),
		Rank:           m.Rank,
	}
	again, err := c.Encode()
	if err != nil {
		return Claims{}, err
	}
	if !bytes.Equal(again, encoded) {
		return Claims{}, malformed("claims are not in their deterministic encoding")
	}
	return c, nil
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
	case !birthDate.MatchString(c.BirthDate) || !dateBegins(c.BirthDate):
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

// dateBegins reports whether text is a date from 1900 on, or the beginning of one.
func dateBegins(text string) bool {
	whole := text + "0000-01-01"[len(text):]
	_, err := time.Parse(time.DateOnly, whole)
	return err == nil && text >= firstYear
}

func plain(text string) bool {
	return utf8.ValidString(text) && norm.NFC.IsNormalString(text) &&
		!strings.ContainsFunc(text, unicode.IsControl) && strings.TrimSpace(text) == text
}

func malformed(what string) error { return fmt.Errorf("%w QR token: %s", ErrMalformed, what) }

// NewSalt reads a salt from random.
func NewSalt(random io.Reader) ([SaltSize]byte, error) {
	var salt [SaltSize]byte
	_, err := io.ReadFull(random, salt[:])
	return salt, err
}

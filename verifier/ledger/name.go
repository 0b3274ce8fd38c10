package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

var (
	// ErrIssuerCode is returned for a code that ValidateIssuerCode refuses.
	ErrIssuerCode = errors.New("an issuer code is 2 to 32 of A-Z, 0-9 and inner hyphens")
	// ErrKind is returned for a kind that Kind.Validate refuses.
	ErrKind = errors.New("a kind is a type code, or a type code, a slash and a field-of-study code")
	// ErrDate is returned for text that is not a calendar date.
	ErrDate = errors.New("a date is YYYY-MM-DD")
)

// ValidateIssuerCode returns ErrIssuerCode unless code names an issuer in the
// one form that fits a DID, a file name and a composite key.
func ValidateIssuerCode(code string) error {
	if !isIssuerCode(code) {
		return ErrIssuerCode
	}
	return nil
}

// Kind says what a batch's credentials are: a type code, and for types that
// are bound to a field of study a slash and its code, "VN-USE" or
// "VN-BA/7480201". Accreditation and quota bind kinds.
type Kind string

// NewKind joins a type code and a field-of-study code, which may be empty.
func NewKind(typ, field string) Kind {
	if field == "" {
		return Kind(typ)
	}
	return Kind(typ + "/" + field)
}

// Type returns the type code, "VN-BA".
func (k Kind) Type() string {
	typ, _, _ := strings.Cut(string(k), "/")
	return typ
}

// Field returns the field-of-study code, or "" where the kind has none.
func (k Kind) Field() string {
	_, field, _ := strings.Cut(string(k), "/")
	return field
}

// Validate returns ErrKind unless k has the form of a kind. Which type codes
// exist is the credential format's matter, and which are allowed the accreditation's.
func (k Kind) Validate() error {
	typ, field, sliced := strings.Cut(string(k), "/")
	if len(typ) > 24 || !isTypeCode(typ) || (sliced && !isFieldCode(field)) {
		return fmt.Errorf("%w: %.40q", ErrKind, string(k))
	}
	return nil
}

// Date is a calendar date in Vietnam, "2026-06-15".
type Date string

// Validate returns ErrDate unless d is a date of the calendar.
func (d Date) Validate() error {
	_, err := d.Begin()
	return err
}

// Vietnam is the zone of every date on credentials and in the law. It has had
// no daylight saving time since 1975 and needs no zone table.
var Vietnam = time.FixedZone("+07:00", 7*60*60)

// Begin returns the first moment of the day, or ErrDate.
func (d Date) Begin() (time.Time, error) {
	begin, err := time.ParseInLocation(time.DateOnly, string(d), Vietnam)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %.20q", ErrDate, string(d))
	}
	return begin, nil
}

// DateOf returns the date in Vietnam (UTC+7) at the moment at.
func DateOf(at time.Time) Date { return Date(at.In(Vietnam).Format(time.DateOnly)) }

// Year returns the calendar year of quotas at the moment at (UTC+7).
func Year(at time.Time) int { return at.In(Vietnam).Year() }

// The forms of names. Each is a regular expression, which stands above it;
// TestFormsAreTheirExpressions compares the two. They are asked several times a
// verification, and written out they are ten times as fast.

// isIssuerCode: ^[A-Z0-9][A-Z0-9-]{0,30}[A-Z0-9]$
func isIssuerCode(text string) bool {
	last := len(text) - 1
	if last < 1 || last > 31 || text[0] == '-' || text[last] == '-' {
		return false
	}
	for i := range len(text) {
		if !isUpperOrDigit(text[i]) && text[i] != '-' {
			return false
		}
	}
	return true
}

// isTypeCode: ^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$
func isTypeCode(text string) bool {
	if text == "" || text[0] < 'A' || text[0] > 'Z' {
		return false
	}
	for i := range len(text) {
		switch {
		case isUpperOrDigit(text[i]):
		case text[i] != '-' || i == len(text)-1 || text[i-1] == '-':
			return false
		}
	}
	return true
}

// isFieldCode: ^[0-9]{1,12}$
func isFieldCode(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != "" && len(text) <= 12
}

func isUpperOrDigit(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }

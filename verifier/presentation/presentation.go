// Package presentation reads what somebody shows: the address or the digits
// of a QR code, an SD-JWT, or a holder's file. It brings them to one type, so
// that verification need not know in which form a credential came.
//
// It checks the form, and where both forms of a credential are at hand, that
// they say the same. Signatures, ledger and status are the verifier's matter.
package presentation

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

var (
	// ErrMalformed is returned for input that breaks its format; it is the
	// same value as credential.ErrMalformed.
	ErrMalformed = credential.ErrMalformed
	// ErrTampered is returned for parts that do not belong together; it is the
	// same value as credential.ErrTampered.
	ErrTampered = credential.ErrTampered
	// ErrDamagedCode is an ErrMalformed for a QR code's link or digits that were
	// cut short or changed on the way: nothing says that anybody forged them.
	ErrDamagedCode = fmt.Errorf("%w presentation: a QR code's digits, incomplete or changed", ErrMalformed)
	// ErrNotRead is an ErrMalformed for what is in no form that is read here: a
	// picture, another kind of document, another system's credential, an address, a
	// number.
	ErrNotRead = fmt.Errorf("%w presentation: in no form that is read here", ErrMalformed)
)

func malformed(what string) error { return fmt.Errorf("%w presentation: %s", ErrMalformed, what) }

// Form says in which form a credential was shown.
type Form string

// The forms.
const (
	FormQR     Form = "qr"     // the address or the digits of a QR code
	FormSDJWT  Form = "sd-jwt" // an SD-JWT with some of its disclosures
	FormHolder Form = "holder" // a holder's file
)

// Presentation is one credential as it was shown.
type Presentation struct {
	Form       Form
	Token      *qrtoken.Token         // of FormQR, else nil
	Credential *credential.Credential // of FormSDJWT and FormHolder, else nil
	Claims     *qrtoken.Claims        // of FormQR and FormHolder, else nil

	linkHost string // of a FormQR that came with its address
}

// MaxSize is the largest input in bytes.
const MaxSize = credential.MaxSize

// shortestCode is the least number of digits that a QR code of ours has: a
// signature alone takes more. A shorter number is something else.
const shortestCode = 200

// Parse recognises and reads any form; spaces, line ends and a byte order mark
// around it are what pasting leaves behind, and are ignored. It returns ErrMalformed, as
// ErrDamagedCode or ErrNotRead where that is known, or ErrTampered where the
// parts of a form do not belong together.
func Parse(input string) (*Presentation, error) {
	input = Trim(input)
	switch {
	case !isOfAForm(input):
		return nil, ErrNotRead
	case len(input) > MaxSize:
		return nil, malformed("over 1 MiB")
	case strings.HasPrefix(input, "{"):
		return ParseHolderFile([]byte(input))
	case strings.HasPrefix(input, "http://"), strings.HasPrefix(input, "https://"):
		if !strings.Contains(input, urlPath) {
			return nil, ErrNotRead
		}
		p, err := fromToken(ParseURL(input))
		if err != nil {
			return nil, ErrDamagedCode
		}
		p.linkHost = linkHost(input)
		return p, nil
	case input != "" && allDigits(input):
		p, err := fromToken(parseToken(input))
		if err != nil && len(input) < shortestCode {
			return nil, ErrNotRead
		}
		if err != nil {
			return nil, ErrDamagedCode
		}
		return p, nil
	case strings.Contains(input, "~"):
		c, err := credential.Parse(input)
		if err != nil && IsOfAnotherSystem(input) {
			return nil, ErrNotRead
		}
		if err != nil {
			return nil, err
		}
		return &Presentation{Form: FormSDJWT, Credential: c}, nil
	}
	return nil, ErrNotRead
}

// isOfAForm reports whether an input is meant as one of the forms, however badly
// it is made: what begins like none of them is another document, a picture or a
// number, and says nothing of the paper that it may belong to.
func isOfAForm(input string) bool {
	if strings.HasPrefix(input, "{") {
		if IsLinkedData(input) {
			return false
		}
		return strings.Trim(input, "{} ") == "" || strings.Contains(input, `"sogoc/`) ||
			strings.Contains(input, `"credential"`) || strings.Contains(input, `"qrClaims"`)
	}
	return strings.HasPrefix(input, "http://") || strings.HasPrefix(input, "https://") ||
		strings.HasPrefix(input, jwtBegins) || input != "" && allDigits(input)
}

// jwtBegins is how the base64url of a JSON object begins.
const jwtBegins = "eyJ"

// linkHost returns a link's host as identifiers write it: in lower case, with
// its port where that is not the scheme's own. What follows the number sign is
// digits.
func linkHost(link string) string {
	link, _, _ = strings.Cut(link, "#")
	address, err := url.Parse(link)
	if err != nil {
		return ""
	}
	host := strings.ToLower(address.Host)
	switch address.Scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return strings.TrimSuffix(host, ".")
}

func fromToken(token *qrtoken.Token, err error) (*Presentation, error) {
	if err != nil {
		return nil, err
	}
	kind, err := credential.TypeOf(token.Claims.Kind)
	if err != nil {
		return nil, malformed("unknown kind")
	}
	if kind.Numbered && (token.Claims.SerialNumber == "" || token.Claims.RegisterNumber == "") {
		return nil, malformed("a serial number or register number is missing")
	}
	return &Presentation{Form: FormQR, Token: token, Claims: &token.Claims}, nil
}

// Host returns the public name of the register that the credential says it is
// of: from the issuer's identifier or, of a QR code, from its link, which
// nobody signed. It is "" for digits alone.
func (p *Presentation) Host() string {
	if p.Credential != nil {
		return p.Credential.Issuance.Issuer.Host
	}
	return p.linkHost
}

// VerifySignature returns nil if key signed what was shown, and
// ledger.ErrSignature otherwise.
func (p *Presentation) VerifySignature(key ledger.PublicKey) error {
	if p.Credential != nil {
		return p.Credential.VerifySignature(key)
	}
	return p.Token.VerifySignature(key)
}

// Digest returns what the ledger knows the credential by.
func (p *Presentation) Digest() ledger.Digest {
	if p.Credential != nil {
		return p.Credential.Digest()
	}
	return credential.JoinDigest(p.Token.JWTHash, ledger.SumDigest(p.Token.EncodedClaims()))
}

// Issuer returns the issuer's code.
func (p *Presentation) Issuer() string {
	if p.Credential != nil {
		return p.Credential.Issuance.Issuer.Code
	}
	return p.Claims.Issuer
}

// Thumbprint returns the thumbprint of the key that the presentation names.
func (p *Presentation) Thumbprint() string {
	if p.Credential != nil {
		return p.Credential.Thumbprint
	}
	return p.Claims.Thumbprint
}

// Kind returns the credential's kind, which is in the table of kinds.
func (p *Presentation) Kind() ledger.Kind {
	if p.Credential != nil {
		return p.Credential.Issuance.Kind
	}
	return p.Claims.Kind
}

// Status returns the place of the credential's status.
func (p *Presentation) Status() credential.StatusRef {
	if p.Credential != nil {
		return p.Credential.Issuance.Status
	}
	return credential.StatusRef{List: p.Claims.List, Index: p.Claims.Index}
}

// IssueDate returns the first day on which the credential is valid.
func (p *Presentation) IssueDate() ledger.Date {
	if p.Credential != nil {
		return p.Credential.Issuance.IssueDate
	}
	return p.Claims.IssueDate
}

// ValidUntil returns the last day on which the credential is valid, or "" for no end.
func (p *Presentation) ValidUntil() ledger.Date {
	if p.Credential != nil {
		return p.Credential.Issuance.ValidUntil
	}
	return p.Claims.ValidUntil
}

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (p *Presentation) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("form", string(p.Form)),
		slog.String("issuer", p.Issuer()),
		slog.String("kind", string(p.Kind())),
	)
}

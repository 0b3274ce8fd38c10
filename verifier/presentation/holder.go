package presentation

import (
	"encoding/base64"
	"fmt"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

// TypeHolderFile is the type member of a holder's file.
const TypeHolderFile = "sogoc/holder-file/v1"

// HolderFileMediaType is the media type of a holder's file.
const HolderFileMediaType = "application/json"

// holderFile is both forms of a credential in one JSON object.
type holderFile struct {
	Type       string `json:"type"`
	Credential string `json:"credential"` // SD-JWT
	QRClaims   string `json:"qrClaims"`   // base64url
}

// HolderFile returns the file that a holder keeps: the SD-JWT with its
// disclosures, and the QR claims. It returns ErrMalformed or ErrTampered for
// parts that ParseHolderFile would refuse.
func HolderFile(sdJWT string, qrClaims []byte) ([]byte, error) {
	file, err := json.Marshal(
		holderFile{Type: TypeHolderFile, Credential: sdJWT, QRClaims: base64.RawURLEncoding.EncodeToString(qrClaims)},
	)
	if err != nil {
		return nil, malformed("holder's file")
	}
	if _, err := ParseHolderFile(file); err != nil {
		return nil, err
	}
	return file, nil
}

// ParseHolderFile reads a holder's file and compares its two forms.
func ParseHolderFile(file []byte) (*Presentation, error) {
	if len(file) > MaxSize {
		return nil, malformed("over 1 MiB")
	}
	var members struct { // nil: absent, or null
		Type       *string `json:"type"`
		Credential *string `json:"credential"`
		QRClaims   *string `json:"qrClaims"`
	}
	err := json.Unmarshal(file, &members, json.RejectUnknownMembers(true))
	if err != nil || members.Type == nil || members.Credential == nil || members.QRClaims == nil {
		return nil, malformed("not a holder's file")
	}
	f := holderFile{Type: *members.Type, Credential: *members.Credential, QRClaims: *members.QRClaims}
	if f.Type != TypeHolderFile {
		return nil, malformed("not a holder's file")
	}
	encoded, err := base64.RawURLEncoding.Strict().DecodeString(f.QRClaims)
	if err != nil || base64.RawURLEncoding.EncodeToString(encoded) != f.QRClaims {
		return nil, malformed("holder's file: QR claims are not base64url")
	}
	c, err := credential.Parse(f.Credential)
	if err != nil {
		return nil, err
	}
	claims, err := compare(c, encoded)
	if err != nil {
		return nil, err
	}
	return &Presentation{Form: FormHolder, Credential: c, Claims: claims}, nil
}

// Compare returns nil if an SD-JWT and a QR token are two forms of one
// credential and agree in every fact that both show, ErrTampered otherwise.
func Compare(c *credential.Credential, token *qrtoken.Token) error {
	if c.JWTHash != token.JWTHash {
		return tampered("the QR token belongs to another credential")
	}
	_, err := compare(c, token.EncodedClaims())
	return err
}

func compare(c *credential.Credential, encoded []byte) (*qrtoken.Claims, error) {
	if ledger.SumDigest(encoded) != c.QRHash {
		return nil, tampered("the QR claims belong to another credential")
	}
	claims, err := qrtoken.ParseClaims(encoded)
	if err != nil {
		return nil, err
	}
	i, s := c.Issuance, c.Subject
	for _, field := range []struct {
		name            string
		printed, signed string
		withheld        bool // the SD-JWT does not show it
	}{
		{"issuer", claims.Issuer, i.Issuer.Code, false},
		{"key", claims.Thumbprint, c.Thumbprint, false},
		{"kind", string(claims.Kind), string(i.Kind), false},
		{"valid until", string(claims.ValidUntil), string(i.ValidUntil), false},
		{"status list", fmt.Sprint(claims.List), fmt.Sprint(i.Status.List), false},
		{"status index", fmt.Sprint(claims.Index), fmt.Sprint(i.Status.Index), false},
		{"serial number", claims.SerialNumber, i.SerialNumber, false},
		{"register number", claims.RegisterNumber, i.RegisterNumber, false},
		{"issue date", string(claims.IssueDate), string(i.IssueDate), false},
		{"award", claims.Award, shortened(i.Award, i.Kind.Type(), claims.Award), false},
		{"major", claims.Major, shortened(i.Major, i.Kind.Field(), claims.Major), false},
		{"full name", claims.FullName, s.FullName, withheld(c, credential.FactFullName)},
		{"birth date", claims.BirthDate, string(s.BirthDate), withheld(c, credential.FactBirthDate)},
		{"rank", claims.Rank, i.Rank, withheld(c, credential.FactResults)},
	} {
		if !field.withheld && field.printed != field.signed {
			return nil, tampered("the two forms differ in " + field.name)
		}
	}
	return &claims, nil
}

// withheld reports whether the SD-JWT may hold the fact and does not show it.
func withheld(c *credential.Credential, fact credential.Fact) bool {
	return !c.Complete() && !c.Shows(fact)
}

// shortened returns what the QR claims may print for full: full itself, or
// its code where that is what they print.
func shortened(full, code, printed string) string {
	if printed == code && full != "" {
		return code
	}
	return full
}

func tampered(what string) error { return fmt.Errorf("%w presentation: %s", ErrTampered, what) }

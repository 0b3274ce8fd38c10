// Package signinginput reads what a signer is asked to sign.
//
// A signer that holds a school's key for a register on another host must not
// believe that register. It gets the whole signing input, never a bare digest, and
// signs what it understands: one of the five documents that a register has signed
// in the daily course of things, of the two that a verifier service has, or of the
// messages by which an accreditor asks the ledger, in the strict form in which a
// verifier would read it. What cannot be read is not signed.
//
// What belongs here: which documents there are, and whose each of them says it is.
// What does not: who may have which of them signed, and how many, which is package
// signingservice's. The package does no I/O.
//
// The forms are those of docs/credential-format.md: a JWS signing input (RFC 7515
// §5.1), a COSE Sig_structure (RFC 9052 §4.4), and canonical JSON (RFC 8785); of an
// accreditor's messages those of Fabric's gateway client (fabric.go).
package signinginput

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
	"sogoc/verifier/receipt"
	"sogoc/verifier/statuslist"
)

// Kind is one of the documents that a signer signs for others.
type Kind string

// The documents. A proof of possession, a key's own retirement or report of
// compromise and an acceptance of custody are not among them: they are made where
// the key is.
const (
	Credential Kind = "credential" // the issuer-signed JWT of an SD-JWT
	QRToken    Kind = "qr_token"
	Anchor     Kind = "anchor"
	Void       Kind = "void"
	Status     Kind = "status"

	Receipt    Kind = "receipt"     // of a verifier service
	StatusList Kind = "status_list" // of a verifier service, in either form

	LedgerQuery       Kind = "ledger_query"       // of an accreditor: a proposal of a function that only reads
	LedgerProposal    Kind = "ledger_proposal"    // of an accreditor: a proposal of another function
	LedgerTransaction Kind = "ledger_transaction" // of an accreditor: what was endorsed, for the orderers
	CommitStatus      Kind = "commit_status"      // of an accreditor: the question what became of a transaction
)

// OfSchools returns the documents that schools' keys sign.
func OfSchools() []Kind { return []Kind{Credential, QRToken, Anchor, Void, Status} }

// OfAccreditors returns the documents that accreditors' keys sign.
func OfAccreditors() []Kind {
	return []Kind{LedgerQuery, LedgerProposal, LedgerTransaction, CommitStatus}
}

// OfVerifiers returns the documents that verifier services' keys sign.
func OfVerifiers() []Kind { return []Kind{Receipt, StatusList} }

// MaxSize is the longest signing input in bytes: a credential's.
const MaxSize = credential.MaxSize

// ErrUnknown is returned for what is none of the documents, or not in its one
// form. It holds nothing of the content.
var ErrUnknown = errors.New("not a document that is signed for others")

// Document is what a signing input says of itself. Nothing in it is personal.
type Document struct {
	Kind   Kind
	Issuer string        // issuer code; documents of verifier services and accreditors have none
	Key    string        // thumbprint of the key that is to sign
	Digest ledger.Digest // SHA-256 of the signing input

	Host      string           // of a credential: the register's public host
	Algorithm ledger.Algorithm // of what has a header: what it says
	Ledger    ledger.Digest    // of a statement or a receipt
	Sequence  uint64           // of an anchor or void
	Size      uint64           // of an anchor: number of digests
	List      uint32           // of a status
	Index     uint32           // of a status
	State     ledger.State     // of a status

	Result verifier.Code      // of a receipt
	Moment time.Time          // of a receipt: when it says that it was made
	Claims *statuslist.Claims // of a status list
	Call   *Call              // of an accreditor's messages
}

// Parse reads a signing input. It returns ErrUnknown for what it does not know.
func Parse(input []byte) (Document, error) {
	if len(input) == 0 || len(input) > MaxSize {
		return Document{}, fmt.Errorf("%w: %d bytes", ErrUnknown, len(input))
	}
	var d Document
	var err error
	switch input[0] {
	case 'e': // base64url of {"
		d, err = parseJWS(input)
	case '{':
		d, err = parseStatement(input)
	case fabricFirst:
		d, err = parseFabric(input)
	default:
		d, err = parseToken(input)
	}
	if err != nil {
		return Document{}, err
	}
	d.Digest = ledger.SumDigest(input)
	return d, nil
}

// parseJWS reads a JWS signing input by the type that its header names: each reader
// refuses all types but its own.
func parseJWS(input []byte) (Document, error) {
	if bytes.Count(input, []byte(".")) != 1 {
		return Document{}, fmt.Errorf("%w: not a JWS signing input", ErrUnknown)
	}
	if d, err := parseReceipt(input); err == nil {
		return d, nil
	}
	if list, err := statuslist.ParseSigningInput(input); err == nil {
		return Document{Kind: StatusList, Key: list.Thumbprint, Algorithm: list.Algorithm, Claims: &list.Claims}, nil
	}
	return parseCredential(input)
}

// parseReceipt reads a signing input as the receipt that it will be, with a signature
// of zeros.
func parseReceipt(input []byte) (Document, error) {
	var none ledger.Signature
	r, err := receipt.Parse(string(input) + "." + none.String())
	if err != nil {
		return Document{}, err
	}
	return Document{
		Kind:      Receipt,
		Key:       r.Thumbprint,
		Algorithm: r.Algorithm,
		Ledger:    r.Receipt.Ledger,
		Result:    r.Receipt.Result,
		Moment:    r.Receipt.MadeAt,
	}, nil
}

// parseCredential reads a signing input as the SD-JWT that it will be, with nothing
// disclosed and a signature of zeros.
func parseCredential(input []byte) (Document, error) {
	var none ledger.Signature
	c, err := credential.Parse(string(input) + "." + none.String() + "~")
	if err != nil {
		return Document{}, fmt.Errorf("%w: none of credential, receipt and status list, or not in its form", ErrUnknown)
	}
	return Document{
		Kind:      Credential,
		Issuer:    c.Issuance.Issuer.Code,
		Key:       c.Thumbprint,
		Host:      c.Issuance.Issuer.Host,
		Algorithm: c.Algorithm(),
	}, nil
}

func parseToken(input []byte) (Document, error) {
	token, err := qrtoken.ParseSigningInput(input)
	if err != nil {
		return Document{}, fmt.Errorf("%w: neither a statement nor a credential in its form", ErrUnknown)
	}
	return Document{
		Kind:      QRToken,
		Issuer:    token.Claims.Issuer,
		Key:       token.Claims.Thumbprint,
		Algorithm: token.Algorithm(),
	}, nil
}

// parseStatement reads canonical JSON. A statement of one type is none of another,
// since each is read with its type.
func parseStatement(input []byte) (Document, error) {
	if a, err := ledger.Parse[ledger.Anchor](input); err == nil {
		return Document{
			Kind:     Anchor,
			Issuer:   a.Issuer,
			Key:      a.Key,
			Ledger:   a.Ledger,
			Sequence: a.Sequence,
			Size:     a.Size,
		}, nil
	}
	if v, err := ledger.Parse[ledger.Void](input); err == nil {
		return Document{Kind: Void, Issuer: v.Issuer, Key: v.Key, Ledger: v.Ledger, Sequence: v.Sequence}, nil
	}
	if s, err := ledger.Parse[ledger.Status](input); err == nil {
		return Document{
			Kind:   Status,
			Issuer: s.Issuer,
			Key:    s.Key,
			Ledger: s.Ledger,
			List:   s.List,
			Index:  s.Index,
			State:  s.State,
		}, nil
	}
	return Document{}, fmt.Errorf(
		"%w: a statement that is none of anchor, void and status, or not in its form",
		ErrUnknown,
	)
}

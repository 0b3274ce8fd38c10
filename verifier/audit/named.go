package audit

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/answer"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
)

// Named is what a file or a text names on the ledger. Nothing of it is judged:
// the ledger is asked what it says of the name.
type Named struct {
	Issuer string         // code
	Digest *ledger.Digest // of a credential; nil where an issuer alone is named
	Entry  EntryRef       // of the credential's status
}

// MaxNaming is the largest file in bytes that ReadName reads: a bundle.
const MaxNaming = bundle.MaxSize

// ErrNamesNothing is returned for what names neither a credential nor an issuer.
var ErrNamesNothing = errors.New("it names no credential and no issuer")

// ReadName reads what any file of ours names: a QR code's link or digits, an
// SD-JWT, a holder's file, a bundle or a receipt, of which it returns the
// credential; a DID document, an accreditation or a statement, of which it
// returns the issuer. It returns ErrNamesNothing for all else.
func ReadName(input string) (Named, error) {
	in := answer.Read(input)
	if in.CutShort {
		return Named{}, fmt.Errorf("%w: its end was lost on the way", ErrNamesNothing)
	}
	text := in.Text
	switch in.Kind {
	case answer.Receipt:
		return nameOfReceipt(text)
	case answer.Bundle:
		b, err := bundle.Parse([]byte(text))
		if err != nil {
			return Named{}, fmt.Errorf("%w: %w", ErrNamesNothing, err)
		}
		text = b.Presentation
	}
	shown, err := presentation.Parse(text)
	if err == nil {
		digest, status := shown.Digest(), shown.Status()
		return Named{
			Issuer: shown.Issuer(),
			Digest: &digest,
			Entry:  EntryRef{List: status.List, Index: status.Index},
		}, nil
	}
	if code := issuerIn([]byte(text)); code != "" {
		return Named{Issuer: code}, nil
	}
	return Named{}, fmt.Errorf("%w: %w", ErrNamesNothing, err)
}

func nameOfReceipt(text string) (Named, error) {
	signed, err := receipt.Parse(text)
	if err != nil {
		return Named{}, fmt.Errorf("%w: %w", ErrNamesNothing, err)
	}
	of := signed.Receipt.Credential
	if of == nil {
		return Named{}, fmt.Errorf("%w: a receipt of what could not be read", ErrNamesNothing)
	}
	return Named{Issuer: of.Issuer, Digest: &of.Digest, Entry: EntryRef{List: of.List, Index: of.Index}}, nil
}

// issuerDID is the identifier of an issuer, perhaps with a key's behind it.
var issuerDID = regexp.MustCompile(`^did:web:[^:#]+:issuers:([^:#]+)(?:#.*)?$`)

// issuerIn returns the issuer's code that a JSON object names, "" for none: a DID
// document by its id, an accreditation by its code, a statement by its issuer.
func issuerIn(text []byte) string {
	var names struct {
		ID     string `json:"id"`
		Code   string `json:"code"`
		Issuer string `json:"issuer"`
	}
	if json.Unmarshal(text, &names) != nil {
		return ""
	}
	for _, name := range []string{names.ID, names.Issuer, names.Code} {
		if did := issuerDID.FindStringSubmatch(name); did != nil {
			name = did[1]
		}
		if ledger.ValidateIssuerCode(name) == nil {
			return name
		}
	}
	return ""
}

package answer

import (
	"errors"

	"sogoc/verifier/bundle"
	"sogoc/verifier/presentation"
)

// MediaVerifiableCredential is the media type of what ProcessedCredential
// returns (W3C Verifiable Credentials 2.0 §6.3).
const MediaVerifiableCredential = "application/vc"

// CredentialSuffix is how the names of its files end.
const CredentialSuffix = ".vc.json"

// ErrNoCredential is returned for an input that has no credential in it that other
// software could read: a QR code holds a summary alone, a receipt nothing of it.
var ErrNoCredential = errors.New("no SD-JWT, holder's file, or bundle with one of them")

// ProcessedCredential returns the processed payload of the SD-JWT that an input is
// or holds (RFC 9901 §7.1), for software that knows Open Badges or CLR; see
// credential.Credential.VerifiableCredential. It checks nothing that the form does
// not show, and what it returns has no proof: whether the credential is valid, To
// must have said before.
func ProcessedCredential(input string) ([]byte, error) {
	in := Read(input)
	text := in.Text
	switch {
	case in.CutShort, in.Kind == Receipt:
		return nil, ErrNoCredential
	case in.Kind == Bundle:
		b, err := bundle.Parse([]byte(text))
		if err != nil {
			return nil, errors.Join(ErrNoCredential, err)
		}
		text = b.Presentation
	}
	shown, err := presentation.Parse(text)
	if err != nil {
		return nil, errors.Join(ErrNoCredential, err)
	}
	if shown.Credential == nil {
		return nil, ErrNoCredential
	}
	return shown.Credential.VerifiableCredential()
}

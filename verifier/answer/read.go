package answer

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/bundle"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
)

// Received is an input as it is read.
type Received struct {
	Kind Kind   // what it was taken for
	Text string // in the form that its package reads, where it can be brought to it
	// CutShort means that it is one of the forms, and that its end was lost on the way.
	CutShort bool

	shown *presentation.Presentation // what Text says, where recognising it was reading it: of a QR code; else nil
}

// Read recognises an input, however badly it is made, and undoes what mail,
// editors and copying did to it where only one text can have been meant. All
// ways in use it, so that one file has one answer:
//
//   - UTF-16 with a byte order mark becomes UTF-8; what stands around the text goes;
//   - a bundle or a holder's file is read by its meaning and written in canonical
//     form (RFC 8785): order and white space of its JSON do not count, and its
//     strings, which have no white space, are joined where they were broken;
//   - an SD-JWT or a receipt is joined likewise;
//   - a QR code's link or digits are put together by presentation.Mend; those of a
//     receipt become the receipt's text.
//
// What was signed is judged afterwards, so that nothing is trusted by being
// read. What cannot be brought to a form stays as it is.
func Read(input string) Received {
	text := presentation.Trim(utf8Of(input))
	begins := presentation.Dense(text[:min(len(text), 4<<10)])
	begins = strings.TrimLeft(begins, tokenQuotes)
	switch {
	case strings.HasPrefix(begins, "{"):
		return readJSON(text)
	case strings.HasPrefix(begins, "eyJ"):
		return readToken(text)
	}
	text, shown := presentation.Mend(text, receipt.IsCode)
	if shown == nil && receipt.IsLink(text) {
		if signed, err := receipt.ParseLink(text); err == nil {
			text = signed.Encode()
		}
		return Received{Kind: Receipt, Text: text}
	}
	return Received{Kind: Presentation, Text: text, shown: shown}
}

// utf8Of returns the text of a file that an editor saved in UTF-16 (RFC 2781),
// and any other input unchanged.
func utf8Of(input string) string {
	var order binary.ByteOrder
	switch {
	case len(input)%2 != 0:
		return input
	case strings.HasPrefix(input, "\xff\xfe"):
		order = binary.LittleEndian
	case strings.HasPrefix(input, "\xfe\xff"):
		order = binary.BigEndian
	default:
		return input
	}
	units := make([]uint16, 0, len(input)/2)
	for raw := []byte(input[2:]); len(raw) > 0; raw = raw[2:] {
		units = append(units, order.Uint16(raw))
	}
	return string(utf16.Decode(units))
}

// readJSON reads a bundle or a holder's file. Neither has white space in its
// strings.
func readJSON(text string) Received {
	for _, written := range []string{text, presentation.Dense(text)} {
		normal, err := canonicaljson.Normalize([]byte(written))
		if err == nil && isOurs(string(normal)) {
			return Received{Kind: kindOfJSON(string(normal)), Text: string(normal)}
		}
		if err == nil {
			return Received{Kind: Presentation, Text: text}
		}
	}
	dense := presentation.Dense(text)
	return Received{
		Kind:     kindOfJSON(dense),
		Text:     text,
		CutShort: (isOurs(dense) || dense == "{") && endsEarly(dense),
	}
}

// isOurs reports whether a JSON text is meant as a bundle or a holder's file.
func isOurs(text string) bool {
	if presentation.IsLinkedData(text) {
		return false
	}
	for _, mark := range []string{`"sogoc/`, `"attestation"`, `"credential"`, `"qrClaims"`} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

func kindOfJSON(text string) Kind {
	if bundle.Is([]byte(text)) && !presentation.IsLinkedData(text) {
		return Bundle
	}
	return Presentation
}

// endsEarly reports whether a JSON text is right as far as it goes, and ends
// before its value does.
func endsEarly(text string) bool {
	_, err := jsontext.NewDecoder(strings.NewReader(text)).ReadValue()
	return errors.Is(err, io.ErrUnexpectedEOF)
}

// tokenQuotes may stand around a token that was copied out of another text.
const tokenQuotes = `"'<>`

// tokenCharacters are all that an SD-JWT and a receipt are made of.
const tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"

// readToken reads an SD-JWT or a receipt.
func readToken(text string) Received {
	token := strings.Trim(presentation.Dense(text), tokenQuotes)
	token = strings.TrimSuffix(token, ".") // of a sentence
	if strings.ContainsFunc(token, isNoTokenCharacter) {
		return Received{Kind: kindOfToken(text), Text: text}
	}
	jwt, disclosures, complete := strings.Cut(token, "~")
	parts := strings.Split(jwt, ".")
	whole := len(parts) == 3 && len(parts[2]) >= signatureLength
	kind, cutShort := Presentation, false
	switch typ := typeOf(parts[0]); {
	case presentation.IsOfAnotherSystem(token):
	case complete: // the last disclosure has its tilde, or was cut
		cutShort = disclosures != "" && !strings.HasSuffix(token, "~") &&
			!strings.Contains(token[strings.LastIndex(token, "~"):], ".")
	case typ == receipt.MediaType:
		kind, cutShort = Receipt, !whole
	case typ == sdJWTType: // the tilde behind the JWT is missing
		cutShort = len(parts) <= 3
	case len(parts) == 1:
		cutShort = isBegunHeader(jwt)
	default:
		kind = kindOfToken(token)
	}
	return Received{Kind: kind, Text: token, CutShort: cutShort}
}

// sdJWTType is the typ of an SD-JWT's header; see package credential.
const sdJWTType = "vc+sd-jwt"

// signatureLength is the number of characters of a signature in base64url.
const signatureLength = (ledger.SignatureSize*8 + 5) / 6

func isNoTokenCharacter(r rune) bool { return !strings.ContainsRune(tokenCharacters, r) }

func kindOfToken(text string) Kind {
	if receipt.Is([]byte(text)) {
		return Receipt
	}
	return Presentation
}

// typeOf returns the typ of a JWS header, "" where it does not say.
func typeOf(part string) string {
	var header struct {
		Type string `json:"typ"`
	}
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil || json.Unmarshal(text, &header) != nil {
		return ""
	}
	return header.Type
}

// isBegunHeader reports whether a token was cut within its header: it begins as
// the headers of ours do.
func isBegunHeader(part string) bool {
	text, _ := base64.RawURLEncoding.DecodeString(part[:len(part)-len(part)%4])
	return strings.HasPrefix(string(text), `{"alg":"ES256`)
}

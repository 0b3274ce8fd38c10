package presentation

import (
	"encoding/base64"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// IsOfAnotherSystem reports whether a text is a JWT (RFC 7519), with or without
// the disclosures of an SD-JWT (RFC 9901), that nothing connects with this
// register: its header names no key of an issuer here and no type of ours, and
// its payload has no claim that credentials or receipts here always have. Such a
// token may be a genuine credential of another system. A token of ours that was
// damaged keeps one of these marks, or its header or payload is not JSON any more.
// Of an empty payload nothing can be told.
func IsOfAnotherSystem(text string) bool {
	jwt, _, _ := strings.Cut(Trim(text), "~")
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return false
	}
	header, isHeader := membersOf(parts[0])
	payload, isPayload := membersOf(parts[1])
	if !isHeader || !isPayload || len(payload) == 0 {
		return false
	}
	key := textOf(header["kid"])
	isOurs := payload["qr"] != nil ||
		strings.HasPrefix(key, "did:web:") && strings.Contains(key, ":issuers:") ||
		strings.HasPrefix(textOf(header["typ"]), "sogoc-") ||
		strings.HasPrefix(textOf(payload["type"]), "sogoc/")
	return !isOurs
}

// IsLinkedData reports whether a JSON text is meant as a JSON-LD document, such as
// an Open Badges assertion or a verifiable credential. No file of this register is one.
func IsLinkedData(text string) bool {
	return strings.Contains(text, `"@context"`) && !strings.Contains(text, `"sogoc/`)
}

// membersOf returns the members of the JSON object that one part of a JWT holds.
// Other systems' tokens are read as leniently as their own software reads them.
func membersOf(part string) (map[string]jsontext.Value, bool) {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, false
	}
	var members map[string]jsontext.Value
	err = json.Unmarshal(text, &members, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return members, err == nil && members != nil
}

// textOf returns a JSON string's text, "" of any other value.
func textOf(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	text, err := jsontext.AppendUnquote(nil, value)
	if err != nil {
		return ""
	}
	return string(text)
}

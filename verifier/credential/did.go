package credential

import (
	"errors"
	"strings"

	"sogoc/verifier/ledger"
)

// The fixed parts of an issuer's DID: did:web:HOST:issuers:CODE.
const (
	didPrefix = "did:web:"
	didPath   = ":issuers:"
)

var errDID = errors.New("not a DID of the form did:web:HOST:issuers:CODE")

// escapeHost percent-encodes a port's colon (did:web method, §3.1).
func escapeHost(host string) string { return strings.Replace(host, ":", "%3A", 1) }

// HostDID returns the identifier of the service at a public host: did:web:HOST.
// Its document stands at https://HOST/.well-known/did.json.
func HostDID(host string) string { return didPrefix + escapeHost(host) }

// parseDID takes an issuer's DID apart; it accepts only what Issuer.DID returns.
func parseDID(did string) (host, code string, err error) {
	rest, ok := strings.CutPrefix(did, didPrefix)
	if !ok {
		return "", "", errDID
	}
	escaped, code, ok := strings.Cut(rest, didPath)
	host = strings.Replace(escaped, "%3A", ":", 1)
	if !ok || ledger.ValidateIssuerCode(code) != nil || !isPublicHost(host) || escapeHost(host) != escaped {
		return "", "", errDID
	}
	return host, code, nil
}

// joinSDJWT returns the compact form of RFC 9901 §4: every part is followed by a tilde.
func joinSDJWT(jwt string, disclosures []string) string {
	var b strings.Builder
	b.WriteString(jwt)
	b.WriteByte('~')
	for _, d := range disclosures {
		b.WriteString(d)
		b.WriteByte('~')
	}
	return b.String()
}

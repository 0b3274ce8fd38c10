package statuslist

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/ledger"
)

// Media types of signed lists. Without "application/" they are the typ of their
// headers (W3C VC-JOSE-COSE §3.1.1, draft-ietf-oauth-status-list §5.1).
const (
	MediaCredential = "application/" + typeCredential
	MediaToken      = "application/" + typeToken

	typeCredential = "vc+jwt"
	typeToken      = "statuslist+jwt"
)

// Why a signed list is not taken, besides ErrMalformed.
var (
	// ErrOther is returned for a list of another address or purpose.
	ErrOther = errors.New("not the status list that was asked for")
	// ErrSigner is returned for a list that the expected service did not sign.
	ErrSigner = errors.New("status list is not signed by the expected service")
	// ErrStale is returned for a list that does not hold at the asked-for moment.
	ErrStale = errors.New("status list does not hold at this moment")
)

// Signer signs lists; its key decides the algorithm.
type Signer interface {
	PublicKey() ledger.PublicKey
	Sign(message []byte) (ledger.Signature, error)
}

// Claims are what a signed list says besides the states.
type Claims struct {
	Address string    // where the list is published, an HTTPS address
	Issuer  string    // DID of the service that signs
	Signed  time.Time // by the service's clock, not before From
	From    time.Time // moment of the states, whole seconds
	Until   time.Time // end of what the reading of the ledger vouches for, whole seconds
}

// Expected says which list a reader asked for, and whose.
type Expected struct {
	Address string
	Purpose Purpose // of a bitstring; a Token Status List has none
	Issuer  string  // DID of the service
	Key     ledger.PublicKey
	At      time.Time // the reader's clock
}

type jwtHeader struct {
	Algorithm ledger.Algorithm `json:"alg"`
	KeyID     string           `json:"kid"` // DID URL: the issuer's DID, "#", the key's thumbprint
	Type      string           `json:"typ"`
	Content   string           `json:"cty,omitempty"`
	Critical  []string         `json:"crit,omitempty"`
}

// bitstringCredential is a BitstringStatusListCredential (W3C Bitstring Status
// List 1.0 §2.2), of which a reader takes what it judges by.
type bitstringCredential struct {
	Context    []string         `json:"@context"`
	ID         string           `json:"id"`
	Type       []string         `json:"type"`
	Issuer     string           `json:"issuer"`
	ValidFrom  time.Time        `json:"validFrom"`
	ValidUntil time.Time        `json:"validUntil"`
	Subject    bitstringSubject `json:"credentialSubject"`
}

type bitstringSubject struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Purpose Purpose `json:"statusPurpose"`
	List    string  `json:"encodedList"`
}

const (
	contextVC         = "https://www.w3.org/ns/credentials/v2"
	typeBaseVC        = "VerifiableCredential"
	typeBitstringVC   = "BitstringStatusListCredential"
	typeBitstringList = "BitstringStatusList"
)

// tokenClaims are the claims of a Status List Token (§5.1); times are seconds
// since 1970 (RFC 7519 §2, NumericDate).
type tokenClaims struct {
	Subject string    `json:"sub"`
	Issuer  string    `json:"iss"`
	Issued  int64     `json:"iat"`
	Expires int64     `json:"exp"`
	TTL     int64     `json:"ttl"` // seconds for which the token may be kept
	List    tokenList `json:"status_list"`
}

type tokenList struct {
	Bits int    `json:"bits"`
	List string `json:"lst"`
}

// SignBitstring returns a list as a credential of media type MediaCredential:
// a compact JWS (RFC 7515 §7.1). It returns the signer's error.
func SignBitstring(list *List, purpose Purpose, c Claims, s Signer) (string, error) {
	encoded, err := list.Encode()
	if err != nil {
		return "", err
	}
	return sign(typeCredential, "vc", c.Issuer, bitstringCredential{
		Context:    []string{contextVC},
		ID:         c.Address,
		Type:       []string{typeBaseVC, typeBitstringVC},
		Issuer:     c.Issuer,
		ValidFrom:  c.From.UTC(),
		ValidUntil: c.Until.UTC(),
		Subject: bitstringSubject{
			ID:      c.Address + "#list",
			Type:    typeBitstringList,
			Purpose: purpose,
			List:    encoded,
		},
	}, s)
}

// SignToken returns a list as a Status List Token of media type MediaToken. It
// may be kept for ttl, and never beyond c.Until. It returns the signer's error.
func SignToken(list *TokenList, ttl time.Duration, c Claims, s Signer) (string, error) {
	encoded, err := list.Encode()
	if err != nil {
		return "", err
	}
	return sign(typeToken, "", c.Issuer, tokenClaims{
		Subject: c.Address,
		Issuer:  c.Issuer,
		Issued:  c.Signed.Unix(),
		Expires: c.Until.Unix(),
		TTL:     int64(ttl / time.Second),
		List:    tokenList{Bits: tokenBits, List: encoded},
	}, s)
}

func sign(typ, content, issuer string, payload any, s Signer) (string, error) {
	key := s.PublicKey()
	message, err := messageOf(jwtHeader{
		Algorithm: key.Algorithm(),
		KeyID:     issuer + "#" + key.Thumbprint(),
		Type:      typ,
		Content:   content,
	}, payload)
	if err != nil {
		return "", err
	}
	signature, err := s.Sign([]byte(message))
	if err != nil {
		return "", fmt.Errorf("sign status list: %w", err)
	}
	if err := key.Verify([]byte(message), signature); err != nil {
		return "", fmt.Errorf("sign status list: %w", err)
	}
	return message + "." + signature.String(), nil
}

// messageOf returns the JWS signing input (RFC 7515 §5.1).
func messageOf(header jwtHeader, payload any) (string, error) {
	head, err := json.Marshal(header)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body), nil
}

// maxSigned bounds a signed list, whichever form it has.
const maxSigned = maxEncodedToken*4/3 + 16<<10

// ReadBitstring reads a signed bitstring and returns it if it is the expected
// one, signed by the expected service, and holds at the moment. Otherwise it
// returns ErrMalformed, ErrOther, ErrSigner or ErrStale.
func ReadBitstring(text string, want Expected) (*List, error) {
	var c bitstringCredential
	if err := open(text, typeCredential, want, &c); err != nil {
		return nil, err
	}
	switch {
	case len(c.Context) == 0 || c.Context[0] != contextVC || !hasAll(c.Type, typeBaseVC, typeBitstringVC),
		c.Subject.Type != typeBitstringList, c.ValidFrom.IsZero(), c.ValidUntil.IsZero():
		return nil, fmt.Errorf("%w: not a bitstring status list credential", ErrMalformed)
	case c.Issuer != want.Issuer:
		return nil, ErrSigner
	case c.ID != want.Address || c.Subject.Purpose != want.Purpose:
		return nil, ErrOther
	case want.At.Before(c.ValidFrom) || !want.At.Before(c.ValidUntil):
		return nil, ErrStale
	}
	return Decode(c.Subject.List)
}

// ReadToken reads a Status List Token likewise.
func ReadToken(text string, want Expected) (*TokenList, error) {
	var c tokenClaims
	if err := open(text, typeToken, want, &c); err != nil {
		return nil, err
	}
	at := want.At.Unix()
	switch {
	case c.List.Bits != tokenBits || c.Issued == 0 || c.Expires == 0:
		return nil, fmt.Errorf("%w: not a status list token of two bits", ErrMalformed)
	case c.Issuer != want.Issuer:
		return nil, ErrSigner
	case c.Subject != want.Address:
		return nil, ErrOther
	case at < c.Issued || at >= c.Expires:
		return nil, ErrStale
	}
	return DecodeTokenList(c.List.List)
}

func hasAll(all []string, wanted ...string) bool {
	found := map[string]bool{}
	for _, one := range all {
		found[one] = true
	}
	for _, one := range wanted {
		if !found[one] {
			return false
		}
	}
	return true
}

// open checks the signature and only then reads the payload. The key decides the
// algorithm; a header that names another, another key or an extension is refused.
func open(text, typ string, want Expected, payload any) error {
	if len(text) > maxSigned {
		return fmt.Errorf("%w: longer than any list", ErrMalformed)
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return fmt.Errorf("%w: not a compact JWS", ErrMalformed)
	}
	head, err := decodeBase64(parts[0], maxSigned)
	if err != nil {
		return err
	}
	body, err := decodeBase64(parts[1], maxSigned)
	if err != nil {
		return err
	}
	var h jwtHeader
	if err := json.Unmarshal(head, &h); err != nil || h.Type != typ || len(h.Critical) > 0 {
		return fmt.Errorf("%w: header", ErrMalformed)
	}
	signature, err := ledger.ParseSignature(parts[2])
	if err != nil || h.Algorithm != want.Key.Algorithm() || h.KeyID != want.Issuer+"#"+want.Key.Thumbprint() ||
		want.Key.Verify([]byte(parts[0]+"."+parts[1]), signature) != nil {
		return ErrSigner
	}
	if err := json.Unmarshal(body, payload); err != nil {
		return fmt.Errorf("%w: payload", ErrMalformed)
	}
	return nil
}

package ledger

import "time"

// MaxVoids is how many sequence numbers an issuer may void in a calendar year
// in Vietnam.
const MaxVoids = 100

// Void is what an issuer signs to give up the batch that it sealed with this
// sequence number: it takes the number, so that no anchor ever can.
type Void struct {
	Type     string `json:"type"`     // TypeVoid
	Ledger   Digest `json:"ledger"`   // as in Anchor
	Issuer   string `json:"issuer"`   // issuer code
	Sequence uint64 `json:"sequence"` // the next one of the issuer
	Previous Digest `json:"previous"` // as in Anchor
	Key      string `json:"key"`      // thumbprint of the signing key
}

// Validate returns ErrStatement, with the member at fault, unless v is well formed.
func (v Void) Validate() error {
	switch {
	case v.Type != TypeVoid:
		return member("type")
	case ValidateIssuerCode(v.Issuer) != nil:
		return member("issuer")
	case v.Sequence == 0 || v.Sequence > maxInteger:
		return member("sequence")
	case (v.Sequence == 1) != v.Previous.IsZero():
		return member("previous")
	case !ValidThumbprint(v.Key):
		return member("key")
	}
	return nil
}

// VoidRecord is the world state's record of a void sequence number.
type VoidRecord struct {
	Void      Void      `json:"void"`
	Signature Signature `json:"signature"`
	Time      time.Time `json:"time"` // ledger time
	TxID      string    `json:"txId"`
}

// VoidCount is the world state's count of an issuer's void numbers in one
// calendar year in Vietnam.
type VoidCount struct {
	Count uint64 `json:"count"`
}

package ledger

import (
	"crypto/ecdsa"
	"crypto/x509"
	"fmt"
)

// TypeChannelAgreement is the type member of what an organisation signs when it
// agrees to a ledger.
const TypeChannelAgreement = "sogoc/channel-agreement/v1"

// Agreement is an organisation's signature on a trust file: it agrees that the
// ledger begins with this genesis block, and who may accredit issuers on it. It
// says nothing of the keys of verifier services, which are for each reader to add.
type Agreement struct {
	Organisation string    `json:"organisation"` // its MSP
	Certificate  []byte    `json:"certificate"`  // of its administrator, X.509 in DER
	Signature    Signature `json:"signature"`    // by the certificate's key, over the canonical ChannelAgreement
}

// ChannelAgreement is what an organisation signs when it agrees to a ledger.
type ChannelAgreement struct {
	Type         string   `json:"type"`   // TypeChannelAgreement
	Ledger       Digest   `json:"ledger"` // header hash of the genesis block
	Channel      string   `json:"channel"`
	Chaincode    string   `json:"chaincode"`
	Accreditors  []string `json:"accreditors"`  // MSPs, in the trust file's order
	Organisation string   `json:"organisation"` // MSP of the organisation that agrees
}

// Validate returns ErrStatement for an agreement to nothing.
func (a ChannelAgreement) Validate() error {
	if a.Type != TypeChannelAgreement {
		return member("type")
	}
	if a.Ledger.IsZero() || a.Channel == "" || a.Chaincode == "" || len(a.Accreditors) == 0 || a.Organisation == "" {
		return member("agreement")
	}
	return nil
}

// agreement returns what an organisation signs to agree to this trust file.
func (t Trust) agreement(organisation string) ChannelAgreement {
	return ChannelAgreement{
		Type:         TypeChannelAgreement,
		Ledger:       t.Genesis,
		Channel:      t.Channel,
		Chaincode:    t.Chaincode,
		Accreditors:  t.Accreditors,
		Organisation: organisation,
	}
}

// Agree makes an organisation's agreement to the trust file. The certificate is
// its administrator's in DER, and sign has the certificate's key.
func (t Trust) Agree(organisation string, certificate []byte, sign Sign) (Agreement, error) {
	a := Agreement{Organisation: organisation, Certificate: certificate}
	statement := t.agreement(organisation)
	if err := statement.Validate(); err != nil {
		return a, err
	}
	signature, err := sign(mustCanonical(statement))
	if err != nil {
		return a, fmt.Errorf("agreement of %s: %w", organisation, err)
	}
	a.Signature = signature
	return a, t.verify(a)
}

// verify returns ErrSignature or ErrKey unless the agreement's own certificate signed
// it. Whose certificate that is, only the genesis block tells.
func (t Trust) verify(a Agreement) error {
	certificate, err := x509.ParseCertificate(a.Certificate)
	if err != nil {
		return fmt.Errorf("agreement of %s: its certificate is none: %w", a.Organisation, err)
	}
	public, isECDSA := certificate.PublicKey.(*ecdsa.PublicKey)
	if !isECDSA {
		return fmt.Errorf("agreement of %s: its certificate's key: %w", a.Organisation, ErrKey)
	}
	key, err := NewPublicKey(public)
	if err == nil {
		err = key.Verify(mustCanonical(t.agreement(a.Organisation)), a.Signature)
	}
	if err != nil {
		return fmt.Errorf("agreement of %s to this genesis block, channel, chaincode and accreditors: %w",
			a.Organisation, err)
	}
	return nil
}

// verifyAgreements verifies all agreements, of which one organisation has one.
func (t Trust) verifyAgreements() error {
	seen := map[string]bool{}
	for _, a := range t.Agreements {
		if seen[a.Organisation] {
			return fmt.Errorf("%s agrees twice", a.Organisation)
		}
		seen[a.Organisation] = true
		if err := t.verify(a); err != nil {
			return err
		}
	}
	return nil
}

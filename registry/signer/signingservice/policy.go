package signingservice

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/go-json-experiment/json"

	"sogoc/registry/signer/remote"
	"sogoc/registry/signer/signinginput"
	"sogoc/verifier/ledger"
)

// ErrPolicy is returned for a policy that cannot be.
var ErrPolicy = errors.New("policy")

// Policy says who may have what signed. The keys' owner writes it, on the host where
// the keys are; no client can change it.
type Policy struct {
	// Ledger is the hash of the genesis block: statements for another are refused.
	Ledger ledger.Digest `json:"ledger"`
	// Host is the public host that credentials name, as in the register's
	// SOGOC_PUBLIC_URL: credentials of another are refused.
	Host    string   `json:"host"`
	Clients []Client `json:"clients"`
	Issuers []Issuer `json:"issuers"`
}

// Client is a register's process, known by its certificate.
type Client struct {
	Name string `json:"name"` // as the journal calls it
	// Fingerprints are of the client's certificate; two while it is replaced.
	Fingerprints []remote.Fingerprint `json:"fingerprints"`
	Issuers      []string             `json:"issuers"` // issuer codes
}

// Issuer is a school whose keys are here.
type Issuer struct {
	Code string `json:"code"`
	// KeepsRegistersOf are closed issuers whose last successor it is: it changes
	// the status of what they issued.
	KeepsRegistersOf []string `json:"keepsRegistersOf"`
	PerDay           PerDay   `json:"perDay"`
}

// PerDay bounds what is signed in one day in Vietnam, for all clients together. What a
// school needs on its busiest day is enough; what is above it waits for the next day,
// or for its owner. A batch is signed whole: Credentials below the longest list that
// is approved at once means that this list is never signed.
type PerDay struct {
	Credentials int `json:"credentials"`
	Anchors     int `json:"anchors"`
	Voids       int `json:"voids"`
	Statuses    int `json:"statuses"`
}

// limit returns the bound of one kind of document. A credential is signed in two
// forms, so both have the same bound.
func (p PerDay) limit(kind signinginput.Kind) int {
	switch kind {
	case signinginput.Credential, signinginput.QRToken:
		return p.Credentials
	case signinginput.Anchor:
		return p.Anchors
	case signinginput.Void:
		return p.Voids
	case signinginput.Status:
		return p.Statuses
	}
	return 0
}

// ReadPolicy reads a policy file. It returns ErrPolicy, naming the file and what is
// wrong in it.
func ReadPolicy(file string) (Policy, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Policy{}, err
	}
	p, err := ParsePolicy(text)
	if err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

// ParsePolicy reads a policy and validates it.
func ParsePolicy(text []byte) (Policy, error) {
	var p Policy
	if err := json.Unmarshal(text, &p, json.RejectUnknownMembers(true)); err != nil {
		return p, fmt.Errorf("%w: %w", ErrPolicy, err)
	}
	return p, p.validate()
}

func (p Policy) validate() error {
	if p.Ledger.IsZero() || p.Host == "" {
		return fmt.Errorf("%w: ledger and host are required", ErrPolicy)
	}
	if len(p.Clients) == 0 || len(p.Issuers) == 0 {
		return fmt.Errorf("%w: clients and issuers are required", ErrPolicy)
	}
	for i, issuer := range p.Issuers {
		if err := issuer.validate(); err != nil {
			return err
		}
		if slices.ContainsFunc(p.Issuers[:i], func(o Issuer) bool { return o.Code == issuer.Code }) {
			return fmt.Errorf("%w: issuer %s stands there twice", ErrPolicy, issuer.Code)
		}
	}
	known := map[remote.Fingerprint]string{}
	for i, client := range p.Clients {
		if err := p.validateClient(client); err != nil {
			return err
		}
		if slices.ContainsFunc(p.Clients[:i], func(o Client) bool { return o.Name == client.Name }) {
			return fmt.Errorf("%w: client %s stands there twice: grants and the journal know it by its name",
				ErrPolicy, client.Name)
		}
		for _, f := range client.Fingerprints {
			if other, is := known[f]; is {
				return fmt.Errorf("%w: one certificate for clients %s and %s", ErrPolicy, other, client.Name)
			}
			known[f] = client.Name
		}
	}
	return nil
}

func (p Policy) validateClient(c Client) error {
	switch {
	case ledger.ValidateIssuerCode(c.Name) != nil:
		return fmt.Errorf("%w: a client's name is of capitals, digits and hyphens, as REGISTRYD-1", ErrPolicy)
	case len(c.Fingerprints) == 0 || len(c.Issuers) == 0:
		return fmt.Errorf("%w: client %s: fingerprints and issuers are required", ErrPolicy, c.Name)
	}
	for _, code := range c.Issuers {
		if _, known := p.issuer(code); !known {
			return fmt.Errorf("%w: client %s: issuer %s is not among the issuers", ErrPolicy, c.Name, code)
		}
	}
	return nil
}

func (i Issuer) validate() error {
	for _, code := range append([]string{i.Code}, i.KeepsRegistersOf...) {
		if err := ledger.ValidateIssuerCode(code); err != nil {
			return fmt.Errorf("%w: issuer: %w", ErrPolicy, err)
		}
	}
	for _, kind := range signinginput.Kinds() {
		if i.PerDay.limit(kind) <= 0 {
			return fmt.Errorf("%w: issuer %s: perDay needs credentials, anchors, voids and statuses, each above 0",
				ErrPolicy, i.Code)
		}
	}
	return nil
}

func (p Policy) issuer(code string) (Issuer, bool) {
	for _, i := range p.Issuers {
		if i.Code == code {
			return i, true
		}
	}
	return Issuer{}, false
}

// client returns whose certificate it is.
func (p Policy) client(f remote.Fingerprint) (Client, bool) {
	for _, c := range p.Clients {
		if slices.Contains(c.Fingerprints, f) {
			return c, true
		}
	}
	return Client{}, false
}

// Knows reports whether a certificate is a client's.
func (p Policy) Knows(f remote.Fingerprint) bool {
	_, known := p.client(f)
	return known
}

// check returns why a document is not signed by this key of the issuer's, nil where
// it is. Whatever it says holds nothing of the document's content.
func (p Policy) check(d signinginput.Document, issuer Issuer, key ledger.PublicKey) error {
	isOwn := d.Issuer == issuer.Code
	isStatement := d.Kind != signinginput.Credential && d.Kind != signinginput.QRToken
	keeps := d.Kind == signinginput.Status && slices.Contains(issuer.KeepsRegistersOf, d.Issuer)
	switch {
	case d.Key != key.Thumbprint():
		return errors.New("it names another key")
	case !isOwn && !keeps:
		return errors.New("it is another issuer's")
	case d.Kind == signinginput.Credential && d.Host != p.Host:
		return fmt.Errorf("it is of another register than %s", p.Host)
	case !isStatement && d.Algorithm != key.Algorithm():
		return errors.New("it names another algorithm than the key has")
	case isStatement && d.Ledger != p.Ledger:
		return errors.New("it is for another ledger")
	}
	return nil
}

package signingservice

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// ErrPolicy is returned for a policy that cannot be.
var ErrPolicy = errors.New("policy")

// Policy says who may have what signed. The keys' owner writes it, on the host where
// the keys are; no client can change it.
type Policy struct {
	// Ledger is the hash of the genesis block: statements for another are refused.
	Ledger ledger.Digest `json:"ledger"`
	// Host is the public host that credentials name, as in the register's
	// SOGOC_PUBLIC_URL: credentials of another are refused. Required with issuers.
	Host      string     `json:"host"`
	Clients   []Client   `json:"clients"`
	Issuers   []Issuer   `json:"issuers"`
	Verifiers []Verifier `json:"verifiers"`

	Accreditors []Accreditor `json:"accreditors"`
}

// Client is a process of a register, a verifier service or an accreditor, known by its
// certificate.
type Client struct {
	Name string `json:"name"` // as the journal calls it
	// Fingerprints are of the client's certificate; two while it is replaced.
	Fingerprints []remotesigner.Fingerprint `json:"fingerprints"`
	Issuers      []string                   `json:"issuers"`   // issuer codes
	Verifiers    []string                   `json:"verifiers"` // names of verifier services
	Accreditors  []string                   `json:"accreditors"`
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
	switch {
	case p.Ledger.IsZero():
		return fmt.Errorf("%w: ledger is required", ErrPolicy)
	case p.Host == "" && len(p.Issuers) > 0:
		return fmt.Errorf("%w: host is required with issuers", ErrPolicy)
	case len(p.Clients) == 0 || len(p.Issuers)+len(p.Verifiers)+len(p.Accreditors) == 0:
		return fmt.Errorf("%w: clients are required, and issuers, verifiers or accreditors", ErrPolicy)
	}
	if err := p.validateOwners(); err != nil {
		return err
	}
	known := map[remotesigner.Fingerprint]string{}
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

func (p Policy) validateOwners() error {
	names := map[string]bool{}
	once := func(name string) error {
		if names[name] {
			return fmt.Errorf("%w: %s stands there twice", ErrPolicy, name)
		}
		names[name] = true
		return nil
	}
	for _, i := range p.Issuers {
		if err := errors.Join(i.validate(), once(i.Code)); err != nil {
			return err
		}
	}
	for _, v := range p.Verifiers {
		if err := errors.Join(v.validate(), once(v.Name)); err != nil {
			return err
		}
	}
	for _, a := range p.Accreditors {
		if err := errors.Join(a.validate(), once(a.Name)); err != nil {
			return err
		}
	}
	return nil
}

func (p Policy) validateClient(c Client) error {
	switch {
	case ledger.ValidateIssuerCode(c.Name) != nil:
		return fmt.Errorf("%w: a client's name is of capitals, digits and hyphens, as REGISTRYD-1", ErrPolicy)
	case len(c.Fingerprints) == 0 || len(c.Issuers)+len(c.Verifiers)+len(c.Accreditors) == 0:
		return fmt.Errorf("%w: client %s: fingerprints are required, and issuers, verifiers or accreditors",
			ErrPolicy, c.Name)
	}
	for _, code := range c.Issuers {
		if _, known := p.issuer(code); !known {
			return fmt.Errorf("%w: client %s: issuer %s is not among the issuers", ErrPolicy, c.Name, code)
		}
	}
	for _, name := range c.Verifiers {
		if _, known := p.verifier(name); !known {
			return fmt.Errorf("%w: client %s: verifier %s is not among the verifiers", ErrPolicy, c.Name, name)
		}
	}
	for _, name := range c.Accreditors {
		if _, known := p.accreditor(name); !known {
			return fmt.Errorf("%w: client %s: accreditor %s is not among the accreditors", ErrPolicy, c.Name, name)
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

func (p Policy) verifier(name string) (Verifier, bool) {
	for _, v := range p.Verifiers {
		if v.Name == name {
			return v, true
		}
	}
	return Verifier{}, false
}

func (p Policy) accreditor(name string) (Accreditor, bool) {
	for _, a := range p.Accreditors {
		if a.Name == name {
			return a, true
		}
	}
	return Accreditor{}, false
}

// ownerFor returns whose keys a client asks for, if it may.
func (p Policy) ownerFor(c Client, name string) (Owner, bool) {
	if i, known := p.issuer(name); known && slices.Contains(c.Issuers, name) {
		return i, true
	}
	if v, known := p.verifier(name); known && slices.Contains(c.Verifiers, name) {
		return v, true
	}
	if a, known := p.accreditor(name); known && slices.Contains(c.Accreditors, name) {
		return a, true
	}
	return nil, false
}

// client returns whose certificate it is.
func (p Policy) client(f remotesigner.Fingerprint) (Client, bool) {
	for _, c := range p.Clients {
		if slices.Contains(c.Fingerprints, f) {
			return c, true
		}
	}
	return Client{}, false
}

// ClientNames returns the clients' names, in the policy's order.
func (p Policy) ClientNames() []string {
	names := make([]string, len(p.Clients))
	for i, c := range p.Clients {
		names[i] = c.Name
	}
	return names
}

// clientNamed returns the client of a name.
func (p Policy) clientNamed(name string) (Client, bool) {
	for _, c := range p.Clients {
		if c.Name == name {
			return c, true
		}
	}
	return Client{}, false
}

// Knows reports whether a certificate is a client's.
func (p Policy) Knows(f remotesigner.Fingerprint) bool {
	_, known := p.client(f)
	return known
}

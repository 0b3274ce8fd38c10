package network

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"

	"sogoc/verifier/ledger"
)

// Description says in words what a candidate is: all that its genesis block holds,
// read from the block, and not what the program meant to put into it.
type Description struct {
	Ledger      ledger.Digest       `json:"ledger"` // genesis block's header hash
	Channel     string              `json:"channel"`
	Chaincode   string              `json:"chaincode"`
	Accreditors []string            `json:"accreditors"` // MSPs
	Members     []MemberDescription `json:"members"`
	Settings    []Setting           `json:"settings"` // of the genesis block, by place
}

// MemberDescription is what people compare of a member file.
type MemberDescription struct {
	Name        string           `json:"name"`
	Fingerprint ledger.Digest    `json:"fingerprint"` // of the member file
	Made        time.Time        `json:"made"`        // when, as it says; the ledger begins with the latest of the four
	Orderer     string           `json:"orderer"`
	Peer        string           `json:"peer"`
	Ends        []CertificateEnd `json:"ends"`
}

// CertificateEnd says until when a certificate of a member is good.
type CertificateEnd struct {
	Certificate string    `json:"certificate"`
	Until       time.Time `json:"until"`
}

// Describe reads a candidate. It fails for a genesis block that cannot be read.
func (c Candidate) Describe() (Description, error) {
	genesis, err := c.Hash()
	if err != nil {
		return Description{}, err
	}
	trust := trustOf(genesis)
	described := Description{
		Ledger:      genesis,
		Channel:     trust.Channel,
		Chaincode:   trust.Chaincode,
		Accreditors: trust.Accreditors,
	}
	for _, m := range c.Members {
		member, err := m.describe()
		if err != nil {
			return described, err
		}
		described.Members = append(described.Members, member)
	}
	block := &common.Block{}
	if err := unmarshal(c.Genesis, block); err != nil {
		return described, err
	}
	config, err := configIn(block)
	if err != nil {
		return described, err
	}
	described.Settings, err = describeGroup("Channel", config.GetConfig().GetChannelGroup())
	return described, err
}

func (m SignedMember) describe() (MemberDescription, error) {
	fingerprint, err := m.Fingerprint()
	described := MemberDescription{
		Name:        m.Member.Name,
		Fingerprint: fingerprint,
		Made:        m.Member.Created,
		Orderer:     m.Member.Orderer,
		Peer:        m.Member.Peer,
	}
	if err != nil {
		return described, err
	}
	for _, one := range []struct{ name, text string }{
		{"authority of members", m.Member.Certificates.Members},
		{"authority of orderers", m.Member.Certificates.Orderers},
		{"authority of TLS", m.Member.Certificates.TLS},
		{"orderer", m.Member.Certificates.Orderer},
		{"orderer's TLS", m.Member.Certificates.OrdererTLS},
		{"administrator", m.Member.Certificates.Administrator},
	} {
		certificate, err := parseOneCertificate(one.text)
		if err != nil {
			return described, err
		}
		described.Ends = append(described.Ends, CertificateEnd{one.name, certificate.NotAfter.UTC()})
	}
	return described, nil
}

// Write writes the description for people.
func (d Description) Write(w io.Writer) {
	fmt.Fprintf(w, "Ledger %s\nchannel %s, chaincode %s\nmay accredit schools: %s\n", d.Ledger, d.Channel,
		d.Chaincode, join(d.Accreditors))
	for _, m := range d.Members {
		fmt.Fprintf(w, "\n%s: orderer at %s, peer at %s\n  its member file: made %s, fingerprint %s\n", m.Name, m.Orderer,
			m.Peer, m.Made.Format(time.RFC3339), m.Fingerprint)
		for _, end := range m.Ends {
			fmt.Fprintf(w, "  certificate of %s: until %s\n", end.Certificate, end.Until.Format(time.DateOnly))
		}
	}
	WriteSettings(w, d.Settings)
}

// describeGroup says what a group of a configuration and the groups in it hold.
func describeGroup(place string, group *common.ConfigGroup) ([]Setting, error) {
	settings := []Setting{{Place: place, Name: thisGroup, Group: true, Words: "its list of values, policies and groups",
		Changes: changedBy(place, group.GetModPolicy())}}
	elements := elementsOf(group)
	for _, key := range sortedElements(group) {
		s, err := elements[key].inWords(place, key)
		if err != nil {
			return nil, err
		}
		settings = append(settings, s)
	}
	for _, name := range sortedKeys(group.GetGroups()) {
		inner, err := describeGroup(place+"/"+name, group.Groups[name])
		if err != nil {
			return nil, err
		}
		settings = append(settings, inner...)
	}
	return settings, nil
}

// elementKey names a value or a policy within its group: one of each may have one name.
type elementKey struct {
	policy bool
	name   string
}

// element is a value or a policy of a group.
type element struct {
	version   uint64
	modPolicy string
	raw       []byte // what it says, encoded
	words     func() (string, error)
}

func elementsOf(group *common.ConfigGroup) map[elementKey]element {
	elements := map[elementKey]element{}
	for name, v := range group.GetValues() {
		words := func() (string, error) { return valueInWords(name, v.GetValue()) }
		elements[elementKey{false, name}] = element{v.GetVersion(), v.GetModPolicy(), v.GetValue(), words}
	}
	for name, p := range group.GetPolicies() {
		words := func() (string, error) { return policyInWords(p.GetPolicy()) }
		elements[elementKey{true, name}] = element{p.GetVersion(), p.GetModPolicy(), p.GetPolicy().GetValue(), words}
	}
	return elements
}

// sortedElements returns a group's values by name, and then its policies by name.
func sortedElements(group *common.ConfigGroup) []elementKey {
	keys := []elementKey{}
	for _, name := range sortedKeys(group.GetValues()) {
		keys = append(keys, elementKey{false, name})
	}
	for _, name := range sortedKeys(group.GetPolicies()) {
		keys = append(keys, elementKey{true, name})
	}
	return keys
}

func (e element) inWords(place string, key elementKey) (Setting, error) {
	words, err := e.words()
	if err != nil {
		return Setting{}, fmt.Errorf("%s/%s: %w", place, key.name, err)
	}
	return Setting{
		Place:   place,
		Name:    key.name,
		Policy:  key.policy,
		Words:   words,
		Changes: changedBy(place, e.modPolicy),
	}, nil
}

// changedBy says whose policy changes something in a place. A name without a slash in
// front is that of a policy of the place itself; a place of one organisation has its own.
func changedBy(place, policy string) string {
	switch {
	case policy == "":
		return "nobody"
	case strings.HasPrefix(policy, "/"):
		return plain(strings.TrimPrefix(policy, "/"))
	}
	whose := plain(place + "/" + policy)
	if strings.Count(place, "/") == 2 { // Channel/Application/MinistryMSP
		whose += ", a policy of this organisation's own"
	}
	return whose
}

func sortedKeys[V any](m map[string]V) []string {
	names := []string{}
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// inList joins words with commas.
func inList(words []string) string { return strings.Join(words, ", ") }

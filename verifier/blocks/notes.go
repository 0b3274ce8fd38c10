package blocks

import (
	"fmt"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
)

// oddity is something about a configuration that stops nobody.
type oddity struct{ organisation, text string }

// notes returns what is odd in a configuration and was not in the one before.
func (c *Config) notes(block uint64, before *Config) []Note {
	var known []oddity
	if before != nil {
		known = before.oddities()
	}
	var notes []Note
	for _, o := range c.oddities() {
		if !slices.Contains(known, o) {
			notes = append(notes, Note{Block: block, Organisations: []string{o.organisation}, Text: o.text})
		}
	}
	return notes
}

// oddities returns what single organisations made of their part of the configuration.
func (c *Config) oddities() []oddity {
	var all []oddity
	for _, by := range c.consenters {
		if by.invalid != nil {
			all = append(all, oddity{by.msp, fmt.Sprintf("orderer %d signs nothing: %v", by.id, by.invalid)})
		}
	}
	for id, o := range c.organisations {
		if o.unjudged != nil {
			all = append(all, oddity{id, "its members are not judged here: " + o.unjudged.Error()})
		}
		if o.unsigned {
			all = append(all, oddity{id, "none of its signatures verifies: it names a hash that nobody knows"})
		}
		if slices.ContainsFunc(o.revocations, func(r revocationList) bool { return r.unnamed }) {
			all = append(all, oddity{id, "none of its members is in force: a revocation list names no authority"})
		}
	}
	for name, group := range c.root.GetGroups()[groupApplication].GetGroups() {
		if text := c.consent(name, group); text != "" {
			all = append(all, oddity{mspName(group), text})
		}
	}
	slices.SortFunc(all, func(a, b oddity) int {
		return slices.Compare([]string{a.organisation, a.text}, []string{b.organisation, b.text})
	})
	return all
}

// consentGivenAway returns the application organisations whose own Endorsement
// policy asks for no signature of theirs, sorted.
func (c *Config) consentGivenAway() []string {
	var all []string
	for name, group := range c.root.GetGroups()[groupApplication].GetGroups() {
		if p, exists := c.find("/Channel/" + groupApplication + "/" + name + "/Endorsement"); exists &&
			p.satisfied(nil, true) {
			all = append(all, mspName(group))
		}
	}
	slices.Sort(all)
	return all
}

// consent says how an organisation bent its own Endorsement policy; "" where
// its own peers' signature is what it asks for.
func (c *Config) consent(name string, group *common.ConfigGroup) string {
	entry, exists := group.GetPolicies()["Endorsement"]
	if !exists {
		return "it endorses nothing: it has no Endorsement policy"
	}
	if entry.GetPolicy().GetType() != int32(common.Policy_SIGNATURE) {
		return "its Endorsement policy is no signature policy of its own"
	}
	p, _ := c.find("/Channel/" + groupApplication + "/" + name + "/Endorsement")
	s, compiled := p.(signaturePolicy)
	if !compiled {
		return "its Endorsement policy is not judged here"
	}
	own := mspName(group)
	others := slices.DeleteFunc(slices.Clone(c.application), func(id string) bool { return id == own })
	switch {
	case s.reachable(s.rule, others):
		return "it gave its consent away: its Endorsement policy asks for no signature of its own"
	case !s.reachable(s.rule, []string{own}):
		return "its Endorsement policy asks for more than its own signature"
	case !s.asksForPeers():
		return "its Endorsement policy takes signatures of others than its peers"
	}
	return ""
}

// asksForPeers reports whether every principal of a policy is a peer's role.
func (s signaturePolicy) asksForPeers() bool {
	for _, p := range s.principals {
		if len(p.parts) != 1 || !isRole(p.parts[0], mspb.MSPRole_PEER) {
			return false
		}
	}
	return true
}

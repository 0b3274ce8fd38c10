package blocks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// Policies of the channel's configuration that blocks are judged by.
const (
	policyLifecycle       = "/Channel/Application/LifecycleEndorsement"
	policyBlockValidation = "/Channel/Orderer/BlockValidation"
)

// policy is a compiled signature or implicit-meta policy.
type policy interface {
	// satisfied reports whether these identities, each of which signed, are enough.
	satisfied(signers []*identity) bool
	// reachable reports whether these organisations together could satisfy
	// the policy, with whatever certificates they make.
	reachable(organisations []string) bool
}

type policyGroup struct {
	policies map[string]policy
	groups   map[string]*policyGroup
}

// nobody is a policy that is named and does not exist.
type nobody struct{}

func (nobody) satisfied([]*identity) bool { return false }
func (nobody) reachable([]string) bool    { return false }

func compileGroup(group *common.ConfigGroup) (*policyGroup, error) {
	g := &policyGroup{policies: map[string]policy{}, groups: map[string]*policyGroup{}}
	for name, child := range group.GetGroups() {
		compiled, err := compileGroup(child)
		if err != nil {
			return nil, fmt.Errorf("%.64s: %w", name, err)
		}
		g.groups[name] = compiled
	}
	for name, entry := range group.GetPolicies() {
		compiled, err := g.compile(entry.GetPolicy())
		if err != nil {
			return nil, fmt.Errorf("policy %.64s: %w", name, err)
		}
		g.policies[name] = compiled
	}
	return g, nil
}

func (g *policyGroup) compile(p *common.Policy) (policy, error) {
	switch p.GetType() {
	case int32(common.Policy_SIGNATURE):
		envelope := &common.SignaturePolicyEnvelope{}
		if err := proto.Unmarshal(p.GetValue(), envelope); err != nil {
			return nil, err
		}
		return compileSignature(envelope)
	case int32(common.Policy_IMPLICIT_META):
		meta := &common.ImplicitMetaPolicy{}
		if err := proto.Unmarshal(p.GetValue(), meta); err != nil {
			return nil, err
		}
		return g.compileMeta(meta)
	}
	return nil, fmt.Errorf("type %d is not judged here", p.GetType())
}

// find returns the policy at an absolute path ("/Channel/Application/Writers").
func (c *Config) find(path string) (policy, bool) {
	parts := strings.Split(path, "/")
	if len(parts) < 3 || parts[0] != "" || parts[1] != "Channel" {
		return nobody{}, false
	}
	group := c.policies
	for _, name := range parts[2 : len(parts)-1] {
		if group = group.groups[name]; group == nil {
			return nobody{}, false
		}
	}
	p, ok := group.policies[parts[len(parts)-1]]
	if !ok {
		return nobody{}, false
	}
	return p, true
}

// metaPolicy asks for a number of the child groups' policies of one name.
type metaPolicy struct {
	threshold int
	children  []policy
}

func (g *policyGroup) compileMeta(meta *common.ImplicitMetaPolicy) (policy, error) {
	m := metaPolicy{}
	for _, child := range g.groups {
		if p, ok := child.policies[meta.GetSubPolicy()]; ok {
			m.children = append(m.children, p)
		} else {
			m.children = append(m.children, nobody{})
		}
	}
	switch meta.GetRule() {
	case common.ImplicitMetaPolicy_ANY:
		m.threshold = min(1, len(m.children))
	case common.ImplicitMetaPolicy_ALL:
		m.threshold = len(m.children)
	case common.ImplicitMetaPolicy_MAJORITY:
		m.threshold = len(m.children)/2 + 1
		if len(m.children) == 0 {
			m.threshold = 0
		}
	default:
		return nil, fmt.Errorf("rule %d is unknown", meta.GetRule())
	}
	return m, nil
}

func (m metaPolicy) satisfied(signers []*identity) bool {
	return m.count(func(p policy) bool { return p.satisfied(signers) }) >= m.threshold
}

func (m metaPolicy) reachable(organisations []string) bool {
	return m.count(func(p policy) bool { return p.reachable(organisations) }) >= m.threshold
}

func (m metaPolicy) count(good func(policy) bool) int {
	n := 0
	for _, child := range m.children {
		if good(child) {
			n++
		}
	}
	return n
}

// signaturePolicy is a tree of "n out of" over principals.
type signaturePolicy struct {
	rule       *common.SignaturePolicy
	principals []principal
}

func compileSignature(envelope *common.SignaturePolicyEnvelope) (policy, error) {
	if envelope.GetVersion() != 0 {
		return nil, fmt.Errorf("signature policy of version %d is not judged here", envelope.GetVersion())
	}
	s := signaturePolicy{rule: envelope.GetRule()}
	for _, p := range envelope.GetIdentities() {
		s.principals = append(s.principals, newPrincipal(p))
	}
	return s, s.check(s.rule, 0)
}

func (s signaturePolicy) check(rule *common.SignaturePolicy, depth int) error {
	if depth > 32 {
		return errors.New("signature policy is nested too deeply")
	}
	switch t := rule.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		if t.SignedBy < 0 || int(t.SignedBy) >= len(s.principals) {
			return errors.New("signature policy names a principal that it does not list")
		}
	case *common.SignaturePolicy_NOutOf_:
		for _, child := range t.NOutOf.GetRules() {
			if err := s.check(child, depth+1); err != nil {
				return err
			}
		}
	default:
		return errors.New("signature policy is empty")
	}
	return nil
}

func (s signaturePolicy) satisfied(signers []*identity) bool {
	return s.evaluate(s.rule, signers, make([]bool, len(signers)))
}

// evaluate follows Fabric's greedy rule: each signer is used once, the first
// that fits, and a rule that fails gives back what it used.
func (s signaturePolicy) evaluate(rule *common.SignaturePolicy, signers []*identity, used []bool) bool {
	switch t := rule.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		for i, signer := range signers {
			if !used[i] && s.principals[t.SignedBy].fits(signer) {
				used[i] = true
				return true
			}
		}
	case *common.SignaturePolicy_NOutOf_:
		verified := int32(0)
		for _, child := range t.NOutOf.GetRules() {
			trial := slices.Clone(used)
			if s.evaluate(child, signers, trial) {
				verified++
				copy(used, trial)
			}
		}
		return verified >= t.NOutOf.GetN()
	}
	return false
}

func (s signaturePolicy) reachable(organisations []string) bool {
	return s.reach(s.rule, organisations)
}

func (s signaturePolicy) reach(rule *common.SignaturePolicy, organisations []string) bool {
	switch t := rule.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		p := s.principals[t.SignedBy]
		return p.unknown || slices.Contains(organisations, p.msp)
	case *common.SignaturePolicy_NOutOf_:
		n := int32(0)
		for _, child := range t.NOutOf.GetRules() {
			if s.reach(child, organisations) {
				n++
			}
		}
		return n >= t.NOutOf.GetN()
	}
	return false
}

// principal says who may sign at one place of a signature policy.
type principal struct {
	msp     string
	role    mspb.MSPRole_MSPRoleType
	one     bool   // an identity principal: the certificate is exact
	exact   []byte // PEM
	unknown bool   // of a kind that is not judged here: nobody fits, and anybody might
}

func newPrincipal(p *mspb.MSPPrincipal) principal {
	switch p.GetPrincipalClassification() {
	case mspb.MSPPrincipal_ROLE:
		role := &mspb.MSPRole{}
		if proto.Unmarshal(p.GetPrincipal(), role) == nil {
			return principal{msp: role.GetMspIdentifier(), role: role.GetRole()}
		}
	case mspb.MSPPrincipal_IDENTITY:
		sid := &mspb.SerializedIdentity{}
		if proto.Unmarshal(p.GetPrincipal(), sid) == nil {
			return principal{msp: sid.GetMspid(), one: true, exact: sid.GetIdBytes()}
		}
	}
	return principal{unknown: true}
}

func (p principal) fits(id *identity) bool {
	if p.unknown || p.msp != id.organisation.id {
		return false
	}
	if !p.one {
		return id.hasRole(p.role)
	}
	certificate, err := parseCertificate(p.exact)
	if err != nil {
		return false
	}
	return id.invalid == nil && (&identity{organisation: id.organisation, certificate: certificate}).same(id)
}

package blocks

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// Paths of policies in the channel's configuration.
const (
	policyLifecycle   = "/Channel/Application/LifecycleEndorsement"
	policyEndorsement = "/Channel/Application/Endorsement"
)

// policy is a compiled signature or implicit-meta policy. An organisation
// changes its own policies alone, so that none of them is an error of a block.
type policy interface {
	// satisfied reports whether these identities, each of which signed, are
	// enough. Lenient, it takes what cannot be judged here for good.
	satisfied(signers []*identity, lenient bool) bool
}

// decision is what signers come to under a policy.
type decision int

const (
	notSatisfied decision = iota
	satisfied
	undecided // it depends on what cannot be judged here
)

// decide evaluates a policy with the signers that are judged, and then with all.
func decide(p policy, signers []*identity) decision {
	judged := slices.DeleteFunc(slices.Clone(signers), (*identity).unjudged)
	if p.satisfied(judged, false) {
		return satisfied
	}
	if p.satisfied(signers, true) {
		return undecided
	}
	return notSatisfied
}

type policyGroup struct {
	policies map[string]policy
	groups   map[string]*policyGroup
}

// rejectAll is a policy that is named and does not exist.
type rejectAll struct{}

func (rejectAll) satisfied([]*identity, bool) bool { return false }

// unjudgedPolicy is one that Fabric 3.1 would not compile.
type unjudgedPolicy struct{ err error }

func (unjudgedPolicy) satisfied(_ []*identity, lenient bool) bool { return lenient }

func compileGroup(group *common.ConfigGroup) *policyGroup {
	g := &policyGroup{policies: map[string]policy{}, groups: map[string]*policyGroup{}}
	for name, child := range group.GetGroups() {
		g.groups[name] = compileGroup(child)
	}
	for name, entry := range group.GetPolicies() {
		g.policies[name] = g.compile(entry.GetPolicy())
	}
	return g
}

// policyType returns the name of a policy's type.
func policyType(p *common.Policy) string { return common.Policy_PolicyType(p.GetType()).String() }

func (g *policyGroup) compile(p *common.Policy) policy {
	if kindOf("policy/%s", policyType(p)) == KindForeign {
		return unjudgedPolicy{fmt.Errorf("policy of type %d", p.GetType())}
	}
	if p.GetType() == int32(common.Policy_IMPLICIT_META) {
		meta := &common.ImplicitMetaPolicy{}
		if err := proto.Unmarshal(p.GetValue(), meta); err != nil {
			return unjudgedPolicy{err}
		}
		return g.compileMeta(meta)
	}
	envelope := &common.SignaturePolicyEnvelope{}
	if err := proto.Unmarshal(p.GetValue(), envelope); err != nil {
		return unjudgedPolicy{err}
	}
	return compileSignature(envelope)
}

// channelPath is how absolute paths of policies begin.
const channelPath = "/Channel"

// find returns the policy at an absolute path ("/Channel/Application/Writers").
// Like Fabric it does not look at the character after "/Channel".
func (c *Config) find(path string) (policy, bool) {
	if !strings.HasPrefix(path, channelPath) || len(path) <= len(channelPath) {
		return rejectAll{}, false
	}
	return c.policies.lookup(path[len(channelPath)+1:])
}

// lookup returns the policy at a path below a group ("Application/Writers").
func (g *policyGroup) lookup(path string) (policy, bool) {
	parts := strings.Split(path, "/")
	for _, name := range parts[:len(parts)-1] {
		if g = g.groups[name]; g == nil {
			return rejectAll{}, false
		}
	}
	if p, ok := g.policies[parts[len(parts)-1]]; ok {
		return p, true
	}
	return rejectAll{}, false
}

// metaPolicy asks for a number of the child groups' policies of one name.
type metaPolicy struct {
	threshold int
	children  []policy
}

func (g *policyGroup) compileMeta(meta *common.ImplicitMetaPolicy) policy {
	m := metaPolicy{threshold: metaThreshold(meta.GetRule(), len(g.groups))}
	for _, child := range g.groups {
		p, _ := child.lookup(meta.GetSubPolicy())
		m.children = append(m.children, p)
	}
	return m
}

// metaThreshold returns how many of n child policies a rule asks for. A group
// without children asks for nothing.
func metaThreshold(rule common.ImplicitMetaPolicy_Rule, n int) int {
	switch rule {
	case common.ImplicitMetaPolicy_ANY:
		return min(1, n)
	case common.ImplicitMetaPolicy_ALL:
		return n
	case common.ImplicitMetaPolicy_MAJORITY:
		if n > 0 {
			return n/2 + 1
		}
	}
	return 0
}

// satisfied counts as Fabric does, which stops at the threshold: where a rule
// that it does not know asks for nothing, one that is satisfied is one too many.
func (m metaPolicy) satisfied(signers []*identity, lenient bool) bool {
	n := 0
	for _, child := range m.children {
		if child.satisfied(signers, lenient) {
			n++
		}
	}
	if m.threshold == 0 && !lenient {
		return n == 0
	}
	return n >= m.threshold
}

// signaturePolicy is a tree of "n out of" over principals.
type signaturePolicy struct {
	rule       *common.SignaturePolicy
	principals []principal
}

func compileSignature(envelope *common.SignaturePolicyEnvelope) policy {
	if envelope.GetVersion() != 0 {
		return unjudgedPolicy{fmt.Errorf("signature policy of version %d", envelope.GetVersion())}
	}
	s := signaturePolicy{rule: envelope.GetRule()}
	for _, p := range envelope.GetIdentities() {
		s.principals = append(s.principals, newPrincipal(p))
	}
	if err := s.check(s.rule); err != nil {
		return unjudgedPolicy{err}
	}
	return s
}

func (s signaturePolicy) check(rule *common.SignaturePolicy) error {
	switch t := rule.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		if t.SignedBy < 0 || int(t.SignedBy) >= len(s.principals) {
			return fmt.Errorf("signature policy names principal %d of %d", t.SignedBy, len(s.principals))
		}
	case *common.SignaturePolicy_NOutOf_:
		for _, child := range t.NOutOf.GetRules() {
			if err := s.check(child); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("signature policy without a rule")
	}
	return nil
}

func (s signaturePolicy) satisfied(signers []*identity, lenient bool) bool {
	return s.evaluate(s.rule, signers, make([]bool, len(signers)), lenient)
}

// evaluate follows Fabric's greedy rule: each signer is used once, the first
// that fits, and a rule that fails gives back what it used.
func (s signaturePolicy) evaluate(
	rule *common.SignaturePolicy,
	signers []*identity,
	used []bool,
	lenient bool,
) bool {
	switch t := rule.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		for i, signer := range signers {
			if !used[i] && s.principals[t.SignedBy].fits(signer, lenient) {
				used[i] = true
				return true
			}
		}
	case *common.SignaturePolicy_NOutOf_:
		verified := int32(0)
		for _, child := range t.NOutOf.GetRules() {
			trial := slices.Clone(used)
			if s.evaluate(child, signers, trial, lenient) {
				verified++
				copy(used, trial)
			}
		}
		return verified >= t.NOutOf.GetN()
	}
	return false
}

// principal says who may sign at one place of a signature policy. It fits an
// identity that fits all of its parts.
type principal struct {
	parts []*mspb.MSPPrincipal
	none  bool // a principal that nobody fits: it does not read, or combines nothing
}

func newPrincipal(p *mspb.MSPPrincipal) principal {
	parts, ok := flattenPrincipal(p)
	return principal{parts: parts, none: !ok}
}

// flattenPrincipal takes combined principals apart.
func flattenPrincipal(p *mspb.MSPPrincipal) ([]*mspb.MSPPrincipal, bool) {
	if p.GetPrincipalClassification() != mspb.MSPPrincipal_COMBINED {
		return []*mspb.MSPPrincipal{p}, true
	}
	combined := &mspb.CombinedPrincipal{}
	if proto.Unmarshal(p.GetPrincipal(), combined) != nil || len(combined.GetPrincipals()) == 0 {
		return nil, false
	}
	var all []*mspb.MSPPrincipal
	for _, part := range combined.GetPrincipals() {
		parts, ok := flattenPrincipal(part)
		if !ok {
			return nil, false
		}
		all = append(all, parts...)
	}
	return all, true
}

func (p principal) fits(id *identity, lenient bool) bool {
	if p.none {
		return false
	}
	return !slices.ContainsFunc(p.parts, func(part *mspb.MSPPrincipal) bool { return !fitsPart(part, id, lenient) })
}

func fitsPart(p *mspb.MSPPrincipal, id *identity, lenient bool) bool {
	if id.unjudged() {
		msp, any := principalMSP(p)
		return lenient && (any || msp == id.organisation.id)
	}
	switch p.GetPrincipalClassification() {
	case mspb.MSPPrincipal_ROLE:
		role := &mspb.MSPRole{}
		return proto.Unmarshal(p.GetPrincipal(), role) == nil &&
			role.GetMspIdentifier() == id.organisation.id && id.hasRole(role.GetRole())
	case mspb.MSPPrincipal_IDENTITY:
		sid := &mspb.SerializedIdentity{}
		if proto.Unmarshal(p.GetPrincipal(), sid) != nil || sid.GetMspid() != id.organisation.id {
			return false
		}
		named, err := id.organisation.identityOf(sid.GetIdBytes())
		return err == nil && named.same(id) && named.invalid == nil
	case mspb.MSPPrincipal_ORGANIZATION_UNIT:
		unit := &mspb.OrganizationUnit{}
		return proto.Unmarshal(p.GetPrincipal(), unit) == nil && unit.GetMspIdentifier() == id.organisation.id &&
			id.invalid == nil && slices.Contains(id.units, unit.GetOrganizationalUnitIdentifier()) &&
			string(unit.GetCertifiersIdentifier()) == string(id.certifier)
	case mspb.MSPPrincipal_ANONYMITY:
		anonymity := &mspb.MSPIdentityAnonymity{}
		return proto.Unmarshal(p.GetPrincipal(), anonymity) == nil &&
			anonymity.GetAnonymityType() == mspb.MSPIdentityAnonymity_NOMINAL
	}
	return false
}

// principalMSP returns whose member a principal names; any means that it names nobody's.
func principalMSP(p *mspb.MSPPrincipal) (msp string, any bool) {
	role, sid, unit := &mspb.MSPRole{}, &mspb.SerializedIdentity{}, &mspb.OrganizationUnit{}
	switch p.GetPrincipalClassification() {
	case mspb.MSPPrincipal_ROLE:
		if proto.Unmarshal(p.GetPrincipal(), role) == nil {
			return role.GetMspIdentifier(), false
		}
	case mspb.MSPPrincipal_IDENTITY:
		if proto.Unmarshal(p.GetPrincipal(), sid) == nil {
			return sid.GetMspid(), false
		}
	case mspb.MSPPrincipal_ORGANIZATION_UNIT:
		if proto.Unmarshal(p.GetPrincipal(), unit) == nil {
			return unit.GetMspIdentifier(), false
		}
	}
	return "", true
}

// fewest returns how many of these organisations must act together, at least,
// to satisfy a rule by its own text; more than there are where they never can.
// A principal that names no single organisation counts as anybody.
func (s signaturePolicy) fewest(organisations []string) int {
	for size := 0; size <= len(organisations); size++ {
		if s.reachableByAny(organisations, size, nil) {
			return size
		}
	}
	return math.MaxInt
}

func (s signaturePolicy) reachableByAny(from []string, size int, chosen []string) bool {
	if size == 0 {
		return s.reachable(s.rule, chosen)
	}
	for i := 0; i+size <= len(from); i++ {
		if s.reachableByAny(from[i+1:], size-1, append(chosen, from[i])) {
			return true
		}
	}
	return false
}

// reachable reports whether these organisations together could satisfy a rule,
// with whatever certificates they make.
func (s signaturePolicy) reachable(rule *common.SignaturePolicy, organisations []string) bool {
	switch t := rule.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		return s.principals[t.SignedBy].reachable(organisations)
	case *common.SignaturePolicy_NOutOf_:
		n := int32(0)
		for _, child := range t.NOutOf.GetRules() {
			if s.reachable(child, organisations) {
				n++
			}
		}
		return n >= t.NOutOf.GetN()
	}
	return false
}

func (p principal) reachable(organisations []string) bool {
	if p.none {
		return false
	}
	for _, part := range p.parts {
		if msp, any := principalMSP(part); !any && !slices.Contains(organisations, msp) {
			return false
		}
	}
	return true
}

// isRole reports whether a principal is a role of some organisation.
func isRole(p *mspb.MSPPrincipal, want mspb.MSPRole_MSPRoleType) bool {
	role := &mspb.MSPRole{}
	return p.GetPrincipalClassification() == mspb.MSPPrincipal_ROLE &&
		proto.Unmarshal(p.GetPrincipal(), role) == nil && role.GetRole() == want
}

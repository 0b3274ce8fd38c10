package blocks

import (
	"fmt"
	"slices"
	"strings"

	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// judgeWrites decides whether the endorsements are enough for all that the
// transaction writes, and keeps what it writes for us.
func (c Chain) judgeWrites(p *transactionParts, t *Transaction, r *raceReplay) error {
	name, err := p.chaincode()
	if err != nil {
		return err
	}
	set, err := parseWriteSet(p.action.GetResults())
	if err != nil {
		return err
	}
	t.Chaincode, t.set, t.signers = name, set, c.Config.signersOf(p.endorsed)
	t.undescribed = p.describe(t)
	for _, w := range set.namespaces[c.Chaincode].writes {
		t.Writes = append(t.Writes, Write{Key: w.GetKey(), Value: w.GetValue(), Delete: isDelete(w)})
	}
	// The namespace of the invoked chaincode is judged even where it is not written.
	if err := c.judgeNamespace(name, t, r); err != nil {
		return err
	}
	for _, namespace := range set.order {
		if namespace == name || !set.namespaces[namespace].writesAny() {
			continue
		}
		if err := c.judgeNamespace(namespace, t, r); err != nil {
			return err
		}
	}
	return nil
}

// signersOf returns the identities whose endorsement verifies, each once, in
// their order, and those that cannot be judged. Signed bytes: proposal response
// payload ‖ endorser.
func (c *Config) signersOf(endorsed *peer.ChaincodeEndorsedAction) []*identity {
	var signers []*identity
	for _, endorsement := range endorsed.GetEndorsements() {
		message := slices.Concat(endorsed.GetProposalResponsePayload(), endorsement.GetEndorser())
		signers = c.addSigner(signers, endorsement.GetEndorser(), message, endorsement.GetSignature())
	}
	return signers
}

// addSigner adds the identity that signed a message, unless it is there already.
func (c *Config) addSigner(signers []*identity, serialised, message, signature []byte) []*identity {
	id, err := c.identify(serialised)
	if err != nil || slices.ContainsFunc(signers, id.same) {
		return signers
	}
	if id.unjudged() || id.verify(message, signature) {
		return append(signers, id)
	}
	return signers
}

// judgeNamespace checks the policies of one namespace: the chaincode's own for
// public writes, a collection's for writes in it, and at least one in any case.
// A key that may have a policy of its own is not judged.
func (c Chain) judgeNamespace(namespace string, t *Transaction, r *raceReplay) error {
	policies, err := c.policiesOf(namespace)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrEndorsement, namespace, err)
	}
	if policies.unjudged != nil {
		t.Unjudged = policies.unjudged
		return nil
	}
	set := t.set.namespaces[namespace]
	needed, unsure, err := policies.needed(namespace, set, r)
	if err != nil {
		return err
	}
	if unsure {
		t.Unjudged = fmt.Errorf("%w: a key of %.64q has an endorsement policy of its own", ErrUnjudged, namespace)
	}
	for _, p := range needed {
		switch decide(p, t.signers) {
		case notSatisfied:
			return fmt.Errorf(
				"%w: namespace %.64s, %d valid endorsements",
				ErrEndorsement,
				namespace,
				len(t.signers),
			)
		case undecided:
			t.Unjudged = fmt.Errorf("%w: endorsement of namespace %.64q", ErrUnjudged, namespace)
		}
	}
	return nil
}

// namespacePolicies are the policies by which writes in a namespace are judged.
type namespacePolicies struct {
	own        policy
	collection func(string) (policy, error)
	unjudged   error // why they are not judged here
}

// needed returns the policies that must be satisfied for what is written, each
// once, and whether a written key may have one of its own instead.
func (n namespacePolicies) needed(namespace string, set namespaceSet, r *raceReplay) ([]policy, bool, error) {
	var needed []policy
	byPolicy, anyUnsure := map[string]bool{}, false
	ask := func(collection, key string) error {
		unsure, err := r.hasOwnPolicy(Key{namespace, collection, key})
		if err != nil {
			return stateError{err}
		}
		anyUnsure = anyUnsure || unsure
		if unsure || byPolicy[collection] {
			return nil
		}
		byPolicy[collection] = true
		p := n.own
		if collection != "" {
			if p, err = n.collection(collection); err != nil {
				return fmt.Errorf("%w: %s: %w", ErrEndorsement, namespace, err)
			}
		}
		needed = append(needed, p)
		return nil
	}
	for _, key := range writtenKeys(set) {
		if err := ask(key.Collection, key.Key); err != nil {
			return nil, false, err
		}
	}
	if len(needed) == 0 && !anyUnsure {
		needed = append(needed, n.own)
	}
	return needed, anyUnsure, nil
}

// writtenKeys returns the keys of a namespace that are written or get a policy.
func writtenKeys(set namespaceSet) []Key {
	var keys []Key
	for _, w := range set.writes {
		keys = append(keys, Key{Key: w.GetKey()})
	}
	for _, m := range set.metadata {
		keys = append(keys, Key{Key: m.GetKey()})
	}
	for _, c := range set.collections {
		for _, w := range c.GetHashedWrites() {
			keys = append(keys, Key{Collection: c.name, Key: string(w.GetKeyHash())})
		}
		for _, m := range c.GetMetadataWrites() {
			keys = append(keys, Key{Collection: c.name, Key: string(m.GetKeyHash())})
		}
	}
	return keys
}

// policiesOf returns a namespace's policy, and how to find a collection's.
func (c Chain) policiesOf(namespace string) (namespacePolicies, error) {
	implicit := func(collection string) (policy, error) {
		if msp, ok := strings.CutPrefix(collection, implicitPrefix); ok {
			return c.Config.implicitPolicy(msp)
		}
		return nil, fmt.Errorf("no collection %.64q", collection)
	}
	if namespace == lifecycleNamespace {
		return namespacePolicies{own: c.Config.lifecyclePolicy(), collection: implicit}, nil
	}
	d, err := c.Config.definitionOf(c.Lifecycle, namespace)
	if err != nil {
		return namespacePolicies{}, err
	}
	if d.plugin != defaultPlugin {
		return namespacePolicies{
			unjudged: fmt.Errorf("%w: validation plug-in %.64q of %.64q", ErrUnjudged, d.plugin, namespace),
		}, nil
	}
	explicit := func(collection string) (policy, error) {
		static, known := d.collections[collection]
		switch {
		case isImplicit(collection) || !known:
			return implicit(collection)
		case static.GetEndorsementPolicy() == nil:
			return d.policy, nil
		}
		return c.Config.compileApplication(static.GetEndorsementPolicy())
	}
	return namespacePolicies{own: d.policy, collection: explicit}, nil
}

// checkApplication decides whether a valid transaction may write the
// application's public state: what the chaincode's majority cannot have
// endorsed, whatever nested policies say, is an alarm.
func (c Chain) checkApplication(t *Transaction) error {
	if t.Chaincode != c.Chaincode {
		return fmt.Errorf("%w: %.64q", ErrIndirect, t.Chaincode)
	}
	if err := t.set.checkContent(c.Chaincode); err != nil {
		return err
	}
	if t.undescribed != nil {
		return fmt.Errorf("%w: %w", ErrContent, t.undescribed)
	}
	return c.checkFloor(t)
}

// checkFloor counts the owners whose peers signed: application organisations
// of the pinned genesis block, one signature of a certificate in force with the
// role of a peer each.
func (c Chain) checkFloor(t *Transaction) error {
	var owners []string
	for _, s := range t.signers {
		if !s.unjudged() && s.hasRole(mspb.MSPRole_PEER) &&
			slices.Contains(
				c.Owners,
				s.organisation.id,
			) && slices.Contains(c.Config.application, s.organisation.id) {
			owners = append(owners, s.organisation.id)
		}
	}
	slices.Sort(owners)
	if owners = slices.Compact(owners); len(owners) < c.Witnesses() {
		return fmt.Errorf("%w: peers of %v, want %d organisations; by their own policies these ask for less: %v",
			ErrFloor, owners, c.Witnesses(), c.Config.consentGivenAway())
	}
	return nil
}

package blocks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// judgeWrites decides whether the endorsements are enough for all that the
// transaction writes, and keeps what it writes for us.
func (c Chain) judgeWrites(p *parts, t *Transaction) error {
	name, err := p.chaincode()
	if err != nil {
		return err
	}
	set, err := parseWriteSet(p.action.GetResults())
	if err != nil {
		return err
	}
	signers := c.Config.signers(p.endorsed)
	// The namespace of the invoked chaincode is judged even where it is not written.
	if err := c.judgeNamespace(name, set.namespaces[name], signers); err != nil {
		return err
	}
	for _, namespace := range set.order {
		if namespace == name || !set.namespaces[namespace].any() {
			continue
		}
		if err := c.judgeNamespace(namespace, set.namespaces[namespace], signers); err != nil {
			return err
		}
	}
	t.set = set
	if own := set.namespaces[c.Chaincode]; name == c.Chaincode && (own.ranges > 0 || len(own.hashed) > 0) {
		return strictError{ErrReadSet}
	}
	for _, namespace := range set.order {
		if set.namespaces[namespace].metadata {
			return strictError{fmt.Errorf("%w: key-level endorsement policies are not judged here", ErrWriteSet)}
		}
	}
	if name != c.Chaincode && set.namespaces[c.Chaincode].any() {
		return strictError{ErrIndirect}
	}
	t.Chaincode = name
	for _, w := range set.namespaces[c.Chaincode].public {
		t.Writes = append(t.Writes, Write{Key: w.GetKey(), Value: w.GetValue(), Delete: isDelete(w)})
	}
	return nil
}

// signers returns the identities whose endorsement verifies, each once, in
// their order. Signed bytes: proposal response payload ‖ endorser.
func (c *Config) signers(endorsed *peer.ChaincodeEndorsedAction) []*identity {
	var signers []*identity
	for _, endorsement := range endorsed.GetEndorsements() {
		id, err := c.identify(endorsement.GetEndorser())
		if err != nil || slices.ContainsFunc(signers, id.same) {
			continue
		}
		message := slices.Concat(endorsed.GetProposalResponsePayload(), endorsement.GetEndorser())
		if verifySignature(id.certificate, message, endorsement.GetSignature()) {
			signers = append(signers, id)
		}
	}
	return signers
}

// judgeNamespace checks the policies of one namespace: the chaincode's own for
// public writes, a collection's for writes in it, and at least one in any case.
func (c Chain) judgeNamespace(namespace string, writes namespaceWrites, signers []*identity) error {
	own, collection, err := c.policiesOf(namespace)
	if err != nil {
		return err
	}
	needed, anyChecked := []policy{}, false
	if len(writes.public) > 0 || writes.metadata {
		needed, anyChecked = append(needed, own), true
	}
	for _, name := range writes.collections {
		p, err := collection(name)
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrEndorsement, namespace, err)
		}
		needed, anyChecked = append(needed, p), true
	}
	if !anyChecked {
		needed = append(needed, own)
	}
	for _, p := range needed {
		if !p.satisfied(signers) {
			return fmt.Errorf("%w: namespace %.64s, %d valid endorsements", ErrEndorsement, namespace, len(signers))
		}
	}
	return nil
}

// policiesOf returns a namespace's policy, and how to find a collection's.
func (c Chain) policiesOf(namespace string) (policy, func(string) (policy, error), error) {
	implicit := func(collection string) (policy, error) {
		if msp, ok := strings.CutPrefix(collection, implicitPrefix); ok {
			return c.Config.implicitPolicy(msp)
		}
		return nil, fmt.Errorf("no collection %.64q", collection)
	}
	if namespace == lifecycleNamespace {
		return c.Config.lifecyclePolicy(), implicit, nil
	}
	d, err := c.Config.definitionOf(c.Lifecycle, namespace)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrEndorsement, err)
	}
	if d.plugin != defaultPlugin {
		return nil, nil, fmt.Errorf("%w: validation plug-in %.64q is not judged here", ErrEndorsement, d.plugin)
	}
	explicit := func(collection string) (policy, error) {
		static, known := d.collections[collection]
		if !known {
			return implicit(collection)
		}
		if static.GetEndorsementPolicy() == nil {
			return d.policy, nil
		}
		return c.Config.compileApplication(static.GetEndorsementPolicy())
	}
	return d.policy, explicit, nil
}

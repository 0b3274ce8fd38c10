package blocks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// checkConfigCreator checks the signature on a configuration's envelope. The
// first result says why that cannot be done here, where it cannot.
func (c *Config) checkConfigCreator(block *common.Block, payload *common.Payload) (unjudged, err error) {
	envelope, signature := &common.Envelope{}, &common.SignatureHeader{}
	err = errors.Join(
		proto.Unmarshal(block.GetData().GetData()[0], envelope),
		proto.Unmarshal(payload.GetHeader().GetSignatureHeader(), signature),
	)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	return c.checkCreator(signature.GetCreator(), envelope)
}

// checkSuccessor decides whether a configuration block's payload may follow c,
// as Fabric's peers do, and returns the configuration that it sets: the next
// sequence, and the configuration before it with the update applied that it
// carries, signed by those who may change what it changes. Otherwise it returns
// ErrConfigChange; ErrConfig for what cannot be read, and ErrBeyond for what is
// of a kind that is not judged here.
func (c *Config) checkSuccessor(payload *common.Payload) (*Config, error) {
	next, err := parseConfig(payload)
	if err != nil {
		return nil, err
	}
	set := &common.ConfigEnvelope{}
	if err := proto.Unmarshal(payload.GetData(), set); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	switch {
	case next.channel != c.channel:
		return nil, fmt.Errorf("%w: of channel %.64q", ErrConfig, next.channel)
	case next.sequence != c.sequence+1:
		return nil, fmt.Errorf("%w: sequence %d after %d", ErrConfig, next.sequence, c.sequence)
	}
	updated, err := c.applyUpdate(set.GetLastUpdate())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfigChange, err)
	}
	if !proto.Equal(updated, next.root) {
		return nil, fmt.Errorf("%w: it is not the one before with its update", ErrConfigChange)
	}
	if err := c.checkNames(next); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfigChange, err)
	}
	return next, nil
}

// applyUpdate checks an update's envelope against c and returns c's tree with the
// update applied. The envelope's own signature does not count: the signatures
// inside it, over the update, do.
func (c *Config) applyUpdate(envelope *common.Envelope) (*common.ConfigGroup, error) {
	payload, header := &common.Payload{}, &common.ChannelHeader{}
	signed, update := &common.ConfigUpdateEnvelope{}, &common.ConfigUpdate{}
	err := errors.Join(
		proto.Unmarshal(envelope.GetPayload(), payload),
		proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header),
		proto.Unmarshal(payload.GetData(), signed),
		proto.Unmarshal(signed.GetConfigUpdate(), update),
	)
	switch {
	case err != nil:
		return nil, err
	case envelope == nil || payload.GetHeader() == nil || header.GetType() != int32(common.HeaderType_CONFIG_UPDATE):
		return nil, errors.New("the update that led to it is missing")
	case update.GetChannelId() != c.channel:
		return nil, fmt.Errorf("its update is for channel %.64q", update.GetChannelId())
	}
	before, err := flatten(c.root)
	if err != nil {
		return nil, err
	}
	changes, err := changesOf(update, before)
	if err != nil {
		return nil, err
	}
	signers, err := c.updateSigners(signed)
	if err != nil {
		return nil, err
	}
	if err := c.authorise(changes, before, signers); err != nil {
		return nil, err
	}
	return before.with(changes).tree("/" + rootGroup)
}

// changesOf returns the elements of the write set whose version is not the
// read set's. Everything read must be at the version that was read.
func changesOf(update *common.ConfigUpdate, before configElements) (configElements, error) {
	read, err := flatten(update.GetReadSet())
	if err != nil {
		return nil, err
	}
	written, err := flatten(update.GetWriteSet())
	if err != nil {
		return nil, err
	}
	for path, r := range read {
		existing, known := before[path]
		if !known || existing.version() != r.version() {
			return nil, fmt.Errorf("its update was made for another version of %.100q", path)
		}
	}
	changes := configElements{}
	for path, w := range written {
		if r, known := read[path]; !known || r.version() != w.version() {
			changes[path] = w
		}
	}
	if len(changes) == 0 {
		return nil, errors.New("its update changes nothing")
	}
	return changes, nil
}

// updateSigners returns whose signatures over an update verify, each once.
// Signed bytes: signature header ‖ update.
func (c *Config) updateSigners(signed *common.ConfigUpdateEnvelope) ([]*identity, error) {
	var signers []*identity
	for _, s := range signed.GetSignatures() {
		header := &common.SignatureHeader{}
		if err := proto.Unmarshal(s.GetSignatureHeader(), header); err != nil {
			return nil, err
		}
		message := slices.Concat(s.GetSignatureHeader(), signed.GetConfigUpdate())
		signers = c.addSigner(signers, header.GetCreator(), message, s.GetSignature())
	}
	return signers, nil
}

// authorise decides whether the signers may make these changes. A new element
// begins at version 0; the group that lists it changes too, and its policy
// decides. An existing element goes up by one, and its own modification policy
// decides. A policy that rests on what is not judged here counts as satisfied:
// the orderers that signed the block found it so.
func (c *Config) authorise(changes, before configElements, signers []*identity) error {
	for path, change := range changes {
		if err := checkPolicyName(change.modPolicy()); err != nil {
			return fmt.Errorf("%.100q: %w", path, err)
		}
		existing, known := before[path]
		if !known {
			if change.version() != 0 {
				return fmt.Errorf("%.100q is new, at version %d", path, change.version())
			}
			continue
		}
		if change.version() != existing.version()+1 {
			return fmt.Errorf("%.100q goes from version %d to %d", path, existing.version(), change.version())
		}
		if p, ok := c.modificationPolicy(existing); !ok || decide(p, signers) == notSatisfied {
			return fmt.Errorf(
				"%.100q: its modification policy %.64q is not satisfied by %d valid signatures",
				path,
				existing.modPolicy(),
				len(signers),
			)
		}
	}
	return nil
}

// modificationPolicy finds the policy by which an element may be changed: at an
// absolute path, or at one relative to the element's group. The group of a
// group is that group itself.
func (c *Config) modificationPolicy(e configElement) (policy, bool) {
	name := e.modPolicy()
	if name == "" {
		return rejectAll{}, false
	}
	if !strings.HasPrefix(name, "/") {
		name = e.group + "/" + name
	}
	return c.find(name)
}

// checkPolicyName refuses a modification policy that nobody could ever ask.
func checkPolicyName(name string) error {
	if name == "" {
		return errors.New("no modification policy")
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(name, "/"), "/") {
		if err := checkName(part); err != nil {
			return fmt.Errorf("modification policy: %w", err)
		}
	}
	return nil
}

// checkNames refuses a group that changes its membership service's name.
func (c *Config) checkNames(next *Config) error {
	for _, name := range []string{groupApplication, groupOrderer} {
		for short, group := range c.root.GetGroups()[name].GetGroups() {
			after, kept := next.root.GetGroups()[name].GetGroups()[short]
			if kept && mspName(group) != mspName(after) {
				return fmt.Errorf("%s/%.64s changes its membership service's name", name, short)
			}
		}
	}
	return nil
}

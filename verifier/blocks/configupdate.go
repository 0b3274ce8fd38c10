package blocks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// follow decides whether a configuration block's payload may follow c, as
// Fabric's peers do, and returns the configuration that it sets: signed by a
// certificate in force, the next sequence, and the configuration before it
// with the update applied that it carries, which those signed who may change
// what it changes. Otherwise it returns ErrConfigChange; ErrConfig for what
// cannot be read or is of a kind that is not judged here.
func (c *Config) follow(block *common.Block, payload *common.Payload) (*Config, error) {
	next, err := parseConfig(payload)
	if err != nil {
		return nil, err
	}
	envelope, signature, set := &common.Envelope{}, &common.SignatureHeader{}, &common.ConfigEnvelope{}
	for _, part := range []struct {
		raw  []byte
		into proto.Message
	}{{block.GetData().GetData()[0], envelope}, {payload.GetHeader().GetSignatureHeader(), signature}, {payload.GetData(), set}} {
		if err := proto.Unmarshal(part.raw, part.into); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrConfig, err)
		}
	}
	if err := c.checkCreator(signature.GetCreator(), envelope); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	switch {
	case next.channel != c.channel:
		return nil, fmt.Errorf("%w: of channel %.64q", ErrConfig, next.channel)
	case next.sequence != c.sequence+1:
		return nil, fmt.Errorf("%w: sequence %d after %d", ErrConfig, next.sequence, c.sequence)
	}
	updated, err := c.update(set.GetLastUpdate())
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

// update checks an update's envelope against c and returns c's tree with the
// update applied. The envelope's own signature is nobody's business: those
// inside it, over the update, count.
func (c *Config) update(envelope *common.Envelope) (*common.ConfigGroup, error) {
	payload, header := &common.Payload{}, &common.ChannelHeader{}
	signed, update := &common.ConfigUpdateEnvelope{}, &common.ConfigUpdate{}
	err := errors.Join(proto.Unmarshal(envelope.GetPayload(), payload), proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header),
		proto.Unmarshal(payload.GetData(), signed), proto.Unmarshal(signed.GetConfigUpdate(), update))
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
func changesOf(update *common.ConfigUpdate, before elements) (elements, error) {
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
	changes := elements{}
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
		id, err := c.identify(header.GetCreator())
		if err != nil || slices.ContainsFunc(signers, id.same) {
			continue
		}
		if verifySignature(id.certificate, slices.Concat(s.GetSignatureHeader(), signed.GetConfigUpdate()), s.GetSignature()) {
			signers = append(signers, id)
		}
	}
	return signers, nil
}

// authorise decides whether the signers may make these changes: a new element
// begins at version 0, and whoever may is asked where it is listed, in its
// group; an existing one goes up by one, and its own modification policy asks.
func (c *Config) authorise(changes, before elements, signers []*identity) error {
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
		if p, ok := c.modificationPolicy(existing); !ok || !p.satisfied(signers) {
			return fmt.Errorf("%.100q: its modification policy %.64q is not satisfied by %d valid signatures", path, existing.modPolicy(), len(signers))
		}
	}
	return nil
}

// modificationPolicy finds who may change an element: an absolute path, or one
// relative to the element's group, which of a group is itself.
func (c *Config) modificationPolicy(e element) (policy, bool) {
	name := e.modPolicy()
	if name == "" {
		return nobody{}, false
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

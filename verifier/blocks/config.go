package blocks

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"google.golang.org/protobuf/proto"
)

// Names in a channel's configuration tree.
const (
	groupApplication = "Application"
	groupOrderer     = "Orderer"
	valueMSP         = "MSP"
	valueOrderers    = "Orderers"
	valueConsensus   = "ConsensusType"
)

// Config is a channel's configuration as one configuration block set it: by
// it the blocks up to the next one are judged. It is safe for concurrent use.
type Config struct {
	channel       string
	sequence      uint64
	root          *common.ConfigGroup
	organisations map[string]*organisation
	application   []string // MSPs of the application's organisations, sorted
	consenters    map[uint32]*identity
	policies      *policyGroup
	identities    identityCache
}

// ParseConfig reads the configuration out of a configuration block. It
// returns ErrConfig for one that is no configuration, or of a kind that this
// package does not judge: other capabilities, ordering other than BFT, other
// hashes, other membership services than X.509.
func ParseConfig(block *common.Block) (*Config, error) {
	payload, err := checkForm(block)
	if err != nil {
		return nil, err
	}
	if payload == nil {
		return nil, fmt.Errorf("%w: block %d holds none", ErrConfig, block.GetHeader().GetNumber())
	}
	return parseConfig(payload)
}

func parseConfig(payload *common.Payload) (*Config, error) {
	header, envelope := &common.ChannelHeader{}, &common.ConfigEnvelope{}
	if err := errors.Join(proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header), proto.Unmarshal(payload.GetData(), envelope)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	root := envelope.GetConfig().GetChannelGroup()
	if root == nil || header.GetChannelId() == "" {
		return nil, fmt.Errorf("%w: no channel or no group", ErrConfig)
	}
	c := &Config{channel: header.GetChannelId(), sequence: envelope.GetConfig().GetSequence(), root: root,
		organisations: map[string]*organisation{}, consenters: map[uint32]*identity{}}
	for _, step := range []func() error{c.checkKind, c.readOrganisations, c.readConsenters, c.readPolicies} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrConfig, err)
		}
	}
	return c, nil
}

// Channel returns the channel's id.
func (c *Config) Channel() string { return c.channel }

// Sequence returns how many configurations there were before: 0 in the genesis block.
func (c *Config) Sequence() uint64 { return c.sequence }

// Organisations returns the MSPs of the application's organisations, sorted.
func (c *Config) Organisations() []string { return slices.Clone(c.application) }

// Consenters returns the number of the channel's BFT consenters.
func (c *Config) Consenters() int { return len(c.consenters) }

// Quorum returns how many consenters must sign a block: ⌈(n+f+1)/2⌉ with
// f = ⌊(n-1)/3⌋, three of four.
func (c *Config) Quorum() int {
	n := len(c.consenters)
	f := (n - 1) / 3
	return (n + f + 2) / 2
}

// checkKind refuses channels that Fabric judges by rules other than the ones
// written down in this package.
func (c *Config) checkKind() error {
	application, ordering := c.root.GetGroups()[groupApplication], c.root.GetGroups()[groupOrderer]
	if application == nil || ordering == nil {
		return errors.New("no application or no orderer group")
	}
	for _, want := range []struct {
		group   *common.ConfigGroup
		name    string
		allowed []string
		needed  string
	}{
		{c.root, "channel", []string{"V2_0", "V3_0"}, "V3_0"},
		{ordering, "orderer", []string{"V2_0"}, "V2_0"},
		{application, "application", []string{"V2_0", "V2_5"}, ""},
	} {
		found := &common.Capabilities{}
		if err := value(want.group, "Capabilities", found); err != nil {
			return err
		}
		if len(found.GetCapabilities()) == 0 {
			return fmt.Errorf("%s: no capabilities", want.name)
		}
		for name := range found.GetCapabilities() {
			if !slices.Contains(want.allowed, name) {
				return fmt.Errorf("%s: capability %.20q is not judged here", want.name, name)
			}
		}
		if _, has := found.GetCapabilities()[want.needed]; want.needed != "" && !has {
			return fmt.Errorf("%s: capability %s is missing", want.name, want.needed)
		}
	}
	return c.checkHashes(ordering)
}

func (c *Config) checkHashes(ordering *common.ConfigGroup) error {
	hash, width, consensus := &common.HashingAlgorithm{}, &common.BlockDataHashingStructure{}, &orderer.ConsensusType{}
	err := errors.Join(value(c.root, "HashingAlgorithm", hash), value(c.root, "BlockDataHashingStructure", width), value(ordering, valueConsensus, consensus))
	switch {
	case err != nil:
		return err
	case hash.GetName() != "SHA256" || width.GetWidth() != math.MaxUint32:
		return errors.New("blocks are not hashed with SHA-256 over all envelopes")
	case consensus.GetType() != "BFT" || consensus.GetState() != orderer.ConsensusType_STATE_NORMAL:
		return fmt.Errorf("ordering is %.20q in state %s, want BFT in its normal state", consensus.GetType(), consensus.GetState())
	}
	return nil
}

func (c *Config) readOrganisations() error {
	raws := map[string]string{}
	for name, group := range c.root.GetGroups() {
		if name != groupApplication && name != groupOrderer {
			return fmt.Errorf("group %.20q is not judged here", name)
		}
		for short, member := range group.GetGroups() {
			raw := member.GetValues()[valueMSP].GetValue()
			o, err := newOrganisation(raw)
			if err != nil {
				return fmt.Errorf("organisation %.64q: %w", short, err)
			}
			if other, known := raws[o.id]; known && other != string(raw) {
				return fmt.Errorf("%s is defined twice, differently", o.id)
			}
			raws[o.id], c.organisations[o.id] = string(raw), o
			if name == groupApplication {
				c.application = append(c.application, o.id)
			}
		}
	}
	slices.Sort(c.application)
	if len(c.application) == 0 || len(slices.Compact(slices.Clone(c.application))) != len(c.application) {
		return errors.New("no application organisation, or one of them twice")
	}
	return nil
}

func (c *Config) readConsenters() error {
	mapping := &common.Orderers{}
	if err := value(c.root.GetGroups()[groupOrderer], valueOrderers, mapping); err != nil {
		return err
	}
	for _, consenter := range mapping.GetConsenterMapping() {
		id, err := c.identify(serialise(consenter.GetMspId(), consenter.GetIdentity()))
		if err != nil {
			return fmt.Errorf("consenter %d: %w", consenter.GetId(), err)
		}
		if id.invalid != nil {
			return fmt.Errorf("consenter %d: %w", consenter.GetId(), id.invalid)
		}
		if _, twice := c.consenters[consenter.GetId()]; twice {
			return fmt.Errorf("consenter %d is there twice", consenter.GetId())
		}
		for other, known := range c.consenters {
			if known.same(id) {
				return fmt.Errorf("consenters %d and %d are the same", other, consenter.GetId())
			}
		}
		c.consenters[consenter.GetId()] = id
	}
	if len(c.consenters) == 0 {
		return errors.New("no consenters")
	}
	return nil
}

func (c *Config) readPolicies() (err error) {
	c.policies, err = compileGroup(c.root)
	return err
}

// value reads a configuration value; one that is absent is an error.
func value(group *common.ConfigGroup, name string, into proto.Message) error {
	v, ok := group.GetValues()[name]
	if !ok {
		return fmt.Errorf("value %s is missing", name)
	}
	if err := proto.Unmarshal(v.GetValue(), into); err != nil {
		return fmt.Errorf("value %s: %w", name, err)
	}
	return nil
}

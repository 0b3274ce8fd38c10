package blocks

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
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
	consenters    []consenter
	policies      *policyGroup
	identities    identityCache
}

// ParseConfig reads the configuration out of a configuration block. It
// returns ErrConfig for one that is no configuration, and ErrBeyond for one of
// a kind that this package does not judge: other capabilities, ordering other
// than BFT, other hashes.
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
	err := errors.Join(
		proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header),
		proto.Unmarshal(payload.GetData(), envelope),
	)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	root := envelope.GetConfig().GetChannelGroup()
	if root == nil || header.GetChannelId() == "" {
		return nil, fmt.Errorf("%w: no channel or no group", ErrConfig)
	}
	c := &Config{
		channel:       header.GetChannelId(),
		sequence:      envelope.GetConfig().GetSequence(),
		root:          root,
		organisations: map[string]*organisation{},
		policies:      compileGroup(root),
	}
	for _, step := range []func() error{c.checkKind, c.readOrganisations, c.readConsenters} {
		if err := step(); errors.Is(err, ErrBeyond) {
			return nil, err
		} else if err != nil {
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

// checkKind returns ErrBeyond for channels that Fabric judges by rules other
// than the ones written down in this package.
func (c *Config) checkKind() error {
	application, ordering := c.root.GetGroups()[groupApplication], c.root.GetGroups()[groupOrderer]
	if application == nil || ordering == nil {
		return errors.New("no application or no orderer group")
	}
	for name := range c.root.GetGroups() {
		if kindOf("group/Channel/%s", name) == KindBeyond {
			return beyond(fmt.Sprintf("a group %.20q of the channel's configuration", name), "this group")
		}
	}
	for _, want := range []struct {
		group  *common.ConfigGroup
		path   string
		needed string
	}{
		{c.root, "Channel", "V3_0"},
		{ordering, "Channel/Orderer", "V2_0"},
		{application, "Channel/Application", ""},
	} {
		if err := checkCapabilities(want.group, want.path, want.needed); err != nil {
			return err
		}
	}
	return c.checkOrdering(ordering)
}

// beyond returns the error for something of a newer version.
func beyond(what, names string) error {
	return &BeyondError{What: what, Install: "install a version of this program whose release notes name " + names +
		", and start it again: it goes on where this one stopped"}
}

// checkCapabilities returns ErrBeyond for capabilities that are not known here.
func checkCapabilities(group *common.ConfigGroup, path, needed string) error {
	found := &common.Capabilities{}
	if err := readValue(group, "Capabilities", found); err != nil {
		return err
	}
	if len(found.GetCapabilities()) == 0 {
		return beyond(path+" without capabilities, as Fabric 1 has it", "that")
	}
	for name := range found.GetCapabilities() {
		if kindOf("capability/%s/%s", path, name) == KindBeyond {
			return beyond(fmt.Sprintf("capability %.20q of %s", name, path), fmt.Sprintf("capability %.20q", name))
		}
	}
	if _, has := found.GetCapabilities()[needed]; needed != "" && !has {
		return beyond(fmt.Sprintf("%s without capability %s", path, needed), "that")
	}
	return nil
}

func (c *Config) checkOrdering(ordering *common.ConfigGroup) error {
	hash, width := &common.HashingAlgorithm{}, &common.BlockDataHashingStructure{}
	consensus := &orderer.ConsensusType{}
	err := errors.Join(
		readValue(c.root, "HashingAlgorithm", hash),
		readValue(c.root, "BlockDataHashingStructure", width),
		readValue(ordering, valueConsensus, consensus),
	)
	switch {
	case err != nil:
		return err
	case hash.GetName() != "SHA256" || width.GetWidth() != math.MaxUint32:
		return beyond("blocks that are not hashed with SHA-256 over all envelopes", "that hash")
	case consensus.GetType() != "BFT" || consensus.GetState() != orderer.ConsensusType_STATE_NORMAL:
		text := fmt.Sprintf("ordering of type %.20q in state %s", consensus.GetType(), consensus.GetState())
		return beyond(text, "that way of ordering")
	}
	return nil
}

// readOrganisations reads the membership services. One that is defined in both
// groups must be the same in both.
func (c *Config) readOrganisations() error {
	services := map[string]*mspb.MSPConfig{}
	for _, group := range []string{groupApplication, groupOrderer} {
		for short, member := range c.root.GetGroups()[group].GetGroups() {
			raw := member.GetValues()[valueMSP].GetValue()
			o, err := newOrganisation(raw)
			if err != nil {
				return fmt.Errorf("organisation %.64q: %w", short, err)
			}
			service := &mspb.MSPConfig{}
			if err := proto.Unmarshal(raw, service); err != nil {
				return fmt.Errorf("organisation %.64q: %w", short, err)
			}
			if other, known := services[o.id]; known && !proto.Equal(other, service) {
				return fmt.Errorf("%s is defined twice, differently", o.id)
			}
			services[o.id], c.organisations[o.id] = service, o
			if group == groupApplication {
				c.application = append(c.application, o.id)
			}
		}
	}
	slices.Sort(c.application)
	distinct := slices.Compact(slices.Clone(c.application))
	if len(c.application) == 0 || len(distinct) != len(c.application) {
		return errors.New("no application organisation, or one of them twice")
	}
	return nil
}

// readValue reads a configuration value; one that is absent is an error.
func readValue(group *common.ConfigGroup, name string, into proto.Message) error {
	v, ok := group.GetValues()[name]
	if !ok {
		return fmt.Errorf("value %s is missing", name)
	}
	if err := proto.Unmarshal(v.GetValue(), into); err != nil {
		return fmt.Errorf("value %s: %w", name, err)
	}
	return nil
}

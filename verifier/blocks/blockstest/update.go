package blockstest

import (
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Reconfigure makes the next block, of a changed configuration, and moves the
// channel on.
func (c *Channel) Reconfigure(edit func(*common.ConfigGroup)) *common.Block {
	block := c.DraftConfig(edit)
	c.Advance(block)
	return clone(block)
}

// DraftConfig makes a configuration block whose update all administrators
// signed, and leaves the channel where it is. Beside what edit changes it sets
// the revocation lists and something that no check rests on.
func (c *Channel) DraftConfig(edit func(*common.ConfigGroup)) *common.Block {
	var all []*Member
	for _, msp := range sorted(c.Admins) {
		all = append(all, c.Admins[msp])
	}
	return c.DraftUpdate(c.Update(func(root *common.ConfigGroup) {
		edit(root)
		for msp, lists := range c.Revoked {
			SetRevoked(root.Groups["Application"].Groups[msp], c.Authorities[msp], lists...)
		}
		c.Touch(root)
	}, all...))
}

// Update is a configuration's change, for a test to spoil before it is put
// into a block.
type Update struct {
	Root   *common.ConfigGroup // what it leads to
	Update *common.ConfigUpdate
	By     []*Member                    // who signs it
	Edit   func(*common.ConfigEnvelope) // of what the block carries
	Sign   func(message []byte) []byte  // instead of the first signer's own signature
	Raw    *common.ConfigUpdateEnvelope // instead of Update and By
	Type   common.HeaderType            // CONFIG_UPDATE by default
}

// Update returns the change that edit makes to the configuration in force.
func (c *Channel) Update(edit func(*common.ConfigGroup), by ...*Member) Update {
	root := proto.CloneOf(c.root)
	edit(root)
	update, root := Compare(Name, c.root, root)
	return Update{Root: root, Update: update, By: by}
}

// DraftUpdate makes a configuration block of an update, and leaves the channel
// where it is.
func (c *Channel) DraftUpdate(u Update) *common.Block {
	signed := u.Raw
	if signed == nil {
		signed = &common.ConfigUpdateEnvelope{ConfigUpdate: marshal(c.t, u.Update)}
		for i, member := range u.By {
			header := marshal(c.t, &common.SignatureHeader{Creator: member.Identity, Nonce: c.NextNonce()})
			message := slices.Concat(header, signed.ConfigUpdate)
			signature := member.Sign(message)
			if i == 0 && u.Sign != nil {
				signature = u.Sign(message)
			}
			signed.Signatures = append(
				signed.Signatures,
				&common.ConfigSignature{SignatureHeader: header, Signature: signature},
			)
		}
	}
	if u.Type == 0 {
		u.Type = common.HeaderType_CONFIG_UPDATE
	}
	set := &common.ConfigEnvelope{
		Config:     &common.Config{Sequence: c.sequence + 1, ChannelGroup: proto.CloneOf(u.Root)},
		LastUpdate: c.configEnvelope(u.Type, signed, c.Admins[Organisations[0]]),
	}
	if u.Edit != nil {
		u.Edit(set)
	}
	block := c.next(marshal(c.t, c.configEnvelope(common.HeaderType_CONFIG, set, c.Consenters[0])))
	c.Sign(block, c.Consenters[:3]...)
	return block
}

// genesisEnvelope returns the first configuration, which nobody signs.
func (c *Channel) genesisEnvelope() []byte {
	return marshal(
		c.t,
		c.configEnvelope(
			common.HeaderType_CONFIG,
			&common.ConfigEnvelope{Config: &common.Config{ChannelGroup: c.root}},
			nil,
		),
	)
}

func (c *Channel) configEnvelope(kind common.HeaderType, data proto.Message, by *Member) *common.Envelope {
	header := &common.Header{
		ChannelHeader: marshal(
			c.t,
			&common.ChannelHeader{Type: int32(kind), ChannelId: Name, Timestamp: timestamppb.New(c.Now)},
		),
	}
	if by != nil {
		header.SignatureHeader = marshal(c.t, &common.SignatureHeader{Creator: by.Identity, Nonce: c.NextNonce()})
	}
	envelope := &common.Envelope{Payload: marshal(c.t, &common.Payload{Header: header, Data: marshal(c.t, data)})}
	if by != nil {
		envelope.Signature = by.Sign(envelope.Payload)
	}
	return envelope
}

// Compare returns the update that leads from one configuration to another, as
// Fabric's configtxlator computes it, and the other with its new versions.
func Compare(channel string, before, after *common.ConfigGroup) (*common.ConfigUpdate, *common.ConfigGroup) {
	read, write, result, _ := compare(before, after)
	return &common.ConfigUpdate{ChannelId: channel, ReadSet: read, WriteSet: write}, result
}

func compare(before, after *common.ConfigGroup) (read, write, result *common.ConfigGroup, changed bool) {
	read, write, result = stub(before.Version), stub(before.Version), proto.CloneOf(after)
	listed := before.ModPolicy != after.ModPolicy || !sameNames(before.Groups, after.Groups) ||
		!sameNames(before.Values, after.Values) || !sameNames(before.Policies, after.Policies)
	if listed {
		write.Version, write.ModPolicy = before.Version+1, after.ModPolicy
	}
	result.Version = write.Version
	changed = listed
	for name, g := range after.Groups {
		old, had := before.Groups[name]
		if !had {
			write.Groups[name] = g
			continue
		}
		r, w, now, differs := compare(old, g)
		result.Groups[name] = now
		if changed = changed || differs; differs || listed {
			read.Groups[name], write.Groups[name] = r, w
		}
	}
	for name, v := range after.Values {
		old, had := before.Values[name]
		differs := had && (old.ModPolicy != v.ModPolicy || string(old.Value) != string(v.Value))
		switch {
		case !had:
			write.Values[name] = v
		case differs:
			result.Values[name].Version = old.Version + 1
			write.Values[name] = result.Values[name]
		case listed:
			read.Values[name], write.Values[name] = &common.ConfigValue{
				Version: old.Version,
			}, &common.ConfigValue{
				Version: old.Version,
			}
		}
		changed = changed || differs
	}
	for name, p := range after.Policies {
		old, had := before.Policies[name]
		differs := had && (old.ModPolicy != p.ModPolicy || !proto.Equal(old.Policy, p.Policy))
		switch {
		case !had:
			write.Policies[name] = p
		case differs:
			result.Policies[name].Version = old.Version + 1
			write.Policies[name] = result.Policies[name]
		case listed:
			read.Policies[name], write.Policies[name] = &common.ConfigPolicy{
				Version: old.Version,
			}, &common.ConfigPolicy{
				Version: old.Version,
			}
		}
		changed = changed || differs
	}
	return read, write, result, changed
}

func stub(version uint64) *common.ConfigGroup {
	return &common.ConfigGroup{
		Version:  version,
		Groups:   map[string]*common.ConfigGroup{},
		Values:   map[string]*common.ConfigValue{},
		Policies: map[string]*common.ConfigPolicy{},
	}
}

func sameNames[V any](a, b map[string]V) bool { return slices.Equal(sorted(a), sorted(b)) }

// configOf returns a block's configuration, or nil.
func configOf(block *common.Block) *common.Config {
	if len(block.GetData().GetData()) != 1 {
		return nil
	}
	envelope, payload := &common.Envelope{}, &common.Payload{}
	header, set := &common.ChannelHeader{}, &common.ConfigEnvelope{}
	if proto.Unmarshal(block.Data.Data[0], envelope) != nil || proto.Unmarshal(envelope.Payload, payload) != nil ||
		proto.Unmarshal(
			payload.GetHeader().GetChannelHeader(),
			header,
		) != nil || header.Type != int32(common.HeaderType_CONFIG) ||
		proto.Unmarshal(payload.Data, set) != nil {
		return nil
	}
	return set.Config
}

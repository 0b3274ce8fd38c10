package blocks

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"google.golang.org/protobuf/proto"
)

// freeValues are the values that no check in this package rests on: how big
// and how often blocks are cut, where nodes are reached. A quorum of the
// consenters' signatures suffices for them; any other change must be replayed
// with the signatures under it, which is not done here.
var freeValues = map[string]bool{
	"BatchSize": true, "BatchTimeout": true, "Endpoints": true, "OrdererAddresses": true, "AnchorPeers": true,
}

// follow decides whether a configuration block's payload may follow c and
// returns the configuration that it sets. It returns ErrConfigChange where
// the block may well be right and cannot be checked here.
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
	case set.GetLastUpdate() == nil:
		return nil, fmt.Errorf("%w: without the update that led to it", ErrConfig)
	}
	if at := difference(c.root, next.root, "Channel"); at != "" {
		return nil, fmt.Errorf("%w: %s", ErrConfigChange, at)
	}
	return next, nil
}

// difference returns the path of the first thing that differs between two
// configurations, apart from free values and versions, or "".
func difference(old, next *common.ConfigGroup, path string) string {
	if old.GetModPolicy() != next.GetModPolicy() {
		return path + ": modification policy"
	}
	for _, name := range keys(old.GetGroups(), next.GetGroups()) {
		a, b := old.GetGroups()[name], next.GetGroups()[name]
		if a == nil || b == nil {
			return path + "/" + name
		}
		if at := difference(a, b, path+"/"+name); at != "" {
			return at
		}
	}
	for _, name := range keys(old.GetPolicies(), next.GetPolicies()) {
		a, b := old.GetPolicies()[name], next.GetPolicies()[name]
		if a == nil || b == nil || a.GetModPolicy() != b.GetModPolicy() || !proto.Equal(a.GetPolicy(), b.GetPolicy()) {
			return path + ": policy " + name
		}
	}
	for _, name := range keys(old.GetValues(), next.GetValues()) {
		a, b := old.GetValues()[name], next.GetValues()[name]
		if !freeValues[name] && !sameValue(name, a, b) {
			return path + ": value " + name
		}
	}
	return ""
}

func sameValue(name string, a, b *common.ConfigValue) bool {
	if a == nil || b == nil || a.GetModPolicy() != b.GetModPolicy() {
		return false
	}
	if bytes.Equal(a.GetValue(), b.GetValue()) {
		return true
	}
	if name != valueConsensus {
		return false
	}
	// The options of the ordering protocol (timeouts and the like) are free; its type and state are not.
	before, after := &orderer.ConsensusType{}, &orderer.ConsensusType{}
	if proto.Unmarshal(a.GetValue(), before) != nil || proto.Unmarshal(b.GetValue(), after) != nil {
		return false
	}
	return before.GetType() == after.GetType() && before.GetState() == after.GetState()
}

func keys[V any](a, b map[string]V) []string {
	var all []string
	for k := range a {
		all = append(all, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}

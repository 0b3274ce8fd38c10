package blocks

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer/lifecycle"
	"google.golang.org/protobuf/proto"
)

const (
	lifecycleNamespace = "_lifecycle"
	implicitPrefix     = "_implicit_org_"
	// defaultPlugin is the validation that this package re-does; any other is unknown here.
	defaultPlugin = "vscc"
)

// definition is a chaincode's committed definition, as far as it says how its
// transactions are judged.
type definition struct {
	plugin      string
	policy      policy
	text        *peer.ApplicationPolicy // of policy
	collections map[string]*peer.StaticCollectionConfig
}

// Lifecycle is the public world state of Fabric's chaincode lifecycle: which
// chaincodes are defined, and how. It is never changed in place.
type Lifecycle map[string][]byte

// with returns the state after the writes of one transaction.
func (l Lifecycle) with(writes []*kvrwset.KVWrite) Lifecycle {
	next := maps.Clone(l)
	if next == nil {
		next = Lifecycle{}
	}
	for _, w := range writes {
		if isDelete(w) {
			delete(next, w.GetKey())
			continue
		}
		next[w.GetKey()] = w.GetValue()
	}
	return next
}

// bytesField reads a field that Fabric's lifecycle serialiser wrote; a field
// that is not there reads as empty, as it does there.
func (l Lifecycle) bytesField(chaincode, name string) ([]byte, error) {
	data := &lifecycle.StateData{}
	if err := proto.Unmarshal(l["namespaces/fields/"+chaincode+"/"+name], data); err != nil {
		return nil, err
	}
	if _, isBytes := data.GetType().(*lifecycle.StateData_Bytes); data.GetType() != nil && !isBytes {
		return nil, fmt.Errorf("field %s is not bytes", name)
	}
	return data.GetBytes(), nil
}

// Version returns the version of a chaincode's definition, "" where there is none.
func (l Lifecycle) Version(chaincode string) string {
	info := &lifecycle.ChaincodeEndorsementInfo{}
	raw, err := l.bytesField(chaincode, "EndorsementInfo")
	if err != nil || proto.Unmarshal(raw, info) != nil {
		return ""
	}
	return info.GetVersion()
}

// definitionOf returns a chaincode's definition; without one nobody may write
// its namespace.
func (c *Config) definitionOf(state Lifecycle, chaincode string) (definition, error) {
	metadata := &lifecycle.StateMetadata{}
	raw, ok := state["namespaces/metadata/"+chaincode]
	if !ok || strings.ContainsAny(chaincode, "/#") {
		return definition{}, fmt.Errorf("chaincode %.64q is not defined", chaincode)
	}
	if err := proto.Unmarshal(raw, metadata); err != nil || metadata.GetDatatype() != "ChaincodeDefinition" {
		return definition{}, fmt.Errorf("%.64q is defined as %.64q", chaincode, metadata.GetDatatype())
	}
	validation, err := state.bytesField(chaincode, "ValidationInfo")
	collections, err2 := state.bytesField(chaincode, "Collections")
	info, packages := &lifecycle.ChaincodeValidationInfo{}, &peer.CollectionConfigPackage{}
	err = errors.Join(err, err2, proto.Unmarshal(validation, info), proto.Unmarshal(collections, packages))
	if err != nil {
		return definition{}, fmt.Errorf("definition of %.64q: %w", chaincode, err)
	}
	d := definition{
		plugin:      info.GetValidationPlugin(),
		text:        &peer.ApplicationPolicy{},
		collections: map[string]*peer.StaticCollectionConfig{},
	}
	if err = proto.Unmarshal(info.GetValidationParameter(), d.text); err == nil {
		d.policy, err = c.compileApplication(d.text)
	}
	if err != nil {
		return definition{}, fmt.Errorf("definition of %.64q: %w", chaincode, err)
	}
	for _, entry := range packages.GetConfig() {
		static := entry.GetStaticCollectionConfig()
		d.collections[static.GetName()] = static
	}
	return d, nil
}

// compileApplication compiles what a definition says of endorsement: a
// signature policy, or the path of one in the channel's configuration.
func (c *Config) compileApplication(envelope *peer.ApplicationPolicy) (policy, error) {
	switch t := envelope.GetType().(type) {
	case *peer.ApplicationPolicy_SignaturePolicy:
		p := compileSignature(t.SignaturePolicy)
		if broken, is := p.(unjudgedPolicy); is {
			return nil, broken.err
		}
		return p, nil
	case *peer.ApplicationPolicy_ChannelConfigPolicyReference:
		p, _ := c.find(t.ChannelConfigPolicyReference)
		return p, nil
	}
	return nil, errors.New("endorsement policy is empty")
}

// lifecyclePolicy returns who must endorse a write to the lifecycle's public
// state; without a policy of that name a member of most organisations each.
func (c *Config) lifecyclePolicy() policy {
	if p, ok := c.find(policyLifecycle); ok {
		return p
	}
	most := metaPolicy{threshold: len(c.application)/2 + 1}
	for _, id := range c.application {
		most.children = append(most.children, memberPolicy(id))
	}
	return most
}

// implicitPolicy returns who must endorse a write to an organisation's
// implicit collection: its own Endorsement policy, or else any member.
func (c *Config) implicitPolicy(msp string) (policy, error) {
	for name, group := range c.root.GetGroups()[groupApplication].GetGroups() {
		if mspName(group) != msp {
			continue
		}
		if p, ok := c.find("/Channel/" + groupApplication + "/" + name + "/Endorsement"); ok {
			return p, nil
		}
		return memberPolicy(msp), nil
	}
	return nil, fmt.Errorf("no application organisation %.64q", msp)
}

// memberPolicy is satisfied by any member of one organisation.
type memberPolicy string

func (m memberPolicy) satisfied(signers []*identity, lenient bool) bool {
	return slices.ContainsFunc(signers, func(s *identity) bool {
		return s.organisation.id == string(m) && (s.invalid == nil || lenient && s.unjudged())
	})
}

// definesChaincode reports whether a key of the lifecycle's public state is
// part of a chaincode's definition.
func definesChaincode(key, chaincode string) bool {
	return key == "namespaces/metadata/"+chaincode || strings.HasPrefix(key, "namespaces/fields/"+chaincode+"/")
}

// maxOrganisations bounds the search for a minority that could satisfy a policy.
const maxOrganisations = 20

// checkDefinition returns ErrDefinition if the application's chaincode is
// defined, and in a way that by its own text a half or less of the
// organisations could write its namespace, that another validation plug-in
// judges it, or that it names collections. What single organisations say of
// their own endorsement makes no difference: one that asks for nothing has
// given its consent away, and the floor stands below it.
func (c *Config) checkDefinition(state Lifecycle, chaincode string) error {
	if _, defined := state["namespaces/metadata/"+chaincode]; !defined {
		return nil
	}
	d, err := c.definitionOf(state, chaincode)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDefinition, err)
	case d.plugin != defaultPlugin:
		return fmt.Errorf("%w: validation plug-in %.64q", ErrDefinition, d.plugin)
	case len(d.collections) != 0:
		return fmt.Errorf("%w: it names collections", ErrDefinition)
	case len(c.application) > maxOrganisations:
		return fmt.Errorf("%w: more than %d organisations are not judged here", ErrDefinition, maxOrganisations)
	}
	if enough := c.fewestFor(d.text); enough <= len(c.application)/2 {
		return fmt.Errorf("%w: %d would be enough", ErrDefinition, enough)
	}
	return nil
}

// fewestFor returns how many application organisations together satisfy a
// definition's policy by its own text.
func (c *Config) fewestFor(text *peer.ApplicationPolicy) int {
	switch t := text.GetType().(type) {
	case *peer.ApplicationPolicy_SignaturePolicy:
		return c.fewestForSignature(t.SignaturePolicy)
	case *peer.ApplicationPolicy_ChannelConfigPolicyReference:
		return c.fewestForPath(t.ChannelConfigPolicyReference)
	}
	return math.MaxInt
}

func (c *Config) fewestForSignature(envelope *common.SignaturePolicyEnvelope) int {
	p, compiled := compileSignature(envelope).(signaturePolicy)
	if !compiled {
		return math.MaxInt // nobody satisfies it
	}
	return p.fewest(c.application)
}

// fewestForPath reads a policy of the configuration. A rule over the
// application's organisations counts them, whatever each of them asks for.
func (c *Config) fewestForPath(path string) int {
	group, name := c.root.GetGroups()[groupApplication], strings.TrimPrefix(path, "/Channel/"+groupApplication+"/")
	entry, ok := group.GetPolicies()[name]
	if !ok || name == path {
		if _, exists := c.find(path); exists {
			return 0 // a policy of one organisation, or of the orderers
		}
		return math.MaxInt
	}
	if entry.GetPolicy().GetType() == int32(common.Policy_SIGNATURE) {
		envelope := &common.SignaturePolicyEnvelope{}
		if proto.Unmarshal(entry.GetPolicy().GetValue(), envelope) != nil {
			return math.MaxInt
		}
		return c.fewestForSignature(envelope)
	}
	meta := &common.ImplicitMetaPolicy{}
	if proto.Unmarshal(entry.GetPolicy().GetValue(), meta) != nil {
		return math.MaxInt
	}
	return metaThreshold(meta.GetRule(), len(group.GetGroups()))
}

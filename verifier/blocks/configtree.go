package blocks

import (
	"fmt"
	"maps"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// rootGroup is how the root of a configuration's tree is called in paths.
const rootGroup = "Channel"

// defaultModPolicy is what Fabric puts where an updated tree names no
// modification policy.
const defaultModPolicy = "Admins"

// configElement is one group, value or policy of a configuration's tree, without
// what is below it.
type configElement struct {
	*common.ConfigGroup
	*common.ConfigValue
	*common.ConfigPolicy
	group string // path of the group that it is in; of a group its own
}

func (e configElement) version() uint64 {
	switch {
	case e.ConfigGroup != nil:
		return e.ConfigGroup.GetVersion()
	case e.ConfigValue != nil:
		return e.ConfigValue.GetVersion()
	}
	return e.ConfigPolicy.GetVersion()
}

func (e configElement) modPolicy() string {
	switch {
	case e.ConfigGroup != nil:
		return e.ConfigGroup.GetModPolicy()
	case e.ConfigValue != nil:
		return e.ConfigValue.GetModPolicy()
	}
	return e.ConfigPolicy.GetModPolicy()
}

// configElements is a tree laid flat, by kind and path.
type configElements map[string]configElement

func groupPath(path string) string  { return "group " + path }
func valuePath(path string) string  { return "value " + path }
func policyPath(path string) string { return "policy " + path }

// flatten lays a tree flat; no tree is no elements. It returns an error for a
// name that Fabric does not allow.
func flatten(root *common.ConfigGroup) (configElements, error) {
	all := configElements{}
	if root == nil {
		return all, nil
	}
	return all, all.add("/"+rootGroup, root)
}

func (e configElements) add(path string, group *common.ConfigGroup) error {
	e[groupPath(path)] = configElement{ConfigGroup: group, group: path}
	for name, child := range group.GetGroups() {
		if err := checkName(name); err != nil {
			return err
		}
		if err := e.add(path+"/"+name, child); err != nil {
			return err
		}
	}
	for name, v := range group.GetValues() {
		if err := checkName(name); err != nil {
			return err
		}
		e[valuePath(path+"/"+name)] = configElement{ConfigValue: v, group: path}
	}
	for name, p := range group.GetPolicies() {
		if err := checkName(name); err != nil {
			return err
		}
		e[policyPath(path+"/"+name)] = configElement{ConfigPolicy: p, group: path}
	}
	return nil
}

// checkName refuses a name of a group, value or policy that Fabric does.
func checkName(name string) error {
	if name == "" || name == "." || name == ".." || len(name) > 249 {
		return fmt.Errorf("%.20q is no name in a configuration", name)
	}
	for _, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && r != '.' && r != '-' {
			return fmt.Errorf("%.20q is no name in a configuration", name)
		}
	}
	return nil
}

func (e configElements) with(changes configElements) configElements {
	all := maps.Clone(e)
	maps.Copy(all, changes)
	return all
}

// tree builds the tree again. A group says which names are in it; what they
// hold is the newest of each, so that a group whose list changed does not
// bring back old contents.
func (e configElements) tree(path string) (*common.ConfigGroup, error) {
	from, ok := e[groupPath(path)]
	if !ok {
		return nil, fmt.Errorf("its update lists %.100q and does not hold it", path)
	}
	g := &common.ConfigGroup{
		Groups:   map[string]*common.ConfigGroup{},
		Values:   map[string]*common.ConfigValue{},
		Policies: map[string]*common.ConfigPolicy{},
	}
	proto.Merge(g, from.ConfigGroup)
	g.ModPolicy = modPolicyOrDefault(g.GetModPolicy())
	for name := range from.GetGroups() {
		child, err := e.tree(path + "/" + name)
		if err != nil {
			return nil, err
		}
		g.Groups[name] = child
	}
	for name := range from.GetValues() {
		v := proto.CloneOf(e[valuePath(path+"/"+name)].ConfigValue)
		v.ModPolicy = modPolicyOrDefault(v.GetModPolicy())
		g.Values[name] = v
	}
	for name := range from.GetPolicies() {
		p := proto.CloneOf(e[policyPath(path+"/"+name)].ConfigPolicy)
		p.ModPolicy = modPolicyOrDefault(p.GetModPolicy())
		g.Policies[name] = p
	}
	return g, nil
}

func modPolicyOrDefault(modPolicy string) string {
	if modPolicy == "" {
		return defaultModPolicy
	}
	return modPolicy
}

// mspName returns the name of an organisation's membership service, or "".
func mspName(group *common.ConfigGroup) string {
	outer, conf := &mspb.MSPConfig{}, &mspb.FabricMSPConfig{}
	if proto.Unmarshal(group.GetValues()[valueMSP].GetValue(), outer) != nil ||
		proto.Unmarshal(outer.GetConfig(), conf) != nil {
		return ""
	}
	return conf.GetName()
}

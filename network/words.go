package network

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/msp"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/hyperledger/fabric-protos-go/peer"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"sogoc/verifier/ledger"
)

// valueInWords says what a value of a channel's configuration is. What it does not
// know, also within a value, it names by size and hash, so that nothing is left out.
func valueInWords(name string, raw []byte) (string, error) {
	switch name {
	case "BatchSize":
		var v orderer.BatchSize
		rest, err := read(raw, &v)
		return fmt.Sprintf("a block has at most %d transactions and %d bytes, %d where it can", v.MaxMessageCount,
			v.AbsoluteMaxBytes, v.PreferredMaxBytes) + rest, err
	case "BatchTimeout":
		var v orderer.BatchTimeout
		rest, err := read(raw, &v)
		return "a block is cut after " + plain(v.Timeout) + rest, err
	case "ConsensusType":
		return consensusInWords(raw)
	case "ChannelRestrictions":
		var v orderer.ChannelRestrictions
		rest, err := read(raw, &v)
		return fmt.Sprintf("at most %d channels, 0 for any number", v.MaxCount) + rest, err
	case "Capabilities":
		var v common.Capabilities
		rest, err := read(raw, &v)
		return "rules of version " + inPlainList(sortedKeys(v.Capabilities)) + rest, err
	case "HashingAlgorithm":
		var v common.HashingAlgorithm
		rest, err := read(raw, &v)
		return plain(v.Name) + rest, err
	case "BlockDataHashingStructure":
		var v common.BlockDataHashingStructure
		rest, err := read(raw, &v)
		return fmt.Sprintf("width %d", v.Width) + rest, err
	case "Endpoints", "OrdererAddresses":
		var v common.OrdererAddresses
		rest, err := read(raw, &v)
		return "orderers at " + inPlainList(v.Addresses) + rest, err
	case "AnchorPeers":
		return anchorPeersInWords(raw)
	case "MSP":
		return membershipInWords(raw)
	case valueOrderers:
		return consentersInWords(raw)
	}
	return "not known to this program: " + hashInWords(raw), nil
}

func anchorPeersInWords(raw []byte) (string, error) {
	var v peer.AnchorPeers
	rest, err := read(raw, &v)
	words := []string{}
	for _, p := range v.AnchorPeers {
		words = append(words, fmt.Sprintf("%s:%d", plain(p.Host), p.Port))
	}
	return "peers at " + inList(words) + rest, err
}

func consensusInWords(raw []byte) (string, error) {
	var v orderer.ConsensusType
	rest, err := read(raw, &v)
	if err != nil {
		return "", err
	}
	options, err := orderingInWords(v.Type, v.Metadata)
	return fmt.Sprintf("ordering by %s, %s: %s", plain(v.Type), v.State, options) + rest, err
}

// read decodes a message. The rest is empty where the message holds nothing but what this
// program can decode; otherwise it names the whole by size and hash.
func read(raw []byte, into protoadapt.MessageV1) (rest string, err error) {
	if err := unmarshal(raw, into); err != nil {
		return "", err
	}
	known := protoadapt.MessageV2Of(into).ProtoReflect().New().Interface()
	if err := (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, known); err != nil {
		return "", err
	}
	if proto.Size(known) != len(raw) {
		rest = "; holds what is not known to this program: " + hashInWords(raw)
	}
	return rest, nil
}

// plain returns a text of a configuration as it is where it is an ordinary name, number or
// address, and otherwise in quotation marks, with all that would steer a screen written out.
// Without that a text could end the line and begin another one that is not in the file.
func plain(text string) string {
	ordinary := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._:/", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !ordinary(r) }) < 0 {
		return text
	}
	return strconv.Quote(text)
}

func inPlainList(texts []string) string {
	words := []string{}
	for _, text := range texts {
		words = append(words, plain(text))
	}
	return inList(words)
}

func hashInWords(raw []byte) string {
	return fmt.Sprintf("%d bytes with SHA-256 %s", len(raw), ledger.SumDigest(raw))
}

// orderingOptions are the fields of orderer.smartbft.Options of Fabric 3, by number.
var orderingOptions = map[protowire.Number]string{
	1:  "RequestBatchMaxCount",
	2:  "RequestBatchMaxBytes",
	3:  "RequestBatchMaxInterval",
	4:  "IncomingMessageBufferSize",
	5:  "RequestPoolSize",
	6:  "RequestForwardTimeout",
	7:  "RequestComplainTimeout",
	8:  "RequestAutoRemoveTimeout",
	9:  "RequestMaxBytes",
	10: "ViewChangeResendInterval",
	11: "ViewChangeTimeout",
	12: "LeaderHeartbeatTimeout",
	13: "LeaderHeartbeatCount",
	14: "CollectTimeout",
	15: "SyncOnStart",
	16: "SpeedUpViewChange",
	17: "LeaderRotation",
	18: "DecisionsPerLeader",
}

// orderingInWords says how the orderers come to an agreement. An option that is not
// known is named by its number.
func orderingInWords(kind string, raw []byte) (string, error) {
	if kind != "BFT" {
		return "options not known to this program: " + hashInWords(raw), nil
	}
	words := []string{}
	err := eachField(raw, func(field protowire.Number, number uint64, bytes []byte) error {
		name, known := orderingOptions[field]
		if !known {
			name = fmt.Sprintf("option %d", field)
		}
		if bytes != nil {
			words = append(words, fmt.Sprintf("%s %q", name, bytes))
		} else {
			words = append(words, fmt.Sprintf("%s %d", name, number))
		}
		return nil
	})
	return inList(words), err
}

// eachField calls use for each field of an encoded message, with its number or bytes.
func eachField(raw []byte, use func(protowire.Number, uint64, []byte) error) error {
	for len(raw) > 0 {
		field, kind, n := protowire.ConsumeTag(raw)
		if n < 0 {
			return protowire.ParseError(n)
		}
		raw = raw[n:]
		var number uint64
		var bytes []byte
		switch kind {
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(raw)
		case protowire.BytesType:
			bytes, n = protowire.ConsumeBytes(raw)
		default:
			if n = protowire.ConsumeFieldValue(field, kind, raw); n >= 0 {
				bytes = raw[:n]
			}
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		raw = raw[n:]
		if err := use(field, number, bytes); err != nil {
			return err
		}
	}
	return nil
}

// longRule is the length from which the parts of a policy have lines of their own.
const longRule = 120

// policyInWords says who a policy asks for.
func policyInWords(p *common.Policy) (string, error) {
	switch common.Policy_PolicyType(p.GetType()) {
	case common.Policy_IMPLICIT_META:
		var v common.ImplicitMetaPolicy
		rest, err := read(p.Value, &v)
		return fmt.Sprintf("%s of the policies %s of the groups in it", v.Rule, plain(v.SubPolicy)) + rest, err
	case common.Policy_SIGNATURE:
		var v common.SignaturePolicyEnvelope
		rest, err := read(p.Value, &v)
		if err != nil {
			return "", err
		}
		words, err := ruleInWords(v.Rule, v.Identities)
		if err != nil || v.Rule.GetNOutOf() == nil || len(words) <= longRule {
			return words + rest, err
		}
		parts, err := rulesInWords(v.Rule.GetNOutOf().Rules, v.Identities)
		head := fmt.Sprintf("%d of the following", v.Rule.GetNOutOf().N) + rest
		return strings.Join(append([]string{head}, parts...), "\n"), err
	}
	return "not known to this program: " + hashInWords(p.GetValue()), nil
}

// ruleInWords says what a signature policy's rule asks for.
func ruleInWords(rule *common.SignaturePolicy, identities []*msp.MSPPrincipal) (string, error) {
	switch kind := rule.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		if kind.SignedBy < 0 || int(kind.SignedBy) >= len(identities) {
			return "", errors.New("a policy names an identity that it does not list")
		}
		return principalInWords(identities[kind.SignedBy])
	case *common.SignaturePolicy_NOutOf_:
		parts, err := rulesInWords(kind.NOutOf.GetRules(), identities)
		return fmt.Sprintf("%d of (%s)", kind.NOutOf.GetN(), inList(parts)), err
	}
	return "", errors.New("a policy has a rule of no kind")
}

func rulesInWords(rules []*common.SignaturePolicy, identities []*msp.MSPPrincipal) ([]string, error) {
	words := []string{}
	for _, rule := range rules {
		one, err := ruleInWords(rule, identities)
		if err != nil {
			return nil, err
		}
		words = append(words, one)
	}
	return words, nil
}

func principalInWords(p *msp.MSPPrincipal) (string, error) {
	switch p.GetPrincipalClassification() {
	case msp.MSPPrincipal_ROLE:
		var role msp.MSPRole
		rest, err := read(p.Principal, &role)
		return plain(role.MspIdentifier) + "." + role.Role.String() + rest, err
	case msp.MSPPrincipal_IDENTITY:
		var identity msp.SerializedIdentity
		if err := unmarshal(p.Principal, &identity); err != nil {
			return "", err
		}
		certificate, err := certificateInWords(identity.IdBytes)
		return fmt.Sprintf("%s with certificate %s", plain(identity.Mspid), certificate), err
	}
	return fmt.Sprintf("%s, %s", p.GetPrincipalClassification(), hashInWords(p.GetPrincipal())), nil
}

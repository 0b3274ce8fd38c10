package network

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/msp"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/hyperledger/fabric-protos-go/peer"
	"google.golang.org/protobuf/encoding/protowire"

	"sogoc/verifier/ledger"
)

// valueInWords says what a value of a channel's configuration is. What it does not
// know it names by size and hash, so that nothing is left out.
func valueInWords(name string, raw []byte) (string, error) {
	switch name {
	case "BatchSize":
		var v orderer.BatchSize
		err := unmarshal(raw, &v)
		return fmt.Sprintf("a block has at most %d transactions and %d bytes, %d where it can", v.MaxMessageCount,
			v.AbsoluteMaxBytes, v.PreferredMaxBytes), err
	case "BatchTimeout":
		var v orderer.BatchTimeout
		err := unmarshal(raw, &v)
		return "a block is cut after " + v.Timeout, err
	case "ConsensusType":
		var v orderer.ConsensusType
		if err := unmarshal(raw, &v); err != nil {
			return "", err
		}
		options, err := orderingInWords(v.Type, v.Metadata)
		return fmt.Sprintf("ordering by %s, %s: %s", v.Type, v.State, options), err
	case "ChannelRestrictions":
		var v orderer.ChannelRestrictions
		err := unmarshal(raw, &v)
		return fmt.Sprintf("at most %d channels, 0 for any number", v.MaxCount), err
	case "Capabilities":
		var v common.Capabilities
		err := unmarshal(raw, &v)
		return "rules of version " + inList(sortedKeys(v.Capabilities)), err
	case "HashingAlgorithm":
		var v common.HashingAlgorithm
		err := unmarshal(raw, &v)
		return v.Name, err
	case "BlockDataHashingStructure":
		var v common.BlockDataHashingStructure
		err := unmarshal(raw, &v)
		return fmt.Sprintf("width %d", v.Width), err
	case "Endpoints", "OrdererAddresses":
		var v common.OrdererAddresses
		err := unmarshal(raw, &v)
		return "orderers at " + inList(v.Addresses), err
	case "AnchorPeers":
		var v peer.AnchorPeers
		err := unmarshal(raw, &v)
		words := []string{}
		for _, p := range v.AnchorPeers {
			words = append(words, fmt.Sprintf("%s:%d", p.Host, p.Port))
		}
		return "peers at " + inList(words), err
	case "MSP":
		return membershipInWords(raw)
	case valueOrderers:
		return consentersInWords(raw)
	}
	return "not known to this program: " + hashInWords(raw), nil
}

func hashInWords(raw []byte) string {
	return fmt.Sprintf("%d bytes with SHA-256 %s", len(raw), ledger.SumDigest(raw))
}

// membershipInWords says who the members of an organisation are.
func membershipInWords(raw []byte) (string, error) {
	var outer msp.MSPConfig
	var v msp.FabricMSPConfig
	if err := errors.Join(unmarshal(raw, &outer), unmarshal(outer.Config, &v)); err != nil {
		return "", err
	}
	words := v.Name + ":"
	for _, list := range []struct {
		name         string
		certificates [][]byte
	}{
		{"authority", v.RootCerts},
		{"intermediate authority", v.IntermediateCerts},
		{"administrator", v.Admins},
		{"TLS authority", v.TlsRootCerts},
		{"intermediate TLS authority", v.TlsIntermediateCerts},
	} {
		for _, text := range list.certificates {
			certificate, err := certificateInWords(text)
			if err != nil {
				return "", err
			}
			words += fmt.Sprintf(" %s %s;", list.name, certificate)
		}
	}
	return words + fmt.Sprintf(" %d revocation lists; roles from certificates: %t",
		len(v.RevocationList), v.GetFabricNodeOus().GetEnable()), nil
}

func certificateInWords(text []byte) (string, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return "", errors.New("a certificate is not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%q until %s, SHA-256 %s", certificate.Subject.CommonName,
		certificate.NotAfter.UTC().Format(time.DateOnly), ledger.SumDigest(certificate.Raw)), nil
}

// valueOrderers is the configuration's value that names the orderers.
const valueOrderers = "Orderers"

// Fields of common.Orderers and common.Consenter of Fabric 3, which the protocol's
// older form in this program does not have.
const (
	fieldConsenters    = 1
	fieldConsenterID   = 1
	fieldConsenterHost = 2
	fieldConsenterPort = 3
	fieldConsenterMSP  = 4
	fieldConsenterSign = 5

	fieldConsenterClientTLS = 6
	fieldConsenterServerTLS = 7
)

// consentersInWords says which orderers decide on the order of transactions.
func consentersInWords(raw []byte) (string, error) {
	words := []string{}
	err := eachField(raw, func(field protowire.Number, _ uint64, bytes []byte) error {
		if field != fieldConsenters {
			return fmt.Errorf("field %d of the orderers is not known", field)
		}
		one, err := consenterInWords(bytes)
		words = append(words, one)
		return err
	})
	return fmt.Sprintf("%d orderers: %s", len(words), inList(words)), err
}

func consenterInWords(raw []byte) (string, error) {
	var id, port uint64
	var host, member, identity string
	err := eachField(raw, func(field protowire.Number, number uint64, bytes []byte) error {
		var err error
		switch field {
		case fieldConsenterID:
			id = number
		case fieldConsenterHost:
			host = string(bytes)
		case fieldConsenterPort:
			port = number
		case fieldConsenterMSP:
			member = string(bytes)
		case fieldConsenterSign:
			identity, err = certificateInWords(bytes)
		}
		return err
	})
	return fmt.Sprintf("%d of %s at %s:%d, certificate %s", id, member, host, port, identity), err
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
			n = protowire.ConsumeFieldValue(field, kind, raw)
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

// policyInWords says who a policy asks for.
func policyInWords(p *common.Policy) (string, error) {
	switch common.Policy_PolicyType(p.GetType()) {
	case common.Policy_IMPLICIT_META:
		var v common.ImplicitMetaPolicy
		err := unmarshal(p.Value, &v)
		return fmt.Sprintf("%s of the policies %s of the groups in it", v.Rule, v.SubPolicy), err
	case common.Policy_SIGNATURE:
		var v common.SignaturePolicyEnvelope
		if err := unmarshal(p.Value, &v); err != nil {
			return "", err
		}
		return ruleInWords(v.Rule, v.Identities)
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
		words := []string{}
		for _, inner := range kind.NOutOf.GetRules() {
			one, err := ruleInWords(inner, identities)
			if err != nil {
				return "", err
			}
			words = append(words, one)
		}
		return fmt.Sprintf("%d of (%s)", kind.NOutOf.GetN(), inList(words)), nil
	}
	return "", errors.New("a policy has a rule of no kind")
}

func principalInWords(p *msp.MSPPrincipal) (string, error) {
	switch p.GetPrincipalClassification() {
	case msp.MSPPrincipal_ROLE:
		var role msp.MSPRole
		err := unmarshal(p.Principal, &role)
		return role.MspIdentifier + "." + role.Role.String(), err
	case msp.MSPPrincipal_IDENTITY:
		var identity msp.SerializedIdentity
		if err := unmarshal(p.Principal, &identity); err != nil {
			return "", err
		}
		certificate, err := certificateInWords(identity.IdBytes)
		return fmt.Sprintf("%s with certificate %s", identity.Mspid, certificate), err
	}
	return fmt.Sprintf("%s, %s", p.GetPrincipalClassification(), hashInWords(p.GetPrincipal())), nil
}

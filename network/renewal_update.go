package network

import (
	"context"
	"fmt"
	"os"

	"github.com/hyperledger/fabric-config/configtx"
	"github.com/hyperledger/fabric-protos-go/common"
	mspproto "github.com/hyperledger/fabric-protos-go/msp"
	"google.golang.org/protobuf/encoding/protowire"
)

// ordererUpdate returns the change of the channel's configuration that names the new
// certificates of an organisation's orderer; nil where it names them.
func (s *supervisor) ordererUpdate(ctx context.Context, a *administrator) ([]byte, error) {
	dir := s.Dir.organisation(a.organisation).renewal(partOrderer)
	signing, err := os.ReadFile(mspKeyFiles(dir.msp(KindOrderer)).certificate)
	if err != nil {
		return nil, err
	}
	transport, err := os.ReadFile(dir.tls(string(KindOrderer)).certificate)
	if err != nil {
		return nil, err
	}
	config, err := readConfig(ctx, a)
	if err != nil {
		return nil, err
	}
	change := configtx.New(config.Config)
	ordering := change.UpdatedConfig().ChannelGroup.GetGroups()[groupOrderer]
	orderers, validation := ordering.GetValues()[valueOrderers], ordering.GetPolicies()[policyBlockValidation]
	before := string(orderers.GetValue())
	if before == "" || validation.GetPolicy() == nil {
		return nil, fmt.Errorf("%w: the channel names no orderers, or not what makes a block valid", ErrConfig)
	}
	msp := a.organisation.OrdererMSP
	orderers.Value, err = withCertificates(orderers.Value, msp, signing, transport)
	if err != nil || string(orderers.Value) == before {
		return nil, err
	}
	validation.Policy.Value, err = withSigner(validation.Policy.Value, msp, signing)
	if err != nil {
		return nil, err
	}
	return change.ComputeMarshaledUpdate(Channel)
}

// policyBlockValidation names the signatures that make a block valid. Fabric demands
// that it says the same as the mapping of orderers.
const policyBlockValidation = "BlockValidation"

// withSigner returns a policy of signatures in which one organisation's orderer has
// another certificate.
func withSigner(policy []byte, msp string, signing []byte) ([]byte, error) {
	var rule common.SignaturePolicyEnvelope
	if err := unmarshal(policy, &rule); err != nil {
		return nil, err
	}
	for _, principal := range rule.Identities {
		var signer mspproto.SerializedIdentity
		if principal.PrincipalClassification != mspproto.MSPPrincipal_IDENTITY {
			return nil, fmt.Errorf("%w: %s asks for others than single orderers", ErrConfig, policyBlockValidation)
		}
		if err := unmarshal(principal.Principal, &signer); err != nil {
			return nil, err
		}
		if signer.Mspid != msp {
			continue
		}
		signer.IdBytes = signing
		raw, err := marshal(&signer)
		if err != nil {
			return nil, err
		}
		principal.Principal = raw
	}
	return marshal(&rule)
}

// withCertificates returns the channel's mapping of orderers with other certificates for
// one of them.
func withCertificates(mapping []byte, msp string, signing, transport []byte) ([]byte, error) {
	var out []byte
	found := false
	err := eachField(mapping, func(field protowire.Number, _ uint64, one []byte) error {
		if field != fieldConsenters {
			return fmt.Errorf("%w: field %d of the orderers is not known", ErrConfig, field)
		}
		owner := ""
		if err := eachField(one, func(field protowire.Number, _ uint64, text []byte) error {
			if field == fieldConsenterMSP {
				owner = string(text)
			}
			return nil
		}); err != nil {
			return err
		}
		if owner == msp {
			found = true
			var err error
			if one, err = consenterWith(one, signing, transport); err != nil {
				return err
			}
		}
		out = protowire.AppendTag(out, fieldConsenters, protowire.BytesType)
		out = protowire.AppendBytes(out, one)
		return nil
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: the channel has no orderer of %s", ErrConfig, msp)
	}
	return out, err
}

// consenterWith returns an entry of the mapping with other certificates.
func consenterWith(entry, signing, transport []byte) ([]byte, error) {
	var out []byte
	err := eachField(entry, func(field protowire.Number, number uint64, text []byte) error {
		switch field {
		case fieldConsenterID, fieldConsenterPort:
			out = protowire.AppendTag(out, field, protowire.VarintType)
			out = protowire.AppendVarint(out, number)
			return nil
		case fieldConsenterHost, fieldConsenterMSP:
		case fieldConsenterSign:
			text = signing
		case fieldConsenterClientTLS, fieldConsenterServerTLS:
			text = transport
		default:
			return fmt.Errorf("%w: field %d of an orderer is not known", ErrConfig, field)
		}
		out = protowire.AppendTag(out, field, protowire.BytesType)
		out = protowire.AppendBytes(out, text)
		return nil
	})
	return out, err
}

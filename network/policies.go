package network

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/hyperledger/fabric-config/configtx"
	"github.com/hyperledger/fabric-protos-go/common"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"
)

// Groups of the channel's configuration whose sub-groups are organisations.
var organisationGroups = []string{"Application", groupOrderer}

// ownValues are all that an organisation's own administrators change alone.
var ownValues = []string{"MSP", "AnchorPeers", "Endpoints"}

// majorityOf is the policy of the administrators of most organisations in a group.
func majorityOf(group string) string { return "/Channel/" + group + "/Admins" }

// giveToMajority has the majority alone change each organisation's group, its
// policies and its values but ownValues. By Fabric's own default an
// organisation changes all of its group alone: a policy that it bends would then
// decide for the others too. It reports whether anything was otherwise.
func giveToMajority(root *common.ConfigGroup) bool {
	changed := false
	set := func(modPolicy *string, majority string) {
		changed = changed || *modPolicy != majority
		*modPolicy = majority
	}
	for _, name := range organisationGroups {
		majority := majorityOf(name)
		for _, organisation := range root.GetGroups()[name].GetGroups() {
			set(&organisation.ModPolicy, majority)
			for _, policy := range organisation.GetPolicies() {
				set(&policy.ModPolicy, majority)
			}
			for value, held := range organisation.GetValues() {
				if !slices.Contains(ownValues, value) {
					set(&held.ModPolicy, majority)
				}
			}
		}
	}
	return changed
}

// updateWait is how long a configuration update may take from its submission to
// the peers before it is made anew: another update that came first voids it.
const updateWait = 20 * time.Second

// upgradePolicies gives the running channel's policies to the majority, if they
// are not. An organisation that holds its own policies must give them away
// itself: so all administrators sign, of the members and of the orderers. The
// result is false where nothing was to be done.
func (s *supervisor) upgradePolicies(ctx context.Context, admins administrators) (bool, error) {
	submitted := false
	for {
		update, needed, err := readPoliciesUpdate(ctx, admins[0])
		if err != nil {
			return submitted, err
		}
		if !needed {
			return submitted, nil // a peer that its own organisation keeps from reading is not waited for
		}
		s.Progress("the organisations give their policies to the majority")
		if err := s.submitUpdate(ctx, admins[0], update); err != nil {
			return submitted, err
		}
		submitted = true
		waiting, cancel := context.WithTimeout(ctx, updateWait)
		err = poll(waiting, func(ctx context.Context) error { return hasMajorityPolicies(ctx, admins[0]) }, nil)
		cancel()
		if err != nil && ctx.Err() != nil {
			return submitted, err
		}
	}
}

func hasMajorityPolicies(ctx context.Context, a *administrator) error {
	_, needed, err := readPoliciesUpdate(ctx, a)
	if err == nil && needed {
		err = fmt.Errorf("%w: %s has not the new configuration", ErrNotReady, a.peer)
	}
	return err
}

// submitUpdate has all administrators sign a configuration update and hands it
// to the orderer of one of them.
func (s *supervisor) submitUpdate(ctx context.Context, by *administrator, update []byte) error {
	var signatures []*common.ConfigSignature
	for _, o := range s.own() {
		signed, err := signUpdate(s.Dir, o, update, s.Now())
		if err != nil {
			return err
		}
		signatures = append(signatures, signed...)
	}
	return by.submitUpdate(ctx, update, signatures)
}

// signUpdate signs a configuration update in an organisation's name: by an
// administrator of its members and one of its orderers, since it depends on the
// change which of the two is asked for.
func signUpdate(d Dir, o Organisation, update []byte, now time.Time) ([]*common.ConfigSignature, error) {
	var signatures []*common.ConfigSignature
	for _, signer := range []struct{ purpose, msp string }{
		{authorityMembers, o.MSP}, {authorityOrderers, o.OrdererMSP},
	} {
		id, err := administratorIdentity(d, o, signer.purpose, signer.msp, now)
		if err != nil {
			return nil, err
		}
		signature, err := id.CreateConfigSignature(update)
		if err != nil {
			return nil, fmt.Errorf("%s signs the configuration update: %w", signer.msp, err)
		}
		signatures = append(signatures, signature)
	}
	return signatures, nil
}

// readPoliciesUpdate returns the configuration update that gives the policies to
// the majority, from the configuration that a peer holds; false where they are.
func readPoliciesUpdate(ctx context.Context, a *administrator) ([]byte, bool, error) {
	config, err := readConfig(ctx, a)
	if err != nil {
		return nil, false, err
	}
	change := configtx.New(config.Config)
	if !giveToMajority(change.UpdatedConfig().ChannelGroup) {
		return nil, false, nil
	}
	update, err := change.ComputeMarshaledUpdate(Channel)
	return update, true, err
}

// administratorIdentity issues an administrator's certificate of an
// organisation's members or orderers, for one signature: it is kept nowhere.
func administratorIdentity(
	d Dir, o Organisation, purpose, msp string, now time.Time,
) (configtx.SigningIdentity, error) {
	var id configtx.SigningIdentity
	signer, err := loadAuthority(d.organisation(o).authority(purpose))
	if err != nil {
		return id, err
	}
	issued, err := signer.identity(o.Name+"-"+purpose+"-update", validFor(now, year), unitAdmin)
	if err != nil {
		return id, err
	}
	certificate, key, err := issued.parse()
	return configtx.SigningIdentity{Certificate: certificate, PrivateKey: key, MSPID: msp}, err
}

// loadAuthority reads an authority that save wrote.
func loadAuthority(dir string) (*authority, error) {
	p, err := keyFiles{authorityCertificate(dir), filepath.Join(dir, "key.pem")}.load()
	if err != nil {
		return nil, err
	}
	certificate, key, err := p.parse()
	if err != nil {
		return nil, fmt.Errorf("authority in %s: %w", dir, err)
	}
	return &authority{certificate, key, p.certificate}, nil
}

func (l keyPair) parse() (*x509.Certificate, *ecdsa.PrivateKey, error) {
	certificatePEM, _ := pem.Decode(l.certificate)
	keyPEM, _ := pem.Decode(l.key)
	if certificatePEM == nil || keyPEM == nil {
		return nil, nil, errors.New("certificate or key is not PEM")
	}
	certificate, err := x509.ParseCertificate(certificatePEM.Bytes)
	if err != nil {
		return nil, nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(keyPEM.Bytes)
	if err != nil {
		return nil, nil, err
	}
	private, isECDSA := key.(*ecdsa.PrivateKey)
	if !isECDSA {
		return nil, nil, errors.New("the key is not ECDSA")
	}
	return certificate, private, nil
}

// configIn returns the configuration that a configuration block holds.
func configIn(block *common.Block) (*common.ConfigEnvelope, error) {
	_, _, config, err := openConfigBlock(block)
	return config, err
}

// openConfigBlock returns what a configuration block's one envelope holds.
func openConfigBlock(block *common.Block) (*common.Envelope, *common.Payload, *common.ConfigEnvelope, error) {
	envelope, payload, config := &common.Envelope{}, &common.Payload{}, &common.ConfigEnvelope{}
	if len(block.GetData().GetData()) != 1 || block.GetHeader() == nil {
		return nil, nil, nil, errors.New("the block has not one envelope")
	}
	err := errors.Join(unmarshal(block.Data.Data[0], envelope), unmarshal(envelope.Payload, payload),
		unmarshal(payload.Data, config))
	return envelope, payload, config, err
}

func unmarshal(raw []byte, into protoadapt.MessageV1) error {
	return proto.Unmarshal(raw, protoadapt.MessageV2Of(into))
}

// marshal gives the same bytes for the same message, in one build of this program.
func marshal(m protoadapt.MessageV1) ([]byte, error) {
	return proto.MarshalOptions{Deterministic: true}.Marshal(protoadapt.MessageV2Of(m))
}

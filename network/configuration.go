package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/hyperledger/fabric-config/configtx"
	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/orderer"
	sdkledger "github.com/hyperledger/fabric-sdk-go/pkg/client/ledger"
	"google.golang.org/protobuf/protoadapt"

	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
)

// Type members of the two files by which organisations change their channel.
const (
	TypeConfigUpdate     = "sogoc/configuration-update/v1"
	TypeConfigSignatures = "sogoc/configuration-signatures/v1"
)

// maxConfigFile bounds the two files.
const maxConfigFile = 1 << 20

// ErrConfig is returned for a file of a configuration update that contradicts itself.
var ErrConfig = errors.New("configuration update")

// ConfigChange says what is to become otherwise; what is zero stays.
type ConfigChange struct {
	BatchTimeout time.Duration // after which a block is cut
	MaxMessages  uint32        // transactions of a block
}

// ConfigUpdate is a proposed change of a channel's configuration. Nothing in it is secret.
type ConfigUpdate struct {
	Type   string        `json:"type"`   // TypeConfigUpdate
	Ledger ledger.Digest `json:"ledger"` // whose configuration
	Update []byte        `json:"update"` // Fabric's common.ConfigUpdate
}

// ConfigSignatures are one organisation's on an update: of its members' and of its
// orderers' administrators. Nothing in them is secret.
type ConfigSignatures struct {
	Type         string        `json:"type"`         // TypeConfigSignatures
	Organisation string        `json:"organisation"` // its name
	Update       ledger.Digest `json:"update"`       // SHA-256 of ConfigUpdate.Update
	Signatures   [][]byte      `json:"signatures"`   // Fabric's common.ConfigSignature
}

// Canonical returns the file's one form, without a final newline.
func (u ConfigUpdate) Canonical() ([]byte, error) { return canonicaljson.Marshal(u) }

// Canonical returns the file's one form, without a final newline.
func (s ConfigSignatures) Canonical() ([]byte, error) { return canonicaljson.Marshal(s) }

// ReadConfigUpdate reads an update's file. Its errors name the file.
func ReadConfigUpdate(path string) (ConfigUpdate, error) {
	var u ConfigUpdate
	err := readCanonical(path, &u)
	if err == nil && u.Type != TypeConfigUpdate {
		err = fmt.Errorf("%w: %s: type is not %s", ErrConfig, path, TypeConfigUpdate)
	}
	return u, err
}

// ReadConfigSignatures reads an organisation's signatures. Its errors name the file.
func ReadConfigSignatures(path string) (ConfigSignatures, error) {
	var s ConfigSignatures
	err := readCanonical(path, &s)
	if err == nil && s.Type != TypeConfigSignatures {
		err = fmt.Errorf("%w: %s: type is not %s", ErrConfig, path, TypeConfigSignatures)
	}
	return s, err
}

func readCanonical(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := canonicaljson.Unmarshal(trimNewline(text), into, maxConfigFile); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrConfig, path, err)
	}
	return nil
}

// withAdministrator opens an administrator of the folder, for acts that ask its nodes
// and no supervisor.
func withAdministrator(d Dir, use func(record, *administrator) error) error {
	r, err := readRecord(d)
	if err != nil {
		return err
	}
	members, err := readMembers(d, r)
	if err != nil {
		return err
	}
	a, err := openAdministrator(d, members, r.Addresses.organisations()[0])
	if err != nil {
		return err
	}
	defer a.close()
	return use(r, a)
}

// ProposeConfig makes an update of the configuration that the folder's own peer
// holds. It returns ErrUsage where nothing would become otherwise.
func ProposeConfig(ctx context.Context, d Dir, change ConfigChange) (ConfigUpdate, error) {
	var u ConfigUpdate
	err := withAdministrator(d, func(r record, a *administrator) error {
		config, err := readConfig(ctx, a)
		if err != nil {
			return err
		}
		made := configtx.New(config.Config)
		group := made.UpdatedConfig().ChannelGroup.GetGroups()[groupOrderer]
		if err := change.apply(group); err != nil {
			return err
		}
		update, err := made.ComputeMarshaledUpdate(Channel)
		if err != nil {
			return fmt.Errorf("%w: nothing would become otherwise: %w", ErrUsage, err)
		}
		u = ConfigUpdate{TypeConfigUpdate, r.Genesis, update}
		return nil
	})
	return u, err
}

// groupOrderer is the configuration's group of ordering.
const groupOrderer = "Orderer"

func (c ConfigChange) apply(group *common.ConfigGroup) error {
	values := group.GetValues()
	if values["BatchTimeout"] == nil || values["BatchSize"] == nil {
		return fmt.Errorf("%w: the channel has no settings of blocks", ErrConfig)
	}
	if c.BatchTimeout > 0 {
		if err := setValue(values["BatchTimeout"], &orderer.BatchTimeout{Timeout: c.BatchTimeout.String()}); err != nil {
			return err
		}
	}
	if c.MaxMessages > 0 {
		var size orderer.BatchSize
		if err := unmarshal(values["BatchSize"].Value, &size); err != nil {
			return err
		}
		size.MaxMessageCount = c.MaxMessages
		return setValue(values["BatchSize"], &size)
	}
	return nil
}

func setValue(value *common.ConfigValue, to protoadapt.MessageV1) (err error) {
	value.Value, err = marshal(to)
	return err
}

// readConfig returns the configuration that an organisation's peer holds.
func readConfig(ctx context.Context, a *administrator) (*common.ConfigEnvelope, error) {
	client, err := a.ledgers()
	if err != nil {
		return nil, err
	}
	block, err := client.QueryConfigBlock(sdkledger.WithTargetEndpoints(a.peer), sdkledger.WithParentContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("configuration of %s: %w", a.peer, err)
	}
	config, err := configIn(block)
	if err != nil {
		return nil, fmt.Errorf("configuration of %s: %w", a.peer, err)
	}
	return config, nil
}

// SignConfig signs an update in the name of the folder's organisations.
func SignConfig(d Dir, u ConfigUpdate, now time.Time) ([]ConfigSignatures, error) {
	r, err := readRecord(d)
	if err != nil {
		return nil, err
	}
	if err := u.checkLedger(r); err != nil {
		return nil, err
	}
	if _, err := u.Describe(); err != nil {
		return nil, err // what cannot be said is not signed
	}
	var all []ConfigSignatures
	for _, o := range r.Addresses.organisations() {
		signatures, err := signUpdate(d, o, u.Update, now)
		if err != nil {
			return nil, err
		}
		signed := ConfigSignatures{TypeConfigSignatures, o.Name, ledger.SumDigest(u.Update), nil}
		for _, signature := range signatures {
			raw, err := marshal(signature)
			if err != nil {
				return nil, err
			}
			signed.Signatures = append(signed.Signatures, raw)
		}
		all = append(all, signed)
	}
	return all, nil
}

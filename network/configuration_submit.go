package network

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-config/configtx"
	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-sdk-go/pkg/client/resmgmt"

	"sogoc/verifier/ledger"
)

// SubmitConfig submits an update with the signatures of enough organisations, and
// returns the number of the configuration that the folder's own peer has then. Which
// are enough, the channel's policies say; its orderers refuse too few.
func SubmitConfig(ctx context.Context, d Dir, u ConfigUpdate, signed []ConfigSignatures) (uint64, error) {
	signatures, signers, err := signaturesOn(u, signed)
	if err != nil {
		return 0, err
	}
	var sequence uint64
	err = withAdministrator(d, func(r record, a *administrator) error {
		if err := u.checkLedger(r); err != nil {
			return err
		}
		before, err := readConfig(ctx, a)
		if err != nil {
			return err
		}
		if err := u.checkCurrent(before.Config.GetChannelGroup()); err != nil {
			return err
		}
		if err := a.submitUpdate(ctx, u.Update, signatures); err != nil {
			if errors.Is(err, ErrTooFew) {
				err = fmt.Errorf("%w; it is signed by %s", err, inPlainList(signers))
			}
			return err
		}
		err = poll(ctx, func(ctx context.Context) error {
			now, err := readConfig(ctx, a)
			if err == nil && now.Config.Sequence <= before.Config.Sequence {
				err = fmt.Errorf("%w: %s has not the new configuration", ErrNotReady, a.peer)
			}
			if err == nil {
				sequence = now.Config.Sequence
			}
			return err
		}, nil)
		if err != nil {
			err = fmt.Errorf("the orderers have accepted the change, so do not submit it again; "+
				"it is in force where they have written it, but %s does not show that: %w", a.peer, err)
		}
		return err
	})
	return sequence, err
}

// signaturesOn returns the signatures in the files of organisations, and the names of these.
func signaturesOn(u ConfigUpdate, signed []ConfigSignatures) (all []*common.ConfigSignature, names []string, err error) {
	for _, s := range signed {
		if s.Update != ledger.SumDigest(u.Update) {
			return nil, nil, fmt.Errorf("%w: the signatures of %s are on another update", ErrConfig, plain(s.Organisation))
		}
		if slices.Contains(names, s.Organisation) {
			return nil, nil, fmt.Errorf("%w: two files have the signatures of %s", ErrConfig, plain(s.Organisation))
		}
		names = append(names, s.Organisation)
		for _, raw := range s.Signatures {
			signature := &common.ConfigSignature{}
			if err := unmarshal(raw, signature); err != nil {
				return nil, nil, fmt.Errorf("%w: signatures of %s: %w", ErrConfig, plain(s.Organisation), err)
			}
			all = append(all, signature)
		}
	}
	return all, names, nil
}

// checkCurrent returns ErrConfig for an update that was made of another configuration than
// the one in force: the orderers would refuse it for ever.
func (u ConfigUpdate) checkCurrent(now *common.ConfigGroup) error {
	var update common.ConfigUpdate
	if err := unmarshal(u.Update, &update); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if place := olderThan("Channel", update.GetReadSet(), update.GetWriteSet(), now); place != "" {
		return errOlder(", of " + plain(place) + ",")
	}
	return nil
}

// errOlder says that another change, of something, came into force before an update did.
func errOlder(of string) error {
	return fmt.Errorf("%w: it was made before another change%s came into force: propose it again "+
		"(networkctl renew makes a renewal again), and have it signed again", ErrConfig, of)
}

// olderThan returns the first place of a group that was read in an older version than it
// has now, or is written with an older one than follows; nothing where there is none. That
// the configuration here is the older one proves nothing: this peer may lag behind.
func olderThan(place string, read, write, now *common.ConfigGroup) string {
	if read.GetVersion() < now.GetVersion() {
		return place
	}
	wasRead, written, current := elementsOf(read), elementsOf(write), elementsOf(now)
	for _, key := range sortedElements(now) {
		version := current[key].version
		before, was := wasRead[key]
		after, is := written[key]
		if was && before.version < version ||
			is && (!was || after.version != before.version) && after.version <= version {
			return place + "/" + key.name
		}
	}
	for _, name := range sortedKeys(write.GetGroups()) {
		if now.GetGroups()[name] == nil || read.GetGroups()[name] == nil {
			continue // a new group: its parent has another version
		}
		inner := olderThan(place+"/"+name, read.Groups[name], write.Groups[name], now.Groups[name])
		if inner != "" {
			return inner
		}
	}
	return ""
}

// submitUpdate hands an update with its signatures to the organisation's orderer.
func (a *administrator) submitUpdate(
	ctx context.Context,
	update []byte,
	signatures []*common.ConfigSignature,
) error {
	envelope, err := configtx.NewEnvelope(update)
	if err != nil {
		return err
	}
	raw, err := marshal(envelope)
	if err != nil {
		return err
	}
	_, err = a.resources.SaveChannel(
		resmgmt.SaveChannelRequest{ChannelID: Channel, ChannelConfig: bytes.NewReader(raw)},
		append(a.ownPeer(ctx), resmgmt.WithConfigSignatures(slices.Clone(signatures)...),
			resmgmt.WithOrdererEndpoint(a.organisation.Node(KindOrderer)))...)
	return refusalOf(err)
}

// refusalOf says what the orderers' refusal of an update means, which they say by text alone.
func refusalOf(err error) error {
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "but key is at version"):
		return errOlder("")
	case strings.Contains(err.Error(), "sub-policies were satisfied"),
		strings.Contains(err.Error(), "signature set did not satisfy policy"):
		return fmt.Errorf("%w: the channel's policies ask for the signatures of more organisations, or of others; "+
			"networkctl config show names the policies", ErrTooFew)
	}
	return fmt.Errorf("submit the configuration update: %w", err)
}

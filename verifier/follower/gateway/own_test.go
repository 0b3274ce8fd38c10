package gateway_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/ledger"
)

// ownNetwork is a network that one test may change as it likes.
type ownNetwork struct {
	testnetwork.Own
	t     *testing.T
	nonce byte
	sha3  bool // updates are signed over SHA3-256
}

// sign signs a part of a configuration update.
func (n *ownNetwork) sign(by *blockstest.Member, message []byte) []byte {
	if n.sha3 {
		return by.SignSHA3(message)
	}
	return by.Sign(message)
}

// up brings a network up on which ticks are accepted every second. With the flag
// --own-policies an organisation changes its own policies alone.
func up(t *testing.T, flags ...string) *ownNetwork {
	return &ownNetwork{Own: testnetwork.Up(t, append([]string{"--tick-interval", "1s"}, flags...)...), t: t}
}

func (n *ownNetwork) networkctl(arguments ...string) {
	said, err := n.Networkctl(n.t, arguments...).CombinedOutput()
	require.NoError(n.t, err, string(said))
}

func (n *ownNetwork) read(path ...string) []byte {
	text, err := os.ReadFile(filepath.Join(append([]string{n.Dir}, path...)...))
	require.NoError(n.t, err)
	return text
}

// authority returns what issues an organisation's certificates: of its
// "members" or its "orderers".
func (n *ownNetwork) authority(organisation, msp, kind string) *blockstest.Authority {
	dir := []string{"organisations", organisation, "authorities", kind}
	return blockstest.LoadAuthority(
		n.t,
		msp,
		n.read(append(dir, "certificate.pem")...),
		n.read(append(dir, "key.pem")...),
	)
}

// admin returns an organisation's administrator.
func (n *ownNetwork) admin(organisation, msp string) *blockstest.Member {
	dir := []string{"clients", organisation + "-admin"}
	return blockstest.LoadMember(
		n.t,
		msp,
		n.read(append(dir, "certificate.pem")...),
		n.read(append(dir, "key.pem")...),
	)
}

// tick waits until the ledger has accepted another tick.
func (n *ownNetwork) tick(by *actor) {
	require.Eventually(n.t, func() bool {
		_, err := by.contract.SubmitWithContext(n.t.Context(), ledger.FuncTick)
		return err == nil
	}, patience, 200*time.Millisecond)
}

// config returns the configuration in force.
func (n *ownNetwork) config(by *actor) (*common.Block, *common.ConfigEnvelope) {
	raw, err := configBlock(by)
	require.NoError(n.t, err)
	return n.readConfig(raw)
}

func configBlock(by *actor) ([]byte, error) {
	return by.gateway.GetNetwork(by.channel).
		GetContract("cscc").
		EvaluateTransaction("GetConfigBlock", by.channel)
}

func (n *ownNetwork) readConfig(raw []byte) (*common.Block, *common.ConfigEnvelope) {
	block, envelope, payload, set := &common.Block{}, &common.Envelope{}, &common.Payload{}, &common.ConfigEnvelope{}
	require.NoError(n.t, proto.Unmarshal(raw, block))
	require.NoError(n.t, proto.Unmarshal(block.Data.Data[0], envelope))
	require.NoError(n.t, proto.Unmarshal(envelope.Payload, payload))
	require.NoError(n.t, proto.Unmarshal(payload.Data, set))
	return block, set
}

// reconfigure changes the channel's configuration and returns the block. An orderer that
// has taken an update may lose it while another comes to lead, so it is sent again until
// it is in force; then it is refused, since it changes what is no longer there.
func (n *ownNetwork) reconfigure(by *actor, edit func(*common.ConfigGroup), signers ...*blockstest.Member) uint64 {
	_, before := n.config(by)
	after := proto.CloneOf(before.Config.ChannelGroup)
	edit(after)
	update := n.configUpdate(by, before.Config.ChannelGroup, after, signers...)
	n.broadcast(before.Config.ChannelGroup, update)
	var block *common.Block
	looks := 0
	require.Eventually(n.t, func() bool {
		if looks++; looks%100 == 0 {
			_ = n.tryBroadcast(before.Config.ChannelGroup, update)
		}
		raw, err := configBlock(by)
		if err != nil {
			return false
		}
		now, set := n.readConfig(raw)
		block = now
		return set.Config.Sequence > before.Config.Sequence
	}, patience, 50*time.Millisecond)
	return block.Header.Number
}

// configUpdate returns a signed change from one configuration to another.
func (n *ownNetwork) configUpdate(
	by *actor,
	before, after *common.ConfigGroup,
	signers ...*blockstest.Member,
) *common.Envelope {
	update, _ := blockstest.Compare(by.channel, before, after)
	signed := &common.ConfigUpdateEnvelope{ConfigUpdate: encode(n.t, update)}
	for _, s := range signers {
		header := n.header(s)
		signature := n.sign(s, slices.Concat(header, signed.ConfigUpdate))
		signed.Signatures = append(signed.Signatures,
			&common.ConfigSignature{SignatureHeader: header, Signature: signature})
	}
	sender := signers[0]
	header := &common.ChannelHeader{Type: int32(common.HeaderType_CONFIG_UPDATE), ChannelId: by.channel}
	payload := encode(n.t, &common.Payload{
		Data:   encode(n.t, signed),
		Header: &common.Header{SignatureHeader: n.header(sender), ChannelHeader: encode(n.t, header)},
	})
	return &common.Envelope{Payload: payload, Signature: n.sign(sender, payload)}
}

func (n *ownNetwork) header(by *blockstest.Member) []byte {
	n.nonce++
	return encode(n.t, &common.SignatureHeader{Creator: by.Identity, Nonce: bytes.Repeat([]byte{n.nonce}, 24)})
}

// broadcast hands an envelope to any orderer that takes it.
func (n *ownNetwork) broadcast(root *common.ConfigGroup, envelope *common.Envelope) {
	require.NoError(n.t, n.tryBroadcast(root, envelope))
}

// tryBroadcast returns why no orderer took an envelope.
func (n *ownNetwork) tryBroadcast(root *common.ConfigGroup, envelope *common.Envelope) error {
	roots := x509.NewCertPool()
	var addresses []string
	for _, g := range root.Groups["Orderer"].Groups {
		endpoints := &common.OrdererAddresses{}
		require.NoError(n.t, proto.Unmarshal(g.Values["Endpoints"].Value, endpoints))
		for _, address := range endpoints.Addresses {
			if strings.HasPrefix(address, "127.0.0.1:") {
				addresses = append(addresses, address)
			}
		}
		for _, text := range membership(n.t, g).TlsRootCerts {
			roots.AppendCertsFromPEM(text)
		}
	}
	var errs []error
	for _, address := range addresses {
		err := send(n.t.Context(), address, roots, envelope)
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func send(ctx context.Context, address string, roots *x509.CertPool, envelope *common.Envelope) error {
	connection, err := grpc.NewClient(
		"passthrough:///"+address,
		grpc.WithTransportCredentials(
			credentials.NewTLS(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}),
		),
	)
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	stream, err := orderer.NewAtomicBroadcastClient(connection).Broadcast(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(envelope); err != nil {
		return err
	}
	answer, err := stream.Recv()
	if err == nil && answer.GetStatus() != common.Status_SUCCESS {
		err = errors.New(answer.GetStatus().String() + ": " + answer.GetInfo())
	}
	return err
}

// membership returns an organisation's membership service.
func membership(t *testing.T, g *common.ConfigGroup) *mspb.FabricMSPConfig {
	outer, conf := &mspb.MSPConfig{}, &mspb.FabricMSPConfig{}
	require.NoError(t, proto.Unmarshal(g.Values["MSP"].Value, outer))
	require.NoError(t, proto.Unmarshal(outer.Config, conf))
	return conf
}

// endorsedBy replaces a transaction's last endorsement by another one's.
func endorsedBy(t *testing.T, by *blockstest.Member) func(*peer.Transaction, *peer.ChaincodeActionPayload) {
	return func(_ *peer.Transaction, a *peer.ChaincodeActionPayload) {
		all := a.Action.Endorsements
		others := slices.DeleteFunc(slices.Clone(all), func(e *peer.Endorsement) bool {
			sid := &mspb.SerializedIdentity{}
			require.NoError(t, proto.Unmarshal(e.Endorser, sid))
			return sid.Mspid == by.MSP
		})
		a.Action.Endorsements = append(others[:2:2], &peer.Endorsement{Endorser: by.Identity,
			Signature: by.Sign(slices.Concat(a.Action.ProposalResponsePayload, by.Identity))})
	}
}

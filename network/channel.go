package network

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/template"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/timestamppb"

	"sogoc/network/programs"
	"sogoc/verifier/ledger"
)

// channelTemplate is configtxgen's input. What the settings are for:
//   - a leader that falls silent is replaced within about three seconds: the
//     defaults take more than a minute;
//   - RequestForwardTimeout is how long a client of a follower waits before
//     the leader hears of its transaction;
//   - endorsement, of transactions and of the lifecycle, is by the majority:
//     three of four;
//   - anchor peers let each organisation discover the peers of the others;
//   - finishGenesis gives what stands in an organisation's group to the majority,
//     for which this file has no word;
//   - one organisation's orderer and members are separate MSPs, so that a
//     stolen client key orders nothing.
var channelTemplate = template.Must(template.New("configtx.yaml").Parse(`Profiles:
  Sogoc:
    Capabilities: {V3_0: true}
    Policies: &implicit
      Readers: {Type: ImplicitMeta, Rule: ANY Readers}
      Writers: {Type: ImplicitMeta, Rule: ANY Writers}
      Admins: {Type: ImplicitMeta, Rule: MAJORITY Admins}
    Orderer:
      OrdererType: BFT
      Capabilities: {V2_0: true}
      BatchTimeout: 200ms
      BatchSize: {MaxMessageCount: 50, PreferredMaxBytes: 1 MB, AbsoluteMaxBytes: 4 MB}
      SmartBFT:
        RequestBatchMaxCount: 50
        RequestBatchMaxBytes: 4194304
        RequestBatchMaxInterval: 200ms
        IncomingMessageBufferSize: 200
        RequestPoolSize: 4000
        RequestForwardTimeout: 500ms
        RequestComplainTimeout: 3s
        RequestAutoRemoveTimeout: 3m
        ViewChangeResendInterval: 2s
        ViewChangeTimeout: 5s
        LeaderHeartbeatTimeout: 3s
        LeaderHeartbeatCount: 10
        CollectTimeout: 1s
      Policies:
        <<: *implicit
        BlockValidation: {Type: ImplicitMeta, Rule: ANY Writers}
      ConsenterMapping:
{{- range .}}
        - ID: {{.ID}}
          Host: "{{.OrdererHost}}"
          Port: {{.OrdererPort}}
          MSPID: {{.OrdererMSP}}
          Identity: "{{.OrdererIdentity}}"
          ClientTLSCert: "{{.OrdererTLS}}"
          ServerTLSCert: "{{.OrdererTLS}}"
{{- end}}
      Organizations:
{{- range .}}
        - Name: {{.OrdererMSP}}
          ID: {{.OrdererMSP}}
          MSPDir: "{{.OrdererMSPDir}}"
          OrdererEndpoints: ["{{.OrdererEndpoint}}"]
          Policies:
            Readers: {Type: Signature, Rule: "OR('{{.OrdererMSP}}.member')"}
            Writers: {Type: Signature, Rule: "OR('{{.OrdererMSP}}.member')"}
            Admins: {Type: Signature, Rule: "OR('{{.OrdererMSP}}.admin')"}
{{- end}}
    Application:
      Capabilities: {V2_5: true}
      Policies:
        <<: *implicit
        LifecycleEndorsement: {Type: ImplicitMeta, Rule: MAJORITY Endorsement}
        Endorsement: {Type: ImplicitMeta, Rule: MAJORITY Endorsement}
      Organizations:
{{- range .}}
        - Name: {{.MSP}}
          ID: {{.MSP}}
          MSPDir: "{{.MSPDir}}"
          AnchorPeers: [{Host: "{{.PeerHost}}", Port: {{.PeerPort}}}]
          Policies:
            Readers: {Type: Signature, Rule: "OR('{{.MSP}}.admin', '{{.MSP}}.peer', '{{.MSP}}.client')"}
            Writers: {Type: Signature, Rule: "OR('{{.MSP}}.admin', '{{.MSP}}.client')"}
            Admins: {Type: Signature, Rule: "OR('{{.MSP}}.admin')"}
            Endorsement: {Type: Signature, Rule: "OR('{{.MSP}}.peer')"}
{{- end}}
`))

// templateMember is what the template needs to know of an organisation. Its files
// are named relative to the template's folder.
type templateMember struct {
	ID                                     int
	MSP, MSPDir, OrdererMSP, OrdererMSPDir string
	OrdererIdentity, OrdererTLS            string
	OrdererEndpoint                        string // host:port
	OrdererHost, OrdererPort               string
	PeerHost, PeerPort                     string
}

// channelText returns the channel's configuration as configtxgen reads it.
func channelText(members []Member) ([]byte, error) {
	var all []templateMember
	for i, m := range members {
		o, err := m.Organisation()
		if err != nil {
			return nil, err
		}
		t := templateMember{
			ID:              i + 1,
			MSP:             o.MSP,
			OrdererMSP:      o.OrdererMSP,
			MSPDir:          filepath.Join(m.Name, "members"),
			OrdererMSPDir:   filepath.Join(m.Name, "orderers"),
			OrdererIdentity: filepath.Join(m.Name, "orderer.pem"),
			OrdererTLS:      filepath.Join(m.Name, "orderer-tls.pem"),
			OrdererEndpoint: m.Orderer,
		}
		if t.OrdererHost, t.OrdererPort, err = net.SplitHostPort(m.Orderer); err != nil {
			return nil, err
		}
		if t.PeerHost, t.PeerPort, err = net.SplitHostPort(m.Peer); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	var text bytes.Buffer
	err := channelTemplate.Execute(&text, all)
	return text.Bytes(), err
}

// makeGenesis makes the channel's genesis block from what its members make public.
// The same members, in the same order, give the same bytes. With ownPolicies each
// organisation alone changes all of its own group.
func makeGenesis(
	ctx context.Context,
	tools programs.Tools,
	members []SignedMember,
	ownPolicies bool,
) ([]byte, error) {
	dir, err := os.MkdirTemp("", "channel-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := writeChannelInput(dir, members); err != nil {
		return nil, err
	}
	output := filepath.Join(dir, "genesis.block")
	cmd := exec.CommandContext(ctx, tools.Program("configtxgen"), "-configPath", dir,
		"-profile", "Sogoc", "-channelID", Channel, "-outputBlock", output)
	cmd.Env = cleanEnvironment()
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("configtxgen: %w:\n%s", err, said)
	}
	block, err := os.ReadFile(output)
	if err != nil {
		return nil, err
	}
	block, err = finishGenesis(block, members, ownPolicies)
	if err != nil {
		return nil, fmt.Errorf("genesis block: %w", err)
	}
	return block, nil
}

// writeChannelInput writes configtxgen's input: the configuration, and the members'
// certificates as it wants them.
func writeChannelInput(dir string, signed []SignedMember) error {
	var members []Member
	for _, s := range signed {
		m := s.Member
		members = append(members, m)
		tls := []byte(m.Certificates.TLS)
		for folder, authority := range map[string]string{
			"members": m.Certificates.Members, "orderers": m.Certificates.Orderers,
		} {
			if err := writePublicMSP(filepath.Join(dir, m.Name, folder), []byte(authority), tls); err != nil {
				return err
			}
		}
		for name, certificate := range map[string]string{
			"orderer.pem": m.Certificates.Orderer, "orderer-tls.pem": m.Certificates.OrdererTLS,
		} {
			if err := writeFile(filepath.Join(dir, m.Name, name), []byte(certificate)); err != nil {
				return err
			}
		}
	}
	text, err := channelText(members)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, "configtx.yaml"), text)
}

// genesisNonce is the number of bytes of a transaction's nonce.
const genesisNonce = 24

// finishGenesis gives the policies of configtxgen's block to the majority, for which
// its input has no word, and puts in place of its time and random nonce what
// follows from the members: the time at which the last one was made, and the hash of
// their files.
func finishGenesis(block []byte, members []SignedMember, ownPolicies bool) ([]byte, error) {
	var made time.Time
	hash := sha256.New()
	for _, m := range members {
		text, err := m.Canonical()
		if err != nil {
			return nil, err
		}
		hash.Write(text)
		if m.Member.Created.After(made) {
			made = m.Member.Created
		}
	}
	return editGenesis(block, func(payload *common.Payload, config *common.ConfigEnvelope) error {
		if !ownPolicies {
			giveToMajority(config.GetConfig().GetChannelGroup())
		}
		return fixHeader(payload.Header, hash.Sum(nil)[:genesisNonce], made)
	})
}

// fixHeader sets nonce, time and transaction id of a genesis block's envelope.
func fixHeader(header *common.Header, nonce []byte, at time.Time) error {
	channel, signature := &common.ChannelHeader{}, &common.SignatureHeader{}
	err := errors.Join(
		unmarshal(header.GetChannelHeader(), channel),
		unmarshal(header.GetSignatureHeader(), signature),
	)
	if err != nil {
		return err
	}
	signature.Nonce = nonce
	id := sha256.Sum256(append(slices.Clone(nonce), signature.Creator...))
	channel.TxId = hex.EncodeToString(id[:])
	channel.Timestamp = &timestamppb.Timestamp{Seconds: at.Unix()}
	if header.ChannelHeader, err = marshal(channel); err != nil {
		return err
	}
	header.SignatureHeader, err = marshal(signature)
	return err
}

// editGenesis changes what a genesis block's one envelope holds, and hashes it anew.
func editGenesis(raw []byte, edit func(*common.Payload, *common.ConfigEnvelope) error) ([]byte, error) {
	block := &common.Block{}
	if err := unmarshal(raw, block); err != nil {
		return nil, err
	}
	envelope, payload, config, err := openConfigBlock(block)
	if err != nil {
		return nil, err
	}
	if err := edit(payload, config); err != nil {
		return nil, err
	}
	if payload.Data, err = marshal(config); err != nil {
		return nil, err
	}
	if envelope.Payload, err = marshal(payload); err != nil {
		return nil, err
	}
	if block.Data.Data[0], err = marshal(envelope); err != nil {
		return nil, err
	}
	hash := sha256.Sum256(block.Data.Data[0])
	block.Header.DataHash = hash[:]
	return marshal(block)
}

// GenesisHash returns the header hash of an encoded block, by which a ledger is named.
func GenesisHash(block []byte) (ledger.Digest, error) {
	var b common.Block
	if err := proto.Unmarshal(block, protoadapt.MessageV2Of(&b)); err != nil {
		return ledger.Digest{}, fmt.Errorf("read genesis block: %w", err)
	}
	return headerHash(b.Header)
}

// headerHash is the SHA-256 of the ASN.1 form of a block's header.
func headerHash(h *common.BlockHeader) (ledger.Digest, error) {
	if h == nil {
		return ledger.Digest{}, fmt.Errorf("block has no header")
	}
	der, err := asn1.Marshal(struct {
		Number                 *big.Int
		PreviousHash, DataHash []byte
	}{new(big.Int).SetUint64(h.Number), h.PreviousHash, h.DataHash})
	if err != nil {
		return ledger.Digest{}, err
	}
	return ledger.SumDigest(der), nil
}

package network

import (
	"bytes"
	"context"
	"encoding/asn1"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"text/template"

	"github.com/hyperledger/fabric-protos-go/common"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

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
//   - hardenGenesis gives what stands in an organisation's group to the majority,
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
          Host: "{{.Host}}"
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
          OrdererEndpoints: ["{{.Host}}:{{.OrdererPort}}"]
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
          AnchorPeers: [{Host: "{{.Host}}", Port: {{.PeerPort}}}]
          Policies:
            Readers: {Type: Signature, Rule: "OR('{{.MSP}}.admin', '{{.MSP}}.peer', '{{.MSP}}.client')"}
            Writers: {Type: Signature, Rule: "OR('{{.MSP}}.admin', '{{.MSP}}.client')"}
            Admins: {Type: Signature, Rule: "OR('{{.MSP}}.admin')"}
            Endorsement: {Type: Signature, Rule: "OR('{{.MSP}}.peer')"}
{{- end}}
`))

// channelMember is what the template needs to know of an organisation.
type channelMember struct {
	ID                                     int
	Host                                   string
	MSP, MSPDir, OrdererMSP, OrdererMSPDir string
	OrdererIdentity, OrdererTLS            string
	OrdererPort, PeerPort                  int
}

// channelText returns the channel's configuration as configtxgen reads it.
func channelText(d Dir, ports Ports) ([]byte, error) {
	var members []channelMember
	for i, o := range Organisations() {
		dir := d.organisation(o)
		members = append(members, channelMember{
			ID: i + 1, Host: host, MSP: o.MSP, OrdererMSP: o.OrdererMSP,
			MSPDir: dir.msp(KindPeer), OrdererMSPDir: dir.msp(KindOrderer),
			OrdererIdentity: filepath.Join(dir.msp(KindOrderer), "signcerts", "certificate.pem"),
			OrdererTLS:      dir.tls(string(KindOrderer)).certificate,
			OrdererPort:     ports[o.Name].Orderer, PeerPort: ports[o.Name].Peer,
		})
	}
	var text bytes.Buffer
	err := channelTemplate.Execute(&text, members)
	return text.Bytes(), err
}

// makeGenesis makes the channel's genesis block and returns its header's hash.
// With ownPolicies each organisation alone changes all of its own group.
func makeGenesis(ctx context.Context, d Dir, tools programs.Tools, ports Ports, ownPolicies bool) (ledger.Digest, error) {
	text, err := channelText(d, ports)
	if err != nil {
		return ledger.Digest{}, err
	}
	if err := writeFile(filepath.Join(d.channelConfig(), "configtx.yaml"), text); err != nil {
		return ledger.Digest{}, err
	}
	cmd := exec.CommandContext(ctx, tools.Program("configtxgen"), "-configPath", d.channelConfig(),
		"-profile", "Sogoc", "-channelID", Channel, "-outputBlock", d.Genesis())
	cmd.Env = cleanEnvironment()
	if said, err := cmd.CombinedOutput(); err != nil {
		return ledger.Digest{}, fmt.Errorf("configtxgen: %w:\n%s", err, said)
	}
	if err := os.Chmod(d.Genesis(), privateFile); err != nil {
		return ledger.Digest{}, err
	}
	if !ownPolicies {
		if err := hardenGenesis(d.Genesis()); err != nil {
			return ledger.Digest{}, fmt.Errorf("policies of the genesis block: %w", err)
		}
	}
	block, err := os.ReadFile(d.Genesis())
	if err != nil {
		return ledger.Digest{}, err
	}
	return GenesisHash(block)
}

// checkGenesisFile returns ErrUsage unless the genesis block in the folder is
// the one that the network was made with.
func checkGenesisFile(d Dir, r record) error {
	block, err := os.ReadFile(d.Genesis())
	if err != nil {
		return err
	}
	hash, err := GenesisHash(block)
	if err == nil && hash != r.Genesis {
		err = fmt.Errorf("%w: %s is not the genesis block of this network (%s)", ErrUsage, d.Genesis(), r.Genesis)
	}
	return err
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

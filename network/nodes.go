package network

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"sogoc/network/programs"
	"sogoc/verifier/ledger"
)

// logFormat is Fabric's own without its colours, which a file does not show.
const logFormat = "%{time:2006-01-02T15:04:05.000Z07:00} %{level:.4s} [%{module}] %{shortfunc}: %{message}"

// nodeConfigFiles are Fabric's stock configuration, over which a node's environment goes.
var nodeConfigFiles = []string{"core.yaml", "orderer.yaml"}

// copyNodeConfig puts Fabric's stock configuration into the network's folder,
// where the nodes run.
func copyNodeConfig(d Dir, tools programs.Tools) error {
	for _, name := range nodeConfigFiles {
		text, err := os.ReadFile(filepath.Join(tools.Config(), name))
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(d.nodeConfig(), name), text); err != nil {
			return err
		}
	}
	return nil
}

// listed returns a file's name for a setting that is a list of files. Fabric
// splits such settings at commas or spaces, which the folder's own path may
// hold: so the name is relative to the nodes' working and configuration folder.
func (d Dir) listed(path string) string {
	relative, err := filepath.Rel(d.nodeConfig(), path)
	if err != nil { // cannot be: both are absolute
		return path
	}
	return relative
}

// ordererCommand returns how an organisation's orderer is run. The cluster uses the
// server's certificate and listener.
func ordererCommand(d Dir, tools programs.Tools, o Organisation, at OrganisationAddresses) command {
	dir := d.organisation(o)
	node := o.Node(KindOrderer)
	data, tls := d.data(node), dir.tls(string(KindOrderer))
	return command{program: tools.Program("orderer"), dir: d.nodeConfig(), env: cleanEnvironment(
		"FABRIC_CFG_PATH="+d.nodeConfig(),
		"FABRIC_LOGGING_FORMAT="+logFormat,
		"FABRIC_LOGGING_SPEC=info:orderer.consensus.smartbft=warn:grpc=warn",
		"ORDERER_GENERAL_LISTENADDRESS="+at.listenHost(),
		"ORDERER_GENERAL_LISTENPORT="+strconv.Itoa(at.Orderer),
		"ORDERER_GENERAL_LOCALMSPID="+o.OrdererMSP,
		"ORDERER_GENERAL_LOCALMSPDIR="+dir.msp(KindOrderer),
		"ORDERER_GENERAL_BOOTSTRAPMETHOD=none",
		"ORDERER_GENERAL_TLS_ENABLED=true",
		"ORDERER_GENERAL_TLS_CERTIFICATE="+tls.certificate,
		"ORDERER_GENERAL_TLS_PRIVATEKEY="+tls.key,
		"ORDERER_GENERAL_TLS_ROOTCAS=["+d.listed(d.allTLSRoots())+"]",
		"ORDERER_GENERAL_CLUSTER_CLIENTCERTIFICATE="+tls.certificate,
		"ORDERER_GENERAL_CLUSTER_CLIENTPRIVATEKEY="+tls.key,
		"ORDERER_GENERAL_CLUSTER_ROOTCAS=["+d.listed(d.allTLSRoots())+"]",
		"ORDERER_FILELEDGER_LOCATION="+filepath.Join(data, "ledger"),
		"ORDERER_CONSENSUS_WALDIR="+filepath.Join(data, "wal"),
		"ORDERER_CONSENSUS_SNAPDIR="+filepath.Join(data, "snapshots"),
		"ORDERER_CHANNELPARTICIPATION_ENABLED=true",
		"ORDERER_CHANNELPARTICIPATION_MAXREQUESTBODYSIZE=4 MB",
		"ORDERER_ADMIN_LISTENADDRESS="+localAddress(at.OrdererAdmin),
		"ORDERER_ADMIN_TLS_ENABLED=true",
		"ORDERER_ADMIN_TLS_CERTIFICATE="+tls.certificate,
		"ORDERER_ADMIN_TLS_PRIVATEKEY="+tls.key,
		"ORDERER_ADMIN_TLS_CLIENTAUTHREQUIRED=true",
		"ORDERER_ADMIN_TLS_CLIENTROOTCAS=["+d.listed(dir.tlsRoot())+"]",
		"ORDERER_OPERATIONS_LISTENADDRESS="+localAddress(at.OrdererOperations),
		"ORDERER_OPERATIONS_TLS_ENABLED=true",
		"ORDERER_OPERATIONS_TLS_CERTIFICATE="+tls.certificate,
		"ORDERER_OPERATIONS_TLS_PRIVATEKEY="+tls.key,
		"ORDERER_OPERATIONS_TLS_CLIENTAUTHREQUIRED=true",
		"ORDERER_OPERATIONS_TLS_CLIENTROOTCAS=["+d.listed(dir.tlsRoot())+"]",
		"ORDERER_METRICS_PROVIDER=prometheus",
	)}
}

// peerCommand returns how an organisation's peer is run. Gossip's intervals
// are shorter than the stock ones, so that a peer that has gone or come back
// is known within seconds; the gateway's too, so that one that has gone does
// not hold up a client for minutes. What gossip has to pass on waits for a tenth
// of a second: the stock hundredth wakes an idle peer all the time.
func peerCommand(d Dir, tools programs.Tools, o Organisation, at OrganisationAddresses) command {
	dir := d.organisation(o)
	node := o.Node(KindPeer)
	data, tls := d.data(node), dir.tls(string(KindPeer))
	self := at.publicAddress(at.Peer)
	return command{
		program: tools.Program("peer"),
		args:    []string{"node", "start"},
		dir:     d.nodeConfig(),
		env: cleanEnvironment(
			"FABRIC_CFG_PATH="+d.nodeConfig(),
			"FABRIC_LOGGING_FORMAT="+logFormat,
			"FABRIC_LOGGING_SPEC=info:gossip=warn:grpc=warn:comm.grpc.server=warn",
			"CORE_PEER_ID="+node,
			"CORE_PEER_NETWORKID=sogoc",
			"CORE_PEER_ADDRESS="+self,
			"CORE_PEER_LISTENADDRESS="+at.listenAddress(at.Peer),
			"CORE_PEER_CHAINCODELISTENADDRESS="+localAddress(at.PeerChaincode),
			"CORE_PEER_CHAINCODEADDRESS="+localAddress(at.PeerChaincode),
			"CORE_PEER_LOCALMSPID="+o.MSP,
			"CORE_PEER_MSPCONFIGPATH="+dir.msp(KindPeer),
			"CORE_PEER_FILESYSTEMPATH="+data,
			"CORE_LEDGER_SNAPSHOTS_ROOTDIR="+filepath.Join(data, "snapshots"),
			"CORE_PEER_TLS_ENABLED=true",
			"CORE_PEER_TLS_CERT_FILE="+tls.certificate,
			"CORE_PEER_TLS_KEY_FILE="+tls.key,
			"CORE_PEER_TLS_ROOTCERT_FILE="+dir.tlsRoot(),
			"CORE_PEER_GOSSIP_BOOTSTRAP="+self,
			"CORE_PEER_GOSSIP_ENDPOINT="+self,
			"CORE_PEER_GOSSIP_EXTERNALENDPOINT="+self,
			"CORE_PEER_GOSSIP_ALIVETIMEINTERVAL=1s",
			"CORE_PEER_GOSSIP_ALIVEEXPIRATIONTIMEOUT=10s",
			"CORE_PEER_GOSSIP_RECONNECTINTERVAL=500ms",
			"CORE_PEER_GOSSIP_PUBLISHSTATEINFOINTERVAL=1s",
			"CORE_PEER_GOSSIP_REQUESTSTATEINFOINTERVAL=1s",
			"CORE_PEER_GOSSIP_MAXPROPAGATIONBURSTLATENCY=100ms",
			"CORE_PEER_GATEWAY_DIALTIMEOUT=3s",
			"CORE_PEER_GATEWAY_ENDORSEMENTTIMEOUT=15s",
			"CORE_PEER_GATEWAY_BROADCASTTIMEOUT=10s",
			"CORE_VM_ENDPOINT=", // no Docker
			"CORE_CHAINCODE_EXTERNALBUILDERS="+fmt.Sprintf(`[{name: ccaas, path: "%s", propagateEnvironment: []}]`,
				d.builder()),
			"CORE_OPERATIONS_LISTENADDRESS="+localAddress(at.PeerOperations),
			"CORE_OPERATIONS_TLS_ENABLED=true",
			"CORE_OPERATIONS_TLS_CERT_FILE="+tls.certificate,
			"CORE_OPERATIONS_TLS_KEY_FILE="+tls.key,
			"CORE_OPERATIONS_TLS_CLIENTAUTHREQUIRED=true",
			"CORE_OPERATIONS_TLS_CLIENTROOTCAS_FILES="+d.listed(dir.tlsRoot()),
			"CORE_METRICS_PROVIDER=prometheus",
		),
	}
}

// chaincodeCommand returns how an organisation's chaincode is run: with the
// ledger's name and the accreditors as start options, so that no caller of the
// chaincode decides them.
func chaincodeCommand(d Dir, o Organisation, v version, packageID string, port int, genesis ledger.Digest,
	tick time.Duration) command {
	dir := d.organisation(o)
	tls := dir.tls(string(KindChaincode))
	env := cleanEnvironment(
		"CHAINCODE_ID="+packageID,
		"CHAINCODE_SERVER_ADDRESS="+localAddress(port),
		"CHAINCODE_TLS_KEY="+tls.key,
		"CHAINCODE_TLS_CERT="+tls.certificate,
		"CHAINCODE_CLIENT_CA_CERT="+dir.tlsRoot(),
		"SOGOC_LEDGER="+genesis.String(),
		"SOGOC_ACCREDITORS="+join(Accreditors()),
	)
	if tick > 0 {
		env = append(env, "SOGOC_TICK_INTERVAL="+tick.String())
	}
	return command{program: v.program(d), dir: string(d), env: env}
}

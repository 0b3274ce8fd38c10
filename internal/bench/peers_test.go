package bench_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
)

// chainPeer gives a chain's blocks over gRPC as a Fabric peer does: by Deliver, and
// its height by qscc's GetChainInfo.
type chainPeer struct {
	peer.UnimplementedDeliverServer
	gateway.UnimplementedGatewayServer

	chain *chain
}

// Evaluate answers GetChainInfo, which is all that a follower asks.
func (p *chainPeer) Evaluate(context.Context, *gateway.EvaluateRequest) (*gateway.EvaluateResponse, error) {
	info, err := proto.Marshal(&common.BlockchainInfo{Height: p.chain.Height})
	return &gateway.EvaluateResponse{Result: &peer.Response{Status: 200, Payload: info}}, err
}

// Deliver sends the blocks from the one that the seek names, and waits behind the last.
func (p *chainPeer) Deliver(stream peer.Deliver_DeliverServer) error {
	envelope, err := stream.Recv()
	if err != nil {
		return err
	}
	payload, seek := &common.Payload{}, &orderer.SeekInfo{}
	if err := proto.Unmarshal(envelope.GetPayload(), payload); err != nil {
		return err
	}
	if err := proto.Unmarshal(payload.GetData(), seek); err != nil {
		return err
	}
	from := seek.GetStart().GetSpecified().GetNumber()
	err = follower.Files{Dir: p.chain.dir}.Blocks(stream.Context(), from, func(block *common.Block) error {
		return stream.Send(&peer.DeliverResponse{Type: &peer.DeliverResponse_Block{Block: block}})
	})
	if err != nil {
		return err
	}
	<-stream.Context().Done()
	return nil
}

// serve starts peers of two organisations and returns the paths of the trust file
// and of a connection file for them.
func (c *chain) serve(t testing.TB) (trust, connection string) {
	t.Helper()
	dir := t.TempDir()
	certificate := certify(t, dir)
	client := clientfile.Connection{
		Channel:     c.Trust().Channel,
		Chaincode:   c.Trust().Chaincode,
		Genesis:     c.Trust().Genesis,
		MSP:         "AuditorMSP",
		Certificate: "cert.pem",
		PrivateKey:  "key.pem",
	}
	for _, msp := range []string{"AuditorMSP", "SchoolsMSP", "MinistryMSP"} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&certificate)))
		gateway.RegisterGatewayServer(server, &chainPeer{chain: c})
		peer.RegisterDeliverServer(server, &chainPeer{chain: c})
		go func() { _ = server.Serve(listener) }()
		t.Cleanup(server.Stop)
		client.Peers = append(client.Peers, clientfile.Peer{
			MSP:        msp,
			Address:    listener.Addr().String(),
			ServerName: "peer.example",
			TLSRoot:    "cert.pem",
		})
	}
	trust, connection = filepath.Join(dir, "trust.json"), filepath.Join(dir, "connection.json")
	require.NoError(t, clientfile.WriteTrust(trust, c.Trust()))
	text, err := json.Marshal(client)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(connection, text, 0o600))
	return trust, connection
}

// certify makes one certificate that serves as TLS root, server and identity.
func certify(t testing.TB, dir string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "peer.example"},
		DNSNames:              []string{"peer.example"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret},
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600))
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// clockTicks is how many of its ticks the kernel counts a second (USER_HZ).
const clockTicks = 100

// cpuOf returns the CPU time that another process has used, in user and system mode.
func cpuOf(t testing.TB, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	require.NoError(t, err)
	at := 0
	for i, c := range text { // the name in parentheses may hold anything
		if c == ')' {
			at = i + 2
		}
	}
	var fields [13]string
	var user, system int64
	_, err = fmt.Sscan(string(text[at:]), &fields[0], &fields[1], &fields[2], &fields[3], &fields[4], &fields[5], &fields[6],
		&fields[7], &fields[8], &fields[9], &fields[10], &user, &system)
	require.NoError(t, err)
	return time.Duration(user+system) * time.Second / clockTicks
}

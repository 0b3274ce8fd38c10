package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/cli/clitest"
)

func settings() map[string]string {
	return map[string]string{
		"CHAINCODE_ID": "sogoc_1:ab", "CHAINCODE_SERVER_ADDRESS": "127.0.0.1:0",
		"SOGOC_LEDGER": strings.Repeat("ab", 32), "SOGOC_ACCREDITORS": "MinistryMSP, OtherMSP",
	}
}

func env(m map[string]string) func(string) string { return func(name string) string { return m[name] } }

func TestReadConfig(t *testing.T) {
	t.Parallel()
	c, err := readConfig(env(settings()))
	require.NoError(t, err)
	require.Equal(t, []string{"MinistryMSP", "OtherMSP"}, c.options.Accreditors)
	require.Equal(t, 5*time.Minute, c.options.TickInterval)
	require.Nil(t, c.tls)

	for name, value := range map[string]string{
		"CHAINCODE_ID": "", "CHAINCODE_SERVER_ADDRESS": "", "SOGOC_LEDGER": "AB", "SOGOC_ACCREDITORS": "",
		"SOGOC_TICK_INTERVAL": "0", "CHAINCODE_TLS_KEY": "key.pem", "CHAINCODE_CLIENT_CA_CERT": "ca.pem",
	} {
		m := settings()
		m[name] = value
		_, err := readConfig(env(m))
		require.ErrorIs(t, err, errConfig, name)
	}
	m := settings()
	m["SOGOC_ACCREDITORS"] = "MinistryMSP,"
	c, err = readConfig(env(m))
	require.NoError(t, err)
	require.ErrorIs(t, run(t.Context(), c, slog.New(slog.DiscardHandler), nil), errConfig, "an organisation without a name")
	m = settings()
	m["SOGOC_TICK_INTERVAL"] = "2s"
	c, err = readConfig(env(m))
	require.NoError(t, err)
	require.Equal(t, 2*time.Second, c.options.TickInterval)
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	code, _, complaints := clitest.Run(t, program(), nil, "")
	require.Equal(t, cli.ExitUsage, code)
	require.Contains(t, complaints, "CHAINCODE_ID")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	m := settings()
	m["CHAINCODE_SERVER_ADDRESS"] = taken.Addr().String()
	code, _, complaints = clitest.Run(t, program(), m, "", "serve")
	require.Equal(t, cli.ExitLater, code, "the address is in use")
	require.Contains(t, complaints, "service ended")
}

// serving runs the program and returns where it listens. It ends with the test.
func serving(t *testing.T, m map[string]string) string {
	t.Helper()
	c, err := readConfig(env(m))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() {
		ended <- run(ctx, c, slog.New(slog.DiscardHandler), func(at net.Addr) { ready <- at })
	}()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	return (<-ready).String()
}

// register connects as a peer does and returns the package id with which the
// chaincode registers.
func register(t *testing.T, address string, with credentials.TransportCredentials) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(with))
	require.NoError(t, err)
	defer connection.Close()
	stream, err := peer.NewChaincodeClient(connection).Connect(ctx)
	if err != nil {
		return "", err
	}
	message, err := stream.Recv()
	if err != nil {
		return "", err
	}
	require.Equal(t, peer.ChaincodeMessage_REGISTER, message.GetType())
	var id peer.ChaincodeID
	require.NoError(t, proto.Unmarshal(message.GetPayload(), &id))
	return id.GetName(), nil
}

func TestServesAPeer(t *testing.T) {
	t.Parallel()
	id, err := register(t, serving(t, settings()), insecure.NewCredentials())
	require.NoError(t, err)
	require.Equal(t, "sogoc_1:ab", id)
}

func TestServesOnlyPeersThatShowACertificate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	own, authority := certificate(t, dir, "own"), certificate(t, dir, "peer")
	m := settings()
	m["CHAINCODE_TLS_KEY"], m["CHAINCODE_TLS_CERT"] = filepath.Join(dir, "own.key"), filepath.Join(dir, "own.pem")
	m["CHAINCODE_CLIENT_CA_CERT"] = filepath.Join(dir, "peer.pem")
	address := serving(t, m)

	roots := x509.NewCertPool()
	roots.AddCert(own.Leaf)
	trusting := &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}
	_, err := register(t, address, credentials.NewTLS(trusting))
	require.Error(t, err, "without a certificate")
	_, err = register(t, address, insecure.NewCredentials())
	require.Error(t, err, "without TLS")

	showing := trusting.Clone()
	showing.Certificates = []tls.Certificate{authority}
	id, err := register(t, address, credentials.NewTLS(showing))
	require.NoError(t, err)
	require.Equal(t, "sogoc_1:ab", id)

	showing.Certificates = []tls.Certificate{own}
	_, err = register(t, address, credentials.NewTLS(showing))
	require.Error(t, err, "by another authority")
}

// certificate writes a self-signed certificate and its key as PEM files.
func certificate(t *testing.T, dir, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certificatePEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
	require.NoError(t, os.WriteFile(filepath.Join(dir, name+".pem"), certificatePEM, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, name+".key"), keyPEM, 0o600))
	pair, err := tls.X509KeyPair(certificatePEM, keyPEM)
	require.NoError(t, err)
	pair.Leaf, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	return pair
}

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, program())
}

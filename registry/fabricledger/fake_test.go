package fabricledger_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"sogoc/registry/fabricledger"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// faults stands in for a peer's gateway, to inject the failures that a real
// network shows seldom. Each stage answers from a list, its last entry for ever.
type faults struct {
	gateway.UnimplementedGatewayServer

	msp      string // its organisation's; "": SchoolsMSP
	mu       sync.Mutex
	calls    map[string]int
	endorse  []error
	refuses  func(organisations []string) error // what these answer together; nil: nothing
	submit   []error
	statuses []peer.TxValidationCode
	silent   bool   // commit status is never told
	answer   []byte // of queries
	evaluate []error
}

func (f *faults) count(stage string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[stage]++
	return f.calls[stage]
}

func (f *faults) called(stage string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[stage]
}

func at[T any](list []T, n int) (none T) {
	if len(list) == 0 {
		return none
	}
	return list[min(n, len(list))-1]
}

func (f *faults) Evaluate(context.Context, *gateway.EvaluateRequest) (*gateway.EvaluateResponse, error) {
	if err := at(f.evaluate, f.count("evaluate")); err != nil {
		return nil, err
	}
	return &gateway.EvaluateResponse{Result: &peer.Response{Status: 200, Payload: f.answer}}, nil
}

func (f *faults) Endorse(_ context.Context, r *gateway.EndorseRequest) (*gateway.EndorseResponse, error) {
	if err := at(f.endorse, f.count("endorse")); err != nil {
		return nil, err
	}
	if f.refuses != nil {
		if err := f.refuses(r.GetEndorsingOrganizations()); err != nil {
			return nil, err
		}
	}
	return &gateway.EndorseResponse{PreparedTransaction: prepared(r.GetChannelId())}, nil
}

func (f *faults) Submit(context.Context, *gateway.SubmitRequest) (*gateway.SubmitResponse, error) {
	return &gateway.SubmitResponse{}, at(f.submit, f.count("submit"))
}

func (f *faults) CommitStatus(
	ctx context.Context,
	_ *gateway.SignedCommitStatusRequest,
) (*gateway.CommitStatusResponse, error) {
	n := f.count("status")
	if f.silent {
		<-ctx.Done()
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	return &gateway.CommitStatusResponse{Result: at(f.statuses, n)}, nil
}

func prepared(channel string) *common.Envelope {
	wrap := func(m proto.Message) []byte {
		text, err := proto.Marshal(m)
		if err != nil {
			panic(err)
		}
		return text
	}
	action := wrap(&peer.ChaincodeAction{Response: &peer.Response{Status: 200}})
	payload := wrap(&peer.ChaincodeActionPayload{Action: &peer.ChaincodeEndorsedAction{
		ProposalResponsePayload: wrap(&peer.ProposalResponsePayload{Extension: action}),
	}})
	return &common.Envelope{Payload: wrap(&common.Payload{
		Header: &common.Header{ChannelHeader: wrap(&common.ChannelHeader{ChannelId: channel})},
		Data:   wrap(&peer.Transaction{Actions: []*peer.TransactionAction{{Payload: payload}}}),
	})}
}

// refused is an endorsement error as a gateway puts it: the codes are in the
// details, one for each endorser that refused.
func refused(all ...ledger.Code) error {
	var messages []string
	for _, code := range all {
		messages = append(messages, "chaincode response 500, "+string(code)+": for people")
	}
	return endorsementError(messages...)
}

// endorsementError is one with what endorsers said.
func endorsementError(messages ...string) error {
	s := status.New(codes.Aborted, "failed to endorse transaction, see attached details for more info")
	for _, message := range messages {
		detail := &gateway.ErrorDetail{Address: "peer:7051", MspId: "SchoolsMSP", Message: message}
		with, err := s.WithDetails(detail)
		if err != nil {
			panic(err)
		}
		s = with
	}
	return s.Err()
}

// open serves each of the fakes behind TLS and returns a client for them. A
// nil fake is an address at which nothing listens.
func open(t *testing.T, limit time.Duration, fakes ...*faults) *fabricledger.Client {
	t.Helper()
	dir := t.TempDir()
	certificate := certify(t, dir)
	c := clientfile.Connection{
		Channel:     "sogoc",
		Chaincode:   "sogoc",
		Genesis:     ledger.SumDigest([]byte("genesis")),
		MSP:         "SchoolsMSP",
		Certificate: filepath.Join(dir, "cert.pem"),
		PrivateKey:  filepath.Join(dir, "key.pem"),
	}
	for _, f := range fakes {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		if f == nil {
			require.NoError(t, listener.Close())
		} else {
			server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&certificate)))
			gateway.RegisterGatewayServer(server, f)
			go func() { _ = server.Serve(listener) }()
			t.Cleanup(server.Stop)
		}
		msp := "SchoolsMSP"
		if f != nil && f.msp != "" {
			msp = f.msp
		}
		c.Peers = append(
			c.Peers,
			clientfile.Peer{
				MSP:        msp,
				Address:    listener.Addr().String(),
				ServerName: "peer.example",
				TLSRoot:    c.Certificate,
			},
		)
	}
	opened, err := fabricledger.Open(
		c,
		fabricledger.Options{
			Deadlines: fabricledger.Deadlines{
				Evaluate: limit,
				Endorse:  limit,
				Submit:   limit,
				Commit:   limit,
				Ask:      limit,
			},
		},
	)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened
}

// certify makes one certificate that serves as TLS root, server and identity.
func certify(t *testing.T, dir string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "peer.example"},
		DNSNames:     []string{"peer.example"},
		NotBefore: time.Now().
			Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	require.NoError(
		t,
		os.WriteFile(
			filepath.Join(dir, "cert.pem"),
			pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
			0o600,
		),
	)
	require.NoError(
		t,
		os.WriteFile(
			filepath.Join(dir, "key.pem"),
			pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
			0o600,
		),
	)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

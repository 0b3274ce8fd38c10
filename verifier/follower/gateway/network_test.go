package gateway_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	gatewaypb "github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/verifier/batch"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/fabricclient"
	"sogoc/verifier/ledger"
)

func trustOf(t *testing.T, dir string) ledger.Trust {
	trust, err := clientfile.ReadTrust(filepath.Join(dir, "trust.json"))
	require.NoError(t, err)
	return trust
}

// actor sends transactions with one of the network's client identities.
type actor struct {
	t        *testing.T
	gateway  *client.Gateway
	contract *client.Contract
	channel  string
	creator  []byte // the identity as transactions carry it
}

func newActor(t *testing.T, dir, who string) *actor {
	c := testnetwork.Connection(t, dir, who)
	certificateText, err := os.ReadFile(c.Certificate)
	require.NoError(t, err)
	certificate, err := identity.CertificateFromPEM(certificateText)
	require.NoError(t, err)
	id, err := identity.NewX509Identity(c.MSP, certificate)
	require.NoError(t, err)
	keyText, err := os.ReadFile(c.PrivateKey)
	require.NoError(t, err)
	key, err := identity.PrivateKeyFromPEM(keyText)
	require.NoError(t, err)
	sign, err := identity.NewPrivateKeySign(key)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	root, err := os.ReadFile(c.Peers[0].TLSRoot)
	require.NoError(t, err)
	require.True(t, roots.AppendCertsFromPEM(root))
	connection, err := grpc.NewClient(
		"passthrough:///"+c.Peers[0].Address,
		grpc.WithTransportCredentials(
			credentials.NewTLS(
				&tls.Config{RootCAs: roots, ServerName: c.Peers[0].ServerName, MinVersion: tls.VersionTLS12},
			),
		),
	)
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	gateway, err := client.Connect(
		id,
		client.WithSign(sign),
		client.WithHash(hash.SHA256),
		client.WithClientConnection(connection),
	)
	require.NoError(t, err)
	t.Cleanup(func() { _ = gateway.Close() })
	return &actor{
		t:        t,
		gateway:  gateway,
		contract: gateway.GetNetwork(c.Channel).GetContract(c.Chaincode),
		channel:  c.Channel,
		creator:  encode(t, &msp.SerializedIdentity{Mspid: c.MSP, IdBytes: certificateText}),
	}
}

// endorse returns a transaction that is ready to be submitted. A peer that has
// not committed yet what it stands on refuses, and is asked again.
func (a *actor) endorse(function string, arguments ...string) *client.Transaction {
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		proposal, err := a.contract.NewProposal(function, client.WithArguments(arguments...))
		require.NoError(a.t, err)
		transaction, err := proposal.EndorseWithContext(a.t.Context())
		if err != nil && lags(err) && time.Now().Before(deadline) {
			continue
		}
		require.NoError(a.t, err)
		return transaction
	}
}

// lags reports whether an endorser may know too little yet.
func lags(err error) bool {
	for _, detail := range status.Convert(err).Details() {
		said, ok := detail.(*gatewaypb.ErrorDetail)
		if !ok {
			continue
		}
		if code := ledger.CodeIn(said.GetMessage()); code != "" && code.Prospect() == ledger.RefusedByLaggingPeer {
			return true
		}
	}
	return fabricclient.Differ(err)
}

// submit sends a transaction to the orderers and returns how to learn what became
// of it. That sending failed proves nothing: an orderer that another one passes the
// transaction on to after its block is written answers "request already processed",
// and two of them are enough for an error.
func (a *actor) submit(transaction *client.Transaction) *client.Commit {
	commit, err := transaction.SubmitWithContext(a.t.Context())
	if err == nil {
		return commit
	}
	a.t.Logf("asking what became of transaction %s: %v", transaction.TransactionID(), err)
	request := &gatewaypb.CommitStatusRequest{
		TransactionId: transaction.TransactionID(),
		ChannelId:     a.channel,
		Identity:      a.creator,
	}
	commit, err = a.gateway.NewCommit(
		encode(a.t, &gatewaypb.SignedCommitStatusRequest{Request: encode(a.t, request)}),
	)
	require.NoError(a.t, err)
	return commit
}

// outcome waits for a transaction and returns its flag and block.
func (a *actor) outcome(commit *client.Commit) (peer.TxValidationCode, uint64) {
	ctx, cancel := context.WithTimeout(a.t.Context(), patience)
	defer cancel()
	status, err := commit.StatusWithContext(ctx)
	require.NoError(a.t, err)
	return status.Code, status.BlockNumber
}

// must submits a transaction that has to be valid and returns its block.
func (a *actor) must(function string, arguments ...string) uint64 {
	code, block := a.outcome(a.submit(a.endorse(function, arguments...)))
	require.Equal(a.t, peer.TxValidationCode_VALID, code)
	return block
}

// spoil changes an endorsed transaction; the client signs what comes out.
func (a *actor) spoil(
	transaction *client.Transaction,
	edit func(*peer.Transaction, *peer.ChaincodeActionPayload),
) *client.Transaction {
	raw, err := transaction.Bytes()
	require.NoError(a.t, err)
	prepared, payload, tx, action := &gatewaypb.PreparedTransaction{}, &common.Payload{}, &peer.Transaction{}, &peer.ChaincodeActionPayload{}
	require.NoError(a.t, proto.Unmarshal(raw, prepared))
	require.NoError(a.t, proto.Unmarshal(prepared.GetEnvelope().GetPayload(), payload))
	require.NoError(a.t, proto.Unmarshal(payload.GetData(), tx))
	require.NoError(a.t, proto.Unmarshal(tx.GetActions()[0].GetPayload(), action))
	edit(tx, action)
	tx.Actions[0].Payload = encode(a.t, action)
	payload.Data = encode(a.t, tx)
	prepared.Envelope = &common.Envelope{Payload: encode(a.t, payload)}
	spoilt, err := a.gateway.NewTransaction(encode(a.t, prepared))
	require.NoError(a.t, err)
	return spoilt
}

func encode(t *testing.T, m proto.Message) []byte {
	raw, err := proto.Marshal(m)
	require.NoError(t, err)
	return raw
}

// issuer is a synthetic school with a key of its own.
type issuer struct {
	t      *testing.T
	trust  ledger.Trust
	code   string
	key    *ecdsa.PrivateKey
	public ledger.PublicKey
	last   ledger.Anchor
}

func newIssuer(t *testing.T, trust ledger.Trust) *issuer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&key.PublicKey)
	require.NoError(t, err)
	var id [8]byte
	_, _ = rand.Read(id[:])
	return &issuer{t: t, trust: trust, code: fmt.Sprintf("MAU-%X", id), key: key, public: public}
}

func (i *issuer) sign(message []byte) string {
	sum := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, i.key, sum[:])
	require.NoError(i.t, err)
	if n := elliptic.P256().Params().N; v.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		v.Sub(n, v)
	}
	var s ledger.Signature
	r.FillBytes(s[:32])
	v.FillBytes(s[32:])
	return s.String()
}

// register has the issuer accredited and its key added.
func (i *issuer) register(accreditor *actor) {
	a := ledger.Accreditation{
		Code:   i.code,
		Name:   "Trường (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2020-01-01", Until: "2099-12-31", Quota: 1000000}},
	}
	accreditor.must(
		ledger.FuncAccredit,
		string(a.Canonical()),
		string(testledger.Reason(ledger.FuncAccredit).Canonical()),
	)
	possession := ledger.Canonical(
		ledger.KeyPossession{
			Type:    ledger.TypeKeyPossession,
			Purpose: ledger.PurposeIssuer,
			Ledger:  i.trust.Genesis,
			Issuer:  i.code,
			Key:     i.public.Thumbprint(),
		},
	)
	accreditor.must(ledger.FuncAddKey, string(i.public.Canonical()), string(possession), i.sign(possession),
		string(testledger.Reason(ledger.FuncAddKey).Canonical()))
}

// anchor returns PutAnchor's arguments for a batch of random digests.
func (i *issuer) anchor(size int) ([]string, batch.Batch) {
	digests := make([]ledger.Digest, size)
	for n := range digests {
		_, _ = rand.Read(digests[n][:])
	}
	return i.anchorOf(digests...)
}

// anchorOf returns PutAnchor's arguments for a batch of these.
func (i *issuer) anchorOf(digests ...ledger.Digest) ([]string, batch.Batch) {
	sealed, err := batch.Seal(digests)
	require.NoError(i.t, err)
	a := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   i.trust.Genesis,
		Issuer:   i.code,
		Sequence: i.last.Sequence + 1,
		Kind:     "VN-USE",
		Root:     sealed.Root,
		Size:     uint64(len(digests)),
		Key:      i.public.Thumbprint(),
	}
	if i.last.Sequence > 0 {
		a.Previous = ledger.SumDigest(ledger.Canonical(i.last))
	}
	i.last = a
	text := ledger.Canonical(a)
	return []string{string(text), i.sign(text), ledger.EncodeDigests(sealed.Digests)}, sealed
}

// status returns SetStatus's arguments.
func (i *issuer) status(index uint32, version uint64, state ledger.State) []string {
	text := ledger.Canonical(
		ledger.Status{
			Type:    ledger.TypeStatus,
			Ledger:  i.trust.Genesis,
			Issuer:  i.code,
			List:    1,
			Index:   index,
			Version: version,
			State:   state,
			Key:     i.public.Thumbprint(),
		},
	)
	return []string{string(text), i.sign(text)}
}

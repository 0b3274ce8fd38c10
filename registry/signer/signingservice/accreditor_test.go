package signingservice_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testledger"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

const (
	ministry, ministryMSP = "BO-GDDT", "MinistryMSP"
	channel, chaincode    = "sogoc", "registry"
)

// ledgerIdentity is a client's identity on the ledger, by which the gateway client
// makes messages. It asks no peer.
type ledgerIdentity struct {
	mspID       string
	certificate *x509.Certificate
	key         testledger.Signer
	gateway     *client.Gateway
}

func newLedgerIdentity(t *testing.T, mspID string) ledgerIdentity {
	t.Helper()
	i := ledgerIdentity{mspID: mspID, key: testledger.NewSigner(t)}
	public, err := i.key.PublicKey().ECDSA()
	require.NoError(t, err)
	authority, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, authority)
	require.NoError(t, err)
	i.certificate, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	i.gateway = i.connect(t)
	return i
}

func (i ledgerIdentity) connect(t *testing.T) *client.Gateway {
	t.Helper()
	connection, err := grpc.NewClient("passthrough:///nobody", grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, connection.Close()) })
	id, err := identity.NewX509Identity(i.mspID, i.certificate)
	require.NoError(t, err)
	connected, err := client.Connect(id, client.WithHash(hash.NONE), client.WithClientConnection(connection))
	require.NoError(t, err)
	return connected
}

func (i ledgerIdentity) as(t *testing.T, mspID string) ledgerIdentity {
	i.mspID = mspID
	i.gateway = i.connect(t)
	return i
}

// proposal returns what the gateway client has signed for a call.
func (i ledgerIdentity) proposal(t *testing.T, function string, arguments ...string) []byte {
	return i.proposalOf(t, channel, chaincode, function, client.WithArguments(arguments...))
}

func (i ledgerIdentity) proposalOf(
	t *testing.T, channel, chaincode, function string, options ...client.ProposalOption,
) []byte {
	t.Helper()
	made, err := i.gateway.GetNetwork(channel).GetContract(chaincode).NewProposal(function, options...)
	require.NoError(t, err)
	return made.Digest()
}

func (i ledgerIdentity) commitStatus(t *testing.T, channel string) []byte {
	t.Helper()
	creator := marshal(t, &msp.SerializedIdentity{
		Mspid:   i.mspID,
		IdBytes: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.certificate.Raw}),
	})
	txID := ledger.SumDigest([]byte("a transaction")).String()
	return marshal(t, &gateway.CommitStatusRequest{TransactionId: txID, ChannelId: channel, Identity: creator})
}

func marshal(t *testing.T, m proto.Message) []byte {
	t.Helper()
	raw, err := proto.Marshal(m)
	require.NoError(t, err)
	return raw
}

func unmarshal[M proto.Message](t *testing.T, raw []byte, into M) M {
	t.Helper()
	require.NoError(t, proto.Unmarshal(raw, into))
	return into
}

// endorsed returns the payload of a proposal's transaction, whose call is that of
// another proposal where that differs, with endorsements of the proposal hashed.
func endorsed(t *testing.T, proposed, call, hashed []byte) []byte {
	t.Helper()
	proposal := unmarshal(t, proposed, &peer.Proposal{})
	header := unmarshal(t, proposal.GetHeader(), &common.Header{})
	called, answered := unmarshal(t, call, &peer.Proposal{}), unmarshal(t, hashed, &peer.Proposal{})
	sum := sha256.New()
	sum.Write(header.GetChannelHeader())
	sum.Write(header.GetSignatureHeader())
	sum.Write(answered.GetPayload())
	response := marshal(t, &peer.ProposalResponsePayload{
		ProposalHash: sum.Sum(nil),
		Extension:    marshal(t, &peer.ChaincodeAction{ChaincodeId: &peer.ChaincodeID{Name: chaincode, Version: "1"}}),
	})
	action := marshal(t, &peer.ChaincodeActionPayload{
		ChaincodeProposalPayload: called.GetPayload(),
		Action:                   &peer.ChaincodeEndorsedAction{ProposalResponsePayload: response},
	})
	transaction := &peer.Transaction{Actions: []*peer.TransactionAction{
		{Header: header.GetSignatureHeader(), Payload: action},
	}}
	return marshal(t, &common.Payload{Header: header, Data: marshal(t, transaction)})
}

// beginForAccreditor starts a signer that has an accreditor's key, and returns the
// accreditor's use of it.
func beginForAccreditor(t *testing.T, id ledgerIdentity) (*host, *remotesigner.Client, remotesigner.IdentityKey) {
	t.Helper()
	source := testledger.Keyring{ministry: {id.key}, school: {testledger.NewSigner(t)}}
	h, _ := beginWith(t, source, func(h *host) {
		h.clock.at = time.Now() // the gateway client takes its time from the machine
		_, register := h.certificate(t, "registryd-1-now")
		_, fingerprint := h.certificate(t, "accreditctl-1")
		h.policy.Clients[0].Fingerprints = []remotesigner.Fingerprint{register}
		h.policy.Clients = append(h.policy.Clients, signingservice.Client{
			Name: "ACCREDITCTL-1", Fingerprints: []remotesigner.Fingerprint{fingerprint}, Accreditors: []string{ministry},
		})
		h.policy.Accreditors = []signingservice.Accreditor{{
			Name: ministry, MSP: ministryMSP, Channel: channel, Chaincode: chaincode,
			Functions: []string{ledger.FuncSuspendIssuer, ledger.FuncRetireKey},
			PerDay:    signingservice.AccreditorPerDay{Transactions: 2, Requests: 20},
		}}
	})
	opened := h.client(h.read(t, "accreditctl-1"))
	key, err := opened.IdentityKey(ministry, id.certificate)
	require.NoError(t, err)
	return h, opened, key
}

func sign(key remotesigner.IdentityKey, message []byte) error {
	signature, err := key.SignMessage(nil, message, crypto.SHA256)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(message)
	if public, is := key.Public().(*ecdsa.PublicKey); !is || !ecdsa.VerifyASN1(public, sum[:], signature) {
		return errors.New("a signature that is not the message's")
	}
	return nil
}

func suspension(t *testing.T) (code, reason string) {
	t.Helper()
	return school, string(testledger.Reason(ledger.FuncSuspendIssuer).Canonical())
}

// TestAnAccreditorsKeySignsItsActs: question, proposal, transaction and commit status, by a key
// that the signer has; so many transactions a day, and each stands in the journal with
// its function and whom it is about.
func TestAnAccreditorsKeySignsItsActs(t *testing.T) {
	t.Parallel()
	id := newLedgerIdentity(t, ministryMSP)
	h, _, key := beginForAccreditor(t, id)
	code, reason := suspension(t)
	require.NoError(t, sign(key, id.proposal(t, ledger.FuncIssuer, code)))
	act := func() error {
		proposal := id.proposal(t, ledger.FuncSuspendIssuer, code, reason)
		require.NoError(t, sign(key, proposal))
		return sign(key, endorsed(t, proposal, proposal, proposal))
	}
	require.NoError(t, act())
	require.NoError(t, sign(key, id.commitStatus(t, channel)))
	require.NoError(t, act())
	require.ErrorContains(t, act(), "perDay", "two a day")

	found, err := signingservice.Summarize(filepath.Join(h.dir, "journal"), ledger.DateOf(h.clock.now()))
	require.NoError(t, err)
	require.Equal(t, []signingservice.Summary{{Issuer: ministry, Queries: 2, Proposals: 3, Transactions: 2}}, found)
	text, err := os.ReadFile(filepath.Join(h.dir, "journal", string(ledger.DateOf(h.clock.now()))+".jsonl"))
	require.NoError(t, err)
	require.Contains(t, string(text), `"document":"ledger_transaction"`)
	require.Contains(t, string(text), `"function":"SuspendIssuer","about":"`+school+`"`)
	_, err = key.Sign(nil, make([]byte, sha256.Size), crypto.SHA256)
	require.ErrorContains(t, err, "no digest")
}

// TestWhatIsNotSignedForAnAccreditor: nothing but the policy's functions, by its own
// identity, on its own channel and chaincode, and no transaction of another proposal.
func TestWhatIsNotSignedForAnAccreditor(t *testing.T) {
	t.Parallel()
	id := newLedgerIdentity(t, ministryMSP)
	h, opened, key := beginForAccreditor(t, id)
	code, reason := suspension(t)
	suspend := client.WithArguments(code, reason)
	good, never := id.proposal(t, ledger.FuncSuspendIssuer, code, reason), id.proposal(t, ledger.FuncSuspendIssuer, code, reason)
	of := id.proposal(t, ledger.FuncSuspendIssuer, other, reason)
	query := id.proposal(t, ledger.FuncIssuer, code)
	require.NoError(t, sign(key, good))
	require.NoError(t, sign(key, query))
	retirement := string(ledger.Canonical(ledger.KeyRetirement{
		Type: ledger.TypeKeyRetirement, Ledger: ledger.SumDigest([]byte("another")), Issuer: school,
		Key: testledger.NewSigner(t).PublicKey().Thumbprint(),
	}))
	retire := string(testledger.Reason(ledger.FuncRetireKey).Canonical())
	transient := client.WithTransient(map[string][]byte{"more": []byte("than a call needs")})
	withdraw := string(testledger.Reason(ledger.FuncWithdrawIssuer).Canonical())
	foreign := newLedgerIdentity(t, ministryMSP)
	for _, c := range []struct {
		name, says string
		message    []byte
	}{
		{"AnotherFunction", "WithdrawIssuer", id.proposal(t, ledger.FuncWithdrawIssuer, code, withdraw)},
		{"AFunctionThatIsNotThere", "function", id.proposal(t, "SuspendAll", code, reason)},
		{"ASchoolsAct", "not in its form|names no issuer", id.proposal(t, ledger.FuncPutAnchor, "{}", "", "")},
		{"AnotherChannel", "another channel", id.proposalOf(t, "other", chaincode, ledger.FuncSuspendIssuer, suspend)},
		{"AnotherChaincode", "another chaincode", id.proposalOf(t, channel, "_lifecycle", ledger.FuncSuspendIssuer, suspend)},
		{"AnotherOrganisation", "organisation", id.as(t, "SchoolsMSP").proposal(t, ledger.FuncSuspendIssuer, code, reason)},
		{"AnotherCreator", "another key", foreign.proposal(t, ledger.FuncSuspendIssuer, code, reason)},
		{"AnotherChannelsCommit", "another channel", id.commitStatus(t, "other")},
		{"AnotherCreatorsCommit", "another key", foreign.commitStatus(t, channel)},
		{"AnArgumentMore", "2 arguments", id.proposal(t, ledger.FuncSuspendIssuer, code, reason, "more")},
		{"NoReason", "argument 2", id.proposal(t, ledger.FuncSuspendIssuer, code, "{}")},
		{"AnotherLedger", "another ledger", id.proposal(t, ledger.FuncRetireKey, retirement, "", retire)},
		{"TransientData", "more or other", id.proposalOf(t, channel, chaincode, ledger.FuncSuspendIssuer, suspend, transient)},
		{"AnUnknownField", "form", append(append([]byte{}, good...), 0x7a, 0x01, 'x')},
		{"ATransactionOfNoProposal", "no proposal", endorsed(t, never, never, never)},
		{"AlteredArguments", "another proposal", endorsed(t, good, of, good)},
		{"AlteredArgumentsThatAreEndorsed", "no proposal", endorsed(t, good, of, of)},
		{"ATransactionOfAQuery", "only reads", endorsed(t, query, query, query)},
		{"AConfigurationUpdate", "form", configurationUpdate(t, good)},
		{"ASchoolsStatus", "no accreditor's key", status(school, opened.Key(ministry, id.key.PublicKey()), genesis)},
	} {
		err := sign(key, c.message)
		require.ErrorIs(t, err, credential.ErrSignerRefused, c.name)
		require.Regexp(t, c.says, err.Error(), c.name)
	}
	register := only(t, h.client(h.read(t, "registryd-1-now")), school)
	_, err := register.Sign(good)
	require.ErrorIs(t, err, credential.ErrSignerRefused, "a school's key asks nothing of the ledger")
	_, err = opened.Signers(school)
	require.ErrorIs(t, err, credential.ErrSignerRefused, "a school's keys are another client's")
	_, err = opened.IdentityKey(ministry, foreign.certificate)
	require.ErrorIs(t, err, remotesigner.ErrNoKey)

	require.NoError(t, sign(key, endorsed(t, good, good, good)), "what was refused before changed nothing")
	h.clock.advance(10 * time.Minute) // it stood still since it was set
	require.ErrorContains(t, sign(key, good), "clock", "a call of another moment")
}

// configurationUpdate is the payload of a proposal's header with another type.
func configurationUpdate(t *testing.T, proposed []byte) []byte {
	t.Helper()
	header := unmarshal(t, unmarshal(t, proposed, &peer.Proposal{}).GetHeader(), &common.Header{})
	of := unmarshal(t, header.GetChannelHeader(), &common.ChannelHeader{})
	of.Type, of.TxId, of.Extension = int32(common.HeaderType_CONFIG_UPDATE), "", nil
	header.ChannelHeader = marshal(t, of)
	return marshal(t, &common.Payload{Header: header, Data: []byte("an update")})
}

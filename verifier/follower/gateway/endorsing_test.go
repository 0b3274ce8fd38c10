package gateway_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"sogoc/internal/testnetwork"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/fabricclient"
	"sogoc/verifier/follower/gateway"
	"sogoc/verifier/ledger"
)

// One organisation whose chaincode refuses everything, or answers with something
// of its own, or whose peer is away, prevents neither an attestation nor a
// transaction: of the register, of the accreditor, of anybody who submits. What
// the ledger refuses is refused still. With SOGOC_DRILL another organisation than the
// register's own is tried too.
func TestOneOrganisationPreventsNoEndorsement(t *testing.T) {
	t.Parallel()
	n := up(t)
	trust := trustOf(t, n.Dir)
	school := newIssuer(t, trust)
	writer, accreditor := newActor(t, n.Dir, "registryd"), newActor(t, n.Dir, "accreditor")
	school.register(accreditor)
	arguments, _ := school.anchor(2)
	writer.must(ledger.FuncPutAnchor, arguments...)
	peers, err := gateway.Open(testnetwork.Connection(t, n.Dir, "verifierd"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, peers.Close()) })
	attester := peers.Attester(trust.Chaincode)
	register := fabricledger.NewLedger(testnetwork.Client(t, n.Dir, "registryd"))
	ministry := fabricledger.NewAccreditor(testnetwork.Client(t, n.Dir, "accreditor"))
	var refusal *ledger.Refusal

	goesOn := func(t *testing.T) {
		for range 4 { // each organisation is left out first, once
			_, err := attester.Attest(t.Context(), school.code, 1, 1, 7)
			require.NoError(t, err)
			_, err = ministry.SuspendIssuer(t.Context(), school.code, testledger.Reason(ledger.FuncSuspendIssuer))
			require.NoError(t, err)
			_, err = ministry.ReinstateIssuer(t.Context(), school.code, testledger.Reason(ledger.FuncReinstateIssuer))
			require.NoError(t, err)
			require.Eventually(t, func() bool { // ticks are taken every second
				err := register.Tick(t.Context())
				require.NotErrorIs(t, err, registry.ErrOutcomeUnknown)
				return err == nil
			}, patience, 200*time.Millisecond)
		}
		_, err := attester.Attest(t.Context(), school.code, 99, 1, 7)
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, ledger.CodeNotFound, refusal.Code, "the others' word")
		_, err = ministry.SuspendIssuer(t.Context(), "MAU-NOBODY", testledger.Reason(ledger.FuncSuspendIssuer))
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, ledger.CodeNotFound, refusal.Code, "the others' word")
	}
	organisations := []string{"schools"} // the register's own
	if os.Getenv("SOGOC_DRILL") != "" {
		organisations = append(organisations, "auditor")
	}
	for _, organisation := range organisations {
		n.networkctl("kill", organisation+"-chaincode")
		t.Run("ChaincodeThatRefusesOf_"+organisation, func(t *testing.T) {
			n.lie(t, organisation, peerResponse(500, string(ledger.CodeConflict)+": something else stands there"))
			goesOn(t)
		})
		t.Run("ChaincodeThatAnswersOtherwiseOf_"+organisation, func(t *testing.T) {
			n.lie(t, organisation, peerResponse(200, "{}"))
			goesOn(t)
		})
		n.networkctl("start", organisation+"-chaincode")
		t.Run("NoPeerOf_"+organisation, func(t *testing.T) {
			n.networkctl("kill", organisation+"-peer")
			goesOn(t)
			n.networkctl("start", organisation+"-peer")
			n.requireEndorsesAgain(t, organisation, school.code)
		})
	}
}

// requireEndorsesAgain waits until every peer has the organisation's one endorse.
func (n *ownNetwork) requireEndorsesAgain(t *testing.T, organisation, issuer string) {
	c := testnetwork.Connection(t, n.Dir, "verifierd")
	id, err := fabricclient.OpenIdentity(c, nil)
	require.NoError(t, err)
	peers, err := fabricclient.DialAll(c, id)
	require.NoError(t, err)
	defer func() { require.NoError(t, fabricclient.CloseAll(peers)) }()
	msp := strings.ToUpper(organisation[:1]) + organisation[1:] + "MSP"
	for _, p := range peers {
		require.Eventually(t, func() bool {
			proposal, err := p.Gateway.GetNetwork(c.Channel).GetContract(c.Chaincode).NewProposal(ledger.FuncAttest,
				client.WithArguments(issuer, "1", "1", "7"), client.WithEndorsingOrganizations(msp))
			require.NoError(t, err)
			_, err = proposal.EndorseWithContext(t.Context())
			return err == nil
		}, patience, 200*time.Millisecond, p.Address)
	}
}

// sameAnswer is a chaincode that answers everything alike.
type sameAnswer struct{ answer *peer.Response }

func (l sameAnswer) Init(shim.ChaincodeStubInterface) *peer.Response   { return l.answer }
func (l sameAnswer) Invoke(shim.ChaincodeStubInterface) *peer.Response { return l.answer }

func peerResponse(status int32, text string) *peer.Response {
	if status == shim.OK {
		return shim.Success([]byte(text))
	}
	return &peer.Response{Status: status, Message: text}
}

// lie serves a chaincode of the organisation's own making where its peer looks for
// the ledger's rules, until the test ends.
func (n *ownNetwork) lie(t *testing.T, organisation string, answer *peer.Response) {
	var started struct {
		ID string `json:"chaincode_id"`
	}
	for line := range strings.Lines(string(n.read("logs", organisation+"-chaincode.log"))) {
		if strings.Contains(line, `"chaincode_id"`) {
			require.NoError(t, json.Unmarshal([]byte(line), &started), line)
		}
	}
	require.NotEmpty(t, started.ID)
	var network struct {
		Ports map[string]struct {
			Chaincode [2]int `json:"chaincode"`
		} `json:"ports"`
	}
	require.NoError(t, json.Unmarshal(n.read("network.json"), &network))
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: network.Ports[organisation].Chaincode[0]}

	dir := filepath.Join(n.Dir, "organisations", organisation, "chaincode", "tls")
	certificate, err := tls.LoadX509KeyPair(filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem"))
	require.NoError(t, err)
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12,
	})))
	peer.RegisterChaincodeServer(server, &shim.ChaincodeServer{CCID: started.ID, CC: sameAnswer{answer}})
	var listener net.Listener
	require.Eventually(t, func() bool { // the port of the program that was killed is free again
		listener, err = (&net.ListenConfig{}).Listen(context.Background(), "tcp", address.String())
		return err == nil
	}, patience, 50*time.Millisecond)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
}

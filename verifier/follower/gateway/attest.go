package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/fabricclient"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// attestWait bounds one peer's collecting of endorsements; on an idle network
// it takes milliseconds.
const attestWait = 5 * time.Second

// Peers that have not committed the same blocks yet attest the same after a moment.
const (
	attestRounds = 3
	attestPause  = 200 * time.Millisecond
)

// Attester asks the ledger's majority for attestations, through the gateway
// service of one peer after another. It is safe for concurrent use.
type Attester struct {
	peers     *Peers
	chaincode string
	now       func() time.Time
}

// Attester returns one over these connections, which stay p's to close.
func (p *Peers) Attester(chaincode string) *Attester {
	return &Attester{peers: p, chaincode: chaincode, now: time.Now}
}

// Attest has the query Attest endorsed by peers of three organisations of four,
// which it names itself, in turn, and returns the payload of the transaction's
// envelope, which is neither signed nor submitted. Nothing of it was checked. It
// returns a *ledger.Refusal where the refusal stands (fabricclient.Refusals): one
// organisation alone neither refuses nor prevents an attestation. A refusal that a
// lagging peer gives too ends nothing before the last attempt. After any error
// Attest may be repeated.
func (a *Attester) Attest(ctx context.Context, issuer string, sequence uint64, list, index uint32) ([]byte, error) {
	arguments := []string{
		issuer,
		strconv.FormatUint(sequence, 10),
		strconv.FormatUint(uint64(list), 10),
		strconv.FormatUint(uint64(index), 10),
	}
	for round := 1; ; round++ {
		payload, differ, err := a.attest(ctx, arguments)
		if err == nil || !differ || round == attestRounds || wait.For(ctx, attestPause) != nil {
			return payload, err
		}
	}
}

// attest makes each attempt once. differ says that some gave different
// answers: peers that have not committed the same blocks yet, or one that lies.
func (a *Attester) attest(ctx context.Context, arguments []string) (payload []byte, differ bool, err error) {
	var errs []error
	var refusals fabricclient.Refusals
	for _, attempt := range a.peers.endorsers.Attempts(a.now(), a.peers.organisations()) {
		p := a.peers.peers[attempt.Peer]
		payload, err := p.endorse(ctx, attempt, a.chaincode, ledger.FuncAttest, arguments)
		if err == nil {
			return payload, false, nil
		}
		errs = append(errs, fmt.Errorf("%s: %w", p.peer.Address, err))
		if ctx.Err() != nil {
			return nil, false, errors.Join(errs...)
		}
		differ = differ || fabricclient.Differ(err)
		if refusals.Add(err, attempt) {
			refused := refusals.Standing()
			if refused != nil && len(attempt.Organisations) > 0 &&
				refused.Code.Prospect() != ledger.RefusedByLaggingPeer {
				return nil, false, refused
			}
		} else {
			a.peers.endorsers.NoteFailure(a.now())
		}
	}
	if refused := refusals.Standing(); refused != nil && !differ {
		return nil, false, refused
	}
	return nil, differ, errors.Join(errs...)
}

func (p *Peer) endorse(
	ctx context.Context, attempt fabricclient.EndorsementAttempt, chaincode, function string, arguments []string,
) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, attestWait)
	defer cancel()
	proposal, err := p.network.GetContract(chaincode).NewProposal(function, attempt.ProposalOptions(arguments)...)
	if err != nil {
		return nil, err
	}
	transaction, err := proposal.EndorseWithContext(ctx)
	if err != nil {
		return nil, err
	}
	raw, err := transaction.Bytes()
	if err != nil {
		return nil, err
	}
	prepared := &gateway.PreparedTransaction{}
	if err := proto.Unmarshal(raw, prepared); err != nil {
		return nil, err
	}
	return envelopePayload(prepared.GetEnvelope())
}

func envelopePayload(e *common.Envelope) ([]byte, error) {
	if len(e.GetPayload()) == 0 {
		return nil, errors.New("the peer answered without a transaction")
	}
	return e.GetPayload(), nil
}

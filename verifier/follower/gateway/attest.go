package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/fabricclient"
	"sogoc/verifier/ledger"
)

// attestWait bounds one peer's collecting of endorsements; on an idle network
// it takes milliseconds.
const attestWait = 5 * time.Second

// Attester asks the ledger's majority for attestations, through the gateway
// service of one peer after another. It is safe for concurrent use.
type Attester struct {
	peers     *Peers
	chaincode string
}

// Attester returns one over these connections, which stay p's to close.
func (p *Peers) Attester(chaincode string) *Attester {
	return &Attester{peers: p, chaincode: chaincode}
}

// Attest has the query Attest endorsed by peers of as many organisations as
// the chaincode's endorsement policy asks for, and returns the payload of the
// transaction's envelope, which is neither signed nor submitted. Nothing of it
// was checked. It returns a *ledger.Refusal where the chaincode refuses; a
// refusal that a lagging peer gives too ends nothing until the last peer gave
// it. After any error Attest may be repeated.
func (a *Attester) Attest(ctx context.Context, issuer string, sequence uint64, list, index uint32) ([]byte, error) {
	arguments := []string{
		issuer,
		strconv.FormatUint(sequence, 10),
		strconv.FormatUint(uint64(list), 10),
		strconv.FormatUint(uint64(index), 10),
	}
	var errs []error
	for _, p := range a.peers.peers {
		payload, err := p.endorse(ctx, a.chaincode, ledger.FuncAttest, arguments)
		if err == nil {
			return payload, nil
		}
		refused := fabricclient.Refusal(err)
		if refused != nil && refused.Code.Prospect() != ledger.RefusedByLaggingPeer {
			return nil, refused
		}
		if refused != nil {
			err = refused
		}
		errs = append(errs, fmt.Errorf("%s: %w", p.peer.Address, err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, errors.Join(errs...)
}

func (p *Peer) endorse(ctx context.Context, chaincode, function string, arguments []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, attestWait)
	defer cancel()
	proposal, err := p.network.GetContract(chaincode).NewProposal(function, client.WithArguments(arguments...))
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

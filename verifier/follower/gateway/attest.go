package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/ledger"
)

// attestWait bounds one peer's collecting of endorsements; on an idle network
// it takes milliseconds.
const attestWait = 10 * time.Second

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
// was checked. It returns a *ledger.Refusal where the chaincode refuses, which
// a peer that has not caught up does too; after any error it may be repeated.
func (a *Attester) Attest(ctx context.Context, issuer string, sequence uint64, list, index uint32) ([]byte, error) {
	arguments := []string{issuer, strconv.FormatUint(sequence, 10), strconv.FormatUint(uint64(list), 10), strconv.FormatUint(uint64(index), 10)}
	var errs []error
	for _, p := range a.peers.peers {
		payload, err := p.endorse(ctx, a.chaincode, ledger.FuncAttest, arguments)
		if err == nil {
			return payload, nil
		}
		if refused := refusal(err); refused != nil {
			return nil, refused
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

// refusal returns the chaincode's refusal that err carries, or nil: its code
// stands in the details, one for each endorser, or in the message.
func refusal(err error) *ledger.Refusal {
	s, ok := status.FromError(err)
	var endorsing *client.EndorseError
	if errors.As(err, &endorsing) {
		s, ok = endorsing.GRPCStatus(), true
	}
	if !ok {
		return nil
	}
	var messages []string
	for _, d := range s.Details() {
		if detail, is := d.(*gateway.ErrorDetail); is {
			messages = append(messages, detail.GetMessage())
		}
	}
	for _, message := range append(messages, s.Message()) {
		if code := ledger.CodeIn(message); code != "" {
			_, text, _ := strings.Cut(message, string(code)+":")
			return &ledger.Refusal{Code: code, Text: strings.TrimSpace(text)}
		}
	}
	return nil
}

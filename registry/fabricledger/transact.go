package fabricledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"sogoc/registry"
	"sogoc/verifier/fabricclient"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// attempts bounds how often a transaction is made anew after it lost a race:
// with a tick, or with a peer that had not yet committed the block before.
const attempts = 5

// pause between attempts grows by this much.
const pause = 100 * time.Millisecond

// errDiffer means that no organisations endorsed, and some gave different answers:
// peers that have not committed the same blocks yet.
var errDiffer = errors.New("endorsers answered differently")

// Transact runs a transaction to its end: endorsed, ordered, committed as
// valid. Nil means exactly that. The result is the chaincode's answer: what a
// majority endorsed, and since it was committed as valid, what the ledger
// holds. No peer needs to be asked for it again, which might lag behind.
func (c *Client) Transact(ctx context.Context, function string, arguments ...string) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		result, again, err := c.attempt(ctx, attempt, function, arguments)
		if err == nil || !again || attempt == attempts {
			return result, err
		}
		if wait.For(ctx, time.Duration(attempt)*pause) != nil {
			return nil, err
		}
	}
}

// attempt runs one transaction, the first through the first peer, each further
// one through the next: a gateway has its own organisation's peer endorse, and
// one that was away may lag for long. The second result says that it certainly
// did nothing and may well succeed if it is made anew.
func (c *Client) attempt(
	ctx context.Context,
	number int,
	function string,
	arguments []string,
) (result []byte, again bool, err error) {
	order := c.order()
	skip := (number - 1) % max(1, len(order))
	transaction, e, err := c.endorse(ctx, slices.Concat(order[skip:], order[:skip]), function, arguments)
	var refused *ledger.Refusal
	if errors.As(err, &refused) {
		return nil, refused.Code.Prospect() == ledger.RefusedByLaggingPeer, err
	}
	if err != nil {
		return nil, errors.Is(err, errDiffer), err
	}
	code, err := c.submit(ctx, e, transaction)
	switch {
	case err != nil:
		return nil, false, err
	case code == peer.TxValidationCode_VALID:
		return transaction.Result(), false, nil
	}
	again = code == peer.TxValidationCode_MVCC_READ_CONFLICT || code == peer.TxValidationCode_PHANTOM_READ_CONFLICT
	return nil, again, &TxError{
		Stage:      StageCommit,
		TxID:       transaction.TransactionID(),
		Validation: code,
		Kind:       registry.ErrLedgerUnavailable,
	}
}

// write is Transact for a function that answers with the record it wrote, or
// with the equal one that stood there already.
func write[R ledger.Record](ctx context.Context, c Transactor, function string, arguments ...string) (R, error) {
	text, err := c.Transact(ctx, function, arguments...)
	if err != nil {
		var none R
		return none, err
	}
	return decode[R](function, text)
}

// endorse collects endorsements from a majority of organisations, through one of
// their peers, and fails over to other organisations and peers: what was endorsed
// and never submitted does nothing. A refusal is believed where it stands
// (fabricclient.Refusals): one organisation alone cannot have the ledger say no.
func (c *Client) endorse(
	ctx context.Context,
	peers []*endpoint,
	function string,
	arguments []string,
) (*client.Transaction, *endpoint, error) {
	var last error
	var refusals fabricclient.Refusals
	differ := false
	organisations := make([]string, len(peers))
	for i, e := range peers {
		organisations[i] = e.MSP
	}
	for _, attempt := range c.endorsers.Attempts(c.now(), organisations) {
		e := peers[attempt.Peer]
		transaction, err := c.endorseOn(ctx, e, attempt, function, arguments)
		if err == nil {
			e.noteSuccess()
			return transaction, e, nil
		}
		last = fmt.Errorf("%s: %w", e.Address, err)
		if ctx.Err() != nil || !elsewhere(err) {
			return nil, nil, unavailable(StageEndorse, "", last)
		}
		differ = differ || fabricclient.Differ(err)
		if refusals.Add(err, attempt) {
			if refused := refusals.Standing(); refused != nil && len(attempt.Organisations) > 0 {
				return nil, nil, refused
			}
		} else {
			c.noteFailure(e)
			c.endorsers.NoteFailure(c.now())
		}
	}
	if refused := refusals.Standing(); refused != nil && !differ {
		return nil, nil, refused
	}
	if differ {
		last = errors.Join(errDiffer, last)
	}
	return nil, nil, unavailable(StageEndorse, "", last)
}

func (c *Client) endorseOn(
	ctx context.Context,
	e *endpoint,
	attempt fabricclient.EndorsementAttempt,
	function string,
	arguments []string,
) (*client.Transaction, error) {
	proposal, err := e.contract.NewProposal(function, attempt.ProposalOptions(arguments)...)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.deadlines.Endorse)
	defer cancel()
	return proposal.EndorseWithContext(ctx)
}

// submit sends an endorsed transaction to the orderers and waits for its
// validation code. The commit point lies inside: from here on an error means
// that the outcome is unknown. A submit error itself proves nothing (a
// transaction that was ordered can still answer with one), so the commit
// status decides.
func (c *Client) submit(
	ctx context.Context,
	e *endpoint,
	transaction *client.Transaction,
) (peer.TxValidationCode, error) {
	submitErr := c.submitOn(ctx, transaction)
	if isSigners(submitErr) { // it is signed before it is sent
		return 0, unavailable(StageSubmit, transaction.TransactionID(), submitErr)
	}
	limit := c.deadlines.Commit
	if submitErr != nil {
		limit = c.deadlines.Ask
	}
	code, statusErr := c.commitStatus(ctx, e, transaction.TransactionID(), limit)
	if statusErr == nil {
		return code, nil
	}
	if submitErr != nil {
		return code, unknown(StageSubmit, transaction.TransactionID(), errors.Join(submitErr, statusErr))
	}
	return code, unknown(StageCommit, transaction.TransactionID(), statusErr)
}

func (c *Client) submitOn(ctx context.Context, transaction *client.Transaction) error {
	ctx, cancel := context.WithTimeout(ctx, c.deadlines.Submit)
	defer cancel()
	_, err := transaction.SubmitWithContext(ctx)
	return err
}

// commitStatus waits until a peer has committed the transaction. The peer that
// endorsed is asked first; one that is gone does not end the wait.
func (c *Client) commitStatus(
	ctx context.Context,
	first *endpoint,
	txID string,
	limit time.Duration,
) (peer.TxValidationCode, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := c.statusRequest(txID)
	if err != nil {
		return 0, err
	}
	asked := []*endpoint{first}
	for _, e := range c.order() {
		if e != first {
			asked = append(asked, e)
		}
	}
	var last error
	for _, e := range asked {
		commit, err := e.Gateway.NewCommit(request)
		if err != nil {
			return 0, err
		}
		status, err := commit.StatusWithContext(ctx)
		if err == nil {
			return status.Code, nil
		}
		last = fmt.Errorf("%s: %w", e.Address, err)
		if ctx.Err() != nil {
			break
		}
		c.noteFailure(e)
	}
	return 0, last
}

func (c *Client) statusRequest(txID string) ([]byte, error) {
	request, err := proto.Marshal(
		&gateway.CommitStatusRequest{TransactionId: txID, ChannelId: c.connection.Channel, Identity: c.creator},
	)
	if err != nil {
		return nil, err
	}
	return proto.Marshal(&gateway.SignedCommitStatusRequest{Request: request})
}

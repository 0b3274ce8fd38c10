package chaincode

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"sogoc/verifier/ledger"
)

// contract is what the contract API routes to: each exported method is a
// function of the ledger, its arguments texts as package ledger names them,
// its answer the canonical JSON of a record.
type contract struct {
	contractapi.Contract
	options Options
}

// GetEvaluateTransactions names the queries, for the contract's metadata.
func (c *contract) GetEvaluateTransactions() []string {
	var queries []string
	for _, f := range ledger.Functions() {
		if f.Query() {
			queries = append(queries, f.Name)
		}
	}
	return queries
}

type invocation = contractapi.TransactionContextInterface

// Accredit enters a new issuer. Only an accreditor organisation may.
func (c *contract) Accredit(ctx invocation, accreditation, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Issuer, error) { return accredit(t, accreditation, reason) })
}

// AmendAccreditation replaces what an accreditor says of an issuer.
func (c *contract) AmendAccreditation(ctx invocation, accreditation, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Issuer, error) {
		return amendAccreditation(t, accreditation, reason)
	})
}

// SuspendIssuer keeps an issuer from anchoring, until it is reinstated.
func (c *contract) SuspendIssuer(ctx invocation, code, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Issuer, error) {
		return setIssuerState(t, ledger.FuncSuspendIssuer, ledger.IssuerSuspended, code, reason)
	})
}

// ReinstateIssuer lifts a suspension.
func (c *contract) ReinstateIssuer(ctx invocation, code, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Issuer, error) {
		return setIssuerState(t, ledger.FuncReinstateIssuer, ledger.IssuerActive, code, reason)
	})
}

// WithdrawIssuer ends an issuer's accreditation, for good.
func (c *contract) WithdrawIssuer(ctx invocation, code, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Issuer, error) {
		return setIssuerState(t, ledger.FuncWithdrawIssuer, ledger.IssuerWithdrawn, code, reason)
	})
}

// TransferCustody closes an issuer and gives its register to a successor. It
// answers with the predecessor's record.
func (c *contract) TransferCustody(ctx invocation, acceptance, signature, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Issuer, error) {
		return transferCustody(t, acceptance, signature, reason)
	})
}

// AddKey registers an issuer's key.
func (c *contract) AddKey(ctx invocation, key, possession, signature, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Key, error) {
		return addKey(t, proof{key, possession, signature}, reason)
	})
}

// RetireKey ends a key's use from now on.
func (c *contract) RetireKey(ctx invocation, retirement, signature, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Key, error) { return retireKey(t, retirement, signature, reason) })
}

// ReportKeyCompromised takes trust from what a key signed since a moment.
func (c *contract) ReportKeyCompromised(ctx invocation, compromise, signature, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Key, error) {
		return reportKeyCompromised(t, compromise, signature, reason)
	})
}

// RegisterVerifierKey registers the key with which a verifier service signs receipts.
func (c *contract) RegisterVerifierKey(ctx invocation, key, possession, signature, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.Key, error) {
		return registerVerifierKey(t, proof{key, possession, signature}, reason)
	})
}

// PutAnchor puts a batch on the ledger.
func (c *contract) PutAnchor(ctx invocation, anchor, signature, digests string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.AnchorRecord, error) {
		return putAnchor(t, anchor, signature, digests)
	})
}

// Void takes an issuer's next sequence number without an anchor.
func (c *contract) Void(ctx invocation, void, signature string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.VoidRecord, error) { return voidSequence(t, void, signature) })
}

// ReturnQuota gives the share of an anchor that no longer counts back.
func (c *contract) ReturnQuota(ctx invocation, code, sequence, reason string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.QuotaReturn, error) { return returnQuota(t, code, sequence, reason) })
}

// SetStatus changes the state of one status entry.
func (c *contract) SetStatus(ctx invocation, status, signature string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.StatusRecord, error) { return setStatus(t, status, signature) })
}

// SetAnchorStatus says of a range of an issuer's anchors whether they count.
func (c *contract) SetAnchorStatus(ctx invocation, code, first, last, state, detail string) (string, error) {
	return write(c, ctx, func(t *transaction) (ledger.AnchorRange, error) {
		return setAnchorStatus(t, anchorRangeText{code, first, last, state, detail})
	})
}

// Tick marks ledger time. It reads and writes one key of its own, which every
// other write reads.
func (c *contract) Tick(ctx invocation) (string, error) { return setTick(c, ctx) }

// Issuer answers with an issuer's record, keys and sequence.
func (c *contract) Issuer(ctx invocation, code string) (string, error) {
	return query(c, ctx, func(t *transaction) (ledger.IssuerView, error) { return viewIssuer(t, code) })
}

// Anchor answers with an anchor's record.
func (c *contract) Anchor(ctx invocation, code, sequence string) (string, error) {
	return query(c, ctx, func(t *transaction) (ledger.AnchorRecord, error) { return viewAnchor(t, code, sequence) })
}

// Status answers with a status entry; one that was never set is active, version 0.
func (c *contract) Status(ctx invocation, code, list, index string) (string, error) {
	return query(c, ctx, func(t *transaction) (ledger.StatusRecord, error) { return viewStatus(t, code, list, index) })
}

// Quota answers with what an issuer may anchor now, and what it used of it.
func (c *contract) Quota(ctx invocation, code string) (string, error) {
	return query(c, ctx, func(t *transaction) (ledger.QuotaView, error) { return viewQuota(t, code) })
}

// Attest answers with all that decides of a credential now. Endorsed by a
// majority and never submitted, the answer is the ledger's signed word.
func (c *contract) Attest(ctx invocation, code, sequence, list, index string) (string, error) {
	return query(c, ctx, func(t *transaction) (ledger.Attestation, error) {
		return attest(t, code, sequence, list, index)
	})
}

package fabricledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// Accreditor acts for an accreditor organisation: it says who may issue what,
// with which keys, and why. Everything takes effect from ledger time. Errors are as
// for register.Ledger. Every method may be repeated: an equal record that stands
// already for the same reason is success, for another reason it is a refusal.
type Accreditor struct{ Transactor }

// Transactor runs the chaincode's functions in the name of one certificate. A Client
// is one.
type Transactor interface {
	// Transact runs a transaction to its end, and returns the chaincode's answer.
	Transact(ctx context.Context, function string, arguments ...string) ([]byte, error)
	// Evaluate runs a query.
	Evaluate(ctx context.Context, function string, arguments ...string) ([]byte, error)
	// Genesis returns the ledger's name: its genesis block's hash.
	Genesis() ledger.Digest
}

// NewAccreditor returns the accreditor behind a certificate that has the OU accreditor.
func NewAccreditor(t Transactor) Accreditor { return Accreditor{t} }

// Issuer returns an issuer's record, keys and sequence, as one peer has them.
func (a Accreditor) Issuer(ctx context.Context, code string) (ledger.IssuerView, error) {
	return query[ledger.IssuerView](ctx, a, ledger.FuncIssuer, code)
}

// Quota returns what an issuer may anchor this year, and what it used of it.
func (a Accreditor) Quota(ctx context.Context, code string) (ledger.QuotaView, error) {
	return query[ledger.QuotaView](ctx, a, ledger.FuncQuota, code)
}

// Anchor returns an anchor with its key and its state; the status entry in the
// answer is the list's first and says nothing. A number that was given up is a
// refusal with ledger.CodeNotFound.
func (a Accreditor) Anchor(ctx context.Context, issuer string, sequence uint64) (ledger.Attestation, error) {
	return query[ledger.Attestation](ctx, a, ledger.FuncAttest, issuer, strconv.FormatUint(sequence, 10), "1", "0")
}

// Accredit registers an issuer and returns its record.
func (a Accreditor) Accredit(
	ctx context.Context,
	what ledger.Accreditation,
	reason ledger.Reason,
) (ledger.IssuerView, error) {
	return a.accreditation(ctx, ledger.FuncAccredit, what, reason)
}

// AmendAccreditation replaces an issuer's name, delegate and scopes.
func (a Accreditor) AmendAccreditation(
	ctx context.Context,
	what ledger.Accreditation,
	reason ledger.Reason,
) (ledger.IssuerView, error) {
	return a.accreditation(ctx, ledger.FuncAmendAccreditation, what, reason)
}

func (a Accreditor) accreditation(
	ctx context.Context,
	function string,
	what ledger.Accreditation,
	reason ledger.Reason,
) (ledger.IssuerView, error) {
	if err := what.Validate(); err != nil {
		return ledger.IssuerView{}, err
	}
	return a.issuer(ctx, function, what.Code, reason, string(what.Canonical()))
}

// SuspendIssuer keeps an issuer from anchoring until it is reinstated.
func (a Accreditor) SuspendIssuer(ctx context.Context, code string, reason ledger.Reason) (ledger.IssuerView, error) {
	return a.issuer(ctx, ledger.FuncSuspendIssuer, code, reason, code)
}

// ReinstateIssuer ends a suspension.
func (a Accreditor) ReinstateIssuer(ctx context.Context, code string, reason ledger.Reason) (ledger.IssuerView, error) {
	return a.issuer(ctx, ledger.FuncReinstateIssuer, code, reason, code)
}

// WithdrawIssuer withdraws an accreditation. What was anchored before stays.
func (a Accreditor) WithdrawIssuer(ctx context.Context, code string, reason ledger.Reason) (ledger.IssuerView, error) {
	return a.issuer(ctx, ledger.FuncWithdrawIssuer, code, reason, code)
}

// TransferCustody closes the predecessor, retires its keys and hands its
// register to the successor, which made the request. It returns the
// predecessor's record.
func (a Accreditor) TransferCustody(
	ctx context.Context,
	request ledger.CustodyRequest,
	reason ledger.Reason,
) (ledger.IssuerView, error) {
	if err := request.Verify(); err != nil {
		return ledger.IssuerView{}, err
	}
	statement := string(ledger.Canonical(request.Acceptance))
	return a.issuer(
		ctx,
		ledger.FuncTransferCustody,
		request.Acceptance.Predecessor,
		reason,
		statement,
		request.Signature.String(),
	)
}

// RegisterKey registers the key of a request: an issuer's, and it returns the
// issuer's record, or a verifier service's, and it returns that key alone.
func (a Accreditor) RegisterKey(
	ctx context.Context,
	request ledger.KeyRequest,
	reason ledger.Reason,
) (ledger.IssuerView, error) {
	if err := request.Verify(); err != nil {
		return ledger.IssuerView{}, err
	}
	function := ledger.FuncAddKey
	if request.Possession.Purpose == ledger.PurposeVerifier {
		function = ledger.FuncRegisterVerifierKey
	}
	return a.key(ctx, function, request.Possession.Issuer, reason,
		string(request.Key.Canonical()), string(ledger.Canonical(request.Possession)), request.Signature.String())
}

// RetireKey ends a key's use from now on; what it signed before stays good.
func (a Accreditor) RetireKey(
	ctx context.Context,
	issuer, thumbprint string,
	reason ledger.Reason,
) (ledger.IssuerView, error) {
	statement := ledger.KeyRetirement{
		Type:   ledger.TypeKeyRetirement,
		Ledger: a.Genesis(),
		Issuer: issuer,
		Key:    thumbprint,
	}
	if err := statement.Validate(); err != nil {
		return ledger.IssuerView{}, err
	}
	return a.key(ctx, ledger.FuncRetireKey, issuer, reason, string(ledger.Canonical(statement)), "")
}

// ReportKeyCompromised says that what the key signed and the ledger took at or
// after since, in whole seconds, is not to be trusted. It only moves earlier.
func (a Accreditor) ReportKeyCompromised(
	ctx context.Context,
	issuer, thumbprint string,
	since time.Time,
	reason ledger.Reason,
) (ledger.IssuerView, error) {
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: a.Genesis(),
		Issuer: issuer,
		Key:    thumbprint,
		Since:  since.UTC(),
	}
	if err := statement.Validate(); err != nil {
		return ledger.IssuerView{}, err
	}
	return a.key(ctx, ledger.FuncReportKeyCompromised, issuer, reason, string(ledger.Canonical(statement)), "")
}

// SetStatus sets a status entry; from then on only an accreditor changes it.
// The statement's key is "", and its detail the digest of a ledger.StatusDetail.
func (a Accreditor) SetStatus(ctx context.Context, statement ledger.Status) (ledger.StatusRecord, error) {
	return setStatus(ctx, a, statement, "")
}

// SetAnchorStatus sets the state of everything in the issuer's anchors first
// to last, and returns what stands then; with an error, the part of the range that was
// set before it, or the zero value. Detail is the digest of a
// ledger.StatusDetail. A range of more than
// ledger.MaxAnchorRange anchors takes several transactions: an error says how
// far they came, and the same call may be repeated.
func (a Accreditor) SetAnchorStatus(ctx context.Context, issuer string, first, last uint64,
	state ledger.State, detail ledger.Digest) (ledger.AnchorRange, error) {
	if last-first >= ledger.MaxAnchorRange { // ask before the first part is written
		view, err := a.Issuer(ctx, issuer)
		if err == nil && last > view.Sequence.Sequence {
			err = &ledger.Refusal{Code: ledger.CodeNotFound,
				Text: fmt.Sprintf("the issuer's last anchor is %d", view.Sequence.Sequence)}
		}
		if err != nil {
			return ledger.AnchorRange{}, err
		}
	}
	done := ledger.AnchorRange{First: first, Last: last}
	for from := first; from <= last; from += ledger.MaxAnchorRange {
		to := min(last, from+ledger.MaxAnchorRange-1)
		changed, err := act[ledger.AnchorRange](ctx, a, ledger.FuncSetAnchorStatus, issuer,
			issuer, strconv.FormatUint(from, 10), strconv.FormatUint(to, 10), string(state), detail.String())
		if err != nil && from > first {
			done.Last = from - 1
			return done, fmt.Errorf("anchors %d to %d are %s now, the rest is as before: %w", first, from-1, state, err)
		}
		if err != nil {
			return ledger.AnchorRange{}, err
		}
		done.Status = changed.Status
	}
	return done, nil
}

// ReturnQuota gives the share of an anchor that no longer counts back to its
// scope and year: of one whose key was compromised by then, or which was revoked.
func (a Accreditor) ReturnQuota(
	ctx context.Context,
	issuer string,
	sequence uint64,
	reason ledger.Reason,
) (ledger.QuotaReturn, error) {
	if err := reason.Validate(ledger.FuncReturnQuota); err != nil {
		return ledger.QuotaReturn{}, err
	}
	return act[ledger.QuotaReturn](ctx, a, ledger.FuncReturnQuota, issuer,
		issuer, strconv.FormatUint(sequence, 10), string(reason.Canonical()))
}

// issuer runs a transaction that writes an issuer's record, and reads it back
// with its keys. The reason is the transaction's last argument.
func (a Accreditor) issuer(
	ctx context.Context,
	function, code string,
	reason ledger.Reason,
	arguments ...string,
) (ledger.IssuerView, error) {
	if err := reason.Validate(function); err != nil {
		return ledger.IssuerView{}, err
	}
	written, err := act[ledger.Issuer](ctx, a, function, code, append(arguments, string(reason.Canonical()))...)
	if err != nil {
		return ledger.IssuerView{Issuer: written}, err
	}
	return a.readBack(ctx, code, func(v ledger.IssuerView) bool { return v.Issuer.Version >= written.Version })
}

// key is issuer for a transaction that writes a key's record. Of a verifier
// service's key, which belongs to no issuer, the record itself is returned.
func (a Accreditor) key(
	ctx context.Context,
	function, code string,
	reason ledger.Reason,
	arguments ...string,
) (ledger.IssuerView, error) {
	if err := reason.Validate(function); err != nil {
		return ledger.IssuerView{}, err
	}
	written, err := act[ledger.Key](ctx, a, function, code, append(arguments, string(reason.Canonical()))...)
	if err != nil {
		return ledger.IssuerView{}, err
	}
	if written.Purpose == ledger.PurposeVerifier {
		return ledger.IssuerView{Keys: []ledger.Key{written}}, nil
	}
	return a.readBack(ctx, code, func(v ledger.IssuerView) bool {
		return slices.ContainsFunc(
			v.Keys,
			func(k ledger.Key) bool { return k.Key == written.Key && !k.Time.Before(written.Time) },
		)
	})
}

// readBack asks for an issuer until the peer that answers has committed what
// is looked for: it may be another one than told of the commit.
func (a Accreditor) readBack(
	ctx context.Context,
	code string,
	there func(ledger.IssuerView) bool,
) (ledger.IssuerView, error) {
	ctx, cancel := context.WithTimeout(ctx, DefaultDeadlines().Commit)
	defer cancel()
	for {
		view, err := a.Issuer(ctx, code)
		var refused *ledger.Refusal
		if err == nil && there(view) {
			return view, nil
		}
		if err != nil && !errors.As(err, &refused) {
			return view, err
		}
		if err := wait.For(ctx, pause); err != nil {
			return view, unavailable(StageEvaluate, "", fmt.Errorf("no peer that answers has committed it yet: %w", err))
		}
	}
}

// act runs a transaction about an issuer.
func act[R ledger.Record](
	ctx context.Context,
	a Accreditor,
	function, code string,
	arguments ...string,
) (R, error) {
	record, err := write[R](ctx, a, function, arguments...)
	if err != nil {
		return record, fmt.Errorf("%s %s: %w", function, code, err)
	}
	return record, nil
}

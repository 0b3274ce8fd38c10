package signingservice

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"sogoc/registry/signer/signinginput"
	"sogoc/verifier/ledger"
)

// Accreditor is an accreditor organisation's identity on the ledger whose key is here.
// The certificate is the client's: it is public.
type Accreditor struct {
	Name      string           `json:"name"` // as clients and the journal call it; of the form of an issuer code
	MSP       string           `json:"msp"`  // the organisation's
	Channel   string           `json:"channel"`
	Chaincode string           `json:"chaincode"`
	Functions []string         `json:"functions"` // acts that are signed, as SuspendIssuer; queries all are
	PerDay    AccreditorPerDay `json:"perDay"`
}

// AccreditorPerDay bounds what is signed in one day in Vietnam, for all clients together.
type AccreditorPerDay struct {
	// Transactions are those that change the ledger.
	Transactions int `json:"transactions"`
	// Requests bound each of the other kinds: queries, proposals, of which one act may
	// need several, and questions for a commit status. None of them changes anything.
	Requests int `json:"requests"`
}

func (a Accreditor) name() string { return a.Name }

func (a Accreditor) limit(kind signinginput.Kind) int {
	switch kind {
	case signinginput.LedgerTransaction:
		return a.PerDay.Transactions
	case signinginput.LedgerQuery, signinginput.LedgerProposal, signinginput.CommitStatus:
		return a.PerDay.Requests
	}
	return 0
}

func (a Accreditor) validate() error {
	if err := ledger.ValidateIssuerCode(a.Name); err != nil {
		return fmt.Errorf("%w: accreditor: %w", ErrPolicy, err)
	}
	switch {
	case a.MSP == "" || a.Channel == "" || a.Chaincode == "":
		return fmt.Errorf("%w: accreditor %s: msp, channel and chaincode are required", ErrPolicy, a.Name)
	case a.PerDay.Transactions <= 0 || a.PerDay.Requests <= 0:
		return fmt.Errorf("%w: accreditor %s: perDay needs transactions and requests, each above 0", ErrPolicy, a.Name)
	case len(a.Functions) == 0:
		return fmt.Errorf("%w: accreditor %s: functions are required: %v", ErrPolicy, a.Name, actsOfAccreditors())
	}
	for _, name := range a.Functions {
		if !slices.Contains(actsOfAccreditors(), name) {
			return fmt.Errorf("%w: accreditor %s: %s is no act of an accreditor: there are %v", ErrPolicy, a.Name, name,
				actsOfAccreditors())
		}
	}
	return nil
}

// actsOfAccreditors returns the functions by which an accreditor changes the ledger:
// those that take its reason, or the digest of one.
func actsOfAccreditors() []string {
	var acts []string
	for _, f := range ledger.Functions() {
		isStatus := f.Name == ledger.FuncSetStatus || f.Name == ledger.FuncSetAnchorStatus
		if f.ReasonIndex() >= 0 || isStatus {
			acts = append(acts, f.Name)
		}
	}
	return acts
}

func (a Accreditor) check(d signinginput.Document, key ledger.PublicKey, p Policy, now time.Time) error {
	switch {
	case a.limit(d.Kind) == 0 || d.Call == nil:
		return errors.New("no accreditor's key signs it")
	case d.Key != key.Thumbprint():
		return errors.New("its creator's certificate is of another key")
	case d.Call.MSP != a.MSP:
		return fmt.Errorf("its creator is of another organisation than %s", a.MSP)
	case d.Call.Channel != a.Channel:
		return fmt.Errorf("it is for another channel than %s", a.Channel)
	case d.Kind == signinginput.CommitStatus:
		return nil
	case d.Call.Chaincode != a.Chaincode:
		return fmt.Errorf("it is for another chaincode than %s", a.Chaincode)
	case d.Kind != signinginput.LedgerQuery && !slices.Contains(a.Functions, d.Call.Function):
		return fmt.Errorf("%s is not among the policy's functions", d.Call.Function)
	case !d.Call.Ledger.IsZero() && d.Call.Ledger != p.Ledger:
		return errors.New("it holds a statement for another ledger")
	}
	return checkMoment(d.Call.Moment, now)
}

// checkMoment refuses what was made at another time than now.
func checkMoment(made, now time.Time) error {
	if made.Before(now.Add(-clockDifference)) || made.After(now.Add(clockDifference)) {
		return fmt.Errorf("it was made at %s by the client's clock, and it is %s here",
			made.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return nil
}

package testledger

import (
	"slices"

	"sogoc/verifier/ledger"
)

// Reason returns the reason of a synthetic decision to do what a function does.
func Reason(function string) ledger.Reason {
	return ledger.Reason{
		DecisionDate:   "2026-01-05",
		DecisionNumber: "01/QĐ-MAU",
		Ground:         ledger.Grounds(function)[0],
	}
}

// StatusDetail returns the detail of a synthetic decision to give anchors a state.
func StatusDetail(state ledger.State) ledger.StatusDetail {
	reason := ledger.Reason{
		DecisionDate: "2026-01-05", DecisionNumber: "02/QĐ-MAU", Ground: ledger.GroundAsDecided,
	}
	return ledger.NewStatusDetail(reason, [ledger.SaltSize]byte([]byte((state + "-synthetic-salt-0")[:ledger.SaltSize])))
}

// withReason returns a call's arguments with the reason that it left out.
func withReason(c Call) []string {
	f, _ := ledger.FindFunction(c.Function)
	n := len(f.Arguments)
	if n == 0 || len(c.Args) != n-1 {
		return c.Args
	}
	switch f.Arguments[n-1] {
	case ledger.ArgumentReason:
		return append(slices.Clone(c.Args), string(Reason(c.Function).Canonical()))
	case ledger.ArgumentReasonOrEmpty:
		byNoAccreditor := !slices.Contains(c.As.OUs, "accreditor")
		if c.Function != ledger.FuncReturnQuota {
			byNoAccreditor = c.Args[1] != "" // the key's own signature
		}
		if byNoAccreditor {
			return append(slices.Clone(c.Args), "")
		}
		return append(slices.Clone(c.Args), string(Reason(c.Function).Canonical()))
	case ledger.ArgumentDetail:
		digest, err := StatusDetail(ledger.State(c.Args[n-2])).Digest()
		if err != nil {
			return c.Args // a state that is no text: the chaincode refuses it
		}
		return append(slices.Clone(c.Args), digest.String())
	}
	return c.Args
}

// dropReasons takes the reasons out of what the transaction writes and answers.
func (tx *Transaction) dropReasons() error {
	for text, value := range tx.Writes {
		key, err := ledger.ParseStateKey(text)
		if err != nil {
			return err
		}
		switch key.Object {
		case ledger.ObjectIssuer:
			value, err = rewrite(value, func(r *ledger.Issuer) { r.Reason, r.StateReason = ledger.Reason{}, ledger.Reason{} })
		case ledger.ObjectKey:
			value, err = rewrite(value, func(r *ledger.Key) {
				r.Reason, r.RetiredReason, r.CompromisedReason = ledger.Reason{}, ledger.Reason{}, ledger.Reason{}
			})
		case ledger.ObjectQuotaReturn:
			value, err = rewrite(value, func(r *ledger.QuotaReturn) { r.Reason = ledger.Reason{} })
		case ledger.ObjectAnchorStatus:
			value, err = rewrite(value, func(r *ledger.AnchorStatus) { r.Detail = ledger.Digest{} })
		}
		if err != nil {
			return err
		}
		tx.Writes[text] = value
	}
	return nil
}

func rewrite[R ledger.Record](value []byte, edit func(*R)) ([]byte, error) {
	record, err := ledger.DecodeRecord[R](value)
	if err != nil {
		return nil, err
	}
	edit(&record)
	return ledger.EncodeRecord(record), nil
}

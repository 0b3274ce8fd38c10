package chaincode

import "sogoc/verifier/ledger"

// readReason reads why an accreditor calls a function. A decision that is dated
// after ledger time has not been taken yet. The dates behind it are not judged: a
// decision may be carried out long after it was taken.
func (t *transaction) readReason(function, text string) (ledger.Reason, error) {
	reason, err := ledger.ParseReason(function, []byte(text))
	if err != nil {
		return reason, malformed("reason", err)
	}
	if reason.DecisionDate > ledger.DateOf(t.at) { // dates of this form sort as text
		return reason, refuse(ledger.CodeTime, "the decision is dated after the transaction's time")
	}
	return reason, nil
}

// readReasonBeside is readReason for a function that a key calls by itself, too:
// then there is a signature, and no decision.
func (t *transaction) readReasonBeside(signature, function, text string) (ledger.Reason, error) {
	if signature == "" {
		return t.readReason(function, text)
	}
	if text != "" {
		return ledger.Reason{}, refuse(ledger.CodeMalformed, "what a key does by itself has no accreditor's reason")
	}
	return ledger.Reason{}, nil
}

// requireSameReason refuses to repeat what stands already under another decision:
// the second decision would be dropped without a word. What says no reason, a key's
// own act, drops none.
func requireSameReason(what string, stands, given ledger.Reason) error {
	switch {
	case given.IsZero() || given == stands:
		return nil
	case stands.IsZero():
		return refuse(ledger.CodeConflict, "%s already, and the ledger names no decision for it", what)
	}
	return refuse(ledger.CodeConflict, "%s already, by decision %s of %s, ground %s", what, stands.DecisionNumber,
		stands.DecisionDate, stands.Ground)
}

// readDetail reads the digest of why credentials get a state.
func readDetail(text string) (ledger.Digest, error) {
	detail, err := ledger.ParseDigest(text)
	if err != nil || detail.IsZero() {
		return detail, refuse(ledger.CodeMalformed, "the detail is not 64 lower-case hexadecimal digits of a digest")
	}
	return detail, nil
}

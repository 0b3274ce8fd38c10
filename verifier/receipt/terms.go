package receipt

// terms are the codes that a receipt's short form writes as their number in this list.
// The list is part of the format (docs/credential-format.md §12): terms are added at its
// end and never moved. A code that is not in it is written as a text.
var terms = []string{
	// reason codes
	"valid", "revoked", "suspended", "superseded", "expired", "untrusted_issuer", "out_of_scope", "not_anchored",
	"tampered", "malformed", "indeterminate",
	// kinds of reading, authors of a status
	"fresh", "standing_still", "unconfirmed", "behind", "alarm", "starting", "none", "attested",
	"issuer", "successor", "accreditor",
	// details that are none of the above
	"form", "damaged_code", "cut_short", "not_read_here", "signature", "issuer_unknown", "key_unknown",
	"other_register", "disclosure", "other_ledger", "configuration", "endorsements", "attestation", "receipt_key",
	"inclusion_proof", "no_anchor", "anchored_later", "other_kind", "key_not_yet_valid", "key_retired",
	"key_compromised", "not_accredited", "issuer_state", "scope", "accepted_by_ledger", "entry", "anchor_status",
	"compromised_status", "compromised_suspension", "compromised_replacement", "future_moment", "not_yet_valid",
	"past_end", "stale", "integrity_alarm", "old_evidence", "older_than_asked", "no_ledger", "view_error",
	"inconsistent", "not_attested", "no_trust", "incomplete",
}

var numberOfTerm = func() map[string]uint64 {
	numbers := map[string]uint64{}
	for i, term := range terms {
		numbers[term] = uint64(i)
	}
	return numbers
}()

// termOf returns what the short form writes for a code: nil, which is left out, for none.
func termOf(code string) any {
	if code == "" {
		return nil
	}
	if number, known := numberOfTerm[code]; known {
		return number
	}
	return code
}

// codeOf returns the code that a term stands for, "" for what is no term.
func codeOf(term any) string {
	switch value := term.(type) {
	case string:
		return value
	case uint64:
		if value < uint64(len(terms)) {
			return terms[value]
		}
	}
	return ""
}

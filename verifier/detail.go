package verifier

import "errors"

// Detail refines a reason code: stable as well, for pages that say it in
// words and for programs that want to know more.
type Detail string

// The details.
const (
	// step 1: not one of the forms that are known
	DetailForm Detail = "form"
	// step 1: digits of a QR code that were cut short or changed on the way
	DetailDamagedCode Detail = "damaged_code"
	// step 1: a file or a text that is incomplete: its end was lost on the way
	DetailCutShort Detail = "cut_short"
	// step 1: it is in none of the forms: a picture, a number, another system's credential; which says nothing of ours
	DetailNotRead Detail = "not_read_here"
	// step 2: the signature is not the key's
	DetailSignature Detail = "signature"
	// step 2: no such issuer on the ledger
	DetailIssuerUnknown Detail = "issuer_unknown"
	// step 2: the key is not this issuer's
	DetailKeyUnknown Detail = "key_unknown"
	// step 2: unknown here, and its issuer's address is another register's
	DetailOtherRegister Detail = "other_register"
	// step 3: a disclosure, or one of two forms, is not of this credential
	DetailDisclosure Detail = "disclosure"
	// step 2: the evidence is of another ledger than the trusted one
	DetailOtherLedger Detail = "other_ledger"
	// step 2: the evidence's chain of configurations does not hold
	DetailConfiguration Detail = "configuration"
	// step 2: too few organisations endorsed the attestation, or one that does not count
	DetailEndorsements Detail = "endorsements"
	// step 2: the attestation answers another question, or contradicts itself
	DetailAttestation Detail = "attestation"
	// step 2: accredited by an organisation that the trust file does not name
	DetailAccreditor Detail = "accreditor"
	// step 2: the receipt's key is not known here, or was not good
	DetailReceiptKey Detail = "receipt_key"
	// step 4: the proof does not lead from the digest to the anchor's root
	DetailProof Detail = "inclusion_proof"
	// step 4: the digest is in none of the issuer's anchors
	DetailNoAnchor Detail = "no_anchor"
	// step 4: it was anchored after the asked-for moment
	DetailAnchoredLater Detail = "anchored_later"
	// step 4: it was anchored as another kind
	DetailOtherKind Detail = "other_kind"
	// step 5: registered after the anchor
	DetailKeyNotYet Detail = "key_not_yet_valid"
	// step 5: retired before the anchor
	DetailKeyRetired Detail = "key_retired"
	// step 5: compromised since before the anchor
	DetailKeyCompromised Detail = "key_compromised"
	// step 6: no accreditation in force at the anchor's time
	DetailNotAccredited Detail = "not_accredited"
	// step 6: suspended, withdrawn or closed at the anchor's time
	DetailIssuerState Detail = "issuer_state"
	// step 6: the kind was outside the accreditation
	DetailScope Detail = "scope"
	// step 6, passed: on the word of the ledger, which takes no anchor outside an accreditation
	DetailAcceptedByLedger Detail = "accepted_by_ledger"
	// step 7: the credential's own status
	DetailEntry Detail = "entry"
	// step 7: the status of the whole anchor
	DetailAnchorStatus Detail = "anchor_status"
	// step 7: revoked by a compromised key; counts as suspended until the accreditor decides
	DetailCompromisedStatus Detail = "compromised_status"
	// step 7: suspended by a compromised key, until the accreditor decides
	DetailCompromisedSuspension Detail = "compromised_suspension"
	// step 7: replaced by a compromised key; counts as suspended until the accreditor decides
	DetailCompromisedReplacement Detail = "compromised_replacement"
	// step 7: the asked-for moment is not known yet
	DetailFutureMoment Detail = "future_moment"
	// step 8: before the first day of its validity
	DetailNotYetValid Detail = "not_yet_valid"
	// step 8: after the last day of its validity
	DetailPastEnd Detail = "past_end"
	// step 9: the evidence's moment is more than 15 minutes ago
	DetailStale Detail = "stale"
	// step 9: a higher block is proven, and was not read yet
	DetailBehind Detail = "behind"
	// step 9: too few organisations were heard of lately to know what came after
	DetailUnconfirmed Detail = "unconfirmed"
	// step 9: a block failed a check and reading stopped
	DetailAlarm Detail = "integrity_alarm"
	// step 9: the ledger is still being read for the first time
	DetailStarting Detail = "starting"
	// step 9, passed: the ledger takes no transaction at present
	DetailStandingStill Detail = "standing_still"
	// step 9: the evidence is older than the answer may be, and no later reading is at hand
	DetailOldEvidence Detail = "old_evidence"
	// step 9: the answer is about a moment longer ago than was asked for
	DetailOlderThanAsked Detail = "older_than_asked"
	// any step: nothing of the ledger was read yet
	DetailNoLedger Detail = "no_ledger"
	// any step: the index could not be read
	DetailViewError Detail = "view_error"
	// any step: the index contradicts itself
	DetailInconsistent Detail = "inconsistent"
	// any step: the attestation does not say
	DetailNotAttested Detail = "not_attested"
	// any step: there is no trust file to stand on
	DetailNoTrust Detail = "no_trust"
	// any step: a step was not taken
	DetailIncomplete Detail = "incomplete"
)

// Verdict says why a step did not pass. It is an error so that a ledger.View
// can return one and thereby say itself what the step comes to; any other
// error of a view leaves the step indeterminate.
type Verdict struct {
	Code   Code
	Detail Detail
	Cause  error // what exactly, for people; may be nil
}

// Error names code, detail and cause.
func (v *Verdict) Error() string {
	text := string(v.Code) + "/" + string(v.Detail)
	if v.Cause != nil {
		text += ": " + v.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (v *Verdict) Unwrap() error { return v.Cause }

// undecided is the verdict on what could not be found out.
func undecided(d Detail) *Verdict { return &Verdict{Code: Indeterminate, Detail: d} }

// untrusted is the verdict on an issuer or a key that is not to be trusted.
func untrusted(d Detail) *Verdict { return &Verdict{Code: UntrustedIssuer, Detail: d} }

// verdictOf is the verdict on a step for which a view returned an error.
func verdictOf(err error) *Verdict {
	var v *Verdict
	if errors.As(err, &v) {
		return v
	}
	return undecided(DetailViewError)
}

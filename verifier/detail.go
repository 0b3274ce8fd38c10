package verifier

import "errors"

// Detail refines a reason code: stable as well, for pages that say it in
// words and for programs that want to know more.
type Detail string

// The details.
const (
	DetailForm              Detail = "form"               // step 1: not one of the forms that are known
	DetailSignature         Detail = "signature"          // step 2: the signature is not the key's
	DetailIssuerUnknown     Detail = "issuer_unknown"     // step 2: no such issuer on the ledger
	DetailKeyUnknown        Detail = "key_unknown"        // step 2: the key is not this issuer's
	DetailDisclosure        Detail = "disclosure"         // step 3: a disclosure, or one of two forms, does not belong to the credential
	DetailOtherLedger       Detail = "other_ledger"       // step 2: the evidence is of another ledger than the trusted one
	DetailConfiguration     Detail = "configuration"      // step 2: the evidence's chain of configurations does not hold
	DetailEndorsements      Detail = "endorsements"       // step 2: too few organisations endorsed the attestation, or one that does not count
	DetailAttestation       Detail = "attestation"        // step 2: the attestation answers another question, or contradicts itself
	DetailAccreditor        Detail = "accreditor"         // step 2: accredited by an organisation that the trust file does not name
	DetailReceiptKey        Detail = "receipt_key"        // step 2: the receipt's key is not known here, or was not good
	DetailProof             Detail = "inclusion_proof"    // step 4: the proof does not lead from the digest to the anchor's root
	DetailNoAnchor          Detail = "no_anchor"          // step 4: the digest is in none of the issuer's anchors
	DetailAnchoredLater     Detail = "anchored_later"     // step 4: it was anchored after the asked-for moment
	DetailOtherKind         Detail = "other_kind"         // step 4: it was anchored as another kind
	DetailKeyNotYet         Detail = "key_not_yet_valid"  // step 5
	DetailKeyRetired        Detail = "key_retired"        // step 5: retired before the anchor
	DetailKeyCompromised    Detail = "key_compromised"    // step 5: compromised since before the anchor
	DetailNotAccredited     Detail = "not_accredited"     // step 6: no accreditation in force at the anchor's time
	DetailIssuerState       Detail = "issuer_state"       // step 6: suspended, withdrawn or closed at the anchor's time
	DetailScope             Detail = "scope"              // step 6: the kind was outside the accreditation
	DetailAcceptedByLedger  Detail = "accepted_by_ledger" // step 6, passed: the record of that time is not at hand; the ledger takes no anchor outside of it
	DetailEntry             Detail = "entry"              // step 7: the credential's own status
	DetailAnchorStatus      Detail = "anchor_status"      // step 7: the status of the whole anchor
	DetailCompromisedStatus Detail = "compromised_status" // step 7: set by a compromised key; counts as suspended until the accreditor decides
	DetailFutureMoment      Detail = "future_moment"      // step 7: the asked-for moment is not known yet
	DetailNotYetValid       Detail = "not_yet_valid"      // step 8
	DetailPastEnd           Detail = "past_end"           // step 8
	DetailStale             Detail = "stale"              // step 9: ledger time is too old
	DetailBehind            Detail = "behind"             // step 9: a peer told of a higher block
	DetailUnconfirmed       Detail = "unconfirmed"        // step 9: not enough organisations' peers were heard of lately
	DetailAlarm             Detail = "integrity_alarm"    // step 9: a block failed a check and the follower stopped
	DetailNoLedger          Detail = "no_ledger"          // any step: nothing of the ledger was read yet
	DetailViewError         Detail = "view_error"         // any step: the index could not be read
	DetailInconsistent      Detail = "inconsistent"       // any step: the index contradicts itself
	DetailNotAttested       Detail = "not_attested"       // any step: the attestation does not say
	DetailNoTrust           Detail = "no_trust"           // any step: there is no trust file to stand on
	DetailIncomplete        Detail = "incomplete"         // a step was not taken
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

package ledger

import "slices"

// Ground is the code of why an accreditor decided something. A code and not a
// text, so that no person's name stands on the ledger; package words has its words.
type Ground string

// The grounds.
const (
	GroundAsDecided        Ground = "as-decided"         // none of the others: as the decision itself says
	GroundEstablished      Ground = "established"        // the school was founded
	GroundAuthorised       Ground = "authorised"         // the school may now issue credentials
	GroundReorganised      Ground = "reorganised"        // schools were merged, divided or separated
	GroundRenamed          Ground = "renamed"            // the school has another name
	GroundScopeChanged     Ground = "scope-changed"      // other kinds, fields of study or periods
	GroundQuotaChanged     Ground = "quota-changed"      // other yearly numbers
	GroundDelegation       Ground = "delegation-changed" // another organisation acts for the accreditor, or none
	GroundCorrection       Ground = "correction"         // a clerical error is put right
	GroundInspection       Ground = "inspection"         // under inspection
	GroundCleared          Ground = "cleared"            // the inspection found nothing
	GroundViolation        Ground = "violation"          // rules on issuing credentials were broken
	GroundConditions       Ground = "conditions-not-met" // the conditions of the accreditation are not met
	GroundObtainedByFraud  Ground = "obtained-by-fraud"  // the accreditation was obtained by fraud
	GroundRemedied         Ground = "remedied"           // what was wrong has been put right
	GroundTermEnded        Ground = "term-ended"         // the time of the suspension is over
	GroundComplaintUpheld  Ground = "complaint-upheld"   // a complaint or a court lifted the earlier decision
	GroundDissolved        Ground = "dissolved"          // the school was dissolved
	GroundAtOwnRequest     Ground = "at-own-request"     // the school, or the verifier service, asked for it
	GroundFirstKey         Ground = "first-key"          // it had no key
	GroundAdditionalKey    Ground = "additional-key"     // one more key, beside those it has
	GroundReplacementKey   Ground = "replacement-key"    // a key in another's place
	GroundReplaced         Ground = "replaced"           // another key is in its place
	GroundCustodianChanged Ground = "custodian-changed"  // somebody else keeps the school's keys
	GroundLost             Ground = "lost"               // nobody has the private key any more
	GroundDisclosed        Ground = "disclosed"          // others have the private key, or may have it
	GroundMisused          Ground = "misused"            // it signed what the school did not decide
	GroundAnchorRevoked    Ground = "anchor-revoked"     // the anchor was revoked
	GroundKeyCompromised   Ground = "key-compromised"    // the anchor's key was compromised by then

	// Of credentials, as the register's statuses have them.
	GroundFraud       Ground = "fraud"        // fraud in admission, study, exam, thesis or file
	GroundIneligible  Ground = "ineligible"   // the holders were not eligible
	GroundNoAuthority Ground = "no-authority" // issued without authority
	GroundIssuerError Ground = "issuer-error" // the issuer's error
)

var newKeyGrounds = []Ground{GroundFirstKey, GroundAdditionalKey, GroundReplacementKey, GroundAsDecided}

// grounds says which grounds each function has.
var grounds = map[string][]Ground{
	FuncAccredit: {GroundEstablished, GroundAuthorised, GroundReorganised, GroundAsDecided},
	FuncAmendAccreditation: {
		GroundRenamed, GroundScopeChanged, GroundQuotaChanged, GroundDelegation, GroundReorganised, GroundCorrection,
		GroundAsDecided,
	},
	FuncSuspendIssuer:   {GroundInspection, GroundViolation, GroundConditions, GroundAtOwnRequest, GroundAsDecided},
	FuncReinstateIssuer: {GroundCleared, GroundRemedied, GroundTermEnded, GroundComplaintUpheld, GroundAsDecided},
	FuncWithdrawIssuer: {
		GroundViolation, GroundConditions, GroundObtainedByFraud, GroundDissolved, GroundAtOwnRequest, GroundAsDecided,
	},
	FuncTransferCustody:      {GroundReorganised, GroundDissolved, GroundViolation, GroundAsDecided},
	FuncAddKey:               newKeyGrounds,
	FuncRegisterVerifierKey:  newKeyGrounds,
	FuncRetireKey:            {GroundReplaced, GroundCustodianChanged, GroundLost, GroundAtOwnRequest, GroundAsDecided},
	FuncReportKeyCompromised: {GroundDisclosed, GroundMisused, GroundAsDecided},
	FuncReturnQuota:          {GroundAnchorRevoked, GroundKeyCompromised, GroundAsDecided},
}

// Grounds returns the grounds that an accreditor's act has by the function that
// does it; none for a function that takes no Reason.
func Grounds(function string) []Ground { return slices.Clone(grounds[function]) }

// AnchorGrounds returns the grounds of giving a school's anchors a state; none for
// a state that they cannot have.
func AnchorGrounds(to State) []Ground {
	switch to {
	case Active:
		return []Ground{GroundCleared, GroundComplaintUpheld, GroundAsDecided}
	case Suspended:
		return []Ground{GroundInspection, GroundAsDecided}
	case Revoked:
		return []Ground{GroundFraud, GroundIneligible, GroundNoAuthority, GroundIssuerError, GroundAsDecided}
	}
	return nil
}

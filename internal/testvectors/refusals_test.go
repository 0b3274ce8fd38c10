package testvectors_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/answer"
)

// forms of what is presented, as the table of refusals calls them.
const (
	anyForm       = "any"
	code          = "code"   // a QR code's address or digits; digits in a bundle too
	sdJWT         = "SD-JWT" // also in a holder's file and in a bundle
	holder        = "holder"
	bundled       = "bundle"
	receipted     = "receipt"
	allButReceipt = "all but receipt"
	ledgered      = "code, SD-JWT, holder" // judged by a reading of the ledger
)

// refusal is one row of the document's table of refusals: a sub-check that
// fails, and all of what the answer says then.
type refusal struct {
	step   int
	form   string
	when   string
	result verifier.Code
	detail verifier.Detail
	// checks are the outcomes of the steps 1 to 8: p, f and s as in a vector, and
	// a point for a step that is taken and may pass or fail.
	checks string
	digest bool
	// shown is a vector that shows it, and in its place, where no ledger of the
	// vectors can, the test that does: "package TestName".
	shown string
}

const (
	first   = "fsssssss"
	second  = "pfssssss"
	third   = "psfsssss"
	fourth  = "pppfss.."
	fifth   = "ppppfs.."
	sixth   = "pppppf.."
	seventh = "ppppppf."
	eighth  = "pppppppf"
)

// refusals are all sub-checks, in the order in which they are made.
var refusals = []refusal{
	{
		1,
		anyForm,
		"begins like none of the forms; JSON that has members and none of ours; another system's JWT (§16); an address without `/v#`; a number of fewer than 200 digits that holds no token",
		verifier.Malformed,
		verifier.DetailNotRead,
		first,
		false,
		"mutant/url-query",
	},
	{
		1,
		"SD-JWT, holder, bundle, receipt",
		"cut short (§16)",
		verifier.Malformed,
		verifier.DetailCutShort,
		first,
		false,
		"mutant/sd-jwt-no-last-tilde",
	},
	{
		1,
		code,
		"any rule of §4: the address, the number, the token, the claims, the kind, the numbers of a numbered type",
		verifier.Malformed,
		verifier.DetailDamagedCode,
		first,
		false,
		"bounds/qr-no-serial-number",
	},
	{1, "SD-JWT, holder, bundle", "over the size of §1", verifier.Malformed, verifier.DetailForm, first, false,
		"verifier/presentation TestDamagedFormsAreMalformed"},
	{
		1,
		sdJWT,
		"any rule of §3.1 to §3.5, before any disclosure is looked at",
		verifier.Malformed,
		verifier.DetailForm,
		first,
		false,
		"mutant/resigned-unknown-member",
	},
	{
		1,
		sdJWT,
		"a disclosure whose digest is in the payload, and that is repeated, is not base64url or strict JSON, stands in another's place, repeats a claim " +
			"or breaks a rule of §3.6",
		verifier.Malformed,
		verifier.DetailForm,
		first,
		false,
		"mutant/disclosure-repeated",
	},
	{
		1,
		holder,
		"the file, its type, the base64url of its claims",
		verifier.Malformed,
		verifier.DetailForm,
		first,
		false,
		"mutant/holder-type",
	},
	{
		1,
		holder,
		"claims whose hash is the payload's `qr`, and that break a rule of §4.1",
		verifier.Malformed,
		verifier.DetailForm,
		first,
		false,
		"mutant/holder-claims-unreadable",
	},
	{
		1,
		bundled,
		"the file; a proof that breaks a rule of §6; a presentation in it that is none of DIGITS, SD-JWT and holder's file",
		verifier.Malformed,
		verifier.DetailForm,
		first,
		false,
		"bundle/with-address",
	},
	{
		1,
		receipted,
		"the form of §12, or a result that its checks do not give",
		verifier.Malformed,
		verifier.DetailForm,
		first,
		false,
		"receipt/not-canonical",
	},
	{
		3,
		sdJWT,
		"a disclosure whose digest is not in the payload, whatever it holds; found while parsing, so step 2 is skipped",
		verifier.Tampered,
		verifier.DetailDisclosure,
		third,
		false,
		"mutant/disclosure-unreadable",
	},
	{3, holder, "SHA-256 of the claims is not the payload's `qr`; or a fact differs. Found while parsing, as above",
		verifier.Tampered, verifier.DetailDisclosure, third, false, "mutant/holder-forms-differ"},
	{
		2,
		ledgered,
		"there is no ledger",
		verifier.Indeterminate,
		verifier.DetailNoLedger,
		second,
		true,
		"genuine/es256k-qr",
	},
	{
		2,
		bundled,
		"there is no trust file",
		verifier.Indeterminate,
		verifier.DetailNoTrust,
		second,
		true,
		"verifier/bundle TestWithoutATrustFileNothingIsKnown",
	},
	{
		2,
		receipted,
		"there is no trust file",
		verifier.Indeterminate,
		verifier.DetailNoTrust,
		second,
		false,
		"verifier/receipt TestWithoutATrustFileNoKeyIsKnown",
	},
	{
		2,
		bundled,
		"the first block's header is not the pinned one, or it is of another channel",
		verifier.UntrustedIssuer,
		verifier.DetailOtherLedger,
		second,
		true,
		"bundle/other-genesis",
	},
	{
		2,
		bundled,
		"the same, and the name in the DID of its SD-JWT is none of this ledger's registers",
		verifier.Indeterminate,
		verifier.DetailOtherRegister,
		second,
		true,
		"matrix/indeterminate/bundle",
	},
	{
		2,
		bundled,
		"another rule of §11.1: a block is not in its one encoding or has other data, or a configuration does not follow from the one before",
		verifier.Tampered,
		verifier.DetailConfiguration,
		second,
		true,
		"bundle/configuration-left-out",
	},
	{
		2,
		bundled,
		"the attestation's encodings, headers, id, proposal hash or status (§11.2)",
		verifier.Tampered,
		verifier.DetailAttestation,
		second,
		true,
		"bundle/no-attestation",
	},
	{
		2,
		bundled,
		"an endorsement that does not count, or too few (§11.2)",
		verifier.Tampered,
		verifier.DetailEndorsements,
		second,
		true,
		"bundle/endorsement",
	},
	{2, bundled, "it writes, or reads more than single keys (§11.2); it is of another chaincode, about another question, or contradicts " +
		"itself (§11.3)",
		verifier.Tampered, verifier.DetailAttestation, second, true, "bundle/other-credential"},
	{
		2,
		allButReceipt,
		"the ledger has no such issuer",
		verifier.UntrustedIssuer,
		verifier.DetailIssuerUnknown,
		second,
		true,
		"issuer/unknown",
	},
	{
		2,
		allButReceipt,
		"its accreditor is not in the trust file",
		verifier.UntrustedIssuer,
		verifier.DetailAccreditor,
		second,
		true,
		"issuer/other-accreditor",
	},
	{
		2,
		allButReceipt,
		"the ledger has no such key, or it is another issuer's or a verifier's",
		verifier.UntrustedIssuer,
		verifier.DetailKeyUnknown,
		second,
		true,
		"issuer/key-of-another",
	},
	{
		2,
		allButReceipt,
		"issuer or key are unknown as above, and the name in the DID or address is there and none of this ledger's registers",
		verifier.Indeterminate,
		verifier.DetailOtherRegister,
		second,
		true,
		"matrix/indeterminate/now",
	},
	{
		2,
		allButReceipt,
		"the algorithm is not the key's, or the signature does not verify",
		verifier.Tampered,
		verifier.DetailSignature,
		second,
		true,
		"mutant/qr-signature-high-s",
	},
	{
		2,
		receipted,
		"the key is neither in the trust file nor on the ledger as a verifier's: not known",
		verifier.Indeterminate,
		verifier.DetailReceiptKey,
		second,
		false,
		"receipt/unknown-key",
	},
	{
		2,
		receipted,
		"the key is known and not good: ever reported compromised; or not in the trust file, and registered by an accreditor that is not in it either, " +
			"or not counting at `madeAt`",
		verifier.UntrustedIssuer,
		verifier.DetailReceiptKey,
		second,
		false,
		"verifier/receipt TestWhoseKey",
	},
	{
		2,
		receipted,
		"the signature or algorithm",
		verifier.Tampered,
		verifier.DetailSignature,
		second,
		false,
		"receipt/digest",
	},
	{
		2,
		receipted,
		"`ledger` is not the pinned one",
		verifier.UntrustedIssuer,
		verifier.DetailOtherLedger,
		second,
		false,
		"receipt/other-ledger",
	},
	{
		4,
		ledgered,
		"no anchor of the issuer has the digest",
		verifier.NotAnchored,
		verifier.DetailNoAnchor,
		fourth,
		true,
		"issuer/not-anchored",
	},
	{
		4,
		bundled,
		"the proof does not lead to the anchor's root and size",
		verifier.Tampered,
		verifier.DetailProof,
		fourth,
		true,
		"bundle/proof-hash",
	},
	{
		4,
		allButReceipt,
		"the anchor is of another kind",
		verifier.NotAnchored,
		verifier.DetailOtherKind,
		fourth,
		true,
		"issuer/anchored-as-other-kind",
	},
	{
		4,
		ledgered,
		"the anchor's ledger time is after M",
		verifier.NotAnchored,
		verifier.DetailAnchoredLater,
		fourth,
		true,
		"status/before-anchor",
	},
	{
		5,
		allButReceipt,
		"a key is compromised at the anchor's time: asked first",
		verifier.UntrustedIssuer,
		verifier.DetailKeyCompromised,
		fifth,
		true,
		"compromise/anchored-since",
	},
	{
		5,
		ledgered,
		"a key was added after the anchor's time",
		verifier.UntrustedIssuer,
		verifier.DetailKeyNotYet,
		fifth,
		true,
		"issuer/key-later",
	},
	{
		5,
		allButReceipt,
		"a key was retired at the anchor's time",
		verifier.UntrustedIssuer,
		verifier.DetailKeyRetired,
		fifth,
		true,
		"issuer/key-retired",
	},
	{
		6,
		ledgered,
		"the issuer has no record before the anchor",
		verifier.UntrustedIssuer,
		verifier.DetailNotAccredited,
		sixth,
		true,
		"issuer/accredited-later",
	},
	{
		6,
		ledgered,
		"its state then was not `active`",
		verifier.UntrustedIssuer,
		verifier.DetailIssuerState,
		sixth,
		true,
		"issuer/suspended",
	},
	{
		6,
		allButReceipt,
		"no scope covered the kind then",
		verifier.OutOfScope,
		verifier.DetailScope,
		sixth,
		true,
		"issuer/other-scope",
	},
	{
		7,
		ledgered,
		"M is after the clock",
		verifier.Indeterminate,
		verifier.DetailFutureMoment,
		seventh,
		true,
		"dates/future-moment",
	},
	{7, bundled, "what §11.5 calls missing", verifier.Indeterminate, verifier.DetailNotAttested, seventh, true,
		"verifier/bundle TestNotAttested"},
	{
		7,
		allButReceipt,
		"the entry is `revoked`, and the anchor not worse",
		verifier.Revoked,
		verifier.DetailEntry,
		seventh,
		true,
		"status/revoked",
	},
	{
		7,
		allButReceipt,
		"the entry is `superseded`, and the anchor not worse",
		verifier.Superseded,
		verifier.DetailEntry,
		seventh,
		true,
		"status/superseded",
	},
	{
		7,
		allButReceipt,
		"the entry is `suspended`, and the anchor not worse",
		verifier.Suspended,
		verifier.DetailEntry,
		seventh,
		true,
		"status/suspended-by-accreditor-then",
	},
	{7, allButReceipt, "the same, and a compromised key's `revoked` was taken for it (§9)",
		verifier.Suspended, verifier.DetailCompromisedStatus, seventh, true, "compromise/revoked-since"},
	{7, allButReceipt, "the same, and a compromised key's `superseded` was taken for it (§9)",
		verifier.Suspended, verifier.DetailCompromisedReplacement, seventh, true, "compromise/replaced-since"},
	{7, allButReceipt, "the same, and a compromised key set it (§9)",
		verifier.Suspended, verifier.DetailCompromisedSuspension, seventh, true, "compromise/suspended-since"},
	{
		7,
		allButReceipt,
		"the anchor is `revoked`, and the entry not",
		verifier.Revoked,
		verifier.DetailAnchorStatus,
		seventh,
		true,
		"status/anchor-revoked",
	},
	{
		7,
		allButReceipt,
		"the anchor is `suspended`, and the entry better",
		verifier.Suspended,
		verifier.DetailAnchorStatus,
		seventh,
		true,
		"status/anchor-suspended-then",
	},
	{
		8,
		allButReceipt,
		"the moment is before the issue date",
		verifier.Expired,
		verifier.DetailNotYetValid,
		eighth,
		true,
		"dates/not-yet-valid",
	},
	{
		8,
		allButReceipt,
		"its day is after the last day",
		verifier.Expired,
		verifier.DetailPastEnd,
		eighth,
		true,
		"dates/past-end",
	},
}

// refusalTable is the document's table of the refusals.
func refusalTable() string {
	var table strings.Builder
	table.WriteString(
		"| step | of | refused is | result | detail | steps 1–8 | digest |\n|---|---|---|---|---|---|---|\n",
	)
	for _, r := range refusals {
		digest := ""
		if r.digest {
			digest = "yes"
		}
		fmt.Fprintf(
			&table,
			"| %d | %s | %s | `%s` | `%s` | `%s` | %s |\n",
			r.step,
			r.form,
			r.when,
			r.result,
			r.detail,
			r.checks,
			digest,
		)
	}
	return table.String()
}

// TestEveryRefusalIsInTheTable holds the table against all vectors, both ways: each
// row is shown by one, and each answer that a vector gives is a row. What a believed receipt
// states was found by its service, and is left out.
func TestEveryRefusalIsInTheTable(t *testing.T) {
	t.Parallel()
	vectors := testvectors.Load(t, folder)
	for _, v := range vectors {
		w := v.Want
		stated := isReceipt(v.Presentation) && (w.Step > 2 || w.Digest != nil || w.Evidence != nil)
		if w.Result == verifier.Valid || w.Cause != "" && w.Result == verifier.Indeterminate || stated {
			continue
		}
		kind := answer.KindOf(v.Presentation)
		require.True(t, slices.ContainsFunc(refusals, func(r refusal) bool { return r.isOf(kind) && r.gives(w) }),
			"%s: %s, %s, step %d, %s: no row says so", v.Name, w.Result, w.Detail, w.Step, w.Checks)
	}
	for _, r := range refusals {
		if pkg, test, is := strings.Cut(r.shown, " "); is {
			requireTest(t, pkg, test)
			continue
		}
		require.True(t, slices.ContainsFunc(vectors, func(v testvectors.Vector) bool {
			return strings.HasPrefix(v.Name, r.shown) &&
				(r.gives(v.Want) || v.Exceptions.Credverify != nil && r.gives(*v.Exceptions.Credverify.Want))
		}), "%s shows no %s, %s in step %d", r.shown, r.result, r.detail, r.step)
	}
	for _, r := range refusals {
		require.Equal(t, "f", r.checks[r.step-1:r.step], "%s: the step that fails", r.when)
	}
}

func isReceipt(text string) bool {
	return strings.HasPrefix(text, "eyJ") && !strings.Contains(text, "~")
}

// isOf reports whether the row is about what is presented in a form of that kind. All
// that is presented stands in bundles too.
func (r refusal) isOf(kind answer.Kind) bool {
	switch kind {
	case answer.Bundle:
		return r.form != receipted && r.form != ledgered
	case answer.Receipt:
		return r.form == anyForm || strings.Contains(r.form, receipted) && r.form != allButReceipt
	}
	return r.form != bundled && r.form != receipted
}

// gives reports whether an answer is the one that the row says.
func (r refusal) gives(w testvectors.Want) bool {
	return r.result == w.Result && r.detail == w.Detail && r.step == w.Step && r.digest == (w.Digest != nil) &&
		regexp.MustCompile("^"+r.checks+".$").MatchString(w.Checks)
}

func requireTest(t *testing.T, pkg, name string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", pkg, "*_test.go"))
	require.NoError(t, err)
	found := slices.ContainsFunc(files, func(path string) bool {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		return strings.Contains(string(text), "func "+name+"(t *testing.T)")
	})
	require.True(t, found, "package %s has no %s", pkg, name)
}

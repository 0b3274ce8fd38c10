package signingservice_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/signer/signingservice"
)

const goodPolicy = `{"ledger": "0000000000000000000000000000000000000000000000000000000000000001", "host": "vanbang.example",
	"clients": [
		{"name": "REGISTRYD-1", "fingerprints": ["FIRST"], "issuers": ["DH-MAU"]},
		{"name": "REGISTRYD-2", "fingerprints": ["SECOND"], "issuers": ["DH-MAU"]}],
	"issuers": [{"code": "DH-MAU", "keepsRegistersOf": [],
		"perDay": {"credentials": 1, "anchors": 1, "voids": 1, "statuses": 1}}]}`

func policyText(replace ...string) []byte {
	text := strings.NewReplacer(replace...).Replace(goodPolicy)
	return []byte(strings.NewReplacer(
		"FIRST", strings.Repeat("a1", 32), "SECOND", strings.Repeat("b2", 32)).Replace(text))
}

func TestPoliciesThatCannotBe(t *testing.T) {
	t.Parallel()
	_, err := signingservice.ParsePolicy(policyText())
	require.NoError(t, err)
	for _, c := range []struct{ name, old, new, says string }{
		{"AClientTwice", "REGISTRYD-2", "REGISTRYD-1", "client REGISTRYD-1 stands there twice"},
		{"ACertificateOfTwo", "SECOND", "FIRST", "REGISTRYD-1 and REGISTRYD-2"},
		{"AnIssuerThatIsNotThere", `"issuers": ["DH-MAU"]`, `"issuers": ["DH-KHAC"]`, "DH-KHAC"},
		{"AMemberThatIsNotKnown", `"host"`, `"hots"`, "hots"},
		{"AVerifierThatIsNotThere", `"fingerprints": ["FIRST"]`, `"fingerprints": ["FIRST"], "verifiers": ["TRA-CUU"]`, "TRA-CUU"},
		{"AVerifierOfASchoolsName", `"issuers": [{`, `"verifiers": [{"name": "DH-MAU", "perDay": {"receipts": 1}}], "issuers": [{`,
			"DH-MAU stands there twice"},
		{"HostsWithoutLists", `"issuers": [{`,
			`"verifiers": [{"name": "TRA-CUU", "hosts": ["a.example"], "perDay": {"receipts": 1}}], "issuers": [{`, "statusLists"},
		{"AVerifierWithoutReceipts", `"issuers": [{`, `"verifiers": [{"name": "TRA-CUU"}], "issuers": [{`, "receipts"},
		{"AnAccreditorThatIsNotThere", `"fingerprints": ["FIRST"]`, `"fingerprints": ["FIRST"], "accreditors": ["BO"]`, "BO"},
		{"AnAccreditorsQuery", `"issuers": [{`, accreditorWith(`["Issuer"]`) + `"issuers": [{`, "Issuer is no act"},
		{"AnAccreditorsAnchor", `"issuers": [{`, accreditorWith(`["PutAnchor"]`) + `"issuers": [{`, "PutAnchor is no act"},
		{"AnAccreditorWithoutActs", `"issuers": [{`, accreditorWith(`[]`) + `"issuers": [{`, "ReturnQuota"},
		{"ALimitOfNothing", `"voids": 1`, `"voids": 0`, "perDay"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := signingservice.ParsePolicy(policyText(c.old, c.new))
			require.ErrorIs(t, err, signingservice.ErrPolicy)
			require.ErrorContains(t, err, c.says)
		})
	}
}

// accreditorWith is an accreditor with these functions.
func accreditorWith(functions string) string {
	return `"accreditors": [{"name": "BO-GDDT", "msp": "MinistryMSP", "channel": "sogoc", "chaincode": "registry",
		"functions": ` + functions + `, "perDay": {"transactions": 1, "requests": 1}}], `
}

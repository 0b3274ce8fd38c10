package chaincode_test

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// accessRule is one way to call a function: the identities that may, with
// arguments that succeed for them.
type accessRule struct {
	name     string
	function string
	args     func(t *testing.T, w *world) []string
	may      func(testledger.Identity) bool
}

func anyone(testledger.Identity) bool { return true }

func has(id testledger.Identity, role string) bool {
	for _, ou := range id.OUs {
		if ou == role {
			return true
		}
	}
	return false
}

func registryOfAnyOrganisation(id testledger.Identity) bool { return has(id, "registry") }

func anyAccreditor(id testledger.Identity) bool {
	return has(id, "accreditor") && (id.MSP == testledger.MinistryMSP || id.MSP == otherMSP)
}

// itsAccreditor is the organisation that accredited the school, and its delegate.
func itsAccreditor(id testledger.Identity) bool {
	return has(id, "accreditor") && (id.MSP == testledger.MinistryMSP || id.MSP == delegateMSP)
}

var accessRules = []accessRule{
	{"Accredit", ledger.FuncAccredit, func(*testing.T, *world) []string {
		a := schoolAccreditation()
		a.Code = "MOI"
		return []string{string(a.Canonical())}
	}, anyAccreditor},
	{"AmendAccreditation", ledger.FuncAmendAccreditation, func(*testing.T, *world) []string {
		a := schoolAccreditation()
		a.Name = "Trường đổi tên (mẫu)"
		return []string{string(a.Canonical())}
	}, itsAccreditor},
	{"SuspendIssuer", ledger.FuncSuspendIssuer, code, itsAccreditor},
	{"ReinstateIssuer", ledger.FuncReinstateIssuer, func(t *testing.T, w *world) []string {
		a := schoolAccreditation()
		a.Code = "TAM-DUNG"
		w.Accredit(t, a)
		_, err := w.Invoke(w.delegate, ledger.FuncSuspendIssuer, a.Code)
		require.NoError(t, err)
		return []string{a.Code}
	}, itsAccreditor},
	{"WithdrawIssuer", ledger.FuncWithdrawIssuer, code, itsAccreditor},
	{"TransferCustody", ledger.FuncTransferCustody, func(t *testing.T, w *world) []string {
		return w.custodyArgs(t, school, university, w.uniKey)
	}, itsAccreditor},
	{"AddKey", ledger.FuncAddKey, func(t *testing.T, w *world) []string {
		return w.keyArgs(t, ledger.PurposeIssuer, school, newEthSigner(t))
	}, itsAccreditor},
	{"RetireKeyByItself", ledger.FuncRetireKey, func(t *testing.T, w *world) []string {
		text, signature := testledger.Sign(t, w.key, w.retirement(school, w.key))
		return []string{text, signature}
	}, registryOfAnyOrganisation},
	{"RetireKeyByTheAccreditor", ledger.FuncRetireKey, func(_ *testing.T, w *world) []string {
		return []string{string(ledger.Canonical(w.retirement(school, w.key))), ""}
	}, itsAccreditor},
	{"ReportKeyCompromisedByItself", ledger.FuncReportKeyCompromised, func(t *testing.T, w *world) []string {
		text, signature := testledger.Sign(t, w.key, w.compromise(school, w.key, w.Clock.Now()))
		return []string{text, signature}
	}, registryOfAnyOrganisation},
	{"ReportKeyCompromisedByTheAccreditor", ledger.FuncReportKeyCompromised, func(_ *testing.T, w *world) []string {
		return []string{string(ledger.Canonical(w.compromise(school, w.key, w.Clock.Now()))), ""}
	}, itsAccreditor},
	{"RegisterVerifierKey", ledger.FuncRegisterVerifierKey, func(t *testing.T, w *world) []string {
		return w.keyArgs(t, ledger.PurposeVerifier, "KIEM-CHUNG", testledger.NewSigner(t))
	}, anyAccreditor},
	{
		"PutAnchor",
		ledger.FuncPutAnchor,
		func(t *testing.T, w *world) []string { return w.anchorArgs(t, digests(10, 3), nil) },
		registryOfAnyOrganisation,
	},
	{"Void", ledger.FuncVoid, func(t *testing.T, w *world) []string {
		text, signature := testledger.Sign(t, w.key, w.NextVoid(t, school, w.key))
		return []string{text, signature}
	}, registryOfAnyOrganisation},
	{"ReturnQuotaByARegister", ledger.FuncReturnQuota, func(t *testing.T, w *world) []string {
		return []string{school, w.worthlessAnchor(t), ""}
	}, registryOfAnyOrganisation},
	{"ReturnQuotaByAnAccreditor", ledger.FuncReturnQuota, func(t *testing.T, w *world) []string {
		reason := string(testledger.Reason(ledger.FuncReturnQuota).Canonical())
		return []string{school, w.worthlessAnchor(t), reason}
	}, func(id testledger.Identity) bool { return has(id, "accreditor") }},
	{"SetStatusByTheIssuer", ledger.FuncSetStatus, func(t *testing.T, w *world) []string {
		return w.statusArgs(t, ledger.Revoked, w.key, nil)
	}, registryOfAnyOrganisation},
	{"SetStatusByTheAccreditor", ledger.FuncSetStatus, func(t *testing.T, w *world) []string {
		return w.statusArgs(t, ledger.Revoked, nil, nil)
	}, itsAccreditor},
	{
		"SetAnchorStatus",
		ledger.FuncSetAnchorStatus,
		func(*testing.T, *world) []string { return []string{school, "1", "1", "suspended"} },
		itsAccreditor,
	},
	{"Tick", ledger.FuncTick, func(*testing.T, *world) []string { return nil }, anyone},
	{"Issuer", ledger.FuncIssuer, code, anyone},
	{"Quota", ledger.FuncQuota, code, anyone},
	{"Anchor", ledger.FuncAnchor, func(*testing.T, *world) []string { return []string{school, "1"} }, anyone},
	{"Status", ledger.FuncStatus, func(*testing.T, *world) []string { return []string{school, "1", "0"} }, anyone},
	{
		"Attest",
		ledger.FuncAttest,
		func(*testing.T, *world) []string { return []string{school, "1", "1", "0"} },
		anyone,
	},
}

// worthlessAnchor anchors with a key of its own, which is then reported
// compromised, and returns the sequence number.
func (w *world) worthlessAnchor(t *testing.T) string {
	t.Helper()
	stolen := newEthSigner(t)
	w.AddKey(t, school, stolen)
	record := w.AnchorDigests(t, school, diploma, stolen, digests(50, 3)...)
	require.NoError(t, w.report(t, school, stolen, w.Clock.Now()))
	return strconv.FormatUint(record.Anchor.Sequence, 10)
}

func code(*testing.T, *world) []string { return []string{school} }

// callers is every organisation with every role, and roles nearly spelt right.
func callers(t *testing.T) []testledger.Identity {
	t.Helper()
	var all []testledger.Identity
	for _, msp := range []string{
		testledger.MinistryMSP, testledger.UniversityMSP, testledger.SchoolsMSP, testledger.AuditorMSP,
		otherMSP, delegateMSP, "ministrymsp",
	} {
		for _, ous := range [][]string{
			nil, {"accreditor"}, {"registry"}, {"verifier"}, {"admin"}, {"Accreditor"}, {"registry "},
			{"registry,accreditor"}, {"verifier", "registry"}, {"accreditor", "registry"},
		} {
			all = append(all, testledger.NewIdentity(t, msp, ous...))
		}
	}
	return all
}

func TestOnlyThoseWhoMayCallAFunction(t *testing.T) {
	t.Parallel()
	everybody := callers(t)
	for _, d := range accessRules {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
			args := d.args(t, w)
			allowed := 0
			for _, as := range everybody {
				_, err := w.Endorse(testledger.Call{As: as, Function: d.function, Args: args})
				if d.may(as) {
					allowed++
					require.NoError(t, err, "%s %q", as.MSP, as.OUs)
					continue
				}
				requireCode(t, ledger.CodeForbidden, err)
				if !slices.Contains(as.OUs, "accreditor") && !slices.Contains(as.OUs, "registry") {
					require.Regexp(t, `has not the role (accreditor|registry)`, err.Error(), "it says which role is missing")
				} else {
					require.Regexp(t, `has not the role|is no accreditor of this ledger|neither this issuer's accreditor`,
						err.Error())
				}
			}
			require.NotZero(t, allowed)
		})
	}
}

// TestFunctionsWriteWhatTheTableSays also demands an access rule for each function.
func TestFunctionsWriteWhatTheTableSays(t *testing.T) {
	t.Parallel()
	written := map[string]map[string]bool{}
	for _, rule := range accessRules {
		w := setup(t)
		w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
		as := w.Accreditor
		if !rule.may(as) {
			as = w.Registry
		}
		tx, err := w.Endorse(testledger.Call{As: as, Function: rule.function, Args: rule.args(t, w)})
		require.NoError(t, err, rule.name)
		if written[rule.function] == nil {
			written[rule.function] = map[string]bool{}
		}
		for stateKey := range tx.Writes {
			key, err := ledger.ParseStateKey(stateKey)
			require.NoError(t, err)
			written[rule.function][key.Object] = true
		}
	}
	for _, f := range ledger.Functions() {
		require.Contains(t, written, f.Name)
		require.ElementsMatch(t, f.Writes, slices.Collect(maps.Keys(written[f.Name])), f.Name)
	}
	require.Len(t, written, len(ledger.Functions()))
}

func TestCallersThatAreNobodyWriteNothing(t *testing.T) {
	t.Parallel()
	strangers := []testledger.Identity{
		{},
		testledger.RawIdentity(t, testledger.MinistryMSP, nil),
		testledger.RawIdentity(t, testledger.MinistryMSP, []byte("accreditor")),
		testledger.RawIdentity(t, testledger.MinistryMSP,
			[]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
		testledger.NewIdentity(t, "", "accreditor", "registry"),
	}
	for _, d := range accessRules {
		w := setup(t)
		w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
		args := d.args(t, w)
		for _, as := range strangers {
			tx, err := w.Endorse(testledger.Call{As: as, Function: d.function, Args: args})
			if err == nil {
				require.Empty(t, tx.Writes, d.name)
				f, _ := ledger.FindFunction(d.function)
				require.True(t, f.Query(), d.function)
				continue
			}
			requireCode(t, ledger.CodeForbidden, err)
		}
	}
}

func TestDelegate(t *testing.T) {
	t.Parallel()

	t.Run("ActsOnlyForItsOwnIssuer", func(t *testing.T) {
		w := setup(t)
		_, err := w.Invoke(w.delegate, ledger.FuncSuspendIssuer, university)
		requireCode(t, ledger.CodeForbidden, err)
	})
	t.Run("DoesNotChooseTheDelegate", func(t *testing.T) {
		w := setup(t)
		for _, next := range []string{"", testledger.UniversityMSP} {
			a := schoolAccreditation()
			a.Delegate = next
			_, err := w.Invoke(w.delegate, ledger.FuncAmendAccreditation, string(a.Canonical()))
			requireCode(t, ledger.CodeForbidden, err)
		}
	})
	t.Run("IsDismissedByTheAccreditor", func(t *testing.T) {
		w := setup(t)
		a := schoolAccreditation()
		a.Delegate = ""
		w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
		_, err := w.Invoke(w.delegate, ledger.FuncSuspendIssuer, school)
		requireCode(t, ledger.CodeForbidden, err)
	})
	t.Run("DoesNotAccredit", func(t *testing.T) {
		w := setup(t)
		a := schoolAccreditation()
		a.Code = "MOI"
		_, err := w.Invoke(w.delegate, ledger.FuncAccredit, string(a.Canonical()))
		requireCode(t, ledger.CodeForbidden, err)
	})
}

func TestAnotherAccreditorHasNoSay(t *testing.T) {
	t.Parallel()
	w := setup(t)
	a := schoolAccreditation()
	a.Code, a.Delegate = "MOI", ""
	testledger.Must[ledger.Issuer](t, w.Ledger, w.other, ledger.FuncAccredit, string(a.Canonical()))
	_, err := w.Invoke(w.Accreditor, ledger.FuncSuspendIssuer, "MOI")
	requireCode(t, ledger.CodeForbidden, err)
	_, err = w.Invoke(w.other, ledger.FuncSuspendIssuer, school)
	requireCode(t, ledger.CodeForbidden, err)
	_, err = w.Invoke(w.other, ledger.FuncSuspendIssuer, "MOI")
	require.NoError(t, err)
}

func TestVerifierKeyIsEndedByWhoRegisteredIt(t *testing.T) {
	t.Parallel()
	w := setup(t)
	key := testledger.NewSigner(t)
	w.accreditorDoes(t, ledger.FuncRegisterVerifierKey, w.keyArgs(t, ledger.PurposeVerifier, "KIEM-CHUNG", key)...)
	statement := string(ledger.Canonical(w.retirement("KIEM-CHUNG", key)))
	_, err := w.Invoke(w.other, ledger.FuncRetireKey, statement, "")
	requireCode(t, ledger.CodeForbidden, err)
	_, err = w.Invoke(w.delegate, ledger.FuncRetireKey, statement, "")
	requireCode(t, ledger.CodeForbidden, err)
	w.accreditorDoes(t, ledger.FuncRetireKey, statement, "")
}

package command_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/accreditctl/internal/command"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// office is an accreditor at its desk, with the real chaincode in memory.
type office struct {
	*testledger.Ledger
	t *testing.T
	// lost has, by function, what the next calls end with after they were committed:
	// nil for an answer, an error for a lost one. lagging counts the queries that
	// peers answer which do not have the newest block yet.
	lost    map[string][]error
	lagging int
}

const school = "THPT-MAU-01"

func newOffice(t *testing.T) *office {
	t.Helper()
	return &office{Ledger: testledger.New(t, testledger.Options{}), t: t, lost: map[string][]error{}}
}

// Transact implements fabricledger.Transactor.
func (o *office) Transact(_ context.Context, function string, args ...string) ([]byte, error) {
	answer, err := o.InvokeCall(testledger.Call{As: o.Accreditor, Function: function, Args: args, Exact: true})
	if ends := o.lost[function]; err == nil && len(ends) > 0 {
		o.lost[function] = ends[1:]
		err = ends[0]
	}
	return []byte(answer), err
}

// Evaluate implements fabricledger.Transactor.
func (o *office) Evaluate(_ context.Context, function string, args ...string) ([]byte, error) {
	if o.lagging > 0 {
		o.lagging--
		return nil, &ledger.Refusal{Code: ledger.CodeNotFound, Text: "no such issuer"}
	}
	tx, err := o.Endorse(testledger.Call{As: o.Accreditor, Function: function, Args: args, Exact: true})
	if err != nil {
		return nil, err
	}
	return []byte(tx.Answer), nil
}

// Organisations implements command.Ledger.
func (o *office) Organisations() []string {
	return []string{testledger.MinistryMSP, testledger.SchoolsMSP, testledger.UniversityMSP, testledger.AuditorMSP}
}

func (o *office) Close() error { return nil }

// decide returns a command line with a decision.
func decide(ground string, args ...string) []string {
	return append(args, "-decision", "12/QĐ-SGDĐT", "-date", "2026-06-18", "-ground", ground)
}

// run runs a command line with that standard input and demands its exit code.
func (o *office) run(want int, input string, args ...string) (out, said string) {
	o.t.Helper()
	program := command.NewProgram(func(string, func(string) string) (command.Ledger, error) { return o, nil }, o.Clock.Now)
	code, out, said := clitest.Run(o.t, program, map[string]string{"SOGOC_ACCREDITOR_CONNECTION": "x"}, input, args...)
	require.Equal(o.t, want, code, "%v: %s", args, said)
	return out, said
}

// accredited makes a school with a key and anchors of these sizes, one a minute.
func (o *office) accredited(code string, sizes ...int) testledger.Signer {
	o.t.Helper()
	key := testledger.NewSigner(o.t)
	o.Accredit(o.t, ledger.Accreditation{Code: code, Name: "Trường " + code + " (mẫu)", Scopes: []ledger.Scope{
		{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 5000}}})
	o.AddKey(o.t, code, key)
	for i, size := range sizes {
		o.anchor(code, key, i, size)
	}
	return key
}

func (o *office) anchor(code string, key testledger.Signer, number, size int) {
	o.t.Helper()
	var digests []ledger.Digest
	for i := range size {
		digests = append(digests, ledger.SumDigest([]byte{byte(number), byte(i >> 8), byte(i)}))
	}
	o.AnchorDigests(o.t, code, "VN-USE", key, digests...)
	o.Clock.Advance(time.Minute)
}

func (o *office) state(code string) ledger.Issuer {
	o.t.Helper()
	return testledger.MustQuery[ledger.IssuerView](o.t, o.Ledger, ledger.FuncIssuer, code).Issuer
}

// TestAnActIsShownBeforeItIsDone: what it affects, by which decision; and nothing is
// done unless somebody said so.
func TestAnActIsShownBeforeItIsDone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school, 2000, 1449, 1)
	suspend := decide("inspection", "suspend", school)
	for name, input := range map[string]string{
		"NoAnswer":      "",
		"No":            "no\n",
		"EmptyLine":     "\n",
		"AnythingElse":  "yes please\n",
		"SchoolsCode":   school + "\n",
		"WithoutAnyEnd": "y",
	} {
		_, said := o.run(1, input, suspend...)
		require.Contains(t, said, "nothing was done", name)
		require.Equal(t, ledger.IssuerActive, o.state(school).State, name)
	}
	out, said := o.run(0, "yes\n", suspend...)
	require.Contains(t, said, "It has 3 anchors with 3,450 credentials: they stay valid.")
	require.Contains(t, said, "No more can be anchored until it is reinstated.")
	require.Contains(t, said, "by decision 12/QĐ-SGDĐT of 18 June 2026: under inspection")
	require.Contains(t, said, "Type yes to do it")
	require.Contains(t, out, "THPT-MAU-01: Trường THPT-MAU-01 (mẫu), suspended")
	require.Contains(t, out, "suspended by decision 12/QĐ-SGDĐT of 18 June 2026: under inspection")
	require.Equal(t, ledger.IssuerSuspended, o.state(school).State)

	_, said = o.run(0, "", append(suspend, "-yes")...)
	require.Contains(t, said, "It is so already", "-yes skips the question, not what is shown")
	require.NotContains(t, said, "Type yes")
}

// TestTheAccreditorTakesADelegatesSuspensionOver: and is told so before.
func TestTheAccreditorTakesADelegatesSuspensionOver(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school)
	record := o.state(school)
	record.Accreditation.Delegate, record.State = testledger.SchoolsMSP, ledger.IssuerSuspended
	record.StateBy, record.StateReason = testledger.SchoolsMSP, testledger.Reason(ledger.FuncSuspendIssuer)
	o.Set(ledger.IssuerKey(school), ledger.EncodeRecord(record))
	_, said := o.run(0, "yes\n", decide("violation", "suspend", school)...)
	require.Contains(t, said, "by the delegate SchoolsMSP: the accreditor's decision takes its place")
	require.Equal(t, ledger.GroundViolation, o.state(school).StateReason.Ground)
	require.Equal(t, testledger.MinistryMSP, o.state(school).StateBy)
}

// TestAnotherDecisionIsNotDroppedInSilence: the same act by another decision is
// refused, and the refusal names the one that stands.
func TestAnotherDecisionIsNotDroppedInSilence(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school)
	o.run(0, "", append(decide("inspection", "suspend", school), "-yes")...)
	version := o.state(school).Version
	o.run(0, "", append(decide("inspection", "suspend", school), "-yes")...)
	_, said := o.run(1, "", append(decide("violation", "suspend", school), "-yes")...)
	require.Contains(t, said, string(ledger.CodeConflict))
	require.Contains(t, said, "by decision 12/QĐ-SGDĐT of 2026-06-18, ground inspection")
	require.Equal(t, version, o.state(school).Version)
}

// TestForEverTakesTheCode: what cannot be undone takes the school's code as answer.
func TestForEverTakesTheCode(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	key := o.accredited(school, 10, 20)
	withdraw := decide("dissolved", "withdraw", school)
	o.run(1, "yes\n", withdraw...)
	require.Equal(t, ledger.IssuerActive, o.state(school).State)

	thumbprint := key.PublicKey().Thumbprint()
	report := decide("disclosed", "key", "compromised", "-owner", school, "-thumbprint", thumbprint,
		"-since", "2026-06-20T12:01:00+07:00")
	o.run(1, "yes\n", report...)
	_, said := o.run(0, school+"\n", report...)
	require.Contains(t, said, "The key anchored 1 anchor with 20 credentials at or after 12:01:00, 20 June 2026")
	require.Contains(t, said, "no other key that counts")

	o.accredited("THPT-MAU-02")
	_, said = o.run(0, school+"\n", withdraw...)
	require.Contains(t, said, "It has 2 anchors with 30 credentials: they stay valid.")
	require.Contains(t, said, "a withdrawn accreditation does not come back")
	require.Equal(t, ledger.IssuerWithdrawn, o.state(school).State)
}

// TestAnchorsAreShownAndTheirReasonIsKept: sums and present states before, and the
// reason in a file whose SHA-256 is the ledger's digest.
func TestAnchorsAreShownAndTheirReasonIsKept(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school, 10, 20, 30)
	file := filepath.Join(t.TempDir(), "reason.json")
	set := func(state, ground, file string, more ...string) []string {
		args := decide(ground, "anchors", "set", "-issuer", school, "-first", "2", "-last", "3", "-state", state,
			"-reason-file", file)
		return append(args, more...)
	}
	_, said := o.run(0, "yes\n", set("suspended", "inspection", file)...)
	require.Contains(t, said, "Numbers 2 to 3 hold 2 anchors with 50 credentials")
	require.Contains(t, said, "now in force: 2 anchors with 50 credentials")
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	history, err := o.View().AnchorStatus(school, 3)
	require.NoError(t, err)
	require.Equal(t, ledger.SumDigest(kept), history[0].Detail, "sha256sum of the file is on the ledger")
	require.NotContains(t, string(o.State(ledger.AnchorStatusKey(school, 3).String())), "QĐ")

	o.run(0, "", set("suspended", "inspection", file, "-yes")...) // a repeat: the same salt
	_, said = o.run(1, "", set("suspended", "inspection", filepath.Join(t.TempDir(), "b"), "-yes")...)
	require.Contains(t, said, "suspended already, for another reason")
	_, said = o.run(2, "", set("suspended", "as-decided", file, "-yes")...)
	require.Contains(t, said, "holds another reason")
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, kept, again, "it is never overwritten")
	_, said = o.run(2, "", set("revoked", "inspection", file, "-yes")...)
	require.Contains(t, said, "is none of this act's: fraud (")
	revoke := set("revoked", "fraud", filepath.Join(t.TempDir(), "revoked.json"))
	o.run(1, "yes\n", revoke...)
	_, said = o.run(0, school+"\n", revoke...)
	require.Contains(t, said, "now suspended: 2 anchors with 50 credentials")

	out, said := o.run(0, "yes\n", decide("anchor-revoked", "return-quota", school, "2")...)
	require.Contains(t, said, "anchor 2: 20 credentials of VN-USE, revoked.")
	require.Contains(t, out, "the 20 of anchor 2 are given back")
}

// TestWhatWasNotCountedIsSaid: of a school with more anchors than are looked at.
func TestWhatWasNotCountedIsSaid(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	key := o.accredited(school, 7)
	void, signature := testledger.Sign(t, key, o.NextVoid(t, school, key))
	testledger.Must[ledger.VoidRecord](t, o.Ledger, o.Registry, ledger.FuncVoid, void, signature)
	for i := range 499 {
		o.AnchorDigests(t, school, "VN-USE", key, ledger.SumDigest([]byte{byte(i >> 8), byte(i)}))
	}
	_, said := o.run(0, "yes\n", decide("inspection", "suspend", school)...)
	require.Contains(t, said, "It has 499 anchors with 499 credentials "+
		"(NOT counted: 1 number before them, since at most 500 are looked at)")
	file := filepath.Join(t.TempDir(), "reason.json")
	_, said = o.run(0, "yes\n", decide("inspection", "anchors", "set", "-issuer", school, "-first", "1", "-last", "3",
		"-state", "suspended", "-reason-file", file)...)
	require.Contains(t, said, "Numbers 1 to 3 hold 2 anchors with 8 credentials, and 1 number that was given up.")
}

// TestAmendmentShowsTheDifference: names, scopes and quotas beside what is used.
func TestAmendmentShowsTheDifference(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school, 150)
	next := o.state(school).Accreditation
	next.Name, next.Scopes[0].Quota = "Trường đổi tên (mẫu)", 100
	next.Scopes = append(next.Scopes, ledger.Scope{Type: "VN-HB-THPT", From: "2026-01-01", Until: "2030-12-31", Quota: 7})
	_, said := o.run(0, "yes\n", decide("quota-changed", "amend", "-file", writeFile(t, next.Canonical()))...)
	for _, want := range []string{
		"name: Trường đổi tên (mẫu), before: Trường THPT-MAU-01 (mẫu)",
		"- ", "2026-01-01 to 2030-12-31: 5,000 a year",
		"+ ", "2026-01-01 to 2030-12-31: 100 a year",
		"Upper secondary school record (VN-HB-THPT), 2026-01-01 to 2030-12-31: 7 a year",
		"150 used, 100 allowed from now on  WARNING: less than is used",
	} {
		require.Contains(t, said, want)
	}
	require.Equal(t, ledger.GroundQuotaChanged, o.state(school).Reason.Ground)
}

// TestAHalfOnboardedSchoolIsFinishedByRepeating: whatever got lost on a busy network,
// the same commands again finish it, and nothing stands twice.
func TestAHalfOnboardedSchoolIsFinishedByRepeating(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	key := testledger.NewSigner(t)
	file := writeFile(t, ledger.Accreditation{Code: school, Name: "Trường (mẫu)", Scopes: []ledger.Scope{
		{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 10}}}.Canonical())
	request := writeKeyRequest(t, o.Genesis(), school, key)
	accredit := append(decide("established", "accredit", "-file", file), "-yes")
	byName := []string{"key", "add", request, "-thumbprint", key.PublicKey().Thumbprint()}
	addKey := append(decide("first-key", byName...), "-yes")
	o.lost[ledger.FuncAccredit] = []error{registry.ErrOutcomeUnknown}
	o.lost[ledger.FuncAddKey] = []error{registry.ErrLedgerUnavailable, registry.ErrOutcomeUnknown}

	_, said := o.run(3, "", accredit...) // committed, and the answer was lost
	require.Contains(t, said, "is new on the ledger")
	require.Contains(t, said, "repeat the same command with the same decision")
	_, said = o.run(0, "", accredit...)
	require.Contains(t, said, "It is accredited so already, with 0 keys")
	o.lagging = 3 // peers that do not know the school yet
	_, said = o.run(3, "", addKey...)
	require.Contains(t, said, "It has no other key.")
	_, said = o.run(3, "", addKey...)
	require.Contains(t, said, "It is registered already")
	out, _ := o.run(0, "", addKey...)
	require.Equal(t, 1, strings.Count(out, "key "+key.PublicKey().Thumbprint()))
	require.Equal(t, uint64(2), o.state(school).Version, "accredited, and one key")
	_, said = o.run(1, "", append(decide("additional-key", byName...), "-yes")...)
	require.Contains(t, said, "by decision 12/QĐ-SGDĐT of 2026-06-18, ground first-key")
}

// TestDecisionsAreCheckedBeforeAnythingIsAsked: each wrong flag says what it wants.
func TestDecisionsAreCheckedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for says, args := range map[string][]string{
		"-decision is required":          {"-date", "2026-06-18", "-ground", "inspection"},
		"-date is required":              {"-decision", "1/QĐ", "-ground", "inspection"},
		"-ground is required":            {"-decision", "1/QĐ", "-date", "2026-06-18"},
		"want a day as 2026-11-18":       {"-decision", "1/QĐ", "-date", "18/6/2026", "-ground", "inspection"},
		"no spaces":                      {"-decision", "1 Nguyễn Văn Mẫu", "-date", "2026-06-18", "-ground", "inspection"},
		"no digit":                       {"-decision", "QĐ", "-date", "2026-06-18", "-ground", "inspection"},
		"inspection (under inspection),": {"-decision", "1/QĐ", "-date", "2026-06-18", "-ground", "bad-mood"},
	} {
		_, said := o.run(2, "yes\n", append([]string{"suspend", school}, args...)...)
		require.Contains(t, said, says)
	}
}

// TestADecisionOfTheFutureIsRefused: by the calendar of Vietnam, for every act, before
// anything is shown, asked or written; also where the ledger gets a digest only.
func TestADecisionOfTheFutureIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school, 10)
	o.Clock.Set(time.Date(2026, 6, 20, 17, 30, 0, 0, time.UTC)) // half past midnight of the 21st in Vietnam
	file := filepath.Join(t.TempDir(), "reason.json")
	dated := func(date string) []string {
		return []string{"anchors", "set", "-issuer", school, "-first", "1", "-state", "suspended", "-reason-file", file,
			"-decision", "12/QĐ-SGDĐT", "-date", date, "-ground", "inspection", "-yes"}
	}
	for _, date := range []string{"2026-06-22", "2099-12-31"} {
		for _, args := range [][]string{
			dated(date),
			{"suspend", school, "-decision", "12/QĐ-SGDĐT", "-date", date, "-ground", "inspection", "-yes"},
		} {
			_, said := o.run(2, "", args...)
			require.Contains(t, said, "-date "+date+" is in the future: by the clock of this host it is 2026-06-21 in Vietnam")
			require.NotContains(t, said, "It is done")
			require.NoFileExists(t, file)
		}
	}
	require.Equal(t, ledger.IssuerActive, o.state(school).State)
	o.run(0, "", dated("2026-06-21")...)
}

package ledger_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

var noon = time.Date(2026, 6, 20, 5, 0, 0, 0, time.UTC) // in Vietnam

func accreditation() ledger.Accreditation {
	return ledger.Accreditation{
		Code:     "DH-MAU",
		Name:     "Trường Đại học Mẫu (mẫu)",
		NameEn:   "Sample University",
		Delegate: "SchoolsMSP",
		Scopes: []ledger.Scope{
			{Type: "VN-BA", Field: "748", From: "2026-01-01", Until: "2026-12-31", Quota: 50},
			{Type: "VN-BA", Field: "7480201", From: "2026-01-01", Until: "2026-06-30", Quota: 10},
			{Type: "VN-USE", From: "2026-01-01", Until: "2026-12-31", Quota: 7},
		},
	}
}

func TestAccreditationIsValidated(t *testing.T) {
	t.Parallel()
	good := accreditation()
	again, err := ledger.ParseAccreditation(good.Canonical())
	require.NoError(t, err)
	require.Equal(t, good, again)

	for name, edit := range map[string]func(*ledger.Accreditation){
		"code":             func(a *ledger.Accreditation) { a.Code = "dh" },
		"no name":          func(a *ledger.Accreditation) { a.Name = "" },
		"name not NFC":     func(a *ledger.Accreditation) { a.Name = "e\u0301" },
		"line in the name": func(a *ledger.Accreditation) { a.Name = "a\nb" },
		"long name":        func(a *ledger.Accreditation) { a.Name = strings.Repeat("a", 201) },
		"English name":     func(a *ledger.Accreditation) { a.NameEn = "\x00" },
		"long delegate":    func(a *ledger.Accreditation) { a.Delegate = strings.Repeat("a", 65) },
		"no scope":         func(a *ledger.Accreditation) { a.Scopes = []ledger.Scope{} },
		"too many scopes":  func(a *ledger.Accreditation) { a.Scopes = make([]ledger.Scope, 513) },
		"type":             func(a *ledger.Accreditation) { a.Scopes[0].Type = "vn" },
		"type with field":  func(a *ledger.Accreditation) { a.Scopes[2].Type = "VN-BA/748" },
		"field":            func(a *ledger.Accreditation) { a.Scopes[0].Field = "74a" },
		"from":             func(a *ledger.Accreditation) { a.Scopes[0].From = "2026-02-30" },
		"until":            func(a *ledger.Accreditation) { a.Scopes[0].Until = "2026-1-1" },
		"until first":      func(a *ledger.Accreditation) { a.Scopes[0].Until = "2025-12-31" },
		"no quota":         func(a *ledger.Accreditation) { a.Scopes[0].Quota = 0 },
		"same days twice":  func(a *ledger.Accreditation) { a.Scopes[1].Field = "748" },
	} {
		a := accreditation()
		edit(&a)
		require.ErrorIs(t, a.Validate(), ledger.ErrRecord, name)
		_, err := ledger.ParseAccreditation(a.Canonical())
		require.Error(t, err, name)
	}
	_, err = ledger.ParseAccreditation(append(good.Canonical(), '\n'))
	require.ErrorIs(t, err, ledger.ErrNotCanonical)
}

func TestScopeOfAKind(t *testing.T) {
	t.Parallel()
	issuer := ledger.Issuer{Accreditation: accreditation()}
	for _, tt := range []struct {
		kind ledger.Kind
		at   time.Time
		want string // field, "-" for none
	}{
		{"VN-BA/7480201", noon, "7480201"},
		{"VN-BA/7480201", time.Date(2026, 6, 30, 16, 59, 59, 0, time.UTC), "7480201"},
		{"VN-BA/7480201", time.Date(2026, 6, 30, 17, 0, 0, 0, time.UTC), "748"},
		{"VN-BA/7480101", noon, "748"},
		{"VN-BA/74", noon, "-"},
		{"VN-BA", noon, "-"},
		{"VN-USE", noon, ""},
		{"VN-USE", time.Date(2025, 12, 31, 16, 59, 59, 0, time.UTC), "-"},
		{"VN-USE", time.Date(2025, 12, 31, 17, 0, 0, 0, time.UTC), ""},
		{"VN-USE", time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), "-"},
		{"VN-US", noon, "-"},
	} {
		scope, found := issuer.Scope(tt.kind, tt.at)
		require.Equal(t, tt.want != "-", found, "%s at %s", tt.kind, tt.at)
		if found {
			require.Equal(t, tt.want, scope.Field, "%s at %s", tt.kind, tt.at)
		}
	}
	require.Equal(t, 2025, ledger.Year(time.Date(2025, 12, 31, 16, 59, 59, 0, time.UTC)))
	require.Equal(t, 2026, ledger.Year(time.Date(2025, 12, 31, 17, 0, 0, 0, time.UTC)))
}

func TestKeyOverTime(t *testing.T) {
	t.Parallel()
	k := ledger.Key{Added: noon, Retired: noon.Add(3 * time.Hour)}
	require.False(t, k.GoodAt(noon.Add(-1)))
	require.True(t, k.GoodAt(noon))
	require.True(t, k.GoodAt(noon.Add(3*time.Hour-1)))
	require.False(t, k.GoodAt(noon.Add(3*time.Hour)))
	k.Compromised = noon.Add(time.Hour)
	require.True(t, k.GoodAt(noon.Add(time.Hour-1)))
	require.False(t, k.GoodAt(noon.Add(time.Hour)))
	require.True(t, k.CompromisedAt(noon.Add(time.Hour)))
	require.False(t, ledger.Key{Added: noon}.CompromisedAt(noon))
}

func TestAnchorStatusesOverTime(t *testing.T) {
	t.Parallel()
	statuses := ledger.AnchorStatuses{Changes: []ledger.AnchorStatusChange{
		{First: 1, Last: 9, State: ledger.Suspended, Time: noon},
		{First: 5, Last: 5, State: ledger.Active, Time: noon.Add(time.Hour)},
		{First: 6, Last: 7, State: ledger.Revoked, Time: noon.Add(2 * time.Hour)},
	}}
	for sequence, want := range map[uint64][3]ledger.State{
		1:  {ledger.Active, ledger.Suspended, ledger.Suspended},
		5:  {ledger.Active, ledger.Suspended, ledger.Active},
		6:  {ledger.Active, ledger.Suspended, ledger.Revoked},
		10: {ledger.Active, ledger.Active, ledger.Active},
	} {
		for i, at := range []time.Time{noon.Add(-1), noon, noon.Add(2 * time.Hour)} {
			got := ledger.AnchorStatusAt(statuses.Of(sequence), at)
			require.Equal(t, want[i], got.State, "%d at %s", sequence, at)
		}
	}
}

// TestAnchorsOwnRecordsComeAfterAnOlderLedgersList: from its first own record on,
// the list says no more of an anchor.
func TestAnchorsOwnRecordsComeAfterAnOlderLedgersList(t *testing.T) {
	t.Parallel()
	list := ledger.AnchorStatuses{Changes: []ledger.AnchorStatusChange{
		{First: 1, Last: 9, State: ledger.Suspended, Time: noon},
		{First: 1, Last: 1, State: ledger.Revoked, Time: noon.Add(3 * time.Hour)},
	}}
	own := []ledger.AnchorStatus{{State: ledger.Active, Time: noon.Add(time.Hour)}}
	states := func(history []ledger.AnchorStatus) (all []ledger.State) {
		for _, s := range history {
			all = append(all, s.State)
		}
		return all
	}
	require.Equal(t, []ledger.State{ledger.Suspended, ledger.Active}, states(list.Continue(1, own)))
	require.Equal(t, []ledger.State{ledger.Suspended, ledger.Revoked}, states(list.Continue(1, nil)))
	require.Equal(t, []ledger.State{ledger.Active}, states(ledger.AnchorStatuses{}.Continue(1, own)))
	require.Equal(t, ledger.Revoked, list.Last(1).State)
	require.Equal(t, ledger.AnchorStatus{State: ledger.Active}, list.Last(10))
}

func TestStates(t *testing.T) {
	t.Parallel()
	order := []ledger.State{ledger.Active, ledger.Suspended, ledger.Superseded, ledger.Revoked}
	for i, a := range order {
		for j, b := range order {
			require.Equal(t, order[max(i, j)], a.Worse(b))
		}
		require.False(t, ledger.Revoked.Allows(a), "revoked is final")
		require.False(t, a.Allows(a))
		require.False(t, a.Allows("unknown"))
	}
	require.Equal(t, ledger.State("unknown"), ledger.Superseded.Worse("unknown"),
		"what is not known is taken for the worst")
}

var quotaPlace = ledger.QuotaPlace{Type: "VN-BA", Field: "748", Year: 2026}

// TestRecordsOfOlderLedgersAreRead: members that came later are absent there.
func TestRecordsOfOlderLedgersAreRead(t *testing.T) {
	t.Parallel()
	put := ledger.AnchorRecord{Anchor: anchor(), Time: noon, TxID: "t"}
	require.NotContains(t, string(ledger.EncodeRecord(put)), `"quota"`)
	require.NotContains(t, string(ledger.EncodeRecord(ledger.Issuer{State: ledger.IssuerSuspended})), `"stateBy"`)
	record(t, put)
}

func record[R ledger.Record](t *testing.T, r R) {
	t.Helper()
	text := ledger.EncodeRecord(r)
	got, err := ledger.DecodeRecord[R](text)
	require.NoError(t, err)
	require.Equal(t, string(text), string(ledger.EncodeRecord(got)))
	for name, other := range map[string]string{
		"space":          string(text) + " ",
		"unknown member": strings.Replace(string(text), "{", `{"A":1,`, 1),
		"nothing":        "",
	} {
		_, err := ledger.DecodeRecord[R]([]byte(other))
		require.ErrorIs(t, err, ledger.ErrNotCanonical, "%T: %s", r, name)
	}
}

func TestRecordsReadBack(t *testing.T) {
	t.Parallel()
	key := ledger.Key{Key: ledger.PublicKey{Kty: "EC"}, Purpose: ledger.PurposeIssuer, Added: noon, Time: noon}
	issuer := ledger.Issuer{
		Accreditation: accreditation(),
		Keys:          []string{thumbprint},
		Version:       1,
		Time:          noon.Add(123456789),
	}
	record(t, issuer)
	record(t, ledger.Issuer{})
	record(t, key)
	record(t, ledger.Key{Retired: noon, Compromised: noon})
	record(t, ledger.Sequence{Sequence: 1<<53 - 1})
	record(t, ledger.AnchorRecord{Anchor: anchor(), Time: noon})
	record(t, ledger.AnchorRecord{Anchor: anchor(), Quota: quotaPlace, Time: noon})
	record(t, ledger.AnchorQuotas{Entries: []ledger.AnchorQuota{{Sequence: 1, Size: 2, Key: thumbprint, Time: noon}}})
	record(t, ledger.AnchorQuotas{})
	record(t, ledger.QuotaUsed{Count: 1<<53 - 1})
	record(t, ledger.QuotaReturned{Count: 1})
	record(t, ledger.QuotaReturn{Size: 1, Place: quotaPlace, Time: noon, TxID: "t"})
	record(t, ledger.VoidRecord{Void: void(), Time: noon, TxID: "t"})
	record(t, ledger.VoidCount{Count: 100})
	record(t, ledger.Custody{Successions: 1})
	record(t, ledger.AnchorStatus{State: ledger.Suspended, MSP: "MinistryMSP", Time: noon, TxID: "t"})
	record(t, ledger.AnchorRange{First: 1, Last: 2, Status: ledger.AnchorStatus{State: ledger.Active}})
	record(t, ledger.StatusRecord{State: ledger.Active})
	record(
		t,
		ledger.AnchorStatuses{
			Changes: []ledger.AnchorStatusChange{{First: 1, Last: 2, State: ledger.Revoked, Time: noon}},
		},
	)
	record(t, ledger.Tick{Time: noon})
	record(t, ledger.IssuerView{Issuer: issuer, Keys: []ledger.Key{key}})
	record(t, ledger.Attestation{Issuer: issuer, Key: key, EntryKey: &key, Time: noon, LastTick: noon})
	record(t, ledger.Attestation{})
}

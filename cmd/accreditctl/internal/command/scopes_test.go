package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// university is an accreditation with everything in it that a preview has to tell.
func university(delegate string) ledger.Accreditation {
	return ledger.Accreditation{
		Code: school, Name: "Trường\u200b Đại học (mẫu)", NameEn: "Sample\ufeff University", Delegate: delegate,
		Scopes: []ledger.Scope{
			{Type: "VN-BA", From: "2026-01-01", Until: "2030-12-31", Quota: 1500},
			{Type: "VN-MA", Field: "848", From: "2026-01-01", Until: "2026-06-20", Quota: 20},
			{Type: "VN-PHD", Field: "9480101", From: "2025-01-01", Until: "2026-06-19", Quota: 5},
		},
	}
}

// TestAnAccreditationIsToldWhole: which fields, whose English name, which delegate, in
// preview and show; and what hides in a name, or looks like a mistake, before it stands.
func TestAnAccreditationIsToldWhole(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	misspelt := university("UniversityMPS")
	misspelt.Scopes = append(misspelt.Scopes,
		ledger.Scope{Type: "VN-BB", From: "2026-01-01", Until: "2030-12-31", Quota: 5})
	file := writeFile(t, misspelt.Canonical())
	_, said := o.run(1, "no\n", decide("established", "accredit", "-file", file)...)
	require.Contains(t, said, "Bachelor's degree (VN-BA), all fields of study, 2026-01-01 to 2030-12-31: 1,500 a year\n"+
		"    Master's degree (VN-MA), fields of study 848…, 2026-01-01 to 2026-06-20: 20 a year\n"+
		"    Doctoral degree (VN-PHD), field of study 9480101, 2025-01-01 to 2026-06-19: 5 a year\n"+
		"    WARNING: this period has ended")
	require.Contains(t, said, "WARNING: accreditctl knows no type of credential VN-BB: check the spelling")
	require.Contains(t, said, "Trường⟨U+200B⟩ Đại học (mẫu)")
	require.Contains(t, said, "English name: Sample⟨U+FEFF⟩ University")
	require.Contains(t, said, "  delegate: UniversityMPS\n")
	require.Contains(t, said, "Check the spelling: the ledger does not.")
	require.Contains(t, said, "WARNING: connection.json names no peer of it. It names peers of MinistryMSP, SchoolsMSP")

	file = writeFile(t, university("UniversityMSP").Canonical())
	out, said := o.run(0, "yes\n", decide("established", "accredit", "-file", file)...)
	require.Contains(t, said, "  delegate: UniversityMSP\n")
	require.NotContains(t, said, "names no peer of it")
	show, _ := o.run(0, "", "show", school)
	for _, printed := range []string{out, show} {
		require.Contains(t, printed, "Trường⟨U+200B⟩ Đại học (mẫu), active")
		require.Contains(t, printed, "  English name: Sample⟨U+FEFF⟩ University\n  delegate: UniversityMSP\n")
		require.Contains(t, printed, "Bachelor's degree (VN-BA), all fields of study, 2026-01-01 to 2030-12-31: 1,500 a year")
	}

	next := university("UniversityMPS")
	next.Scopes = append(next.Scopes, ledger.Scope{Type: "VN-BC", From: "2026-01-01", Until: "2030-12-31", Quota: 5})
	_, said = o.run(1, "no\n", decide("as-decided", "amend", "-file", writeFile(t, next.Canonical()))...)
	require.Contains(t, said, "delegate: UniversityMPS, before: UniversityMSP")
	require.Contains(t, said, "names no peer of it")
	require.Contains(t, said, "no type of credential VN-BC")
	require.NotContains(t, said, "this period has ended", "of a line that stands already")
}

// TestInvisibleCharactersAreMadeVisible: those that no screen shows.
func TestInvisibleCharactersAreMadeVisible(t *testing.T) {
	t.Parallel()
	for hidden, mark := range map[string]string{"\u200b": "⟨U+200B⟩", "\u200c": "⟨U+200C⟩", "\u200d": "⟨U+200D⟩",
		"\u2060": "⟨U+2060⟩", "\ufeff": "⟨U+FEFF⟩"} {
		o := newOffice(t)
		next := university("")
		next.Name = "Trường" + hidden + "(mẫu)"
		file := writeFile(t, next.Canonical())
		out, said := o.run(0, "yes\n", decide("established", "accredit", "-file", file)...)
		require.Contains(t, said, "Trường"+mark+"(mẫu)")
		require.Contains(t, out, "Trường"+mark+"(mẫu)")
	}
}

package words

import (
	"slices"
	"strconv"
	"strings"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// fieldDigits is the length of a whole code of a field of study; a shorter one stands
// for all that begin with it.
const fieldDigits = 7

// ScopeKind says what a scope of an accreditation is for: the type of credential, and
// which fields of study. No field means all of them. A type that has none, by
// credential.Types, is said without.
func ScopeKind(code, field string, l Language) string {
	name, hasFields := Visible(code), true
	if at := slices.IndexFunc(credential.Types(), func(t credential.Type) bool { return t.Code == code }); at >= 0 {
		known := credential.Types()[at]
		name, hasFields = Text{known.Label, known.LabelEn}.In(l)+" ("+code+")", known.FieldAllowed
	}
	switch {
	case field == "" && hasFields:
		return name + Text{", mọi ngành", ", all fields of study"}.In(l)
	case field == "":
		return name
	case len(field) == fieldDigits:
		return name + Text{", ngành ", ", field of study "}.In(l) + Visible(field)
	}
	return name + Text{", các ngành ", ", fields of study "}.In(l) + Visible(field) + "…"
}

// Scope says one permission of an accreditation: ScopeKind, from when to when, and
// how many a year.
func Scope(s ledger.Scope, l Language) string {
	words := Text{"%kind, từ %from đến %until: %quota một năm", "%kind, %from to %until: %quota a year"}.In(l)
	return strings.NewReplacer("%kind", ScopeKind(s.Type, s.Field, l), "%from", Visible(string(s.From)),
		"%until", Visible(string(s.Until)), "%quota", Thousands(uint64(s.Quota), l)).Replace(words)
}

// Thousands writes 3450 as 3.450 in Vietnamese and 3,450 in English.
func Thousands(n uint64, l Language) string {
	digits, separator := strconv.FormatUint(n, 10), Text{".", ","}.In(l)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + separator + digits[at:]
	}
	return digits
}

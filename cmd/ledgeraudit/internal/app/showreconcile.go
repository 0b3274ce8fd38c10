package app

import (
	"fmt"
	"io"
	"strings"

	"sogoc/verifier/audit"
	"sogoc/verifier/words"
)

func (s speaker) reconciliation(r audit.Reconciliation) {
	if r.Clean() {
		s.say(words.Text{
			"Sổ gốc và sổ cái khớp nhau: %d văn bằng giống hệt, đến %s.",
			"Register and ledger say the same: %d credentials are equal, up to %s.",
		}, r.Equal, s.asOf(r.Head))
	} else {
		s.say(words.Text{
			"SỔ GỐC VÀ SỔ CÁI KHÁC NHAU ở %d điểm, đến %s.",
			"REGISTER AND LEDGER DIFFER in %d points, up to %s.",
		}, len(r.Differences), s.asOf(r.Head))
	}
	s.accreditedBy(r.AccreditedBy...)
	if len(r.NotCompared) > 0 {
		s.say(words.Text{
			"Có trên sổ cái nhưng không có trong tệp xuất này: %s.",
			"On the ledger, and not in this export: %s.",
		}, strings.Join(r.NotCompared, ", "))
	}
	s.differences(r.Differences)
	s.counts(r)
}

func (s speaker) differences(all []audit.Difference) {
	for i, d := range all {
		if i == shownDifferences {
			s.say(words.Text{
				"  … và %d điểm nữa; -json liệt kê tất cả", "  … and %d more; -json lists all",
			}, len(all)-i)
			return
		}
		fmt.Fprintf(s.w, "  - %s\n", s.difference(d))
	}
}

var findings = map[audit.Finding]words.Text{
	audit.Missing: {"có trong sổ gốc, không có trên sổ cái", "in the register, not on the ledger"},
	audit.Extra:   {"có trên sổ cái, không có trong sổ gốc", "on the ledger, not in the register"},
	audit.Altered: {"hai bên nói khác nhau", "both have it, and do not say the same"},
	audit.Doubled: {"thừa một lần", "once too often"},
}

var subjects = map[string]words.Text{
	"digest": {"mã băm", "digest"},
	"place":  {"vị trí trong neo", "place in the anchor"},
	"kind":   {"loại văn bằng", "kind"},
	"status": {"tình trạng", "status"},
	"entry":  {"mục tình trạng", "status entry"},
}

// difference says one contradiction: first what a registrar finds it by.
func (s speaker) difference(d audit.Difference) string {
	var parts []string
	if d.RegisterNumber != "" {
		parts = append(parts, fmt.Sprintf(words.Text{"số vào sổ gốc %s", "register number %s"}.In(s.lang),
			words.Visible(d.RegisterNumber)))
	}
	parts = append(parts, d.Issuer)
	if !d.Digest.IsZero() {
		parts = append(parts, d.Digest.String())
	}
	if d.Entry != nil {
		parts = append(parts, fmt.Sprintf(words.Text{"tình trạng %d/%d", "status %d/%d"}.In(s.lang), d.Entry.List, d.Entry.Index))
	}
	return fmt.Sprintf(words.Text{
		"%s: %s (%s). Sổ gốc: %s. Sổ cái: %s.", "%s: %s (%s). Register: %s. Ledger: %s.",
	}.In(s.lang), strings.Join(parts, ", "), findings[d.Finding].In(s.lang), subjects[d.What].In(s.lang),
		orDash(d.Register), orDash(d.Ledger))
}

func (s speaker) counts(r audit.Reconciliation) {
	fmt.Fprintln(s.w)
	s.table(func(w io.Writer) {
		s.field(w, words.Text{"nơi cấp", "issuers"}, "%s", strings.Join(r.Issuers, ", "))
		for _, line := range []struct {
			count uint64
			about words.Text
		}{
			{r.Register, words.Text{"văn bằng trong sổ gốc", "credentials in the register"}},
			{r.Ledger, words.Text{"mã băm trên sổ cái", "anchored digests"}},
			{r.Equal, words.Text{"giống nhau", "equal"}},
			{r.Unsealed, words.Text{"chưa khoá lô, và không có trên sổ cái", "not sealed yet, and not on the ledger"}},
			{r.Later, words.Text{"cấp sau khối cuối ở đây", "issued after the last block here"}},
			{r.Missing, findings[audit.Missing]},
			{r.Extra, findings[audit.Extra]},
			{r.Altered, findings[audit.Altered]},
			{r.Doubled, findings[audit.Doubled]},
		} {
			s.field(w, line.about, "%d", line.count)
		}
	})
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

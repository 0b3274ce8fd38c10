package words_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

// TestAScopeSaysItsFields: no field is all fields, of a type that has fields.
func TestAScopeSaysItsFields(t *testing.T) {
	t.Parallel()
	scope := func(kind, field string) ledger.Scope {
		return ledger.Scope{Type: kind, Field: field, From: "2026-01-01", Until: "2026-12-31", Quota: 1234567}
	}
	for _, c := range []struct {
		scope  ledger.Scope
		vi, en string
	}{
		{scope("VN-BA", ""), "Bằng cử nhân (VN-BA), mọi ngành, từ 2026-01-01 đến 2026-12-31: 1.234.567 một năm",
			"Bachelor's degree (VN-BA), all fields of study, 2026-01-01 to 2026-12-31: 1,234,567 a year"},
		{scope("VN-BA", "748"), "Bằng cử nhân (VN-BA), các ngành 748…, từ 2026-01-01 đến 2026-12-31: 1.234.567 một năm",
			"Bachelor's degree (VN-BA), fields of study 748…, 2026-01-01 to 2026-12-31: 1,234,567 a year"},
		{scope("VN-BA", "7480201"), "Bằng cử nhân (VN-BA), ngành 7480201, từ 2026-01-01 đến 2026-12-31: 1.234.567 một năm",
			"Bachelor's degree (VN-BA), field of study 7480201, 2026-01-01 to 2026-12-31: 1,234,567 a year"},
		{scope("VN-HB-THPT", ""), "Học bạ trung học phổ thông (VN-HB-THPT), từ 2026-01-01 đến 2026-12-31: 1.234.567 một năm",
			"Upper secondary school record (VN-HB-THPT), 2026-01-01 to 2026-12-31: 1,234,567 a year"},
		{scope("VN-MOI", ""), "VN-MOI, mọi ngành, từ 2026-01-01 đến 2026-12-31: 1.234.567 một năm",
			"VN-MOI, all fields of study, 2026-01-01 to 2026-12-31: 1,234,567 a year"},
	} {
		require.Equal(t, c.vi, words.Scope(c.scope, words.Vietnamese))
		require.Equal(t, c.en, words.Scope(c.scope, words.English))
	}
}

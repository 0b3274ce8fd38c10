package ledger

import (
	"strconv"
	"time"
)

// QuotaPlace names one count: a scope of an issuer, in a calendar year in Vietnam.
type QuotaPlace struct {
	Type  string `json:"type"`  // type code of the scope
	Field string `json:"field"` // field prefix of the scope
	Year  int    `json:"year"`
}

// QuotaPlaceOf returns the count that an anchor of the moment at draws on.
func QuotaPlaceOf(s Scope, at time.Time) QuotaPlace {
	return QuotaPlace{Type: s.Type, Field: s.Field, Year: Year(at)}
}

func (p QuotaPlace) attributes(code string) []string {
	return []string{code, p.Type, p.Field, strconv.Itoa(p.Year)}
}

// QuotaView is what an issuer may anchor at a moment, and what it used of it.
type QuotaView struct {
	Issuer Issuer     `json:"issuer"`
	Uses   []QuotaUse `json:"uses,omitempty"` // of the scopes in force, in their order
	Time   time.Time  `json:"time"`
}

// QuotaUse is what was used of one scope in the year of the moment.
type QuotaUse struct {
	Place    QuotaPlace `json:"place"`
	Quota    uint64     `json:"quota"`    // digests a year, by the scope
	Used     uint64     `json:"used"`     // digests anchored
	Returned uint64     `json:"returned"` // of them, whose share was given back
}

// QuotaUsed is the world state's count of digests that were anchored in one
// scope and year. It only grows.
type QuotaUsed struct {
	Count uint64 `json:"count"`
}

// QuotaReturned is the world state's count of digests whose share of one scope
// and year was given back. It only grows, and is at most QuotaUsed.
type QuotaReturned struct {
	Count uint64 `json:"count"`
}

// QuotaReturn is the world state's record that an anchor's share was given
// back, which happens once.
type QuotaReturn struct {
	Size  uint64     `json:"size"` // digests in the anchor
	Place QuotaPlace `json:"place"`
	Time  time.Time  `json:"time"` // ledger time
	TxID  string     `json:"txId"`
	// Reason is the accreditor's, none where a register asked for it, or of a record
	// that is older than this member.
	Reason Reason `json:"reason,omitzero"`
}

// AnchorQuotas is the count of one scope in one calendar year as the chaincode
// kept it before QuotaUsed: every anchor that drew on it. It stands on older
// ledgers, is still read, and is written no more.
type AnchorQuotas struct {
	Entries []AnchorQuota `json:"entries"`
}

// AnchorQuota is one anchor's share.
type AnchorQuota struct {
	Sequence uint64    `json:"sequence"`
	Size     uint64    `json:"size"`
	Key      string    `json:"key"`
	Time     time.Time `json:"time"`
}

// Total returns how many digests all the anchors have.
func (q AnchorQuotas) Total() uint64 {
	total := uint64(0)
	for _, e := range q.Entries {
		total += e.Size
	}
	return total
}

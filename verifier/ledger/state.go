package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Object types of the world state's composite keys. No key is shared by two issuers.
const (
	ObjectIssuer        = "issuer"       // code → Issuer
	ObjectKey           = "key"          // thumbprint → Key
	ObjectSequence      = "sequence"     // code → Sequence
	ObjectAnchor        = "anchor"       // code, sequence → AnchorRecord
	ObjectVoid          = "void"         // code, sequence → VoidRecord
	ObjectVoidCount     = "voids"        // code, year → VoidCount
	ObjectQuotaUsed     = "used"         // code, type, field prefix, year → QuotaUsed
	ObjectQuotaReturned = "returned"     // code, type, field prefix, year → QuotaReturned
	ObjectQuotaReturn   = "quotareturn"  // code, sequence → QuotaReturn
	ObjectAnchorStatus  = "anchorstatus" // code, sequence → AnchorStatus
	ObjectStatus        = "status"       // code, list, index → StatusRecord
	ObjectCustody       = "custody"      // code → Custody
	ObjectTick          = "tick"         // → Tick

	// Of older ledgers; read and no longer written.
	ObjectAnchorQuotas   = "quota"          // code, type, field prefix, year → AnchorQuotas
	ObjectAnchorStatuses = "anchorstatuses" // code → AnchorStatuses
)

// ErrStateKey is returned for a world-state key that this package did not build.
var ErrStateKey = errors.New("not a key of this chaincode's world state")

// StateKey is a composite key taken apart.
type StateKey struct {
	Object     string
	Attributes []string
}

// IssuerKey returns the key of an issuer's record.
func IssuerKey(code string) StateKey { return StateKey{ObjectIssuer, []string{code}} }

// KeyKey returns the key of a public key's record.
func KeyKey(thumbprint string) StateKey { return StateKey{ObjectKey, []string{thumbprint}} }

// SequenceKey returns the key of an issuer's sequence.
func SequenceKey(code string) StateKey { return StateKey{ObjectSequence, []string{code}} }

// AnchorKey returns the key of an anchor.
func AnchorKey(code string, sequence uint64) StateKey { return numbered(ObjectAnchor, code, sequence) }

// VoidKey returns the key of a void sequence number.
func VoidKey(code string, sequence uint64) StateKey { return numbered(ObjectVoid, code, sequence) }

// VoidCountKey returns the key of the count of an issuer's voids in one year.
func VoidCountKey(code string, year int) StateKey {
	return StateKey{ObjectVoidCount, []string{code, strconv.Itoa(year)}}
}

// QuotaUsedKey returns the key of the count of what was anchored.
func QuotaUsedKey(code string, p QuotaPlace) StateKey {
	return StateKey{ObjectQuotaUsed, p.attributes(code)}
}

// QuotaReturnedKey returns the key of the count of what was given back.
func QuotaReturnedKey(code string, p QuotaPlace) StateKey {
	return StateKey{ObjectQuotaReturned, p.attributes(code)}
}

// QuotaReturnKey returns the key of the record that an anchor's share was given back.
func QuotaReturnKey(code string, sequence uint64) StateKey {
	return numbered(ObjectQuotaReturn, code, sequence)
}

// AnchorStatusKey returns the key of what accreditors last said of an anchor.
func AnchorStatusKey(code string, sequence uint64) StateKey {
	return numbered(ObjectAnchorStatus, code, sequence)
}

// CustodyKey returns the key of an issuer's custody record.
func CustodyKey(code string) StateKey { return StateKey{ObjectCustody, []string{code}} }

// AnchorQuotasKey returns the key of an older ledger's count of one scope in one year.
func AnchorQuotasKey(code string, p QuotaPlace) StateKey {
	return StateKey{ObjectAnchorQuotas, p.attributes(code)}
}

// AnchorStatusesKey returns the key of what an older ledger holds of an issuer's anchors.
func AnchorStatusesKey(code string) StateKey { return StateKey{ObjectAnchorStatuses, []string{code}} }

// numbered is a key of an issuer and a sequence number.
func numbered(object, code string, sequence uint64) StateKey {
	return StateKey{object, []string{code, strconv.FormatUint(sequence, 10)}}
}

// StatusKey returns the key of one status entry.
func StatusKey(code string, list, index uint32) StateKey {
	return StateKey{
		ObjectStatus,
		[]string{code, strconv.FormatUint(uint64(list), 10), strconv.FormatUint(uint64(index), 10)},
	}
}

// TickKey returns the key of the last tick.
func TickKey() StateKey { return StateKey{ObjectTick, nil} }

// String returns the composite key in Fabric's form: U+0000, then the object
// type and each attribute, each followed by U+0000.
func (k StateKey) String() string {
	var b strings.Builder
	b.WriteByte(0)
	for _, part := range append([]string{k.Object}, k.Attributes...) {
		b.WriteString(part)
		b.WriteByte(0)
	}
	return b.String()
}

// Objects returns all object types, sorted.
func Objects() []string { return slices.Sorted(maps.Keys(attributeCount)) }

// attributeCount holds how many attributes each object type has.
var attributeCount = map[string]int{
	ObjectIssuer: 1, ObjectKey: 1, ObjectSequence: 1, ObjectAnchor: 2, ObjectVoid: 2, ObjectVoidCount: 2,
	ObjectQuotaUsed: 4, ObjectQuotaReturned: 4, ObjectQuotaReturn: 2, ObjectAnchorStatus: 2,
	ObjectStatus: 3, ObjectCustody: 1, ObjectTick: 0,
	ObjectAnchorQuotas: 4, ObjectAnchorStatuses: 1,
}

// ParseStateKey takes a composite key apart. It accepts only what String returns
// for a known object type with its number of attributes.
func ParseStateKey(key string) (StateKey, error) {
	if len(key) < 2 || key[0] != 0 || key[len(key)-1] != 0 {
		return StateKey{}, ErrStateKey
	}
	parts := strings.Split(key[1:len(key)-1], "\x00")
	k := StateKey{Object: parts[0], Attributes: parts[1:]}
	if want, known := attributeCount[k.Object]; !known || want != len(k.Attributes) {
		return StateKey{}, fmt.Errorf("%w: object type %.20q with %d attributes", ErrStateKey, k.Object,
			len(k.Attributes))
	}
	return k, nil
}

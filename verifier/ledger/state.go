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
	ObjectIssuer         = "issuer"         // code → Issuer
	ObjectKey            = "key"            // thumbprint → Key
	ObjectSequence       = "sequence"       // code → Sequence
	ObjectQuota          = "quota"          // code, type, field prefix, year → Quota
	ObjectAnchor         = "anchor"         // code, sequence → AnchorRecord
	ObjectAnchorStatuses = "anchorstatuses" // code → AnchorStatuses
	ObjectStatus         = "status"         // code, list, index → StatusRecord
	ObjectTick           = "tick"           // → Tick
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

// QuotaKey returns the key of the count of one scope in one year.
func QuotaKey(code string, s Scope, year int) StateKey {
	return StateKey{ObjectQuota, []string{code, s.Type, s.Field, strconv.Itoa(year)}}
}

// AnchorKey returns the key of an anchor.
func AnchorKey(code string, sequence uint64) StateKey {
	return StateKey{ObjectAnchor, []string{code, strconv.FormatUint(sequence, 10)}}
}

// AnchorStatusesKey returns the key of what accreditors said of an issuer's anchors.
func AnchorStatusesKey(code string) StateKey { return StateKey{ObjectAnchorStatuses, []string{code}} }

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
	ObjectIssuer: 1, ObjectKey: 1, ObjectSequence: 1, ObjectQuota: 4,
	ObjectAnchor: 2, ObjectAnchorStatuses: 1, ObjectStatus: 3, ObjectTick: 0,
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

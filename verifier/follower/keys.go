package follower

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// Key spaces of the index. An issuer code holds no zero byte, so a zero byte
// ends it. Numbers are big-endian: order on disk is order on the ledger.
const (
	spaceMeta           = 'm' // → trust and format
	spaceHead           = 'h' // → head, configuration block
	spaceHash           = 'b' // number → header hash
	spaceTxID           = 'x' // id → number
	spaceLifecycle      = 'l' // key → value
	spaceVersion        = 'v' // namespace, collection, key → block and index of its last write
	spaceConfigBlock    = 'g' // → raw block of the configuration in force
	spaceChain          = 'c' // → what the chain holds besides
	spaceNote           = 'n' // number, place in the block → note
	spaceIssuer         = 'i' // code, position → record
	spaceKey            = 'k' // thumbprint, position → record
	spaceAnchor         = 'a' // code, sequence → record
	spaceDigests        = 'D' // code, sequence, number of the chunk → up to chunkDigests of the anchor's digests
	spaceDigestPosition = 'd' // code, beginning of a digest → sequences and indexes
	spaceStatus         = 's' // code, list, index → versions of the record
	spaceAnchorStatus   = 'U' // code, sequence, position → record
	spaceAnchorStatuses = 'u' // code → an older ledger's record
	spaceVoid           = 'V' // code, sequence → record
	spaceVoidCount      = 'N' // code, year → count
	spaceQuotaUsed      = 'q' // code, type, field prefix, year → count
	spaceQuotaReturned  = 'r' // code, type, field prefix, year → count
	spaceQuotaReturn    = 'R' // code, sequence → record
	spaceCustody        = 'C' // code → count of successions
	spaceTick           = 't' // → record
	spaceCaughtUp       = 'e' // → nothing: the ledger's proven end was reached once
)

// A space that two kinds of entry share does not compile.
var _ = map[byte]bool{
	spaceMeta:           true,
	spaceHead:           true,
	spaceHash:           true,
	spaceTxID:           true,
	spaceLifecycle:      true,
	spaceVersion:        true,
	spaceConfigBlock:    true,
	spaceChain:          true,
	spaceNote:           true,
	spaceIssuer:         true,
	spaceKey:            true,
	spaceAnchor:         true,
	spaceDigests:        true,
	spaceDigestPosition: true,
	spaceStatus:         true,
	spaceAnchorStatus:   true,
	spaceAnchorStatuses: true,
	spaceVoid:           true,
	spaceVoidCount:      true,
	spaceQuotaUsed:      true,
	spaceQuotaReturned:  true,
	spaceQuotaReturn:    true,
	spaceCustody:        true,
	spaceTick:           true,
	spaceCaughtUp:       true,
}

func key(space byte, parts ...[]byte) []byte {
	k := append(make([]byte, 0, 64), space)
	for _, part := range parts {
		k = append(k, part...)
	}
	return k
}

// terminated ends a name with a zero byte. One that holds a zero byte itself is
// nobody's, and becomes a name that nobody has: an empty one.
func terminated(s string) []byte {
	if strings.IndexByte(s, 0) >= 0 {
		s = ""
	}
	return append([]byte(s), 0)
}

func u64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func u32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// positionKey orders by block and index.
func positionKey(p ledger.Position) []byte { return append(u64(p.Block), u32(uint32(p.Index))...) }

// stateKey tells names apart that hold any bytes at all, by their lengths.
func stateKey(k blocks.Key) []byte {
	return key(
		spaceVersion,
		u32(uint32(len(k.Namespace))),
		[]byte(k.Namespace),
		u32(uint32(len(k.Collection))),
		[]byte(k.Collection),
		[]byte(k.Key),
	)
}

// prefixEnd returns the first key after all those that begin with prefix.
func prefixEnd(prefix []byte) []byte {
	after := slices.Clone(prefix)
	for i := len(after) - 1; i >= 0; i-- {
		if after[i]++; after[i] != 0 {
			return after[:i+1]
		}
	}
	return nil
}

const timeSize, positionSize = 12, 8 + 4 + timeSize + 32

var errIndex = errors.New(
	"the index holds what this follower did not write; delete it to rebuild it from the stored blocks",
)

func appendTime(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

func readTime(b []byte) time.Time {
	return time.Unix(int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint32(b[8:]))).UTC()
}

// appendPosition writes block, index, time and transaction id, which of a
// valid transaction is a SHA-256.
func appendPosition(b []byte, p ledger.Position) ([]byte, error) {
	id, err := hex.DecodeString(p.TxID)
	if err != nil || len(id) != 32 {
		return nil, errors.New("transaction id is not a SHA-256")
	}
	return append(appendTime(append(b, positionKey(p)...), p.Time), id...), nil
}

func readPosition(b []byte) (ledger.Position, []byte, error) {
	if len(b) < positionSize {
		return ledger.Position{}, nil, errIndex
	}
	return ledger.Position{
		Block: binary.BigEndian.Uint64(b), Index: int(binary.BigEndian.Uint32(b[8:])), Time: readTime(b[12:]),
		TxID: hex.EncodeToString(b[12+timeSize : positionSize]),
	}, b[positionSize:], nil
}

func encodeVersion[R ledger.Record](p ledger.Position, record R) ([]byte, error) {
	b, err := appendPosition(nil, p)
	return append(b, ledger.EncodeRecord(record)...), err
}

func decodeVersion[R ledger.Record](b []byte) (R, ledger.Position, error) {
	p, text, err := readPosition(b)
	if err != nil {
		var none R
		return none, p, err
	}
	record, err := ledger.DecodeRecord[R](text)
	if err != nil {
		return record, p, errIndex
	}
	return record, p, nil
}

package credential

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
)

// pairs are the two characters of each twelve bits in base64url (RFC 4648 §5), the
// first one in the low byte.
var pairs = func() (all [1 << 12]uint16) {
	for i := range all {
		two := base64.RawURLEncoding.EncodeToString([]byte{byte(i >> 4), byte(i << 4)})
		all[i] = uint16(two[0]) | uint16(two[1])<<8
	}
	return all
}()

// encodeBase64 appends raw in base64url without padding: what the library's AppendEncode
// appends, in half the time. Of a transcript 85 kB are encoded.
func encodeBase64(to, raw []byte) []byte {
	begin := len(to)
	to = slices.Grow(to, base64.RawURLEncoding.EncodedLen(len(raw)))
	out := to[begin:cap(to)]
	for len(raw) >= 8 { // six of them become eight characters
		v := binary.BigEndian.Uint64(raw)
		binary.LittleEndian.PutUint64(out, uint64(pairs[v>>52])|uint64(pairs[v>>40&0xfff])<<16|
			uint64(pairs[v>>28&0xfff])<<32|uint64(pairs[v>>16&0xfff])<<48)
		raw, out = raw[6:], out[8:]
	}
	return base64.RawURLEncoding.AppendEncode(to[:cap(to)-len(out)], raw)
}

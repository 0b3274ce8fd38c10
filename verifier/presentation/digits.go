package presentation

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"
	"strings"

	"sogoc/verifier/qrtoken"
)

// MaxDigits is the largest number of digits that is read: what a QR code of
// version 20 at error level M holds in numeric mode (ISO/IEC 18004, table 7).
const MaxDigits = 1600

// urlPath stands between the public address and the digits. What follows the
// number sign a browser never sends to a server.
const urlPath = "/v#"

// Digits returns the decimal form of a big-endian integer of a 0x01 byte and
// the bytes: the densest form that a QR code's numeric mode has for bytes.
func Digits(token []byte) string {
	return new(big.Int).SetBytes(append([]byte{1}, token...)).String()
}

// ParseDigits reads what Digits returned for at least one byte, and nothing
// else: ASCII digits without a leading zero, at most MaxDigits.
func ParseDigits(digits string) ([]byte, error) {
	if len(digits) == 0 || len(digits) > MaxDigits || digits[0] == '0' {
		return nil, malformed(noDigits)
	}
	raw, ok := bytesOfDecimal(digits)
	if !ok {
		return nil, malformed(noDigits)
	}
	if len(raw) < 2 || raw[0] != 1 {
		return nil, malformed("digits: they do not hold bytes")
	}
	return raw[1:], nil
}

// noDigits says what ParseDigits reads.
const noDigits = "digits: want 1 to 1600 of them and no leading zero"

// bytesOfDecimal returns the big-endian bytes of a decimal number, without leading
// zeros, or false where there is anything but digits. It takes 19 digits at a time, which
// big.Int.SetString does not, and is several times as fast; a test compares the two.
func bytesOfDecimal(digits string) (number []byte, ok bool) {
	const atOnce, scale = 19, 10_000_000_000_000_000_000
	limbs := make([]uint64, 0, MaxDigits/atOnce+1) // base 2^64, the least first
	for n := (len(digits)-1)%atOnce + 1; len(digits) > 0; n = atOnce {
		carry := uint64(0)
		for i := range n {
			digit := digits[i] - '0'
			if digit > 9 {
				return nil, false
			}
			carry = carry*10 + uint64(digit)
		}
		digits = digits[n:]
		for i, limb := range limbs {
			high, low := bits.Mul64(limb, scale)
			sum, over := bits.Add64(low, carry, 0)
			limbs[i], carry = sum, high+over
		}
		if carry > 0 {
			limbs = append(limbs, carry)
		}
	}
	raw := make([]byte, 0, 8*len(limbs))
	for _, limb := range slices.Backward(limbs) {
		raw = binary.BigEndian.AppendUint64(raw, limb)
	}
	return bytes.TrimLeft(raw, "\x00"), true
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// URL returns what is printed as a QR code: the permanent public address
// base, such as "https://vanbang.example", and the token's digits.
func URL(base string, token []byte) string {
	return strings.TrimRight(base, "/") + urlPath + Digits(token)
}

// ParseURL returns the token of an address that URL made, whatever its host.
// It returns ErrMalformed for anything else.
func ParseURL(url string) (*qrtoken.Token, error) {
	address, digits, found := strings.Cut(url, "#")
	rest, http := strings.CutPrefix(address, "http://")
	if !http {
		rest, http = strings.CutPrefix(address, "https://")
	}
	if !found || !http || rest == "/v" || !strings.HasSuffix(rest, "/v") {
		return nil, malformed("address: want one that ends in /v#DIGITS")
	}
	return parseToken(digits)
}

func parseToken(digits string) (*qrtoken.Token, error) {
	raw, err := ParseDigits(digits)
	if err != nil {
		return nil, err
	}
	return qrtoken.Parse(raw)
}

package credential

import (
	"strconv"
	"strings"
)

// The forms of single texts. Each is a regular expression, which stands above it;
// TestFormsAreTheirExpressions compares the two. They are asked for every text of
// every credential that is issued or read, and written out they are ten times as
// fast.

// isUUIDURN: ^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$
func isUUIDURN(text string) bool {
	digits, found := strings.CutPrefix(text, "urn:uuid:")
	if !found || len(digits) != 36 {
		return false
	}
	for i := range len(digits) {
		switch c := digits[i]; i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// isPublicHost is a host name, and perhaps a port from 1 to 65535:
// ^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:PORT)?$
func isPublicHost(text string) bool {
	host, port, hasPort := strings.Cut(text, ":")
	last := len(host) - 1
	if last < 0 || last > 251 || !isHostLetter(host[0]) || !isHostLetter(host[last]) {
		return false
	}
	for i := range len(host) {
		if c := host[i]; !isHostLetter(c) && c != '.' && c != '-' {
			return false
		}
	}
	return !hasPort || isPort(port)
}

func isHostLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// isPort reports whether text is a number from 1 to 65535 without leading zeros.
func isPort(text string) bool {
	if !isDigits(text, 5) || text[0] == '0' {
		return false
	}
	number, err := strconv.Atoi(text)
	return err == nil && number <= 65535
}

// isNationalID: ^([0-9]{9}|[0-9]{12})$
func isNationalID(text string) bool {
	return (len(text) == 9 || len(text) == 12) && isDigits(text, 12)
}

package qrtoken

// Encode builds the token from its parts, for tests of "accepted ⇒ re-encodes".
func (t *Token) Encode() ([]byte, error) { return t.encode() }

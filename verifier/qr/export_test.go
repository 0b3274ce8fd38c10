package qr

// IsLink reports whether a text's code is drawn without the library.
func IsLink(text string) bool {
	_, is := parseLink(text)
	return is
}

package credential

// EncodeBase64 appends base64url without padding.
var EncodeBase64 = encodeBase64

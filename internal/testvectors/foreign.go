package testvectors

import (
	"encoding/base64"
	"strings"
)

// OfOtherSystems returns texts that other systems make and that people may hold
// before a verifier by mistake. None is of a person: names and numbers are made up.
func OfOtherSystems() map[string]string {
	badge := compact(
		`{"alg":"ES256","kid":"did:web:badges.example#key-1","typ":"vc+jwt"}`,
		`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential","OpenBadgeCredential"],`+
			`"issuer":"did:web:badges.example","credentialSubject":{"type":["AchievementSubject"]}}`,
	)
	personal := compact(
		`{"alg":"ES256","typ":"dc+sd-jwt"}`,
		`{"iss":"https://pid.example","vct":"urn:eudi:pid:1","_sd_alg":"sha-256","_sd":[]}`,
	)
	disclosure := encoded(`["AAAAAAAAAAAAAAAAAAAAAA","given_name","Mẫu"]`)
	return map[string]string{
		"OpenBadgeAsJWT":      badge,
		"OpenBadgeWithoutTyp": compact(`{"alg":"RS256"}`, `{"vc":{"type":["VerifiableCredential"]}}`),
		"LoginToken":          compact(`{"alg":"HS256","typ":"JWT"}`, `{"sub":"mau","iat":1}`),
		"SDJWTOfAnotherType":  personal + "~" + disclosure + "~",
		"SDJWTOfOlderDraft": strings.Replace(
			personal,
			encoded(`{"alg":"ES256","typ":"dc+sd-jwt"}`),
			encoded(`{"alg":"ES256","typ":"vc+sd-jwt","kid":"1"}`),
			1,
		) + "~",
		"SDJWTWithKeyBinding": personal + "~" + disclosure + "~" + compact(
			`{"alg":"ES256","typ":"kb+jwt"}`,
			`{"nonce":"1"}`,
		),
		"SDJWTCopiedWithoutTilde": personal,
		"CredentialOffer":         `{"@context":["https://www.w3.org/ns/credentials/v2"],"credential":"` + badge + `"}`,
		"HealthCertificate":       "HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH%TAIOOW%I-1W56B-5-WA3",
		"HealthCard":              "shc:/56762909524320603460292437404460312229595326546034602925",
		"NationalID":              "001099000000|012345678|Nguyễn Văn Mẫu|01011999|Nam|Số 1, Phố Mẫu, Hà Nội|01012021",
		"Number":                  "8934563138165",
		"Address":                 "https://tra-cuu.example/van-bang?so=00123456",
		"PaymentCode":             "00020101021138540010A00000072701240006970000011000000000000208QRIBFTTA53037045802VN6304ABCD",
		"BusinessCard":            "BEGIN:VCARD\nVERSION:3.0\nFN:Mẫu\nEND:VCARD",
		"Network":                 "WIFI:T:WPA;S:mau;P:khong-co-that;;",
		"OlderOpenBadge": `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion",` +
			`"badge":"https://badges.example/1","verification":{"type":"hosted"}}`,
		"BadgeWithProof": `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],` +
			`"attestation":"x","proof":{"type":"DataIntegrityProof"}}`,
		"TextOfAPDF": "BẰNG TỐT NGHIỆP (mẫu)\nHọ và tên: Nguyễn Thị Mẫu\nSố hiệu: A 00123456",
	}
}

// compact returns a JWS in its compact form, with zeros where a signature stands.
func compact(header, payload string) string {
	return encoded(header) + "." + encoded(payload) + "." + strings.Repeat("A", 86)
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

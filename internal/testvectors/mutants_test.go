package testvectors_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

var (
	malformed   = expect{verifier.Malformed, verifier.DetailForm, 1}
	cutShort    = expect{verifier.Malformed, verifier.DetailCutShort, 1}
	forged      = expect{verifier.Tampered, verifier.DetailSignature, 2}
	keyUnknown  = expect{verifier.UntrustedIssuer, verifier.DetailKeyUnknown, 2}
	unknown     = expect{verifier.UntrustedIssuer, verifier.DetailIssuerUnknown, 2}
	notItsOwn   = expect{verifier.Tampered, verifier.DetailDisclosure, 3}
	notAnchored = expect{verifier.NotAnchored, verifier.DetailNoAnchor, 4}
)

// mutants writes what is one step away from the genuine diploma.
func mutants(w *world, d credential.Issued, by signer) {
	tokens(w, d, by)
	digits(w, d)
	compacts(w, d, by)
	otherSystems(w)
	payloads(w, d, by)
	disclosures(w, d, by)
	holderFiles(w, d, by)
}

// tokens changes bytes of the COSE_Sign1.
func tokens(w *world, d credential.Issued, by signer) {
	ask := func(name, about string, want expect, change func(token []byte) []byte) {
		w.t.Helper()
		w.ask("mutant/qr-"+name, about, presentation.Digits(change(slices.Clone(d.QRToken))), want)
	}
	// flip changes one byte of what stands at that text or those bytes.
	flip := func(at []byte, offset int, with byte) func([]byte) []byte {
		return func(token []byte) []byte {
			i := strings.Index(string(token), string(at))
			require.GreaterOrEqual(w.t, i, 0)
			token[i+offset] ^= with
			return token
		}
	}
	hash, salt := sha256.Sum256([]byte(d.JWT)), d.QRClaims[3:19]
	ask("name-letter", "One bit of the name: the signature no longer verifies.", forged, flip([]byte("Nguy"), 0, 1))
	ask("serial-digit", "One digit of the serial number.", forged, flip([]byte("A 00094567"), 9, 1))
	ask("rank-letter", "One letter of the rank.", forged, flip([]byte("Gi"), 1, 1))
	ask("jwt-hash", "One bit of the hash of the JWT.", forged, flip(hash[:], 31, 1))
	ask("salt", "One bit of the salt.", forged, flip(salt, 0, 1))
	ask(
		"status-index",
		"One bit of the status index: another credential's status would count.",
		forged,
		flip([]byte{0x1a, 0, 1, 0x71, 0x67}, 4, 1),
	)
	ask(
		"issuer-letter",
		"One letter of the issuer's code: the ledger knows no such issuer.",
		unknown,
		flip([]byte(university), 0, 1),
	)
	ask("kind-digit", "One digit of the kind.", forged, flip([]byte("7480201"), 6, 1))
	ask("kind-unknown", "A type code that is not in the table.", malformed, flip([]byte("VN-BA"), 4, 2))
	thumbprint, err := base64.RawURLEncoding.DecodeString(by.PublicKey().Thumbprint())
	require.NoError(w.t, err)
	ask(
		"thumbprint",
		"One bit of the key's thumbprint: no such key is on the ledger.",
		keyUnknown,
		flip(thumbprint, 0, 1),
	)
	ask("issue-date", "A date that no calendar has.", malformed, flip([]byte("2026-06-20"), 5, 1))
	ask(
		"algorithm",
		"The header names ES256, the key on the ledger is for ES256K.",
		forged,
		func(token []byte) []byte {
			return slices.Concat([]byte{0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26}, token[7:])
		},
	)
	ask(
		"algorithm-unknown",
		"The header names an algorithm that is not admitted (-46).",
		malformed,
		flip([]byte{0x38, 0x2e}, 1, 3),
	)
	ask("signature-r", "One bit of R.", forged, func(token []byte) []byte { token[len(token)-64] ^= 1; return token })
	ask("signature-s", "One bit of S.", forged, func(token []byte) []byte { token[len(token)-1] ^= 1; return token })
	ask("signature-high-s", "(R, N-S): the same point, the other form.", forged, func(token []byte) []byte {
		high := malleate(by.private, ledger.Signature(token[len(token)-64:]))
		return append(token[:len(token)-64], high[:]...)
	})
	ask(
		"trailing-byte",
		"One byte after the token's end.",
		malformed,
		func(token []byte) []byte { return append(token, 0) },
	)
	ask(
		"truncated",
		"The last byte is missing.",
		malformed,
		func(token []byte) []byte { return token[:len(token)-1] },
	)
	ask(
		"long-length",
		"The signature's length in two bytes where one would do: not deterministic.",
		malformed,
		func(token []byte) []byte {
			at := len(token) - 66
			require.Equal(w.t, []byte{0x58, 0x40}, token[at:at+2])
			return slices.Concat(token[:at], []byte{0x59, 0, 0x40}, token[at+2:])
		},
	)
	ask(
		"unprotected-header",
		"An unprotected header where the map must be empty.",
		malformed,
		func(token []byte) []byte {
			return slices.Concat(token[:7], []byte{0xa1, 0x04, 0x41, 0x31}, token[8:])
		},
	)
	ask("untagged", "Without the CBOR tag 18 before it.", malformed, func(token []byte) []byte { return token[1:] })
	ask(
		"tagged-twice",
		"The CBOR tag 18 twice.",
		malformed,
		func(token []byte) []byte { return append([]byte{0xd2}, token...) },
	)
}

// digits changes the number itself and the address around it.
func digits(w *world, d credential.Issued) {
	number := presentation.Digits(d.QRToken)
	for _, at := range []int{1, len(number) / 2, len(number) - 1} {
		changed := []byte(number)
		changed[at] = '0' + (changed[at]-'0'+1)%10
		r := verifier.Verify(
			string(changed),
			verifier.FreshReading(w.written),
			w.ledger.Clock.Now(),
			verifier.Options{},
		)
		require.Contains(w.t, []verifier.Code{verifier.Malformed, verifier.Tampered}, r.Result)
		w.ask(
			fmt.Sprintf("mutant/digits-one-changed-at-%03d", at),
			"One digit of the number is one higher: everything behind it changes.",
			string(changed),
			expect{r.Result, r.Detail, map[verifier.Code]int{verifier.Malformed: 1, verifier.Tampered: 2}[r.Result]},
		)
	}
	ask := func(name, about, presented string) {
		w.t.Helper()
		w.ask("mutant/digits-"+name, about, presented, malformed)
	}
	ask("leading-zero", "A leading zero.", "0"+number)
	ask("dropped", "The last digit is missing.", number[:len(number)-1])
	ask("too-many", "1,601 digits.", strings.Repeat("9", presentation.MaxDigits+1))
	ask("arabic-indic", "Digits of another script.", strings.NewReplacer("1", "١").Replace(number))
	ask("no-marker", "The bytes without the 0x01 before them.", new(big.Int).SetBytes(d.QRToken).String())
	ask("plus", "A sign.", "+"+number)
	ask("one", "The number 1: no byte at all.", "1")
	ask("empty", "Nothing.", "")
	w.ask("mutant/url-path", "An address that does not end in /v.", base+"/w#"+number, malformed)
	w.ask(
		"mutant/url-query",
		"The digits as a query, which a server would see and log.",
		base+"/v?"+number,
		malformed,
	)
	w.ask("mutant/url-without-host", "An address without a host.", "https:///v#"+number, malformed)
	w.ask("mutant/url-other-scheme", "Neither http nor https.", "ftp://"+host+"/v#"+number, malformed)
	w.ask("mutant/url-trailing", "Letters after the digits.", base+"/v#"+number+"x", malformed)
}

// compacts changes the SD-JWT's compact form.
func compacts(w *world, d credential.Issued, by signer) {
	ask := func(name, about, presented string, want expect) {
		w.t.Helper()
		w.ask("mutant/sd-jwt-"+name, about, presented, want)
	}
	parts := strings.Split(d.JWT, ".")
	rest := "~" + strings.Join(d.Disclosures, "~") + "~"
	ask("no-last-tilde", "The last tilde is missing.", strings.TrimSuffix(d.SDJWT(), "~"), cutShort)
	ask("jwt-alone", "The JWT without any tilde.", d.JWT, cutShort)
	ask(
		"key-binding",
		"Something after the last tilde, as a key-binding JWT would stand.",
		d.SDJWT()+d.JWT,
		malformed,
	)
	ask("empty-disclosure", "An empty disclosure.", d.SDJWT()+"~", malformed)
	ask("padding", "Base64 padding.", strings.Replace(d.SDJWT(), ".", "=.", 1), malformed)
	ask(
		"line-end",
		"A line end inside the payload, as mail breaks lines: it is taken out before anything is judged.",
		parts[0]+"."+parts[1][:40]+"\n"+parts[1][40:]+"."+parts[2]+rest,
		valid,
	)
	ask("four-parts", "A JWT of four parts.", d.JWT+".AA"+rest, malformed)
	signature, err := ledger.ParseSignature(parts[2])
	require.NoError(w.t, err)
	spoil := func(at int) string {
		s := signature
		s[at] ^= 1
		return parts[0] + "." + parts[1] + "." + s.String() + rest
	}
	ask("signature-r", "One bit of R.", spoil(0), forged)
	ask("signature-s", "One bit of S.", spoil(63), forged)
	ask(
		"signature-high-s",
		"(R, N-S): the same point, the other form.",
		parts[0]+"."+parts[1]+"."+malleate(by.private, signature).String()+rest,
		forged,
	)
	zero := ledger.Signature{}
	ask("signature-zero", "A signature of zeros.", parts[0]+"."+parts[1]+"."+zero.String()+rest, forged)
	last := "AQgw"[strings.IndexByte("AQgw", parts[2][85])]
	ask(
		"signature-trailing-bits",
		"The signature's last character has bits that stand for nothing.",
		parts[0]+"."+parts[1]+"."+parts[2][:85]+string(last+1)+rest,
		malformed,
	)
	for _, h := range []struct {
		name, about, old, new string
		want                  expect
	}{
		{"header-alg", "The header names ES256, the key on the ledger is for ES256K.", `"ES256K"`, `"ES256"`, forged},
		{"header-alg-none", "The header names no algorithm.", `"ES256K"`, `"none"`, malformed},
		{"header-typ", "The header's type is another's.", "vc+sd-jwt", "dc+sd-jwt", malformed},
		{"header-kid", "The header names another key, which the ledger does not know.", "#" + by.PublicKey().Thumbprint(), "#" + newSigner(w.t, ledger.ES256K, "nobody").PublicKey().Thumbprint(), keyUnknown},
		{"header-kid-issuer", "The kid's DID is not the credential's issuer.", ":" + university + "#", ":DH-MAV#", malformed},
		{"header-crit", "A critical header.", `{"alg"`, `{"crit":["x"],"alg"`, malformed},
		{"header-jwk", "A key in the header.", `{"alg"`, `{"jwk":{},"alg"`, malformed},
		{"header-duplicate", "A member that stands twice.", `{"alg"`, `{"alg":"ES256K","alg"`, malformed},
	} {
		header := decodeText(w.t, parts[0])
		require.Contains(w.t, header, h.old)
		ask(
			h.name,
			h.about,
			encodeText(strings.Replace(header, h.old, h.new, 1))+"."+parts[1]+"."+parts[2]+rest,
			h.want,
		)
	}
}

// payloads changes the payload: unsigned, and signed by the issuer's own key.
func payloads(w *world, d credential.Issued, by signer) {
	parts := strings.Split(d.JWT, ".")
	body, rest := decodeText(w.t, parts[1]), "~"+strings.Join(d.Disclosures, "~")+"~"
	change := func(old, new string) string {
		require.Contains(w.t, body, old)
		return encodeText(strings.Replace(body, old, new, 1))
	}
	w.ask(
		"mutant/sd-jwt-payload-letter",
		"One letter of the award, which stands in two places and must agree.",
		parts[0]+"."+change(`"name":"Bằng cử nhân"`, `"name":"Bằng cử nhâm"`)+"."+parts[2]+rest,
		malformed,
	)
	w.ask(
		"mutant/sd-jwt-payload-number",
		"One digit of the serial number.",
		parts[0]+"."+change("A 00094567", "A 00094568")+"."+parts[2]+rest,
		forged,
	)
	w.ask(
		"mutant/sd-jwt-payload-place",
		"One letter of the place.",
		parts[0]+"."+change(`"Hà Nội"`, `"Hà Nối"`)+"."+parts[2]+rest,
		forged,
	)
	sign := func(payload string) string {
		message := parts[0] + "." + payload
		signature, err := by.Sign([]byte(message))
		require.NoError(w.t, err)
		return message + "." + signature.String() + rest
	}
	w.ask(
		"mutant/resigned-number",
		"Another serial number, signed by the issuer's key: another credential, and not on the ledger.",
		sign(change("A 00094567", "A 00094568")),
		notAnchored,
	)
	for _, m := range []struct{ name, about, old, new string }{
		{"space", "Space between two members", `"kind":`, "\r\n \t\"kind\" : "},
		{"escaped-text", "A letter of the place as an escape", `"Hà Nội"`, `"H\u00e0 Nội"`},
		{"escaped-pair", "A character of the place as a pair of surrogates", `"Hà Nội"`, `"Hà Nội \ud840\udc00"`},
		{"escaped-member", "A member's name with an escape", `"place":`, `"pl\u0061ce":`},
	} {
		w.ask(
			"mutant/resigned-"+m.name,
			m.about+", signed by the issuer's key: it is read, and another credential, which is not on the ledger.",
			sign(change(m.old, m.new)),
			notAnchored,
		)
	}
	x := digestText("x")
	for _, m := range []struct{ name, about, old, new string }{
		{"duplicate-member", "A member that stands twice.", `"kind":`, `"kind":"VN-BA/7480201","kind":`},
		{"unknown-member", "A member that the format has not.", `"kind":`, `"exp":1,"kind":`},
		{"null", "A null.", `"place":"Hà Nội"`, `"place":null`},
		{"not-nfc", "Text that is not in Unicode's form NFC.", `"place":"Hà Nội"`, "\"place\":\"Ha\u0300 Nội\""},
		{"exponent", "A number that is not a plain decimal.", `"graduationYear":2026`, `"graduationYear":2.026e3`},
		{"no-kind", "The kind is missing.", `"kind":"VN-BA/7480201",`, ``},
		{"unknown-kind", "A type code that is not in the table.", `"kind":"VN-BA/7480201"`, `"kind":"VN-XX"`},
		{"kind-of-other-form", "A transcript's kind on a diploma.", `"kind":"VN-BA/7480201"`, `"kind":"VN-BD/7480201"`},
		{"foreign-issuer", "The issuer is not the one that the kid names.", `"issuer":{"id":"did:web:vanbang.example:issuers:DH-MAU"`, `"issuer":{"id":"did:web:vanbang.example:issuers:DH-KHAC"`},
		{"foreign-status-list", "A status entry in another issuer's list.", `/status/DH-MAU/1/suspension"`, `/status/DH-KHAC/1/suspension"`},
		{"status-on-other-host", "A status list on another host.", `"statusListCredential":"https://vanbang.example`, `"statusListCredential":"https://elsewhere.example`},
		{"no-qr", "The hash of the QR claims is missing.", `"qr":"`, `"qx":"`},
		{"no-valid-from", "The first day of validity is missing.", `"validFrom":"2026-06-20T00:00:00+07:00",`, ``},
		{"other-zone", "A date that begins at midnight of another zone.", `"validFrom":"2026-06-20T00:00:00+07:00"`, `"validFrom":"2026-06-20T00:00:00Z"`},
		{"end-before-start", "A last day before the first.", `"awardedDate":`, `"validUntil":"2026-06-19T23:59:59+07:00","awardedDate":`},
		{"other-hash", "A hash for disclosures other than SHA-256.", `"_sd_alg":"sha-256"`, `"_sd_alg":"sha-512"`},
		{"digest-at-the-top", "A digest outside the listed paths.", `"kind":`, `"_sd":["` + x + `"],"kind":`},
		{"digest-in-signatory", "A digest in what is always disclosed.", `"signedBy":{`, `"signedBy":{"_sd":["` + x + `"],`},
		{"claim-in-clear", "A claim in clear that only a disclosure may make.", `"licenseNumber":`, `"birthDate":"2004-03-15","licenseNumber":`},
		{"repeated-digest", "A digest that stands twice.", `"_sd":["`, `"_sd":["` + digestText(d.Disclosures[0]) + `","`},
		{"member-spelled-twice", "A member that stands twice, once with an escape.", `"kind":`, `"k\u0069nd":"VN-BA/7480201","kind":`},
		{"lone-surrogate", "Half of a pair of surrogates, which is no character.", `"place":"Hà Nội"`, `"place":"H\ud800"`},
		{"escaped-context", "A @context that is the same text in other bytes.", `"https://www.w3.org/ns/credentials/v2"`, `"https:\/\/www.w3.org/ns/credentials/v2"`},
		{"spaced-context", "A @context with a space in its last element.", `{"@vocab":`, `{ "@vocab":`},
		{"other-context", "Another @context.", `context-3.0.3.json`, `context-3.0.4.json`},
		{"other-vocabulary", "Terms that another host defines.", `{"@vocab":"` + credential.Vocabulary + `"}`, `{"@vocab":"https://elsewhere.example/ns#"}`},
	} {
		w.ask(
			"mutant/resigned-"+m.name,
			m.about+" Signed by the issuer's key, and refused all the same.",
			sign(change(m.old, m.new)),
			malformed,
		)
	}
}

// disclosures changes disclosures, and puts others in their places.
func disclosures(w *world, d credential.Issued, by signer) {
	at := func(text string) int {
		return slices.IndexFunc(
			d.Disclosures,
			func(s string) bool { return strings.Contains(decodeText(w.t, s), text) },
		)
	}
	with := func(text, disclosure string) string {
		list := slices.Clone(d.Disclosures)
		require.GreaterOrEqual(w.t, at(text), 0)
		list[at(text)] = disclosure
		return d.JWT + "~" + strings.Join(list, "~") + "~"
	}
	ask := func(name, about, presented string, want expect) {
		w.t.Helper()
		w.ask("mutant/disclosure-"+name, about, presented, want)
	}
	name := decodeText(w.t, d.Disclosures[at("Nguyễn")])
	ask(
		"name-letter",
		"One letter of the name.",
		with("Nguyễn", encodeText(strings.Replace(name, "Mẫu", "Mẩu", 1))),
		notItsOwn,
	)
	ask(
		"salt",
		"One character of a salt.",
		with("Nguyễn", encodeText(name[:2]+string(name[2]^1)+name[3:])),
		notItsOwn,
	)
	ask(
		"unreadable",
		"A disclosure with a character that base64url has not.",
		with("Nguyễn", d.Disclosures[at("Nguyễn")]+"!"),
		notItsOwn,
	)
	ask("repeated", "A disclosure that stands twice.", d.SDJWT()+d.Disclosures[0]+"~", malformed)
	other := w.issue(diploma(94567), by)
	ask(
		"of-another-credential",
		"A disclosure of another credential that says the same.",
		d.JWT+"~"+other.Disclosures[0]+"~",
		notItsOwn,
	)

	// The issuer itself signs a digest whose disclosure must not stand there.
	parts := strings.Split(d.JWT, ".")
	resigned := func(text, disclosure string) string {
		old, spoilt := d.Disclosures[at(text)], encodeText(disclosure)
		message := parts[0] + "." + encodeText(
			strings.Replace(decodeText(w.t, parts[1]), digestText(old), digestText(spoilt), 1),
		)
		signature, err := by.Sign([]byte(message))
		require.NoError(w.t, err)
		list := slices.Clone(d.Disclosures)
		list[at(text)] = spoilt
		return message + "." + signature.String() + "~" + strings.Join(list, "~") + "~"
	}
	const salt = `["AAAAAAAAAAAAAAAAAAAAAA",`
	for _, m := range []struct{ name, about, text string }{
		{"outside-the-paths", "A disclosure of a claim that is always in clear.", salt + `"licenseNumber","B 1"]`},
		{"repeats-a-claim", "A disclosure of a claim that another makes.", salt + `"sex","Nam"]`},
		{"named-sd", "A disclosure named _sd.", salt + `"_sd",["` + digestText("x") + `"]]`},
		{"named-dots", "A disclosure named with three dots.", salt + `"...","x"]`},
		{"element-for-member", "An array's disclosure in the place of a member's.", salt + `"Hà Nội"]`},
		{"short-salt", "A salt of 24 bits.", `["AAAA","birthPlace","Hà Nội"]`},
		{"empty-value", "A disclosure of nothing.", salt + `"birthPlace",""]`},
	} {
		ask(
			"resigned-"+m.name,
			m.about+" Signed by the issuer's key, and refused all the same.",
			resigned("birthPlace", m.text),
			malformed,
		)
	}
}

// holderFiles changes what binds the two forms of a holder's file.
func holderFiles(w *world, d credential.Issued, by signer) {
	file := holderFile(w.t, d)
	ask := func(name, about, presented string, want expect) {
		w.t.Helper()
		w.ask("mutant/holder-"+name, about, presented, want)
	}
	claims := base64.RawURLEncoding.EncodeToString(d.QRClaims)
	other := diploma(94567)
	other.Subject.FullName = "Trần Văn Mẫu"
	foreign := w.issue(other, by)
	changed := slices.Clone(d.QRClaims)
	changed[3] ^= 1
	ask(
		"claims-byte",
		"One bit of the QR claims' salt: their hash is not the one in the JWT.",
		strings.Replace(file, claims, base64.RawURLEncoding.EncodeToString(changed), 1),
		notItsOwn,
	)
	ask(
		"claims-of-another",
		"The QR claims of another credential.",
		strings.Replace(file, claims, base64.RawURLEncoding.EncodeToString(foreign.QRClaims), 1),
		notItsOwn,
	)
	ask("type", "Another type of file.", strings.Replace(file, "holder-file/v1", "holder-file/v2", 1), malformed)
	ask("unknown-member", "A member that the file has not.", strings.Replace(file, "{", `{"note":"x",`, 1), malformed)
	ask("trailing", "Bytes after the end.", file+"{}", malformed)
	ask("padding", "QR claims with padding.", strings.Replace(file, claims, claims+"=", 1), malformed)
	ask("empty-object", "An empty object.", "{}", malformed)
	ask("no-claims", "The QR claims are missing.", strings.Replace(file, `,"qrClaims":"`+claims+`"`, "", 1), malformed)
	ask("null-claims", "A null for the QR claims.", strings.Replace(file, `"`+claims+`"`, "null", 1), malformed)
	ask("empty-claims", "QR claims of no bytes: their hash is not the one in the JWT.", strings.Replace(file, claims, "", 1), notItsOwn)
	ask(
		"claims-unreadable",
		"The hash in the JWT, which the issuer signs, is that of bytes that are no claims.",
		fmt.Sprintf(
			`{"type":"sogoc/holder-file/v1","credential":%q,"qrClaims":%q}`,
			signJWT(
				w,
				by,
				d.JWT,
				strings.Replace(payloadOf(w, d), base64Sum(d.QRClaims), base64Sum([]byte("no claims")), 1),
			)+"~",
			base64.RawURLEncoding.EncodeToString([]byte("no claims")),
		),
		malformed,
	)

	// The issuer signs a JWT that names the claims of another name.
	parts := strings.Split(d.JWT, ".")
	hash := ledger.SumDigest(foreign.QRClaims)
	own := ledger.SumDigest(d.QRClaims)
	body := strings.Replace(
		decodeText(w.t, parts[1]),
		base64.RawURLEncoding.EncodeToString(own[:]),
		base64.RawURLEncoding.EncodeToString(hash[:]),
		1,
	)
	message := parts[0] + "." + encodeText(body)
	signature, err := by.Sign([]byte(message))
	require.NoError(w.t, err)
	compact := message + "." + signature.String() + "~" + strings.Join(d.Disclosures, "~") + "~"
	ask(
		"forms-differ",
		"The issuer signed two forms with different names: the JWT holds the claims' hash, and the names differ.",
		fmt.Sprintf(
			`{"type":"sogoc/holder-file/v1","credential":%q,"qrClaims":%q}`,
			compact,
			base64.RawURLEncoding.EncodeToString(foreign.QRClaims),
		),
		notItsOwn,
	)
}

func base64Sum(text []byte) string {
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func encodeText(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func decodeText(t testing.TB, text string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return string(raw)
}

func digestText(disclosure string) string {
	sum := sha256.Sum256([]byte(disclosure))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

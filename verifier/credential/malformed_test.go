package credential_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

const salt = "AAAAAAAAAAAAAAAAAAAAAA"

// change spoils a forgery.
type change = func(*testing.T, *forgery)

func swap(old, new string) change {
	return func(t *testing.T, f *forgery) { f.replace(t, old, new) }
}

func swapAll(old, new string) change {
	return func(t *testing.T, f *forgery) {
		require.Contains(t, f.payload, old)
		f.payload = strings.ReplaceAll(f.payload, old, new)
	}
}

func swapHeader(old, new string) change {
	return func(t *testing.T, f *forgery) {
		require.Contains(t, f.header, old)
		f.header = strings.Replace(f.header, old, new, 1)
	}
}

// without removes a member of the payload.
func without(member string) change {
	pattern := regexp.MustCompile(`"` + member + `":(\{[^}]*\}|\[.*?\]|"[^"]*"),`)
	return func(t *testing.T, f *forgery) {
		require.Regexp(t, pattern, f.payload)
		f.payload = pattern.ReplaceAllString(f.payload, "")
	}
}

// requireMalformed demands that each change alone makes a credential malformed.
func requireMalformed(t *testing.T, doc credential.Document, changes map[string]change) {
	t.Helper()
	issued := issue(t, doc, newSigner(t))
	for name, spoil := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := takeApart(t, issued)
			spoil(t, f)
			_, err := credential.Parse(f.compact())
			require.ErrorIs(t, err, credential.ErrMalformed)
			requireNothingPersonal(t, err)
		})
	}
}

func TestJSONIsReadStrictly(t *testing.T) {
	t.Parallel()
	requireMalformed(t, diploma(), map[string]change{
		"DuplicateMember":     swap(`"kind":`, `"kind":"VN-BA/7480201","kind":`),
		"UnknownMember":       swap(`"kind":`, `"exp":1,"kind":`),
		"UnknownNestedMember": swap(`"achievementType":`, `"image":"x","achievementType":`),
		"OtherCase":           swap(`"kind":`, `"Kind":`),
		"Null":                swap(`"place":"Hà Nội"`, `"place":null`),
		"NotNFC":              swap(`"place":"Hà Nội"`, `"place":"Ha`+"\u0300"+` Nội"`),
		"EscapedNotNFC":       swap(`"place":"Hà Nội"`, `"place":"Ha\u0300"`),
		"ControlCharacter":    swap(`"place":"Hà Nội"`, `"place":"Hà\nNội"`),
		"LoneSurrogate":       swap(`"place":"Hà Nội"`, `"place":"\ud800"`),
		"InvalidUTF8":         swap(`"place":"Hà Nội"`, "\"place\":\"\xff\""),
		"TrailingBytes":       func(t *testing.T, f *forgery) { f.payload += "{}" },
		"Exponent":            swap(`"graduationYear":2026`, `"graduationYear":2.026e3`),
		"Deep":                swap(`"kind":`, `"x":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+`,"kind":`),
	})
}

func TestMalformedCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	requireMalformed(t, diploma(), map[string]change{
		"NoIssuer": without("issuer"),
		"IssuerIsNotThatOfKid": swap(
			`"issuer":{"id":"did:web:vanbang.example:issuers:DH-MAU"`,
			`"issuer":{"id":"did:web:vanbang.example:issuers:DH-KHAC"`,
		),
		"NoKind":                swap(`"kind":"VN-BA/7480201",`, ``),
		"UnknownKind":           swap(`"kind":"VN-BA/7480201"`, `"kind":"VN-XX"`),
		"KindWithoutItsField":   swap(`"kind":"VN-BA/7480201"`, `"kind":"VN-BA"`),
		"KindOfOtherForm":       swap(`"kind":"VN-BA/7480201"`, `"kind":"VN-BD/7480201"`),
		"KindIsNotAchievements": swap(`"kind":"VN-BA/7480201"`, `"kind":"VN-MA/7480201"`),
		"FieldIsNotHumanCode":   swap(`"humanCode":"7480201"`, `"humanCode":"7480202"`),
		"OtherType":             swap(`"OpenBadgeCredential"`, `"ClrCredential"`),
		"OtherContext":          swap(`context-3.0.3.json`, `context-9.json`),
		"OtherVocabulary": swap(
			`{"@vocab":"`+credential.Vocabulary+`"}`,
			`{"@vocab":"https://elsewhere.example/ns#"}`,
		),
		"NoType": without("type"),
		"NoSubject": func(_ *testing.T, f *forgery) {
			f.payload = regexp.MustCompile(`"credentialSubject":.*"credentialStatus"`).
				ReplaceAllString(f.payload, `"credentialStatus"`)
		},
		"SerialNumberMissing": swap(`"licenseNumber":"A 00123456",`, ``),
		"UnknownResultScale":  swap(`"resultDescription":[`, `"resultDescription":7,"x":[`),
		"SubjectIsNoUUID":     swap(`"credentialSubject":{"id":"urn:uuid:`, `"credentialSubject":{"id":"urn:user:`),
	})
}

func TestMalformedDatesAndStatusAreRefused(t *testing.T) {
	t.Parallel()
	requireMalformed(t, diploma(), map[string]change{
		"NoStatus":          without("credentialStatus"),
		"NoDates":           func(t *testing.T, f *forgery) { without("validFrom")(t, f); without("awardedDate")(t, f) },
		"ForeignStatusList": swap(`/status/DH-MAU/1/suspension"`, `/status/DH-KHAC/1/suspension"`),
		"StatusOnAnotherHost": swap(
			`"statusListCredential":"https://vanbang.example`,
			`"statusListCredential":"https://elsewhere.example`,
		),
		"StatusIndexOutOfRange": swapAll("94567", "131072"),
		"StatusIndexPadded":     swapAll("94567", "094567"),
		"StatusListZero":        swapAll("/DH-MAU/1/", "/DH-MAU/0/"),
		"NoValidFrom":           swap(`"validFrom":"2026-06-20T00:00:00+07:00",`, ``),
		"OtherTimeOfDay": func(t *testing.T, f *forgery) {
			f.payload = strings.ReplaceAll(f.payload, "T00:00:00+07:00", "T00:00:00Z")
		},
		"NoSuchDay":        swapAll("2026-06-20", "2026-02-30"),
		"OtherAwardedDate": swap(`"awardedDate":"2026-06-20`, `"awardedDate":"2026-06-21`),
		"EmptyValidUntil":  swap(`"awardedDate":`, `"validUntil":"T23:59:59+07:00","awardedDate":`),
		"EndBeforeStart":   swap(`"awardedDate":`, `"validUntil":"2026-06-19T23:59:59+07:00","awardedDate":`),
	})
}

func TestMalformedDigestsAreRefused(t *testing.T) {
	t.Parallel()
	requireMalformed(t, diploma(), map[string]change{
		"NoQR": without("qr"),
		"ShortQR": func(_ *testing.T, f *forgery) {
			f.payload = regexp.MustCompile(`"qr":"[^"]*"`).ReplaceAllString(f.payload, `"qr":"AAAA"`)
		},
		"OtherHash":             swap(`"_sd_alg":"sha-256"`, `"_sd_alg":"sha-512"`),
		"NoHash":                swap(`,"_sd_alg":"sha-256"`, ``),
		"DigestOutsideThePaths": swap(`"signedBy":{`, `"signedBy":{"_sd":["`+digestOf("x")+`"],`),
		"DigestAtTheTop":        swap(`"kind":`, `"_sd":["`+digestOf("x")+`"],"kind":`),
		"ClaimInClear":          swap(`"licenseNumber":`, `"birthDate":"2004-03-15","licenseNumber":`),
		"IdentityInClear": swap(
			`"identifier":[`,
			`"identifier":[{"type":"IdentityObject","hashed":false,"identityHash":"A","identityType":"name"},`,
		),
		"RepeatedDigest":   func(t *testing.T, f *forgery) { f.replace(t, `"_sd":["`, `"_sd":["`+digestOf(f.disclosures[0])+`","`) },
		"DigestIsNoDigest": swap(`"_sd":["`, `"_sd":["short","`),
	})
}

func TestMalformedHeadersAndSignaturesAreRefused(t *testing.T) {
	t.Parallel()
	requireMalformed(t, diploma(), map[string]change{
		"HeaderCrit": func(_ *testing.T, f *forgery) {
			f.header = strings.Replace(f.header, `{`, `{"crit":["b64"],"b64":false,`, 1)
		},
		"HeaderWithKey":         swapHeader(`{`, `{"jwk":{},`),
		"HeaderType":            swapHeader(`vc+sd-jwt`, `dc+sd-jwt`),
		"HeaderAlgNone":         swapHeader(`ES256K`, `none`),
		"HeaderAlgHMAC":         swapHeader(`ES256K`, `HS256`),
		"HeaderKidWithoutKey":   swapHeader(`#`, `/`),
		"HeaderKidOtherMethod":  swapHeader(`did:web`, `did:key`),
		"EmptySignature":        func(_ *testing.T, f *forgery) { f.signature = "" },
		"LongSignature":         func(_ *testing.T, f *forgery) { f.signature += "AA" },
		"SignatureTrailingBits": func(_ *testing.T, f *forgery) { f.signature = f.signature[:85] + "B" },
		"LineEndInSignature":    func(_ *testing.T, f *forgery) { f.signature = f.signature[:40] + "\n" + f.signature[40:] },
	})
}

func TestMalformedDisclosuresAreRefused(t *testing.T) {
	t.Parallel()
	exchange := func(held, disclosure string) change {
		return func(t *testing.T, f *forgery) { f.exchange(t, held, disclosure) }
	}
	requireMalformed(t, diploma(), map[string]change{
		"Repeated":              func(_ *testing.T, f *forgery) { f.disclosures = append(f.disclosures, f.disclosures[0]) },
		"OutsideTheListedPaths": exchange("birthPlace", `["`+salt+`","serialNumber","B 1"]`),
		"RepeatsAClaim":         exchange("birthPlace", `["`+salt+`","achievement",{}]`),
		"RepeatsADisclosure":    exchange("birthPlace", `["`+salt+`","sex","Nam"]`),
		"NamedSD":               exchange("birthPlace", `["`+salt+`","_sd",["`+digestOf("x")+`"]]`),
		"NamedDots":             exchange("birthPlace", `["`+salt+`","...","x"]`),
		"MemberAsElement":       exchange("birthPlace", `["`+salt+`","Hà Nội"]`),
		"ElementAsMember":       exchange("nationalId", `["`+salt+`","name",{}]`),
		"HoldsADigest":          exchange(`"result"`, `["`+salt+`","result",[{"_sd":["`+digestOf("x")+`"]}]]`),
		"ShortSalt":             exchange("birthPlace", `["AAAA","birthPlace","Hà Nội"]`),
		"SaltIsNoText":          exchange("birthPlace", `[7,"birthPlace","Hà Nội"]`),
		"FourElements":          exchange("birthPlace", `["`+salt+`","birthPlace","Hà Nội",1]`),
		"NoArray":               exchange("birthPlace", `{"birthPlace":"Hà Nội"}`),
		"NotJSON":               exchange("birthPlace", `["`+salt+`","birthPlace",]`),
		"NotNFC":                exchange("birthPlace", `["`+salt+`","birthPlace","Ha`+"\u0300"+`"]`),
		"Empty":                 exchange("birthPlace", `["`+salt+`","birthPlace",""]`),
		"Number":                exchange("birthPlace", `["`+salt+`","birthPlace",7]`),
		"BirthDateIsNone":       exchange("birthDate", `["`+salt+`","birthDate","15/03/2004"]`),
		"HashedIdentity": exchange(
			"nationalIdentityNumber",
			`["`+salt+`",{"type":"IdentityObject","hashed":true,"identityHash":"sha256$00","identityType":"nationalIdentityNumber"}]`,
		),
		"RepeatedIdentity": exchange(
			"nationalIdentityNumber",
			`["`+salt+`",{"type":"IdentityObject","hashed":false,"identityHash":"Trần Thị B","identityType":"name"}]`,
		),
		"UnknownIdentity": exchange(
			"nationalIdentityNumber",
			`["`+salt+`",{"type":"IdentityObject","hashed":false,"identityHash":"B","identityType":"emailAddress"}]`,
		),
		"ResultOfTranscriptOnly": exchange(
			`"result"`,
			`["`+salt+`","result",[`+result(credential.Vocabulary+"gpa4", "4")+`]]`,
		),
		"RepeatedResult": exchange(
			`"result"`,
			`["`+salt+`","result",[`+result(credential.Vocabulary+"rank", "Giỏi")+`,`+
				result(credential.Vocabulary+"rank", "Khá")+`]]`,
		),
	})
}

func TestMalformedCompactFormsAreRefused(t *testing.T) {
	t.Parallel()
	issued := issue(t, diploma(), newSigner(t))
	for name, compact := range map[string]string{
		"Empty":             "",
		"NoTilde":           issued.JWT,
		"EmptyDisclosure":   issued.SDJWT() + "~",
		"TooManyOfThem":     issued.SDJWT() + strings.Repeat("AA~", 500),
		"KeyBinding":        issued.SDJWT() + issued.JWT,
		"FourParts":         issued.JWT + ".AA~",
		"TwoParts":          issued.JWT[:strings.LastIndexByte(issued.JWT, '.')] + "~",
		"Space":             " " + issued.SDJWT(),
		"LineEnd":           issued.SDJWT() + "\n",
		"Padding":           strings.Replace(issued.SDJWT(), ".", "=.", 1),
		"TooLong":           issued.SDJWT() + strings.Repeat("A", credential.MaxSize),
		"StandardAlphabet":  strings.Replace(issued.JWT, "e", "+", 1) + "~",
		"LineEndInsideBody": strings.Replace(issued.JWT, ".", ".\n", 1) + "~",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := credential.Parse(compact)
			require.ErrorIs(t, err, credential.ErrMalformed)
		})
	}
}

func TestMalformedTranscriptsAreRefused(t *testing.T) {
	t.Parallel()
	requireMalformed(t, transcript(3), map[string]change{
		"AssociationMissing": func(t *testing.T, f *forgery) {
			at := strings.LastIndex(f.payload, `,{"type":"Association"`)
			f.payload = f.payload[:at] + f.payload[at+strings.IndexByte(f.payload[at:], '}')+1:]
		},
		"AssociationToAnotherAward": func(t *testing.T, f *forgery) {
			f.replace(
				t,
				`"targetId":"https://vanbang.example/kinds/VN-BD/7480201"`,
				`"targetId":"https://vanbang.example/kinds/VN-BD"`,
			)
		},
		"CourseInClear": func(t *testing.T, f *forgery) {
			at := f.holding(t, "INT102")
			text := decode(t, f.disclosures[at])
			f.replace(t, `{"...":"`+digestOf(f.disclosures[at])+`"}`, text[strings.IndexByte(text, '{'):len(text)-1])
			f.disclosures = append(f.disclosures[:at], f.disclosures[at+1:]...)
		},
		"CourseOfAnotherIssuer": func(t *testing.T, f *forgery) {
			text := decode(t, f.disclosures[f.holding(t, "INT102")])
			f.exchange(t, "INT102", strings.Replace(text, "issuers:DH-MAU", "issuers:DH-KHAC", 1))
		},
		"CourseOfAnotherSubject": func(t *testing.T, f *forgery) {
			text := decode(t, f.disclosures[f.holding(t, "INT102")])
			at := strings.Index(
				text,
				`"credentialSubject":{"id":"urn:uuid:`,
			) + len(
				`"credentialSubject":{"id":"urn:uuid:`,
			)
			f.exchange(t, "INT102", text[:at]+"00000000"+text[at+8:])
		},
		"MarkIsNoDecimal": func(t *testing.T, f *forgery) {
			text := decode(t, f.disclosures[f.holding(t, "INT102")])
			f.exchange(t, "INT102", strings.Replace(text, `"8.5"`, `"8,5"`, 1))
		},
		"CreditsAsText": func(t *testing.T, f *forgery) { f.replace(t, `"creditsEarned":130`, `"creditsEarned":"130"`) },
		"AwardWithheld": func(t *testing.T, f *forgery) {
			at := strings.Index(f.payload, `"verifiableCredential":[`) + len(`"verifiableCredential":[`)
			end := at + strings.Index(f.payload[at:], `{"..."`)
			f.payload = f.payload[:at] + `{"...":"` + digestOf("x") + `"},` + f.payload[end:]
		},
		"CourseDisclosedAsAnother": func(t *testing.T, f *forgery) {
			first, second := digestOf(
				f.disclosures[f.holding(t, "INT100")],
			), digestOf(
				f.disclosures[f.holding(t, "INT101")],
			)
			f.payload = strings.NewReplacer(first, second, second, first).Replace(f.payload)
		},
	})
}

// requireNothingPersonal demands that an error's text quotes nothing of what was read.
func requireNothingPersonal(t *testing.T, err error) {
	t.Helper()
	for _, personal := range []string{"Hương", "000304001234", "2220600001", "2004-03-15", "Hà N", "Kinh"} {
		require.NotContains(t, err.Error(), personal)
	}
}

func result(description, value string) string {
	return `{"type":["Result"],"resultDescription":"` + description + `","value":"` + value + `"}`
}

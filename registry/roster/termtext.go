package roster

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"sogoc/registry"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

// termText is a text that the upload says for all rows.
type termText struct {
	header string // as the form names it, with the member of the terms
	text   string
}

// termTexts returns the texts of terms that are printed, in the order of the form.
func termTexts(t registry.Terms) []termText {
	return []termText{
		{headerAward, t.Award},
		{headerAwardEn, t.AwardEn},
		{headerMajor, t.Major},
		{headerMajorEn, t.MajorEn},
		{headerDecision, t.DecisionNumber},
		{headerSigner, t.SignedBy.Name},
		{headerTitle, t.SignedBy.Title},
		{headerPlace, t.Place},
		{headerMode, t.Mode},
		{headerSchool, t.School},
		{headerCouncil, t.ExamCouncil},
		{headerSession, t.ExamSession},
	}
}

const (
	headerAward    = "Tên văn bằng (award)"
	headerAwardEn  = "Tên tiếng Anh (awardEn)"
	headerMajor    = "Ngành (major)"
	headerMajorEn  = "Tên ngành tiếng Anh (majorEn)"
	headerMode     = "Hình thức đào tạo (mode)"
	headerCouncil  = "Hội đồng thi (examCouncil)"
	headerDecision = "Số quyết định (decisionNumber)"
	headerSigner   = "Người ký (signedBy.name)"
	headerTitle    = "Chức vụ người ký (signedBy.title)"
	headerPlace    = "Nơi cấp (place)"
	headerSchool   = "Trường (school)"
	headerSession  = "Khóa thi (examSession)"
	headerUntil    = "Có giá trị đến (validUntil)"
)

// judgeTermTexts holds each text of the terms against what cells are held against, and
// against what is usual for it.
func (b *builder) judgeTermTexts(decided time.Time) {
	refused := map[string]bool{} // headers of texts of which nothing else is to be said
	for _, t := range termTexts(b.Terms) {
		code, suggestion := b.judgeTermText(t.text)
		if code == "" && t.text != "" && slices.Contains(inWords, t.header) && !hasLetter(t.text) {
			code = CodeTermLetters
		}
		if code != "" {
			b.add(Problem{Code: code, File: FileTerms, Header: t.header, Found: t.text, Suggestion: suggestion})
			refused[t.header] = messages[code].severity == Error
		}
	}
	b.judgeAward(refused)
	say := func(code Code, header, found string) {
		if !refused[header] {
			b.add(Problem{Code: code, File: FileTerms, Header: header, Found: found})
		}
	}
	if number := b.Terms.DecisionNumber; number != "" && !isDecisionNumber(number, decided) {
		say(CodeDecisionForm, headerDecision, number)
	}
	if session := b.Terms.ExamSession; !b.suitsSession(session, decided) {
		say(CodeSessionYear, headerSession, session)
	}
	if name := b.Terms.SignedBy.Name; name != "" && !isSignerName(name) {
		say(CodeSignerForm, headerSigner, name)
	}
	if title := b.Terms.SignedBy.Title; title != "" && !hasOffice(title) {
		say(CodeSignerTitle, headerTitle, title)
	}
	if mode := b.Terms.Mode; mode != "" && !isMode(mode) {
		say(CodeTermMode, headerMode, mode)
	}
	if until := b.Terms.ValidUntil; until != "" {
		if t, known := issuedType(b.Terms.Type); known && !t.Expires {
			say(CodeUntilOfKind, headerUntil, string(until))
		}
	}
}

// judgeTermText says what is wrong with the letters of a text; "" where nothing is.
func (b *builder) judgeTermText(text string) (code Code, suggestion string) {
	if text == "" {
		return "", ""
	}
	if e := letters.Detect(text); e != "" {
		converted, _ := letters.Convert(e, text)
		return CodeTermEncoding, converted
	}
	switch scripts := letters.Scripts(text); {
	case letters.HasForbidden(text), strings.ContainsFunc(text, isInvisible):
		return CodeTermForbidden, ""
	case letters.Damaged(text):
		return CodeTermEncoding, ""
	case scripts == letters.MixedScripts:
		return CodeTermScript, ""
	case scripts == letters.NeedsShaping, strings.ContainsFunc(text, b.isUnprintable):
		return CodeTermNotPrintable, ""
	case scripts != letters.Latin, letters.HasForeign(text), isPlaceholder(text),
		!strings.ContainsFunc(text, isLetterOrDigit), strings.ContainsAny(text, "?�"):
		return CodeTermLetters, ""
	}
	return "", ""
}

// isInvisible knows soft hyphens, joiners and other characters that nobody sees.
func isInvisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

func (b *builder) isUnprintable(r rune) bool { return b.CanPrint != nil && !b.CanPrint(r) }

// judgeAward holds the award's name against that of the kind.
func (b *builder) judgeAward(refused map[string]bool) {
	kind, known := issuedType(b.Terms.Type)
	if !known {
		return
	}
	for _, one := range []struct {
		header, text string
		label        func(credential.Type) string
	}{
		{headerAward, b.Terms.Award, func(t credential.Type) string { return t.Label }},
		{headerAwardEn, b.Terms.AwardEn, func(t credential.Type) string { return t.LabelEn }},
	} {
		if one.text == "" || one.text == one.label(kind) || refused[one.header] {
			continue
		}
		p := Problem{
			Code:       CodeAwardOther,
			File:       FileTerms,
			Header:     one.header,
			Found:      one.text,
			Suggestion: one.label(kind),
		}
		if slices.ContainsFunc(credential.Types(), func(t credential.Type) bool {
			return t.Code != kind.Code && letters.Key(one.label(t)) == letters.Key(one.text)
		}) {
			p.Code = CodeAwardOfOtherKind
		}
		b.add(p)
	}
}

// issuedType returns the line of the table of kinds; false for an unknown code, which
// the register refuses.
func issuedType(code string) (credential.Type, bool) {
	types := credential.Types()
	i := slices.IndexFunc(types, func(t credential.Type) bool { return t.Code == code })
	if i < 0 {
		return credential.Type{}, false
	}
	return types[i], true
}

// decisionNumber is the form that decisions are numbered in: "123/QĐ-THPTM" or
// "123/2026/QĐ-BGDĐT" (Decree 30/2020, appendix I).
var decisionNumber = regexp.MustCompile(`^[0-9]{1,6}[a-zA-Z]?(?:/([0-9]{4}))?/\p{Lu}[\p{L}0-9.&/–-]*$`)

func isDecisionNumber(text string, decided time.Time) bool {
	parts := decisionNumber.FindStringSubmatch(text)
	return parts != nil && (parts[1] == "" || decided.IsZero() || parseSmall(parts[1]) == decided.Year())
}

var fourDigits = regexp.MustCompile(`\b[0-9]{4}\b`)

// suitsSession reports whether an exam session names no year, or that of graduation or
// decision. Where no year of graduation is given, the year before the decision's is
// one in which people sat for it too.
func (b *builder) suitsSession(session string, decided time.Time) bool {
	years := fourDigits.FindAllString(session, -1)
	if len(years) == 0 {
		return true
	}
	return slices.ContainsFunc(years, func(digits string) bool {
		switch year := parseSmall(digits); {
		case b.Terms.GraduationYear != 0:
			return year == b.Terms.GraduationYear
		case !decided.IsZero():
			return year == decided.Year() || year == decided.Year()-1
		default:
			return year <= b.at.Year()
		}
	})
}

// offices are words of which the title of a person who signs has one.
var offices = phrases(
	"hiệu trưởng",
	"phó hiệu trưởng",
	"giám đốc",
	"phó giám đốc",
	"viện trưởng",
	"chủ tịch",
	"phó chủ tịch",
	"bộ trưởng",
	"thứ trưởng",
	"cục trưởng",
	"vụ trưởng",
	"trưởng phòng",
	"phó trưởng phòng",
	"trưởng khoa",
	"chủ nhiệm",
	"tổng giám đốc",
	"trưởng ban",
	"thủ trưởng",
	"chính ủy",
	"học viện trưởng",
	"rector",
	"principal",
	"president",
	"director",
	"dean",
)

func hasOffice(title string) bool { return sayingOf(title).has(offices) }

// isSignerName reports whether a text can be the name of a person who signs: two words
// or more, letters only but for brackets, and no office among them.
func isSignerName(name string) bool {
	plain := strings.NewReplacer("(", "", ")", "", ",", "").Replace(name)
	return letters.IsName(plain) && len(strings.Fields(plain)) >= 2 && !hasOffice(name)
}

// AskOtherSchool adds the question whether the school that the terms name is meant,
// where that is another one than the issuer.
func (r *Result) AskOtherSchool(school, issuer string) {
	if school == "" || schoolKey(school) == schoolKey(issuer) {
		return
	}
	newCollector(&r.Report, r.answers).add(Problem{
		Code: CodeTermSchool, File: FileTerms, Header: headerSchool, Found: school, Suggestion: issuer,
	})
}

var schoolWords = strings.NewReplacer(
	"trunghocphothong",
	"thpt",
	"trunghoccoso",
	"thcs",
	"daihoc",
	"dh",
	"caodang",
	"cd",
)

// schoolKey is what the names of one school share, long or short.
func schoolKey(name string) string {
	return strings.TrimPrefix(schoolWords.Replace(shortKey(name)), "truong")
}

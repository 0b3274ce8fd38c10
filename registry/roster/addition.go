package roster

import (
	"regexp"
	"slices"
	"strings"

	"sogoc/registry/roster/letters"
)

// explanations are what schools add to headers to say how a column is filled in or whose
// it is where that is the learner. They are compared by their keys. An addition that is
// not here may make another thing of the column: of the mother, of grade 11, not final.
var explanations = keysOf("nếu có", "ghi rõ", "ghi đầy đủ", "bắt buộc", "không bắt buộc", "required",
	"optional",
	"in hoa", "chữ in hoa", "chữ in", "viết hoa", "viết chữ in hoa", "ghi chữ in hoa", "có dấu",
	"tiếng Việt có dấu", "tiếng Việt",
	"theo giấy khai sinh", "theo khai sinh", "như giấy khai sinh", "như trong giấy khai sinh",
	"trên giấy khai sinh",
	"ghi theo giấy khai sinh", "đúng như giấy khai sinh", "khai sinh", "GKS", "theo GKS", "theo CCCD",
	"theo căn cước",
	"nam/nữ", "nam, nữ", "nam hoặc nữ", "nam: 1, nữ: 2", "x nếu là nữ", "nữ: x", "nữ ghi x", "đánh dấu x",
	"tỉnh", "tỉnh/thành phố", "tỉnh/TP", "tỉnh, thành phố", "tỉnh, TP", "thành phố", "ghi tỉnh", "ghi tên tỉnh",
	"cấp tỉnh",
	"huyện, tỉnh", "huyện/tỉnh", "quận/huyện, tỉnh/thành phố", "xã, huyện, tỉnh", "xã/huyện/tỉnh", "xã, tỉnh",
	"xã/tỉnh",
	"xã/phường, tỉnh/thành phố", "phường/xã, tỉnh/thành phố", "theo địa danh cũ", "theo địa danh mới",
	"học sinh", "HS", "của học sinh", "của HS", "sinh viên", "SV", "của sinh viên", "của SV", "học viên", "HV",
	"của học viên", "người học", "của người học", "thí sinh", "của thí sinh", "người được cấp bằng",
	"số", "chữ", "bằng số", "bằng chữ", "12 số", "12 chữ số", "gồm 12 số", "9 hoặc 12 số", "12 digits", "text",
	"dạng text",
	"dạng chữ", "định dạng text", "CCCD", "CMND", "ĐDCN", "CMND/CCCD", "số CCCD", "định danh cá nhân",
	"mã định danh",
	"tốt nghiệp", "TN", "công nhận tốt nghiệp", "toàn khóa", "toàn khoá", "hệ 10", "hệ 4", "thang 10", "thang 4",
	"thang điểm 10", "thang điểm 4", "hệ chữ", "tích lũy", "năm", "tháng", "ngày", "số năm", "tín chỉ", "TC",
	"Bộ GD&ĐT", "Bộ GDĐT", "của Bộ", "MOET", "do trường cấp", "trường cấp", "SIS", "VN", "khóa",
	"nếu khác Việt Nam",
	"năm sinh", "ngày tháng năm", "dương lịch", "cấp 3", "THPT", "cơ sở khác", "chuyển đến")

// explaining begins an addition that only gives an example or a form.
var explaining = regexp.MustCompile(`^(vidu|vd|example|dinhdang|ghitheodang|format|nhaptheo)`)

// formOfDate is how a date's form is written, in either order of the letters.
var formOfDate = regexp.MustCompile(`^(dd?|mm?|yy(yy)?|nn?|tt?|nnnn|ngay|thang|nam)+$`)

// instruction is an addition that says how to fill in the column and nothing else: a verb, and words of
// writing. "Ghi" and "viết" begin it, so that "đúng" alone stays what it is: a correction.
var instruction = regexp.MustCompile(`^(?:viết|ghi|nhập|điền)(?: (?:viết|ghi|nhập|điền|chữ|in|hoa|thường|có|` +
	`dấu|đúng|như|theo|trên|trong|giấy|khai|sinh|tiếng|việt|đầy|đủ|rõ|ràng|bằng|cccd|căn|cước|và|tên|tỉnh|` +
	`thành|phố))+$`)

func keysOf(texts ...string) []string {
	keys := make([]string, len(texts))
	for i, text := range texts {
		keys[i] = letters.Key(text)
	}
	return keys
}

// isExplanation reports whether each part of what is added to a field's header leaves it
// what it is: a form, a number of the column, the field's name in another language.
func (a aliasIndex) isExplanation(f Field, addition string) bool {
	if f == "" {
		return true
	}
	if a.explains(f, addition) {
		return true
	}
	parts := strings.FieldsFunc(addition, func(r rune) bool { return strings.ContainsRune("()[]\n:*;", r) })
	return !slices.ContainsFunc(parts, func(part string) bool { return !a.explains(f, part) })
}

func (a aliasIndex) explains(f Field, part string) bool {
	key := letters.Key(part)
	switch {
	case key == "", len(key) <= 2 && strings.Trim(key, "0123456789") == "":
		return true
	case a.fields[key] == f, slices.Contains(explanations, key), formOfDate.MatchString(key):
		return true
	}
	words := strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer(",", " ", "/", " ").Replace(part)), " "))
	return explaining.MatchString(key) || instruction.MatchString(words)
}

// parents are those of whose data lists have columns beside the learner's.
var parents = phrases("cha", "bố", "ba", "mẹ", "má", "chủ hộ", "người giám hộ", "giám hộ", "phụ huynh", "PH")

// isOfParent reports whether an addition to a header says that the column is a parent's.
func isOfParent(addition string) bool { return sayingOf(addition).has(parents) }

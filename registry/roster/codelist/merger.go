package codelist

import "strings"

// merged are the provinces of 2008 to 2025 that went into one of today's (Resolution
// 202/2025/QH15): birth places name both, old before new or the other way round.
var merged = map[string]string{
	"Hà Giang": "Tuyên Quang", "Yên Bái": "Lào Cai", "Bắc Kạn": "Thái Nguyên", "Vĩnh Phúc": "Phú Thọ",
	"Hòa Bình": "Phú Thọ", "Bắc Giang": "Bắc Ninh", "Thái Bình": "Hưng Yên", "Hải Dương": "Hải Phòng",
	"Hà Nam": "Ninh Bình", "Nam Định": "Ninh Bình", "Quảng Bình": "Quảng Trị", "Quảng Nam": "Đà Nẵng",
	"Kon Tum": "Quảng Ngãi", "Bình Định": "Gia Lai", "Ninh Thuận": "Khánh Hòa", "Đắk Nông": "Lâm Đồng",
	"Bình Thuận": "Lâm Đồng", "Phú Yên": "Đắk Lắk", "Bình Dương": "Hồ Chí Minh",
	"Bà Rịa - Vũng Tàu": "Hồ Chí Minh", "Bình Phước": "Đồng Nai", "Long An": "Tây Ninh",
	"Sóc Trăng": "Cần Thơ", "Hậu Giang": "Cần Thơ", "Bến Tre": "Vĩnh Long", "Trà Vinh": "Vĩnh Long",
	"Tiền Giang": "Đồng Tháp", "Bạc Liêu": "Cà Mau", "Kiên Giang": "An Giang",
}

// Province returns the province that a text names, with or without the word for what kind of
// unit it is; false for none.
func Province(text string) (Entry, bool) {
	before, name := SplitPlace(strings.TrimSpace(text))
	if strings.TrimSpace(name) == "" || strings.ContainsAny(before, ",;-") {
		return Entry{}, false
	}
	i, known := Provinces.exact[toneKey(name)]
	if !known {
		return Entry{}, false
	}
	return Provinces.entries[i], true
}

// MayBeOnePlace reports whether one birth place may name both of two provinces: they are one,
// one went into the other, or one of them is of before 2008, when all of them were cut anew.
func MayBeOnePlace(a, b Entry) bool {
	old := func(e Entry) bool { return e.To != 0 && e.To <= 2008 }
	today := func(e Entry) string {
		if into, gone := merged[e.Name]; gone {
			return into
		}
		return e.Name
	}
	return old(a) || old(b) || today(a) == today(b)
}

package codelist

import "strings"

// provincesOf makes entries of one span of years.
func provincesOf(from, to int, list string) []Entry {
	var entries []Entry
	for _, line := range strings.Split(strings.Join(strings.Fields(list), " "), ",") {
		spellings := strings.Split(strings.TrimSpace(line), " = ")
		entries = append(entries, Entry{Name: spellings[0], Others: spellings[1:], From: from, To: to})
	}
	return entries
}

// Provinces are the units of today (since July 2025), those of 2008 to 2025, and
// those before that birth certificates name. A birth place is printed as it was
// when somebody was born or registered, so that all years are good.
var Provinces = newList(append(append(
	provincesOf(2025, 0, `Hà Nội, Cao Bằng, Tuyên Quang, Điện Biên, Lai Châu, Sơn La, Lào Cai, Thái Nguyên,
		Lạng Sơn, Quảng Ninh, Bắc Ninh,
		Phú Thọ, Hải Phòng, Hưng Yên, Ninh Bình, Thanh Hóa, Nghệ An, Hà Tĩnh, Quảng Trị,
		Huế = Thừa Thiên Huế = Thừa Thiên - Huế = Thừa Thiên-Huế
		= TT Huế, Đà Nẵng, Quảng Ngãi, Gia Lai, Khánh Hòa, Đắk Lắk = Đăk Lăk = Đắc Lắc = Đak Lak = Đắc Lăk,
		Lâm Đồng, Đồng Nai,
		Hồ Chí Minh = HCM = TPHCM = TP.HCM = TP. HCM = TP HCM = Sài Gòn, Tây Ninh, Đồng Tháp, Vĩnh Long,
		An Giang, Cần Thơ, Cà Mau`),
	provincesOf(2008, 2025, `Hà Giang, Yên Bái, Bắc Kạn = Bắc Cạn, Vĩnh Phúc, Hòa Bình, Bắc Giang, Thái Bình,
		Hải Dương, Hà Nam, Nam Định, Quảng Bình,
		Quảng Nam, Kon Tum = Kontum = KonTum, Bình Định, Ninh Thuận, Phú Yên, Đắk Nông = Đăk Nông = Đắc Nông,
		Bình Thuận, Bình Phước, Bình Dương,
		Bà Rịa - Vũng Tàu = Bà Rịa – Vũng Tàu = Bà Rịa-Vũng Tàu = Vũng Tàu = BR-VT, Long An, Tiền Giang, Bến Tre,
		Trà Vinh, Kiên Giang, Sóc Trăng,
		Hậu Giang, Bạc Liêu`)...),
	provincesOf(0, 2008, `Hà Tây, Hà Nam Ninh, Hà Sơn Bình, Hải Hưng, Vĩnh Phú, Bắc Thái, Hà Bắc, Nam Hà,
		Hà Tuyên, Cao Lạng, Hoàng Liên Sơn, Nghệ Tĩnh,
		Bình Trị Thiên, Quảng Nam - Đà Nẵng = Quảng Nam Đà Nẵng, Nghĩa Bình, Phú Khánh, Thuận Hải,
		Gia Lai - Kon Tum, Đồng Nai Thượng, Sông Bé, Cửu Long,
		Minh Hải, Vũng Tàu - Côn Đảo, Gia Định, Ba Xuyên, Long Khánh, Phong Dinh, Thủ Dầu Một`)...)...)

// prefixes that say what kind of unit follows.
var provincePrefixes = []string{"tỉnh ", "thành phố ", "tp. ", "tp.", "tp ", "t. ", "t.p "}

// SplitPlace parts a birth place before its last unit, without the word for what
// kind of unit it is: "Xã Mẫu, tỉnh Hà Nam" is "Xã Mẫu, tỉnh " and "Hà Nam".
func SplitPlace(place string) (before, province string) {
	at := max(strings.LastIndexAny(place, ",;"), strings.LastIndex(place, " - "))
	if at >= 0 && !Provinces.Known(place) {
		before = place[:at+1]
		if strings.HasPrefix(place[at:], " - ") {
			before = place[:at+len(" - ")]
		}
	}
	province = place[len(before):]
	trimmed := strings.TrimLeft(province, " ")
	before += province[:len(province)-len(trimmed)]
	for _, prefix := range provincePrefixes {
		if len(trimmed) > len(prefix) && strings.EqualFold(trimmed[:len(prefix)], prefix) &&
			!Provinces.Known(trimmed) {
			return before + trimmed[:len(prefix)], trimmed[len(prefix):]
		}
	}
	return before, trimmed
}

package sample

import (
	"math/rand/v2"
	"strings"
)

// weighted is a list of words with their frequencies in per mille.
type weighted []struct {
	word   string
	weight int
}

func (w weighted) pick(r *rand.Rand) string {
	total := 0
	for _, entry := range w {
		total += entry.weight
	}
	n := r.IntN(total)
	for _, entry := range w {
		if n -= entry.weight; n < 0 {
			return entry.word
		}
	}
	return w[0].word
}

func oneOf(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

var families = weighted{{"Nguyễn", 384}, {"Trần", 110}, {"Lê", 95}, {"Phạm", 71}, {"Hoàng", 26}, {"Huỳnh", 25},
	{"Phan", 45}, {"Vũ", 20}, {"Võ", 19}, {"Đặng", 21}, {"Bùi", 20}, {"Đỗ", 14}, {"Hồ", 13}, {"Ngô", 13}, {"Dương", 10},
	{"Lý", 5}, {"Đinh", 8}, {"Đào", 8}, {"Đoàn", 8}, {"Trịnh", 8}, {"Lương", 7}, {"Mai", 7}, {"Tạ", 6}, {"Hà", 6},
	{"Cao", 6}, {"Châu", 5}, {"Lâm", 5}, {"Phùng", 5}, {"Quách", 3}, {"Tống", 3}, {"Triệu", 3}, {"Vương", 3}, {"Thái", 3},
	{"Kiều", 2}, {"Tô", 2}, {"Từ", 1}, {"Chu", 2}, {"La", 1}}

var (
	middleFemale = weighted{{"Thị", 150}, {"Ngọc", 110}, {"Thanh", 90}, {"Thu", 70}, {"Phương", 80}, {"Minh", 70},
		{"Khánh", 60}, {"Bảo", 60}, {"Thùy", 60}, {"Quỳnh", 60}, {"Hoài", 50}, {"Kim", 50}, {"Hồng", 40}}
	middleMale = weighted{{"Văn", 100}, {"Hữu", 70}, {"Đức", 90}, {"Minh", 100}, {"Quang", 80}, {"Công", 50}, {"Xuân", 50},
		{"Đình", 50}, {"Thành", 60}, {"Gia", 70}, {"Tuấn", 50}, {"Quốc", 60}, {"Ngọc", 50}, {"Hoàng", 60}, {"Anh", 40}}
	givenFemale = strings.Fields("Anh Linh Trang Hương Hà Thảo Ngọc Phương Mai Lan Nhung Hằng Yến Vy Nhi Trâm My Châu Thư Ngân Quỳnh Tiên Như Diệp Oanh Uyên Tuyết Đào")
	givenMale   = strings.Fields("Anh Minh Huy Nam Long Hùng Dũng Tuấn Đức Khoa Khang Phúc Bảo Nhật Quân Thắng Hiếu Đạt Tùng Sơn Hải Phong Kiệt Thịnh Vinh Trung Cường Việt Lộc Ân")
)

var ethnicities = weighted{{"Kinh", 853}, {"Tày", 19}, {"Thái", 19}, {"Mường", 15}, {"Mông", 14}, {"Khmer", 14},
	{"Nùng", 11}, {"Dao", 9}, {"Hoa", 8}, {"Gia Rai", 5}, {"Ê Đê", 4}}

// minorityNames are patterns of names that name checks tend to refuse: %s is
// a given name of the list.
var minorityNames = map[string][2]string{ // male, female
	"Mông":    {"Giàng A %s", "Vàng Thị %s"},
	"Khmer":   {"Thạch Sa %s", "Sơn Thị %s"},
	"Gia Rai": {"Rơ Châm %s", "H'%s Ksor"},
	"Ê Đê":    {"Y %s Niê", "H'%s Niê"},
	"Thái":    {"Lò Văn %s", "Lò Thị %s"},
	"Nùng":    {"Nông Văn %s", "Nông Thị %s"},
}

// provinces are the 34 of today; former names stay on papers that were
// printed with them.
var (
	provinces = []string{"Hà Nội", "Cao Bằng", "Tuyên Quang", "Điện Biên", "Lai Châu", "Sơn La", "Lào Cai", "Thái Nguyên",
		"Lạng Sơn", "Quảng Ninh", "Bắc Ninh", "Phú Thọ", "Hải Phòng", "Hưng Yên", "Ninh Bình", "Thanh Hóa", "Nghệ An", "Hà Tĩnh",
		"Quảng Trị", "Huế", "Đà Nẵng", "Quảng Ngãi", "Gia Lai", "Khánh Hòa", "Đắk Lắk", "Lâm Đồng", "Đồng Nai",
		"TP. Hồ Chí Minh", "Tây Ninh", "Đồng Tháp", "Vĩnh Long", "An Giang", "Cần Thơ", "Cà Mau"}
	formerProvinces = []string{"Yên Bái", "Hải Dương", "Nam Định", "Bình Định", "Bà Rịa – Vũng Tàu", "Sóc Trăng", "Bắc Kạn"}
)

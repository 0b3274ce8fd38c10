package codelist

import "sogoc/registry/roster/letters"

// subjects of general education, with the short names that mark sheets use.
var subjects = keys("Toán", "Toán học", "Ngữ văn", "Văn", "Tiếng Anh", "Anh", "Ngoại ngữ", "Ngoại ngữ 1",
	"Ngoại ngữ 2", "Tiếng Pháp", "Tiếng Nga",
	"Tiếng Trung", "Tiếng Trung Quốc", "Tiếng Nhật", "Tiếng Hàn", "Tiếng Đức", "Tiếng Việt",
	"Tiếng dân tộc thiểu số", "Vật lí", "Lí", "Hóa học", "Hóa",
	"Sinh học", "Sinh", "Lịch sử", "Sử", "Địa lí", "Địa", "Lịch sử và Địa lí", "Khoa học tự nhiên", "KHTN",
	"Khoa học", "Giáo dục công dân", "GDCD",
	"Giáo dục kinh tế và pháp luật", "GDKT&PL", "GD KT&PL", "GDKTPL", "KTPL", "Kinh tế pháp luật", "Tin học", "Tin",
	"Công nghệ", "Công nghệ công nghiệp",
	"Công nghệ nông nghiệp", "CN", "Thể dục", "TD", "Giáo dục thể chất", "GDTC", "Giáo dục quốc phòng và an ninh",
	"GDQP", "GDQPAN", "QPAN", "GDQP-AN",
	"Âm nhạc", "Mĩ thuật", "Nghệ thuật", "Hoạt động trải nghiệm", "Hoạt động trải nghiệm, hướng nghiệp", "HĐTN",
	"HĐTNHN", "HĐTN-HN",
	"Nội dung giáo dục địa phương", "Giáo dục địa phương", "GDĐP", "NDGDĐP", "Nghề phổ thông", "Đạo đức")

// results that stand beside subjects and are none.
var results = keys("STT", "TT", "Số TT", "Lớp", "Khối", "ĐTB", "TB", "Điểm TB", "ĐTBCM", "TBCM", "TBM", "TBCN",
	"TB CN", "Trung bình", "Trung bình môn",
	"Trung bình các môn", "Điểm trung bình", "Điểm trung bình các môn", "ĐTB các môn", "Tổng", "Tổng điểm",
	"Tổng cộng", "Điểm xét", "Điểm xét tốt nghiệp",
	"Điểm XTN", "ĐXTN", "Điểm ưu tiên", "Điểm UT", "Điểm KK", "Điểm khuyến khích", "Điểm liệt", "Hạng", "Xếp hạng",
	"Xếp thứ", "Vị thứ", "SBD", "Số báo danh",
	"Số ngày nghỉ", "Nghỉ", "Tuổi", "SĐT", "Năm", "Tháng", "Ngày", "Điểm", "Điểm thi", "Số tín chỉ", "TC", "Khóa",
	"TBHK", "TB HK", "TBHK1", "TBHK2", "TB HK1", "TB HK2", "TBCHK", "ĐTBHK", "TB học kì", "Trung bình học kì",
	"TBTL", "TBCTL", "ĐTBTL", "ĐTBCTL", "Trung bình tích lũy", "Điểm TB hệ 4", "Điểm TB hệ 10", "ĐTB hệ 4", "ĐTB hệ 10",
	"TCTL", "Số TCTL", "Tín chỉ tích lũy", "ĐRL", "Điểm rèn luyện", "Rèn luyện", "Hạnh kiểm", "Học lực", "Xếp loại",
	"Điểm thưởng")

func keys(texts ...string) map[string]bool {
	all := map[string]bool{}
	for _, text := range texts {
		all[subjectKey(text)] = true
	}
	return all
}

// subjectKey lets i and y be one letter: Lí is Lý.
func subjectKey(text string) string {
	key := []byte(letters.Key(text))
	for i, c := range key {
		if c == 'y' {
			key[i] = 'i'
		}
	}
	return string(key)
}

// IsSubject reports whether a header is a subject of general education.
func IsSubject(header string) bool { return subjects[subjectKey(header)] }

// IsResult reports whether a header is of something that stands beside subjects,
// such as their mean.
func IsResult(header string) bool { return results[subjectKey(header)] }

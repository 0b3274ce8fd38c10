package codelist

// Ranks are those of graduation on papers of today and before, and those of learning
// and training in general education.
var Ranks = newList(
	Entry{Name: "Xuất sắc"},
	Entry{Name: "Giỏi"},
	Entry{Name: "Khá"},
	Entry{Name: "Trung bình khá", Others: []string{"TB khá", "Trung bình - Khá", "TBK"}},
	Entry{Name: "Trung bình", Others: []string{"TB"}},
	Entry{Name: "Yếu"},
	Entry{Name: "Kém"},
	Entry{Name: "Tốt"},
	Entry{Name: "Đạt"},
	Entry{Name: "Hoàn thành"},
	Entry{Name: "Hoàn thành tốt"},
	Entry{Name: "Hoàn thành xuất sắc"},
	Entry{Name: "Đạt yêu cầu"},
	Entry{Name: "Excellent"},
	Entry{Name: "Very good"},
	Entry{Name: "Good"},
	Entry{Name: "Ordinary"},
)

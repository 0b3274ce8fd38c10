package registrar

import (
	"sogoc/registry/review"
	"sogoc/verifier/credential"
	"sogoc/web"
)

// reviewTexts are the words of what will be signed, in preview and approval.
var reviewTexts = map[string]web.Text{
	"reviewTitle": {"Mọi giá trị sẽ được ký: %d người", "Every value that will be signed: %d persons"},
	"reviewHint": {"Đúng như sẽ in trên giấy. Bấm tiêu đề cột để sắp xếp; ô viền đậm là chỗ khác thường, chưa chắc đã sai.",
		"As it will be printed. A column's heading sorts by it; cells with a bold edge stand out and need not be wrong."},
	"rowShort":     {"TT", "No."},
	"line":         {"dòng", "line"},
	"paper":        {"Bản in", "Paper"},
	"specimen":     {"Bản mẫu", "Specimen"},
	"warning":      {"Lưu ý", "Warning"},
	"confirmed":    {"Đã xác nhận", "Confirmed"},
	"firstRow":     {"xem dòng đầu tiên", "see the first row"},
	"narrowRows":   {"Lọc và sắp xếp các dòng", "Narrow and sort the rows"},
	"onlyAll":      {"Tất cả (%d)", "All (%d)"},
	"onlyUnusual":  {"Chỉ dòng khác thường (%d)", "Only unusual (%d)"},
	"onlyRemarked": {"Đã sửa hoặc xác nhận (%d)", "Repaired or confirmed (%d)"},
	"oddestFirst":  {"Khác thường nhất trước", "Most unusual first"},
	"listOrder":    {"Theo thứ tự danh sách", "In the order of the list"},
	"findRow":      {"Tìm trong các dòng", "Find in the rows"},
	"noRowsHere":   {"Không có dòng nào như vậy.", "There is no such row."},
	"marksOf":      {"Điểm của", "Marks of"},

	"byColumn": {"Theo từng cột: số lượng, nhỏ nhất, lớn nhất, giá trị hiếm, chữ ít gặp", "Column by column: counts, smallest, largest, rare values, seldom letters"},
	"byColumnHint": {"Bấm vào một giá trị để đến dòng đầu tiên có nó. Số đứng sau là số dòng.",
		"A value leads to the first row that has it. The number after it counts the rows."},
	"filled":        {"Có", "Filled"},
	"empty":         {"Trống", "Empty"},
	"distinct":      {"Khác nhau", "Distinct"},
	"least":         {"Nhỏ, sớm hoặc ngắn nhất", "Smallest, earliest or shortest"},
	"most":          {"Lớn, muộn hoặc dài nhất", "Largest, latest or longest"},
	"valuesOf":      {"Giá trị và chữ ít gặp", "Values and seldom letters"},
	"rareValues":    {"hiếm", "rare"},
	"seldomLetters": {"Chữ ít gặp", "Seldom letters"},

	"lacks": {"Giấy này thường in, danh sách chưa có", "What such papers print and the list does not say"},
	"lacksHint": {"Không ngăn việc cấp, nhưng bản in sẽ thiếu. Bổ sung vào tệp hoặc thông tin chung nếu cần.",
		"It keeps nothing from being issued, but the paper will not say it. Add it to the file or to the common facts where it is needed."},
	"lackRows":    {"thiếu ở %d trong %d dòng", "missing in %d of %d rows"},
	"byRule":      {"theo Thông tư", "by Circular"},
	"lackEnglish": {"(nửa tiếng Anh sẽ in tên tiếng Việt)", "(the English half will print the Vietnamese name)"},

	"toDecision": {"Xem xong, đến phần duyệt", "All seen: go to the approval"},
	"seenBefore": {"Hãy xem hết các giá trị dưới đây trước khi duyệt ở cuối trang.",
		"Look at all values below before you approve at the end of the page."},

	"samples": {"Xem bản in trước khi ký", "See the paper before it is signed"},
	"samplesHint": {"Bản mẫu đúng khuôn giấy thật, có chữ BẢN MẪU, không có mã QR và chưa có số.",
		"Specimens in the form of the real paper, marked SPECIMEN, without QR code and numbers."},
	"sample:first":   {"Dòng đầu tiên", "First row"},
	"sample:longest": {"Tên dài nhất", "Longest name"},
	"sample:oddest":  {"Khác thường nhất", "Most unusual"},

	"remarks": {"Đã sửa, hiểu hoặc xác nhận khi đọc tệp (%d)", "Repaired, understood or confirmed when the file was read (%d)"},
	"remarksHint": {"Người duyệt thấy những gì người nhập đã xác nhận, kèm tên và thời điểm.",
		"The approver sees what the registrar confirmed, with name and time."},

	"setAsideTitle": {"Để lại các dòng đã chọn", "Leave the chosen rows for later"},
	"setAsideHint": {"Chúng thành một lô nháp riêng, cùng dữ liệu và cùng người nhập; phần còn lại duyệt được ngay.",
		"They become a draft batch of their own, with the same data and registrar; the rest can be approved at once."},
	"setAsideReason": {"Lý do (không ghi tên người học)", "Reason (name no learner)"},
	"setAside":       {"Chưa cấp các dòng này", "Not yet"},

	"mark:" + string(review.ReasonMissing): {"trống trong khi các dòng khác có", "empty where the others have one"},
	"mark:" + string(review.ReasonRare):    {"hiếm: %s dòng", "rare: %s rows"},
	"mark:" + string(review.ReasonVariant): {"thường viết: %s", "usually written: %s"},
	"mark:" + string(review.ReasonFar):     {"cách xa các dòng khác", "far from the others"},
	"mark:" + string(review.ReasonLetters): {"chữ không thuộc tiếng Việt: %s", "not Vietnamese letters: %s"},
	"mark:" + string(review.ReasonShape):   {"khác dạng thường gặp %s", "built otherwise than %s"},

	"scheme:" + credential.SchemeMOET:   {"mã định danh của Bộ GD&ĐT", "the ministry's learner id"},
	"scheme:" + credential.SchemeSchool: {"mã của trường", "the school's own"},

	"course:credits": {"tín chỉ", "credits"},
	"course:term":    {"học kỳ", "term"},
	"course:attempt": {"lần học", "attempt"},
	"course:exempt":  {"miễn", "exempt"},

	"field:ethnicity": {"Dân tộc", "Ethnic group"}, "field:nationality": {"Quốc tịch", "Nationality"},
	"field:learnerScheme": {"Nguồn của mã", "Kind of code"},
	"field:majorCode":     {"Mã ngành", "Major code"},
	"field:examCouncil":   {"Hội đồng thi", "Examination council"},
	"field:examSession":   {"Khoá thi", "Examination session"},
	"field:totalCredits":  {"Tổng tín chỉ", "Total credits"},
	"field:gpa10":         {"Điểm TB hệ 10", "GPA of 10"},
	"field:gpa4":          {"Điểm TB hệ 4", "GPA of 4"},
	"field:learning":      {"Kết quả học tập", "Academic result"},
	"field:conduct":       {"Kết quả rèn luyện", "Conduct"},
	"field:enrolmentDate": {"Ngày nhập học", "Enrolled"},
	"field:language":      {"Ngôn ngữ", "Language"},
	"field:duration":      {"Thời gian đào tạo", "Duration"},
	"field:level":         {"Trình độ", "Level"},
	"field:diplomaSerial": {"Số hiệu văn bằng", "Diploma serial no."},
	"field:courses":       {"Số môn", "Courses"},
	"field:document":      {"Văn bằng", "Document"},
	"field:awardEn":       {"Tên văn bằng tiếng Anh", "Award in English"},
	"field:issuer.nameEn": {"Tên trường tiếng Anh", "School in English"},
}

package public

// messages are the names of what the page's scripts say instead of an answer.
// Each has a text of its name, and one that ends in Advice: what to do now.
var messages = []string{
	"noCode", "otherCode", "pictureUnreadable", "pictureLarge", "pictureSlow", "readerBroken", "oneFile",
	"tooMany", "tooBusy",
	"cameraRefused", "cameraMissing", "cameraBusy", "cameraInsecure", "cameraIdle",
}

// readingTexts are the texts about cameras, pictures and files.
var readingTexts = map[string]said{
	"readingPlace": {"Đọc mã QR trong trang", "Read a QR code in this page"},
	"camera":       {"Mở máy ảnh", "Open the camera"},
	"cameraStop":   {"Tắt máy ảnh", "Stop the camera"},
	"viewfinder":   {"Hình từ máy ảnh", "What the camera sees"},
	"photo":        {"Chụp ảnh mã QR", "Take a photo of the QR code"},
	"readingHint": {
		"Hoặc chọn, dán (Ctrl-V) hay thả vào bất kỳ chỗ nào trên trang: ảnh chụp, ảnh màn hình, tệp PDF. " +
			"Ảnh được đọc ngay trong trang và không rời khỏi máy này; tệp PDF và ZIP do máy chủ đọc, không giữ lại.",
		"Or choose, paste (Ctrl-V) or drop anywhere on the page: a photo, a screenshot, a PDF. " +
			"Pictures are read in this page and do not leave this device; PDF and ZIP files are read by the server, which keeps nothing.",
	},
	"aim": {"Đưa cả mã QR vào khung hình.", "Bring the whole QR code into the picture."},
	"aimAdvice": {
		"Chưa thấy mã. Hãy đưa máy gần lại, giữ tờ giấy phẳng và đủ sáng, tránh bóng và ánh đèn loá.",
		"No code seen yet. Move closer, hold the paper flat in good light, away from shadow and glare.",
	},
	"drop": {"Thả tệp vào đây để kiểm tra", "Drop the file here to check it"},
	"severalCodes": {
		"Có nhiều mã trong ảnh này, đánh số từ trên xuống. Chọn mã muốn kiểm tra.",
		"There are several codes in this picture, numbered from the top. Choose the one to check.",
	},
	"codeNumber": {"Mã", "Code"},
	"wayRead": {
		"Mã QR được đọc trong trang: ảnh không rời khỏi máy này. Chỉ nội dung của mã được gửi tới máy chủ của trang " +
			"để đối chiếu với sổ cái.",
		"The QR code was read in this page: the picture did not leave this device. Only what the code says was sent to " +
			"this site's server, to compare it with the ledger.",
	},
	"waySent": {
		"Do máy chủ của trang kiểm tra: nội dung hoặc tệp được gửi tới máy chủ; máy chủ không giữ lại.",
		"Checked by this site's server: the text or file was sent to this site's server, which does not keep it.",
	},
	"noCode": {
		"Không tìm thấy mã của sổ gốc này trong ảnh.",
		"No code of this register was found in this picture.",
	},
	"noCodeAdvice": {
		"Điều này không nói gì về văn bằng. Hãy chụp lại gần hơn, giấy phẳng, đủ sáng, thấy trọn mã QR; " +
			"hoặc dùng máy ảnh trong trang.",
		"This says nothing about the document. Take the photo again: closer, with the paper flat, in good light, the whole " +
			"QR code in it; or use the camera in this page.",
	},
	"otherCode": {
		"Mã QR trong ảnh này không phải mã của sổ gốc này.",
		"The QR code in this picture is not one of this register.",
	},
	"otherCodeAdvice": {
		"Điều này không nói gì về văn bằng. Hãy tìm mã QR có địa chỉ kiểm tra in bên cạnh, chụp riêng mã đó rồi thử lại.",
		"This says nothing about the document. Look for the QR code that has the address of this check printed beside it, " +
			"and take a photo of that one.",
	},
	"pictureUnreadable": {
		"Trình duyệt này không mở được ảnh này.",
		"This browser cannot open this picture.",
	},
	"pictureUnreadableAdvice": {
		"Điều đó không có nghĩa là văn bằng giả. Hãy lưu ảnh thành JPEG hoặc PNG, hoặc chụp ảnh màn hình của nó, " +
			"rồi thử lại. Ảnh chưa được gửi đi đâu.",
		"That does not mean that the paper is false. Save it as JPEG or PNG, or take a screenshot of it, and try again. " +
			"The picture has not been sent anywhere.",
	},
	"tooMany": {
		"Quá nhiều lượt kiểm tra từ nơi này.",
		"Too many checks from this place.",
	},
	"tooManyAdvice": {
		"Hãy đợi một phút rồi thử lại. Điều này không nói gì về văn bằng; nội dung văn bằng chưa được gửi đi đâu.",
		"Wait a minute and try again. This says nothing about the document, which has not been sent anywhere.",
	},
	"tooBusy": {
		"Máy chủ của trang đang có quá nhiều lượt kiểm tra.",
		"This site's server has too much to check at present.",
	},
	"tooBusyAdvice": {
		"Hãy thử lại sau vài giây. Điều này không nói gì về văn bằng; nội dung văn bằng chưa được gửi đi đâu.",
		"Try again in a few seconds. This says nothing about the document, which has not been sent anywhere.",
	},
	"pictureLarge": {
		"Ảnh này quá lớn (hơn 20 MB hoặc 64 triệu điểm ảnh).",
		"This picture is too large (over 20 MB or 64 million pixels).",
	},
	"pictureLargeAdvice": {
		"Điều đó không có nghĩa là văn bằng giả. Hãy cắt lấy phần có mã QR rồi thử lại.",
		"That does not mean that the paper is false. Cut out the part with the QR code and try again.",
	},
	"pictureSlow": {"Đọc ảnh này quá lâu nên đã dừng.", "Reading this picture took too long and was stopped."},
	"pictureSlowAdvice": {
		"Điều đó không có nghĩa là văn bằng giả. Hãy cắt lấy phần có mã QR rồi thử lại.",
		"That does not mean that the paper is false. Cut out the part with the QR code and try again.",
	},
	"readerBroken": {"Phần đọc mã QR của trang không tải được.", "The page's QR reader could not be loaded."},
	"readerBrokenAdvice": {
		"Hãy xem kết nối mạng rồi tải lại trang; hoặc quét mã bằng máy ảnh của điện thoại và dán địa chỉ vào ô dưới đây.",
		"Look at the network connection and load the page again; or scan the code with a phone's own camera and paste the " +
			"address below.",
	},
	"oneFile":       {"Mỗi lần chỉ kiểm tra được một tệp.", "One file at a time can be checked here."},
	"oneFileAdvice": {"Hãy thả từng tệp một.", "Drop them one after the other."},
	"cameraRefused": {
		"Trình duyệt không cho trang này dùng máy ảnh.",
		"The browser does not let this page use the camera.",
	},
	"cameraRefusedAdvice": {
		"Hãy cho phép máy ảnh trong cài đặt của trang (biểu tượng cạnh thanh địa chỉ) rồi bấm lại; " +
			"hoặc chụp ảnh mã QR rồi chọn ảnh đó.",
		"Allow the camera in the settings of this page (the sign beside the address) and press again; " +
			"or take a photo of the QR code and choose it.",
	},
	"cameraMissing":       {"Máy này không có máy ảnh.", "This device has no camera."},
	"cameraMissingAdvice": {"Hãy chọn, dán hoặc thả một ảnh của mã QR.", "Choose, paste or drop a picture of the QR code."},
	"cameraBusy":          {"Không mở được máy ảnh.", "The camera could not be opened."},
	"cameraBusyAdvice": {
		"Có thể một chương trình khác đang dùng nó. Hãy tắt chương trình đó rồi bấm lại.",
		"Another program may be using it. Close that one and press again.",
	},
	"cameraInsecure": {
		"Máy ảnh chỉ dùng được khi địa chỉ trang bắt đầu bằng https.",
		"The camera can be used only where the page's address begins with https.",
	},
	"cameraInsecureAdvice": {
		"Hãy mở trang bằng https; hoặc chọn, dán, thả một ảnh của mã QR.",
		"Open the page with https; or choose, paste or drop a picture of the QR code.",
	},
	"cameraIdle":       {"Máy ảnh đã tắt sau hai phút không thấy mã.", "The camera was stopped: no code for two minutes."},
	"cameraIdleAdvice": {"Bấm “Mở máy ảnh” để thử lại.", "Press “Open the camera” to try again."},
}

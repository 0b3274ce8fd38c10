package main

import (
	"errors"
	"fmt"
	"regexp"

	"sogoc/verifier/words"
)

const usageVietnamese = `credverify kiểm tra bằng chứng của văn bằng hoặc bảng điểm, không cần mạng.

  credverify -trust TỆP [tuỳ chọn] TỆP

TỆP là tệp bằng chứng (.sogoc.json), biên nhận (.sogoc.jws, hoặc bản in .sogoc.pdf), SD-JWT,
tệp của người giữ hoặc nội dung mã QR; "-" là đầu vào chuẩn. Với tệp PDF, ảnh hoặc ZIP, thứ được
đọc là tệp đính kèm hoặc mã QR, không phải chữ in. Tệp bằng chứng chứng minh điều đa số giữ sổ
cái xác nhận vào một lúc, và câu trả lời nói về lúc đó. Biên nhận là lời của một trang kiểm tra.
Chỉ với SD-JWT hoặc mã QR thì có thể thấy là giả, không thể thấy là hợp lệ.

  -trust TỆP         tệp tin cậy: nó ghim khối đầu của sổ cái; hãy lấy từ người bạn tin,
                     không phải từ người đưa bằng chứng
  -verifier-key TỆP  khoá công khai (JWK) của một trang kiểm tra mà bạn cũng tin biên nhận
  -seal-roots TỆP    chứng thư (PEM) của nơi cấp con dấu điện tử trong tệp PDF mà bạn tin
  -max-age KHOẢNG    chưa kết luận nếu câu trả lời nói về lúc cũ hơn: 48h.
                     Đã thu hồi, thay thế, hết hạn hay giả mạo thì vẫn vậy
  -lang vi|en        ngôn ngữ của câu trả lời (mặc định: en)
  -credential TỆP    ghi văn bằng hợp lệ ra tệp mới: JSON Open Badges hoặc CLR, không có chữ ký
  -json              in kết quả bằng JSON, như một trang kiểm tra trả lời

Ví dụ:  credverify -trust trust.json -max-age 720h diploma.sogoc.json
Mã kết thúc: 0 hợp lệ, 1 không hợp lệ, 2 đầu vào hoặc cách dùng sai, 3 chưa kết luận.
Biên nhận về một ngày đã qua còn ghi tình trạng lúc lập: bên xấu hơn được tính.
`

// complaint is an error that is said in the language of the answer.
type complaint struct {
	text  words.Text
	cause error // may be nil; said behind the text, in English
}

func (c *complaint) Error() string { return c.in(words.English) }
func (c *complaint) Unwrap() error { return c.cause }

func (c *complaint) in(l words.Language) string {
	if c.cause == nil {
		return c.text.In(l)
	}
	if said, ofFile := words.FileError(c.cause, l); ofFile {
		return said
	}
	return fmt.Sprintf("%s (%s)", c.text.In(l), words.Technical(c.cause.Error(), l))
}

// say says an error of the command line or of a file.
func say(err error, l words.Language) string {
	var c *complaint
	if errors.As(err, &c) {
		return c.in(l)
	}
	if said, ofFile := words.FileError(err, l); ofFile {
		return said
	}
	return words.Technical(err.Error(), l)
}

var flagName = regexp.MustCompile(`-[a-z-]+`)

// misused says what the flag package found wrong with the command line.
func misused(err error) error {
	return &complaint{text: words.Text{
		"dòng lệnh không đúng: " + flagName.FindString(err.Error()),
		err.Error(),
	}}
}

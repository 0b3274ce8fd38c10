package words

import (
	"errors"
	"io/fs"
	"regexp"
)

// technicalTexts are what package blocks and package audit say of blocks, peers
// and organisations, in English alone where they say it. Each is a pattern and
// what it is in Vietnamese; $1, $2 … are its parts.
var technicalTexts = []struct {
	english    *regexp.Regexp
	vietnamese string
}{
	{regexp.MustCompile(`(?s)^orderer (\d+) signs nothing: (.+)$`), "bên sắp xếp $1 không ký được gì" + english2},
	{
		regexp.MustCompile(`(?s)^its members are not judged here: (.+)$`),
		"thành viên của nó không được xét ở đây" + english1,
	},
	{
		regexp.MustCompile(`^none of its signatures verifies: it names a hash that nobody knows$`),
		"không chữ ký nào của nó kiểm được: nó nêu một hàm băm không ai biết",
	},
	{
		regexp.MustCompile(`^none of its members is in force: a revocation list names no authority$`),
		"không thành viên nào của nó còn hiệu lực: một danh sách thu hồi không nêu cơ quan chứng thực nào",
	},
	{
		regexp.MustCompile(`^it endorses nothing: it has no Endorsement policy$`),
		"nó không xác nhận gì: nó không có chính sách Endorsement",
	},
	{
		regexp.MustCompile(`^its Endorsement policy is no signature policy of its own$`),
		"chính sách Endorsement của nó không phải chính sách chữ ký của riêng nó",
	},
	{
		regexp.MustCompile(`^its Endorsement policy is not judged here$`),
		"chính sách Endorsement của nó không được xét ở đây",
	},
	{
		regexp.MustCompile(`^it gave its consent away: its Endorsement policy asks for no signature of its own$`),
		"nó đã bỏ quyền đồng ý của mình: chính sách Endorsement của nó không đòi chữ ký nào của chính nó",
	},
	{
		regexp.MustCompile(`^its Endorsement policy asks for more than its own signature$`),
		"chính sách Endorsement của nó đòi nhiều hơn chữ ký của chính nó",
	},
	{
		regexp.MustCompile(`^its Endorsement policy takes signatures of others than its peers$`),
		"chính sách Endorsement của nó nhận cả chữ ký không phải của máy ngang hàng của nó",
	},
	{regexp.MustCompile(`(?s)^flag (\S+) decides: (.+)$`), "cờ $1 quyết định" + english2},
	{
		regexp.MustCompile(`(?s)^flag (\S+) stands against this program's verdict: (.+)$`),
		"cờ $1 trái với kết luận của chương trình này" + english2,
	},
	{
		regexp.MustCompile(`^ended after block (\d+), and told of (\d+)$`),
		"dừng sau khối $1, dù đã báo là có $2",
	},
	{
		regexp.MustCompile(`^gave another copy of block (\d+) than (\d+) organisations$`),
		"đưa một bản khác của khối $1 so với $2 tổ chức",
	},
	{regexp.MustCompile(`^gave another copy of block (\d+)$`), "đưa một bản khác của khối $1"},
	{regexp.MustCompile(`^told of (\d+) blocks and showed (\d+)$`), "báo là có $1 khối và chỉ đưa ra $2"},
	{
		regexp.MustCompile(`^its validation flags are not those that the organisations give$`),
		"cờ kiểm tra của nó không phải là cờ mà các tổ chức đưa ra",
	},
	{
		regexp.MustCompile(`^its bytes are not those that were fetched$`),
		"các byte của nó không phải là các byte đã tải về",
	},
	{
		regexp.MustCompile(`^it is not the connection's genesis block$`),
		"nó không phải khối đầu mà tệp kết nối nêu",
	},
	{regexp.MustCompile(`^its data does not match its header$`), "dữ liệu của nó không khớp với phần đầu của nó"},
	{regexp.MustCompile(`^it does not follow the block before$`), "nó không nối tiếp khối trước"},
	{regexp.MustCompile(`^it has no validation flags$`), "nó không có cờ kiểm tra"},
}

// What an error of the machine or of a library says stands as it is, and says so.
const (
	english1 = " (chi tiết kỹ thuật, tiếng Anh: $1)"
	english2 = " (chi tiết kỹ thuật, tiếng Anh: $2)"
)

// Technical says what package blocks or package audit says in English of a
// block, a peer or an organisation. What has no Vietnamese form is marked as
// English, so that nobody takes it for the answer.
func Technical(text string, l Language) string {
	if l == English || text == "" {
		return text
	}
	for _, known := range technicalTexts {
		if known.english.MatchString(text) {
			return known.english.ReplaceAllString(text, known.vietnamese)
		}
	}
	return "chi tiết kỹ thuật, tiếng Anh: " + text
}

// FileError says why a file could not be used; false where err is of something else.
func FileError(err error, l Language) (string, bool) {
	var of *fs.PathError
	if !errors.As(err, &of) {
		return "", false
	}
	why := Text{"không đọc hay ghi được tệp này", "this file cannot be read or written"}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why = Text{"không có tệp này", "there is no such file"}
	case errors.Is(err, fs.ErrPermission):
		why = Text{"không được phép mở tệp này", "this file may not be opened"}
	}
	return of.Path + ": " + why.In(l), true
}

package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/blocks"
	"sogoc/verifier/follower"
	"sogoc/verifier/words"
)

// complaint says in Vietnamese what an error comes to.
type complaint struct {
	is   error
	said string
}

// complaints are all; the first that fits does.
var complaints = []complaint{
	{audit.ErrNamesNothing, "không nêu văn bằng hay nơi cấp nào"},
	{cli.ErrUsage, "dòng lệnh hoặc tệp đưa vào không đúng; -h cho xem cách dùng"},
	{errDiffers, "sổ gốc và sổ cái khác nhau"},
	{errLater, "chưa đọc được hết các máy ngang hàng; hãy thử lại sau"},
	{errDistrusted, "nơi cấp do một tổ chức không có trong tệp tin cậy công nhận"},
	{errNoOrganisation, "tệp tin cậy nêu một cơ quan công nhận mà kênh này chưa từng có"},
	{errNotBelieved, "biên nhận đã bị đổi, hoặc ở đây không tin được khoá đã ký"},
	{errNotValid, "biên nhận là thật, và văn bằng của nó không hợp lệ"},
	{errUnreadable, "biên nhận là thật; điều được hỏi khi đó thì không đọc được"},
	{errUndecided, "biên nhận và thư mục đều không đủ để kết luận về văn bằng"},
	{errBeyond, "biên nhận nêu một khối mà thư mục chưa tới; hãy tải lại"},
	{audit.ErrNotFound, "sổ cái này, đến khối cuối của thư mục, không có gì về điều được hỏi"},
	{audit.ErrFolder, "thư mục khối không toàn vẹn"},
	{errIntegrity, "có điều mâu thuẫn mà lẽ ra không bao giờ có; phải có người xem xét"},
	{follower.ErrIntegrity, "một khối không qua được kiểm tra; phải có người xem xét"},
	{follower.ErrBeyond, "chương trình này quá cũ cho một khối; hãy cài bản mới"},
	{follower.ErrTrust, "tệp tin cậy và khối đầu không thuộc về nhau"},
	{blocks.ErrAgreement, "người ký tệp tin cậy thay một tổ chức không phải quản trị viên của tổ chức đó theo khối đầu"},
	{context.Canceled, "bị dừng giữa chừng"},
	{context.DeadlineExceeded, "chờ quá lâu"},
}

// complain reports an error in Vietnamese where that is asked for. What exactly
// is wrong stands behind it, marked as English.
func (r *run) complain(err error) error {
	if err == nil || r.lang != words.Vietnamese || errors.Is(err, flag.ErrHelp) || errors.Is(err, cli.ErrReported) {
		return err
	}
	said, ofFile := words.FileError(err, r.lang)
	if !ofFile {
		at := slices.IndexFunc(complaints, func(c complaint) bool { return errors.Is(err, c.is) })
		if at >= 0 {
			said = complaints[at].said + " ("
		}
		detail := strings.ReplaceAll(err.Error(), "\n", "; ")
		said += words.Technical(detail, r.lang)
		if at >= 0 {
			said += ")"
		}
	}
	fmt.Fprintf(r.Stderr, "ledgeraudit: %s\n", said)
	return errors.Join(cli.ErrReported, err)
}

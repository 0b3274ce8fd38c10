package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

// mostTime is how long one file is read.
const mostTime = time.Minute

// opened returns the one piece of evidence or credential that a PDF file, a picture or a
// ZIP file holds, so of a printed receipt the signed one that it carries; a text stays as
// it is. What was not read in a file beside that is said on standard error.
func (p process) opened(content []byte, l words.Language) (text string, err error) {
	if unpack.IsText(content) {
		return string(content), nil
	}
	u := unpack.New(unpack.Config{Parallel: 1, Time: mostTime})
	defer func() { err = errors.Join(err, u.Close()) }()
	contents, err := u.Unpack(context.Background(), content)
	if errors.Is(err, unpack.ErrTooLarge) {
		return "", &complaint{text: words.Text{"tệp dài quá 16 MiB", "the file is longer than 16 MiB"}}
	}
	if err != nil {
		return "", err
	}
	groups := contents.Groups()
	switch {
	case len(groups) == 0:
		return "", &complaint{text: words.Text{
			"không tìm thấy bằng chứng, biên nhận hay văn bằng nào trong tệp: không có tệp đính kèm, cũng không có mã QR",
			"the file holds no evidence, receipt or credential: there is neither an embedded file nor a QR code",
		}}
	case len(groups) > 1:
		return "", &complaint{text: words.Text{
			fmt.Sprintf("tệp chứa %d thứ khác nhau: hãy đưa riêng từng thứ", len(groups)),
			fmt.Sprintf("the file holds %d different ones: give one of them alone", len(groups)),
		}}
	}
	for _, left := range contents.Unread {
		fmt.Fprintf(p.stderr, "credverify: %s: %s\n",
			words.Text{"có phần trong tệp không đọc được", "a part of the file was not read"}.In(l), left.Why)
	}
	return groups[0].Text, nil
}

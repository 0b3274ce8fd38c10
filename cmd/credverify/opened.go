package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"

	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

// evidence is what a file holds to be judged, and the seals beside it.
type evidence struct {
	text  string
	seals []unpack.FoundSeal
}

// open returns the one piece of evidence or credential that a PDF file, a picture or a
// ZIP file holds, so of a printed receipt the signed one that it carries; a text stays as
// it is. What was not read in a file beside that is said on standard error, and so are
// seals of a file that holds nothing to be judged.
func (p process) open(content []byte, o options, roots *x509.CertPool) (found evidence, err error) {
	if unpack.IsText(content) {
		return evidence{text: string(content)}, nil
	}
	u := unpack.New(unpack.Config{Parallel: 1, Time: p.mostTime})
	defer func() { err = errors.Join(err, u.Close()) }()
	contents, err := u.Unpack(context.Background(), content)
	if errors.Is(err, unpack.ErrTooLarge) {
		return found, &complaint{text: words.Text{"tệp dài quá 16 MiB", "the file is longer than 16 MiB"}}
	}
	if err != nil {
		return found, err
	}
	for _, left := range contents.Unread {
		fmt.Fprintf(p.stderr, "credverify: %s: %s\n",
			words.Text{"có phần trong tệp không đọc được", "a part of the file was not read"}.In(o.lang), left.Why)
	}
	for i := range contents.Seals {
		contents.Seals[i].Judge(roots, p.now())
	}
	groups := contents.Groups()
	if len(groups) == 1 {
		return evidence{groups[0].Text, contents.Seals}, nil
	}
	printSeals(p.stderr, contents.Seals, o.lang)
	return found, notOne(len(groups))
}

// notOne says that a file holds none or several things to be judged.
func notOne(n int) error {
	if n == 0 {
		return &complaint{text: words.Text{
			"không tìm thấy bằng chứng, biên nhận hay văn bằng nào trong tệp: không có tệp đính kèm, cũng không có mã QR",
			"the file holds no evidence, receipt or credential: there is neither an embedded file nor a QR code",
		}}
	}
	return &complaint{text: words.Text{
		fmt.Sprintf("tệp chứa %d thứ khác nhau: hãy đưa riêng từng thứ", n),
		fmt.Sprintf("the file holds %d different ones: give one of them alone", n),
	}}
}

// printSeals says the electronic seals that stand beside an answer.
func printSeals(w io.Writer, seals []unpack.FoundSeal, l words.Language) {
	if len(seals) == 0 {
		return
	}
	fmt.Fprintln(w, words.SealsNote(l))
	for _, s := range seals {
		line := words.Seal(s.Seal, l)
		if s.File != "" {
			line = words.Visible(s.File) + ": " + line
		}
		fmt.Fprintln(w, "  "+line)
	}
}

// Package handout makes what the holders of credentials get. Desk gives one
// item at a time, and the PDF of a batch. Write packs a batch into one ZIP file:
// for each credential the QR image, the SD-JWT as it may be shown in public, and
// the holder's file; and a list of all of them, with the links, from which
// office programs merge letters.
//
// Nothing is kept but drawings of QR codes. A ZIP is written as it goes and
// holds one page of the register at a time. The holder's files say all there is
// to say of their holders: who may get them is the register's matter.
package handout

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qr"
)

// List is the name of the list in the ZIP: CSV in UTF-8 with a byte order mark,
// semicolons and CRLF, as spreadsheets in Vietnam open it.
const List = "links.csv"

// header names the columns of the list.
var header = []string{
	"STT",
	"Họ và tên",
	"Ngày sinh",
	"Mã người học",
	"Loại",
	"Số hiệu",
	"Số vào sổ",
	"Ngày cấp",
	"Liên kết",
	"Tệp QR",
	"Tệp SD-JWT",
	"Tệp của người học",
	"Mã văn bằng",
}

// Write packs the documents that each gives, which is asked twice and must give
// the same both times: for the list, which comes first, and for the files. base
// is the permanent address that links begin with. A ZIP that broke off has no
// directory at its end and does not open.
func Write(w io.Writer, base string, each func(func(registry.Document) error) error) error {
	drawer, err := qr.NewDrawer(1)
	if err != nil {
		return err
	}
	out := &pack{zip: zip.NewWriter(w), base: base, drawer: drawer}
	if err := out.list(each); err != nil {
		return fmt.Errorf("list of the handout: %w", err)
	}
	position := 0
	err = each(func(d registry.Document) error {
		position++
		return out.files(filesOf(position, d.Credential), d)
	})
	if err != nil {
		return fmt.Errorf("files of the handout: %w", err)
	}
	return out.zip.Close()
}

type pack struct {
	zip    *zip.Writer
	base   string
	drawer *qr.Drawer
}

// files are the names of a credential's files.
type files struct{ qr, sdJWT, holder string }

// filesOf begins names with the place in the batch: no two are the same,
// whatever the numbers are, and none is that of a person.
func filesOf(position int, c registry.Credential) files {
	name := fmt.Sprintf("%05d", position)
	if number := fileName(c.RegisterNumber); number != "" {
		name += "-" + number
	}
	return files{
		qr:     "qr/" + name + ".png",
		sdJWT:  "sd-jwt/" + name + ".sdjwt",
		holder: "holder/" + name + ".sogoc.json",
	}
}

// fileName turns a number into one that every file system takes.
func fileName(number string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r == 'Đ' || r == 'đ':
			return 'D'
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return r
		case unicode.IsMark(r):
			return -1
		}
		return '-'
	}, norm.NFD.String(number))
	return strings.Trim(plain[:min(len(plain), 60)], "-")
}

func (p *pack) list(each func(func(registry.Document) error) error) error {
	var began *csv.Writer
	position := 0
	begin := func(at time.Time) error {
		entry, err := p.create(List, zip.Deflate, at)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(entry, "\ufeff"); err != nil {
			return err
		}
		began = csv.NewWriter(entry)
		began.Comma, began.UseCRLF = ';', true
		return began.Write(header)
	}
	err := each(func(d registry.Document) error {
		c := d.Credential
		if began == nil {
			if err := begin(c.IssuedAt); err != nil {
				return err
			}
		}
		position++
		f := filesOf(position, c)
		row := []string{
			fmt.Sprint(position),
			c.FullName,
			string(c.BirthDate),
			c.LearnerCode,
			string(c.Kind),
			c.SerialNumber,
			c.RegisterNumber,
			string(c.IssueDate),
			presentation.URL(p.base, d.Issued.QRToken),
			f.qr,
			f.sdJWT,
			f.holder,
			c.ID.String(),
		}
		for i := range row {
			row[i] = cell(row[i])
		}
		return began.Write(row)
	})
	if err != nil || began == nil {
		return err
	}
	began.Flush()
	return began.Error()
}

// cell keeps a spreadsheet from taking a text for a formula: what came in with
// somebody's list must not run when another opens this one.
func cell(text string) string {
	if first := strings.TrimLeft(text, " \u00a0"); first != "" &&
		strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(first)[0]) {
		return "'" + text
	}
	return text
}

func (p *pack) files(names files, d registry.Document) error {
	image, err := p.drawer.PNG(presentation.URL(p.base, d.Issued.QRToken), qr.DefaultScale)
	if err != nil {
		return err
	}
	public, err := credential.Present(d.Issued.SDJWT(), credential.Public)
	if err != nil {
		return err
	}
	holder, err := presentation.HolderFile(d.Issued.SDJWT(), d.Issued.QRClaims)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name    string
		method  uint16
		content []byte
	}{{names.qr, zip.Store, image}, {names.sdJWT, zip.Deflate, []byte(public)}, {names.holder, zip.Deflate, holder}} {
		entry, err := p.create(file.name, file.method, d.Credential.IssuedAt)
		if err != nil {
			return err
		}
		if _, err := entry.Write(file.content); err != nil {
			return err
		}
	}
	return nil
}

func (p *pack) create(name string, method uint16, at time.Time) (io.Writer, error) {
	return p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: at})
}

package app

import (
	"fmt"
	"io"
	"strings"

	"sogoc/verifier/audit"
	"sogoc/verifier/words"
)

func (s speaker) fetched(f audit.Fetched) {
	switch {
	case len(f.Differences) > 0:
		s.say(words.Text{
			"KHÔNG PHẢI MỌI BẢN SAO ĐỀU GIỐNG NHAU: xem các khối nêu dưới đây.",
			"NOT ALL COPIES ARE THE SAME: see the blocks that are named below.",
		})
	case !f.Complete():
		s.say(words.Text{
			"Chưa đọc được hết. Hãy chạy lại sau.",
			"Not everything could be read. Run it again later.",
		})
	default:
		s.say(words.Text{
			"Bản sao của mọi tổ chức được hỏi đều giống nhau: %d khối, trong đó %d khối mới.",
			"The copies of all organisations that were asked are the same: %d blocks, %d of them new.",
		}, f.Blocks, f.New)
	}
	for _, d := range f.Damaged {
		s.damaged(d)
	}
	fmt.Fprintln(s.w)
	form := words.Text{"%d trong %d khối giống nhau\t%s", "%d of %d blocks are the same\t%s"}.In(s.lang)
	s.table(func(w io.Writer) {
		s.field(w, words.Text{"thư mục", "folder"}, "%s", f.Folder)
		if f.Blocks > 0 {
			s.field(w, words.Text{"khối cuối", "last block"}, "%d, %s", f.Blocks-1, f.Hash)
		}
		for _, p := range f.Peers {
			s.field(w, words.Text{p.Organisation, p.Organisation}, "%s\t"+form, p.Name, p.Compared,
				max(p.Told, p.Compared), words.Technical(p.Failed+p.Ignored, s.lang))
		}
	})
}

// damaged says of one block what happened to its file.
func (s speaker) damaged(d audit.Damaged) {
	if len(d.Peers) == 0 {
		s.say(words.Text{
			"KHỐI %d TRONG THƯ MỤC BỊ HỎNG, và chưa tổ chức nào gửi lại được: %s. Không đọc gì thêm sau đó.",
			"BLOCK %d IN THE FOLDER IS DAMAGED, and no organisation gave it again: %s. Nothing else was read.",
		}, d.Block, words.Technical(d.Problem, s.lang))
		return
	}
	s.say(words.Text{
		"KHỐI %d TRONG THƯ MỤC BỊ HỎNG: %s. Đã tải lại từ %s; tệp hỏng được giữ ở %s. Hãy kiểm tra ổ đĩa này.",
		"BLOCK %d IN THE FOLDER WAS DAMAGED: %s. It was fetched again from %s; the damaged file is kept as %s. " +
			"Look into that disk.",
	}, d.Block, words.Technical(d.Problem, s.lang), strings.Join(d.Peers, ", "), d.Kept)
}

// copyDifferences names the source of each copy of a block that has several.
func (s speaker) copyDifferences(differences []audit.CopyDifference) {
	for _, d := range differences {
		s.say(words.Text{
			"\n!!! KHỐI %d: CÁC BẢN SAO KHÔNG GIỐNG NHAU, HOẶC CÓ BẢN KHÔNG THỂ ĐỨNG Ở ĐÓ !!!",
			"\n!!! BLOCK %d: NOT ALL COPIES ARE THE SAME, OR ONE CANNOT STAND THERE !!!",
		}, d.Block)
		if d.Outvoted {
			s.say(words.Text{
				"  bản của một tổ chức trái với nhiều tổ chức khác: được giữ làm bằng chứng, không đọc thêm từ nơi đó",
				"  one organisation's copy was outvoted: it is kept as evidence, its peer was read no further",
			})
		}
		for _, c := range d.Copies {
			givers := strings.Join(c.Peers, ", ")
			if givers == "" {
				givers = words.Text{"tệp trong thư mục, từ lần tải trước", "the folder's own file, of an earlier fetch"}.In(s.lang)
			}
			s.say(words.Text{
				"  %s\n    khối %s, cờ %s\n    giữ ở %s", "  %s\n    hash %s, flags %s\n    kept as %s",
			}, givers, c.Hash, c.Flags, c.File)
			if c.Problem != "" {
				fmt.Fprintf(s.w, "    %s\n", words.Technical(c.Problem, s.lang))
			}
		}
	}
	if last := differences[len(differences)-1]; !last.Outvoted {
		s.say(words.Text{
			"\nkhông đọc gì sau khối đó: hãy hỏi các tổ chức này, và giữ các tệp",
			"\nnothing was read beyond it: ask these organisations, and keep the files",
		})
	}
}

package grid

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// maxComments bounds the comments of all sheets.
const maxComments = 50_000

// Comment is what a person noted at a cell. It stands beside the sheet, so that it
// is on no print of it.
type Comment struct {
	Row, Col int // from 0
	Author   string
	Text     string
}

// addComment keeps a comment that says something.
func (b *budget) addComment(s *Sheet, c Comment) error {
	c.Text = strings.TrimSpace(c.Text)
	if c.Text == "" {
		return nil
	}
	if b.comments--; b.comments < 0 {
		return ErrTooLarge
	}
	s.Comments = append(s.Comments, c)
	return b.cell(0, c.Text)
}

// threadAuthor begins the author of the copy that old programs see of a thread of
// comments.
const threadAuthor = "tc="

// readComments reads the comments and drawings of a sheet by the sheet's relations. A thread of
// comments has a copy for old programs, which is passed over where the thread is there.
func (w *workbook) readComments(s *Sheet, part string) error {
	folder := path.Dir(part)
	relations := path.Join(folder, "_rels", path.Base(part)+".rels")
	if w.parts[strings.ToLower(relations)] == nil {
		return nil
	}
	kinds, targets, err := w.relations(folder, relations, isCommentKind)
	if err != nil {
		return err
	}
	var threads, plain []string
	for _, id := range slices.Sorted(maps.Keys(targets)) {
		switch kind := kinds[id]; {
		case strings.HasSuffix(kind, "/threadedComment"):
			threads = append(threads, targets[id])
		case strings.HasSuffix(kind, "/drawing"):
			if err := w.readDrawings(s, targets[id]); err != nil {
				return err
			}
		default:
			plain = append(plain, targets[id])
		}
	}
	for _, target := range threads {
		if err := w.readThread(s, target); err != nil {
			return err
		}
	}
	for _, target := range plain {
		if err := w.readPlainComments(s, target, len(threads) > 0); err != nil {
			return err
		}
	}
	return nil
}

func isCommentKind(kind string) bool {
	return strings.HasSuffix(kind, "/comments") || strings.HasSuffix(kind, "/threadedComment") ||
		strings.HasSuffix(kind, "/drawing")
}

// readPlainComments reads a part of comments (ECMA-376 Part 1 §18.7).
func (w *workbook) readPlainComments(s *Sheet, part string, withThreads bool) error {
	var authors []string
	author, at := "", Comment{Row: -1}
	return w.eachElement(part, func(scan *scanner) error {
		switch scan.name {
		case "author":
			if len(authors) == maxComments {
				return ErrTooLarge
			}
			authors = append(authors, textOf(scan))
		case "comment":
			at, author = commentAt(scan.attr("ref")), ""
			if n, err := strconv.Atoi(scan.attr("authorId")); err == nil && n >= 0 && n < len(authors) {
				author = authors[n]
			}
		case "text":
			entry, ok := w.richText(scan, "text")
			if !ok {
				return ErrFormat
			}
			if thread := strings.HasPrefix(author, threadAuthor); at.Row < 0 || thread && withThreads {
				return nil
			}
			at.Author, at.Text = author, plainComment(author, entry.text)
			return w.addComment(s, at)
		}
		return nil
	})
}

// readThread reads a part of threaded comments, as newer programs write them.
func (w *workbook) readThread(s *Sheet, part string) error {
	at := Comment{Row: -1}
	return w.eachElement(part, func(scan *scanner) error {
		switch scan.name {
		case "threadedComment":
			at = commentAt(scan.attr("ref"))
		case "text":
			if at.Text = textOf(scan); at.Row >= 0 {
				return w.addComment(s, at)
			}
		}
		return nil
	})
}

// readDrawings reads where the shapes and pictures of a sheet begin, and what is written in
// them (ECMA-376 Part 1 §20.5).
func (w *workbook) readDrawings(s *Sheet, part string) error {
	at := Comment{Row: -1}
	inFrom := false
	var texts []string
	end := func() error {
		at.Text = strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
		if texts = nil; at.Row < 0 {
			return nil
		}
		if w.comments--; w.comments < 0 {
			return ErrTooLarge
		}
		s.Drawings = append(s.Drawings, at)
		at.Row = -1
		return w.cell(0, at.Text)
	}
	err := w.eachElement(part, func(scan *scanner) error {
		switch scan.name {
		case "oneCellAnchor", "twoCellAnchor", "absoluteAnchor":
			if err := end(); err != nil {
				return err
			}
			at = Comment{}
		case "from", "to":
			inFrom = scan.name == "from"
		case "row", "col":
			name := scan.name
			n, err := strconv.Atoi(strings.TrimSpace(textOf(scan)))
			switch {
			case err != nil || n < 0 || n >= maxRowIndex || !inFrom:
			case name == "row":
				at.Row = n
			default:
				at.Col = min(n, MaxColumns-1)
			}
		case "t":
			if texts = append(texts, textOf(scan)); len(texts) > maxRuns {
				return ErrTooLarge
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return end()
}

// commentAt begins the comment of a cell; its row is -1 where the reference names none.
func commentAt(ref string) Comment {
	row, col, ok := position(ref)
	if !ok {
		return Comment{Row: -1}
	}
	return Comment{Row: row, Col: col}
}

// plainComment returns what a person wrote: programs begin a comment with its author,
// and the copy of a thread with a notice that ends in "Comment:".
func plainComment(author, text string) string {
	if strings.HasPrefix(author, threadAuthor) {
		if _, after, found := strings.Cut(text, "Comment:"); found {
			return after
		}
		return text
	}
	if after, found := strings.CutPrefix(strings.TrimSpace(text), author+":"); found && author != "" {
		return after
	}
	return text
}

// textOf reads the text of the element that has just opened, up to its end.
func textOf(s *scanner) string {
	var parts []string
	for depth := 1; depth > 0; {
		t, text := s.next()
		switch t {
		case tokenText:
			parts = append(parts, text)
		case tokenOpen:
			depth++
		case tokenClose:
			depth--
		case tokenEnd, tokenBad:
			return ""
		}
	}
	return strings.Join(parts, "")
}

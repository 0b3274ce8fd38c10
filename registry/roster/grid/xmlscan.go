package grid

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// scanner walks over XML without building it: some ten times as fast as
// encoding/xml, and texts without entities share the document's memory. It
// knows elements, attributes, text, CDATA, comments and processing instructions;
// document type declarations are refused. Names come without their prefix.
type scanner struct {
	text string
	at   int

	name  string // of the element that opens or closes
	attrs string // the start tag's text after the name
	empty bool   // <name/>: an end follows by itself
	ended bool   // the end of an empty element is still to come
}

// token is what a scanner stands at.
type token int

const (
	tokenEnd   token = iota // of the document
	tokenOpen               // name and attrs are set
	tokenClose              // name is set
	tokenText               // the second result of next
	tokenBad
)

// next moves to the next token.
func (s *scanner) next() (token, string) {
	if s.ended {
		s.ended = false
		return tokenClose, ""
	}
	for s.at < len(s.text) {
		if s.text[s.at] != '<' {
			return s.characters()
		}
		rest := s.text[s.at:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			if !s.skip("-->") {
				return tokenBad, ""
			}
		case strings.HasPrefix(rest, "<?"):
			if !s.skip("?>") {
				return tokenBad, ""
			}
		case strings.HasPrefix(rest, "<![CDATA["):
			end := strings.Index(rest, "]]>")
			if end < 0 {
				return tokenBad, ""
			}
			s.at += end + len("]]>")
			return tokenText, rest[len("<![CDATA["):end]
		case strings.HasPrefix(rest, "<!"):
			return tokenBad, ""
		default:
			return s.tag()
		}
	}
	return tokenEnd, ""
}

func (s *scanner) skip(until string) bool {
	end := strings.Index(s.text[s.at:], until)
	if end < 0 {
		return false
	}
	s.at += end + len(until)
	return true
}

func (s *scanner) characters() (token, string) {
	end := strings.IndexByte(s.text[s.at:], '<')
	if end < 0 {
		end = len(s.text) - s.at
	}
	raw := s.text[s.at : s.at+end]
	s.at += end
	text, ok := unescape(raw)
	if !ok {
		return tokenBad, ""
	}
	return tokenText, text
}

// tag reads a start or end tag; a > inside an attribute's quotes is none.
func (s *scanner) tag() (token, string) {
	i := s.at + 1
	quote := byte(0)
	for ; i < len(s.text); i++ {
		c := s.text[i]
		if quote != 0 {
			if c == quote {
				quote = 0
			}
			continue
		}
		if c == '>' {
			break
		}
		if c == '"' || c == '\'' {
			quote = c
		}
	}
	if i >= len(s.text) {
		return tokenBad, ""
	}
	body := s.text[s.at+1 : i]
	s.at = i + 1
	if closing, is := strings.CutPrefix(body, "/"); is {
		s.name = localName(strings.TrimSpace(closing))
		return tokenClose, ""
	}
	body, s.empty = strings.CutSuffix(body, "/")
	s.ended = s.empty
	end := strings.IndexAny(body, " \t\r\n")
	if end < 0 {
		end = len(body)
	}
	s.name, s.attrs = localName(body[:end]), body[end:]
	if s.name == "" {
		return tokenBad, ""
	}
	return tokenOpen, ""
}

func localName(name string) string {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// attr returns the value of an attribute of the start tag, by its local name; ""
// where it has none.
func (s *scanner) attr(name string) string {
	rest := s.attrs
	for {
		rest = strings.TrimLeft(rest, " \t\r\n")
		equal := strings.IndexByte(rest, '=')
		if equal < 0 {
			return ""
		}
		key := strings.TrimRight(rest[:equal], " \t\r\n")
		rest = strings.TrimLeft(rest[equal+1:], " \t\r\n")
		if rest == "" || (rest[0] != '"' && rest[0] != '\'') {
			return ""
		}
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return ""
		}
		if localName(key) == name {
			value, _ := unescape(rest[1 : 1+end])
			return value
		}
		rest = rest[end+2:]
	}
}

// skipElement passes over the element that has just opened.
func (s *scanner) skipElement() bool {
	for depth := 1; depth > 0; {
		switch t, _ := s.next(); t {
		case tokenOpen:
			depth++
		case tokenClose:
			depth--
		case tokenEnd, tokenBad:
			return false
		}
	}
	return true
}

var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// unescape replaces entities. Excel writes characters that XML forbids as _x000D_;
// those stay as they are but for the line breaks.
func unescape(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	if strings.Contains(text, "_x000") {
		text = strings.NewReplacer("_x000D_", "", "_x000d_", "", "_x000A_", "\n", "_x000a_", "\n").Replace(text)
	}
	if strings.IndexByte(text, '&') < 0 {
		return text, true
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '&')
		if i < 0 {
			b.WriteString(text)
			return b.String(), true
		}
		b.WriteString(text[:i])
		text = text[i+1:]
		end := strings.IndexByte(text, ';')
		if end < 0 || end > 10 {
			return "", false
		}
		name := text[:end]
		text = text[end+1:]
		if value, known := entities[name]; known {
			b.WriteString(value)
			continue
		}
		digits, base := strings.TrimPrefix(name, "#"), 10
		if hex, is := strings.CutPrefix(digits, "x"); is {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || !strings.HasPrefix(name, "#") || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
			return "", false
		}
		b.WriteRune(rune(n))
	}
}

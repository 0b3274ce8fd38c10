package grid

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// look is what a style says of an element.
type look struct {
	struck bool // its text is struck through
	hidden bool
	font   string // "" where it names none
	colour string // see Style.Colour
}

// over puts a nearer style over this one.
func (l look) over(nearer look) look {
	l.struck, l.hidden = l.struck || nearer.struck, l.hidden || nearer.hidden
	if nearer.font != "" {
		l.font = nearer.font
	}
	if nearer.colour != "" {
		l.colour = nearer.colour
	}
	return l
}

// lookOf reads the declarations of a style attribute or of a rule.
func lookOf(declarations string) look {
	plain := strings.ToLower(strings.Join(strings.Fields(declarations), ""))
	return look{
		struck: strings.Contains(plain, "line-through"),
		hidden: strings.Contains(plain, "display:none") || strings.Contains(plain, "visibility:hidden") ||
			strings.Contains(plain, "visibility:collapse") || noSize.MatchString(plain),
		font:   fontFamily(declarations),
		colour: declaredColour(declarations),
	}
}

// declaredColour finds the colours among declarations.
func declaredColour(declarations string) string {
	text, fill := "", ""
	for declaration := range strings.SplitSeq(declarations, ";") {
		key, value, _ := strings.Cut(declaration, ":")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "color":
			text = pageColour(value)
		case "background", "background-color":
			fill = pageColour(value)
		}
	}
	return colourOf(text, fill)
}

// noSize is the declaration of a text that takes no room.
var noSize = regexp.MustCompile(`(?:^|;)font-size:0(?:p[tx])?(?:;|$)`)

// fontFamily finds the font among declarations.
func fontFamily(declarations string) string {
	for declaration := range strings.SplitSeq(declarations, ";") {
		if key, value, ok := strings.Cut(declaration, ":"); ok && strings.TrimSpace(key) == "font-family" {
			first, _, _ := strings.Cut(value, ",")
			return strings.Trim(strings.TrimSpace(first), `"'`)
		}
	}
	return ""
}

// classRule is a rule of a style sheet for a class, as spreadsheet programs write one
// for each format of cells: .xl66 {text-decoration:line-through;}.
var classRule = regexp.MustCompile(`\.([A-Za-z_][0-9A-Za-z_-]*)[^{}]*\{([^{}]*)\}`)

// otherRule is a rule for elements that no class names: tr:nth-child(4), #total. Which they are
// is not worked out.
var otherRule = regexp.MustCompile(`([^{};]+)\{([^{}]*)\}`)

// linkOrStruck are the elements that are struck through, or links, by themselves.
var linkOrStruck = regexp.MustCompile(`^(?:a|s|del|strike)(?::[a-z-]+)?$`)

// readStyleSheet takes the looks of classes from a style sheet.
func (h *htmlReader) readStyleSheet(text []byte) {
	for _, rule := range otherRule.FindAllSubmatch(text, maxStyles) {
		selector := strings.ToLower(strings.TrimSpace(string(rule[1])))
		named := strings.ContainsAny(selector, ".@") || linkOrStruck.MatchString(selector)
		h.struck = h.struck || lookOf(string(rule[2])).struck && !named
	}
	for _, rule := range classRule.FindAllSubmatch(text, maxStyles) {
		if found := lookOf(string(rule[2])); found != (look{}) && len(h.classes) < maxStyles {
			h.classes[string(rule[1])] = h.classes[string(rule[1])].over(found)
		}
	}
}

// tag is what a start tag says of its element.
type tag struct {
	look
	across  int    // columns of a cell
	down    int    // rows of a cell
	span    int    // columns of a col element
	kind    string // of an input element
	checked bool   // an input element is
	alt     string // the other text of a picture
	number  string // of a cell that a spreadsheet program wrote: what it kept, where it shows that otherwise
}

// readTag reads the attributes of a start tag.
func (h *htmlReader) readTag(more bool, tokens *html.Tokenizer) tag {
	t := tag{across: 1, down: 1, span: 1}
	var inline, ofClass look
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		switch string(key) {
		case "rowspan":
			t.down = spanOf(value)
		case "colspan":
			t.across = spanOf(value)
		case "span":
			t.span = spanOf(value)
		case "hidden":
			t.hidden = true
		case "type":
			t.kind = strings.ToLower(string(value))
		case "checked":
			t.checked = true
		case "alt":
			t.alt = string(value)
		case "x:num", "sdval":
			t.number = string(value)
		case "face":
			t.font = string(value)
		case "bgcolor":
			t.colour = colourOf("", pageColour(string(value)))
		case "color":
			t.colour = colourOf(pageColour(string(value)), "")
		case "style":
			inline = lookOf(string(value))
		case "class":
			for _, class := range bytes.Fields(value) {
				ofClass = ofClass.over(h.classes[string(class)])
			}
		}
	}
	t.look = ofClass.over(t.look).over(inline)
	return t
}

// element is an element that is open within a cell; its look holds for its text.
type element struct {
	name string
	look
}

// inner returns the look of a text at this place of a cell.
func (h *htmlReader) inner() look {
	if len(h.open) == 0 {
		return look{}
	}
	return h.open[len(h.open)-1].look
}

// Elements without an end.
var voidElements = []string{
	"br",
	"img",
	"input",
	"hr",
	"wbr",
	"meta",
	"link",
	"area",
	"base",
	"embed",
	"source",
	"track",
}

// maxOpen bounds how many elements within a cell are told apart.
const maxOpen = 64

// beginElement begins an element within a cell.
func (h *htmlReader) beginElement(name string, t tag) {
	if slices.Contains(voidElements, name) || len(h.open) == maxOpen {
		return
	}
	inner := h.inner().over(t.look)
	inner.struck = inner.struck || name == "s" || name == "strike" || name == "del"
	h.open = append(h.open, element{name, inner})
	if t.font != "" {
		h.style.Font = t.font
	}
}

// endElement ends the innermost element of a name and all within it.
func (h *htmlReader) endElement(name string) {
	for i := len(h.open) - 1; i >= 0; i-- {
		if h.open[i].name == name {
			h.open = h.open[:i]
			return
		}
	}
}

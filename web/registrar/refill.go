package registrar

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sogoc/registry/unfinished"
)

// refilled is a page with forms filled in as a person left them.
type refilled struct {
	document *html.Node
}

// parsePage reads a page that was rendered, as a browser without script does.
func parsePage(page []byte) (refilled, error) {
	document, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	return refilled{document}, err
}

// fill fills in the form that is sent to an action. It returns false where the page
// has none.
func (r refilled) fill(f unfinished.Form) bool {
	found := false
	for node := range r.document.Descendants() {
		if node.DataAtom == atom.Form && attribute(node, "action") == Prefix+f.Action {
			fillForm(node, f.Values)
			found = true
		}
	}
	return found
}

// fillForm gives fields their values: those of one name in the order of the form.
func fillForm(form *html.Node, values map[string][]string) {
	used := map[string]int{}
	next := func(name string) (string, bool) {
		i := used[name]
		used[name]++
		if i >= len(values[name]) {
			return "", false
		}
		return values[name][i], true
	}
	for node := range form.Descendants() {
		name := attribute(node, "name")
		if _, had := values[name]; !had && !isBox(node) || name == "" {
			continue
		}
		changed := false
		switch node.DataAtom {
		case atom.Input:
			changed = fillInput(node, values[name], next)
		case atom.Textarea:
			if value, given := next(name); given {
				changed = textOf(node) != value
				setText(node, value)
			}
		case atom.Select:
			if value, given := next(name); given {
				changed = choose(node, value)
			}
		}
		if changed {
			unfold(node)
		}
	}
}

func isBox(node *html.Node) bool {
	return node.DataAtom == atom.Input && slices.Contains([]string{"checkbox", "radio"}, attribute(node, "type"))
}

// fillInput fills in an input and reports whether it says something else now. What
// the page itself says, and what is secret, stays as it is.
func fillInput(node *html.Node, values []string, next func(string) (string, bool)) bool {
	switch attribute(node, "type") {
	case "hidden", "password", "file", "submit":
		return false
	case "checkbox", "radio":
		checked := slices.Contains(values, attribute(node, "value"))
		changed := checked != hasAttribute(node, "checked")
		setAttribute(node, "checked", "", checked)
		return changed
	}
	value, given := next(attribute(node, "name"))
	if !given {
		return false
	}
	changed := attribute(node, "value") != value
	setAttribute(node, "value", value, true)
	return changed
}

// choose selects an option by its value.
func choose(list *html.Node, value string) (changed bool) {
	for option := range list.Descendants() {
		if option.DataAtom != atom.Option {
			continue
		}
		selected := attribute(option, "value") == value
		changed = changed || selected && !hasAttribute(option, "selected")
		setAttribute(option, "selected", "", selected)
	}
	return changed
}

// unfold opens the folded parts that a node is in.
func unfold(node *html.Node) {
	for parent := range node.Ancestors() {
		if parent.DataAtom == atom.Details {
			setAttribute(parent, "open", "", true)
		}
	}
}

// say puts part of a page under its heading.
func (r refilled) say(part []byte) error {
	for node := range r.document.Descendants() {
		if node.DataAtom != atom.H1 {
			continue
		}
		nodes, err := html.ParseFragment(bytes.NewReader(part), node.Parent)
		if err != nil {
			return err
		}
		for _, said := range nodes {
			node.Parent.InsertBefore(said, node.NextSibling)
		}
		return nil
	}
	return nil
}

// bytes returns the page.
func (r refilled) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := html.Render(&b, r.document)
	return b.Bytes(), err
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(node *html.Node, key string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// setAttribute sets an attribute, or takes it away.
func setAttribute(node *html.Node, key, value string, there bool) {
	node.Attr = slices.DeleteFunc(node.Attr, func(a html.Attribute) bool { return a.Key == key })
	if there {
		node.Attr = append(node.Attr, html.Attribute{Key: key, Val: value})
	}
}

func textOf(node *html.Node) string {
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

func setText(node *html.Node, text string) {
	for node.FirstChild != nil {
		node.RemoveChild(node.FirstChild)
	}
	node.AppendChild(&html.Node{Type: html.TextNode, Data: text})
}

package network

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Setting is one value or policy of a channel's configuration, or a group of it, in words.
// Words of a list have a line for each of its parts.
type Setting struct {
	Place   string `json:"place"`   // group of the configuration: "Channel/Orderer"
	Name    string `json:"name"`    // of the value or policy
	Group   bool   `json:"group"`   // it is the place itself, with its list of parts
	Policy  bool   `json:"policy"`  // it says who may do something
	Words   string `json:"words"`   // what it says
	Changes string `json:"changes"` // who may change it: the policy's place and name; of a change: from then on

	Today *Today `json:"today,omitempty"` // of a change: what it says before; nil where that is not known
}

// Today is what a configuration says of a setting before a change.
type Today struct {
	There   bool   `json:"there"`   // false of what the change would add
	Words   string `json:"words"`   // as those of a setting
	Changes string `json:"changes"` // whose policy decides on the change
}

// thisGroup is the name of a setting that is a group itself.
const thisGroup = "this group"

// WriteSettings writes the settings of a configuration for people, grouped by place.
func WriteSettings(w io.Writer, settings []Setting) {
	writeByPlace(w, settings, func(s Setting) {
		lines := strings.Split(s.Words, "\n")
		fmt.Fprintf(w, "  %s: %s; changed by %s\n", s.title(), lines[0], s.Changes)
		for _, line := range lines[1:] {
			fmt.Fprintf(w, "      %s\n", line)
		}
	})
}

// WriteChanges writes the settings of a change for people, grouped by place, each beside
// what it says today where that is known.
func WriteChanges(w io.Writer, settings []Setting) {
	writeByPlace(w, settings, func(s Setting) { s.writeChange(w) })
}

func writeByPlace(w io.Writer, settings []Setting, write func(Setting)) {
	place := ""
	for _, s := range settings {
		if s.Place != place {
			place = s.Place
			fmt.Fprintf(w, "\n%s\n", plain(place))
		}
		write(s)
	}
}

// title names a setting within its place.
func (s Setting) title() string {
	switch {
	case s.Group:
		return s.Name
	case s.Policy:
		return "policy " + plain(s.Name)
	}
	return plain(s.Name)
}

func (s Setting) writeChange(w io.Writer) {
	lines, today := strings.Split(s.Words, "\n"), []string(nil)
	if s.Today != nil && s.Today.There {
		today = strings.Split(s.Today.Words, "\n")
	}
	added, removed := unmatched(lines, today), unmatched(today, lines)
	fmt.Fprintf(w, "  %s: %s; %s\n", s.title(), lines[0], s.changedBy())
	for i, line := range lines[1:] {
		mark := " "
		if added[i+1] && today != nil {
			mark = "+"
		}
		fmt.Fprintf(w, "    %s %s\n", mark, line)
	}
	if s.Today == nil {
		return
	}
	if today == nil {
		fmt.Fprintln(w, "    today: not there")
		return
	}
	if removed[0] || len(today) == 1 {
		fmt.Fprintf(w, "    today: %s\n", today[0])
	}
	for i, line := range today[1:] {
		if removed[i+1] {
			fmt.Fprintf(w, "    - %s\n", line)
		}
	}
	if len(today) == 1 || slices.Contains(added, true) || slices.Contains(removed, true) {
		return
	}
	order := ""
	if s.Words != s.Today.Words {
		order = ", in another order"
	}
	fmt.Fprintf(w, "    today: the same%s\n", order)
}

// changedBy says whose policy decides on a change of a setting, and on later ones.
func (s Setting) changedBy() string {
	switch {
	case s.Today == nil:
		return "from then on changed by " + s.Changes
	case !s.Today.There:
		return "new, changed by " + s.Changes
	case s.Today.Changes != s.Changes:
		return "changed by " + s.Today.Changes + ", from then on by " + s.Changes
	}
	return "changed by " + s.Changes
}

// unmatched says of each line whether others has none that is like it and left over.
func unmatched(lines, others []string) []bool {
	left := map[string]int{}
	for _, line := range others {
		left[line]++
	}
	marks := make([]bool, len(lines))
	for i, line := range lines {
		if marks[i] = left[line] == 0; !marks[i] {
			left[line]--
		}
	}
	return marks
}

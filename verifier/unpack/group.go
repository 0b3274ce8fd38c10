package unpack

import (
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// Group is one credential of a file, in one or more forms.
type Group struct {
	Text   string  // the fullest form
	Places []Place // of all its forms, in the order of finding
	Broken bool    // no credential and no evidence can be read from it: perhaps a damaged copy of another
}

// Groups brings together what is of the same credential: the file that a paper
// carries and the code that is printed on it; and likewise what is the same receipt. A text that no credential can be
// read from stands alone, and so do two credentials of the same person.
func (c Contents) Groups() []Group {
	var groups []Group
	known := map[ledger.Digest]int{}
	same := map[string]int{}
	for _, f := range c.Found {
		in := answer.Read(f.Text)
		at, seen := same[in.Text]
		p, err := presentation.Parse(in.Text)
		if err == nil && !seen {
			digest := p.Digest()
			if at, seen = known[digest]; !seen {
				known[digest] = len(groups)
			}
		}
		if !seen {
			same[in.Text] = len(groups)
			groups = append(
				groups,
				Group{Text: f.Text, Places: []Place{f.Place}, Broken: err != nil && (in.CutShort || !in.Kind.IsEvidence())},
			)
			continue
		}
		g := &groups[at]
		g.Places = append(g.Places, f.Place)
		if len(f.Text) > len(g.Text) {
			g.Text = f.Text
		}
	}
	return groups
}

// Package names computes the keys by which a school's staff finds and sorts a
// person's name: three keys to compare, each broader than the one before, and
// one to sort as Vietnamese lists are sorted.
//
// The keys never replace a name. What is printed and signed stays as it was
// written: that two spellings share a key does not make them one legal name.
// Keys say as much about a person as the name does and are guarded like it.
//
// Everything about comparing and ordering names belongs here; storing and
// searching keys belongs to the register. A change of any key is a new Rules.
// The package relies on golang.org/x/text for normalisation and collation.
package names

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Rules is the version of what this package makes of a name. It changes
// whenever the same name gets other keys, a new release of the collation tables
// included. The store keeps it beside the keys and computes old keys again.
const Rules = 1

// MaxQuery bounds what is searched for, in bytes as it was typed.
const MaxQuery = 400

// ErrQuery means that a search by name is none: no text, no UTF-8, too long, or
// a level that there is not. The error's text does not repeat the name.
var ErrQuery = errors.New("not a search by name")

// Level says how close a name must come to what is searched for.
type Level string

// The levels. Each finds all that the one before it finds.
const (
	Exact Level = "exact" // letter by letter, in whatever Unicode form
	Tone  Level = "tone"  // besides, neither capitals nor the place of a tone mark count: Hoà, HÒA
	Plain Level = "plain" // besides, no accent counts: Hoà, Hóa, HOA, and Đ is D
)

// Keys are what is stored of a name. Exact, Tone and Plain begin and end with a
// space and have one between words, so that whole words are found in them.
type Keys struct {
	Exact string
	Tone  string
	Plain string
	Sort  []byte // compares bytewise: given name, then family name, then the names between
}

// Of returns the keys of a name. It is safe for concurrent use.
func Of(name string) Keys {
	exact := normalize(name)
	tone, plain := toneKey(exact), plainKey(exact)
	return Keys{Exact: " " + exact + " ", Tone: " " + tone + " ", Plain: " " + plain + " ", Sort: sortKey(tone)}
}

// PlainOf returns the Plain key alone.
func PlainOf(name string) string { return " " + plainKey(normalize(name)) + " " }

// ToneOf returns the Tone key alone.
func ToneOf(name string) string { return " " + toneKey(normalize(name)) + " " }

// Query is a search for whole consecutive words of a name: "Hoà", "Nguyễn Văn",
// or all of it. The zero Query finds everything.
type Query struct {
	level Level
	key   string
	plain string // its key of level Plain
}

// ParseQuery makes a Query of what somebody typed; an empty level is Plain.
func ParseQuery(name string, level Level) (Query, error) {
	if len(name) > MaxQuery || !utf8.ValidString(name) {
		return Query{}, fmt.Errorf("%w: a name is UTF-8 of at most %d bytes", ErrQuery, MaxQuery)
	}
	keys, key := Of(name), ""
	switch level {
	case Exact:
		key = keys.Exact
	case Tone:
		key = keys.Tone
	case Plain, "":
		level, key = Plain, keys.Plain
	default:
		return Query{}, fmt.Errorf("%w: match is %s, %s or %s", ErrQuery, Exact, Tone, Plain)
	}
	if strings.TrimSpace(key) == "" {
		return Query{}, fmt.Errorf("%w: it has no letter", ErrQuery)
	}
	return Query{level: level, key: key, plain: keys.Plain}, nil
}

// Level returns what to compare with; "" for the zero Query.
func (q Query) Level() Level { return q.level }

// Key returns what the key of that level must contain.
func (q Query) Key() string { return q.key }

// PlainWords returns words that the plain key of every name has that q finds, on
// whatever level: by them an index of words narrows the names down before Key decides.
func (q Query) PlainWords() []string { return strings.Fields(q.plain) }

// IsZero reports whether q finds everything.
func (q Query) IsZero() bool { return q.key == "" }

// Finds reports whether a name with these keys is found.
func (q Query) Finds(k Keys) bool {
	key := k.Exact
	switch q.level {
	case Tone:
		key = k.Tone
	case Plain:
		key = k.Plain
	}
	return strings.Contains(key, q.key)
}

// normalize brings a name to NFC, with one plain space between words and without
// what nobody sees: zero-width characters and soft hyphens.
func normalize(name string) string {
	if isNormal(name) {
		return name
	}
	seen := strings.Map(func(r rune) rune {
		switch {
		case isUnseen(r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, name)
	return norm.NFC.String(strings.Join(strings.Fields(seen), " ")) // Fields knows the no-break spaces
}

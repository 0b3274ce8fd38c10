package names

import (
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// collation is one thread's: a Collator keeps state while it works.
type collation struct {
	*collate.Collator
	buffer collate.Buffer
}

var collations = sync.Pool{New: func() any { return &collation{Collator: collate.New(language.Vietnamese)} }}

// sortKey puts the given name first, which is the last word, then the family
// name, which is the first, then the rest. The name comes as toneKey leaves it:
// how a list was typed does not part people of one name. A part ends with a
// zero byte, the lowest: An comes before Anh whatever follows.
func sortKey(name string) []byte {
	words := strings.Fields(name)
	if len(words) == 0 {
		return []byte{0}
	}
	last := len(words) - 1
	parts := []string{words[last]}
	if last > 0 {
		parts = append(parts, words[0], strings.Join(words[1:last], " "))
	}
	c, _ := collations.Get().(*collation)
	defer collations.Put(c)
	var key []byte
	for _, part := range parts {
		c.buffer.Reset()
		key = append(append(key, c.KeyFromString(&c.buffer, part)...), 0)
	}
	return key
}

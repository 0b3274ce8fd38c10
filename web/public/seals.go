package public

import (
	"time"

	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

// judgeSeals holds a file's seals against the authorities that the operator named.
func (s *service) judgeSeals(c unpack.Contents, now time.Time) []unpack.FoundSeal {
	seals := []unpack.FoundSeal{} // in JSON a list, never null
	for _, found := range c.Seals {
		found.Judge(s.sealRoots, now)
		seals = append(seals, found)
	}
	return seals
}

// sealWords says each seal.
func sealWords(seals []unpack.FoundSeal, l language) []string {
	var said []string
	for _, s := range seals {
		line := words.Seal(s.Seal, l)
		if at := placeWords(s.Place, l); at != "" {
			line = at + ": " + line
		}
		said = append(said, line)
	}
	return said
}

package sample

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Seed is that of the committed files.
const Seed = 2026

// person is a learner who does not exist.
type person struct {
	name       string
	family     string // and middle names
	given      string
	born       time.Time
	female     bool
	ethnicity  string
	birthPlace string
	nationalID string
}

func (p person) sex() string {
	if p.female {
		return "Nữ"
	}
	return "Nam"
}

// source makes people, always the same for a seed.
type source struct {
	r    *rand.Rand
	next int // last digits of the next national id
}

func newSource(stream uint64) *source { return &source{r: rand.New(rand.NewPCG(Seed, stream))} }

// person makes a learner born in one of some years.
func (s *source) person(years ...int) person {
	p := person{female: s.r.IntN(100) < 49, ethnicity: ethnicities.pick(s.r), birthPlace: oneOf(s.r, provinces)}
	if s.r.IntN(12) == 0 {
		p.birthPlace = oneOf(s.r, formerProvinces)
	}
	p.born = time.Date(years[s.r.IntN(len(years))], 1, 1+s.r.IntN(365), 0, 0, 0, 0, time.UTC)
	s.name(&p)
	s.next++
	century := 2 * (p.born.Year()/100 - 19)
	if p.female {
		century++
	}
	p.nationalID = fmt.Sprintf("000%d%02d%06d", century, p.born.Year()%100, s.next)
	return p
}

func (s *source) name(p *person) {
	middle, given := middleMale, givenMale
	if p.female {
		middle, given = middleFemale, givenFemale
	}
	p.given = oneOf(s.r, given)
	if pattern, ok := minorityNames[p.ethnicity]; ok {
		sex := 0
		if p.female {
			sex = 1
		}
		p.name = fmt.Sprintf(pattern[sex], p.given)
	} else {
		p.name = families.pick(s.r) + " " + middle.pick(s.r) + " " + p.given
	}
	at := strings.LastIndexByte(p.name, ' ')
	p.family, p.given = p.name[:at], p.name[at+1:]
}

// dateText writes a date as Vietnamese lists do.
func dateText(t time.Time) string { return t.Format("02/01/2006") }

package credential

import "slices"

// Fact names what one disclosure shows.
type Fact string

// The facts that are selectively disclosable.
const (
	FactFullName    Fact = "fullName"
	FactLearnerCode Fact = "learnerCode"
	FactNationalID  Fact = "nationalId"
	FactBirthDate   Fact = memberBirthDate
	FactBirthPlace  Fact = memberBirthPlace
	FactSex         Fact = memberSex
	FactEthnicity   Fact = memberEthnicity
	FactNationality Fact = memberNationality
	FactResults     Fact = "results" // rank, and of a transcript the averages
	FactCourse      Fact = "course"
)

// Public selects what a public presentation shows: all but the national id
// and the ethnicity.
func Public(fact Fact, _ int) bool { return fact != FactNationalID && fact != FactEthnicity }

// Present returns an SD-JWT with those of its disclosures for which show
// returns true; the second argument of show is the course's position, counted
// from 0, and 0 for other facts. It returns Parse's errors.
func Present(compact string, show func(fact Fact, course int) bool) (string, error) {
	c, err := Parse(compact)
	if err != nil {
		return "", err
	}
	kept := make([]string, 0, len(c.Disclosures))
	for i, disclosure := range c.Disclosures {
		at := c.shown[i]
		course := 0
		if at.fact == FactCourse {
			course = at.index
		}
		if show(at.fact, course) {
			kept = append(kept, disclosure)
		}
	}
	return joinSDJWT(c.JWT, kept), nil
}

// Shows reports whether the presentation discloses fact.
func (c *Credential) Shows(fact Fact) bool {
	return slices.ContainsFunc(c.shown, func(s slot) bool { return s.fact == fact })
}

// Complete reports whether nothing is withheld: what is empty then, the
// credential does not hold.
func (c *Credential) Complete() bool { return c.complete }

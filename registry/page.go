package registry

// Page asks for a part of a list. Lists are newest first unless they say otherwise.
type Page struct {
	Offset int // from 0
	Limit  int // 0 for 100; at most 1,000
}

// Bounds returns the page with its defaults and limits applied.
func (p Page) Bounds() (offset, limit int) {
	if p.Limit <= 0 {
		p.Limit = 100
	}
	return max(0, p.Offset), min(p.Limit, 1000)
}

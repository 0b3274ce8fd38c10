package roster

// rowsATime is after how many rows Input.Judged is called again.
const rowsATime = 500

// rowCount says how many of the rows that were found are judged.
type rowCount struct {
	found, judged int
	tell          func(judged, found int) // nil for nobody
}

// find adds the rows of a sheet, which are judged next.
func (c *rowCount) find(rows int) {
	c.found += rows
	c.say()
}

// judge counts one row.
func (c *rowCount) judge() {
	c.judged++
	if c.judged%rowsATime == 0 || c.judged == c.found {
		c.say()
	}
}

func (c *rowCount) say() {
	if c.tell != nil {
		c.tell(c.judged, c.found)
	}
}

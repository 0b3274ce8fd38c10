package diploma

// labelledValue is a field of a transcript's head.
type labelledValue struct {
	label
	value string
}

// gridCell is a pair with its lines.
type gridCell struct {
	lines []line
	x     float64
}

// gridRow is a row of cells.
type gridRow struct {
	cells  []gridCell
	height float64
}

const columnGap = 6.0

// writeGrid sets pairs in columns from y on, at the largest scale at which they are
// at most that high, and returns where they end.
func (p *paper) writeGrid(pairs []labelledValue, columns int, x, y, width, most float64) float64 {
	for percent := 100; percent >= minScale && p.err == nil; percent -= 2 {
		bands, height := p.layOutGrid(pairs, columns, width, float64(percent)/100)
		if height > most {
			continue
		}
		for _, b := range bands {
			for _, c := range b.cells {
				p.writeBlock(placedBlock{lines: c.lines}, area{x: x + c.x, w: width}, y)
			}
			y += b.height
		}
		return y
	}
	p.fail(ErrOverflow)
	return y
}

func (p *paper) layOutGrid(
	pairs []labelledValue,
	columns int,
	width, scale float64,
) (bands []gridRow, height float64) {
	wide := (width - columnGap*float64(columns-1)) / float64(columns)
	var now gridRow
	for i, one := range pairs {
		lines := p.wrap(
			[]run{
				{one.vi, regular, 9 * scale, p.ink},
				{"· " + one.en + ":", italic, 8.5 * scale, p.faint},
				{one.value, bold, 10 * scale, p.ink},
			},
			wide,
		)
		now.cells = append(now.cells, gridCell{lines: lines, x: float64(len(now.cells)) * (wide + columnGap)})
		now.height = max(now.height, 0.8*scale+p.heightOf(lines))
		if len(now.cells) == columns || i == len(pairs)-1 {
			bands, height = append(bands, now), height+now.height
			now = gridRow{}
		}
	}
	return bands, height
}

// nonEmpty returns the pairs that say something.
func nonEmpty(pairs []labelledValue) []labelledValue {
	var said []labelledValue
	for _, one := range pairs {
		if one.value != "" {
			said = append(said, one)
		}
	}
	return said
}

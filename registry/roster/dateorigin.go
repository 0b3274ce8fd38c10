package roster

import "sogoc/registry"

// dateSigns are what tells of a column whether its dates are what they seem.
type dateSigns struct {
	anyDates  bool // true dates
	lateDates bool // true dates with a day above 12
	lateTexts bool // texts that can only have the day first
	oddTexts  bool // texts that can only have the month first
}

func (s *dateSigns) note(d dateCell) {
	s.anyDates = s.anyDates || !d.text
	s.lateDates = s.lateDates || !d.text && d.late
	s.lateTexts = s.lateTexts || d.text && d.late
	s.oddTexts = s.oddTexts || d.odd
}

// isMonthFirst reports whether the texts of a column have the month first.
func (s *dateSigns) isMonthFirst() bool { return s.oddTexts && !s.lateTexts }

// isDayFirst reports whether the texts of a column have the day first.
func (s *dateSigns) isDayFirst() bool { return s.lateTexts && !s.oddTexts }

// isExchanged reports whether only those dates of a column are true dates whose day
// could be taken for a month.
func (s *dateSigns) isExchanged() bool { return s.anyDates && !s.lateDates && s.lateTexts }

// dateOrigin is what the columns of one file show of the program that wrote its dates.
// What holds for one column is likely for the others, and for other sheets, even where
// they are too short to show it.
type dateOrigin struct {
	monthFirst bool // a column of texts has the month first
	dayFirst   bool // a column of texts has the day first
	exchanged  bool // a column has true dates with day and month exchanged
}

// originOf looks at all columns of a file's sheets, read or not, and for the dates that
// the upload names: a date of the decision that is one only when day and month are
// exchanged tells as much as a day above 12.
func originOf(tables []*table, terms registry.Terms) dateOrigin {
	var origin dateOrigin
	for _, t := range tables {
		columns := make([]dateSigns, t.Width())
		for row := range t.Rows {
			for _, c := range t.Rows[row].Cells {
				d, ok := dateCellOf(row, c)
				if !ok {
					continue
				}
				columns[c.Col].note(d)
				origin.noteNamed(d, terms)
			}
		}
		for i := range columns {
			origin.monthFirst = origin.monthFirst || columns[i].isMonthFirst()
			origin.dayFirst = origin.dayFirst || columns[i].isDayFirst()
			origin.exchanged = origin.exchanged || columns[i].isExchanged()
		}
	}
	return origin
}

// noteNamed takes what a date tells that the upload names.
func (o *dateOrigin) noteNamed(d dateCell, terms registry.Terms) {
	if !d.hasTwoReadings() {
		return
	}
	other := isNamed(d.day.swapped(), terms)
	o.monthFirst = o.monthFirst || other && d.text
	o.exchanged = o.exchanged || other && !d.text
	o.dayFirst = o.dayFirst || d.text && isNamed(d.day, terms)
}

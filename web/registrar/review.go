package registrar

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/review"
	"sogoc/verifier/credential"
	"sogoc/web"
)

// reviewData is what the pages of an upload and of a draft batch show of what
// will be signed.
type reviewData struct {
	*review.Table
	Address  string // path of the page that it stands on
	View     review.View
	Shown    []*review.Row // one page of them
	Total    int           // rows of the view
	Page     int           // from 1
	Pages    int
	Unusual  int // rows with a reason to look at them
	Remarked int
	Notes    []remarkKind
	Noted    int // remarks of Notes
	LeftOut  []leftOutData
	Left     int // rows of LeftOut
	Samples  []sampleData
	Chooses  bool // the person may set rows aside
	// Elsewhere are rows of other pages that the person has marked and not set aside yet.
	Elsewhere []*review.Row
	Drawn     bool // numbers are drawn when it is signed
	Read      int  // see batchData; 0 for an upload

	sealed string // what is looked for, as it stands in an address
	names  map[uuid.UUID]string
}

// sampleData leads to a specimen of a row's papers.
type sampleData struct {
	Why     string // which row it is: the name of a text
	Row     *review.Row
	Address string
}

// rowsOfReview is how many rows one page shows.
const rowsOfReview = 25

// review looks at a table as the address asks for.
func (u *UI) review(v *visit, table *review.Table, address string, names map[uuid.UUID]string) (*reviewData, error) {
	d := &reviewData{Table: table, Address: address, names: names}
	d.View = review.View{Only: review.Only(v.c.Query("only")), Sort: v.c.Query("by"), Down: v.c.Query("down") != ""}
	if d.sealed = v.c.Query("find"); d.sealed != "" {
		s, err := v.unseal(d.sealed)
		if err != nil { // of a session that has ended: all rows are shown
			d.sealed = ""
		}
		d.View.Find = s.Text
	}
	rows := table.Look(d.View)
	d.Total, d.Pages = len(rows), max(1, (len(rows)+rowsOfReview-1)/rowsOfReview)
	d.Page, _ = strconv.Atoi(v.c.Query("part"))
	if row, _ := strconv.Atoi(v.c.Query("row")); row > 0 {
		d.Page = (row-1)/rowsOfReview + 1
	}
	d.Page = min(max(d.Page, 1), d.Pages)
	d.Shown = rows[min(len(rows), (d.Page-1)*rowsOfReview):min(len(rows), d.Page*rowsOfReview)]
	for i := range table.Rows {
		if table.Rows[i].Unusual() > 0 {
			d.Unusual++
		}
		if len(table.Rows[i].Remarks) > 0 {
			d.Remarked++
		}
	}
	d.sortRemarks()
	d.Drawn = !slices.ContainsFunc(table.Columns, func(c review.Column) bool { return c.Name == "registerNumber" })
	d.samples()
	return d, nil
}

// samples offers the specimens, each row once.
func (d *reviewData) samples() {
	s := d.Specimens()
	seen := map[int]bool{}
	for _, one := range []struct {
		why string
		row *review.Row
	}{{"sample:first", s.First}, {"sample:longest", s.Longest}, {"sample:oddest", s.Oddest}} {
		if seen[one.row.Number] {
			continue
		}
		seen[one.row.Number] = true
		d.Samples = append(d.Samples, sampleData{one.why, one.row, d.SpecimenOf(one.row)})
	}
}

// SpecimenOf returns the path of a row's specimen.
func (d *reviewData) SpecimenOf(row *review.Row) string {
	return d.Address + "/specimens/" + strconv.Itoa(row.Number) + ".pdf"
}

// query returns the address of another look: the same but for what is changed.
func (d *reviewData) query(change func(url.Values)) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("only", string(d.View.Only))
	set("by", d.View.Sort)
	if d.View.Down {
		q.Set("down", "yes")
	}
	set("find", d.sealed)
	set("read", d.read())
	change(q)
	return "?" + q.Encode() + "#rows"
}

// read is Read in an address.
func (d *reviewData) read() string {
	if d.Read == 0 {
		return ""
	}
	return strconv.Itoa(d.Read)
}

// PageAt returns the address of another page of the same look.
func (d *reviewData) PageAt(page int) string {
	return d.query(func(q url.Values) { q.Set("part", strconv.Itoa(page)) })
}

// Narrowed returns the address of the rows of another kind.
func (d *reviewData) Narrowed(only string) string {
	return d.query(func(q url.Values) {
		if q.Del("only"); only != "" {
			q.Set("only", only)
		}
	})
}

// ListOrder returns the address of the same rows in the order of the list.
func (d *reviewData) ListOrder() string {
	return d.query(func(q url.Values) {
		q.Del("by")
		q.Del("down")
	})
}

// Sorted returns the address of the rows by a column, turned round where they are
// sorted by it now.
func (d *reviewData) Sorted(column string) string {
	return d.query(func(q url.Values) {
		q.Set("by", column)
		if d.View.Sort == column && !d.View.Down {
			q.Set("down", "yes")
		} else {
			q.Del("down")
		}
	})
}

// Order says how a column is sorted, in the words of aria-sort; "" for not at all.
func (d *reviewData) Order(column string) string {
	switch {
	case d.View.Sort != column:
		return ""
	case d.View.Down:
		return "descending"
	}
	return "ascending"
}

// Everything returns the address of all rows, whatever is looked for.
func (d *reviewData) Everything() string {
	if d.Read == 0 {
		return "?#rows"
	}
	return "?read=" + d.read() + "#rows"
}

// At returns the address of a row among all rows.
func (d *reviewData) At(row int) string {
	n := strconv.Itoa(row)
	if d.Read == 0 {
		return "?row=" + n + "#row-" + n
	}
	return "?read=" + d.read() + "&row=" + n + "#row-" + n
}

// find takes what is looked for among rows out of the form and into an address
// that says nothing of it.
func (v *visit) find(address string) error {
	text := tidy(v.c.PostForm("text"))
	query := url.Values{}
	if read := v.c.PostForm("read"); read != "" {
		query.Set("read", read)
	}
	if text == "" && len(query) == 0 {
		return v.redirect(address)
	}
	if text == "" {
		v.c.Redirect(http.StatusSeeOther, Prefix+address+"?"+query.Encode()+"#rows")
		return nil
	}
	sealed, err := v.seal(search{By: "row", Text: text})
	if err != nil {
		return err
	}
	query.Set("find", sealed)
	v.c.Redirect(http.StatusSeeOther, Prefix+address+"?"+query.Encode()+"#rows")
	return nil
}

func (u *UI) findInUpload(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	return v.find("/uploads/" + id.String())
}

func (u *UI) findInBatch(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	return v.find("/batches/" + id.String())
}

// table makes the table of drafts with the words of their school's papers.
func (u *UI) table(issuer string, drafts []registry.Draft, remarks []registry.Remark) (*review.Table, error) {
	template, err := u.Desk.Template(issuer)
	if err != nil {
		return nil, err
	}
	return review.Of(drafts, remarks, &template), nil
}

// columnName names a column of a review in words.
func columnName(c review.Column, l web.Language) string {
	if course := c.Course(); course != "" {
		return course
	}
	if text, ok := texts["field:"+c.Name]; ok {
		return text.In(l)
	}
	return c.Name
}

// cellText writes a value in words where it is a code that no paper prints.
func cellText(c review.Column, text string, l web.Language) string {
	if c.Name == "learnerScheme" {
		if words, ok := texts["scheme:"+text]; ok {
			return words.In(l)
		}
	}
	return text
}

// shownCell is a cell in the words of a page.
type shownCell struct {
	Text   string
	Masked string // stands in the place of Text until a person opens it; "" for nothing
	Marks  []review.Mark
}

// markText says in words why a value stands out.
func markText(m review.Mark, l web.Language) string {
	text := texts["mark:"+string(m.Reason)].In(l)
	if m.Detail != "" {
		return fmt.Sprintf(text, m.Detail)
	}
	return text
}

// courseText writes the line of a transcript as one: what is printed in its cells.
func courseText(c review.Course, l web.Language) []string {
	var parts []string
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, label+value)
		}
	}
	add("", c.Code)
	add("", c.NameEn)
	add(texts["course:credits"].In(l)+" ", c.Credits)
	add(texts["course:term"].In(l)+" ", c.Term)
	add("", c.Year)
	if c.Attempt > 1 {
		add(texts["course:attempt"].In(l)+" ", strconv.Itoa(c.Attempt))
	}
	if c.Exempt {
		add("", texts["course:exempt"].In(l))
	}
	add("", c.EarnedAt)
	add("", c.Note)
	return parts
}

// marksOf returns a course's marks: of ten, as a letter, of four.
func marksOf(c credential.Course) []string {
	var marks []string
	for _, m := range []string{c.TenPoint, c.Letter, c.FourPoint} {
		if m != "" {
			marks = append(marks, m)
		}
	}
	return marks
}

package api

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/review"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// review shows a page of all that will be signed of a batch, and what stands out.
func (h *handler) review(c *gin.Context, actor registry.Actor) error {
	var body wire.ReviewView
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	if body.Offset < 0 || body.Limit < 0 {
		return web.BadRequest("offset and limit are numbers from 0")
	}
	table, err := h.table(c, actor)
	if err != nil {
		return err
	}
	view := review.View{Only: review.Only(body.Only), Sort: body.Sort, Down: body.Down, Find: body.Find}
	if !slices.Contains([]review.Only{review.OnlyAll, review.OnlyUnusual, review.OnlyRemarked}, view.Only) {
		return web.BadRequest("only is %s or %s", review.OnlyUnusual, review.OnlyRemarked)
	}
	if view.Sort != "" && !table.Sorts(view.Sort) {
		return web.BadRequest("sort is %s or the name of one of the batch's columns", review.SortUnusual)
	}
	return web.JSON(
		c,
		http.StatusOK,
		reviewOf(table, table.Look(view), registry.Page{Offset: body.Offset, Limit: body.Limit}),
	)
}

// table makes the table of the batch in the path. A batch without drafts, signed or
// discarded, is ErrState.
func (h *handler) table(c *gin.Context, actor registry.Actor) (*review.Table, error) {
	batch, err := pathID(c)
	if err != nil {
		return nil, err
	}
	b, err := h.Register.Reading.Batch(c.Request.Context(), actor, batch)
	if err != nil {
		return nil, err
	}
	drafts, remarks, err := h.Register.Review.Drafts(c.Request.Context(), actor, batch)
	if err != nil {
		return nil, err
	}
	if len(drafts) == 0 {
		return nil, registry.ErrState
	}
	template, err := h.Desk.Template(b.Issuer)
	if err != nil {
		return nil, err
	}
	return review.Of(drafts, remarks, &template), nil
}

// reviewOf writes a page of rows, and what is of the whole table.
func reviewOf(t *review.Table, found []*review.Row, page registry.Page) wire.Review {
	answer := wire.Review{
		Rows:    len(t.Rows),
		Count:   t.Credentials(),
		Found:   len(found),
		Shown:   []wire.ReviewRow{},
		Fixed:   []wire.ReviewCell{},
		Columns: []wire.ReviewColumn{},
		Lacks:   []wire.ReviewLack{},
		Remarks: append([]wire.ReviewRemark{}, reviewRemarks(t.Remarks)...),
		Files:   append([]string{}, t.Files...),

		ColumnsNotUsed: []wire.ReviewColumnNotUsed{},
	}
	for _, c := range t.NotUsed {
		answer.ColumnsNotUsed = append(
			answer.ColumnsNotUsed,
			wire.ReviewColumnNotUsed{Header: c.Header, Place: c.Place},
		)
	}
	for i := range t.Rows {
		if t.Rows[i].Unusual() > 0 {
			answer.Unusual++
		}
		if len(t.Rows[i].Remarks) > 0 {
			answer.Remarked++
		}
	}
	for _, f := range t.Fixed() {
		answer.Fixed = append(answer.Fixed, wire.ReviewCell{Column: f.Name, Text: f.Text})
	}
	offset, limit := page.Bounds()
	found = found[min(offset, len(found)):]
	varying := t.Varying()
	for _, row := range found[:min(limit, len(found))] {
		answer.Shown = append(answer.Shown, reviewRow(t, row, varying))
	}
	for _, s := range t.Summary {
		answer.Columns = append(answer.Columns, reviewColumn(s))
	}
	for _, l := range t.Lacks {
		lack := wire.ReviewLack{Column: l.Column, RuleSet: l.RuleSet, Rows: l.Rows, First: l.First}
		answer.Lacks = append(answer.Lacks, lack)
	}
	s := t.Specimens()
	for _, row := range []*review.Row{s.First, s.Longest, s.Oddest} {
		if !slices.Contains(answer.Specimens, row.Number) {
			answer.Specimens = append(answer.Specimens, row.Number)
		}
	}
	return answer
}

func reviewRow(t *review.Table, row *review.Row, varying []int) wire.ReviewRow {
	r := wire.ReviewRow{
		Number:  row.Number,
		Line:    row.Line,
		Drafts:  row.IDs,
		Kind:    row.Kind,
		Cells:   []wire.ReviewCell{},
		Remarks: reviewRemarks(row.Remarks),
	}
	for _, i := range varying {
		if cell := row.Cells[i]; cell.Text != "" || len(cell.Marks) > 0 {
			r.Cells = append(r.Cells, wire.ReviewCell{
				Column: t.Columns[i].Name,
				Text:   cell.Text,
				Marks:  reviewMarks(cell.Marks),
			})
		}
	}
	for _, c := range row.Courses {
		r.Courses = append(r.Courses, wire.ReviewCourse{Text: courseLine(c.Course), Marks: reviewMarks(c.Marks)})
	}
	return r
}

// courseLine is a line of a transcript in the order of its columns.
func courseLine(c credential.Course) string {
	attempt, exempt := "", ""
	if c.Attempt > 1 {
		attempt = strconv.Itoa(c.Attempt)
	}
	if c.Exempt {
		exempt = "miễn"
	}
	parts := []string{c.Code, c.Name, c.NameEn, c.Credits, c.Term, c.Year, c.TenPoint, c.Letter, c.FourPoint,
		attempt, exempt, c.EarnedAt, c.Note}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " | ")
}

func reviewRemarks(remarks []registry.Remark) []wire.ReviewRemark {
	var all []wire.ReviewRemark
	for _, r := range remarks {
		shown := wire.ReviewRemark{Code: r.Code, Lines: r.Lines, Count: r.Count, Header: r.Header, Found: r.Found,
			Meant: r.Meant, Texts: r.Texts, LeftOut: r.LeftOut, BesideRows: r.BesideRows,
			Message: roster.Message{Vi: r.Text[0], En: r.Text[1]}, By: r.By, At: r.At}
		if r.Answer != [2]string{} {
			shown.Answer = &roster.Message{Vi: r.Answer[0], En: r.Answer[1]}
		}
		all = append(all, shown)
	}
	return all
}

func reviewMarks(marks []review.Mark) []wire.ReviewMark {
	var all []wire.ReviewMark
	for _, m := range marks {
		all = append(all, wire.ReviewMark{Reason: string(m.Reason), Detail: m.Detail})
	}
	return all
}

func reviewColumn(s review.Summary) wire.ReviewColumn {
	c := wire.ReviewColumn{Name: s.Name, Filled: s.Filled, Empty: s.Empty, Distinct: s.Distinct}
	for _, end := range []struct {
		value review.Value
		to    **wire.ReviewValue
	}{{s.Least, &c.Least}, {s.Most, &c.Most}} {
		if end.value.Row > 0 {
			*end.to = &wire.ReviewValue{Text: end.value.Text, Count: end.value.Count, Row: end.value.Row}
		}
	}
	c.Values, c.Rare, c.Letters = reviewValues(s.Values), reviewValues(s.Rare), reviewValues(s.Letters)
	return c
}

func reviewValues(values []review.Value) []wire.ReviewValue {
	var all []wire.ReviewValue
	for _, v := range values {
		all = append(all, wire.ReviewValue{Text: v.Text, Count: v.Count, Row: v.Row})
	}
	return all
}

// specimen prints a row's papers as they would be, marked as specimens.
func (h *handler) specimen(c *gin.Context, actor registry.Actor) error {
	number, err := strconv.Atoi(c.Param("row"))
	if err != nil {
		return registry.ErrNotFound
	}
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	b, err := h.Register.Reading.Batch(c.Request.Context(), actor, batch)
	if err != nil {
		return err
	}
	drafts, _, err := h.Register.Review.Drafts(c.Request.Context(), actor, batch)
	if err != nil {
		return err
	}
	var documents []credential.Document
	for _, d := range review.DraftsOfRow(drafts, number) {
		documents = append(documents, d.Content.Document())
	}
	name := "specimen-" + strconv.Itoa(number) + ".pdf"
	file, err := h.Desk.Specimen(c.Request.Context(), b.Issuer, name, documents)
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": file.Name}))
	return web.Show(c, file.Media, file)
}

// quota says what the school may still issue this year.
func (h *handler) quota(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c); err != nil {
		return err
	}
	state, err := h.Register.Quota.OfList(c.Request.Context(), actor, nil)
	return answer(c, state, err)
}

package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sogoc/cmd/internal/cli"
	"sogoc/web/api/wire"
)

// seeingCommands show what will be signed before it is.
var seeingCommands = []subcommand{
	{cli.Command{
		Name: "review", Args: "BATCH", About: "see all that will be signed of a batch, and what stands out in it",
		Example: "registryctl review 0b0f… -only unusual",
	}, review},
	quotaCommand,
}

// reviewPage is how many rows review shows where nothing else is said.
const reviewPage = 25

// review shows a page of what will be signed, or keeps the specimen of a row.
func review(ctx context.Context, r *run, args []string) error {
	view := wire.ReviewView{Limit: reviewPage}
	f := r.Flags()
	f.StringVar(&view.Only, "only", "", "unusual: rows in which something stands out; remarked: repaired or confirmed")
	f.StringVar(&view.Sort, "sort", "", "a column's name, or unusual for what stands out most (default: order of the list)")
	f.BoolVar(&view.Down, "down", false, "the largest first")
	f.StringVar(&view.Find, "find", "", "rows that have these letters in a cell, whatever their accents")
	f.IntVar(&view.Offset, "offset", 0, "rows to pass over")
	f.IntVar(&view.Limit, "limit", reviewPage, "rows to show, at most 1000")
	columns := f.Bool("columns", false, "show what stands out column by column, and no rows")
	specimen := f.Int("specimen", 0, "keep the papers of the row with this number in -to instead")
	to := f.String("to", "specimen.pdf", "file for -specimen")
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	path := "/batches/" + url.PathEscape(rest[0])
	if *specimen > 0 {
		return c.save(ctx, path+"/specimens/"+strconv.Itoa(*specimen), *to)
	}
	var seen wire.Review
	if err := c.call(ctx, http.MethodPost, path+"/review", view, &seen); err != nil {
		return err
	}
	return r.Print(seen, func(w io.Writer) {
		showReviewHead(w, seen)
		if *columns {
			for _, column := range seen.Columns {
				showReviewColumn(w, column)
			}
			return
		}
		for _, row := range seen.Shown {
			showReviewRow(w, row)
		}
		if last := view.Offset + len(seen.Shown); last < seen.Found {
			fmt.Fprintf(w, "%d of %d rows shown; the next: -offset %d\n", len(seen.Shown), seen.Found, last)
		}
		fmt.Fprintf(w, "to approve what you have read: registryctl approve %s -count %d\n", rest[0], seen.Count)
	})
}

// showReviewHead writes what is of the whole list.
func showReviewHead(w io.Writer, seen wire.Review) {
	fmt.Fprintf(w, "%d rows, %d of them unusual, %d repaired or confirmed; %d in this view\n",
		seen.Rows, seen.Unusual, seen.Remarked, seen.Found)
	for _, fixed := range seen.Fixed {
		fmt.Fprintf(w, "  all rows  %s: %s\n", fixed.Column, fixed.Text)
	}
	for _, lack := range seen.Lacks {
		by := "for the English half"
		if lack.RuleSet != "" {
			by = "by " + lack.RuleSet
		}
		fmt.Fprintf(w, "  missing   %s in %d rows, the first is %d (%s)\n", lack.Column, lack.Rows, lack.First, by)
	}
	for _, file := range seen.Files {
		fmt.Fprintf(w, "  file      %s\n", file)
	}
	for _, column := range seen.ColumnsNotUsed {
		fmt.Fprintf(w, "  not used  column %s %q\n", column.Place, column.Header)
	}
	for _, remark := range seen.Remarks {
		showRemarkOfList(w, remark)
	}
}

// showRemarkOfList writes a remark with all that the file holds where it names no
// learner's row: nothing else shows such lines.
func showRemarkOfList(w io.Writer, remark wire.ReviewRemark) {
	text := remark.Message.En
	if remark.Answer != nil {
		text += " → " + remark.Answer.En
	}
	fmt.Fprintf(w, "  remark    %s: %s\n", remark.Header, text)
	if !remark.BesideRows && !remark.LeftOut {
		return
	}
	for i, line := range remark.Lines {
		found := remark.Found
		if i < len(remark.Texts) {
			found = remark.Texts[i]
		}
		fmt.Fprintf(w, "            line %d: %q\n", line, found)
	}
}

func showReviewRow(w io.Writer, row wire.ReviewRow) {
	fmt.Fprintf(w, "\n%d  line %d  %s  %s\n", row.Number, row.Line, row.Kind, row.Drafts[0])
	for _, cell := range row.Cells {
		fmt.Fprintf(w, "    %s: %s%s\n", cell.Column, cell.Text, marksText(cell.Marks))
	}
	for _, course := range row.Courses {
		fmt.Fprintf(w, "    | %s%s\n", course.Text, marksText(course.Marks))
	}
	for _, remark := range row.Remarks {
		fmt.Fprintf(w, "    remark: %s %q → %q\n", remark.Message.En, remark.Found, remark.Meant)
	}
}

// marksText says why a value stands out.
func marksText(marks []wire.ReviewMark) string {
	var b strings.Builder
	for _, m := range marks {
		fmt.Fprintf(&b, "   ! %s", m.Reason)
		if m.Detail != "" {
			fmt.Fprintf(&b, " (%s)", m.Detail)
		}
	}
	return b.String()
}

func showReviewColumn(w io.Writer, c wire.ReviewColumn) {
	fmt.Fprintf(w, "\n%s: %d filled, %d empty, %d different\n", c.Name, c.Filled, c.Empty, c.Distinct)
	if c.Least != nil && c.Most != nil {
		fmt.Fprintf(w, "    from %s (row %d) to %s (row %d)\n", c.Least.Text, c.Least.Row, c.Most.Text, c.Most.Row)
	}
	for _, part := range []struct {
		name   string
		values []wire.ReviewValue
	}{{"values", c.Values}, {"rare", c.Rare}, {"letters", c.Letters}} {
		if len(part.values) == 0 {
			continue
		}
		texts := make([]string, 0, len(part.values))
		for _, v := range part.values {
			texts = append(texts, fmt.Sprintf("%s %d× (row %d)", v.Text, v.Count, v.Row))
		}
		fmt.Fprintf(w, "    %s: %s\n", part.name, strings.Join(texts, ", "))
	}
}

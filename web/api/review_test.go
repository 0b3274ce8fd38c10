package api_test

import (
	"net/http"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/registry"
	"sogoc/web/api/wire"
)

func TestReviewOfABatch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	path := "/batches/" + batch.ID.String()
	look := func(who, view string) (wire.Review, int) {
		var seen wire.Review
		w := b.post(t, who, path+"/review", view, nil)
		if w.Code == http.StatusOK {
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &seen))
		}
		return seen, w.Code
	}

	seen, status := look("approver", `{}`)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, sample.THPTCount, seen.Rows)
	require.Equal(t, sample.THPTCount, seen.Found)
	require.Len(t, seen.Shown, 100)
	require.Contains(t, seen.Specimens, 1)
	cells := map[string]string{}
	for _, cell := range append(seen.Fixed, seen.Shown[0].Cells...) {
		cells[cell.Column] = cell.Text
	}
	for _, column := range []string{"fullName", "birthDate", "birthPlace", "decisionNumber", "issueDate", "signedBy.name"} {
		require.NotEmpty(t, cells[column], column)
	}
	names := map[string]bool{}
	for _, column := range seen.Columns {
		names[column.Name] = true
		require.Equal(t, sample.THPTCount, column.Filled+column.Empty, column.Name)
	}
	require.True(t, names["fullName"])

	t.Run("PagesAndOrder", func(t *testing.T) {
		sorted, _ := look("reader", `{"sort":"birthDate","limit":1000}`)
		require.Len(t, sorted.Shown, sample.THPTCount)
		last, _ := look("reader", `{"sort":"birthDate","down":true,"limit":1}`)
		require.Equal(t, cellOf(sorted.Shown[sample.THPTCount-1], "birthDate"), cellOf(last.Shown[0], "birthDate"))
		beyond, _ := look("reader", `{"offset":9223372036854775807}`)
		require.Empty(t, beyond.Shown)
	})

	t.Run("OnlyUnusualAndFound", func(t *testing.T) {
		unusual, _ := look("approver", `{"only":"unusual","limit":1000}`)
		require.Equal(t, unusual.Unusual, unusual.Found)
		for _, row := range unusual.Shown {
			marks := 0
			for _, cell := range row.Cells {
				marks += len(cell.Marks)
			}
			require.Positive(t, marks)
		}
		named, _ := look("approver", `{"find":"nguyen"}`)
		require.Positive(t, named.Found)
		require.Less(t, named.Found, named.Rows)
		require.NotContains(t, b.log.String(), "nguyen")
	})

	t.Run("WhatIsAskedWrongly", func(t *testing.T) {
		for _, view := range []string{`{"only":"odd"}`, `{"sort":"shoeSize"}`, `{"limit":-1}`, `{"rows":1}`} {
			_, status := look("approver", view)
			require.Equal(t, http.StatusBadRequest, status, view)
		}
	})

	t.Run("RowsAreSetAsideByTheirDrafts", func(t *testing.T) {
		row := seen.Shown[2]
		var aside registry.Batch
		b.post(
			t,
			"approver",
			path+"/set-aside",
			`{"drafts":["`+row.Drafts[0].String()+`"],"reason":"chờ xác minh"}`,
			&aside,
		)
		require.Equal(t, 1, aside.Count)
		left, _ := look("approver", `{}`)
		require.Equal(t, sample.THPTCount-1, left.Rows)
		require.NotEqual(t, row.Drafts, left.Shown[2].Drafts)
	})

	t.Run("SpecimensOfARow", func(t *testing.T) {
		w := b.get(t, "approver", path+"/specimens/1", nil)
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		require.Equal(t, "application/pdf", w.Header().Get("Content-Type"))
		for _, none := range []string{"0", "251", "x"} {
			require.Equal(t, http.StatusNotFound, b.get(t, "approver", path+"/specimens/"+none, nil).Code)
		}
		require.Equal(t, http.StatusNotFound, b.get(t, "strange2", path+"/specimens/1", nil).Code)
	})

	t.Run("NothingIsLeftOfADiscardedOne", func(t *testing.T) {
		require.Equal(t, http.StatusOK, b.post(t, "registrar", path+"/discard", "", nil).Code)
		w := b.post(t, "approver", path+"/review", `{}`, nil)
		require.Equal(t, "wrong_state", code(t, w))
	})
}

func cellOf(row wire.ReviewRow, column string) string {
	for _, cell := range row.Cells {
		if cell.Column == column {
			return cell.Text
		}
	}
	return ""
}

// What the registrar answered about lines that are no learner's rows reaches the
// approver, with the file's name and the columns that were not used.
func TestReviewShowsWhatStandsBesideTheRows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	list := "Mã HS,Họ và tên,Ngày sinh,Cột lạ của lớp\nP1,Lê Thị Mẫu,25/12/2008,x\n" +
		"Điều lớp 12A2 ghi thêm,,,\nP2,Trần Văn Mẫu,03/04/2008,y\n"
	parts := []string{wire.PartTerms, terms, wire.PartList, list}
	_, given := asked(t, b.importList(t, "registrar", parts...))
	w := b.importList(t, "registrar", append(parts, wire.PartAnswers, given)...)
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	var made wire.Imported
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
	var seen wire.Review
	b.post(t, "approver", "/batches/"+made.Batch.ID.String()+"/review", `{}`, &seen)
	require.Len(t, seen.Files, 1)
	require.Equal(t, []wire.ReviewColumnNotUsed{{Header: "Cột lạ của lớp", Place: "D"}}, seen.ColumnsNotUsed)
	var beside []wire.ReviewRemark
	for _, remark := range seen.Remarks {
		if remark.BesideRows {
			beside = append(beside, remark)
		}
	}
	require.Len(t, beside, 1)
	require.Equal(t, []int{3}, beside[0].Lines)
	require.Contains(t, beside[0].Found, "ghi thêm")
	require.NotNil(t, beside[0].Answer)
	require.NotNil(t, beside[0].By)
}

func TestQuotaOfTheSchool(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var state registry.QuotaState
	b.get(t, "registrar", "/quota", &state)
	require.Len(t, state.Lines, 1)
	require.Equal(t, 1000, state.Lines[0].Quota)
	require.Zero(t, state.Lines[0].Needed)
	require.Equal(t, http.StatusBadRequest, b.get(t, "registrar", "/quota?batch=1", nil).Code)
}

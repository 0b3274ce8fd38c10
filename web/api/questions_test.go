package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
	"sogoc/web/api/wire"
)

// asked returns the codes of an answer's open questions, and answers to all of them.
func asked(t *testing.T, w *httptest.ResponseRecorder) (codes []roster.Code, given string) {
	t.Helper()
	require.Equal(t, http.StatusUnprocessableEntity, w.Code, w.Body.String())
	require.Equal(t, "list_open", code(t, w))
	var p struct {
		Report roster.Report `json:"report"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	for _, problem := range p.Report.Problems {
		if problem.Open() {
			codes = append(codes, problem.Code)
		}
	}
	return codes, answers(t, w)
}

// What only the register can ask is asked through the API as on the page, and lets
// nothing in before it is answered.
func TestTheRegisterAsks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	head := "Mã HS,Họ và tên,Ngày sinh\n"
	upload := func(terms, rows string, more ...string) *httptest.ResponseRecorder {
		return b.importList(
			t,
			"registrar",
			append([]string{wire.PartTerms, terms, wire.PartList, head + rows}, more...)...)
	}
	require.Equal(t, http.StatusCreated, upload(terms, "P1,Lê Thị Hòa,25/12/2008\nP2,Trần Văn Mẫu,03/04/2008\n").Code)
	for name, c := range map[string]struct {
		terms, rows string
		want        roster.Code
	}{
		"SameLearner":    {terms, "P1,Lê Thị Khác,21/02/2007\n", roster.CodeInRegister},
		"SameNameAndDay": {terms, "P9,LÊ THỊ HOÀ,25/12/2008\n", roster.CodePersonInRegister},
		"BookLikeNone":   {strings.Replace(terms, "2026/THPT", "2026/THTP", 1), "P3,Phạm Mẫu Ba,25/12/2008\n", roster.CodeBookUnlike},
		"BookOfOtherYear": {strings.Replace(terms, "2026/THPT", "2062/THPT", 1), "P4,Bùi Mẫu Bốn,25/12/2008\n",
			roster.CodeBookYear},
		"IssuedBeforeDecision": {strings.Replace(terms, "2026-06-18", "2026-06-01", 1), "P5,Vũ Mẫu Năm,25/12/2008\n",
			roster.CodeIssueBefore},
	} {
		codes, given := asked(t, upload(c.terms, c.rows))
		require.Equal(t, []roster.Code{c.want}, codes, name)
		require.Equal(t, http.StatusCreated, upload(c.terms, c.rows, wire.PartAnswers, given).Code, name)
	}
	require.Equal(t, http.StatusCreated, upload(terms, "P7,Lê Thị Hỏa,25/12/2008\nP8,Lê Thị Hòa,26/12/2008\n").Code,
		"another name or birth date is somebody else")
	changed := "P1,Lê Thị Hòa,25/12/2008\nP20,Hồ Mẫu Hai Mươi,25/12/2008\n"
	_, given := asked(t, upload(terms, changed))
	given = strings.ReplaceAll(given, `"`+roster.AnswerConfirm+`"`, `"`+roster.AnswerLeaveOut+`"`)
	w := upload(terms, changed, wire.PartAnswers, given)
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	var made wire.Imported
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
	require.Equal(t, 1, made.Batch.Count, "who is in the register is left out")
	w = upload(strings.Replace(terms, "2026-06-15", "2999-06-15", 1), "P6,Đỗ Mẫu Sáu,25/12/2008\n")
	require.Equal(t, "list_invalid", code(t, w))
	require.Contains(t, w.Body.String(), string(roster.CodeDecisionFuture))
}

// A school's first book is opened only by a list of which a person has confirmed its
// code: nothing that the register knows tells a right code from a wrong one.
func TestTheFirstBookIsAskedAbout(t *testing.T) {
	t.Parallel()
	b := setupWithoutBooks(t)
	upload := func(more ...string) *httptest.ResponseRecorder {
		rows := "Mã HS,Họ và tên,Ngày sinh\nP1,Lê Thị Mẫu,25/12/2008\n"
		return b.importList(t, "registrar", append([]string{wire.PartTerms, terms, wire.PartList, rows}, more...)...)
	}
	codes, given := asked(t, upload())
	require.Equal(t, []roster.Code{roster.CodeBookFirst}, codes)
	again, _ := asked(t, upload())
	require.Equal(t, codes, again, "a list that was not let in opens no book")
	require.Equal(t, http.StatusCreated, upload(wire.PartAnswers, given).Code)
	rows := "Mã HS,Họ và tên,Ngày sinh\nP2,Trần Văn Mẫu,26/12/2008\n"
	w := b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, rows)
	require.Equal(t, http.StatusCreated, w.Code, "the next list of the book is not asked about")
}

// Texts whose days could all be months are asked about, and read as the answer says.
func TestDatesThatCouldHaveTheMonthFirstAreAskedAbout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := "Mã HS,Họ và tên,Ngày sinh\n"
	names := strings.Fields("An Bình Chi Dung Hà Lan Nga Yến")
	for i := range names {
		rows += fmt.Sprintf("P%d,Lê Thị Mẫu %s,%02d/%02d/2008\n", i, names[i], i+1, i+4)
	}
	codes, given := asked(t, b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, rows))
	require.Equal(t, []roster.Code{roster.CodeDateTextsEarly}, codes)
	given = strings.ReplaceAll(given, `"`+roster.AnswerAsRead+`"`, `"`+roster.AnswerMonthFirst+`"`)
	w := b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, rows, wire.PartAnswers, given)
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	var made wire.Imported
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
	w = b.post(t, "approver", "/batches/"+made.Batch.ID.String()+"/review", "{}", nil)
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Body.String(), "04/01/2008", "the fourth of January, as it will be printed")
}

// Columns that a program chooses are remembered for its school's next list.
func TestChosenColumnsAreRemembered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, next := "Một,Hai,Ba\nR1,Lê Thị Mẫu,25/12/2008\n", "Một,Hai,Ba\nR2,Trần Văn Mẫu,23/04/2008\n"
	require.Equal(
		t,
		"list_invalid",
		code(t, b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, first)),
	)
	choices := `[{"file":"list","sheet":"","header":1,"columns":{"A":"learnerCode","B":"fullName","C":"birthDate"}}]`
	w := b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, first, wire.PartChoices, choices)
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	w = b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, next)
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	require.Contains(t, w.Body.String(), string(roster.CodeAsLastTime), "and it is said")
	w = b.importList(
		t,
		"registrar",
		wire.PartTerms,
		terms,
		wire.PartList,
		next+"\n",
		wire.PartChoices,
		`[{"file":"list","sheet":"x"}]`,
	)
	require.Contains(t, w.Body.String(), string(roster.CodeChoiceForeign))
	w = b.importList(t, "registrar", wire.PartTerms, terms, wire.PartList, next, wire.PartChoices, `[{"tệp":"list"}]`)
	require.Equal(t, http.StatusBadRequest, w.Code)
}

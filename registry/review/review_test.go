package review_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/registry/review"
	"sogoc/verifier/credential"
)

// graduates makes drafts of n learners, of two sexes and three places.
func graduates(n int) []registry.Draft {
	drafts := make([]registry.Draft, n)
	for i := range drafts {
		d := &credential.Diploma{
			Issuance: credential.Issuance{
				Kind: "VN-USE", Award: "Bằng tốt nghiệp trung học phổ thông", GraduationYear: 2026,
				IssueDate: "2026-06-18", Place: "Hà Nội", ExamCouncil: "01", ExamSession: "26/06/2026",
			},
			Subject: credential.Subject{
				FullName:    fmt.Sprintf("Nguyễn Văn Mẫu %s", []string{"An", "Bình", "Chi", "Dung"}[i%4]),
				BirthDate:   credential.PartialDate(fmt.Sprintf("2008-%02d-%02d", i%12+1, i%28+1)),
				BirthPlace:  []string{"Hà Nội", "Nghệ An", "Hà Tĩnh"}[i%3],
				Sex:         []string{"Nam", "Nữ"}[i%2],
				Ethnicity:   "Kinh",
				NationalID:  fmt.Sprintf("000208%06d", i),
				LearnerCode: fmt.Sprintf("00%08d", i), LearnerScheme: credential.SchemeMOET,
			},
		}
		drafts[i] = registry.Draft{
			Entry:   registry.Entry{ID: uuid.New(), Position: i, Line: i + 5, Kind: "VN-USE"},
			Content: registry.Content{Diploma: d},
		}
	}
	return drafts
}

func of(drafts []registry.Draft, remarks ...registry.Remark) *review.Table {
	template := diploma.DefaultTemplate()
	return review.Of(drafts, remarks, &template)
}

// marksOf returns the reasons at a row, by column.
func marksOf(t *review.Table, row int) map[string][]review.Reason {
	found := map[string][]review.Reason{}
	for i, c := range t.Rows[row-1].Cells {
		for _, m := range c.Marks {
			found[t.Columns[i].Name] = append(found[t.Columns[i].Name], m.Reason)
		}
	}
	return found
}

// notShown are members of documents that are no content: what issuing gives, and
// what stands in the address of every QR code.
var notShown = []string{
	"Issuance.ID",
	"Issuance.Kind",
	"Issuance.Status",
	"Issuance.Issuer.Code",
	"Issuance.Issuer.Host",
}

// fill gives every text of a value one of its own, and returns them by path.
func fill(v reflect.Value, path string, all map[string]string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), all)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), path, all)
	case reflect.String:
		all[path] = "~" + strings.ReplaceAll(path, ".", "-") + "~"
		v.SetString(all[path])
	case reflect.Int:
		v.SetInt(int64(7000 + len(all)))
		all[path] = fmt.Sprint(v.Int())
	}
}

func TestEveryValueThatIsSignedIsShown(t *testing.T) {
	t.Parallel()
	var diplomaOf credential.Diploma
	var transcript credential.Transcript
	values := map[string]string{}
	fill(reflect.ValueOf(&transcript).Elem(), "", values)
	diplomaOf.Issuance, diplomaOf.Subject = transcript.Issuance, transcript.Subject
	first := registry.Draft{Entry: registry.Entry{ID: uuid.New(), SerialNumber: values["Issuance.SerialNumber"],
		RegisterNumber: values["Issuance.RegisterNumber"]}, Content: registry.Content{Diploma: &diplomaOf}}
	second := registry.Draft{Entry: registry.Entry{ID: uuid.New(), Position: 1, DiplomaID: &first.ID},
		Content: registry.Content{Transcript: &transcript}}
	table := of([]registry.Draft{first, second})
	require.Len(t, table.Rows, 1, "a diploma and its transcript are one row")
	require.Equal(t, []uuid.UUID{first.ID, second.ID}, table.Rows[0].IDs)
	shown := fmt.Sprintf("%+v", table.Rows)
	for path, value := range values {
		if contains(notShown, path) {
			continue
		}
		require.Contains(t, shown, value, path)
	}
}

func contains(all []string, path string) bool {
	for _, one := range all {
		if path == one || strings.HasPrefix(path, one+".") {
			return true
		}
	}
	return false
}

func TestWhatStandsOut(t *testing.T) {
	t.Parallel()
	drafts := graduates(100)
	subject := func(row int) *credential.Subject { return drafts[row-1].Content.Subject() }
	subject(7).Sex = "nữ"
	subject(8).Ethnicity = "Kính Bắc"
	subject(9).BirthDate = "1968-03-04"
	subject(10).BirthPlace = ""
	subject(11).FullName = "Nguyễn Vаn Mẫu" // a Cyrillic а
	subject(12).LearnerCode = "26000012"
	subject(13).BirthPlace = "Ha Noi"
	table := of(drafts)
	want := map[int]map[string][]review.Reason{
		7:  {"sex": {review.ReasonVariant}},
		8:  {"ethnicity": {review.ReasonRare}},
		9:  {"birthDate": {review.ReasonFar}},
		10: {"birthPlace": {review.ReasonMissing}},
		11: {"fullName": {review.ReasonLetters}},
		12: {"learnerCode": {review.ReasonShape}},
		13: {"birthPlace": {review.ReasonVariant}},
	}
	for row := range table.Rows {
		expected := want[row+1]
		if expected == nil {
			expected = map[string][]review.Reason{}
		}
		require.Equal(t, expected, marksOf(table, row+1), "row %d", row+1)
	}
	require.Len(t, table.Look(review.View{Only: review.OnlyUnusual}), len(want))
	for _, s := range table.Summary {
		switch s.Name {
		case "birthDate":
			require.Equal(t, review.Value{Text: "04/03/1968", Count: 1, Row: 9}, s.Least)
		case "sex":
			require.Equal(t, 3, s.Distinct)
			require.Equal(t, "nữ", s.Values[2].Text)
		case "birthPlace":
			require.Equal(t, 1, s.Empty)
		case "fullName":
			require.Contains(t, fmt.Sprint(s.Letters), "а")
		}
	}
}

func TestRowsAreFoundAndSorted(t *testing.T) {
	t.Parallel()
	drafts := graduates(12)
	drafts[4].Content.Subject().FullName = "Ỷ Lan Mẫu Ánh"
	table := of(drafts)
	found := table.Look(review.View{Find: "lan mau"})
	require.Len(t, found, 1)
	require.Equal(t, 5, found[0].Number)
	byName := table.Look(review.View{Sort: "fullName"})
	require.Equal(t, "Ỷ Lan Mẫu Ánh", byName[2].Name(), "An, then Ánh, then Bình: as given names are sorted")
	byDay := table.Look(review.View{Sort: "birthDate", Down: true})
	require.Equal(t, 12, byDay[0].Number)
	require.Equal(t, 5, table.Specimens().First.Number+4)
	require.Empty(t, table.Look(review.View{Only: review.OnlyRemarked}))
	remarked := of(drafts, registry.Remark{Code: "c", Lines: []int{8}}, registry.Remark{Code: "whole list"})
	only := remarked.Look(review.View{Only: review.OnlyRemarked})
	require.Len(t, only, 1)
	require.Equal(t, 4, only[0].Number)
	require.Len(t, remarked.Remarks, 2)
}

// The second person sees of whom nothing is issued, and at each row what the file holds.
func TestWhatWasLeftOutIsSeen(t *testing.T) {
	t.Parallel()
	table := of(graduates(3),
		registry.Remark{Code: "aside", Lines: []int{99}},
		registry.Remark{Code: "left", Lines: []int{50}, Found: "Phạm Mẫu Ba", LeftOut: true},
		registry.Remark{Code: "dates", Lines: []int{5, 50, 6}, Texts: []string{"12/25/2008", "x", "03/04/2008"}})
	var whole []string
	for _, r := range table.Remarks {
		whole = append(whole, r.Code)
	}
	require.Equal(t, []string{"left", "dates"}, whole, "rows that were set aside are another batch's")
	require.Equal(t, "12/25/2008", table.Rows[0].Remarks[0].Found)
	require.Equal(t, "03/04/2008", table.Rows[1].Remarks[0].Found)
	require.Empty(t, table.Rows[2].Remarks)
}

// Two national ids with the same last digits are two values: nothing that is signed is
// shown in part to those who answer for it.
func TestNationalIDsAreComparedInFull(t *testing.T) {
	t.Parallel()
	drafts := graduates(2)
	drafts[0].Content.Subject().NationalID, drafts[1].Content.Subject().NationalID = "001208000001", "099208000001"
	for _, s := range of(drafts).Summary {
		if s.Name == "nationalId" {
			require.Equal(t, 2, s.Distinct)
		}
	}
}

// Titles, totals and headings are lines of no learner: what was said of them is of the
// whole list.
func TestRemarksBesideTheRowsAreSeen(t *testing.T) {
	t.Parallel()
	table := of(graduates(3),
		registry.Remark{Code: registry.RemarkFile, Found: "lop-12a.xlsx"},
		registry.Remark{Code: registry.RemarkColumnNotUsed, Header: "Xét", Found: "12A!F"},
		registry.Remark{Code: "title", Lines: []int{1}, Found: "DANH SÁCH DỰ KIẾN", BesideRows: true},
		registry.Remark{Code: "aside", Lines: []int{99}})
	require.Len(t, table.Remarks, 1)
	require.Equal(t, "title", table.Remarks[0].Code)
	require.Equal(t, []string{"lop-12a.xlsx"}, table.Files)
	require.Equal(t, []review.NotUsed{{Header: "Xét", Place: "12A!F"}}, table.NotUsed)
}

func TestMarksOfCoursesAreJudged(t *testing.T) {
	t.Parallel()
	drafts := graduates(20)
	for i := range drafts {
		d := drafts[i].Content.Diploma
		drafts[i].Content = registry.Content{
			Transcript: &credential.Transcript{Issuance: d.Issuance, Subject: d.Subject,
				Courses: []credential.Course{
					{Name: "Toán", TenPoint: fmt.Sprintf("7.%d", i%10)},
					{Name: "Ngữ văn", TenPoint: "8"},
				}},
		}
	}
	drafts[3].Content.Transcript.Courses[0].TenPoint = "0.8"
	drafts[5].Content.Transcript.Courses[1].TenPoint = ""
	table := of(drafts)
	require.Equal(t, "0,8", table.Rows[3].Courses[0].TenPoint, "as it is printed")
	require.Equal(t, []review.Mark{{Reason: review.ReasonFar}}, table.Rows[3].Courses[0].Marks)
	require.Equal(t, []review.Mark{{Reason: review.ReasonMissing}}, table.Rows[5].Courses[1].Marks)
	last := table.Summary[len(table.Summary)-2]
	require.Equal(t, "Toán", last.Course())
	require.Equal(t, 4, last.Least.Row)
}

func TestWhatThePaperPrintsAndTheListLacks(t *testing.T) {
	t.Parallel()
	drafts := graduates(10)
	require.Empty(t, of(drafts).Lacks)
	for i := range drafts {
		about := drafts[i].Content.Issuance()
		about.Place = ""
		if i >= 4 {
			drafts[i].Content.Subject().BirthPlace = ""
		}
		about.Kind, about.Major = "VN-BA/7480201", "Công nghệ thông tin"
		if i == 0 {
			about.MajorEn = "Information Technology"
		}
	}
	lacks := map[string]review.Lack{}
	for _, l := range of(drafts).Lacks {
		lacks[l.Column] = l
	}
	require.Equal(
		t,
		review.Lack{Column: "place", RuleSet: "10/2026/TT-BGDĐT", Rows: 10, Of: 10, First: 1},
		lacks["place"],
	)
	require.Equal(
		t,
		review.Lack{Column: "birthPlace", RuleSet: "10/2026/TT-BGDĐT", Rows: 6, Of: 10, First: 5},
		lacks["birthPlace"],
	)
	require.Equal(t, 10, lacks["rank"].Rows)
	require.Equal(t, review.Lack{Column: "majorEn", Rows: 9, Of: 10, First: 2}, lacks["majorEn"])
	template := diploma.DefaultTemplate()
	template.English = map[string]string{"Công nghệ thông tin": "Information Technology"}
	for _, l := range review.Of(drafts, nil, &template).Lacks {
		require.NotEqual(t, "majorEn", l.Column, "the school's template translates it")
	}
	drafts[0].Content.Issuance().IssueDate = "2018-01-01"
	require.Equal(t, 9, of(drafts).Lacks[0].Rows, "no rule set is as old as that")
}

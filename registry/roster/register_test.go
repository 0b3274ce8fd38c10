package roster_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
)

const plainList = "Mã HS;Họ và tên;Ngày sinh\nA1;Lê Thị Mẫu;05/06/2008\nA2;Trần Văn Mẫu;07/08/2008\n"

func signer(name, title string) credential.Signatory {
	return credential.Signatory{Name: name, Title: title}
}

func TestAnotherSchoolIsAskedAbout(t *testing.T) {
	t.Parallel()
	for school, asked := range map[string]bool{
		"": false, "Trường THPT Mẫu": false, "THPT Mẫu": false, "Trường trung học phổ thông Mẫu": false,
		"Trường THPT Mẫu Khác": true,
	} {
		got := readAnswered(t, roster.Input{List: []byte(plainList)}, nil)
		got.AskOtherSchool(school, "Trường THPT Mẫu")
		require.Equal(t, asked, got.Report.Open(), school)
	}
}

func TestTermsAreJudged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		terms registry.Terms
		want  []roster.Code
		fails bool
	}{
		"Usual":             {registry.Terms{DecisionDate: "2026-06-15", IssueDate: "2026-06-18", GraduationYear: 2026}, nil, false},
		"DecidedToday":      {registry.Terms{DecisionDate: "2026-07-01", IssueDate: "2026-07-20"}, nil, false},
		"DecidedTomorrow":   {registry.Terms{DecisionDate: "2026-07-02", IssueDate: "2026-07-20"}, []roster.Code{roster.CodeDecisionFuture}, true},
		"IssuedBefore":      {registry.Terms{DecisionDate: "2026-06-15", IssueDate: "2026-06-14"}, []roster.Code{roster.CodeIssueBefore}, false},
		"IssuedFarAhead":    {registry.Terms{DecisionDate: "2026-06-15", IssueDate: "2027-06-18"}, []roster.Code{roster.CodeIssueFuture}, false},
		"GraduatedLater":    {registry.Terms{DecisionDate: "2026-06-15", IssueDate: "2026-06-18", GraduationYear: 2027}, []roster.Code{roster.CodeTermsYear}, false},
		"GraduatedBefore":   {registry.Terms{DecisionDate: "2026-06-15", IssueDate: "2026-06-18", GraduationYear: 2016}, []roster.Code{roster.CodeTermsYear}, false},
		"GraduatedInFuture": {registry.Terms{IssueDate: "2026-06-18", GraduationYear: 2062}, []roster.Code{roster.CodeTermsYear}, false},
		"AwardOfOtherKind":  {registry.Terms{Type: "VN-USE", Award: "Bằng tiến sĩ"}, []roster.Code{roster.CodeAwardOfOtherKind}, true},
		"AwardOfItsOwn":     {registry.Terms{Type: "VN-USE", Award: "Bằng tốt nghiệp trung học phổ thông"}, nil, false},
		"AwardUnknown":      {registry.Terms{Type: "VN-USE", Award: "Bằng tú tài"}, []roster.Code{roster.CodeAwardOther}, false},
		"EnglishAward":      {registry.Terms{Type: "VN-USE", AwardEn: "Doctor of Philosophy"}, []roster.Code{roster.CodeAwardOther}, false},
		"LastsForEver":      {registry.Terms{Type: "VN-USE", ValidUntil: "2026-06-21"}, []roster.Code{roster.CodeUntilOfKind}, true},
		"Expires":           {registry.Terms{Type: "VN-CERT", ValidUntil: "2028-06-21"}, nil, false},
		"SignerInTCVN3":     {registry.Terms{SignedBy: signer("TrÇn V¨n MÉu", "HiÖu tr\u00adëng")}, []roster.Code{roster.CodeTermEncoding, roster.CodeTermEncoding}, true},
		"SignerCyrillic":    {registry.Terms{SignedBy: signer("Trần Vаn Mẫu", "HIỆU TRƯỞNG")}, []roster.Code{roster.CodeTermScript}, true},
		"SignerUsual":       {registry.Terms{SignedBy: signer("Người Ký (mẫu)", "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG")}, nil, false},
		"SignerIsATitle":    {registry.Terms{SignedBy: signer("Hiệu trưởng", "Trần Văn Mẫu")}, []roster.Code{roster.CodeSignerForm, roster.CodeSignerTitle}, false},
		"SoftHyphen":        {registry.Terms{School: "Trường Mẫu\u200b Một"}, []roster.Code{roster.CodeTermForbidden}, true},
		"Thai":              {registry.Terms{ExamCouncil: "ไทย"}, []roster.Code{roster.CodeTermNotPrintable}, true},
		"PlaceMistyped":     {registry.Terms{Place: "Há Nội"}, []roster.Code{roster.CodeTermPlace}, false},
		"SchoolYearBefore":  {registry.Terms{Type: "VN-USE", DecisionDate: "2026-06-15", GraduationYear: 2025}, []roster.Code{roster.CodeTermsYear}, false},
		"OtherYearBefore":   {registry.Terms{Type: "VN-CERT", DecisionDate: "2026-06-15", GraduationYear: 2025}, nil, false},
		"PlaceIsANumber":    {registry.Terms{Place: "123"}, []roster.Code{roster.CodeTermPlaceForm}, false},
		"PlaceInSmall":      {registry.Terms{Place: "abc"}, []roster.Code{roster.CodeTermPlaceForm}, false},
		"PlaceIsAClass":     {registry.Terms{Place: "12A1"}, []roster.Code{roster.CodeTermPlaceForm}, false},
		"PlaceOfNoList":     {registry.Terms{Place: "Xã Mẫu"}, nil, false},
		"ModeUnknown":       {registry.Terms{Mode: "abc"}, []roster.Code{roster.CodeTermMode}, false},
		"ModeOfCollege":     {registry.Terms{Mode: "Tập trung"}, nil, false},
		"MajorIsANumber":    {registry.Terms{Major: "7480201"}, []roster.Code{roster.CodeTermLetters}, false},
		"PlaceKnown":        {registry.Terms{Place: "Hà Nội"}, nil, false},
		"DecisionUnclear":   {registry.Terms{DecisionNumber: "Số 12?? QĐ"}, []roster.Code{roster.CodeTermLetters, roster.CodeDecisionForm}, false},
		"DecisionUsual":     {registry.Terms{DecisionNumber: "123/2026/QĐ-BGDĐT", DecisionDate: "2026-06-15"}, nil, false},
		"DecisionOfOther":   {registry.Terms{DecisionNumber: "123/2016/QĐ-BGDĐT", DecisionDate: "2026-06-15"}, []roster.Code{roster.CodeDecisionForm}, false},
		"SessionOfOther":    {registry.Terms{ExamSession: "06/2024", DecisionDate: "2026-06-15"}, []roster.Code{roster.CodeSessionYear}, false},
		"SessionUsual":      {registry.Terms{ExamSession: "26/06/2026", DecisionDate: "2026-06-15"}, nil, false},
		"DatesThatAreNone":  {registry.Terms{DecisionDate: "15/06", IssueDate: "x"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readAnswered(t, roster.Input{List: []byte(plainList), Terms: c.terms}, nil)
			require.Equal(t, c.want, codes(got))
			require.Equal(t, c.fails, got.Report.Failed())
			require.Equal(t, len(c.want) > 0 && !c.fails, got.Report.Open())
			again := readAnswered(t, roster.Input{List: []byte(plainList), Terms: c.terms}, answerAll(got.Report, ""))
			require.False(t, again.Report.Open())
		})
	}
	later := time.Date(2026, 7, 1, 18, 0, 0, 0, time.UTC) // 01:00 on 2 July in Viet Nam
	got, err := roster.Read(t.Context(), roster.Input{List: []byte(plainList), At: later,
		Terms: registry.Terms{DecisionDate: "2026-07-02"}})
	require.NoError(t, err)
	require.Empty(t, codes(got), "the day is that of Viet Nam")
}

func TestNewBooksAreAskedAbout(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		book    string
		others  []string
		want    roster.Code
		similar string
	}{
		"FirstOfThisYear":  {"2026/THPT", nil, roster.CodeBookFirst, ""},
		"FirstOfOtherYear": {"2062/THPT", nil, roster.CodeBookYear, ""},
		"NextYear":         {"2026/THPT", []string{"2025/THPT"}, roster.CodeBookNew, "2025/THPT"},
		"LettersExchanged": {"2026/THTP", []string{"2026/THPT", "2025/THPT"}, roster.CodeBookUnlike, "2026/THPT"},
		"OtherForm":        {"THPT.2026", []string{"2026/THPT"}, roster.CodeBookUnlike, ""},
		"OtherYear":        {"2016/THPT", []string{"2025/THPT"}, roster.CodeBookYear, "2025/THPT"},
		"WithoutYear":      {"B2", []string{"B1"}, roster.CodeBookNew, "B1"},
	} {
		terms := registry.Terms{DecisionDate: "2026-06-15", IssueDate: "2026-06-18"}
		got := readAnswered(t, roster.Input{List: []byte(plainList), Terms: terms}, nil)
		got.AskNewBook(c.book, c.others, got.Years(terms))
		require.Equal(t, []roster.Code{c.want}, codes(got), name)
		p := got.Report.Problems[len(got.Report.Problems)-1]
		require.Equal(t, c.similar, p.Suggestion, name)
		require.Len(t, p.Options, 1)
		require.True(t, got.Report.Open())
		again := readAnswered(t, roster.Input{List: []byte(plainList), Terms: terms}, answerAll(got.Report, ""))
		again.AskNewBook(c.book, c.others, again.Years(terms))
		require.False(t, again.Report.Open())
		again = readAnswered(t, roster.Input{List: []byte(plainList), Terms: terms}, answerAll(got.Report, ""))
		again.AskNewBook(c.book+"X", c.others, again.Years(terms))
		require.True(t, again.Report.Open(), "another book is another question")
	}
}

func TestPeopleInTheRegisterAreShown(t *testing.T) {
	t.Parallel()
	got := readAnswered(t, roster.Input{List: []byte(plainList)}, nil)
	got.AskInRegister([]roster.InRegister{{Line: 2, LearnerCode: "A1", RegisterNumber: "2026/THPT/00007"}})
	got.AskSamePersons([]roster.InRegister{{Line: 3, LearnerCode: "B9"}})
	require.Equal(t, []roster.Code{roster.CodeInRegister, roster.CodePersonInRegister}, codes(got))
	last := len(got.Report.Problems) - 1
	known, person := got.Report.Problems[last-1], got.Report.Problems[last]
	require.Equal(t, "A", known.Column)
	require.Equal(
		t,
		roster.Example{Row: 2, Found: "A1", Readings: []string{"A1 (2026/THPT/00007)"}},
		known.Examples[0],
	)
	require.Equal(t, "B", person.Column)
	require.Equal(t, roster.Example{Row: 3, Found: "Trần Văn Mẫu", Readings: []string{"B9 (–)"}}, person.Examples[0])
	require.Equal(t, 2, got.Report.Questions)
}

func TestColumnsAreReadAsLastTime(t *testing.T) {
	t.Parallel()
	list := func(more string) []byte {
		return []byte("x;;;\nSố;Tên đầy đủ;Sinh;Chào đời\nA1;Lê Thị Mẫu;05/06/2008;Huế\n" + more)
	}
	read := func(in roster.Input) roster.Result {
		in.At = now
		got, err := roster.Read(t.Context(), in)
		require.NoError(t, err)
		return got
	}
	chosen := roster.Choice{File: roster.FileList, Header: 2, Columns: map[string]roster.Field{
		"A": roster.FieldLearnerCode, "B": roster.FieldFullName, "C": roster.FieldBirthDate, "D": roster.FieldBirthPlace}}
	first := read(roster.Input{List: list(""), Choices: []roster.Choice{chosen}})
	require.Empty(t, codes(first))
	kept := first.Mappings()
	require.Len(t, kept, 1)
	require.Equal(t, chosen.Columns, kept[0].Columns)
	kept[0].By, kept[0].At = "Giáo Vụ (mẫu)", now

	next := read(
		roster.Input{
			List:     append([]byte("một dòng thêm;;;\n"), list("A2;Trần Văn Mẫu;07/08/2008;Vinh\n")...),
			Mappings: kept,
		},
	)
	require.Equal(t, []roster.Code{roster.CodeAsLastTime}, codes(next))
	require.Equal(t, "Giáo Vụ (mẫu), 01/07/2026", next.Report.Problems[len(next.Report.Problems)-1].Found)
	require.Len(t, next.Rows, 2)
	require.Equal(t, "Vinh", next.Rows[1].Subject.BirthPlace)
	require.True(t, next.Sheets()[0].LastTime)
	require.Empty(t, next.Mappings(), "nothing new was said")

	other := read(
		roster.Input{List: []byte("Số;Tên đầy đủ;Sinh;Quê quán\nA1;Lê Thị Mẫu;05/06/2008;Huế\n"), Mappings: kept},
	)
	require.True(t, other.Report.Failed(), "another header is another matter")

	corrected := read(roster.Input{List: list(""), Mappings: kept,
		Choices: []roster.Choice{{File: roster.FileList, Columns: map[string]roster.Field{"D": ""}}}})
	require.Empty(t, corrected.Rows[0].Subject.BirthPlace)
	require.Equal(t, map[string]roster.Field{"A": roster.FieldLearnerCode, "B": roster.FieldFullName,
		"C": roster.FieldBirthDate, "D": ""}, corrected.Mappings()[0].Columns, "the rest stays as last time")

	afresh := read(roster.Input{List: list(""), Mappings: kept, Afresh: true})
	require.True(t, afresh.Report.Failed())
	afresh = read(roster.Input{List: list(""), Mappings: kept, Afresh: true, Choices: []roster.Choice{chosen}})
	require.Equal(t, chosen.Columns, afresh.Mappings()[0].Columns)
	usual := roster.Mapping{File: roster.FileList, Columns: map[string]roster.Field{"C": ""}}
	usual.Header = kept[0].Header
	forgotten := read(roster.Input{List: list(""), Mappings: []roster.Mapping{usual}, Afresh: true})
	require.Empty(t, forgotten.Mappings(), "what was not read is not remembered")
}

// A list that was changed has people of an earlier one: their rows can be left out at once.
func TestPeopleInTheRegisterCanBeLeftOut(t *testing.T) {
	t.Parallel()
	ask := func(answers map[string]string) (got roster.Result, known, persons bool) {
		got = readAnswered(t, roster.Input{List: []byte(plainList)}, answers)
		known = got.AskInRegister([]roster.InRegister{{Line: 2, LearnerCode: "A1", RegisterNumber: "2026/THPT/00007"}})
		persons = got.AskSamePersons([]roster.InRegister{{Line: 3, LearnerCode: "B9"}})
		return got, known, persons
	}
	got, known, persons := ask(nil)
	require.False(t, known || persons)
	all := len(got.Rows)
	first := got.Report.Problems[len(got.Report.Problems)-2]
	require.Equal(t, roster.CodeInRegister, first.Code)
	require.Len(t, first.Options, 2)

	got, known, persons = ask(map[string]string{first.ID: roster.AnswerLeaveOut})
	require.True(t, known)
	require.False(t, persons)
	require.Len(t, got.Rows, all-1)
	require.Equal(t, 1, got.Report.Questions)
	require.Contains(t, codes(got), roster.CodeRowLeftOut)

	got, _, _ = ask(nil)
	got, known, persons = ask(answerAll(got.Report, roster.AnswerConfirm))
	require.False(t, known || persons)
	require.Len(t, got.Rows, all)
	require.False(t, got.Report.Open())
}

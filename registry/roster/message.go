package roster

import (
	"maps"
	"slices"
)

// messageSpec is what is said of a code.
type messageSpec struct {
	severity Severity
	message  Message
}

func fail(vi, en string) messageSpec { return messageSpec{Error, Message{vi, en}} }
func ask(vi, en string) messageSpec  { return messageSpec{Question, Message{vi, en}} }
func note(vi, en string) messageSpec { return messageSpec{Note, Message{vi, en}} }

// messages are the texts of all codes. The tables are in files of their own, by
// what their problems are with.
var messages = func() map[Code]messageSpec {
	all := map[Code]messageSpec{}
	for _, table := range []map[Code]messageSpec{fileMessages, cellMessages, rowMessages, termsMessages} {
		maps.Copy(all, table)
	}
	return all
}()

// The values of options.
const (
	AnswerConfirm    = "confirm"    // right as it stands
	AnswerSuggested  = "suggested"  // the suggestion is meant
	AnswerIssue      = "issue"      // the rows are issued
	AnswerEach       = "each"       // each wording is asked about by itself
	AnswerAsOthers   = "asOthers"   // written as other rows are
	AnswerLeaveOut   = "leaveOut"   // the rows, or the column, are left out
	AnswerAsRead     = "asRead"     // date cells are right as they show; in texts the day comes first
	AnswerSwap       = "swap"       // day and month of date cells are exchanged
	AnswerMonthFirst = "monthFirst" // in texts the month comes first
	AnswerConvert    = "convert"    // the converted text is right
	AnswerSubject    = "subject"    // the column is a subject
	AnswerAsShown    = "asShown"    // numbers are what the spreadsheet shows of them
	// What 0 and 1 mean in a column of sexes.
	AnswerZeroMale   = "zeroMale"
	AnswerZeroFemale = "zeroFemale"
	// The order in which the parts of a name are joined.
	AnswerFamilyFirst = "familyFirst"
	AnswerGivenFirst  = "givenFirst"
)

var optionLabels = map[string]Message{
	AnswerConfirm:     {"Đúng như trong tệp", "It is right as it stands"},
	AnswerSuggested:   {"Dùng giá trị đề xuất", "Use the suggestion"},
	AnswerIssue:       {"Vẫn cấp", "Issue"},
	AnswerEach:        {"Hỏi riêng từng nội dung", "Ask about each wording"},
	AnswerAsOthers:    {"Viết như các dòng khác", "Write it as the other rows do"},
	AnswerLeaveOut:    {"Bỏ qua", "Leave out"},
	AnswerAsRead:      {"Giữ nguyên: ngày trước, tháng sau", "Keep as shown: day before month"},
	AnswerSwap:        {"Đổi lại ngày và tháng của các ô ngày", "Exchange day and month of the date cells"},
	AnswerMonthFirst:  {"Tháng đứng trước ngày", "The month comes before the day"},
	AnswerConvert:     {"Chữ sau khi chuyển là đúng", "The converted text is right"},
	AnswerSubject:     {"Là một môn học", "It is a subject"},
	AnswerAsShown:     {"Dùng số như bảng tính hiển thị", "Use the numbers that the spreadsheet shows"},
	AnswerZeroMale:    {"0 là Nam, 1 là Nữ", "0 is Nam (male), 1 is Nữ (female)"},
	AnswerZeroFemale:  {"0 là Nữ, 1 là Nam", "0 is Nữ (female), 1 is Nam (male)"},
	AnswerFamilyFirst: {"Họ trước, tên sau", "Family name first"},
	AnswerGivenFirst:  {"Tên trước, họ sau", "Given name first"},
}

// codeOptions are the possible answers to codes that have others than to confirm.
var codeOptions = map[Code][]string{
	CodeRowStatus:       {AnswerLeaveOut, AnswerIssue},
	CodeRowStruck:       {AnswerLeaveOut, AnswerIssue},
	CodeRowHidden:       {AnswerLeaveOut, AnswerIssue},
	CodeListOfOthers:    {AnswerLeaveOut, AnswerIssue},
	CodeGroupOfOthers:   {AnswerLeaveOut, AnswerIssue},
	CodeSheetYear:       {AnswerLeaveOut, AnswerIssue},
	CodeSheetKept:       {AnswerLeaveOut, AnswerIssue},
	CodeOtherGrade:      {AnswerLeaveOut, AnswerIssue},
	CodeShownRounded:    {AnswerAsShown, AnswerConfirm},
	CodeNumberShown:     {AnswerAsShown, AnswerConfirm},
	CodeSexDigits:       {AnswerZeroMale, AnswerZeroFemale},
	CodePlaceCase:       {AnswerAsOthers, AnswerConfirm},
	CodeNameOrder:       {AnswerFamilyFirst, AnswerGivenFirst},
	CodeDateSwapped:     {AnswerSwap, AnswerAsRead},
	CodeDateMonthFirst:  {AnswerMonthFirst, AnswerAsRead},
	CodeDateMixed:       {AnswerAsRead, AnswerSwap},
	CodeDatesEarly:      {AnswerAsRead, AnswerSwap},
	CodeDateTextsEarly:  {AnswerAsRead, AnswerMonthFirst},
	CodeMojibake:        {AnswerConvert},
	CodeTCVN3:           {AnswerConvert},
	CodeVNI:             {AnswerConvert},
	CodeWindows1258:     {AnswerConvert},
	CodeSubjectColumn:   {AnswerSubject, AnswerLeaveOut},
	CodeSubjectColumns:  {AnswerSubject, AnswerLeaveOut},
	CodeRowStatusEmpty:  {AnswerLeaveOut, AnswerIssue},
	CodeRowRemark:       {AnswerLeaveOut, AnswerIssue},
	CodeRemarksTogether: {AnswerIssue, AnswerEach},
	CodeRowComment:      {AnswerLeaveOut, AnswerIssue},
	CodeRowColoured:     {AnswerLeaveOut, AnswerIssue},
	CodeStatusUnknown:   {AnswerIssue, AnswerLeaveOut},
	CodeRowUnlike:       {AnswerIssue, AnswerLeaveOut},
	CodeCourseResult:    {AnswerLeaveOut, AnswerSubject},
	CodeRank:            {AnswerSuggested, AnswerConfirm},
	CodeEthnicity:       {AnswerSuggested, AnswerConfirm},
	CodeProvince:        {AnswerSuggested, AnswerConfirm},
	CodeInRegister:      {AnswerConfirm, AnswerLeaveOut},
	// somebody of the same name may be another person
	CodePersonInRegister: {AnswerConfirm, AnswerLeaveOut},
}

// labelOf words an answer: to confirm what stands in no single cell is not to say
// that it is as in the file.
func labelOf(p Problem, value string) Message {
	switch p.Code {
	case CodeInRegister, CodePersonInRegister:
		if value == AnswerConfirm {
			return optionLabels[AnswerIssue]
		}
		return optionLabels[value]
	case CodeRepeatedPerson, CodeJoinedByName, CodeOtherName, CodeOtherBirth, CodeSheetIgnored,
		CodeStruckByRule, CodeNumberShown, CodeDateYears:
	default:
		if p.File != FileTerms {
			return optionLabels[value]
		}
	}
	if value == AnswerConfirm && p.Code == CodeNumberShown {
		return Message{"Dùng số được lưu trong ô", "Use the number that the cell keeps"}
	}
	if value == AnswerConfirm && p.Code == CodeDateYears {
		return Message{"Năm ở bên phải là đúng", "The years at the right are right"}
	}
	if value == AnswerConfirm && p.Code == CodeAwardOther {
		return Message{"In tên này", "Print this name"}
	}
	if value == AnswerConfirm {
		return Message{"Xác nhận", "Confirmed"}
	}
	return optionLabels[value]
}

// optionsOf returns how a problem can be answered: none for notes and for errors
// that only another file mends.
func optionsOf(p Problem) []Option {
	values, chosen := codeOptions[p.Code]
	if !chosen && p.Severity == Question {
		values = []string{AnswerConfirm}
	}
	var options []Option
	for _, value := range values {
		if value != AnswerSuggested || p.Suggestion != "" {
			options = append(options, Option{value, labelOf(p, value)})
		}
	}
	return slices.Clip(options)
}

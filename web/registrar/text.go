package registrar

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"sogoc/registry"
	"sogoc/registry/review"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// say returns the pages' text of that name. Tests render every page, so that a
// missing one cannot reach a reader.
func say(l web.Language, name string) (string, error) {
	text, ok := texts[name]
	if !ok {
		return "", fmt.Errorf("no text %q", name)
	}
	return text.In(l), nil
}

// functions are what templates call, beside say and asset.
func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"sayf": func(name string, about ...any) (string, error) {
			text, err := say(l, name)
			return sprintf(l, text, about...), err
		},
		"number":   func(n any) string { return sprintf(l, "%d", n) },
		"year":     func(year int) string { return strconv.Itoa(year) },
		"at":       func(path string) string { return Prefix + path },
		"moment":   func(t time.Time) string { return moment(t, l) },
		"has":      has,
		"day":      func(d any) string { return day(fmt.Sprint(d), l) },
		"dmy":      func(d any) string { return day(fmt.Sprint(d), web.Vietnamese) },
		"kind":     func(kind any) string { return kindName(ledger.Kind(fmt.Sprint(kind)), l) },
		"cellName": cellName,
		"text":     func(t web.Text) string { return t.In(l) },
		"rows":     rangesOf,
		"plus":     func(a, b int) int { return a + b },

		"columnName": func(c review.Column) string { return columnName(c, l) },
		"cellText":   func(c review.Column, text string) string { return cellText(c, text, l) },
		"cellOf": func(c review.Column, cell review.Cell) shownCell {
			shown := shownCell{Text: cellText(c, cell.Text, l), Marks: cell.Marks}
			if masked := registry.MaskNationalID(cell.Text); c.Name == "nationalId" && masked != cell.Text {
				shown.Masked = masked
			}
			return shown
		},
		"remarkText": func(r registry.Remark) string { return remarkText(r, l) },
		"markText":   func(m review.Mark) string { return markText(m, l) },
		"courseText": func(c review.Course) []string { return courseText(c, l) },
		"marksOf":    marksOf,

		"obstacle": func(item status.BulkItem, decision any) string {
			return obstacleText(item, fmt.Sprint(decision), l)
		},
		"pageTitle":   func(path string) string { return pageTitle(path, l) },
		"list":        func(all ...string) []string { return all },
		"these":       func(all ...any) []any { return all },
		"iso":         func(typed string) string { return string(dateOf(typed)) },
		"isOverdue":   isOverdue,
		"daysOverdue": daysOverdue,
	}
}

// obstacleText says what keeps a decision of a day from changing a credential.
func obstacleText(item status.BulkItem, decision string, l web.Language) string {
	text := texts["obstacle:"+string(item.Obstacle)].In(l)
	if item.Earliest == "" {
		return text
	}
	return fmt.Sprintf(text, day(decision, l), day(string(item.Earliest), l))
}

// tags name the pages' languages for the tables of CLDR.
var tags = map[web.Language]language.Tag{web.Vietnamese: language.Vietnamese, web.English: language.English}

// sprintf is fmt.Sprintf with numbers as the language writes them: 1.500 in
// Vietnamese, 1,500 in English. Years and codes are texts, not numbers.
func sprintf(l web.Language, format string, about ...any) string {
	return message.NewPrinter(tags[l]).Sprintf(format, about...)
}

// sayYear returns a text that may name the year of the moment at, as {year}, in
// Viet Nam.
func sayYear(l web.Language, name string, at time.Time) string {
	return strings.ReplaceAll(texts[name].In(l), "{year}", strconv.Itoa(ledger.Year(at)))
}

// moment tells a time to the minute, in Viet Nam's zone.
func moment(t time.Time, l web.Language) string {
	if l == web.English {
		return t.In(ledger.Vietnam).Format("2 January 2006, 15:04")
	}
	return t.In(ledger.Vietnam).Format("15:04 ngày 02/01/2006")
}

// day writes a date, or what is known of one, as it is written in the language.
func day(iso string, l web.Language) string {
	for _, form := range []struct{ iso, vi, en string }{{time.DateOnly, "02/01/2006", "2 January 2006"}, {"2006-01", "01/2006", "January 2006"}} {
		if d, err := time.Parse(form.iso, iso); err == nil {
			return d.Format(web.Text{form.vi, form.en}.In(l))
		}
	}
	return iso
}

// cellName names a cell as a spreadsheet program does.
func cellName(sheet string, row int, column string) string {
	name := column
	if row > 0 {
		name += strconv.Itoa(row)
	}
	if sheet != "" {
		name = sheet + "!" + name
	}
	return name
}

// texts are the words of the pages, by the name that templates call them.
var texts = merge(layoutTexts, accountTexts, uploadTexts, batchTexts, credentialTexts, changeTexts, overviewTexts,
	reviewTexts, giveUpTexts, proposalTexts, quotaTexts, unfinishedTexts, deviceTexts)

func merge(parts ...map[string]web.Text) map[string]web.Text {
	all := map[string]web.Text{}
	for _, part := range parts {
		for name, text := range part {
			if _, twice := all[name]; twice {
				panic("registrar: two texts are called " + name)
			}
			all[name] = text
		}
	}
	return all
}

var layoutTexts = map[string]web.Text{
	"product":        {"Sổ Gốc", "Sổ Gốc"},
	"skip":           {"Tới nội dung chính", "Skip to the content"},
	"other":          {"English", "Tiếng Việt"},
	"sections":       {"Các mục", "Sections"},
	"signOut":        {"Đăng xuất", "Sign out"},
	"myPassword":     {"Đổi mật khẩu", "Change password"},
	"account":        {"Tài khoản", "Account"},
	"foot":           {"Sổ Gốc – sổ gốc cấp văn bằng điện tử. Trang này không gửi gì cho bên thứ ba.", "Sổ Gốc – electronic register of diplomas. This page sends nothing to anybody else."},
	"section:people": {"Người dùng", "People"},
	"problemHint":    {"Nếu cần báo cho người vận hành, hãy đọc mã yêu cầu này:", "If you report this to the operator, quote this request id:"},
	"toStart":        {"Về trang đầu", "To the first page"},

	"problem:not_found":    {"Không có trang này, hoặc không phải của trường bạn", "There is no such page, or it is not your school's"},
	"problem:forbidden":    {"Vai trò của bạn không được làm việc này", "Your role may not do this"},
	"problem:same_person":  {"Việc này cần hai người: người bắt đầu không được tự duyệt", "This takes two persons: the one who began it may not finish it"},
	"problem:cross_origin": {"Yêu cầu được gửi từ trang web khác nên đã bị từ chối", "This was sent from another site and was refused"},
	"problem:wrong_state":  {"Việc này đã được làm, hoặc chưa đến lúc. Hãy tải lại trang trước", "This has been done already, or it is too early. Load the page before again"},
	"problem:conflict":     {"Đã có cái khác ở chỗ này", "Something else stands there already"},
	"problem:invalid":      {"Nội dung gửi chưa đúng", "What was sent is not right"},
	"problem:bad_request":  {"Nội dung gửi không đọc được", "What was sent cannot be read"},
	"problem:too_large":    {"Tệp hoặc nội dung gửi quá lớn", "The file or form is too large"},
	"problem:unavailable":  {"Hệ thống tạm thời không trả lời. Không mất gì cả; hãy thử lại sau ít phút", "The system does not answer at present. Nothing is lost; try again in a few minutes"},
	"problem:timeout":      {"Mất quá nhiều thời gian. Hãy thử lại", "It took too long. Try again"},
	"problem:no_signing_key": {"Khoá ký của trường hiện không dùng được. Hãy báo người vận hành",
		"The school's signing key cannot be used at present. Tell the operator"},
	"problem:method_not_allowed": {"Trang này không nhận yêu cầu như vậy", "This page does not take such a request"},
	"problem:integrity":          {"Sổ cái và sổ gốc không khớp nhau. Đã dừng lại; hãy báo ngay người vận hành", "Ledger and register contradict each other. Work has stopped; tell the operator at once"},
	"problem:outcome_unknown":    {"Chưa rõ kết quả. Hãy xem lại trước khi làm lại", "The outcome is not known yet. Look before you do it again"},
	"problem:ledger_refused":     {"Sổ cái từ chối", "The ledger refuses"},
	"problem:internal":           {"Có lỗi trong hệ thống. Đã ghi lại để người vận hành xem", "Something went wrong here. It is recorded for the operator"},
}

var accountTexts = map[string]web.Text{
	"title:sign-in":    {"Đăng nhập", "Sign in"},
	"title:password":   {"Đổi mật khẩu", "Change password"},
	"title:invitation": {"Đặt mật khẩu", "Set your password"},
	"title:people":     {"Người dùng của trường", "People of the school"},

	"login":      {"Tên đăng nhập", "Login"},
	"password":   {"Mật khẩu", "Password"},
	"signIn":     {"Đăng nhập", "Sign in"},
	"signInLead": {"Dành cho giáo vụ, người duyệt và quản trị của trường.", "For registrars, approvers and administrators of a school."},
	"forgot":     {"Quên mật khẩu? Người quản trị của trường tạo được liên kết đặt lại.", "Forgot it? Your school's administrator can make a link to set a new one."},
	"wrongLogin": {"Tên đăng nhập hoặc mật khẩu không đúng.", "Login or password is wrong."},
	"wait": {"Đã thử nhiều lần từ nơi này. Hãy đợi %d giây rồi thử lại. Trình duyệt đã từng đăng nhập tài khoản này không phải đợi.",
		"There were many tries from here. Wait %d seconds, then try again. A browser in which this account signed in before need not wait."},
	"signInBusy": {"Đang có quá nhiều người đăng nhập. Mật khẩu chưa được kiểm tra; hãy đợi vài giây rồi nhập lại mật khẩu. Trình duyệt đã từng đăng nhập tài khoản này được ưu tiên.",
		"Too many people are signing in. Your password was not looked at; wait a few seconds and give it again. A browser in which this account signed in before goes first."},
	"old":             {"Mật khẩu hiện nay", "Present password"},
	"new":             {"Mật khẩu mới", "New password"},
	"again":           {"Nhập lại mật khẩu mới", "New password again"},
	"passwordRule":    {"Ít nhất 12 ký tự, không chứa tên đăng nhập. Nên dùng vài từ không liên quan với nhau, có dấu cách cũng được.", "At least 12 characters, without the login in it. A few unrelated words do well; spaces are welcome."},
	"savePassword":    {"Lưu mật khẩu", "Save password"},
	"passwordChanged": {"Mật khẩu đã đổi. Các phiên đăng nhập khác và mã truy cập API của bạn đã kết thúc.", "Your password is changed. Your other sessions and your API token have ended."},
	"passwordSet":     {"Mật khẩu đã được đặt. Hãy đăng nhập.", "Your password is set. Sign in now."},
	"wrongOld":        {"Mật khẩu hiện nay không đúng.", "The present password is wrong."},
	"notAgain":        {"Hai lần nhập mật khẩu mới không giống nhau.", "The two new passwords differ."},
	"weak":            {"Mật khẩu quá dễ đoán: cần ít nhất %d ký tự, năm ký tự khác nhau, và không chứa tên đăng nhập.", "That password is too easily guessed: at least %d characters, five of them different, and not the login."},
	"deadLink":        {"Liên kết đã dùng, đã bị thay bằng liên kết mới, hoặc quá ba ngày. Hãy xin người quản trị liên kết khác.", "The link is used, replaced by a newer one, or more than three days old. Ask your administrator for another."},
	"invitationLead":  {"Người quản trị của trường đã gửi cho bạn liên kết này để đặt mật khẩu của riêng bạn.", "Your school's administrator sent you this link, for you to set a password of your own."},
	"code":            {"Mã mời (phần sau dấu #, hoặc cả liên kết)", "Invitation code (what follows the # sign, or the whole link)"},

	"peopleLead":                             {"Mỗi người có tài khoản riêng. Người nhập danh sách và người duyệt phải là hai người khác nhau.", "Everybody has an account of their own. Who imports a list and who approves it must be two persons."},
	"name":                                   {"Họ tên", "Name"},
	"roles":                                  {"Vai trò", "Roles"},
	"state":                                  {"Trạng thái", "State"},
	"lastSeen":                               {"Hoạt động gần nhất", "Last seen"},
	"actions":                                {"Việc làm được", "Actions"},
	"you":                                    {"bạn", "you"},
	"active":                                 {"Đang dùng", "Active"},
	"invited":                                {"Đã mời, hạn đến %s", "Invited, until %s"},
	"program":                                {"Chỉ dùng mã truy cập, không đăng nhập", "Works by token, does not sign in"},
	"disabled":                               {"Đã khoá", "Shut out"},
	"disable":                                {"Khoá", "Shut out"},
	"enable":                                 {"Mở khoá", "Let in again"},
	"newLink":                                {"Tạo liên kết đặt mật khẩu", "Make a password link"},
	"inviteTitle":                            {"Mời người mới", "Invite somebody"},
	"loginHint":                              {"Từ 2 đến 64 ký tự: a–z, 0–9, dấu chấm, gạch nối, gạch dưới, @. Ví dụ: lan.nguyen@thpt-mau", "2 to 64 characters: a–z, 0–9, dot, hyphen, underscore, @. For example lan.nguyen@thpt-mau"},
	"makeInvite":                             {"Tạo tài khoản và liên kết", "Make account and link"},
	"loginTaken":                             {"Tên đăng nhập này đã có người dùng.", "This login is taken."},
	"userForm":                               {"Cần họ tên, tên đăng nhập đúng dạng và ít nhất một vai trò.", "A name, a login in its form and at least one role are needed."},
	"linkTitle":                              {"Liên kết đặt mật khẩu cho %s", "Link for %s to set a password"},
	"linkOnce":                               {"Chỉ hiện một lần này và dùng được một lần trong ba ngày. Hãy trao tận tay người đó; ai có liên kết thì đặt được mật khẩu.", "It is shown this once and works once within three days. Hand it to that person only: whoever has it can set the password."},
	"copy":                                   {"Chép", "Copy"},
	"copied":                                 {"Đã chép", "Copied"},
	"never":                                  {"–", "–"},
	"role:" + string(registry.RoleRegistrar): {"Giáo vụ", "Registrar"},
	"role:" + string(registry.RoleApprover):  {"Người duyệt", "Approver"},
	"role:" + string(registry.RoleReader):    {"Người xem", "Reader"},
	"role:" + string(registry.RoleAdministrator): {"Quản trị", "Administrator"},
	"does:" + string(registry.RoleRegistrar):     {"nhập danh sách tốt nghiệp", "imports class lists"},
	"does:" + string(registry.RoleApprover):      {"duyệt, ký và thu hồi", "approves, signs and revokes"},
	"does:" + string(registry.RoleReader):        {"chỉ xem và xuất", "reads and exports only"},
	"does:" + string(registry.RoleAdministrator): {"quản lý người dùng của trường", "manages the school's people"},
}

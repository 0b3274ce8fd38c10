package registrar

import "sogoc/web"

// deviceTexts are the words of the page of known devices.
var deviceTexts = map[string]web.Text{
	"title:devices": {"Thiết bị quen", "Known devices"},
	"devicesLead": {
		"Các trình duyệt mà bạn đã đăng nhập. Khi nhiều người đăng nhập cùng lúc, thiết bị quen được vào trước. Tối đa %d thiết bị; sau %d ngày không đăng nhập thì tự quên.",
		"Browsers in which you signed in. When many people sign in at once, known devices go first. At most %d are known, for %d days after they last signed in.",
	},
	"device":        {"Thiết bị", "Device"},
	"unknownDevice": {"Trình duyệt không rõ", "Unknown browser"},
	"lastSignIn":    {"Đăng nhập lần cuối", "Last sign-in"},
	"thisDevice":    {"thiết bị này", "this one"},
	"signedInThere": {"đang đăng nhập", "signed in"},
	"forgetDevice":  {"Quên thiết bị", "Forget"},
	"forgetHint": {
		"Quên một thiết bị thì phiên đăng nhập trên đó kết thúc. Mất thiết bị thì quên nó ở đây, rồi đổi mật khẩu.",
		"With a forgotten device its session ends. If you lost a device, forget it here, then change your password.",
	},
	"forgetAll": {"Quên tất cả và kết thúc các phiên khác", "Forget all and end other sessions"},
	"devicesForgotten": {
		"Đã quên tất cả thiết bị. Các phiên khác của bạn đã kết thúc.",
		"All devices are forgotten. Your other sessions have ended.",
	},
	"noDevices": {
		"Chưa có thiết bị quen nào. Lần đăng nhập tới, trình duyệt này lại là thiết bị quen.",
		"No device is known. This browser is known again after the next sign-in.",
	},
}

package registrar

import (
	"sogoc/registry"
	"sogoc/web"
)

// proposalTexts are the words of what takes two persons.
var proposalTexts = map[string]web.Text{
	"title:proposal": {"Đề nghị thu hồi", "Proposal to revoke"},
	"openProposals":  {"Chờ người thứ hai xác nhận (%d)", "Waiting for a second person (%d)"},
	"propose":        {"Đề nghị thu hồi", "Propose to revoke"},
	"proposeHint": {"Thu hồi cần hai người: bạn đề nghị, một người duyệt khác xác nhận. Cho đến lúc đó chưa có gì thay đổi.",
		"To revoke takes two persons: you propose it, another approver confirms it. Until then nothing changes."},
	"proposedBy":       {"Người đề nghị", "Proposed by"},
	"proposalItems":    {"%d văn bằng", "%d credentials"},
	"decideProposal":   {"Xác nhận đề nghị này?", "Confirm this proposal?"},
	"toConfirmation":   {"Xuống phần xác nhận", "Go to the decision"},
	"confirmProposal":  {"Xác nhận thu hồi và ký", "Confirm and sign"},
	"refuseProposal":   {"Không đồng ý", "Refuse"},
	"withdrawProposal": {"Rút lại đề nghị", "Withdraw the proposal"},
	"ownProposal": {"Bạn đã đề nghị nên không được tự xác nhận: luôn cần hai người. Hãy báo một người duyệt khác.",
		"You proposed this, so you may not confirm it: it always takes two. Tell another approver."},
	"proposalBad": {"%d trong %d văn bằng hiện không đổi được, nên chưa xác nhận được.",
		"%d of %d cannot be changed at present, so it cannot be confirmed."},
	"alone":   {"Để nguyên bảng điểm kèm theo (mặc định: đổi cùng văn bằng)", "Leave transcripts as they are (else they change with their diploma)"},
	"along":   {"đi kèm văn bằng", "goes with its diploma"},
	"goAlong": {"Trong đó %d bảng điểm đi kèm văn bằng.", "Of these, %d transcripts go with their diplomas."},
	"decisionInFuture": {"Ngày quyết định ở tương lai. Hãy kiểm tra lại ngày.",
		"The date of the decision is in the future. Check the date."},
	"obstacle:proposed": {"đã được đề nghị, chờ xác nhận", "proposed already, waits for confirmation"},

	"proposal:" + string(registry.ProposalOpen):        {"Chờ xác nhận", "Waits for confirmation"},
	"proposal:" + string(registry.ProposalConfirmed):   {"Đã xác nhận", "Confirmed"},
	"proposal:" + string(registry.ProposalWithdrawn):   {"Đã rút lại", "Withdrawn"},
	"proposal:" + string(registry.ProposalRefused):     {"Bị từ chối", "Refused"},
	"proposalBy:" + string(registry.ProposalConfirmed): {"Người xác nhận", "Confirmed by"},
	"proposalBy:" + string(registry.ProposalWithdrawn): {"Người rút lại", "Withdrawn by"},
	"proposalBy:" + string(registry.ProposalRefused):   {"Người từ chối", "Refused by"},
}

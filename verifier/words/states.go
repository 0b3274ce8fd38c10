package words

import "sogoc/verifier/ledger"

// states has every state of a credential.
var states = map[ledger.State]Text{
	ledger.Active:     {"đang có hiệu lực", "in force"},
	ledger.Suspended:  {"tạm dừng hiệu lực", "suspended"},
	ledger.Superseded: {"đã được thay thế", "replaced"},
	ledger.Revoked:    {"đã thu hồi", "revoked"},
}

// State says the state of a credential.
func State(s ledger.State, l Language) string { return states[s].In(l) }

// issuerStates has every state of an issuer.
var issuerStates = map[ledger.IssuerState]Text{
	ledger.IssuerActive:    {"đang được công nhận", "accredited"},
	ledger.IssuerSuspended: {"đang bị tạm dừng", "suspended"},
	ledger.IssuerWithdrawn: {"đã bị rút công nhận", "its accreditation withdrawn"},
	ledger.IssuerClosed:    {"đã giao sổ gốc cho nơi khác giữ", "closed, its register kept by another"},
}

// IssuerState says the state of an issuer.
func IssuerState(s ledger.IssuerState, l Language) string { return issuerStates[s].In(l) }

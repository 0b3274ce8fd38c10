package postgres

import (
	"sogoc/registry/reading"
)

// The look-ups of numbers, for a test that looks at their plans.
const (
	TakenSerials   = takenSerials
	TakenRegisters = takenRegisters
	LastRegister   = lastRegister
)

// The statements of lists, for tests that look at their plans.

func ListCredentials(s *Store, f reading.CredentialFilter) (string, []any) {
	list := s.listCredentials(f)
	return list.sql.String(), list.arguments
}

func ListBatches(f reading.BatchFilter) (string, []any) {
	list := listBatches(f)
	return list.sql.String(), list.arguments
}

func ListAudit(f reading.AuditFilter) (string, []any) {
	list := listAudit(f)
	return list.sql.String(), list.arguments
}

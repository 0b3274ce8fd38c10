package ledger

import (
	"fmt"
	"maps"
)

// boundToField holds every type code of the credential format, and whether a
// kind of that type may name a field of study. Package credential's table of
// types says the rest; a test there compares the two.
var boundToField = map[string]bool{
	"VN-PRI-CONF": false,
	"VN-LSE-CONF": false,
	"VN-LSE":      false,
	"VN-USE":      false,
	"VN-USE-CONF": false,
	"VN-USE-TEMP": false,
	"VN-VHS":      true,
	"VN-INT":      true,
	"VN-COL":      true,
	"VN-BA":       true,
	"VN-SPEC":     true,
	"VN-MA":       true,
	"VN-PHD":      true,
	"VN-CERT":     false,
	"VN-RECOG":    false,
	"VN-HB-TH":    false,
	"VN-HB-THCS":  false,
	"VN-HB-THPT":  false,
	"VN-BD":       true,
}

// CheckType returns ErrKind unless the scope's type is in the table of types,
// and has fields of study where the scope names one. Accredit and
// AmendAccreditation demand it; records that are older than this rule need not
// pass, so Validate does not ask.
func (s Scope) CheckType() error {
	bound, known := boundToField[s.Type]
	if !known {
		return fmt.Errorf("%w: there is no such type of credential", ErrKind)
	}
	if s.Field != "" && !bound {
		return fmt.Errorf("%w: this type of credential has no field of study", ErrKind)
	}
	return nil
}

// TypeCodes returns every type code, and whether a kind of that type may name a
// field of study.
func TypeCodes() map[string]bool {
	return maps.Clone(boundToField)
}

package ledger

import "slices"

// Names of the chaincode's functions, as they stand in a transaction's first argument.
const (
	FuncAccredit             = "Accredit"
	FuncAmendAccreditation   = "AmendAccreditation"
	FuncSuspendIssuer        = "SuspendIssuer"
	FuncReinstateIssuer      = "ReinstateIssuer"
	FuncWithdrawIssuer       = "WithdrawIssuer"
	FuncTransferCustody      = "TransferCustody"
	FuncAddKey               = "AddKey"
	FuncRetireKey            = "RetireKey"
	FuncReportKeyCompromised = "ReportKeyCompromised"
	FuncRegisterVerifierKey  = "RegisterVerifierKey"
	FuncPutAnchor            = "PutAnchor"
	FuncSetStatus            = "SetStatus"
	FuncSetAnchorStatus      = "SetAnchorStatus"
	FuncTick                 = "Tick"
	FuncIssuer               = "Issuer"
	FuncAnchor               = "Anchor"
	FuncStatus               = "Status"
	FuncAttest               = "Attest"
)

// Function is one function of the chaincode.
type Function struct {
	Name      string
	Arguments []string // what each argument holds
	Writes    []string // object types of the records that it may write; none: it is a query
}

// Query reports whether the function only reads.
func (f Function) Query() bool { return len(f.Writes) == 0 }

// functions is the one table of what the chaincode can do. The chaincode, the
// follower and the audit are tested against it: a function or a record that one
// of them does not know fails a test there.
var functions = []Function{
	{FuncAccredit, []string{"accreditation"}, []string{ObjectIssuer}},
	{FuncAmendAccreditation, []string{"accreditation"}, []string{ObjectIssuer}},
	{FuncSuspendIssuer, []string{"issuer code"}, []string{ObjectIssuer}},
	{FuncReinstateIssuer, []string{"issuer code"}, []string{ObjectIssuer}},
	{FuncWithdrawIssuer, []string{"issuer code"}, []string{ObjectIssuer}},
	{FuncTransferCustody, []string{"CustodyAcceptance", "signature"}, []string{ObjectIssuer, ObjectKey}},
	{FuncAddKey, []string{"public key", "KeyPossession", "signature"}, []string{ObjectIssuer, ObjectKey}},
	{FuncRetireKey, []string{"KeyRetirement", "signature or empty"}, []string{ObjectKey}},
	{FuncReportKeyCompromised, []string{"KeyCompromise", "signature or empty"}, []string{ObjectKey}},
	{FuncRegisterVerifierKey, []string{"public key", "KeyPossession", "signature"}, []string{ObjectKey}},
	{FuncPutAnchor, []string{"Anchor", "signature", "digests"}, []string{ObjectAnchor, ObjectSequence, ObjectQuota}},
	{FuncSetStatus, []string{"Status", "signature or empty"}, []string{ObjectStatus}},
	{FuncSetAnchorStatus, []string{"issuer code", "first", "last", "state"}, []string{ObjectAnchorStatuses}},
	{FuncTick, nil, []string{ObjectTick}},
	{FuncIssuer, []string{"issuer code"}, nil},                              // → IssuerView
	{FuncAnchor, []string{"issuer code", "sequence"}, nil},                  // → AnchorRecord
	{FuncStatus, []string{"issuer code", "list", "index"}, nil},             // → StatusRecord
	{FuncAttest, []string{"issuer code", "sequence", "list", "index"}, nil}, // → Attestation
}

// Functions returns the table of the chaincode's functions.
func Functions() []Function { return slices.Clone(functions) }

// FindFunction returns the function with that name; the second result is false
// where there is none.
func FindFunction(name string) (Function, bool) {
	i := slices.IndexFunc(functions, func(f Function) bool { return f.Name == name })
	if i < 0 {
		return Function{}, false
	}
	return functions[i], true
}

// MayWrite reports whether a function of that name may write records of that
// object type.
func MayWrite(function, object string) bool {
	f, found := FindFunction(function)
	return found && slices.Contains(f.Writes, object)
}

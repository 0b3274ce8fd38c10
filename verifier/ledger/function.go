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
	FuncVoid                 = "Void"
	FuncReturnQuota          = "ReturnQuota"
	FuncTick                 = "Tick"
	FuncIssuer               = "Issuer"
	FuncAnchor               = "Anchor"
	FuncStatus               = "Status"
	FuncAttest               = "Attest"
	FuncQuota                = "Quota"
)

// What the arguments hold by which an accreditor says why; each is its function's last.
const (
	ArgumentReason        = "Reason"
	ArgumentReasonOrEmpty = "Reason or empty"          // empty where no accreditor acts
	ArgumentDetail        = "digest of a StatusDetail" // hexadecimal
)

// Function is one function of the chaincode.
type Function struct {
	Name      string
	Arguments []string // what each argument holds
	Writes    []string // object types of the records that it may write; none: it is a query
	Wrote     []string // object types that it wrote by earlier rules, which stand on older ledgers
}

// Query reports whether the function only reads.
func (f Function) Query() bool { return len(f.Writes) == 0 }

// ReasonIndex returns which argument holds the accreditor's Reason, -1 for a function
// that takes none.
func (f Function) ReasonIndex() int {
	return slices.IndexFunc(f.Arguments, func(a string) bool { return a == ArgumentReason || a == ArgumentReasonOrEmpty })
}

// functions is the one table of what the chaincode can do. The chaincode, the
// follower and the audit are tested against it: a function or a record that one
// of them does not know fails a test there.
var functions = []Function{
	{
		Name:      FuncAccredit,
		Arguments: []string{"accreditation", ArgumentReason},
		Writes:    []string{ObjectIssuer},
	},
	{
		Name:      FuncAmendAccreditation,
		Arguments: []string{"accreditation", ArgumentReason},
		Writes:    []string{ObjectIssuer},
	},
	{
		Name:      FuncSuspendIssuer,
		Arguments: []string{"issuer code", ArgumentReason},
		Writes:    []string{ObjectIssuer},
	},
	{
		Name:      FuncReinstateIssuer,
		Arguments: []string{"issuer code", ArgumentReason},
		Writes:    []string{ObjectIssuer},
	},
	{
		Name:      FuncWithdrawIssuer,
		Arguments: []string{"issuer code", ArgumentReason},
		Writes:    []string{ObjectIssuer},
	},
	{
		Name:      FuncTransferCustody,
		Arguments: []string{"CustodyAcceptance", "signature", ArgumentReason},
		Writes:    []string{ObjectIssuer, ObjectKey, ObjectCustody},
	},
	{
		Name:      FuncAddKey,
		Arguments: []string{"public key", "KeyPossession", "signature", ArgumentReason},
		Writes:    []string{ObjectIssuer, ObjectKey},
	},
	{
		Name:      FuncRetireKey,
		Arguments: []string{"KeyRetirement", "signature or empty", ArgumentReasonOrEmpty},
		Writes:    []string{ObjectKey},
	},
	{
		Name:      FuncReportKeyCompromised,
		Arguments: []string{"KeyCompromise", "signature or empty", ArgumentReasonOrEmpty},
		Writes:    []string{ObjectKey},
	},
	{
		Name:      FuncRegisterVerifierKey,
		Arguments: []string{"public key", "KeyPossession", "signature", ArgumentReason},
		Writes:    []string{ObjectKey},
	},
	{
		Name:      FuncPutAnchor,
		Arguments: []string{"Anchor", "signature", "digests"},
		Writes:    []string{ObjectAnchor, ObjectSequence, ObjectQuotaUsed},
		Wrote:     []string{ObjectAnchorQuotas},
	},
	{
		Name:      FuncVoid,
		Arguments: []string{"Void", "signature"},
		Writes:    []string{ObjectVoid, ObjectVoidCount, ObjectSequence},
	},
	{
		Name:      FuncReturnQuota,
		Arguments: []string{"issuer code", "sequence", ArgumentReasonOrEmpty},
		Writes:    []string{ObjectQuotaReturn, ObjectQuotaReturned},
	},
	{
		Name:      FuncSetStatus,
		Arguments: []string{"Status", "signature or empty"},
		Writes:    []string{ObjectStatus},
	},
	{
		Name:      FuncSetAnchorStatus,
		Arguments: []string{"issuer code", "first", "last", "state", ArgumentDetail},
		Writes:    []string{ObjectAnchorStatus},
		Wrote:     []string{ObjectAnchorStatuses},
	},
	{
		Name:   FuncTick,
		Writes: []string{ObjectTick},
	},
	{
		Name:      FuncIssuer, // answers with an IssuerView
		Arguments: []string{"issuer code"},
	},
	{
		Name:      FuncAnchor, // answers with an AnchorRecord
		Arguments: []string{"issuer code", "sequence"},
	},
	{
		Name:      FuncStatus, // answers with a StatusRecord
		Arguments: []string{"issuer code", "list", "index"},
	},
	{
		Name:      FuncAttest, // answers with an Attestation
		Arguments: []string{"issuer code", "sequence", "list", "index"},
	},
	{
		Name:      FuncQuota, // answers with a QuotaView
		Arguments: []string{"issuer code"},
	},
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
// object type, by the present rules or by earlier ones.
func MayWrite(function, object string) bool {
	f, found := FindFunction(function)
	return found && (slices.Contains(f.Writes, object) || slices.Contains(f.Wrote, object))
}

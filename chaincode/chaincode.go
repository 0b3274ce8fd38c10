// Package chaincode is the ledger's rules: which certificate may write what, and
// what must stand on the ledger already for it. A rule about what the ledger
// accepts belongs here and nowhere else; the formats of statements and records,
// and the table of functions, belong to package ledger.
//
// Every transaction decodes its arguments strictly, authorises its caller and
// its statement's signature, and applies; a refusal is a *ledger.Refusal,
// whose text begins with a stable code. Writing again what stands there is
// success and writes nothing; writing something else in its place is refused.
// Given the same world state, arguments and timestamp every organisation's
// process reads and writes the same: there is no range or history read, no
// private data, no random value, and no clock but in the one check that the
// transaction's timestamp is near the endorser's own time.
//
// Fabric checks that the caller's certificate is its organisation's, orders, and
// applies a transaction's writes together or not at all, and only if nothing
// that it read has changed since. The rules rely on that and on nothing else.
package chaincode

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"sogoc/verifier/ledger"
)

// Window is how far a transaction's timestamp may be from an endorser's clock.
const Window = 5 * time.Minute

// Options are set by the operator of each organisation's process, so that no
// transaction decides them. Organisations whose options differ do not endorse
// the same.
type Options struct {
	Ledger       ledger.Digest    // header hash of the channel's genesis block
	Accreditors  []string         // MSPs whose accreditor certificates may accredit
	TickInterval time.Duration    // shortest time between two ticks; 0 means five minutes
	Now          func() time.Time // the endorser's clock; nil means time.Now
	Log          *slog.Logger     // for bugs of this program; nil means slog.Default
}

func (o Options) withDefaults() (Options, error) {
	if o.TickInterval == 0 {
		o.TickInterval = 5 * time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	switch {
	case o.Ledger.IsZero():
		return o, errors.New("the ledger's hash is not set")
	case len(o.Accreditors) == 0 || slices.Contains(o.Accreditors, ""):
		return o, errors.New("no accreditor organisation is set, or one without a name")
	case o.TickInterval < 0:
		return o, errors.New("the tick interval is negative")
	}
	o.Accreditors = slices.Clone(o.Accreditors)
	return o, nil
}

// New returns the chaincode, ready to be served. It may be invoked concurrently.
func New(options Options) (shim.Chaincode, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("chaincode options: %w", err)
	}
	c := &contract{options: options}
	c.Name = "sogoc"
	inner, err := contractapi.NewChaincode(c)
	if err != nil {
		return nil, fmt.Errorf("build the contract: %w", err)
	}
	return &chaincode{contract: inner, log: options.Log}, nil
}

// chaincode calls the contract API and refuses before it what the contract API
// would accept: surplus arguments, and other spellings of a function's name,
// which a reader of the block would not find.
type chaincode struct {
	contract *contractapi.ContractChaincode
	log      *slog.Logger
}

// Init refuses: what it could set is in Options.
func (c *chaincode) Init(shim.ChaincodeStubInterface) *peer.Response {
	return shim.Error(refuse(ledger.CodeForbidden, "this chaincode has no Init").Error())
}

// Invoke runs one function. A panic of ours would end the process, and with
// it this organisation's endorsements: it becomes a refusal and a log entry.
func (c *chaincode) Invoke(stub shim.ChaincodeStubInterface) (response *peer.Response) {
	function, args := stub.GetFunctionAndParameters()
	known, found := ledger.FindFunction(function)
	if !found {
		return shim.Error(refuse(ledger.CodeMalformed, "no such function").Error())
	}
	if want := len(known.Arguments); len(args) != want {
		refusal := refuse(ledger.CodeMalformed, "%s takes %d arguments, not %d", function, want, len(args))
		return shim.Error(refusal.Error())
	}
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("transaction function panicked", slog.String("function", function),
				slog.String("tx_id", stub.GetTxID()), slog.String("panic", fmt.Sprintf("%T", p)))
			response = shim.Error(refuse(ledger.CodeInternal, "a bug stopped %s", function).Error())
		}
	}()
	return c.contract.Invoke(stub)
}

func refuse(code ledger.Code, format string, args ...any) *ledger.Refusal {
	return &ledger.Refusal{Code: code, Text: fmt.Sprintf(format, args...)}
}

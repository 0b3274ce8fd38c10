package chaincode

import (
	"strconv"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"sogoc/verifier/ledger"
)

// transaction is one invocation: its world state, its time and its caller.
type transaction struct {
	options Options
	stub    shim.ChaincodeStubInterface
	at      time.Time // ledger time: the transaction's timestamp
	caller  caller
}

// write runs a transaction that changes the ledger. Before anything else it
// reads the tick, so that a transaction which is held back past a tick is invalid.
func write[R ledger.Record](c *contract, ctx invocation, run func(*transaction) (R, error)) (string, error) {
	t := &transaction{options: c.options, stub: ctx.GetStub()}
	tick, _, err := get[ledger.Tick](t, ledger.TickKey())
	if err != nil {
		return "", err
	}
	if err := t.begin(); err != nil {
		return "", err
	}
	if err := t.notBefore(tick.Time.Add(-Window)); err != nil {
		return "", err
	}
	return answer(run(t))
}

// query runs a function that only reads.
func query[R ledger.Record](c *contract, ctx invocation, run func(*transaction) (R, error)) (string, error) {
	return answer(run(&transaction{options: c.options, stub: ctx.GetStub()}))
}

func answer[R ledger.Record](record R, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return string(ledger.EncodeRecord(record)), nil
}

// begin takes the transaction's time, which must be near the endorser's own,
// and the caller.
func (t *transaction) begin() error {
	if err := t.readTime(); err != nil {
		return err
	}
	var err error
	t.caller, err = callerOf(t.stub)
	return err
}

// readTime takes the transaction's timestamp as ledger time. The client chose
// it; this is the only place where an endorser's clock has a say.
func (t *transaction) readTime() error {
	stamp, err := t.stub.GetTxTimestamp()
	if err != nil || stamp.CheckValid() != nil {
		return refuse(ledger.CodeTime, "the transaction has no valid timestamp")
	}
	t.at = stamp.AsTime()
	if off := t.at.Sub(t.options.Now()); off > Window || off < -Window {
		return refuse(ledger.CodeTime, "the transaction's timestamp is more than %s from the endorser's clock", Window)
	}
	return nil
}

// notBefore refuses a transaction whose time is before that of a record on
// which it stands. Times that only grow let a reader tell which version of a
// record was in force at a moment, and keep an anchor from being dated before
// its own accreditation.
func (t *transaction) notBefore(earliest time.Time) error {
	if t.at.Before(earliest) {
		return refuse(ledger.CodeTime, "the transaction's timestamp is before that of what stands on the ledger")
	}
	return nil
}

// get reads a record; the second result is false where there is none.
func get[R ledger.Record](t *transaction, key ledger.StateKey) (R, bool, error) {
	var none R
	text, err := t.stub.GetState(key.String())
	if err != nil {
		return none, false, refuse(ledger.CodeInternal, "%s could not be read", key.Object)
	}
	if len(text) == 0 { // no record is empty
		return none, false, nil
	}
	record, err := ledger.DecodeRecord[R](text)
	if err != nil {
		return none, false, refuse(ledger.CodeInternal, "%s holds what this chaincode did not write", key.Object)
	}
	return record, true, nil
}

// find is get where the record must be there.
func find[R ledger.Record](t *transaction, key ledger.StateKey) (R, error) {
	record, found, err := get[R](t, key)
	if err == nil && !found {
		err = refuse(ledger.CodeNotFound, "no such %s", key.Object)
	}
	return record, err
}

func put[R ledger.Record](t *transaction, key ledger.StateKey, record R) error {
	if err := t.stub.PutState(key.String(), ledger.EncodeRecord(record)); err != nil {
		return refuse(ledger.CodeInternal, "%s could not be written", key.Object)
	}
	return nil
}

// issuerCode checks an argument that is an issuer's code.
func issuerCode(text string) error {
	if ledger.ValidateIssuerCode(text) != nil {
		return refuse(ledger.CodeMalformed, "the issuer code is not in its form")
	}
	return nil
}

// number reads an argument that is a number: decimal, without sign or leading
// zero, from min to max.
func number(name, text string, min, max uint64) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || strconv.FormatUint(n, 10) != text || n < min || n > max {
		return 0, refuse(ledger.CodeMalformed, "%s is not a decimal number from %d to %d", name, min, max)
	}
	return n, nil
}

// maxInteger is the largest integer that every JSON reader keeps (RFC 8785 §3.2.2.3).
const maxInteger = 1<<53 - 1

package testledger

import (
	"errors"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// stub is what the chaincode sees of one transaction. It reads committed
// values only, as Fabric's does, never the transaction's own writes. Whatever
// is not here (ranges, history, private data, other chaincodes) the rules must
// not use: the nil interface panics.
type stub struct {
	shim.ChaincodeStubInterface
	tx    *Transaction
	state map[string]entry
}

func (s *stub) GetArgs() [][]byte {
	args := [][]byte{[]byte(s.tx.Function)}
	for _, a := range s.tx.Args {
		args = append(args, []byte(a))
	}
	return args
}

func (s *stub) GetStringArgs() []string { return append([]string{s.tx.Function}, s.tx.Args...) }

func (s *stub) GetFunctionAndParameters() (string, []string) { return s.tx.Function, s.tx.Args }

func (s *stub) GetTxID() string { return s.tx.ID }

func (s *stub) GetChannelID() string { return "sogoc" }

func (s *stub) GetCreator() ([]byte, error) { return s.tx.As.creator, nil }

func (s *stub) GetTxTimestamp() (*timestamppb.Timestamp, error) {
	if s.tx.At.Equal(NoTimestamp) {
		return nil, errors.New("no timestamp")
	}
	return timestamppb.New(s.tx.At), nil
}

func (s *stub) GetState(key string) ([]byte, error) {
	s.tx.Reads = append(s.tx.Reads, key)
	s.tx.seen[key] = s.state[key].version
	return s.state[key].value, nil
}

func (s *stub) PutState(key string, value []byte) error {
	s.tx.Writes[key] = value
	return nil
}

// NoTimestamp as a Call's time makes a transaction without one.
var NoTimestamp = time.Unix(1<<40, 0)

package fabricclient

import (
	"errors"
	"strings"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"google.golang.org/grpc/status"

	"sogoc/verifier/ledger"
)

// Refusal returns the chaincode's refusal that an error of the gateway client
// carries, or nil. The code stands in the message of a query's error and in
// the details, one for each endorser, of an endorsement's.
func Refusal(err error) *ledger.Refusal {
	for _, message := range messages(err) {
		code := ledger.CodeIn(message)
		if code == "" {
			continue
		}
		_, text, _ := strings.Cut(message, string(code)+":")
		return &ledger.Refusal{Code: code, Text: strings.TrimSpace(text)}
	}
	return nil
}

func messages(err error) []string {
	var transaction *client.TransactionError
	if errors.As(err, &transaction) {
		return statusMessages(transaction.GRPCStatus())
	}
	if s, is := status.FromError(err); is {
		return statusMessages(s)
	}
	return nil
}

func statusMessages(s *status.Status) []string {
	var all []string
	for _, d := range s.Details() {
		if detail, is := d.(*gateway.ErrorDetail); is {
			all = append(all, detail.GetMessage())
		}
	}
	return append(all, s.Message())
}

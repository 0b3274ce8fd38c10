package fabricclient

import (
	"errors"
	"slices"
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
		if refused := refusalIn(message); refused != nil {
			return refused
		}
	}
	return nil
}

func refusalIn(message string) *ledger.Refusal {
	code := ledger.CodeIn(message)
	if code == "" {
		return nil
	}
	_, text, _ := strings.Cut(message, string(code)+":")
	return &ledger.Refusal{Code: code, Text: strings.TrimSpace(text)}
}

// Differ reports whether an attempt failed since its endorsers gave different
// answers: one of them lies, or one has not committed yet what the others have,
// which passes within moments.
func Differ(err error) bool {
	return slices.ContainsFunc(messages(err), func(message string) bool {
		return strings.Contains(message, "ProposalResponsePayloads do not match") // Fabric 3.1, gateway/endorsement.go
	})
}

// Refusals counts what endorsers refused, over all attempts of one call. A
// refusal by one organisation proves nothing: its peer may lie, and as a gateway
// it may tell of refusals that nobody gave. So a call goes on after a refusal
// until one attempt succeeds or the last has failed. The zero value is ready.
type Refusals struct {
	told  []*ledger.Refusal // the first of each code
	times map[ledger.Code]int
}

// Add counts the refusals that the error of an attempt carries, one for each of
// its organisations at most, and reports whether it carries any.
func (r *Refusals) Add(err error, a EndorsementAttempt) bool {
	found := 0
	for _, message := range messages(err) {
		refused := refusalIn(message)
		if refused == nil || found == max(1, len(a.Organisations)) {
			continue
		}
		found++
		if r.times == nil {
			r.times = map[ledger.Code]int{}
		}
		if r.times[refused.Code] == 0 {
			r.told = append(r.told, refused)
		}
		r.times[refused.Code]++
	}
	return found > 0
}

// Foremost returns the refusal that was given most often, nil where none was. Of
// four organisations that are asked in all sets of three, one that lies, as
// endorser and as gateway, gives five at most, and the three others seven.
func (r *Refusals) Foremost() *ledger.Refusal {
	var most *ledger.Refusal
	for _, refused := range r.told {
		if most == nil || r.times[refused.Code] > r.times[most.Code] {
			most = refused
		}
	}
	return most
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

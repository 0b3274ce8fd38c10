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

// Refusals gathers what endorsers refused, over all attempts of one call. A
// refusal by one organisation proves nothing: its peer may lie, and as a gateway
// it may tell of refusals that nobody gave. So a call goes on after a refusal,
// until one attempt succeeds or the refusal stands. The zero value is ready.
type Refusals struct {
	told     []*ledger.Refusal        // the first of each code
	gateways map[ledger.Code][]string // organisations through which two endorsers or more refused
	chosen   bool                     // the gateways chose the endorsers
}

// Add takes the refusals that the error of an attempt carries, and reports
// whether it carries any.
func (r *Refusals) Add(err error, a EndorsementAttempt) bool {
	times := map[ledger.Code]int{}
	for _, message := range messages(err) {
		refused := refusalIn(message)
		if refused == nil {
			continue
		}
		if !slices.ContainsFunc(r.told, func(t *ledger.Refusal) bool { return t.Code == refused.Code }) {
			r.told = append(r.told, refused)
		}
		times[refused.Code]++
	}
	r.chosen = len(a.Organisations) == 0
	for code, n := range times {
		if (n >= 2 || r.chosen) && !slices.Contains(r.gateways[code], a.Through) {
			if r.gateways == nil {
				r.gateways = map[ledger.Code][]string{}
			}
			r.gateways[code] = append(r.gateways[code], a.Through)
		}
	}
	return len(times) > 0
}

// Standing returns the refusal that two organisations gave through each of two
// organisations' gateways, of which one at most lies; nil where there is none.
// Where the gateways chose the endorsers it is the first refusal after all
// attempts, which the caller has made then.
func (r *Refusals) Standing() *ledger.Refusal {
	for _, refused := range r.told {
		if len(r.gateways[refused.Code]) >= 2 || r.chosen {
			return refused
		}
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

package audit

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
)

// TransactionHistory is one transaction. Of one that is not valid, nothing
// below the flag has been checked: its arguments are anybody's text.
type TransactionHistory struct {
	Position    ledger.Position `json:"position"`
	BlockHash   ledger.Digest   `json:"blockHash"`
	Flag        string          `json:"flag"`
	Valid       bool            `json:"valid"`
	Config      bool            `json:"config"`
	Creator     Identity        `json:"creator"`
	Chaincode   string          `json:"chaincode"`
	Function    string          `json:"function"`
	Arguments   []Argument      `json:"arguments"`
	Endorsers   []Identity      `json:"endorsers"`
	Writes      []WriteText     `json:"writes"`
	Collections []Collection    `json:"collections"`
	// Accreditors are those of the issuers that a valid transaction wrote about.
	Accreditors []AccreditedBy `json:"accreditors,omitempty"`
	Head        ledger.Head    `json:"head"`
}

// Argument is one argument in the form that tells most: JSON as it is, a list
// of digests by their number, other text cut after 200 characters, or the
// first bytes in hex.
type Argument struct {
	Bytes   int            `json:"bytes"`
	JSON    jsontext.Value `json:"json,omitzero"`
	Digests int            `json:"digests,omitempty"`
	Text    string         `json:"text,omitempty"`
	Hex     string         `json:"hex,omitempty"`
}

// WriteText is one write with its key taken apart.
type WriteText struct {
	Namespace  string         `json:"namespace"`
	Object     string         `json:"object,omitempty"` // of the application's keys
	Attributes []string       `json:"attributes,omitempty"`
	Key        string         `json:"key,omitempty"` // of others
	Delete     bool           `json:"delete,omitempty"`
	Bytes      int            `json:"bytes"`
	Record     jsontext.Value `json:"record,omitzero"` // of the application
}

var errFound = errors.New("found")

// TransactionHistory returns the first transaction with this id, which Fabric
// lets take effect once at most; ErrNotFound where there is none.
func (r *Replay) TransactionHistory(ctx context.Context, id string) (TransactionHistory, error) {
	if raw, err := hex.DecodeString(id); err != nil || len(raw) != 32 {
		return TransactionHistory{}, errors.New("a transaction id is 64 hex digits")
	}
	h, id := TransactionHistory{}, strings.ToLower(id)
	err := r.Each(ctx, func(b Block) error {
		for _, t := range b.Transactions {
			if t.Position.TxID == id {
				h = t.history(b.Hash, r.options.Trust.Chaincode)
				if t.Valid() {
					var err error
					if h.Accreditors, err = r.accreditorsOf(t); err != nil {
						return err
					}
				}
				return errFound
			}
		}
		return nil
	})
	h.Head = r.Head()
	switch {
	case err == nil:
		return h, fmt.Errorf("%w: transaction %s", ErrNotFound, id)
	case errors.Is(err, errFound):
		return h, nil
	}
	return h, err
}

func (t Transaction) history(block ledger.Digest, chaincode string) TransactionHistory {
	h := TransactionHistory{
		Position:    t.Position,
		BlockHash:   block,
		Flag:        t.Flag.String(),
		Valid:       t.Valid(),
		Config:      t.Config,
		Creator:     t.Creator,
		Chaincode:   t.Chaincode,
		Function:    clip(t.Function()),
		Endorsers:   t.Endorsers,
		Collections: t.Collections,
	}
	for i := range t.Arguments {
		if i > 0 {
			h.Arguments = append(h.Arguments, argument(t.Arguments[i]))
		}
	}
	for _, w := range t.Writes {
		text := WriteText{Namespace: w.Namespace, Key: w.Key, Delete: w.Delete, Bytes: len(w.Value)}
		if k, err := ledger.ParseStateKey(w.Key); err == nil && w.Namespace == chaincode {
			text.Key, text.Object, text.Attributes = "", k.Object, k.Attributes
			if value := jsontext.Value(w.Value); value.IsValid() {
				text.Record = value
			}
		}
		text.Key = clip(text.Key)
		h.Writes = append(h.Writes, text)
	}
	return h
}

func argument(raw []byte) Argument {
	a := Argument{Bytes: len(raw)}
	value := jsontext.Value(raw)
	switch digests, err := ledger.DecodeDigests(string(raw)); {
	case len(raw) > 0 && raw[0] == '{' && value.IsValid():
		a.JSON = value
	case err == nil:
		a.Digests = len(digests)
	case utf8.Valid(raw):
		a.Text = clip(string(raw))
	default:
		a.Hex = hex.EncodeToString(raw[:min(len(raw), 100)])
	}
	return a
}

// clip cuts text after 200 characters and makes it printable.
func clip(text string) string {
	runes := []rune(strings.ToValidUTF8(text, "\uFFFD"))
	if len(runes) > 200 {
		runes = append(runes[:200], '…')
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f && c < 0xa0 {
			return '\uFFFD'
		}
		return c
	}, string(runes))
}

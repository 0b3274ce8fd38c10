package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
)

// ErrExport is returned for an export that is not one JSON value a line in
// the register's form.
var ErrExport = errors.New("export of digests")

// ExportEntry is one line of the register's export: what the register
// believes to be on the ledger of one credential.
type ExportEntry struct {
	Issuer    string        `json:"issuer"`
	Sequence  uint64        `json:"sequence"` // of its anchor; 0 until sealed
	LeafIndex uint64        `json:"leafIndex"`
	Digest    ledger.Digest `json:"digest"`
	Kind      ledger.Kind   `json:"kind"`
	List      uint32        `json:"list"`
	Index     uint32        `json:"index"`
	Status    ledger.State  `json:"status"`
	IssuedAt  time.Time     `json:"issuedAt"`
	// RegisterNumber is in an export that its register's own people asked for
	// with it: it names the credential in their book.
	RegisterNumber string `json:"registerNumber,omitempty"`
}

func (e ExportEntry) validate() error {
	switch {
	case ledger.ValidateIssuerCode(e.Issuer) != nil:
		return errors.New("issuer")
	case e.Digest.IsZero():
		return errors.New("digest")
	case e.Kind.Validate() != nil:
		return errors.New("kind")
	case e.List == 0 || e.Index >= ledger.StatusListSize:
		return errors.New("list or index")
	case !slices.Contains(
		[]ledger.State{ledger.Active, ledger.Suspended, ledger.Revoked, ledger.Superseded}, e.Status):
		return errors.New("status")
	}
	return nil
}

// ReadExport reads an export. It returns ErrExport with the number of the
// value at fault; members that are not known are let pass.
func ReadExport(in io.Reader) ([]ExportEntry, error) {
	decoder := jsontext.NewDecoder(in)
	var entries []ExportEntry
	for {
		var e ExportEntry
		err := json.UnmarshalDecode(decoder, &e)
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err == nil {
			err = e.validate()
		}
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrExport, len(entries)+1, err)
		}
		entries = append(entries, e)
	}
}

// Finding is the kind of a difference.
type Finding string

// The kinds of differences between register and ledger.
const (
	Missing Finding = "missing" // in the register, not on the ledger
	Extra   Finding = "extra"   // on the ledger, not in the register
	Altered Finding = "altered" // in both, and not the same
	Doubled Finding = "doubled" // once too often on the ledger or in the register
)

// Difference is one contradiction between register and ledger. What is not
// known on one side is empty there.
type Difference struct {
	Finding  Finding       `json:"finding"`
	What     string        `json:"what"` // "digest", "place", "kind", "status", "entry"
	Issuer   string        `json:"issuer"`
	Digest   ledger.Digest `json:"digest,omitzero"`
	Sequence uint64        `json:"sequence,omitempty"` // of the anchor; the register's where both have one
	Leaf     uint64        `json:"leafIndex"`
	Entry    *EntryRef     `json:"entry,omitempty"`
	// RegisterNumber is the credential's, where the export has it.
	RegisterNumber string `json:"registerNumber,omitempty"`
	Register       string `json:"register"`
	Ledger         string `json:"ledger"`
}

// Reconciliation is the outcome of holding an export against the ledger.
type Reconciliation struct {
	Head         ledger.Head    `json:"head"`
	Issuers      []string       `json:"issuers"`      // that were compared
	NotCompared  []string       `json:"notCompared"`  // issuers of the ledger that the export does not name
	AccreditedBy []AccreditedBy `json:"accreditedBy"` // of the compared issuers that are on the ledger
	Register     uint64         `json:"register"`     // credentials in the export, of those issuers
	Ledger       uint64         `json:"ledger"`       // anchored digests, of those issuers
	Equal        uint64         `json:"equal"`
	Unsealed     uint64         `json:"unsealed"` // in the register, not sealed yet, and rightly not on the ledger
	Later        uint64         `json:"later"`    // issued after the last block that was replayed: not to be judged by it
	Missing      uint64         `json:"missing"`
	Extra        uint64         `json:"extra"`
	Altered      uint64         `json:"altered"`
	Doubled      uint64         `json:"doubled"`
	Differences  []Difference   `json:"differences"`
}

// Clean reports whether register and ledger say the same.
func (r Reconciliation) Clean() bool { return len(r.Differences) == 0 }

// Reconcile holds the register's export against the ledger: of one issuer, or
// with "" of all that the export names. It returns Each's errors.
func (r *Replay) Reconcile(ctx context.Context, export []ExportEntry, issuer string) (Reconciliation, error) {
	all, entries, err := r.onLedger(ctx)
	if err != nil {
		return Reconciliation{}, err
	}
	byIssuer := map[string][]ExportEntry{}
	for _, e := range export {
		if issuer == "" || e.Issuer == issuer {
			byIssuer[e.Issuer] = append(byIssuer[e.Issuer], e)
		}
	}
	if issuer != "" && byIssuer[issuer] == nil {
		byIssuer[issuer] = []ExportEntry{}
	}
	result := Reconciliation{Head: r.Head(), Issuers: sortedKeys(byIssuer)}
	for _, code := range all {
		if byIssuer[code] == nil {
			result.NotCompared = append(result.NotCompared, code)
		}
	}
	for _, code := range result.Issuers {
		by, known, err := r.accreditorOf(code)
		if err != nil {
			return Reconciliation{}, err
		}
		if known {
			result.AccreditedBy = append(result.AccreditedBy, by)
		}
		c := comparison{result: &result, view: r.view, issuer: code, changed: entries[code]}
		if err := errors.Join(c.run(byIssuer[code]), ctx.Err()); err != nil {
			return Reconciliation{}, err
		}
	}
	return result, nil
}

// onLedger returns the issuers' codes, and by issuer the status entries that were ever changed.
func (r *Replay) onLedger(ctx context.Context) ([]string, map[string][]EntryRef, error) {
	issuers, entries := map[string]bool{}, map[string][]EntryRef{}
	err := r.writes(ctx, func(t Transaction, k ledger.StateKey, _ []byte) error {
		switch k.Object {
		case ledger.ObjectIssuer:
			issuers[k.Attributes[0]] = true
		case ledger.ObjectStatus:
			s, err := ledger.Parse[ledger.Status]([]byte(t.Argument(0)))
			if err != nil {
				return err
			}
			entries[s.Issuer] = append(entries[s.Issuer], EntryRef{s.List, s.Index})
		}
		return nil
	})
	return sortedKeys(issuers), entries, err
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// sortDifferences orders by issuer, anchor, leaf and digest.
func sortDifferences(d []Difference) {
	slices.SortStableFunc(d, func(a, b Difference) int {
		return cmp.Or(
			cmp.Compare(a.Issuer, b.Issuer),
			cmp.Compare(a.Sequence, b.Sequence),
			cmp.Compare(a.Leaf, b.Leaf),
			strings.Compare(string(a.Digest[:]), string(b.Digest[:])),
			cmp.Compare(a.What, b.What),
		)
	})
}

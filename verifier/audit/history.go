package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// ErrNotFound is returned when the ledger, as far as it was replayed, holds
// nothing of what was asked for.
var ErrNotFound = errors.New("nothing of it on this ledger")

// Event is one valid transaction as far as it is about what was asked for.
type Event struct {
	Position ledger.Position `json:"position"`
	Function string          `json:"function"`
	By       Identity        `json:"by"`    // who submitted it
	About    string          `json:"about"` // "issuer", "key", "anchor", "void", "anchors", "quota" or "entry"
	Text     string          `json:"text"`  // for people
	Issuer   *ledger.Issuer  `json:"issuer,omitempty"`
	Key      *ledger.Key     `json:"key,omitempty"`

	Anchor       *ledger.AnchorRecord       `json:"anchor,omitempty"`
	Void         *ledger.VoidRecord         `json:"void,omitempty"`
	QuotaReturn  *ledger.QuotaReturn        `json:"quotaReturn,omitempty"`
	AnchorStatus *ledger.AnchorStatusChange `json:"anchorStatus,omitempty"`
	Entry        *Entry                     `json:"entry,omitempty"`

	// Reason is why an accreditor did this, none where no accreditor did it or the
	// transaction is older than reasons.
	Reason ledger.Reason `json:"reason,omitzero"`
	// Detail is the salted digest that stands on the ledger of why credentials got a
	// state; zeros for none.
	Detail ledger.Digest `json:"detail,omitzero"`
}

// Entry is a status entry as a transaction left it.
type Entry struct {
	List   uint32              `json:"list"`
	Index  uint32              `json:"index"`
	Record ledger.StatusRecord `json:"record"`
}

// IssuerHistory is the timeline of an issuer, oldest first.
type IssuerHistory struct {
	Code          string       `json:"code"`
	AccreditedBy  AccreditedBy `json:"accreditedBy"`
	Head          ledger.Head  `json:"head"`
	Events        []Event      `json:"events"`
	Digests       uint64       `json:"digests"`       // in its anchors
	StatusChanges uint64       `json:"statusChanges"` // of its credentials' entries; not listed
}

// IssuerHistory returns an issuer's accreditations, states, keys, anchors and
// their states. It returns ErrNotFound, and Each's errors.
func (r *Replay) IssuerHistory(ctx context.Context, code string) (IssuerHistory, error) {
	h := IssuerHistory{Code: code, Head: r.Head()}
	if err := ledger.ValidateIssuerCode(code); err != nil {
		return h, err
	}
	err := r.writes(ctx, func(t Transaction, k ledger.StateKey, value []byte) error {
		if k.Object == ledger.ObjectStatus && k.Attributes[0] == code {
			h.StatusChanges++
			return nil
		}
		e, err := issuerEvent(code, k, value)
		if err != nil || e == nil {
			return err
		}
		if e.Anchor != nil {
			h.Digests += e.Anchor.Anchor.Size
		}
		h.Events = append(h.Events, e.of(t))
		return nil
	})
	if err == nil && len(h.Events) == 0 {
		err = fmt.Errorf("%w: issuer %s", ErrNotFound, code)
	}
	if err != nil {
		return h, err
	}
	h.AccreditedBy, _, err = r.accreditorOf(code)
	return h, err
}

// writes calls yield with every write of a valid transaction to the application's state.
func (r *Replay) writes(ctx context.Context, yield func(Transaction, ledger.StateKey, []byte) error) error {
	return r.Each(ctx, func(b Block) error {
		for _, t := range b.Transactions {
			if !t.Valid() {
				continue
			}
			for _, w := range t.Writes {
				if w.Namespace != r.options.Trust.Chaincode {
					continue
				}
				k, err := ledger.ParseStateKey(w.Key)
				if err == nil {
					err = yield(t, k, w.Value)
				}
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (e *Event) of(t Transaction) Event {
	e.Position, e.Function, e.By = t.Position, t.Function(), t.Creator
	e.Reason = e.reasonOf(t.Function())
	return *e
}

// reasonOf returns the reason that a function wrote into the event's record.
func (e *Event) reasonOf(function string) ledger.Reason {
	switch {
	case e.Issuer != nil && (function == ledger.FuncAccredit || function == ledger.FuncAmendAccreditation):
		return e.Issuer.Reason
	case e.Issuer != nil && function != ledger.FuncAddKey: // its reason stands in the key's record
		return e.Issuer.StateReason
	case e.Key != nil && function == ledger.FuncReportKeyCompromised:
		return e.Key.CompromisedReason
	case e.Key != nil && (function == ledger.FuncRetireKey || function == ledger.FuncTransferCustody):
		return e.Key.RetiredReason
	case e.Key != nil:
		return e.Key.Reason
	case e.QuotaReturn != nil:
		return e.QuotaReturn.Reason
	}
	return ledger.Reason{}
}

// issuerEvent returns what a write says of an issuer, or nil.
func issuerEvent(code string, k ledger.StateKey, value []byte) (*Event, error) {
	if k.Object != ledger.ObjectKey && (len(k.Attributes) == 0 || k.Attributes[0] != code) {
		return nil, nil
	}
	read, known := eventReaders[k.Object]
	if !known {
		return nil, fmt.Errorf("this program does not know what %s says", k.Object)
	}
	return read(code, k, value)
}

// eventReaders says what an issuer's history tells of each record: every object
// type of the ledger has a row, those of which it tells nothing too.
var eventReaders = map[string]func(code string, k ledger.StateKey, value []byte) (*Event, error){
	ledger.ObjectIssuer:         readIssuerEvent,
	ledger.ObjectKey:            readKeyEvent,
	ledger.ObjectAnchor:         readAnchorEvent,
	ledger.ObjectVoid:           readVoidEvent,
	ledger.ObjectAnchorStatus:   readAnchorStatusEvent,
	ledger.ObjectAnchorStatuses: readAnchorStatusesEvent,
	ledger.ObjectQuotaReturn:    readQuotaReturnEvent,
	ledger.ObjectStatus:         noEvent, // counted, not listed
	ledger.ObjectSequence:       noEvent, // follows from anchors and voids
	ledger.ObjectVoidCount:      noEvent, // follows from the voids
	ledger.ObjectQuotaUsed:      noEvent, // follows from the anchors
	ledger.ObjectQuotaReturned:  noEvent, // follows from the returns
	ledger.ObjectAnchorQuotas:   noEvent, // follows from the anchors
	ledger.ObjectCustody:        noEvent, // follows from the issuers' records
	ledger.ObjectTick:           noEvent, // of no issuer
}

func noEvent(string, ledger.StateKey, []byte) (*Event, error) { return nil, nil }

func readIssuerEvent(_ string, _ ledger.StateKey, value []byte) (*Event, error) {
	record, err := ledger.DecodeRecord[ledger.Issuer](value)
	text := fmt.Sprintf("%s, version %d, accredited by %s, %d keys",
		record.State, record.Version, record.Accreditor, len(record.Keys))
	if record.Successor != "" {
		text += ", register kept by " + record.Successor
	}
	return &Event{About: "issuer", Text: text, Issuer: &record}, err
}

func readKeyEvent(code string, k ledger.StateKey, value []byte) (*Event, error) {
	record, err := ledger.DecodeRecord[ledger.Key](value)
	if err != nil || record.Issuer != code || record.Purpose != ledger.PurposeIssuer {
		return nil, err
	}
	return &Event{About: "key", Text: keyText(k.Attributes[0], record), Key: &record}, nil
}

func readAnchorEvent(_ string, _ ledger.StateKey, value []byte) (*Event, error) {
	record, err := ledger.DecodeRecord[ledger.AnchorRecord](value)
	a := record.Anchor
	text := fmt.Sprintf("%d: %d of %s, key %s", a.Sequence, a.Size, a.Kind, a.Key)
	return &Event{About: "anchor", Text: text, Anchor: &record}, err
}

func readVoidEvent(_ string, _ ledger.StateKey, value []byte) (*Event, error) {
	record, err := ledger.DecodeRecord[ledger.VoidRecord](value)
	text := fmt.Sprintf("%d: given up, key %s", record.Void.Sequence, record.Void.Key)
	return &Event{About: "void", Text: text, Void: &record}, err
}

func readAnchorStatusEvent(_ string, k ledger.StateKey, value []byte) (*Event, error) {
	record, err := ledger.DecodeRecord[ledger.AnchorStatus](value)
	if err != nil {
		return nil, err
	}
	sequence, err := strconv.ParseUint(k.Attributes[1], 10, 64)
	if err != nil {
		return nil, err
	}
	event := anchorsEvent(
		ledger.AnchorStatusChange{First: sequence, Last: sequence, State: record.State, MSP: record.MSP,
			Time: record.Time, TxID: record.TxID},
	)
	event.Detail = record.Detail
	return event, nil
}

func readQuotaReturnEvent(_ string, k ledger.StateKey, value []byte) (*Event, error) {
	record, err := ledger.DecodeRecord[ledger.QuotaReturn](value)
	text := fmt.Sprintf("anchor %s gave back %d of %s %s %d",
		k.Attributes[1], record.Size, record.Place.Type, record.Place.Field, record.Place.Year)
	return &Event{About: "quota", Text: text, QuotaReturn: &record}, err
}

func readAnchorStatusesEvent(_ string, _ ledger.StateKey, value []byte) (*Event, error) {
	record, err := ledger.DecodeRecord[ledger.AnchorStatuses](value)
	if err != nil || len(record.Changes) == 0 {
		return nil, err
	}
	return anchorsEvent(record.Changes[len(record.Changes)-1]), nil
}

func anchorsEvent(c ledger.AnchorStatusChange) *Event {
	return &Event{
		About:        "anchors",
		Text:         fmt.Sprintf("%d to %d %s by %s", c.First, c.Last, c.State, c.MSP),
		AnchorStatus: &c,
	}
}

func keyText(thumbprint string, k ledger.Key) string {
	text := thumbprint + " added"
	if !k.Retired.IsZero() {
		text = thumbprint + " retired"
	}
	if !k.Compromised.IsZero() {
		text = thumbprint + " compromised since " + k.Compromised.Format(time.RFC3339)
	}
	return text
}

// EntryRef is the place of a credential's status, which stands in the
// credential and not on the ledger.
type EntryRef struct {
	List  uint32 `json:"list"`
	Index uint32 `json:"index"`
}

// CredentialHistory is the timeline of one digest.
type CredentialHistory struct {
	Issuer       string        `json:"issuer"`
	AccreditedBy AccreditedBy  `json:"accreditedBy"`
	Digest       ledger.Digest `json:"digest"`
	Entry        *EntryRef     `json:"entry"` // null: not known, then its own status is not told
	// EntryByHand says that Entry came beside the digest, not out of the credential:
	// nothing on the ledger binds the two. The caller of CredentialHistory sets it.
	EntryByHand bool `json:"entryByHand,omitzero"`

	Head   ledger.Head   `json:"head"`
	Places []ledger.Leaf `json:"places"` // where it is anchored; more than one is odd
	Events []Event       `json:"events"`
	State  ledger.State  `json:"state"` // at the head: the worse of anchor and entry, as far as both are known
	// Status is what counts at the head, as step 7 of a verification judges it; null
	// where Entry is. Detail is that step's: a key that was reported compromised may
	// have said it.
	Status *verifier.StatusInfo `json:"status"`
	Detail verifier.Detail      `json:"detail,omitzero"`

	signers map[string]bool // keys that signed its anchors and its entry
}

// CredentialHistory returns where an issuer's digest is anchored, what became
// of these anchors and, if its place is known, of its status entry. It judges
// neither signatures nor accreditations: a verification does. It returns
// ErrNotFound for a digest that is not among the issuer's anchors.
func (r *Replay) CredentialHistory(
	ctx context.Context,
	issuer string,
	digest ledger.Digest,
	entry *EntryRef,
) (CredentialHistory, error) {
	h := CredentialHistory{Issuer: issuer, Digest: digest, Entry: entry, Head: r.Head(), State: ledger.Active,
		signers: map[string]bool{}}
	var err error
	if h.Places, err = r.view.Leaves(issuer, digest); err != nil {
		return h, err
	}
	if len(h.Places) == 0 {
		return h, fmt.Errorf("%w: the digest is in none of the issuer's anchors", ErrNotFound)
	}
	err = r.writes(ctx, func(t Transaction, k ledger.StateKey, value []byte) error {
		e, err := h.event(k, value)
		if err == nil && e != nil {
			h.Events = append(h.Events, e.of(t))
		}
		return err
	})
	if err != nil {
		return h, err
	}
	if h.AccreditedBy, _, err = r.accreditorOf(issuer); err != nil {
		return h, err
	}
	return h, h.judge(r.view)
}

// judge tells what counts at the head.
func (h *CredentialHistory) judge(view ledger.View) error {
	sequence := h.Places[0].Sequence
	if h.Entry == nil {
		statuses, err := view.AnchorStatus(h.Issuer, sequence)
		if n := len(statuses); err == nil && n > 0 {
			h.State = statuses[n-1].State
		}
		return err
	}
	of := verifier.Reference{Issuer: h.Issuer, List: h.Entry.List, Index: h.Entry.Index}
	status, detail, err := verifier.StatusNow(view, of, sequence)
	if err != nil {
		return err
	}
	h.State, h.Status, h.Detail = status.State, &status, detail
	return nil
}

// event returns what a write says of the credential, or nil.
func (h *CredentialHistory) event(k ledger.StateKey, value []byte) (*Event, error) {
	anchored := func(first, last uint64) bool {
		return slices.ContainsFunc(
			h.Places,
			func(p ledger.Leaf) bool { return first <= p.Sequence && p.Sequence <= last },
		)
	}
	if k.Object == ledger.ObjectStatus && h.Entry != nil &&
		k.String() == ledger.StatusKey(h.Issuer, h.Entry.List, h.Entry.Index).String() {
		record, err := ledger.DecodeRecord[ledger.StatusRecord](value)
		by := record.MSP
		if by == "" {
			by = "key " + record.Key
			h.signers[record.Key] = true
		}
		return &Event{
			About: "entry",
			Text: fmt.Sprintf(
				"%d/%d %s, version %d, by %s",
				h.Entry.List,
				h.Entry.Index,
				record.State,
				record.Version,
				by,
			),
			Entry:  &Entry{h.Entry.List, h.Entry.Index, record},
			Detail: record.Detail,
		}, err
	}
	e, err := issuerEvent(h.Issuer, k, value)
	switch {
	case err != nil || e == nil:
		return nil, err
	case e.Anchor != nil && anchored(e.Anchor.Anchor.Sequence, e.Anchor.Anchor.Sequence):
		h.signers[e.Anchor.Anchor.Key] = true
		return e, nil
	case e.AnchorStatus != nil && anchored(e.AnchorStatus.First, e.AnchorStatus.Last),
		e.Key != nil && !e.Key.Compromised.IsZero() && h.signers[e.Key.Key.Thumbprint()]:
		return e, nil
	}
	return nil, nil
}

// entryState returns what was last said of an entry, whoever said it.
func entryState(view ledger.View, issuer string, entry EntryRef) (ledger.State, error) {
	versions, err := view.Status(issuer, entry.List, entry.Index)
	if err != nil || len(versions) == 0 {
		return ledger.Active, err
	}
	return versions[len(versions)-1].Status.State, nil
}

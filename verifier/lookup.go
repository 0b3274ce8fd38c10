package verifier

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"sogoc/verifier/ledger"
)

// Bounds of one look-up: no ledger that the project knows comes near them. What
// is over them is answered by a verification alone.
const (
	MaxLookupAnchors = 16  // anchors of one issuer that hold one digest
	MaxLookupChanges = 256 // changes of one entry, or of one anchor
)

// ErrLookupTooLong means that the ledger holds more than a look-up tells.
var ErrLookupTooLong = errors.New("the ledger holds more of this than a look-up tells")

// errLookupGap means that a record names another that the index does not have.
var errLookupGap = errors.New("the index contradicts itself")

// LookupQuestion is what a reader asks of the ledger that reads the credential
// and its signature itself. It says nothing of what the credential says.
type LookupQuestion struct {
	Issuer string        `json:"issuer"` // issuer code
	Key    string        `json:"key"`    // thumbprint of the key that the credential names
	Digest ledger.Digest `json:"digest"` // of the credential
	List   uint32        `json:"list"`   // of its status entry
	Index  uint32        `json:"index"`  // likewise
}

// LookupAnswer is what the ledger holds of one credential: all that the steps 2
// and 4 to 9 of a verification stand on, about now or about any past moment.
// Where the ledger holds nothing, a list is empty.
type LookupAnswer struct {
	CheckedAt time.Time   `json:"checkedAt"`          // the service's clock, by which the reading was judged
	Reading   ReadingInfo `json:"reading"`            // what the reading is worth
	Restarted bool        `json:"restarted,omitzero"` // the service has not reached the ledger's end since it was started
	Ahead     bool        `json:"ahead,omitzero"`     // the ledger's time is far ahead of the service's clock
	// Ledger is the last checked block; absent where none was read.
	Ledger *ledger.Head `json:"ledger,omitempty"`
	// Accreditors are the organisations whose accreditations count here; none: all of the ledger.
	Accreditors []string `json:"accreditors"`
	// Hosts are the public names of the registers whose ledger this is; none: not said.
	Hosts []string `json:"hosts"`

	// Issuer holds versions of the issuer's record, oldest first: each that stood when
	// one of the anchors was made, and the newest.
	Issuer []ledger.IssuerVersion `json:"issuer"`
	// Keys are the newest records of the credential's key and of those that signed an
	// anchor or a change of the entry.
	Keys    []ledger.Key           `json:"keys"`
	Anchors []LookupAnchor         `json:"anchors"` // the issuer's that hold the digest, in the order of the ledger
	Entry   []ledger.StatusVersion `json:"entry"`   // all changes of the status entry, oldest first
}

// LookupAnchor is one anchor that holds the digest.
type LookupAnchor struct {
	Record   ledger.AnchorRecord   `json:"record"`
	Index    uint64                `json:"index"` // the digest's place
	Position ledger.Position       `json:"position"`
	Changes  []ledger.AnchorStatus `json:"changes"` // what accreditors said of it, oldest first
}

// NewLookupAnswer returns an answer that tells of the reading alone.
func NewLookupAnswer(reading Reading, now time.Time, o Options) LookupAnswer {
	a := LookupAnswer{
		CheckedAt:   now.UTC(),
		Reading:     reading.Info,
		Restarted:   reading.Info.Restarted,
		Ahead:       reading.Info.Ahead,
		Accreditors: append([]string{}, o.Accreditors...),
		Hosts:       append([]string{}, o.Hosts...),
		Issuer:      []ledger.IssuerVersion{},
		Keys:        []ledger.Key{},
		Anchors:     []LookupAnchor{},
		Entry:       []ledger.StatusVersion{},
	}
	a.Reading.Kind = reading.kind()
	if head := reading.Head(); head.Height > 0 {
		a.Ledger = &head
	}
	return a
}

// LookUp answers from one reading. It judges nothing. The error is
// ErrLookupTooLong, or the view's.
func LookUp(q LookupQuestion, reading Reading, now time.Time, o Options) (LookupAnswer, error) {
	a := NewLookupAnswer(reading, now, o)
	if a.Ledger == nil {
		return a, nil
	}
	view := reading.View
	issuers, err := view.Issuer(q.Issuer)
	if err != nil || len(issuers) == 0 {
		return a, err
	}
	keys := []string{q.Key}
	if err := a.addAnchors(view, q); err != nil {
		return a, err
	}
	for _, anchor := range a.Anchors {
		keys = append(keys, anchor.Record.Anchor.Key)
	}
	entry, err := view.Status(q.Issuer, q.List, q.Index)
	if err != nil {
		return a, err
	}
	if len(entry) > MaxLookupChanges {
		return a, ErrLookupTooLong
	}
	a.Entry = append(a.Entry, entry...)
	for _, version := range entry {
		if version.Status.Key != "" {
			keys = append(keys, version.Status.Key)
		}
	}
	a.addIssuer(issuers)
	return a, a.addKeys(view, q.Key, keys)
}

func (a *LookupAnswer) addAnchors(view ledger.View, q LookupQuestion) error {
	leaves, err := view.Leaves(q.Issuer, q.Digest)
	if err != nil {
		return err
	}
	if len(leaves) > MaxLookupAnchors {
		return ErrLookupTooLong
	}
	slices.SortStableFunc(leaves, func(a, b ledger.Leaf) int { return comparePositions(a.Position, b.Position) })
	for _, leaf := range leaves {
		record, position, found, err := view.Anchor(q.Issuer, leaf.Sequence)
		if err != nil {
			return err
		}
		if !found || record.Anchor.Issuer != q.Issuer || record.Anchor.Sequence != leaf.Sequence ||
			leaf.Index >= record.Anchor.Size {
			return fmt.Errorf("%w: anchor %d of %s", errLookupGap, leaf.Sequence, q.Issuer)
		}
		changes, err := view.AnchorStatus(q.Issuer, leaf.Sequence)
		if err != nil {
			return err
		}
		if len(changes) > MaxLookupChanges {
			return ErrLookupTooLong
		}
		a.Anchors = append(a.Anchors, LookupAnchor{
			Record:   record,
			Index:    leaf.Index,
			Position: position,
			Changes:  append([]ledger.AnchorStatus{}, changes...),
		})
	}
	return nil
}

// addIssuer adds the versions that the steps look at.
func (a *LookupAnswer) addIssuer(versions []ledger.IssuerVersion) {
	for i, version := range versions {
		wanted := i == len(versions)-1
		for _, anchor := range a.Anchors {
			isBefore := comparePositions(version.Position, anchor.Position) < 0
			isLast := i == len(versions)-1 || comparePositions(versions[i+1].Position, anchor.Position) >= 0
			wanted = wanted || isBefore && isLast
		}
		if wanted {
			a.Issuer = append(a.Issuer, version)
		}
	}
}

// addKeys adds the newest record of each. The credential's own may be unknown to
// the ledger; any other is named by a record of the ledger.
func (a *LookupAnswer) addKeys(view ledger.View, own string, thumbprints []string) error {
	slices.Sort(thumbprints)
	for _, thumbprint := range slices.Compact(thumbprints) {
		versions, err := view.Key(thumbprint)
		if err != nil {
			return err
		}
		if len(versions) == 0 && thumbprint == own {
			continue
		}
		if len(versions) == 0 || versions[len(versions)-1].Key.Key.Thumbprint() != thumbprint {
			return fmt.Errorf("%w: key %s", errLookupGap, thumbprint)
		}
		a.Keys = append(a.Keys, versions[len(versions)-1].Key)
	}
	return nil
}

package audit

import (
	"fmt"

	"sogoc/verifier/ledger"
)

// comparison is one issuer's part of a reconciliation.
type comparison struct {
	result  *Reconciliation
	view    ledger.View
	issuer  string
	changed []EntryRef // status entries that the ledger has changed

	anchors   []ledger.Anchor                 // by sequence, from 1
	leaves    [][]ledger.Digest               // of each anchor
	places    map[ledger.Digest][]ledger.Leaf // of each digest
	explained map[ledger.Digest]bool          // digests that need no explanation any more
}

func (c *comparison) run(export []ExportEntry) error {
	if err := c.readLedger(); err != nil {
		return err
	}
	first := len(c.result.Differences)
	for _, e := range c.distinct(export) {
		if err := c.entry(e); err != nil {
			return err
		}
	}
	c.extra()
	if err := c.extraEntries(export); err != nil {
		return err
	}
	sortDifferences(c.result.Differences[first:])
	return nil
}

func (c *comparison) readLedger() error {
	c.places, c.explained = map[ledger.Digest][]ledger.Leaf{}, map[ledger.Digest]bool{}
	for sequence := uint64(1); ; sequence++ {
		record, position, found, err := c.view.Anchor(c.issuer, sequence)
		if err != nil {
			return err
		}
		if !found {
			_, _, void, err := c.view.Void(c.issuer, sequence)
			if err != nil || !void {
				return err
			}
			c.anchors, c.leaves = append(c.anchors, ledger.Anchor{}), append(c.leaves, nil)
			continue
		}
		digests, err := c.view.Digests(c.issuer, sequence)
		if err != nil {
			return err
		}
		c.anchors, c.leaves = append(c.anchors, record.Anchor), append(c.leaves, digests)
		for i, d := range digests {
			c.places[d] = append(c.places[d], ledger.Leaf{Sequence: sequence, Index: uint64(i), Position: position})
			c.result.Ledger++
		}
	}
}

// leaf returns the digest at a place.
func (c *comparison) leaf(sequence, index uint64) (ledger.Digest, bool) {
	if sequence == 0 || sequence > uint64(len(c.leaves)) || index >= uint64(len(c.leaves[sequence-1])) {
		return ledger.Digest{}, false
	}
	return c.leaves[sequence-1][index], true
}

// distinct tells of what the export holds twice and returns each credential
// once. A credential that was sealed while the export was written rightly
// comes twice, first unsealed.
func (c *comparison) distinct(export []ExportEntry) []ExportEntry {
	digests, entries := map[ledger.Digest]int{}, map[EntryRef]ledger.Digest{}
	var kept []ExportEntry
	for _, e := range export {
		if at, known := digests[e.Digest]; known {
			if kept[at].Sequence == 0 && e.Sequence != 0 {
				kept[at] = e
				continue
			}
			c.differ(
				Doubled,
				"digest",
				e,
				fmt.Sprintf("also at %s", leafText(kept[at].Sequence, kept[at].LeafIndex)),
				"",
			)
			continue
		}
		ref := EntryRef{e.List, e.Index}
		if other, taken := entries[ref]; taken {
			c.differ(
				Doubled,
				"entry",
				e,
				fmt.Sprintf("status entry %d/%d is also that of %s", e.List, e.Index, other),
				"",
			)
		}
		digests[e.Digest], entries[ref] = len(kept), e.Digest
		kept = append(kept, e)
	}
	c.result.Register += uint64(len(kept))
	for _, e := range kept {
		c.explained[e.Digest] = true
	}
	return kept
}

// entry holds one credential of the register against the ledger.
func (c *comparison) entry(e ExportEntry) error {
	places := c.places[e.Digest]
	before := len(c.result.Differences)
	switch {
	case len(places) == 0:
		c.absent(e)
		return nil
	case len(places) > 1:
		c.differ(
			Doubled,
			"digest",
			e,
			leafText(e.Sequence, e.LeafIndex),
			fmt.Sprintf("%d times: %s", len(places), leafTexts(places)),
		)
	}
	standing := places[0] // the first anchor counts
	for _, p := range places {
		if p.Sequence == e.Sequence && p.Index == e.LeafIndex {
			standing = p
		}
	}
	if standing.Sequence != e.Sequence || standing.Index != e.LeafIndex {
		c.differ(
			Altered,
			"place",
			e,
			leafText(e.Sequence, e.LeafIndex),
			leafText(standing.Sequence, standing.Index),
		)
	}
	if kind := c.anchors[standing.Sequence-1].Kind; kind != e.Kind {
		c.differ(Altered, "kind", e, string(e.Kind), string(kind))
	}
	state, err := entryState(c.view, c.issuer, EntryRef{e.List, e.Index})
	if err != nil {
		return err
	}
	if state != e.Status {
		c.differ(Altered, "status", e, string(e.Status), string(state))
	}
	if len(c.result.Differences) == before {
		c.result.Equal++
	}
	return nil
}

// absent judges a credential whose digest the ledger does not hold.
func (c *comparison) absent(e ExportEntry) {
	other, taken := c.leaf(e.Sequence, e.LeafIndex)
	switch {
	case taken && !c.explained[other]: // something else stands in its place, which belongs to nobody
		c.explained[other] = true
		c.differ(Altered, "digest", e, e.Digest.String(), other.String())
	case e.Sequence == 0:
		c.result.Unsealed++
	case !taken && e.IssuedAt.After(c.result.Head.Time):
		c.result.Later++
	default:
		c.differ(Missing, "digest", e, leafText(e.Sequence, e.LeafIndex), "")
	}
}

// extra tells of digests that the register does not know.
func (c *comparison) extra() {
	for i, leaves := range c.leaves {
		for j, d := range leaves {
			if c.explained[d] {
				continue
			}
			e := ExportEntry{Issuer: c.issuer, Digest: d, Sequence: uint64(i + 1), LeafIndex: uint64(j)}
			c.differ(Extra, "digest", e, "", leafText(e.Sequence, e.LeafIndex))
			if len(c.places[d]) > 1 {
				c.differ(
					Doubled,
					"digest",
					e,
					"",
					fmt.Sprintf("%d times: %s", len(c.places[d]), leafTexts(c.places[d])),
				)
			}
			c.explained[d] = true
		}
	}
}

// extraEntries tells of status entries that the ledger changed and that are
// no credential's in the register.
func (c *comparison) extraEntries(export []ExportEntry) error {
	known := map[EntryRef]bool{}
	for _, e := range export {
		known[EntryRef{e.List, e.Index}] = true
	}
	for _, ref := range c.changed {
		if known[ref] {
			continue
		}
		known[ref] = true
		state, err := entryState(c.view, c.issuer, ref)
		if err != nil {
			return err
		}
		c.count(Extra)
		c.result.Differences = append(
			c.result.Differences,
			Difference{Finding: Extra, What: "status", Issuer: c.issuer, Entry: &ref, Ledger: string(state)},
		)
	}
	return nil
}

func (c *comparison) differ(finding Finding, what string, e ExportEntry, register, onLedger string) {
	c.count(finding)
	d := Difference{
		Finding:  finding,
		What:     what,
		Issuer:   c.issuer,
		Digest:   e.Digest,
		Sequence: e.Sequence,
		Leaf:     e.LeafIndex,
		Register: register,
		Ledger:   onLedger,
	}
	d.RegisterNumber = e.RegisterNumber
	if e.List != 0 {
		d.Entry = &EntryRef{e.List, e.Index}
	}
	c.result.Differences = append(c.result.Differences, d)
}

func (c *comparison) count(finding Finding) {
	switch finding {
	case Missing:
		c.result.Missing++
	case Extra:
		c.result.Extra++
	case Altered:
		c.result.Altered++
	case Doubled:
		c.result.Doubled++
	}
}

func leafText(sequence, index uint64) string {
	if sequence == 0 {
		return "not sealed"
	}
	return fmt.Sprintf("anchor %d, leaf %d", sequence, index)
}

func leafTexts(leaves []ledger.Leaf) string {
	text := ""
	for i, p := range leaves {
		if i > 0 {
			text += "; "
		}
		text += leafText(p.Sequence, p.Index)
	}
	return text
}

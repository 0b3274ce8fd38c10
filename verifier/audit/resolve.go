package audit

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"sogoc/verifier/blocks"
)

// witnesses is how many organisations must give one copy, and each other copy
// fewer, before one counts against the others: f+1 of the four, never one.
const witnesses = 2

// give notes that a peer gave this copy.
func (c *Copy) give(p *reading) {
	c.Peers = append(c.Peers, p.String())
	c.givers = append(c.givers, p)
}

// organisations returns how many organisations gave this copy.
func (c *Copy) organisations() int {
	var names []string
	for _, p := range c.givers {
		names = append(names, p.peer.Organisation)
	}
	slices.Sort(names)
	return len(slices.Compact(names))
}

// resolve decides on a difference that stopped the reading, if several
// organisations gave one copy and each other copy is a single one's: the folder
// keeps the former, and the peers of the others are read no further. It reports
// whether reading goes on.
func (f *fetching) resolve() (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.limit == 0 {
		return false, nil
	}
	number := f.limit - 1
	d := f.difference(number)
	f.addKeepers(d)
	backed := d.backed()
	if backed < 0 {
		return false, nil
	}
	if f.isOnlyTheFile(d, backed) {
		return true, f.mendFile(d, backed)
	}
	if d.Copies[backed].File != f.folder.path(number) {
		if err := f.replace(d, backed); err != nil {
			return false, err
		}
	}
	d.Outvoted, f.limit = true, 0
	for i, c := range d.Copies {
		for _, p := range c.givers {
			if i != backed {
				p.peer.Compared = min(p.peer.Compared, number)
				p.peer.Ignored = fmt.Sprintf("gave another copy of block %d than %d organisations", number,
					d.Copies[backed].organisations())
			}
		}
	}
	return true, nil
}

// isOnlyTheFile reports whether a difference is the local file's alone: every
// organisation that gave the block, or that is recorded to have given the file's
// copy, gives one and the same copy now, and the file differs from it in nothing
// that a consenter signed. Anybody who can write there can make such a file.
func (f *fetching) isOnlyTheFile(d *CopyDifference, backed int) bool {
	if len(d.Copies) != 2 || d.Copies[backed].organisations() < witnesses {
		return false
	}
	file := d.Copies[1-backed]
	if file.File != f.folder.path(d.Block) || len(file.givers) > 0 || file.Hash != d.Copies[backed].Hash {
		return false
	}
	for name, height := range f.compared {
		if height > d.Block && !slices.Contains(d.Copies[backed].Peers, name) {
			return false
		}
	}
	return true
}

// mendFile puts the copy that all organisations gave into the place of a damaged
// file, and goes on after it.
func (f *fetching) mendFile(d *CopyDifference, backed int) error {
	from := d.Copies[backed]
	block, _, err := readBlock(from.File)
	if err != nil {
		return err
	}
	damaged := Damaged{
		Block:   d.Block,
		Problem: "its validation flags are not those that the organisations give",
		Peers:   from.Peers,
	}
	if err := errors.Join(f.putBack(&damaged, block), os.Remove(from.File)); err != nil {
		return err
	}
	f.damaged = append(f.damaged, damaged)
	isMended := func(x CopyDifference) bool { return x.Block == damaged.Block }
	f.differences = slices.DeleteFunc(f.differences, isMended)
	if damaged.Block+1 == f.height {
		f.last = block
	}
	for _, p := range from.givers {
		p.peer.Compared = damaged.Block + 1
	}
	f.done += uint64(len(from.givers))
	f.limit = 0
	return nil
}

// backed returns the place of the copy that counts against all others: the only
// one that several organisations gave, or the only one that can stand there;
// -1 where there is none.
func (d *CopyDifference) backed() int {
	found, sound := -1, 0
	for i, c := range d.Copies {
		several := c.organisations() >= witnesses
		switch {
		case c.Problem != "" && several:
			return -1
		case c.Problem != "":
			continue
		case several && found >= 0 && d.Copies[found].organisations() >= witnesses:
			return -1
		case several || found < 0:
			found = i
		}
		sound++
	}
	if found >= 0 && (sound == 1 || d.Copies[found].organisations() >= witnesses) {
		return found
	}
	return -1
}

// addKeepers notes which peers gave the copy that is in the folder.
func (f *fetching) addKeepers(d *CopyDifference) {
	for i := range d.Copies {
		c := &d.Copies[i]
		if c.File != f.folder.path(d.Block) {
			continue
		}
		for _, p := range f.peers {
			if p.peer.Compared > d.Block && !slices.Contains(c.givers, p) {
				c.give(p)
			}
		}
	}
}

// replace puts the copy of several organisations into the folder, and what
// stood there beside the evidence. Later blocks are read anew.
func (f *fetching) replace(d *CopyDifference, backed int) error {
	block, _, err := readBlock(d.Copies[backed].File)
	if err != nil {
		return err
	}
	path := f.folder.path(d.Block)
	for i := range d.Copies {
		if d.Copies[i].File != path {
			continue
		}
		old, err := f.folder.read(d.Block)
		if err != nil {
			return err
		}
		if d.Copies[i].File, err = f.keep(d.Block, d.Copies[i].sum, old); err != nil {
			return err
		}
	}
	for n := f.height; n > d.Block+1; n-- {
		if err := os.Remove(f.folder.path(n - 1)); err != nil {
			return err
		}
		delete(f.sums, n-1)
		delete(f.files, n-1)
	}
	if err := f.put(d.Block, block); err != nil {
		return err
	}
	d.Copies[backed].File = path
	f.height, f.begun = d.Block+1, min(f.begun, d.Block)
	f.last, f.configs = block, map[uint64]*blocks.Config{}
	for _, p := range f.peers {
		p.peer.Compared = min(p.peer.Compared, d.Block)
	}
	for _, p := range d.Copies[backed].givers {
		p.peer.Compared = d.Block + 1
	}
	return nil
}

// excuse takes no offence at a peer that gave all blocks which several
// organisations have, and told of more: what it does not show does not exist.
func (f *fetching) excuse() {
	var complete []string
	for _, p := range f.peers {
		if p.peer.Failed == "" && p.peer.Ignored == "" && p.peer.Compared >= min(p.peer.Told, f.height) {
			complete = append(complete, p.peer.Organisation)
		}
	}
	slices.Sort(complete)
	if len(slices.Compact(complete)) < witnesses {
		return
	}
	for _, p := range f.peers {
		if p.peer.Failed != "" && p.peer.Told > f.height && p.peer.Compared >= f.height {
			p.peer.Failed, p.peer.Ignored = "", fmt.Sprintf(
				"told of %d blocks and showed %d",
				p.peer.Told,
				p.peer.Compared,
			)
		}
	}
}

package follower

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// decide takes the next block if the copies allow it. It returns false to wait
// for other sources' copies, and the alarm if no more copies could help.
func (r *following) decide(ctx context.Context, copies []blockCopy) (bool, error) {
	versions, err := r.checkVersions(copies)
	if err != nil {
		return false, errors.Join(err, discardAll(versions.good))
	}
	chosen, wait, err := r.choose(versions)
	// A block in doubt is decided on when everybody was asked, not before.
	doubtful := err != nil || chosen == nil || versions.count() > 1
	if doubtful && !r.askAll && r.awaitOthers(copies) {
		r.askAll = true
		return false, discardAll(versions.good)
	}
	if err != nil {
		return false, errors.Join(err, discardAll(versions.good))
	}
	if chosen == nil {
		return false, errors.Join(r.wait(ctx, copies, versions, wait), discardAll(versions.good))
	}
	return true, r.takeVersion(ctx, chosen, versions)
}

// witnesses returns how many organisations must give the same version before
// that is no single one's word: fewer only where fewer are read at all. Files
// are nobody's, and speak for themselves.
func (r *following) witnesses() int {
	all := map[string]bool{}
	for _, reader := range r.readers {
		all[reader.status.Organisation] = true
	}
	needed := r.f.chain.Witnesses()
	if r.f.chain.Height == 0 { // the owners are not known before the genesis block
		needed = 2
	}
	return max(1, min(needed, len(all)))
}

// choose returns the version to take; none and what is waited for; or why
// reading ends. A bad version that enough organisations stand by is an alarm
// even beside a good one: then either the ledger or this follower is wrong.
func (r *following) choose(versions checkedVersions) (chosen *blockVersion, wait string, err error) {
	number, needed := r.f.chain.Height, r.witnesses()
	for _, v := range versions.good {
		if v.header != versions.good[0].header {
			conflict := newConflict(number, versions.good)
			return nil, "", newAlarm(number, conflict)
		}
	}
	for _, v := range versions.bad {
		if len(v.organisations) >= needed {
			return nil, "", newAlarm(number, v.err, v.sources()...)
		}
	}
	for _, v := range versions.beyond {
		if len(v.organisations) >= needed {
			return nil, "", v.err
		}
	}
	if len(versions.good) > 0 {
		return r.chooseGood(versions.good, needed)
	}
	if len(versions.bad) > 0 && organisationsOf(versions.bad) >= needed {
		return nil, "", newAlarm(number, versions.bad[0].err, versions.bad[0].sources()...)
	}
	return nil, fmt.Sprintf("block %d: no good copy yet", number), nil
}

// chooseGood chooses among versions that differ in flags which are not judged
// here. Such a flag counts when enough organisations told it equally; without
// that a version counts whose flags are this program's own verdict.
func (r *following) chooseGood(good []*blockVersion, needed int) (*blockVersion, string, error) {
	number := r.f.chain.Height
	var backed, own []*blockVersion
	for _, v := range good {
		if len(v.organisations) >= needed {
			backed = append(backed, v)
		}
		if !v.step.checked.NeedsWitnesses {
			own = append(own, v)
		}
	}
	switch {
	case len(backed) > 1:
		return nil, "", newAlarm(number, newConflict(number, backed))
	case len(backed) == 1:
		return backed[0], "", nil
	case len(own) == 1:
		return own[0], "", nil
	}
	text := "block %d: %d organisations must give it with the same flags; %d gave it so far"
	return nil, fmt.Sprintf(text, number, needed, organisationsOf(good)), nil
}

// wait drops the sources that gave a bad version, and waits for the others'
// copies. It returns an alarm if there are no others left, and ErrUnconfirmed
// if no source will ever give another copy.
func (r *following) wait(ctx context.Context, copies []blockCopy, versions checkedVersions, why string) error {
	number := r.f.chain.Height
	for _, v := range versions.bad {
		r.dropAll(ctx, number, v, v.err)
	}
	r.undecided = readersOf(copies)
	if r.f.setWaiting(why) {
		r.f.options.Log.WarnContext(ctx, "waiting for other organisations", slog.String("why", why))
	}
	dropped, ended := 0, 0
	for _, reader := range r.readers {
		if reader.dropped {
			dropped++
		} else if reader.ended {
			ended++
		}
	}
	switch {
	case dropped == len(r.readers):
		return newAlarm(number, versions.bad[0].err, versions.bad[0].sources()...)
	case dropped+ended == len(r.readers):
		return fmt.Errorf("%w: %s", ErrUnconfirmed, why)
	}
	return nil
}

// takeVersion commits a version and drops the sources of all others.
func (r *following) takeVersion(ctx context.Context, chosen *blockVersion, versions checkedVersions) error {
	number, kept := r.f.chain.Height, chosen.step
	chosen.step = nil
	if err := r.f.commit(kept); err != nil {
		return errors.Join(err, discardAll(versions.good))
	}
	for _, others := range [][]*blockVersion{versions.good, versions.bad, versions.beyond} {
		for _, v := range others {
			if v != chosen {
				r.dropAll(ctx, number, v, v.err)
			}
		}
	}
	return discardAll(versions.good)
}

// newConflict names the sources of several good versions.
func newConflict(number uint64, versions []*blockVersion) *Conflict {
	c := &Conflict{Block: number}
	for _, v := range versions {
		c.Versions = append(c.Versions, Held{Hash: v.header, Sources: v.sources()})
	}
	return c
}

// awaitOthers reports whether a source that could be asked has not given its
// copy, and has them waited for.
func (r *following) awaitOthers(copies []blockCopy) bool {
	given, found := map[*reader]bool{}, false
	for _, c := range copies {
		given[c.reader] = true
	}
	for _, reader := range r.readers {
		if !given[reader] && !reader.dropped && !reader.ended {
			reader.lagging, found = false, true
		}
	}
	return found
}

func (r *following) dropAll(ctx context.Context, number uint64, v *blockVersion, why error) {
	if why == nil {
		why = ErrDisagreement
	}
	for _, reader := range v.readers {
		if reader.dropped {
			continue
		}
		reader.stop()
		reader.dropped = true
		alarm := newAlarm(number, why, v.sources()...)
		r.f.noteDropped(reader.status, alarm)
		r.f.options.Log.ErrorContext(ctx, "source dropped",
			append(sourceAttributes(reader.status, number), slog.Any("error", why))...)
	}
}

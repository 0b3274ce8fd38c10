package network

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofrs/flock"
)

// Reset stops the network if it runs, and removes all that belongs to it from
// its folder: the ledger too. In a folder in which an organisation was made by itself it
// returns ErrUsage unless confirmed names that organisation: its keys are nowhere else.
func Reset(ctx context.Context, d Dir, confirmed string) error {
	if !exists(string(d)) {
		return nil
	}
	if err := confirmReset(d, confirmed); err != nil {
		return err
	}
	if err := Down(ctx, d); err != nil && !errors.Is(err, ErrNotRunning) {
		return err
	}
	lock := flock.New(d.lock()) // so that no start comes between
	locked, err := lock.TryLock()
	if err != nil {
		return err
	}
	if !locked {
		return fmt.Errorf("%w in %s", ErrRunning, d)
	}
	defer lock.Unlock()
	return removeNetworkFiles(d)
}

// confirmReset returns an error where organisations' keys would be lost and confirmed
// does not name them.
func confirmReset(d Dir, confirmed string) error {
	own, err := ownersIn(d)
	if err != nil {
		return err
	}
	if len(own) == 0 && confirmed != "" {
		return fmt.Errorf("%w: %s holds no organisation that was made by networkctl org init", ErrUsage, d)
	}
	if len(own) == 0 || confirmed == namesOf(own) {
		return nil
	}
	return fmt.Errorf("%w: %s holds the authorities of %s, its administrator's key and the keys of its nodes and "+
		"clients, and nobody else has them: without them the organisation never acts on its ledger again, and a new one "+
		"is not a member of it; to remove them for good, with the ledger's copy here: networkctl reset --dir %s --yes %s",
		ErrUsage, d, namesOf(own), d, namesOf(own))
}

// ownersIn returns the organisations in the folder whose keys were made by themselves:
// none where networkctl up made a whole network, which up --new can make again.
func ownersIn(d Dir) ([]Organisation, error) {
	r, err := readRecord(d)
	if err != nil && exists(d.record()) {
		return nil, err
	}
	if r.madeByUp(d) {
		return nil, nil
	}
	return organisationsIn(d), nil
}

// organisationsIn returns the organisations whose keys the folder holds, those of an
// organisation whose making was interrupted too.
func organisationsIn(d Dir) []Organisation {
	var own []Organisation
	for _, o := range Organisations() {
		if exists(string(d.organisation(o))) {
			own = append(own, o)
		}
	}
	return own
}

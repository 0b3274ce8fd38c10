package network

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sogoc/verifier/ledger"
)

// record is what a network remembers of itself.
type record struct {
	// Complete says that the network was healthy once. The folder of one that
	// never was is made anew.
	Complete bool `json:"complete"`

	Genesis ledger.Digest `json:"genesis"`
	Created time.Time     `json:"created"`
	Ports   Ports         `json:"ports"`
	Tick    time.Duration `json:"tick,omitempty"` // nanoseconds; 0 for the chaincode's own
	Version version       `json:"version"`        // of the chaincode, committed on the channel or, at first, about to be
	Next    version       `json:"next,omitempty"` // of the chaincode, while an upgrade is under way
}

func readRecord(d Dir) (record, error) {
	var r record
	err := readJSON(d.record(), &r)
	if errors.Is(err, fs.ErrNotExist) {
		return r, fmt.Errorf("%w: %s holds no network: networkctl up makes one", ErrUsage, d)
	}
	return r, err
}

func (r record) write(d Dir) error { return writeJSON(d.record(), r) }

// makeNetwork makes everything that a network is before any process runs:
// certificates, genesis block, client identities, the chaincode's packages.
func makeNetwork(ctx context.Context, o Options, chaincoded string) (record, heldPorts, error) {
	if err := clearUnfinished(o.Dir); err != nil {
		return record{}, nil, err
	}
	ports, held, err := choosePorts()
	if err != nil {
		return record{}, nil, err
	}
	r := record{Created: o.Now().UTC(), Ports: ports, Tick: o.Tick, Version: 1}
	if err := r.create(ctx, o, chaincoded); err != nil {
		held.release()
		return record{}, nil, err
	}
	return r, held, nil
}

func (r *record) create(ctx context.Context, o Options, chaincoded string) error {
	d, now := o.Dir, o.Now()
	all, err := makeIdentities(d, now)
	if err != nil {
		return err
	}
	if err := tlsRoots(d, all); err != nil {
		return err
	}
	if r.Genesis, err = makeGenesis(ctx, d, o.Tools, r.Ports, o.OwnPolicies); err != nil {
		return err
	}
	if err := makeClients(d, all, r.Ports, r.Genesis, now); err != nil {
		return err
	}
	if err := writeTrust(d, r.Genesis); err != nil {
		return err
	}
	if err := writeBuilder(d); err != nil {
		return err
	}
	if err := r.Version.create(d, chaincoded, r.Ports); err != nil {
		return err
	}
	return r.write(d)
}

// clearUnfinished empties the folder of what an interrupted first start left.
// It refuses a folder that holds anything else.
func clearUnfinished(d Dir) error {
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains(networkEntries, e.Name()) {
			return fmt.Errorf("%w: %s holds %s, which is not a network's: name an empty folder", ErrUsage, d, e.Name())
		}
	}
	return removeNetworkFiles(d, "supervisor.lock", controlName, "logs")
}

// removeNetworkFiles removes the entries of a network from its folder, but those kept.
func removeNetworkFiles(d Dir, keep ...string) error {
	for _, name := range networkEntries {
		if slices.Contains(keep, name) {
			continue
		}
		if err := os.RemoveAll(d.join(name)); err != nil {
			return err
		}
	}
	return nil
}

// version is a version of the chaincode: its sequence on the channel, from 1.
// 0 is none.
type version int

// String is the version's name on the channel.
func (v version) String() string { return fmt.Sprintf("%d.0", int(v)) }

func (v version) dir(d Dir) string     { return d.join("chaincode", fmt.Sprint(int(v))) }
func (v version) program(d Dir) string { return filepath.Join(v.dir(d), "chaincoded") }

func (v version) packagePath(d Dir, o Organisation) string {
	return filepath.Join(v.dir(d), o.Name+".tar.gz")
}

// port is the one that this version's process of an organisation listens on:
// successive versions take turns, so that both can run during an upgrade.
func (v version) port(p OrganisationPorts) int { return p.Chaincode[(int(v)+1)%2] }

// create copies the chaincode's program, so that a rebuilt one does not change
// a ledger's rules unasked, and makes every organisation's package.
func (v version) create(d Dir, chaincoded string, ports Ports) error {
	program, err := os.ReadFile(chaincoded)
	if err != nil {
		return fmt.Errorf("%w: the chaincode's program: %w", ErrUsage, err)
	}
	if err := os.RemoveAll(v.dir(d)); err != nil {
		return err
	}
	if err := writeFileMode(v.program(d), program, privateFolder); err != nil {
		return err
	}
	for _, o := range Organisations() {
		p, err := makePackage(d.organisation(o), v.port(ports[o.Name]), int(v))
		if err != nil {
			return fmt.Errorf("chaincode package of %s: %w", o.Name, err)
		}
		if err := writeFile(v.packagePath(d, o), p.bytes); err != nil {
			return err
		}
	}
	return nil
}

// readPackage returns an organisation's package as it was made.
func (v version) readPackage(d Dir, o Organisation) (chaincodePackage, error) {
	content, err := os.ReadFile(v.packagePath(d, o))
	return chaincodePackage{label(int(v)), content}, err
}

func join(items []string) string { return strings.Join(items, ",") }

// sameProgram reports whether a program is the one that a network's chaincode runs.
func sameProgram(d Dir, v version, program string) (bool, error) {
	mine, err := os.ReadFile(v.program(d))
	if err != nil {
		return false, err
	}
	theirs, err := os.ReadFile(filepath.Clean(program))
	if errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	return err == nil && ledger.SumDigest(mine) == ledger.SumDigest(theirs), err
}

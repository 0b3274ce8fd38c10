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

	// Together says that one act of networkctl up makes or made all organisations
	// and their channel, in this folder. Otherwise each act was asked for, and what
	// was made is never made anew.
	Together bool `json:"together,omitempty"`

	Genesis ledger.Digest `json:"genesis"` // zero until the channel is adopted
	Created time.Time     `json:"created"`

	// Agreed are the ledgers that the folder's organisations have agreed to, the first one
	// first: an agreement that has been given cannot be taken back.
	Agreed []ledger.Digest `json:"agreed,omitempty"`

	Addresses Addresses     `json:"ports"`          // of the folder's organisations, by name
	Tick      time.Duration `json:"tick,omitempty"` // nanoseconds; 0 for the chaincode's own

	// CertificateLife is of the first certificates but those of authorities, for tests;
	// 0 for the lifetimes by kind. Renewed ones have these in any case.
	CertificateLife time.Duration `json:"certificateLife,omitempty"`

	// Version is of the chaincode: committed on the channel or, at first in a network
	// made together, about to be; 0 while the organisation has approved none.
	Version version `json:"version"`
	Next    version `json:"next,omitempty"` // of the chaincode, while an upgrade is under way, or approved and not committed
}

func readRecord(d Dir) (record, error) {
	var r record
	err := readJSON(d.record(), &r)
	if errors.Is(err, fs.ErrNotExist) {
		return r, fmt.Errorf("%w: %s holds no network (is its disk there?): networkctl org init makes one "+
			"organisation in it, networkctl up --new a whole network of four", ErrUsage, d)
	}
	return r, err
}

// RequireMade returns ErrUsage for a folder in which nothing was made yet.
func RequireMade(d Dir) error {
	_, err := readRecord(d)
	return err
}

// AgreedTo returns the ledgers that the folder's organisations have agreed to, by their
// genesis blocks' hashes, the first one first.
func AgreedTo(d Dir) ([]ledger.Digest, error) {
	r, err := readRecord(d)
	return r.Agreed, err
}

func (r record) write(d Dir) error { return writeJSON(d.record(), r) }

// whole reports whether the folder holds all organisations of the network.
func (r record) whole() bool { return len(r.Addresses) == len(Organisations()) }

// madeByUp reports whether one act of networkctl up made the folder's network: this
// program's, or that of a time when organisations had no member files.
func (r record) madeByUp(d Dir) bool {
	return r.Together || r.Complete && r.whole() && !exists(d.Candidate())
}

// makeNetwork makes a whole network in one folder before any process runs: the acts
// of all four organisations, one after the other.
func makeNetwork(ctx context.Context, o Options, chaincoded string) (record, heldPorts, error) {
	if err := clearUnfinished(o.Dir); err != nil {
		return record{}, nil, err
	}
	r := record{Created: o.Now().UTC(), Tick: o.Tick, CertificateLife: o.CertificateLife, Version: 1, Together: true,
		Addresses: Addresses{}}
	if err := r.write(o.Dir); err != nil {
		return record{}, nil, err
	}
	held := heldPorts{}
	err := makeMembers(ctx, o, held)
	if err == nil {
		r, err = readRecord(o.Dir)
	}
	if err == nil {
		err = r.Version.create(o.Dir, chaincoded, r.Addresses)
	}
	if err != nil {
		held.release()
		return record{}, nil, err
	}
	return r, held, nil
}

// makeMembers makes the four organisations and has them agree to their channel.
func makeMembers(ctx context.Context, o Options, held heldPorts) error {
	var members []SignedMember
	for _, organisation := range Organisations() {
		m, err := initOrganisation(o.Dir, organisation.Name, OrganisationAddresses{Host: loopback}, o.Now(), held)
		if err != nil {
			return err
		}
		members = append(members, m)
	}
	candidate, err := makeCandidate(ctx, o.Tools, members, o.OwnPolicies)
	if err != nil {
		return err
	}
	agreed, err := agree(o.Dir, candidate)
	if err != nil {
		return err
	}
	_, err = Adopt(o.Dir, candidate, []ledger.Trust{agreed})
	return err
}

// clearUnfinished empties the folder of what an interrupted first start left.
// It refuses a folder that holds anything else, as keys of an organisation that was made
// by itself.
func clearUnfinished(d Dir) error {
	own, err := ownersIn(d)
	if err != nil {
		return err
	}
	if len(own) > 0 {
		return fmt.Errorf("%w: %s holds keys of %s, and no record of what they belong to: name an empty folder",
			ErrUsage, d, namesOf(own))
	}
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
func (v version) port(p OrganisationAddresses) int { return p.Chaincode[(int(v)+1)%2] }

// create copies the chaincode's program, so that a rebuilt one does not change
// a ledger's rules unasked, and makes every organisation's package.
func (v version) create(d Dir, chaincoded string, all Addresses) error {
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
	if err := writeBuilder(d); err != nil {
		return err
	}
	for _, o := range all.organisations() {
		p, err := makePackage(d.organisation(o), v.port(all[o.Name]), int(v))
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

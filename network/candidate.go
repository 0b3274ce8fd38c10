package network

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"sogoc/network/programs"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
)

// TypeCandidate is the type member of a candidate file.
const TypeCandidate = "sogoc/channel-candidate/v1"

// maxCandidate bounds a candidate file, which has about 80 KiB.
const maxCandidate = 1 << 20

// ErrCandidate is returned for a candidate whose parts do not belong together.
var ErrCandidate = errors.New("channel candidate")

// Candidate is a channel that does not exist yet: its members, and the genesis
// block that follows from them. It exists as soon as every member has agreed.
type Candidate struct {
	Type    string         `json:"type"`    // TypeCandidate
	Members []SignedMember `json:"members"` // one for each of Organisations, in their order
	Genesis []byte         `json:"genesis"` // the block
}

// MakeCandidate makes the channel of four members, given in any order. The same
// member files give the same bytes, whoever makes it and when.
func MakeCandidate(ctx context.Context, tools programs.Tools, members []SignedMember) (Candidate, error) {
	return makeCandidate(ctx, tools, members, false)
}

func makeCandidate(
	ctx context.Context, tools programs.Tools, members []SignedMember, ownPolicies bool,
) (Candidate, error) {
	c := Candidate{Type: TypeCandidate}
	for _, o := range Organisations() {
		for _, m := range members {
			if m.Member.Name == o.Name {
				c.Members = append(c.Members, m)
			}
		}
	}
	err := c.checkMembers()
	if err == nil && len(c.Members) != len(members) {
		err = fmt.Errorf("%w: %d member files for %d organisations", ErrCandidate, len(members), len(c.Members))
	}
	if err == nil {
		c.Genesis, err = makeGenesis(ctx, tools, c.Members, ownPolicies)
	}
	return c, err
}

// checkMembers returns an error unless each organisation is a member once, by a file
// that holds.
func (c Candidate) checkMembers() error {
	names := []string{}
	for _, m := range c.Members {
		if err := m.Verify(); err != nil {
			return fmt.Errorf("%w: %w", ErrCandidate, err)
		}
		names = append(names, m.Member.Name)
	}
	want := []string{}
	for _, o := range Organisations() {
		want = append(want, o.Name)
	}
	if !slices.Equal(names, want) {
		return fmt.Errorf("%w: want one member file each of %s; these are of %s", ErrCandidate, join(want), join(names))
	}
	return checkAddresses(c.members())
}

// ParseCandidate reads what Canonical wrote, with or without a final newline, and
// checks its members. Whether the genesis block follows from them, Check tells.
func ParseCandidate(text []byte) (Candidate, error) {
	var c Candidate
	if err := canonicaljson.Unmarshal(trimNewline(text), &c, maxCandidate); err != nil {
		return c, fmt.Errorf("%w: %w", ErrCandidate, err)
	}
	if c.Type != TypeCandidate {
		return c, fmt.Errorf("%w: type is not %s", ErrCandidate, TypeCandidate)
	}
	return c, c.checkMembers()
}

// ReadCandidate reads a candidate file. Its errors name the file.
func ReadCandidate(path string) (Candidate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Candidate{}, err
	}
	c, err := ParseCandidate(text)
	if err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Canonical returns the candidate's one form, without a final newline.
func (c Candidate) Canonical() ([]byte, error) { return canonicaljson.Marshal(c) }

// Check makes the genesis block again and returns ErrCandidate unless it is the
// candidate's, byte for byte: so whoever made the candidate put nothing into it.
func (c Candidate) Check(ctx context.Context, tools programs.Tools) error {
	return c.check(ctx, tools, false)
}

func (c Candidate) check(ctx context.Context, tools programs.Tools, ownPolicies bool) error {
	genesis, err := makeGenesis(ctx, tools, c.Members, ownPolicies)
	if err == nil && !bytes.Equal(genesis, c.Genesis) {
		err = fmt.Errorf("%w: its genesis block is not the one that follows from its members by this program",
			ErrCandidate)
	}
	return err
}

// Hash returns the header hash of the genesis block, by which the ledger is named.
func (c Candidate) Hash() (ledger.Digest, error) { return GenesisHash(c.Genesis) }

// members returns what the members make public, in the order of Organisations.
func (c Candidate) members() []Member {
	var all []Member
	for _, m := range c.Members {
		all = append(all, m.Member)
	}
	return all
}

// Agree has the folder's organisations agree to a candidate: each signs with its
// administrator's key. The candidate must hold their own member files as they
// stand in the folder, and its genesis block must follow from the members. The
// result is the ledger's trust file with these agreements; those of all
// organisations together make the trust file that nodes start on.
func Agree(ctx context.Context, d Dir, tools programs.Tools, c Candidate) (ledger.Trust, error) {
	if err := c.Check(ctx, tools); err != nil {
		return ledger.Trust{}, err
	}
	return agree(d, c)
}

func agree(d Dir, c Candidate) (ledger.Trust, error) {
	genesis, err := c.Hash()
	if err != nil {
		return ledger.Trust{}, err
	}
	trust := trustOf(genesis)
	r, err := readRecord(d)
	if err != nil {
		return trust, err
	}
	if !r.Genesis.IsZero() && r.Genesis != genesis {
		return trust, fmt.Errorf("%w: %s belongs to the ledger %s, and this candidate's is %s: its organisation agrees to "+
			"no second ledger with the same keys", ErrUsage, d, r.Genesis, genesis)
	}
	if err := c.holdsOwnMembers(d, r.Addresses.organisations()); err != nil {
		return trust, err
	}
	for _, o := range r.Addresses.organisations() {
		pair, err := d.administrator(o).load()
		if err != nil {
			return trust, err
		}
		certificate, key, err := pair.parse()
		if err != nil {
			return trust, fmt.Errorf("administrator of %s: %w", o.Name, err)
		}
		agreement, err := trust.Agree(o.MSP, certificate.Raw, signWith(key))
		if err != nil {
			return trust, err
		}
		trust.Agreements = append(trust.Agreements, agreement)
	}
	if !r.Genesis.IsZero() || slices.Contains(r.Agreed, genesis) {
		return trust, nil // once a ledger is adopted, the record is the supervisor's to write
	}
	r.Agreed = append(r.Agreed, genesis)
	return trust, r.write(d)
}

// holdsOwnMembers returns an error unless the candidate has the folder's own member
// files, byte for byte.
func (c Candidate) holdsOwnMembers(d Dir, own []Organisation) error {
	for _, o := range own {
		mine, err := readMember(d, o)
		if err != nil {
			return err
		}
		for _, m := range c.Members {
			if m.Member.Name != o.Name {
				continue
			}
			theirs, err := m.Fingerprint()
			if err != nil {
				return err
			}
			if own, err := mine.Fingerprint(); err != nil || theirs != own {
				return fmt.Errorf("%w: it has another member file of %s than %s", ErrCandidate, o.Name, d.Member(o))
			}
		}
	}
	return nil
}

// checkAgreed returns nil when every member has agreed to the candidate, with the
// administrator's certificate of its member file. Nothing less starts a node.
func (c Candidate) checkAgreed(trust ledger.Trust) error {
	genesis, err := c.Hash()
	if err != nil {
		return err
	}
	if trust.Genesis != genesis {
		return fmt.Errorf("%w: the agreements are to the ledger %s, and this candidate's is %s",
			ErrCandidate, trust.Genesis, genesis)
	}
	if want := trustOf(genesis); trust.Channel != want.Channel || trust.Chaincode != want.Chaincode ||
		!slices.Equal(trust.Accreditors, want.Accreditors) {
		return fmt.Errorf("%w: the agreements are to another channel, chaincode or accreditors", ErrCandidate)
	}
	for _, m := range c.Members {
		if err := m.Member.checkAgreedBy(trust); err != nil {
			return err
		}
	}
	return nil
}

func (m Member) checkAgreedBy(trust ledger.Trust) error {
	o, err := m.Organisation()
	if err != nil {
		return err
	}
	administrator, err := parseOneCertificate(m.Certificates.Administrator)
	if err != nil {
		return err
	}
	for _, a := range trust.Agreements {
		if a.Organisation != o.MSP {
			continue
		}
		if !bytes.Equal(a.Certificate, administrator.Raw) {
			return fmt.Errorf(
				"%w: the agreement of %s is not by the administrator of its member file",
				ErrCandidate,
				o.Name,
			)
		}
		return nil
	}
	return fmt.Errorf("%w: %s has not agreed: its agreement comes from networkctl channel agree on its own host",
		ErrCandidate, o.Name)
}

// Adopt makes the folder's organisations members of the candidate's channel, once
// all organisations have agreed: it takes each one's trust file and writes the trust
// file with all agreements, the genesis block and the connection files of the
// folder's clients. It may be repeated.
func Adopt(d Dir, c Candidate, agreed []ledger.Trust) (ledger.Trust, error) {
	genesis, err := c.Hash()
	if err != nil {
		return ledger.Trust{}, err
	}
	trust := trustOf(genesis)
	for _, t := range agreed {
		if t.Genesis != genesis {
			return trust, fmt.Errorf("%w: an agreement is to the ledger %s, and this candidate's is %s",
				ErrCandidate, t.Genesis, genesis)
		}
		trust.Agreements = append(trust.Agreements, t.Agreements...)
	}
	if trust, err = orderAgreements(trust); err != nil {
		return trust, err
	}
	if err := c.checkAgreed(trust); err != nil {
		return trust, err
	}
	return trust, adopt(d, c, trust)
}

// orderAgreements puts the agreements into the order of Organisations and verifies them.
func orderAgreements(trust ledger.Trust) (ledger.Trust, error) {
	place := func(a ledger.Agreement) int {
		return slices.IndexFunc(Organisations(), func(o Organisation) bool { return o.MSP == a.Organisation })
	}
	slices.SortStableFunc(trust.Agreements, func(a, b ledger.Agreement) int { return place(a) - place(b) })
	text, err := jsonText(trust)
	if err != nil {
		return trust, err
	}
	return ledger.ParseTrust(text)
}

// adopt writes what the folder's nodes and clients start on. The record is the
// commit point.
func adopt(d Dir, c Candidate, trust ledger.Trust) error {
	r, err := readRecord(d)
	if err != nil {
		return err
	}
	if !r.Genesis.IsZero() && r.Genesis != trust.Genesis {
		return fmt.Errorf("%w: %s belongs to the ledger %s already", ErrUsage, d, r.Genesis)
	}
	own := r.Addresses.organisations()
	if err := c.holdsOwnMembers(d, own); err != nil {
		return err
	}
	text, err := c.Canonical()
	if err != nil {
		return err
	}
	if err := writeFile(d.Candidate(), append(text, '\n')); err != nil {
		return err
	}
	if err := writeFile(d.Genesis(), c.Genesis); err != nil {
		return err
	}
	if err := writeJSON(d.Trust(), trust); err != nil {
		return err
	}
	if err := writeTLSRoots(d, c.members()); err != nil {
		return err
	}
	if err := writeConnections(d, own, c.members(), trust.Genesis); err != nil {
		return err
	}
	r.Genesis = trust.Genesis
	return r.write(d)
}

// readMembers returns what the channel's members make public, as the folder's
// organisations adopted it. A folder of all organisations that was made before they
// had member files holds what these would say.
func readMembers(d Dir, r record) ([]Member, error) {
	c, err := ReadCandidate(d.Candidate())
	if !errors.Is(err, fs.ErrNotExist) {
		return c.members(), err
	}
	if !r.Complete {
		return nil, fmt.Errorf("%w: %s belongs to no channel yet: networkctl channel adopt", ErrUsage, d)
	}
	var members []Member
	for _, o := range r.Addresses.organisations() {
		m, err := describeMember(d, o, r.Addresses[o.Name], r.Created)
		if err != nil {
			return nil, err
		}
		members = append(members, m.Member)
	}
	return members, nil
}

// checkAdopted returns an error unless the folder holds a genesis block to which all
// organisations have agreed, and the one that the folder was made with.
func checkAdopted(d Dir, r record) error {
	block, err := os.ReadFile(d.Genesis())
	if err != nil {
		return err
	}
	genesis, err := GenesisHash(block)
	if err != nil {
		return err
	}
	if genesis != r.Genesis {
		return fmt.Errorf("%w: %s is not the genesis block of this network (%s)", ErrUsage, d.Genesis(), r.Genesis)
	}
	c, err := ReadCandidate(d.Candidate())
	if errors.Is(err, fs.ErrNotExist) && r.Complete {
		return nil // made before organisations agreed: the record has its hash
	}
	if err != nil {
		return err
	}
	if !bytes.Equal(c.Genesis, block) {
		return fmt.Errorf("%w: %s is not the genesis block that was agreed", ErrUsage, d.Genesis())
	}
	text, err := os.ReadFile(d.Trust())
	if err != nil {
		return err
	}
	trust, err := ledger.ParseTrust(text)
	if err != nil {
		return fmt.Errorf("%s: %w", d.Trust(), err)
	}
	if err := c.checkAgreed(trust); err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	return nil
}

package network

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestMemberFiles(t *testing.T) {
	t.Parallel()
	d, members := initAll(t)

	t.Run("AreReadBack", func(t *testing.T) {
		t.Parallel()
		for i, o := range Organisations() {
			m, err := ReadMember(d.Member(o))
			require.NoError(t, err)
			require.Equal(t, members[i], m)
		}
	})

	t.Run("OfWhichAByteIsAnotherAreRefused", func(t *testing.T) {
		t.Parallel()
		text, err := members[0].Canonical()
		require.NoError(t, err)
		for i := 0; i < len(text); i += 7 {
			changed := slices.Clone(text)
			changed[i] ^= 1
			_, err := ParseMember(changed)
			require.ErrorIs(t, err, ErrMember, "byte %d, %q", i, changed[i])
		}
	})

	t.Run("OfAnotherOrganisationsAuthorityAreRefused", func(t *testing.T) {
		t.Parallel()
		m := members[0]
		m.Member.Certificates.Orderers = members[1].Member.Certificates.Orderers
		m.Member.Certificates.Orderer = members[1].Member.Certificates.Orderer
		require.ErrorContains(t, m.Verify(), "is not one of ministry")
	})

	t.Run("HoldNoPrivateKey", func(t *testing.T) {
		t.Parallel()
		text, err := os.ReadFile(d.Member(Organisations()[0]))
		require.NoError(t, err)
		require.NotContains(t, string(text), "PRIVATE")
	})

	t.Run("AreMadeOnce", func(t *testing.T) {
		t.Parallel()
		_, err := InitOrganisation(d, "ministry", OrganisationAddresses{Host: loopback}, testTime)
		require.ErrorIs(t, err, ErrUsage)
	})

	t.Run("NeedAHostAndAKnownName", func(t *testing.T) {
		t.Parallel()
		for name, host := range map[string]string{"ministry": "", "nobody": loopback, "schools": `a", b`} {
			_, err := InitOrganisation(Dir(t.TempDir()), name, OrganisationAddresses{Host: host}, testTime)
			require.Error(t, err, name)
		}
	})
}

func TestAddressesOfOthers(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"127.0.0.1:7050", "[2001:db8::1]:7050", "nodes.example:1"} {
		_, err := hostOf(address)
		require.NoError(t, err, address)
	}
	for _, address := range []string{"nodes.example", ":7050", "nodes.example:0", "nodes.example:99999", "a b:1",
		"a\"b:1", "-a:1", "nodes.example:07", "nodes.example:x"} {
		_, err := hostOf(address)
		require.Error(t, err, address)
	}
}

func TestAgreements(t *testing.T) {
	t.Parallel()
	d, c, genesis := adopted(t)
	text, err := os.ReadFile(d.Trust())
	require.NoError(t, err)
	trust, err := ledger.ParseTrust(text)
	require.NoError(t, err)
	require.Len(t, trust.Agreements, len(Organisations()))
	r, err := readRecord(d)
	require.NoError(t, err)
	require.Equal(t, genesis, r.Genesis)
	require.NoError(t, checkAdopted(d, r))

	t.Run("OfAllAreNeeded", func(t *testing.T) {
		t.Parallel()
		for i, o := range Organisations() {
			lacking := trust
			lacking.Agreements = slices.Delete(slices.Clone(trust.Agreements), i, i+1)
			err := c.checkAgreed(lacking)
			require.ErrorIs(t, err, ErrCandidate)
			require.ErrorContains(t, err, o.Name+" has not agreed")
			_, err = Adopt(d, c, []ledger.Trust{lacking})
			require.ErrorIs(t, err, ErrCandidate)
		}
	})

	t.Run("ToAnotherGenesisBlockAreNone", func(t *testing.T) {
		t.Parallel()
		other := c
		other.Genesis = bytes.Replace(c.Genesis, []byte{0xab, 0xab}, []byte{0xab, 0xac}, 1)
		require.ErrorIs(t, other.checkAgreed(trust), ErrCandidate)
		_, err := Adopt(d, other, []ledger.Trust{trust})
		require.ErrorIs(t, err, ErrCandidate)
		hash, err := other.Hash()
		require.NoError(t, err)
		renamed := trust
		renamed.Genesis = hash
		text, err := jsonText(renamed)
		require.NoError(t, err)
		_, err = ledger.ParseTrust(text)
		require.ErrorIs(t, err, ledger.ErrSignature, "a signature is on one genesis block")
	})

	t.Run("OfOneByAnotherAreNone", func(t *testing.T) {
		t.Parallel()
		pair, err := d.administrator(Organisations()[1]).load()
		require.NoError(t, err)
		certificate, key, err := pair.parse()
		require.NoError(t, err)
		posing, err := trustOf(genesis).Agree(Organisations()[0].MSP, certificate.Raw, signWith(key))
		require.NoError(t, err)
		forged := trust
		forged.Agreements = append([]ledger.Agreement{posing}, trust.Agreements[1:]...)
		require.ErrorContains(t, c.checkAgreed(forged), "is not by the administrator of its member file")
	})

	t.Run("ToASecondLedgerAreNotGiven", func(t *testing.T) {
		t.Parallel()
		second := c
		second.Genesis = bytes.Replace(c.Genesis, []byte{0xab, 0xab}, []byte{0xab, 0xac}, 1)
		hash, err := second.Hash()
		require.NoError(t, err)
		_, err = agree(d, second)
		require.ErrorIs(t, err, ErrUsage)
		require.ErrorContains(t, err, "belongs to the ledger "+genesis.String()+", and this candidate's is "+hash.String())
		_, err = agree(d, c)
		require.NoError(t, err, "to its own once more")
	})

	t.Run("WithAnotherOwnMemberFileAreNotGiven", func(t *testing.T) {
		t.Parallel()
		_, others := initAll(t)
		other := c
		other.Members = others
		_, err := agree(d, other)
		require.ErrorIs(t, err, ErrCandidate)
	})
}

func TestNodesStartOnNothingElse(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(Dir) error{
		"AnotherGenesisBlock": func(d Dir) error { return writeFile(d.Genesis(), []byte{}) },
		"NoGenesisBlock":      func(d Dir) error { return os.Remove(d.Genesis()) },
		"NoTrustFile":         func(d Dir) error { return os.Remove(d.Trust()) },
		"NoAgreement": func(d Dir) error {
			r, err := readRecord(d)
			if err != nil {
				return err
			}
			return writeJSON(d.Trust(), trustOf(r.Genesis))
		},
		"NoCandidate": func(d Dir) error { return os.Remove(d.Candidate()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _, _ := adopted(t)
			r, err := readRecord(d)
			require.NoError(t, err)
			require.NoError(t, checkAdopted(d, r))
			require.NoError(t, spoil(d))
			require.Error(t, checkAdopted(d, r))
		})
	}
}

func TestCandidatesAreReadStrictly(t *testing.T) {
	t.Parallel()
	_, c, _ := adopted(t)
	text, err := c.Canonical()
	require.NoError(t, err)
	again, err := ParseCandidate(append(slices.Clone(text), '\n'))
	require.NoError(t, err)
	require.Equal(t, c, again)
	for name, spoil := range map[string]func(*Candidate){
		"AnotherType":  func(c *Candidate) { c.Type = "x" },
		"AMemberLess":  func(c *Candidate) { c.Members = c.Members[:3] },
		"AnotherOrder": func(c *Candidate) { c.Members = []SignedMember{c.Members[1], c.Members[0], c.Members[2], c.Members[3]} },
		"AMemberTwice": func(c *Candidate) { c.Members = append(slices.Clone(c.Members), c.Members[3]) },
		"AnEditedMember": func(c *Candidate) {
			c.Members = slices.Clone(c.Members)
			c.Members[2].Member.Peer = "203.0.113.9:7051"
		},
	} {
		spoiled := c
		spoil(&spoiled)
		text, err := spoiled.Canonical()
		require.NoError(t, err)
		_, err = ParseCandidate(text)
		require.ErrorIs(t, err, ErrCandidate, name)
	}
}

package network

import (
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

var testTime = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

func parseCertificate(t *testing.T, text []byte) *x509.Certificate {
	t.Helper()
	block, rest := pem.Decode(text)
	require.NotNil(t, block)
	require.Empty(t, rest)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return certificate
}

func TestAuthority(t *testing.T) {
	t.Parallel()

	t.Run("EverySignatureIsLowS", func(t *testing.T) {
		t.Parallel()
		for range 16 { // by chance alone: 1 in 2^32
			a, err := newAuthority("ministry", authorityMembers, testTime)
			require.NoError(t, err)
			low, err := lowS(a.certificate)
			require.NoError(t, err)
			require.True(t, low)
			l, err := a.identity("registryd", validFor(testTime, year), "client", "registry")
			require.NoError(t, err)
			low, err = lowS(parseCertificate(t, l.certificate))
			require.NoError(t, err)
			require.True(t, low)
		}
	})

	t.Run("IdentityCarriesNodeUnitAndRole", func(t *testing.T) {
		t.Parallel()
		a, err := newAuthority("schools", authorityMembers, testTime)
		require.NoError(t, err)
		l, err := a.identity("registryd", validFor(testTime, year), "client", "registry")
		require.NoError(t, err)
		c := parseCertificate(t, l.certificate)
		require.ElementsMatch(t, []string{"client", "registry"}, c.Subject.OrganizationalUnit)
		require.NoError(t, c.CheckSignatureFrom(a.certificate))
		require.True(t, c.NotBefore.Before(testTime))
		require.False(t, c.IsCA)
	})

	t.Run("TransportVerifiesUnderItsNameAndItsHost", func(t *testing.T) {
		t.Parallel()
		a, err := newAuthority("schools", authorityTLS, testTime)
		require.NoError(t, err)
		roots := x509.NewCertPool()
		roots.AddCert(a.certificate)
		for _, host := range []string{loopback, "203.0.113.7", "2001:db8::7", "nodes.example"} {
			l, err := a.transport("schools-peer", host, validFor(testTime, year))
			require.NoError(t, err)
			for _, name := range []string{"schools-peer", "localhost", loopback, host} {
				_, err = parseCertificate(t,
					l.certificate).Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: testTime})
				require.NoError(t, err, name)
			}
		}
	})
}

// initAll makes all organisations in one folder.
func initAll(t *testing.T) (Dir, []SignedMember) {
	t.Helper()
	d := Dir(t.TempDir())
	held := heldPorts{}
	defer held.release()
	var members []SignedMember
	for _, o := range Organisations() {
		m, err := initOrganisation(d, o.Name, OrganisationAddresses{Host: loopback}, testTime, held)
		require.NoError(t, err)
		members = append(members, m)
	}
	return d, members
}

// adopted makes all organisations in one folder and has them adopt a channel whose
// genesis block is a plain one.
func adopted(t *testing.T) (Dir, Candidate, ledger.Digest) {
	t.Helper()
	d, members := initAll(t)
	c := Candidate{Type: TypeCandidate, Members: members, Genesis: plainBlock(t)}
	genesis, err := c.Hash()
	require.NoError(t, err)
	agreed, err := agree(d, c)
	require.NoError(t, err)
	_, err = Adopt(d, c, []ledger.Trust{agreed})
	require.NoError(t, err)
	return d, c, genesis
}

func TestIdentities(t *testing.T) {
	t.Parallel()
	d, _, genesis := adopted(t)

	t.Run("NothingIsReadableByOthers", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, filepath.WalkDir(string(d), func(path string, e fs.DirEntry, err error) error {
			require.NoError(t, err)
			info, err := e.Info()
			require.NoError(t, err)
			if path != string(d) {
				require.Zero(t, info.Mode().Perm()&0o077, path)
			}
			return nil
		}))
	})

	t.Run("EveryAuthorityIsOneOfItsKind", func(t *testing.T) {
		t.Parallel()
		keys := map[string]bool{}
		for _, o := range Organisations() {
			for _, purpose := range []string{authorityMembers, authorityOrderers, authorityTLS} {
				one, err := loadAuthority(d.organisation(o).authority(purpose))
				require.NoError(t, err)
				keys[string(one.certificate.RawSubjectPublicKeyInfo)] = true
			}
		}
		require.Len(t, keys, 3*len(Organisations()))
	})

	t.Run("TrustFileIsWhatVerifiersRead", func(t *testing.T) {
		t.Parallel()
		trust, err := clientfile.ReadTrust(d.Trust())
		require.NoError(t, err)
		require.Equal(t, genesis, trust.Genesis)
		require.Equal(t, []string{"MinistryMSP"}, trust.Accreditors)
	})
}

func TestClients(t *testing.T) {
	t.Parallel()
	d, _, genesis := adopted(t)
	for _, want := range []struct {
		name, msp string
		units     []string
	}{
		{"registryd", "SchoolsMSP", []string{"client", "registry"}},
		{"verifierd", "AuditorMSP", []string{"client", "verifier"}},
		{"accreditor", "MinistryMSP", []string{"client", "accreditor"}},
		{"university-admin", "UniversityMSP", []string{"admin"}},
	} {
		t.Run(want.name+"CanReadWhatItIsHanded", func(t *testing.T) {
			t.Parallel()
			c, err := clientfile.ReadConnection(d.Client(want.name))
			require.NoError(t, err)
			require.Equal(t, want.msp, c.MSP)
			require.Equal(t, genesis, c.Genesis)
			text, err := os.ReadFile(c.Certificate)
			require.NoError(t, err)
			require.ElementsMatch(t, want.units, parseCertificate(t, text).Subject.OrganizationalUnit)
			require.FileExists(t, c.PrivateKey)
			require.Len(t, c.Peers, len(Organisations()))
			require.Equal(t, want.msp, c.Peers[0].MSP)
			for _, p := range c.Peers {
				require.FileExists(t, p.TLSRoot)
			}
		})
	}
}

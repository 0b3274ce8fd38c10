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
			l, err := a.identity("registryd", testTime, "client", "registry")
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
		l, err := a.identity("registryd", testTime, "client", "registry")
		require.NoError(t, err)
		c := parseCertificate(t, l.certificate)
		require.ElementsMatch(t, []string{"client", "registry"}, c.Subject.OrganizationalUnit)
		require.NoError(t, c.CheckSignatureFrom(a.certificate))
		require.True(t, c.NotBefore.Before(testTime))
		require.False(t, c.IsCA)
	})

	t.Run("TransportVerifiesUnderItsNameAndTheLoopback", func(t *testing.T) {
		t.Parallel()
		a, err := newAuthority("schools", authorityTLS, testTime)
		require.NoError(t, err)
		l, err := a.transport("schools-peer", testTime)
		require.NoError(t, err)
		roots := x509.NewCertPool()
		roots.AddCert(a.certificate)
		for _, name := range []string{"schools-peer", "localhost", host} {
			_, err = parseCertificate(t,
				l.certificate).Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: testTime})
			require.NoError(t, err, name)
		}
	})
}

// identities makes all that a network hands over, in a folder of its own.
func identities(t *testing.T) (Dir, map[string]authorities, ledger.Digest) {
	t.Helper()
	d := Dir(t.TempDir())
	all, err := makeIdentities(d, testTime)
	require.NoError(t, err)
	ports, held, err := choosePorts()
	require.NoError(t, err)
	held.release()
	genesis := ledger.SumDigest([]byte("genesis"))
	require.NoError(t, makeClients(d, all, ports, genesis, testTime))
	require.NoError(t, writeTrust(d, genesis))
	return d, all, genesis
}

func TestIdentities(t *testing.T) {
	t.Parallel()
	d, all, genesis := identities(t)

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
		for _, a := range all {
			for _, one := range []*authority{a.members, a.orderers, a.tls} {
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
	d, _, genesis := identities(t)
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

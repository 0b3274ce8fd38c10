package network

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

var atSigner = KeyElsewhere{Client: "accreditor", Name: "signerd:BO-GDDT"}

// requireNoKeyOf fails the test where a file of the folder holds the private key, or the
// client's folder any.
func requireNoKeyOf(t *testing.T, d Dir, client string, public *ecdsa.PublicKey) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(string(d), func(path string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		if e.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			if block.Type == "CERTIFICATE" {
				continue
			}
			require.NotEqual(t, filepath.Join(string(d), "clients", client), filepath.Dir(path), path)
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			require.NoError(t, err, path)
			require.False(t, public.Equal(key.(*ecdsa.PrivateKey).Public()), "%s holds the key", path)
		}
		return nil
	}))
}

// requireIdentity fails the test unless the accreditor's certificate is as all of its are but for
// the key.
func requireIdentity(t *testing.T, d Dir, key *ecdsa.PrivateKey, now time.Time) {
	t.Helper()
	ministry := Organisations()[0]
	certificate, err := clientfile.ReadCertificate(d.clientKeys("accreditor").certificate)
	require.NoError(t, err)
	require.True(t, key.PublicKey.Equal(certificate.PublicKey))
	require.Equal(t, "accreditor", certificate.Subject.CommonName)
	require.Equal(t, []string{"ministry"}, certificate.Subject.Organization)
	require.ElementsMatch(t, []string{"client", "accreditor"}, certificate.Subject.OrganizationalUnit)
	require.Equal(t, now.Add(lifetime(ministry, certificateClient)), certificate.NotAfter)
	require.False(t, certificate.IsCA)
	a, err := loadAuthority(d.organisation(ministry).authority(authorityMembers))
	require.NoError(t, err)
	require.NoError(t, certificate.CheckSignatureFrom(a.certificate))
	low, err := lowS(certificate)
	require.NoError(t, err)
	require.True(t, low)
	requireNoKeyOf(t, d, "accreditor", &key.PublicKey)
}

// TestAnIdentityWhoseKeyIsElsewhere: its key was made as a file at first. A request takes
// that one's place, and renewals keep the request's key.
func TestAnIdentityWhoseKeyIsElsewhere(t *testing.T) {
	t.Parallel()
	d, _, genesis := adopted(t)
	o, key, files := Organisations()[0], newKey(t), d.clientKeys("accreditor")
	before, err := clientfile.ReadCertificate(files.certificate)
	require.NoError(t, err)
	now := testTime.Add(24 * time.Hour)
	made, err := SignIdentity(t.Context(), d, parsedRequest(t, key), atSigner, now)
	require.NoError(t, err)
	require.Equal(t, parsedRequest(t, key).Key.Thumbprint(), made.Thumbprint)
	require.Equal(t, files.key, made.Removed)
	require.Equal(t, before.NotAfter, *made.Before, "whoever has a copy can go on until then")
	requireIdentity(t, d, key, now)
	c, err := clientfile.ReadConnection(d.Client("accreditor"))
	require.NoError(t, err)
	require.Equal(t, atSigner.Name, c.PrivateKey)
	require.Equal(t, genesis, c.Genesis)
	require.Equal(t, "MinistryMSP", c.MSP)
	require.Len(t, c.Peers, len(Organisations()))
	for _, p := range c.Peers {
		require.FileExists(t, p.TLSRoot)
	}

	again, err := SignIdentity(t.Context(), d, parsedRequest(t, key), KeyElsewhere{Client: "accreditor"}, now)
	require.NoError(t, err, "where the key is, the folder knows")
	require.Nil(t, again.Before)
	require.Empty(t, again.Removed)
	require.Equal(t, made.Key, again.Key)

	renewAt := now.Add(year)
	r, err := readRecord(d)
	require.NoError(t, err)
	i, err := readIssuer(d, o, r, renewAt)
	require.NoError(t, err)
	require.NoError(t, makePart(d, i, partMembers))
	_, err = SignIdentity(t.Context(), d, parsedRequest(t, newKey(t)), atSigner, renewAt)
	require.ErrorIs(t, err, ErrUsage, "the renewal would put the old key's certificate there again")
	requireNoKeyOf(t, d, "accreditor", &key.PublicKey)
	require.NoFileExists(t, d.organisation(o).renewal(partMembers).renewedClient("accreditor").key)
	require.NoError(t, takePart(d, o, partMembers))
	requireIdentity(t, d, key, renewAt)
	requireEnd(t, d, renewAt.Add(lifetime(o, certificateClient)))

	other := newKey(t)
	made, err = SignIdentity(t.Context(), d, parsedRequest(t, other), atSigner, renewAt)
	require.NoError(t, err)
	require.Equal(t, renewAt.Add(lifetime(o, certificateClient)), *made.Before)
	requireIdentity(t, d, other, renewAt)
}

// requireEnd fails the test unless the accreditor's certificate is among those that
// networkctl status warns of, with that end.
func requireEnd(t *testing.T, d Dir, end time.Time) {
	t.Helper()
	all, err := Certificates(d, end.Add(-time.Hour))
	require.NoError(t, err)
	for _, c := range all {
		if c.Name == "accreditor" {
			require.Equal(t, end, c.Ends)
			require.Equal(t, "urgent", c.Warning)
			return
		}
	}
	require.Fail(t, "the accreditor's certificate is not listed")
}

// TestAKeyThatNeverWasAFile: the organisation is made without the accreditor's key, and
// gets its certificate from a request, before there is a channel or after.
func TestAKeyThatNeverWasAFile(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]bool{"BeforeTheChannel": true, "AfterIt": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, key := Dir(t.TempDir()), newKey(t)
			files := d.clientKeys("accreditor")
			sign := func() {
				made, err := SignIdentity(t.Context(), d, parsedRequest(t, key), KeyElsewhere{Client: "accreditor"}, testTime)
				require.NoError(t, err)
				require.Nil(t, made.Before)
				require.Empty(t, made.Removed)
			}
			var members []SignedMember
			held := heldPorts{}
			defer held.release()
			for _, o := range Organisations() {
				elsewhere := []KeyElsewhere{atSigner}
				if o.Name != "ministry" {
					elsewhere = nil
				}
				m, err := initOrganisation(d, o.Name, OrganisationAddresses{Host: loopback}, testTime, held, elsewhere...)
				require.NoError(t, err)
				members = append(members, m)
			}
			require.NoFileExists(t, files.key)
			require.NoFileExists(t, files.certificate)
			all, err := Certificates(d, testTime)
			require.NoError(t, err)
			require.False(t, slices.ContainsFunc(all, func(c HeldCertificate) bool { return c.Name == "accreditor" }))
			if early {
				sign()
			}
			c := Candidate{Type: TypeCandidate, Members: members, Genesis: plainBlock(t)}
			agreed, err := agree(d, c)
			require.NoError(t, err)
			_, err = Adopt(d, c, []ledger.Trust{agreed})
			require.NoError(t, err)
			renewMembersOf(t, d, Organisations()[0])
			if !early {
				require.NoFileExists(t, files.certificate, "nobody has asked yet")
				sign()
			}
			require.NoFileExists(t, files.key)
			connection, err := clientfile.ReadConnection(d.Client("accreditor"))
			require.NoError(t, err)
			require.Equal(t, atSigner.Name, connection.PrivateKey)
			requireIdentity(t, d, key, testTime)
		})
	}
}

// renewMembersOf does of networkctl renew what concerns clients.
func renewMembersOf(t *testing.T, d Dir, o Organisation) {
	t.Helper()
	r, err := readRecord(d)
	require.NoError(t, err)
	i, err := readIssuer(d, o, r, testTime)
	require.NoError(t, err)
	require.NoError(t, makePart(d, i, partMembers))
	require.NoError(t, takePart(d, o, partMembers))
}

func TestWhatIsNotCertified(t *testing.T) {
	t.Parallel()
	d, _, _ := adopted(t)
	request := parsedRequest(t, newKey(t))
	for _, c := range []struct {
		k    KeyElsewhere
		says string
	}{
		{KeyElsewhere{"ministry-admin", atSigner.Name}, "from a file only"},
		{KeyElsewhere{"registryd", atSigner.Name}, "from a file only"},
		{KeyElsewhere{"../ministry", atSigner.Name}, "no client"},
		{KeyElsewhere{"accreditor", ""}, "signerd:NAME"},
		{KeyElsewhere{"accreditor", "key.pem"}, "signerd:NAME"},
		{KeyElsewhere{"accreditor", "signerd:"}, "signerd:NAME"},
		{KeyElsewhere{"accreditor", "signerd:../x"}, "signerd:NAME"},
		{KeyElsewhere{"accreditor", "pkcs11:token=a?pin-value=swordfish"}, "without a PIN"},
	} {
		_, err := SignIdentity(t.Context(), d, request, c.k, testTime)
		require.ErrorIs(t, err, ErrUsage, c.k)
		require.ErrorContains(t, err, c.says)
		require.NotContains(t, err.Error(), "swordfish")
	}
	require.FileExists(t, d.clientKeys("accreditor").key, "nothing was done")
	_, err := InitOrganisation(Dir(t.TempDir()), "schools", OrganisationAddresses{Host: loopback}, testTime, atSigner)
	require.ErrorContains(t, err, "accreditor is a client of ministry, not of schools")
	alone := Dir(t.TempDir())
	_, err = InitOrganisation(alone, "schools", OrganisationAddresses{Host: loopback}, testTime)
	require.NoError(t, err)
	_, err = SignIdentity(t.Context(), alone, request, atSigner, testTime)
	require.ErrorContains(t, err, "does not hold")
}

// TestAFilesKeyThatWasTakenOver: the key was imported where it is used now, and asks from
// there for the certificate of the identity that it is.
func TestAFilesKeyThatWasTakenOver(t *testing.T) {
	t.Parallel()
	d, _, _ := adopted(t)
	pair, err := d.clientKeys("accreditor").load()
	require.NoError(t, err)
	_, key, err := pair.parse()
	require.NoError(t, err)
	made, err := SignIdentity(t.Context(), d, parsedRequest(t, key), atSigner, testTime)
	require.NoError(t, err)
	require.Nil(t, made.Before, "no other key has a certificate")
	require.Equal(t, d.clientKeys("accreditor").key, made.Removed)
	requireIdentity(t, d, key, testTime)
	renewMembersOf(t, d, Organisations()[0])
	requireIdentity(t, d, key, testTime)
}

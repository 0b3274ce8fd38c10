package remotesigner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/remotesigner"
)

// FuzzParseFingerprints: what is read is written and read again as the same.
func FuzzParseFingerprints(f *testing.F) {
	one := strings.Repeat("0f", 32)
	for _, text := range []string{"", one, strings.ToUpper(one), one + ", " + one, "0F:" + one[2:], one + ",", one[2:], "g" + one[1:]} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, err := remotesigner.ParseFingerprints(text)
		if err != nil {
			require.Empty(t, found)
			return
		}
		require.Len(t, found, strings.Count(text, ",")+1)
		for _, fingerprint := range found {
			var again remotesigner.Fingerprint
			require.NoError(t, again.UnmarshalText([]byte(fingerprint.String())))
			require.Equal(t, fingerprint, again)
		}
	})
}

// FuzzReadCertificate reads two files that say anything: both belong together, or it is an error.
func FuzzReadCertificate(f *testing.F) {
	certificateFile, keyFile := filepath.Join(f.TempDir(), "a.crt"), filepath.Join(f.TempDir(), "a.key")
	_, err := remotesigner.MakeCertificate(certificateFile, keyFile, "THPT-MAU-01", time.Now())
	require.NoError(f, err)
	certificate, err := os.ReadFile(certificateFile)
	require.NoError(f, err)
	key, err := os.ReadFile(keyFile)
	require.NoError(f, err)
	f.Add(certificate, key)
	f.Add(key, certificate)
	f.Add(certificate, []byte{})
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), key)
	f.Fuzz(func(t *testing.T, certificate, key []byte) {
		dir := t.TempDir()
		certificateFile, keyFile := filepath.Join(dir, "a.crt"), filepath.Join(dir, "a.key")
		require.NoError(t, os.WriteFile(certificateFile, certificate, 0o600))
		require.NoError(t, os.WriteFile(keyFile, key, 0o600))
		read, err := remotesigner.ReadCertificate(certificateFile, keyFile)
		if err == nil {
			require.NotEmpty(t, read.Certificate)
			require.NotNil(t, read.PrivateKey)
		} else {
			require.NotContains(t, err.Error(), "PRIVATE KEY")
		}
	})
}

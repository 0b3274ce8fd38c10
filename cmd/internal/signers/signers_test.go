package signers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/signers"
)

func TestEachKindHasItsSettings(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct {
		name     string
		settings map[string]string
	}{
		{"", map[string]string{"SOGOC_KEYSTORE": "k", "SOGOC_KEYSTORE_PASSWORD_FILE": "p"}},
		{signers.KindPKCS11, map[string]string{
			"SOGOC_PKCS11_TOKEN": "pkcs11:token=schools?module-path=/m.so&pin-source=file:/pin",
		}},
		{signers.KindRemote, map[string]string{
			"SOGOC_SIGNER_ADDRESS":         "signer.example:8443",
			"SOGOC_SIGNER_FINGERPRINT":     fingerprint + ", " + fingerprint,
			"SOGOC_SIGNER_CERTIFICATE":     "c",
			"SOGOC_SIGNER_CERTIFICATE_KEY": "k",
		}},
	} {
		read := func(without string) (signers.Config, error) {
			return signers.FromEnv(func(name string) string {
				if name == "SOGOC_SIGNER" {
					return kind.name
				}
				if name == without {
					return ""
				}
				return kind.settings[name]
			})
		}
		_, err := read("")
		require.NoError(t, err, kind.name)
		for name := range kind.settings {
			_, err := read(name)
			require.ErrorContains(t, err, name)
		}
	}
}

const fingerprint = "abcdef00112233445566778899aabbccddeeff00112233445566778899aabbcc"

func TestSettingsThatCannotBe(t *testing.T) {
	t.Parallel()
	remote := map[string]string{
		"SOGOC_SIGNER":                 "remote",
		"SOGOC_SIGNER_ADDRESS":         "signer.example:8443",
		"SOGOC_SIGNER_FINGERPRINT":     fingerprint,
		"SOGOC_SIGNER_CERTIFICATE":     "c",
		"SOGOC_SIGNER_CERTIFICATE_KEY": "k",
	}
	for _, bad := range []struct{ name, value, says string }{
		{"SOGOC_SIGNER", "abacus", "abacus"},
		{"SOGOC_SIGNER_ADDRESS", "signer.example", "host:port"},
		{"SOGOC_SIGNER_FINGERPRINT", "abcd", "64"},
	} {
		_, err := signers.FromEnv(func(name string) string {
			if name == bad.name {
				return bad.value
			}
			return remote[name]
		})
		require.ErrorContains(t, err, bad.says)
	}
	_, err := signers.FromEnv(func(name string) string {
		if name == "SOGOC_SIGNER" {
			return "pkcs11"
		}
		return "pkcs11:token=a;object=b?module-path=/m.so&pin-source=/pin"
	})
	require.ErrorContains(t, err, "SOGOC_PKCS11_TOKEN")
}

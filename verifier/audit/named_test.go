package audit_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
)

// Every form of a credential names the same place on the ledger, however it came.
func TestReadNameOfCredentials(t *testing.T) {
	t.Parallel()
	read := 0
	for _, v := range testvectors.Load(t, "../testdata/vectors") {
		if !strings.HasPrefix(v.Name, "carried/") {
			continue
		}
		named, err := audit.ReadName(v.Presentation)
		if v.Want.Digest == nil {
			require.ErrorIs(t, err, audit.ErrNamesNothing, v.Name)
			continue
		}
		require.NoError(t, err, v.Name)
		require.Equal(t, v.Want.Digest, named.Digest, v.Name)
		require.Equal(t, "DH-MAU", named.Issuer, v.Name)
		require.Equal(t, audit.EntryRef{List: 1, Index: 94567}, named.Entry, v.Name)
		read++
	}
	require.Greater(t, read, 25)
}

func TestReadNameOfIssuers(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"DIDDocument":   `{"@context":["https://www.w3.org/ns/did/v1"],"id":"did:web:vanbang.example:issuers:DH-MAU"}`,
		"Accreditation": `{"code":"DH-MAU","name":"Trường Đại học Mẫu (mẫu)","scopes":[]}`,
		"Statement":     `{"issuer":"DH-MAU","key":"x","ledger":"y","type":"sogoc/key-retirement/v1"}`,
	} {
		named, err := audit.ReadName("\ufeff" + text + "\r\n")
		require.NoError(t, err, name)
		require.Equal(t, audit.Named{Issuer: "DH-MAU"}, named, name)
	}
	for _, text := range []string{"", "{}", `{"issuer":"no code"}`, `{"id":"did:web:vanbang.example"}`, "\x89PNG", "A 00123456"} {
		_, err := audit.ReadName(text)
		require.ErrorIs(t, err, audit.ErrNamesNothing, text)
	}
}

func FuzzReadName(f *testing.F) {
	f.Add(`{"id":"did:web:vanbang.example:issuers:DH-MAU"}`)
	f.Add("eyJ.eyJ.A~")
	f.Fuzz(func(t *testing.T, text string) {
		named, err := audit.ReadName(text)
		if err != nil {
			require.ErrorIs(t, err, audit.ErrNamesNothing)
			return
		}
		require.NoError(t, ledger.ValidateIssuerCode(named.Issuer))
	})
}

package answer_test

import (
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
)

// Two registers may give one code to two schools: another register's credential
// is not shown with the name of our school, in no form.
func TestAnotherRegistersIssuerIsNotOurs(t *testing.T) {
	t.Parallel()
	ours := testevidence.New(t)
	diploma, err := credential.Parse(ours.Diploma.SDJWT())
	require.NoError(t, err)
	theirs := credential.Diploma{Issuance: diploma.Issuance, Subject: diploma.Subject}
	theirs.Issuer.Host = "so-goc-khac.example"
	issued, err := credential.Issue(theirs, testledger.NewSigner(t), rand.Reader)
	require.NoError(t, err)
	holder, err := presentation.HolderFile(issued.SDJWT(), issued.QRClaims)
	require.NoError(t, err)
	on := answer.Grounds{
		Trust:   &ours.Trust,
		Reading: verifier.FreshReading(ours.Ledger.View()),
		Hosts:   []string{"vanbang.example"},
	}
	for name, input := range map[string]string{
		"SDJWT":          issued.SDJWT(),
		"HolderFile":     string(holder),
		"Link":           presentation.URL("https://so-goc-khac.example", issued.QRToken),
		"LinkWithPort":   presentation.URL("https://SO-GOC-KHAC.example:443", issued.QRToken),
		"LinkOfMailWrap": presentation.URL("https://so-goc-khac.example", issued.QRToken) + ".",
	} {
		r := answer.To(answer.Question{Input: input}, on, ours.Ledger.Clock.Now())
		require.Equal(t, verifier.Indeterminate, r.Result, name)
		require.Equal(t, verifier.DetailOtherRegister, r.Detail, name)
		require.Nil(t, r.Issuer, name)
		require.Nil(t, r.Credential, name)
	}
	r := answer.To(answer.Question{Input: presentation.URL("https://VANBANG.example:443", issued.QRToken)}, on,
		ours.Ledger.Clock.Now())
	require.Equal(t, verifier.UntrustedIssuer, r.Result, "what says that it is ours, and is not")
}

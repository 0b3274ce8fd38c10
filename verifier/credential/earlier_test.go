package credential_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

// What was signed while each host had a vocabulary of its own is read for ever; a
// credential has one vocabulary, and no other host's.
func TestAnEarlierVocabularyIsRead(t *testing.T) {
	t.Parallel()
	const hosts, others = "https://vanbang.example/ns#", "https://elsewhere.example/ns#"
	signer := newSigner(t)
	for name, c := range map[string]struct {
		document       credential.Document
		payload, shown string // their vocabularies
		readable       bool
	}{
		"Diploma":              {diploma(), hosts, hosts, true},
		"Transcript":           {transcript(3), hosts, hosts, true},
		"TodaysPayload":        {diploma(), credential.Vocabulary, hosts, false},
		"TodaysDisclosures":    {diploma(), hosts, credential.Vocabulary, false},
		"TodaysCourses":        {transcript(3), hosts, credential.Vocabulary, false},
		"AnotherHosts":         {diploma(), others, others, false},
		"TodaysWithoutItsSign": {diploma(), strings.TrimSuffix(credential.Vocabulary, "#"), credential.Vocabulary, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := takeApart(t, issue(t, c.document, signer))
			for i, disclosure := range f.disclosures {
				text := strings.ReplaceAll(decode(t, disclosure), credential.Vocabulary, c.shown)
				f.disclosures[i] = encode(text)
				f.replace(t, digestOf(disclosure), digestOf(f.disclosures[i]))
			}
			f.payload = strings.ReplaceAll(f.payload, credential.Vocabulary, c.payload)
			parsed, err := credential.Parse(f.compact())
			if !c.readable {
				require.ErrorIs(t, err, credential.ErrMalformed)
				return
			}
			require.NoError(t, err)
			issued, err := credential.Parse(issue(t, c.document, signer).SDJWT())
			require.NoError(t, err)
			require.Equal(t, issued.Issuance.Rank, parsed.Issuance.Rank)
			require.Equal(t, issued.Courses, parsed.Courses)
			processed, err := parsed.VerifiableCredential()
			require.NoError(t, err)
			require.NotContains(t, string(processed), credential.Vocabulary)
			require.Contains(t, string(processed), c.payload+"rank")
		})
	}
}

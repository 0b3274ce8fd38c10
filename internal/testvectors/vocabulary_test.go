package testvectors_test

import (
	"strings"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

// withVocabularies writes a credential anew whose payload and whose disclosures name
// these vocabularies, signed and with its digest.
func withVocabularies(w *world, d credential.Issued, by signer, payload, disclosures string) credential.Issued {
	w.t.Helper()
	body := strings.ReplaceAll(payloadOf(w, d), credential.Vocabulary, payload)
	changed := credential.Issued{QRClaims: d.QRClaims}
	for _, disclosure := range d.Disclosures {
		text := strings.ReplaceAll(decodeText(w.t, disclosure), credential.Vocabulary, disclosures)
		changed.Disclosures = append(changed.Disclosures, encodeText(text))
		require.Contains(w.t, body, digestText(disclosure))
		body = strings.Replace(body, digestText(disclosure), digestText(encodeText(text)), 1)
	}
	changed.JWT = signJWT(w, by, d.JWT, body)
	changed.Digest = credential.Digest(changed.JWT, changed.QRClaims)
	return changed
}

// earlierVocabulary is that of the vectors' host.
const earlierVocabulary = "https://" + host + "/ns#"

// vocabularies writes the vectors of credentials with the vocabulary of their host,
// which have their places on the ledger, and of those that mix both.
func vocabularies(w *world, diploma, transcript, issued credential.Issued, by signer) {
	w.ask(
		"genuine/earlier-vocabulary-sd-jwt",
		"A diploma that was signed while each host had a vocabulary of its own.",
		diploma.SDJWT(),
		valid,
	)
	w.ask("genuine/earlier-vocabulary-holder", "The same as a holder's file.", holderFile(w.t, diploma), valid)
	w.ask("genuine/earlier-vocabulary-transcript", "A transcript of that time.", transcript.SDJWT(), valid)
	w.ask("mutant/vocabulary-of-disclosures",
		"The vocabulary of the host in the disclosures alone. Signed by the issuer's key, and refused all the same.",
		withVocabularies(w, issued, by, credential.Vocabulary, earlierVocabulary).SDJWT(), malformed)
	w.ask("mutant/vocabulary-of-payload",
		"The vocabulary of the host in the payload alone. Signed by the issuer's key, and refused all the same.",
		withVocabularies(w, issued, by, earlierVocabulary, credential.Vocabulary).SDJWT(), malformed)
}

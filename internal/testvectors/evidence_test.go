package testvectors_test

import (
	"bytes"
	"encoding/base64"
	"hash/fnv"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
)

// evidence is a synthetic channel with the vectors that are about it.
type evidence struct {
	*testevidence.World
	t     *testing.T
	files map[string][]byte
}

// newEvidence makes a channel whose keys, certificates and signatures come
// from a seed: the certificates and Fabric's signatures are made by the
// standard library, whose randomness is taken over for the test.
func newEvidence(t *testing.T, files map[string][]byte) *evidence {
	t.Helper()
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(t.Name()))
	cryptotest.SetGlobalRandom(t, seed.Sum64())
	return &evidence{World: testevidence.NewWith(t, beforeReasons), t: t, files: files}
}

// beforeReasons makes ledgers as they were before accreditors said why. Every vector
// is of such a ledger, so that it stays as it was published, unless it says otherwise.
var beforeReasons = testledger.Options{WithoutReasons: true}

// reasons writes the vector of an attestation in which issuer and key have reasons.
func reasons(e *evidence) {
	e.World = testevidence.New(e.t)
	b := e.bundle(e.Link())
	e.ask("bundle/reasons",
		"The accreditor said on the ledger why it accredited the issuer and registered the key: records have reasons.",
		e.encode(b), e.Trust, e.Ledger.Clock.Now().Add(time.Minute), valid)
}

func (e *evidence) ask(name, about, text string, trust ledger.Trust, now time.Time, want expect) {
	e.t.Helper()
	v := testvectors.Vector{About: about, Trust: &trust, Now: now, Presentation: text}
	v.Want = confirm(e.t, name, v.Ask(nil), want)
	if led := alone(v); v.Want.Today != nil && led.Result != v.Want.Result {
		v.Exceptions.Credverify = &testvectors.Exception{
			Why:  "it gives one answer to programs: of the two moments that the receipt is about, the worse",
			Want: &led,
		}
	}
	keep(e.t, e.files, name, v)
}

func (e *evidence) bundle(input string) bundle.Bundle { e.t.Helper(); return e.Bundle(input) }

func (e *evidence) encode(b bundle.Bundle) string {
	e.t.Helper()
	text, err := b.Encode()
	require.NoError(e.t, err)
	return string(text)
}

// bundles writes the vectors of bundles.
func bundles(t *testing.T, files map[string][]byte) {
	t.Run("genuine", func(t *testing.T) { genuineBundles(newEvidence(t, files)) })
	t.Run("mutants", func(t *testing.T) { spoiltBundles(newEvidence(t, files)) })
	t.Run("configurations", func(t *testing.T) { configurations(newEvidence(t, files)) })
	t.Run("statuses", func(t *testing.T) { bundleStatuses(t, files) })
	t.Run("receipts", func(t *testing.T) { receipts(newEvidence(t, files)) })
	t.Run("twice", func(t *testing.T) { twice(newEvidence(t, files)) })
	t.Run("moments", func(t *testing.T) { moments(newEvidence(t, files)) })
	t.Run("changes", func(t *testing.T) { receiptChanges(newEvidence(t, files)) })
	t.Run("carried", func(t *testing.T) { carried(newEvidence(t, files)) })
	t.Run("reasons", func(t *testing.T) { reasons(newEvidence(t, files)) })
}

func genuineBundles(e *evidence) {
	now := e.Ledger.Clock.Now()
	qr := e.encode(e.bundle(e.Link()))
	e.ask("bundle/qr", "A bundle of a QR code, one minute old.", qr, e.Trust, now.Add(time.Minute), valid)
	e.ask(
		"bundle/sd-jwt",
		"A bundle of an SD-JWT with all disclosures.",
		e.encode(e.bundle(e.Diploma.SDJWT())),
		e.Trust,
		now.Add(time.Minute),
		valid,
	)
	e.ask(
		"bundle/holder",
		"A bundle of a holder's file.",
		e.encode(e.bundle(e.HolderFile())),
		e.Trust,
		now.Add(time.Minute),
		valid,
	)
	e.ask(
		"bundle/years-later",
		"The same QR code's bundle ten years later, when every certificate in it has expired: valid as of its attestation.",
		qr,
		e.Trust,
		now.AddDate(10, 0, 0),
		valid,
	)
	e.ask(
		"bundle/not-yet-valid",
		"The verifier's clock stands before the first day of validity.",
		qr,
		e.Trust,
		now.AddDate(0, 0, -1),
		expect{verifier.Expired, verifier.DetailNotYetValid, 8},
	)
	other := e.Trust
	other.Genesis = ledger.SumDigest([]byte("another genesis block"))
	e.ask(
		"bundle/other-genesis",
		"The trust file pins another ledger.",
		qr,
		other,
		now,
		expect{verifier.UntrustedIssuer, verifier.DetailOtherLedger, 2},
	)
	other = e.Trust
	other.Accreditors = []string{"UniversityMSP"}
	e.ask(
		"bundle/other-accreditor",
		"The trust file does not name the organisation that accredited the issuer.",
		qr,
		other,
		now,
		expect{verifier.UntrustedIssuer, verifier.DetailAccreditor, 2},
	)
	other = e.Trust
	other.Chaincode = "another"
	e.ask(
		"bundle/other-chaincode",
		"The trust file names another chaincode.",
		qr,
		other,
		now,
		expect{verifier.Tampered, verifier.DetailAttestation, 2},
	)
	other = e.Trust
	other.Channel = "another"
	e.ask(
		"bundle/other-channel",
		"The trust file names another channel.",
		qr,
		other,
		now,
		expect{verifier.UntrustedIssuer, verifier.DetailOtherLedger, 2},
	)
}

// spoiltBundles changes one thing at a time.
func spoiltBundles(e *evidence) {
	now, genuine := e.Ledger.Clock.Now(), e.bundle(e.Link())
	ask := func(name, about string, want expect, change func(*bundle.Bundle)) {
		e.t.Helper()
		b := genuine
		b.Attestation, b.Configuration = slices.Clone(b.Attestation), slices.Clone(b.Configuration)
		b.Proof.Path = slices.Clone(b.Proof.Path)
		change(&b)
		e.ask("bundle/"+name, about, e.encode(b), e.Trust, now, want)
	}
	ask(
		"proof-hash",
		"One bit of a hash of the inclusion proof.",
		expect{verifier.Tampered, verifier.DetailProof, 4},
		func(b *bundle.Bundle) { b.Proof.Path[0][0] ^= 1 },
	)
	ask(
		"proof-index",
		"The proof says another index.",
		expect{verifier.Tampered, verifier.DetailProof, 4},
		func(b *bundle.Bundle) { b.Proof.Index ^= 1 },
	)
	ask(
		"endorsement",
		"The last byte of an endorsement.",
		expect{verifier.Tampered, verifier.DetailEndorsements, 2},
		func(b *bundle.Bundle) { b.Attestation[len(b.Attestation)-1] ^= 1 },
	)
	ask(
		"answer",
		"One letter of the attested issuer's name: no endorsement is over it.",
		expect{verifier.Tampered, verifier.DetailEndorsements, 2},
		func(b *bundle.Bundle) {
			at := bytes.Index(b.Attestation, []byte("Sample University"))
			require.Positive(e.t, at)
			b.Attestation[at] ^= 1
		},
	)
	ask(
		"other-credential",
		"The attestation of another credential's status.",
		expect{verifier.Tampered, verifier.DetailAttestation, 2},
		func(b *bundle.Bundle) {
			other, err := e.Attest(e.t.Context(), testevidence.Issuer, 1, 1, testevidence.Status.Index+1)
			require.NoError(e.t, err)
			b.Attestation = other
		},
	)
	ask(
		"two-organisations",
		"Two of four organisations endorsed.",
		expect{verifier.Tampered, verifier.DetailEndorsements, 2},
		func(b *bundle.Bundle) {
			q, err := e.Query(testevidence.Issuer, 1, 1, testevidence.Status.Index)
			require.NoError(e.t, err)
			q.Endorsers = q.Endorsers[:2]
			b.Attestation = e.Endorse(q)
		},
	)
	ask(
		"one-organisation-thrice",
		"One organisation endorsed three times.",
		expect{verifier.Tampered, verifier.DetailEndorsements, 2},
		func(b *bundle.Bundle) {
			q, err := e.Query(testevidence.Issuer, 1, 1, testevidence.Status.Index)
			require.NoError(e.t, err)
			q.Endorsers[1], q.Endorsers[2] = q.Endorsers[0], q.Endorsers[0]
			b.Attestation = e.Endorse(q)
		},
	)
	ask(
		"genesis-block",
		"One byte of the genesis block: it is another block.",
		expect{verifier.UntrustedIssuer, verifier.DetailOtherLedger, 2},
		func(b *bundle.Bundle) {
			block := &common.Block{}
			require.NoError(e.t, proto.Unmarshal(b.Configuration[0], block))
			block.Header.DataHash[0] ^= 1
			raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(block)
			require.NoError(e.t, err)
			b.Configuration[0] = raw
		},
	)
	ask(
		"other-presentation",
		"The QR code of a diploma that was never anchored, beside another's proof.",
		expect{verifier.Tampered, verifier.DetailProof, 4},
		func(b *bundle.Bundle) {
			other := e.Issue(testevidence.Status.Index, e.Key)
			_, b.Presentation, _ = strings.Cut(link(other), "#")
		},
	)
	text := e.encode(genuine)
	e.ask(
		"bundle/not-canonical",
		"A space that canonical JSON has not: a bundle is read by its meaning.",
		strings.Replace(text, ",", ", ", 1),
		e.Trust,
		now,
		valid,
	)
	e.ask(
		"bundle/unknown-member",
		"A member that the format has not.",
		strings.Replace(text, `{"attestation"`, `{"a":1,"attestation"`, 1),
		e.Trust,
		now,
		malformed,
	)
	e.ask(
		"bundle/type",
		"Another version.",
		strings.Replace(text, "sogoc/bundle/v1", "sogoc/bundle/v2", 1),
		e.Trust,
		now,
		malformed,
	)
	e.ask(
		"bundle/with-address",
		"A QR code's address, which nobody signed, in the place of its digits.",
		strings.Replace(text, genuine.Presentation, e.Link(), 1),
		e.Trust,
		now,
		malformed,
	)
	bundleEdges(e, now, genuine, text)
}

// bundleEdges asks on both sides of what bounds a bundle's parts and its age.
func bundleEdges(e *evidence, now time.Time, genuine bundle.Bundle, text string) {
	ask := func(name, about, old, changed string, want expect) {
		e.t.Helper()
		require.Contains(e.t, text, old)
		e.ask("bundle/"+name, about, strings.Replace(text, old, changed, 1), e.Trust, now, want)
	}
	raw, err := genuine.Proof.MarshalBinary()
	require.NoError(e.t, err)
	proof := base64.RawURLEncoding.EncodeToString(raw)
	with := func(index, size, hashes byte) string {
		changed := slices.Clone(raw[:8+32*int(hashes)])
		changed[3], changed[7] = index, size
		return base64.RawURLEncoding.EncodeToString(changed)
	}
	require.Equal(e.t, []byte{0, 0, 0, 0, 0, 0, 0, 3}, raw[:8])
	noProof := expect{verifier.Tampered, verifier.DetailProof, 4}
	ask(
		"proof-size",
		"The proof is of a batch of four, with as many hashes; the anchor has three.",
		proof,
		with(0, 4, 2),
		noProof,
	)
	ask(
		"proof-last",
		"The proof says the last index of the batch, which asks for one hash.",
		proof,
		with(2, 3, 1),
		noProof,
	)
	ask("proof-outside", "The proof says an index that the batch has not.", proof, with(3, 3, 1), malformed)
	ask("proof-short", "The proof lacks its last hash.", proof, with(0, 3, 1), malformed)
	ask(
		"proof-cut",
		"The proof lacks its last byte.",
		proof,
		base64.RawURLEncoding.EncodeToString(raw[:len(raw)-1]),
		malformed,
	)
	ask("digits", "The last digit of the code in it is left out.", genuine.Presentation,
		genuine.Presentation[:len(genuine.Presentation)-1],
		expect{verifier.Malformed, verifier.DetailDamagedCode, 1})
	ask("text", "It holds a text that is no presentation.", genuine.Presentation, "xin chào", malformed)
	configuration, err := genuine.Configuration[0].MarshalText()
	require.NoError(e.t, err)
	ask("no-configuration", "It holds no configuration.", `["`+string(configuration)+`"]`, "[]", malformed)
	attestation, err := genuine.Attestation.MarshalText()
	require.NoError(e.t, err)
	ask("no-attestation", "Its attestation is no message.", string(attestation), "eA",
		expect{verifier.Tampered, verifier.DetailAttestation, 2})
	for _, c := range []struct {
		name, about string
		age         time.Duration
	}{
		{"fifteen-minutes", "Fifteen minutes after its attestation.", verifier.MaxAge},
		{"over-fifteen-minutes", "A second later: the ninth step fails, and the answer stays.", verifier.MaxAge + time.Second},
		{"clock-behind", "The clock stands fifteen minutes before its attestation.", -verifier.MaxAge},
		{"clock-further-behind", "A second more.", -verifier.MaxAge - time.Second},
	} {
		e.ask("bundle/"+c.name, c.about, text, e.Trust, now.Add(c.age), valid)
	}
}

// bundleStatuses writes bundles of credentials that are not in force.
func bundleStatuses(t *testing.T, files map[string][]byte) {
	for _, c := range []struct {
		name, about string
		want        expect
		change      func(*evidence)
	}{
		{"revoked", "Attested after it was revoked.", entry(verifier.Revoked), func(e *evidence) { e.set(ledger.Revoked, e.Key) }},
		{"suspended-by-accreditor", "Attested while the accreditor had suspended it.", entry(verifier.Suspended), func(e *evidence) { e.set(ledger.Suspended, nil) }},
		{"anchor-revoked", "Attested after its whole anchor was revoked.", expect{verifier.Revoked, verifier.DetailAnchorStatus, 7}, func(e *evidence) {
			testledger.Must[ledger.AnchorRange](e.t, e.Ledger, e.Ledger.Accreditor, ledger.FuncSetAnchorStatus, testevidence.Issuer, "1", "1", "revoked")
		}},
		{"issuer-withdrawn", "Attested after the issuer's accreditation was withdrawn: step 6 stands on the ledger's word.", valid, func(e *evidence) {
			testledger.Must[ledger.Issuer](e.t, e.Ledger, e.Ledger.Accreditor, ledger.FuncWithdrawIssuer, testevidence.Issuer)
		}},
		{"key-compromised-since", "Attested after the key was found to be compromised since before the anchor.", expect{verifier.UntrustedIssuer, verifier.DetailKeyCompromised, 5}, func(e *evidence) { e.compromise(-2 * time.Hour) }},
		{"key-compromised-later", "Attested after the key was found to be compromised since after the anchor.", valid, func(e *evidence) { e.compromise(-time.Minute) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEvidence(t, files)
			c.change(e)
			e.Ledger.Clock.Advance(time.Minute)
			e.ask("bundle/"+c.name, c.about, e.encode(e.bundle(e.Link())), e.Trust, e.Ledger.Clock.Now(), c.want)
		})
	}
}

func (e *evidence) set(state ledger.State, by testledger.Signer) {
	e.Ledger.SetEntry(e.t, testevidence.Issuer, testevidence.Status.List, testevidence.Status.Index, state, by)
}

func (e *evidence) compromise(since time.Duration) {
	e.t.Helper()
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: e.Trust.Genesis,
		Issuer: testevidence.Issuer,
		Key:    e.Key.PublicKey().Thumbprint(),
		Since:  e.Ledger.Clock.Now().Add(since).UTC().Truncate(time.Second),
	}
	testledger.Must[ledger.Key](
		e.t,
		e.Ledger,
		e.Ledger.Accreditor,
		ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)),
		"",
	)
}

// receipts writes the vectors of receipts.
func receipts(e *evidence) {
	service := newSigner(e.t, ledger.ES256, "verifier service")
	testledger.Must[ledger.Tick](e.t, e.Ledger, e.Ledger.Registry, ledger.FuncTick) // so that the reading is fresh
	now, trust := e.Ledger.Clock.Now(), e.Trust
	trust.VerifierKeys = []ledger.PublicKey{service.PublicKey()}
	issue := func(input string, at time.Time) string {
		e.t.Helper()
		r := verifier.Verify(input, verifier.FreshReading(e.Ledger.View()), at, verifier.Options{})
		return issueV2(e.t, r, trust.Genesis, service)
	}
	text := issue(e.Link(), now)
	later := now.AddDate(1, 0, 0)
	e.ask("receipt/valid", "What a verifier service found a year ago.", text, trust, later, valid)
	e.ask(
		"receipt/stale",
		"Found on a reading that was an hour old.",
		issue(e.Link(), now.Add(time.Hour)),
		trust,
		later,
		valid,
	)
	e.ask(
		"receipt/tampered",
		"A receipt of a QR code that had been tampered with.",
		issue(changedDigit(e.t, e), now),
		trust,
		later,
		forged,
	)
	e.ask(
		"receipt/unknown-key",
		"The trust file names no verifier key.",
		text,
		e.Trust,
		later,
		expect{verifier.Indeterminate, verifier.DetailReceiptKey, 2},
	)
	other := trust
	other.Genesis = ledger.SumDigest([]byte("another genesis block"))
	e.ask(
		"receipt/other-ledger",
		"The trust file pins another ledger.",
		text,
		other,
		later,
		expect{verifier.UntrustedIssuer, verifier.DetailOtherLedger, 2},
	)
	parts := strings.Split(text, ".")
	spoil := func(old, new string) string {
		body := decodeText(e.t, parts[1])
		require.Contains(e.t, body, old)
		return parts[0] + "." + encodeText(strings.Replace(body, old, new, 1)) + "." + parts[2]
	}
	e.ask(
		"receipt/digest",
		"One digit of the digest.",
		spoil(e.Diploma.Digest.String()[:8], flipHex(e.Diploma.Digest.String()[:8])),
		trust,
		later,
		forged,
	)
	e.ask(
		"receipt/other-result",
		"A result that is not that of its checks.",
		spoil(`"result":"valid"`, `"result":"revoked"`),
		trust,
		later,
		malformed,
	)
	e.ask("receipt/not-canonical", "A space that canonical JSON has not.", spoil(`,`, `, `), trust, later, malformed)
	signature, err := ledger.ParseSignature(parts[2])
	require.NoError(e.t, err)
	e.ask(
		"receipt/high-s",
		"(R, N-S): the same point, the other form.",
		parts[0]+"."+parts[1]+"."+malleate(service.private, signature).String(),
		trust,
		later,
		forged,
	)
	e.ask(
		"receipt/alg",
		"The header names ES256K, the key is for ES256.",
		encodeText(strings.Replace(decodeText(e.t, parts[0]), "ES256", "ES256K", 1))+"."+parts[1]+"."+parts[2],
		trust,
		later,
		forged,
	)

	e.set(ledger.Superseded, e.Key)
	e.ask(
		"receipt/superseded",
		"A receipt of a credential that had been replaced.",
		issue(e.Link(), now),
		trust,
		later,
		entry(verifier.Superseded),
	)
}

// changedDigit returns the diploma's digits with one bit of the token changed.
func changedDigit(t *testing.T, e *evidence) string {
	t.Helper()
	token := slices.Clone(e.Diploma.QRToken)
	at := bytes.Index(token, []byte("Nguy"))
	require.Positive(t, at)
	token[at] ^= 1
	changed := e.Diploma
	changed.QRToken = token
	return link(changed)
}

func flipHex(text string) string {
	if text[0] == '0' {
		return "1" + text[1:]
	}
	return "0" + text[1:]
}

package bundle_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testevidence"
	"sogoc/verifier"
	"sogoc/verifier/batch"
	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// reconfigure makes a block that changes how blocks are cut.
func reconfigure(w *testevidence.World) *common.Block {
	return w.Channel.Reconfigure(func(root *common.ConfigGroup) {
		raw, err := proto.Marshal(&orderer.BatchSize{MaxMessageCount: uint32(len(w.Blocks)), AbsoluteMaxBytes: 1 << 20, PreferredMaxBytes: 1 << 19})
		if err == nil {
			root.Groups["Orderer"].Values["BatchSize"].Value = raw
		}
	})
}

// TestForgedAttestations has each one part away from a genuine one.
func TestForgedAttestations(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	genuine := w.Bundle(w.Link())
	other := testevidence.New(t)
	peers := func(names ...string) []*blockstest.Member {
		var members []*blockstest.Member
		for _, n := range names {
			members = append(members, w.Channel.Peers[n])
		}
		return members
	}
	issue := func(msp, name string, units ...string) *blockstest.Member {
		return w.Channel.Authorities[msp].Issue(name, units...)
	}
	answer := func(edit func(*ledger.Attestation)) func(*testevidence.Query) {
		return func(q *testevidence.Query) {
			a, err := ledger.DecodeRecord[ledger.Attestation](q.Answer)
			require.NoError(t, err)
			edit(&a)
			q.Answer = ledger.EncodeRecord(a)
		}
	}
	for name, c := range map[string]struct {
		edit   func(*testevidence.Query)
		code   verifier.Code
		detail verifier.Detail
	}{
		"TwoOrganisations": {func(q *testevidence.Query) { q.Endorsers = q.Endorsers[:2] }, verifier.Tampered, verifier.DetailEndorsements},
		"Nobody":           {func(q *testevidence.Query) { q.Endorsers = nil }, verifier.Tampered, verifier.DetailEndorsements},
		"OneTwice": {func(q *testevidence.Query) { q.Endorsers = peers("MinistryMSP", "SchoolsMSP", "SchoolsMSP") },
			verifier.Tampered, verifier.DetailEndorsements},
		"ThreeAndOneTwice": {func(q *testevidence.Query) { q.Endorsers = append(q.Endorsers, q.Endorsers[0]) },
			verifier.Tampered, verifier.DetailEndorsements},
		"TwoPeersOfOneOrganisation": {func(q *testevidence.Query) { q.Endorsers[2] = issue("SchoolsMSP", "peer1", "peer") },
			verifier.Tampered, verifier.DetailEndorsements},
		"AClient": {func(q *testevidence.Query) { q.Endorsers[2] = issue("AuditorMSP", "client", "client") },
			verifier.Tampered, verifier.DetailEndorsements},
		"AnAdministrator": {func(q *testevidence.Query) { q.Endorsers[2] = issue("AuditorMSP", "admin", "admin") },
			verifier.Tampered, verifier.DetailEndorsements},
		"APeerWithTwoRoles": {func(q *testevidence.Query) { q.Endorsers[2] = issue("AuditorMSP", "both", "peer", "client") },
			verifier.Tampered, verifier.DetailEndorsements},
		"AnOrderer": {func(q *testevidence.Query) { q.Endorsers[2] = w.Channel.Consenters[3] },
			verifier.Tampered, verifier.DetailEndorsements},
		"APeerOfAnotherNetwork": {func(q *testevidence.Query) { q.Endorsers[2] = other.Channel.Peers["AuditorMSP"] },
			verifier.Tampered, verifier.DetailEndorsements},
		"HighS": {func(q *testevidence.Query) { q.HighS = true }, verifier.Tampered, verifier.DetailEndorsements},
		"BadIdentity": {func(q *testevidence.Query) {
			q.EditAction = endorsement(func(e *peer.Endorsement) { e.Endorser = nil })
		}, verifier.Tampered, verifier.DetailEndorsements},
		"BytesAfterASignature": {func(q *testevidence.Query) {
			q.EditAction = endorsement(func(e *peer.Endorsement) { e.Signature = append(e.Signature, 0) })
		}, verifier.Tampered, verifier.DetailEndorsements},
		"AnswerChangedAfterwards": {func(q *testevidence.Query) {
			q.EditAction = func(p *peer.ChaincodeActionPayload) {
				p.Action.ProposalResponsePayload = bytes.Replace(p.Action.ProposalResponsePayload, []byte("active"), []byte("aktive"), 1)
			}
		}, verifier.Tampered, verifier.DetailEndorsements},
		"AnotherProposal": {func(q *testevidence.Query) {
			q.EditAction = func(p *peer.ChaincodeActionPayload) {
				p.ChaincodeProposalPayload = bytes.Replace(p.ChaincodeProposalPayload, []byte("94567"), []byte("94568"), 1)
			}
		}, verifier.Tampered, verifier.DetailAttestation},
		"AnUnknownField": {func(q *testevidence.Query) {
			q.EditAction = func(p *peer.ChaincodeActionPayload) {
				p.ProtoReflect().SetUnknown(protowire.AppendVarint(protowire.AppendTag(nil, 99, protowire.VarintType), 1))
			}
		}, verifier.Tampered, verifier.DetailAttestation},
		"OtherTransactionID": {func(q *testevidence.Query) { q.TxID = strings.Repeat("0", 64) }, verifier.Tampered, verifier.DetailAttestation},
		"OtherChannel":       {func(q *testevidence.Query) { q.Channel = "other" }, verifier.Tampered, verifier.DetailAttestation},
		"OtherChaincode":     {func(q *testevidence.Query) { q.Chaincode = "other" }, verifier.Tampered, verifier.DetailAttestation},
		"OtherFunction":      {func(q *testevidence.Query) { q.Arguments[0] = "Atest" }, verifier.Tampered, verifier.DetailAttestation},
		"FunctionWithItsContract": {func(q *testevidence.Query) { q.Arguments[0] = "sogoc:" + ledger.FuncAttest },
			verifier.Tampered, verifier.DetailAttestation},
		"OtherIssuerAsked":   {func(q *testevidence.Query) { q.Arguments[1] = "DH-KHAC" }, verifier.Tampered, verifier.DetailAttestation},
		"OtherSequenceAsked": {func(q *testevidence.Query) { q.Arguments[2] = "2" }, verifier.Tampered, verifier.DetailAttestation},
		"OtherListAsked":     {func(q *testevidence.Query) { q.Arguments[3] = "2" }, verifier.Tampered, verifier.DetailAttestation},
		"OtherIndexAsked":    {func(q *testevidence.Query) { q.Arguments[4] = "94568" }, verifier.Tampered, verifier.DetailAttestation},
		"OneMoreArgument": {func(q *testevidence.Query) { q.Arguments = append(q.Arguments, "") },
			verifier.Tampered, verifier.DetailAttestation},
		"Refused":         {func(q *testevidence.Query) { q.Status = 500 }, verifier.Tampered, verifier.DetailAttestation},
		"Writes":          {func(q *testevidence.Query) { q.Writes = map[string]string{"key": "value"} }, verifier.Tampered, verifier.DetailAttestation},
		"NotCanonical":    {func(q *testevidence.Query) { q.Answer = append(q.Answer, '\n') }, verifier.Tampered, verifier.DetailAttestation},
		"NothingWasRead":  {func(q *testevidence.Query) { q.Reads = nil }, verifier.Tampered, verifier.DetailAttestation},
		"AtAnotherTime":   {func(q *testevidence.Query) { q.Time = q.Time.Add(1) }, verifier.Tampered, verifier.DetailAttestation},
		"OfAnotherLedger": {answer(func(a *ledger.Attestation) { a.Ledger[0]++ }), verifier.Tampered, verifier.DetailAttestation},
		"OfAnotherIssuer": {answer(func(a *ledger.Attestation) { a.Issuer.Accreditation.Code = "DH-KHAC" }), verifier.Tampered, verifier.DetailAttestation},
		"OfAnotherEntry":  {answer(func(a *ledger.Attestation) { a.Index++ }), verifier.Tampered, verifier.DetailAttestation},
		"OfAnotherAnchor": {answer(func(a *ledger.Attestation) { a.Anchor.Anchor.Root[0]++ }), verifier.Tampered, verifier.DetailAttestation},
		"OfAnotherKey":    {answer(func(a *ledger.Attestation) { a.Key.Key = other.Key.PublicKey() }), verifier.Tampered, verifier.DetailAttestation},
		"StatusBySomeKey": {answer(func(a *ledger.Attestation) { a.EntryKey = &a.Key }), verifier.Tampered, verifier.DetailAttestation},
		"VersionOfNothing": {answer(func(a *ledger.Attestation) { a.Entry.Version = 1 }),
			verifier.Tampered, verifier.DetailAttestation},
		"OtherAccreditor": {answer(func(a *ledger.Attestation) { a.Issuer.Accreditor = "SchoolsMSP" }), verifier.UntrustedIssuer, verifier.DetailAccreditor},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, err := w.Query(testevidence.Issuer, 1, testevidence.Status.List, testevidence.Status.Index)
			require.NoError(t, err)
			q.Endorsers, q.Arguments = slices.Clone(q.Endorsers), slices.Clone(q.Arguments)
			c.edit(&q)
			forged := genuine
			forged.Attestation = w.Endorse(q)
			r := forged.Check(w.Trust, w.Ledger.Clock.Now())
			requireResult(t, r, c.code, c.detail, verifier.StepSignature)
			require.Nil(t, r.Evidence)
			require.Nil(t, r.Credential)
			require.Nil(t, r.AsOf)
		})
	}
}

func endorsement(edit func(*peer.Endorsement)) func(*peer.ChaincodeActionPayload) {
	return func(p *peer.ChaincodeActionPayload) { edit(p.Action.Endorsements[0]) }
}

func TestForgedConfigurations(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	w.Blocks = append(w.Blocks, reconfigure(w), reconfigure(w))
	genuine, other := w.Bundle(w.Link()), testevidence.New(t)
	require.Len(t, genuine.Configuration, 3)
	strangers := other.Bundle(other.Link())
	block := func(raw bundle.Bytes, edit func(*common.Block)) bundle.Bytes {
		b := &common.Block{}
		require.NoError(t, proto.Unmarshal(raw, b))
		edit(b)
		again, err := proto.MarshalOptions{Deterministic: true}.Marshal(b)
		require.NoError(t, err)
		return again
	}
	signatures := func(edit func(*common.Metadata)) func(*common.Block) {
		return func(b *common.Block) {
			m := &common.Metadata{}
			require.NoError(t, proto.Unmarshal(b.Metadata.Metadata[0], m))
			edit(m)
			raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
			require.NoError(t, err)
			b.Metadata.Metadata[0] = raw
		}
	}
	for name, c := range map[string]struct {
		edit   func([]bundle.Bytes) []bundle.Bytes
		code   verifier.Code
		detail verifier.Detail
	}{
		"WithoutTheFirst":  {func(all []bundle.Bytes) []bundle.Bytes { return all[1:] }, verifier.UntrustedIssuer, verifier.DetailOtherLedger},
		"WithoutTheMiddle": {func(all []bundle.Bytes) []bundle.Bytes { return []bundle.Bytes{all[0], all[2]} }, verifier.Tampered, verifier.DetailConfiguration},
		"Reordered": {func(all []bundle.Bytes) []bundle.Bytes { return []bundle.Bytes{all[0], all[2], all[1]} },
			verifier.Tampered, verifier.DetailConfiguration},
		"Repeated":     {func(all []bundle.Bytes) []bundle.Bytes { return append(all, all[2]) }, verifier.Tampered, verifier.DetailConfiguration},
		"OtherGenesis": {func(all []bundle.Bytes) []bundle.Bytes { all[0] = strangers.Configuration[0]; return all }, verifier.UntrustedIssuer, verifier.DetailOtherLedger},
		"AnotherHash": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], func(b *common.Block) { b.Header.DataHash[0]++ })
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"AnotherNumber": {func(all []bundle.Bytes) []bundle.Bytes {
			all[2] = block(all[2], func(b *common.Block) { b.Header.Number++ })
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"OneSignatureLess": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], signatures(func(m *common.Metadata) { m.Signatures = m.Signatures[1:] }))
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"OneSignatureTwice": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], signatures(func(m *common.Metadata) { m.Signatures[2] = m.Signatures[1] }))
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"OneSignatureMore": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], signatures(func(m *common.Metadata) { m.Signatures = append(m.Signatures, m.Signatures[0]) }))
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"SignaturesReordered": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], signatures(func(m *common.Metadata) { slices.Reverse(m.Signatures) }))
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"BytesAfterASignature": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], signatures(func(m *common.Metadata) { m.Signatures[0].Signature = append(m.Signatures[0].Signature, 0) }))
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"MoreMetadata": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], func(b *common.Block) { b.Metadata.Metadata = append(b.Metadata.Metadata, []byte("note")) })
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
		"NoConfiguration": {func(all []bundle.Bytes) []bundle.Bytes {
			all[1] = block(all[1], func(b *common.Block) { b.Data.Data = append(b.Data.Data, b.Data.Data[0]) })
			return all
		}, verifier.Tampered, verifier.DetailConfiguration},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forged := genuine
			forged.Configuration = c.edit(slices.Clone(genuine.Configuration))
			requireResult(t, forged.Check(w.Trust, w.Ledger.Clock.Now()), c.code, c.detail, verifier.StepSignature)
		})
	}
	t.Run("OfAnotherLedgerThroughout", func(t *testing.T) {
		t.Parallel()
		r := strangers.Check(w.Trust, w.Ledger.Clock.Now())
		requireResult(t, r, verifier.UntrustedIssuer, verifier.DetailOtherLedger, verifier.StepSignature)
	})
}

// TestRevokedPeer has an attestation that a peer endorsed whose certificate
// the newest configuration revokes.
func TestRevokedPeer(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	b := w.Bundle(w.Link())
	w.Channel.Revoked["SchoolsMSP"] = [][]byte{w.Channel.Authorities["SchoolsMSP"].Revoke(w.Channel.Peers["SchoolsMSP"])}
	w.Blocks = append(w.Blocks, w.Channel.Reconfigure(func(*common.ConfigGroup) {}))
	encoded, err := blocks.EncodeConfigChain(w.Blocks, w.Trust.Channel, w.Trust.Genesis)
	require.NoError(t, err)
	require.Len(t, encoded, 2)

	revoked := b
	revoked.Configuration = []bundle.Bytes{encoded[0], encoded[1]}
	requireResult(t, revoked.Check(w.Trust, w.Ledger.Clock.Now()), verifier.Tampered, verifier.DetailEndorsements, verifier.StepSignature)
	_, _, err = w.Maker().Make(t.Context(), w.Link(), w.Ledger.View())
	require.ErrorIs(t, err, bundle.ErrUnavailable)

	// That no configuration came after the last one is what no bundle shows.
	requireResult(t, b.Check(w.Trust, w.Ledger.Clock.Now()), verifier.Valid, "", 0)
}

func TestForgedProofs(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	genuine := w.Bundle(w.Link())
	digests, err := w.Ledger.View().Digests(testevidence.Issuer, 1)
	require.NoError(t, err)
	second := w.Issue(5, w.Key)
	w.Anchor(w.Key, second)
	for name, edit := range map[string]func(*bundle.Bundle){
		"OfAnotherIndex": func(b *bundle.Bundle) {
			b.Proof, err = batch.Prove(digests, (int(genuine.Proof.Index)+1)%len(digests))
			require.NoError(t, err)
		},
		"AnotherHash": func(b *bundle.Bundle) {
			b.Proof.Path = slices.Clone(b.Proof.Path)
			b.Proof.Path[0][0]++
		},
		"OfAnotherSize": func(b *bundle.Bundle) {
			b.Proof, err = batch.Prove(digests[:2], 0)
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			forged := genuine
			edit(&forged)
			requireResult(t, forged.Check(w.Trust, w.Ledger.Clock.Now()), verifier.Tampered, verifier.DetailProof, verifier.StepAnchor)
		})
	}
	t.Run("OfAnotherCredential", func(t *testing.T) {
		forged := genuine
		forged.Presentation = presentation.Digits(second.QRToken)
		requireResult(t, forged.Check(w.Trust, w.Ledger.Clock.Now()), verifier.Tampered, verifier.DetailAttestation, verifier.StepSignature)
	})
}

func TestParse(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	text, err := w.Bundle(w.HolderFile()).Encode()
	require.NoError(t, err)
	replace := func(old, new string) []byte { return []byte(strings.Replace(string(text), old, new, 1)) }
	for name, forged := range map[string][]byte{
		"Empty":           {},
		"TrailingByte":    append(slices.Clone(text), '\n'),
		"LeadingSpace":    append([]byte{' '}, text...),
		"TrailingObject":  append(slices.Clone(text), '{', '}'),
		"AnotherVersion":  replace("sogoc/bundle/v1", "sogoc/bundle/v2"),
		"UnknownMember":   replace(`{"attestation"`, `{"a":1,"attestation"`),
		"RepeatedMember":  replace(`{"attestation"`, `{"type":"sogoc/bundle/v1","attestation"`),
		"MissingMember":   replace(`"type":"sogoc/bundle/v1"`, `"typ":"sogoc/bundle/v1"`),
		"Space":           replace(`,"presentation"`, `, "presentation"`),
		"Escape":          replace(`"sogoc/bundle/v1"`, `"sogoc\/bundle/v1"`),
		"PaddedBase64":    replace(`","configuration"`, `=","configuration"`),
		"NoConfiguration": []byte(`{"attestation":"AA","configuration":[],"presentation":"1","proof":"","type":"sogoc/bundle/v1"}`),
		"Link":            []byte(`{"attestation":"AA","configuration":["AA"],"presentation":"` + w.Link() + `","proof":"","type":"sogoc/bundle/v1"}`),
		"TooLarge":        bytes.Repeat([]byte{'1'}, bundle.MaxSize+1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := bundle.Parse(forged)
			require.ErrorIs(t, err, bundle.ErrMalformed)
			r := bundle.Check(forged, w.Trust, w.Ledger.Clock.Now())
			requireResult(t, r, verifier.Malformed, verifier.DetailForm, verifier.StepParse)
		})
	}
}

// TestOneByteAway spoils bytes of a bundle, one at a time: none of them may be
// another one. It takes every seventh, and of the configuration, which is
// hashed as a whole, fewer.
func TestOneByteAway(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	w.Blocks = append(w.Blocks, reconfigure(w))
	text, err := w.Bundle(w.Link()).Encode()
	require.NoError(t, err)
	first := bytes.Index(text, []byte(`"configuration"`)) + 40
	last := bytes.Index(text, []byte(`"presentation"`)) - 1500 // the signatures stand at the end
	for i := 0; i < len(text); i += 7 {
		if i > first && i < last && i%497 != 0 {
			continue
		}
		forged := slices.Clone(text)
		forged[i] ^= 1
		require.NotEqual(t, verifier.Valid, bundle.Check(forged, w.Trust, w.Ledger.Clock.Now()).Result, "byte %d", i)
	}
}

func FuzzParse(f *testing.F) {
	w := testevidence.New(f)
	for _, input := range []string{w.Link(), w.Diploma.SDJWT(), w.HolderFile()} {
		text, err := w.Bundle(input).Encode()
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"attestation":"AA","configuration":["AA"],"presentation":"1","proof":"AAAAAAAAAAE","type":"sogoc/bundle/v1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := bundle.Parse(text)
		if err != nil {
			require.ErrorIs(t, err, bundle.ErrMalformed)
			return
		}
		again, err := b.Encode()
		require.NoError(t, err)
		require.Equal(t, text, again)
		require.NotEqual(t, verifier.Code(""), b.Check(w.Trust, w.Ledger.Clock.Now()).Result)
	})
}

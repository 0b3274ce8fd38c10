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

// forger has a genuine bundle and everybody's keys.
type forger struct {
	*testevidence.World
	genuine bundle.Bundle
}

func newForger(t *testing.T) forger {
	t.Helper()
	w := testevidence.New(t)
	return forger{World: w, genuine: w.Bundle(w.Link())}
}

// refused has attestations endorsed that are each one part away from a genuine
// one, and demands that the second step fails.
func (f forger) refused(t *testing.T, code verifier.Code, detail verifier.Detail, edits map[string]func(*testevidence.Query)) {
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, err := f.Query(testevidence.Issuer, 1, testevidence.Status.List, testevidence.Status.Index)
			require.NoError(t, err)
			q.Endorsers, q.Arguments = slices.Clone(q.Endorsers), slices.Clone(q.Arguments)
			edit(&q)
			forged := f.genuine
			forged.Attestation = f.Endorse(q)
			r := forged.Check(f.Trust, f.Ledger.Clock.Now())
			requireResult(t, r, code, detail, verifier.StepSignature)
			require.Nil(t, r.Evidence)
			require.Nil(t, r.Credential)
			require.Nil(t, r.AsOf)
		})
	}
}

func TestForgedEndorsements(t *testing.T) {
	t.Parallel()
	f, other := newForger(t), testevidence.New(t)
	last := func(member *blockstest.Member) func(*testevidence.Query) {
		return func(q *testevidence.Query) { q.Endorsers[2] = member }
	}
	auditor := func(name string, units ...string) func(*testevidence.Query) {
		return last(f.Channel.Authorities["AuditorMSP"].Issue(name, units...))
	}
	edited := func(edit func(*peer.ChaincodeActionPayload)) func(*testevidence.Query) {
		return func(q *testevidence.Query) { q.EditAction = edit }
	}
	f.refused(t, verifier.Tampered, verifier.DetailEndorsements, map[string]func(*testevidence.Query){
		"Nobody":                    func(q *testevidence.Query) { q.Endorsers = nil },
		"TwoOrganisations":          func(q *testevidence.Query) { q.Endorsers = q.Endorsers[:2] },
		"OneTwice":                  last(f.Channel.Peers["SchoolsMSP"]),
		"ThreeAndOneTwice":          func(q *testevidence.Query) { q.Endorsers = append(q.Endorsers, q.Endorsers[0]) },
		"TwoPeersOfOneOrganisation": last(f.Channel.Authorities["SchoolsMSP"].Issue("peer1", "peer")),
		"AClient":                   auditor("client", "client"),
		"AnAdministrator":           auditor("admin", "admin"),
		"APeerWithTwoRoles":         auditor("both", "peer", "client"),
		"AnOrderer":                 last(f.Channel.Consenters[3]),
		"APeerOfAnotherNetwork":     last(other.Channel.Peers["AuditorMSP"]),
		"HighS":                     func(q *testevidence.Query) { q.HighS = true },
		"BadIdentity":               edited(func(p *peer.ChaincodeActionPayload) { p.Action.Endorsements[0].Endorser = nil }),
		"BytesAfterASignature": edited(func(p *peer.ChaincodeActionPayload) {
			p.Action.Endorsements[0].Signature = append(p.Action.Endorsements[0].Signature, 0)
		}),
		"AnswerChangedAfterwards": edited(func(p *peer.ChaincodeActionPayload) {
			p.Action.ProposalResponsePayload = bytes.Replace(p.Action.ProposalResponsePayload, []byte("active"), []byte("aktive"), 1)
		}),
	})
}

func TestForgedQueries(t *testing.T) {
	t.Parallel()
	argument := func(index int, text string) func(*testevidence.Query) {
		return func(q *testevidence.Query) { q.Arguments[index] = text }
	}
	newForger(t).refused(t, verifier.Tampered, verifier.DetailAttestation, map[string]func(*testevidence.Query){
		"AnotherProposal": func(q *testevidence.Query) {
			q.EditAction = func(p *peer.ChaincodeActionPayload) {
				p.ChaincodeProposalPayload = bytes.Replace(p.ChaincodeProposalPayload, []byte("94567"), []byte("94568"), 1)
			}
		},
		"AnUnknownField": func(q *testevidence.Query) {
			q.EditAction = func(p *peer.ChaincodeActionPayload) {
				p.ProtoReflect().SetUnknown(protowire.AppendVarint(protowire.AppendTag(nil, 99, protowire.VarintType), 1))
			}
		},
		"OtherTransactionID":      func(q *testevidence.Query) { q.TxID = strings.Repeat("0", 64) },
		"OtherChannel":            func(q *testevidence.Query) { q.Channel = "other" },
		"OtherChaincode":          func(q *testevidence.Query) { q.Chaincode = "other" },
		"OtherFunction":           argument(0, "Atest"),
		"FunctionWithItsContract": argument(0, "sogoc:"+ledger.FuncAttest),
		"OtherIssuerAsked":        argument(1, "DH-KHAC"),
		"OtherSequenceAsked":      argument(2, "2"),
		"OtherListAsked":          argument(3, "2"),
		"OtherIndexAsked":         argument(4, "94568"),
		"OneMoreArgument":         func(q *testevidence.Query) { q.Arguments = append(q.Arguments, "") },
		"Refused":                 func(q *testevidence.Query) { q.Status = 500 },
		"Writes":                  func(q *testevidence.Query) { q.Writes = map[string]string{"key": "value"} },
		"NothingWasRead":          func(q *testevidence.Query) { q.Reads = nil },
		"AtAnotherTime":           func(q *testevidence.Query) { q.Time = q.Time.Add(1) },
	})
}

func TestForgedAnswers(t *testing.T) {
	t.Parallel()
	f, other := newForger(t), testevidence.New(t)
	answer := func(edit func(*ledger.Attestation)) func(*testevidence.Query) {
		return func(q *testevidence.Query) {
			a, err := ledger.DecodeRecord[ledger.Attestation](q.Answer)
			require.NoError(t, err)
			edit(&a)
			q.Answer = ledger.EncodeRecord(a)
		}
	}
	f.refused(t, verifier.Tampered, verifier.DetailAttestation, map[string]func(*testevidence.Query){
		"NotCanonical":     func(q *testevidence.Query) { q.Answer = append(q.Answer, '\n') },
		"OfAnotherLedger":  answer(func(a *ledger.Attestation) { a.Ledger[0]++ }),
		"OfAnotherIssuer":  answer(func(a *ledger.Attestation) { a.Issuer.Accreditation.Code = "DH-KHAC" }),
		"OfAnotherEntry":   answer(func(a *ledger.Attestation) { a.Index++ }),
		"OfAnotherList":    answer(func(a *ledger.Attestation) { a.List++ }),
		"OfAnotherAnchor":  answer(func(a *ledger.Attestation) { a.Anchor.Anchor.Root[0]++ }),
		"OfAnotherKey":     answer(func(a *ledger.Attestation) { a.Key.Key = other.Key.PublicKey() }),
		"OfAnothersKey":    answer(func(a *ledger.Attestation) { a.Key.Issuer = "DH-KHAC" }),
		"OfAVerifiersKey":  answer(func(a *ledger.Attestation) { a.Key.Purpose = ledger.PurposeVerifier }),
		"StatusBySomeKey":  answer(func(a *ledger.Attestation) { a.EntryKey = &a.Key }),
		"VersionOfNothing": answer(func(a *ledger.Attestation) { a.Entry.Version = 1 }),
	})
	t.Run("Accreditor", func(t *testing.T) {
		f.refused(t, verifier.UntrustedIssuer, verifier.DetailAccreditor, map[string]func(*testevidence.Query){
			"NotInTheTrustFile": answer(func(a *ledger.Attestation) { a.Issuer.Accreditor = "SchoolsMSP" }),
		})
	})
}

// spoilt returns a block of a bundle's chain with something changed.
func spoilt(t *testing.T, raw bundle.Bytes, edit func(*common.Block)) bundle.Bytes {
	t.Helper()
	block := &common.Block{}
	require.NoError(t, proto.Unmarshal(raw, block))
	edit(block)
	return marshal(t, block)
}

// signatures returns an edit of a block's signatures.
func signatures(t *testing.T, edit func(*common.Metadata)) func(*common.Block) {
	return func(b *common.Block) {
		m := &common.Metadata{}
		require.NoError(t, proto.Unmarshal(b.Metadata.Metadata[0], m))
		edit(m)
		b.Metadata.Metadata[0] = marshal(t, m)
	}
}

func marshal(t *testing.T, m proto.Message) []byte {
	t.Helper()
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	require.NoError(t, err)
	return raw
}

// chain is a forger whose bundle has three configurations, and the genesis
// block of another ledger.
func chain(t *testing.T) (forger, bundle.Bundle) {
	t.Helper()
	w, other := testevidence.New(t), testevidence.New(t)
	w.Blocks = append(w.Blocks, reconfigure(w), reconfigure(w))
	f := forger{World: w, genuine: w.Bundle(w.Link())}
	require.Len(t, f.genuine.Configuration, 3)
	return f, other.Bundle(other.Link())
}

func (f forger) configured(t *testing.T, code verifier.Code, detail verifier.Detail, edits map[string]func([]bundle.Bytes) []bundle.Bytes) {
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forged := f.genuine
			forged.Configuration = edit(slices.Clone(f.genuine.Configuration))
			requireResult(t, forged.Check(f.Trust, f.Ledger.Clock.Now()), code, detail, verifier.StepSignature)
		})
	}
}

func TestForgedConfigurations(t *testing.T) {
	t.Parallel()
	f, _ := chain(t)
	block := func(at int, edit func(*common.Block)) func([]bundle.Bytes) []bundle.Bytes {
		return func(all []bundle.Bytes) []bundle.Bytes {
			all[at] = spoilt(t, all[at], edit)
			return all
		}
	}
	signed := func(edit func(*common.Metadata)) func([]bundle.Bytes) []bundle.Bytes {
		return block(1, signatures(t, edit))
	}
	f.configured(t, verifier.Tampered, verifier.DetailConfiguration, map[string]func([]bundle.Bytes) []bundle.Bytes{
		"WithoutTheMiddle":    func(all []bundle.Bytes) []bundle.Bytes { return []bundle.Bytes{all[0], all[2]} },
		"Reordered":           func(all []bundle.Bytes) []bundle.Bytes { return []bundle.Bytes{all[0], all[2], all[1]} },
		"Repeated":            func(all []bundle.Bytes) []bundle.Bytes { return append(all, all[2]) },
		"AnotherHash":         block(1, func(b *common.Block) { b.Header.DataHash[0]++ }),
		"AnotherNumber":       block(2, func(b *common.Block) { b.Header.Number++ }),
		"OneSignatureLess":    signed(func(m *common.Metadata) { m.Signatures = m.Signatures[1:] }),
		"OneSignatureTwice":   signed(func(m *common.Metadata) { m.Signatures[2] = m.Signatures[1] }),
		"OneSignatureMore":    signed(func(m *common.Metadata) { m.Signatures = append(m.Signatures, m.Signatures[0]) }),
		"SignaturesReordered": signed(func(m *common.Metadata) { slices.Reverse(m.Signatures) }),
		"BytesAfterASignature": signed(func(m *common.Metadata) {
			m.Signatures[0].Signature = append(m.Signatures[0].Signature, 0)
		}),
		"MoreMetadata": block(1, func(b *common.Block) { b.Metadata.Metadata = append(b.Metadata.Metadata, []byte("note")) }),
		"TwoEnvelopes": block(1, func(b *common.Block) { b.Data.Data = append(b.Data.Data, b.Data.Data[0]) }),
		"NoBlock":      func(all []bundle.Bytes) []bundle.Bytes { all[1] = bundle.Bytes("no block"); return all },
	})
}

func TestOtherLedgers(t *testing.T) {
	t.Parallel()
	f, strangers := chain(t)
	f.configured(t, verifier.UntrustedIssuer, verifier.DetailOtherLedger, map[string]func([]bundle.Bytes) []bundle.Bytes{
		"WithoutTheFirst": func(all []bundle.Bytes) []bundle.Bytes { return all[1:] },
		"AnothersGenesis": func(all []bundle.Bytes) []bundle.Bytes { all[0] = strangers.Configuration[0]; return all },
		"AnothersThrough": func([]bundle.Bytes) []bundle.Bytes { return strangers.Configuration },
	})
	t.Run("AWholeBundle", func(t *testing.T) {
		t.Parallel()
		requireResult(t, strangers.Check(f.Trust, f.Ledger.Clock.Now()), verifier.UntrustedIssuer, verifier.DetailOtherLedger, verifier.StepSignature)
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

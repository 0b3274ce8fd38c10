package bundle

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier"
	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// Check judges a bundle's file against a trust file. Every input has a result:
// that of the nine steps on the ledger as it was attested, with AsOf set to
// the attestation's ledger time, or that of the part that does not hold. The
// ninth step passes while the attestation is young (verifier.MaxAge).
func Check(text []byte, trust ledger.Trust, now time.Time) verifier.Result {
	b, err := Parse(text)
	if err != nil {
		return verifier.NewMalformed(now)
	}
	return b.Check(trust, now)
}

// Check judges a bundle that was read; see the function Check.
func (b Bundle) Check(trust ledger.Trust, now time.Time) verifier.Result {
	view, info := b.view(trust)
	attested := verifier.Reading{View: view, Info: verifier.ReadingInfo{Kind: verifier.ReadingAttested}}
	r := verifier.Verify(b.Presentation, attested, now, verifier.Options{Attested: true})
	r.Ledger = nil
	if info == nil { // nothing is attested
		return r.Beside(verifier.Reading{})
	}
	at := info.AsOf
	r.AsOf = &at
	r.Evidence = info
	info.Result, info.Detail = r.Result, r.Detail
	if s := r.Status; s != nil && s.State != ledger.Active {
		if s.Since == nil {
			s.NoLaterThan = &at
		}
		info.Since, info.By = s.Since, s.By
	}
	age := now.Sub(at)
	r.Reading.Age = max(age, 0).Truncate(time.Second).String()
	if age > verifier.MaxAge || age < -verifier.MaxAge {
		r.Fail(verifier.StepFreshness, verifier.Verdict{Code: verifier.Indeterminate, Detail: verifier.DetailStale})
	}
	return r
}

// view checks all but the presentation's own signature and proof, and returns
// the ledger as it was attested. Where something does not hold, the view is
// one that answers nothing and says why, and there is no EvidenceInfo.
func (b Bundle) view(trust ledger.Trust) (*view, *verifier.EvidenceInfo) {
	chain, attested, err := b.endorsed(trust)
	if err == nil && attested.Chaincode != trust.Chaincode {
		err = aboutAnother("another chaincode")
	}
	if err != nil {
		return &view{broken: err}, nil
	}
	v := &view{proof: b.Proof}
	shown, err := presentation.Parse(b.Presentation)
	if err != nil {
		return &view{broken: err}, nil // the first or third step says so before it comes to this
	}
	if err := v.read(attested, shown, trust); err != nil {
		return &view{broken: err}, nil
	}
	return v, &verifier.EvidenceInfo{
		Known:          verifier.Known{AsOf: v.attestation.Time.UTC()},
		Genesis:        trust.Genesis,
		Configurations: len(b.Configuration),
		ConfigBlock:    chain.Number,
		Endorsers:      attested.Endorsers,
		Of:             len(chain.Config.Organisations()),
		TxID:           attested.TxID,
		Block:          v.block,
	}
}

// endorsed checks the chain of configurations and the endorsements under its
// last one.
func (b Bundle) endorsed(trust ledger.Trust) (blocks.ConfigChain, blocks.Attested, error) {
	encoded := make([][]byte, len(b.Configuration))
	for i := range encoded {
		encoded[i] = b.Configuration[i]
	}
	chain, err := blocks.ReadConfigChain(encoded, trust.Channel, trust.Genesis)
	switch {
	case errors.Is(err, blocks.ErrGenesis):
		return chain, blocks.Attested{}, &verifier.Verdict{
			Code:   verifier.UntrustedIssuer,
			Detail: verifier.DetailOtherLedger,
			Cause:  err,
		}
	case errors.Is(err, blocks.ErrConfig), errors.Is(err, blocks.ErrBeyond): // a quorum signed it, and it is of a kind that is not judged here
		return chain, blocks.Attested{}, &verifier.Verdict{
			Code:   verifier.Indeterminate,
			Detail: verifier.DetailConfiguration,
			Cause:  err,
		}
	case err != nil:
		return chain, blocks.Attested{}, tampered(verifier.DetailConfiguration, err)
	}
	attested, err := chain.Config.Attested(b.Attestation)
	switch {
	case errors.Is(err, blocks.ErrEndorsement):
		return chain, attested, tampered(verifier.DetailEndorsements, err)
	case err != nil:
		return chain, attested, tampered(verifier.DetailAttestation, err)
	}
	return chain, attested, nil
}

func tampered(detail verifier.Detail, err error) error {
	return &verifier.Verdict{Code: verifier.Tampered, Detail: detail, Cause: err}
}

// aboutAnother is the error for an attestation that is genuine and says something else.
func aboutAnother(what string) error {
	return tampered(verifier.DetailAttestation, fmt.Errorf("the attestation is about %s", what))
}

// read takes the attestation's content for the ledger, after holding it
// against what the presentation asks and against itself.
func (v *view) read(attested blocks.Attested, shown *presentation.Presentation, trust ledger.Trust) error {
	a, err := ledger.DecodeRecord[ledger.Attestation](attested.Answer)
	if err != nil {
		return tampered(verifier.DetailAttestation, err)
	}
	status, anchor := shown.Status(), a.Anchor.Anchor
	arguments := [][]byte{
		[]byte(ledger.FuncAttest),
		[]byte(shown.Issuer()),
		[]byte(strconv.FormatUint(anchor.Sequence, 10)),
		[]byte(strconv.FormatUint(uint64(status.List), 10)),
		[]byte(strconv.FormatUint(uint64(status.Index), 10)),
	}
	switch {
	case !slices.EqualFunc(attested.Arguments, arguments, slices.Equal[[]byte]):
		return aboutAnother("another credential")
	case a.Ledger != trust.Genesis || anchor.Ledger != trust.Genesis:
		return aboutAnother("another ledger")
	case a.Issuer.Accreditation.Code != shown.Issuer() || anchor.Issuer != shown.Issuer():
		return aboutAnother("another issuer")
	case a.List != status.List || a.Index != status.Index:
		return aboutAnother("another status entry")
	case !a.Time.Equal(attested.Time):
		return aboutAnother("another time")
	case a.Key.Key.Thumbprint() != anchor.Key || a.Key.Issuer != shown.Issuer() || a.Key.Purpose != ledger.PurposeIssuer:
		return aboutAnother("another key")
	case (a.Entry.Key != "") != (a.EntryKey != nil) || a.EntryKey != nil && a.EntryKey.Key.Thumbprint() != a.Entry.Key:
		return aboutAnother("a status by another key")
	case anchor.Validate() != nil || a.Key.Key.Verify(ledger.Canonical(anchor), a.Anchor.Signature) != nil:
		return aboutAnother("an anchor that the issuer did not sign")
	case !slices.Contains(trust.Accreditors, a.Issuer.Accreditor):
		return &verifier.Verdict{Code: verifier.UntrustedIssuer, Detail: verifier.DetailAccreditor}
	}
	v.attestation, v.txID = a, attested.TxID
	return v.locate(attested.Reads)
}

// CheckUnpinned judges a bundle's file where there is no trust file: by the
// genesis block that it brings itself, which anybody could have made. What is
// malformed or does not hold together is said; all else is indeterminate.
func CheckUnpinned(text []byte, now time.Time) verifier.Result {
	b, err := Parse(text)
	if err != nil {
		return verifier.NewMalformed(now)
	}
	if r := b.Check(b.claims(), now); r.Result == verifier.Malformed || r.Result == verifier.Tampered {
		return r
	}
	nothing := &view{broken: &verifier.Verdict{Code: verifier.Indeterminate, Detail: verifier.DetailNoTrust}}
	r := verifier.Verify(b.Presentation, verifier.Reading{
		View: nothing,
		Info: verifier.ReadingInfo{Kind: verifier.ReadingAttested},
	}, now, verifier.Options{})
	r.Ledger, r.AsOf = nil, nil
	r.Fail(verifier.StepFreshness, verifier.Verdict{Code: verifier.Indeterminate, Detail: verifier.DetailStale})
	return r
}

// claims returns the trust file under which the bundle would hold, as far as
// it tells.
func (b Bundle) claims() ledger.Trust {
	var trust ledger.Trust
	block := &common.Block{}
	if proto.Unmarshal(b.Configuration[0], block) != nil || block.GetHeader() == nil {
		return trust
	}
	trust.Genesis = blocks.HeaderHash(block.GetHeader())
	config, err := blocks.ParseConfig(block)
	if err != nil {
		return trust
	}
	trust.Channel = config.Channel()
	if _, attested, err := b.endorsed(trust); err == nil {
		trust.Chaincode = attested.Chaincode
		if a, err := ledger.DecodeRecord[ledger.Attestation](attested.Answer); err == nil {
			trust.Accreditors = []string{a.Issuer.Accreditor}
		}
	}
	return trust
}

package ledger_test

import (
	"crypto/elliptic"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// FuzzDecodeRecord: what is accepted as any record encodes to the same bytes.
func FuzzDecodeRecord(f *testing.F) {
	key := ledger.Key{
		Purpose:     ledger.PurposeIssuer,
		Issuer:      "DH-MAU",
		Accreditor:  "MinistryMSP",
		Added:       noon,
		Retired:     noon,
		Compromised: noon,
		Time:        noon,
	}
	issuer := ledger.Issuer{
		Accreditation: accreditation(),
		Accreditor:    "MinistryMSP",
		State:         ledger.IssuerActive,
		Keys:          []string{"k"},
		Version:       1,
		Time:          noon,
	}
	entry := ledger.StatusRecord{State: ledger.Revoked, Version: 1, Key: "k", Time: noon, TxID: "t"}
	put := ledger.AnchorRecord{Anchor: anchor(), Quota: quotaPlace, Time: noon, TxID: "t"}
	for _, text := range [][]byte{
		ledger.EncodeRecord(issuer), ledger.EncodeRecord(key), ledger.EncodeRecord(entry), ledger.EncodeRecord(put),
		ledger.EncodeRecord(ledger.Sequence{Sequence: 1}), ledger.EncodeRecord(ledger.Tick{Time: noon}),
		ledger.EncodeRecord(ledger.AnchorQuotas{Entries: []ledger.AnchorQuota{{Sequence: 1, Size: 2, Key: "k", Time: noon}}}),
		ledger.EncodeRecord(ledger.QuotaUsed{Count: 1}), ledger.EncodeRecord(ledger.QuotaReturned{Count: 1}),
		ledger.EncodeRecord(ledger.QuotaReturn{Size: 1, Place: quotaPlace, Time: noon, TxID: "t"}),
		ledger.EncodeRecord(ledger.VoidRecord{Void: void(), Time: noon, TxID: "t"}),
		ledger.EncodeRecord(ledger.VoidCount{Count: 1}), ledger.EncodeRecord(ledger.Custody{Successions: 1}),
		ledger.EncodeRecord(ledger.AnchorStatus{State: ledger.Revoked, MSP: "MinistryMSP", Time: noon, TxID: "t"}),
		ledger.EncodeRecord(ledger.AnchorRange{First: 1, Last: 2}),
		ledger.EncodeRecord(ledger.AnchorStatuses{Changes: []ledger.AnchorStatusChange{
			{First: 1, Last: 2, State: ledger.Revoked, MSP: "MinistryMSP", Time: noon, TxID: "t"}}}),
		ledger.EncodeRecord(ledger.IssuerView{Issuer: issuer, Keys: []ledger.Key{key}}),
		ledger.EncodeRecord(ledger.Attestation{Issuer: issuer, Key: key, Anchor: put, AnchorState: ledger.Active,
			List: 1, Entry: entry, EntryKey: &key, Time: noon, LastTick: noon}),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		same[ledger.Issuer](t, text)
		same[ledger.Key](t, text)
		same[ledger.Sequence](t, text)
		same[ledger.AnchorRecord](t, text)
		same[ledger.AnchorQuotas](t, text)
		same[ledger.QuotaUsed](t, text)
		same[ledger.QuotaReturned](t, text)
		same[ledger.QuotaReturn](t, text)
		same[ledger.VoidRecord](t, text)
		same[ledger.VoidCount](t, text)
		same[ledger.Custody](t, text)
		same[ledger.AnchorStatus](t, text)
		same[ledger.AnchorRange](t, text)
		same[ledger.StatusRecord](t, text)
		same[ledger.AnchorStatuses](t, text)
		same[ledger.Tick](t, text)
		same[ledger.IssuerView](t, text)
		same[ledger.Attestation](t, text)
	})
}

func same[R ledger.Record](t *testing.T, text []byte) {
	t.Helper()
	if r, err := ledger.DecodeRecord[R](text); err == nil {
		require.Equal(t, string(text), string(ledger.EncodeRecord(r)))
	}
}

// FuzzParseAccreditation: what is accepted is valid and encodes to the same bytes.
func FuzzParseAccreditation(f *testing.F) {
	f.Add(accreditation().Canonical())
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ledger.ParseAccreditation(text)
		if err != nil {
			return
		}
		require.NoError(t, a.Validate())
		require.Equal(t, string(text), string(a.Canonical()))
	})
}

// FuzzParseDigest: both ways to read a digest accept the same, which is its one form.
func FuzzParseDigest(f *testing.F) {
	f.Add(ledger.SumDigest([]byte("a")).String())
	f.Add(strings.Repeat("0", 64))
	f.Add(strings.Repeat("A", 64))
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ledger.ParseDigest(text)
		var other ledger.Digest
		require.Equal(t, err == nil, other.UnmarshalText([]byte(text)) == nil)
		if err != nil {
			return
		}
		require.Equal(t, d, other)
		require.Equal(t, text, d.String())
	})
}

// FuzzParseTrust: what is accepted as a trust file pins something, and names
// only what can be.
func FuzzParseTrust(f *testing.F) {
	_, key := newKey(f, elliptic.P256())
	f.Add([]byte(`{"genesis":"` + ledger.SumDigest([]byte("a")).String() +
		`","channel":"c","chaincode":"c","accreditors":["MinistryMSP"],"verifierKeys":[` + string(key.Canonical()) + `]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		trust, err := ledger.ParseTrust(text)
		if err != nil {
			return
		}
		require.False(t, trust.Genesis.IsZero())
		require.NotEmpty(t, trust.Accreditors)
		for _, k := range trust.VerifierKeys {
			require.NoError(t, k.Validate())
		}
	})
}

package follower_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

func TestWhatOnlyAnAccreditorMayIsHeldAgainstItsCertificate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	acts := map[string]func(v *world) []byte{
		"suspending an issuer": (*world).suspend,
		"accrediting another": func(v *world) []byte {
			tx, _, at := v.invoke(v.accreditor, ledger.FuncAccredit, "")
			other := v.issuer
			other.Accreditation.Code, other.Version, other.Time, other.Keys = "OTHER", 1, at, []string{}
			tx.Writes = map[string][]byte{ledger.IssuerKey("OTHER").String(): ledger.EncodeRecord(other)}
			return v.Envelope(tx)
		},
		"registering a verifier's key": func(v *world) []byte {
			_, public := newKey(t)
			tx, _, at := v.invoke(v.accreditor, ledger.FuncRegisterVerifierKey, string(public.Canonical()))
			record := ledger.Key{
				Key:        public,
				Purpose:    ledger.PurposeVerifier,
				Issuer:     "VERIFIER",
				Accreditor: "MinistryMSP",
				Added:      at,
				Time:       at,
			}
			tx.Writes = map[string][]byte{ledger.KeyKey(public.Thumbprint()).String(): ledger.EncodeRecord(record)}
			return v.Envelope(tx)
		},
		"retiring a key without its signature": func(v *world) []byte {
			tx, _, at := v.invoke(v.accreditor, ledger.FuncRetireKey, "", "")
			record := ledger.Key{
				Key:        v.public,
				Purpose:    ledger.PurposeIssuer,
				Issuer:     school,
				Accreditor: "MinistryMSP",
				Added:      v.issuer.Time,
				Retired:    at,
				Time:       at,
			}
			tx.Writes = map[string][]byte{
				ledger.KeyKey(v.public.Thumbprint()).String(): ledger.EncodeRecord(record),
			}
			return v.Envelope(tx)
		},
		"suspending an anchor": func(v *world) []byte {
			envelope, _ := v.anchorStatus(nil, ledger.Suspended)
			return envelope
		},
	}
	strangers := map[string]*blockstest.Member{
		"another organisation's accreditor": w.Authorities["UniversityMSP"].Issue(
			"accreditor",
			"client",
			"accreditor",
		),
		"the ministry's own registry": w.Authorities["MinistryMSP"].Issue("registry", "client", "registry"),
	}
	run := func(t *testing.T, act func(v *world) []byte, by *blockstest.Member) (*follower.Follower, error) {
		v := *w
		v.accreditor = by
		v.blocks = append(v.blocks[:len(v.blocks):len(v.blocks)], w.Draft(act(&v)))
		f := open(t, v.options(t))
		return f, f.Run(t.Context(), sources(v.all()...)...)
	}
	for name, act := range acts {
		f, err := run(t, act, w.accreditor)
		require.NoError(t, err, name)
		require.Equal(t, w.Height+1, f.Head().Height, name)
		for who, stranger := range strangers {
			_, err := run(t, act, stranger)
			require.ErrorIs(t, err, follower.ErrRecord, "%s by %s", name, who)
		}
	}
}

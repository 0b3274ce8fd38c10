package registry_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

func TestIssue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()

	t.Run("OnlyWhatIsApproved", func(t *testing.T) {
		batch := b.imported(t, 1)
		_, err := b.service.Issue(ctx, b.approver, batch.ID)
		require.ErrorIs(t, err, registry.ErrState)
		_, err = b.service.Seal(ctx, b.approver, batch.ID)
		require.ErrorIs(t, err, registry.ErrState)
		_, err = b.service.Approve(ctx, b.approver, batch.ID)
		require.NoError(t, err)
		_, err = b.service.Issue(ctx, b.registrar, batch.ID)
		require.ErrorIs(t, err, registry.ErrForbidden)
	})

	t.Run("TwiceAtOnceSignsOnce", func(t *testing.T) {
		batch := b.approved(t, 20)
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				issued, err := b.service.Issue(ctx, b.approver, batch.ID)
				if err != nil || issued.State != registry.BatchIssued {
					t.Errorf("state %q, error %v", issued.State, err)
				}
			})
		}
		group.Wait()
		require.Len(t, b.credentials(t, batch), 20)
		require.Len(t, b.actions(t, school, registry.ActionIssued), 20+1)
	})

	t.Run("WithoutAKeyNothingIsSigned", func(t *testing.T) {
		batch := b.approved(t, 1)
		none := registry.New(b.db.Store, b.ledger, registry.KeysFrom(keys{}), registry.Config{Host: host, Now: b.ledger.Clock.Now})
		_, err := none.Issue(ctx, b.approver, batch.ID)
		require.ErrorIs(t, err, registry.ErrKey)
		b.state(t, batch.ID, registry.BatchApproved)
	})

	t.Run("AKeyThatTheLedgerDoesNotKnowIsNotUsed", func(t *testing.T) {
		batch := b.approved(t, 1)
		foreign := registry.New(b.db.Store, b.ledger, registry.KeysFrom(keys{school: b.keys[university]}), registry.Config{Host: host, Now: b.ledger.Clock.Now})
		_, err := foreign.Issue(ctx, b.approver, batch.ID)
		require.ErrorIs(t, err, registry.ErrKey)
	})

	t.Run("APeerThatLagsBehindTheAccreditorsIsAskedAgain", func(t *testing.T) {
		batch := b.approved(t, 1)
		behind := &lagging{Ledger: b.ledger, views: 2}
		s := registry.New(b.db.Store, behind, registry.KeysFrom(b.keys), registry.Config{Host: host, Now: b.ledger.Clock.Now})
		issued, err := s.Issue(ctx, b.approver, batch.ID)
		require.NoError(t, err)
		require.Equal(t, registry.BatchIssued, issued.State)
		require.Zero(t, behind.views)
	})
}

// lagging is a ledger whose peer has not yet committed what an accreditor
// did: for so many views the issuer is missing, in the last one its key alone.
type lagging struct {
	registry.Ledger
	views int
}

func (l *lagging) Issuer(ctx context.Context, code string) (ledger.IssuerView, error) {
	view, err := l.Ledger.Issuer(ctx, code)
	switch l.views--; {
	case l.views > 0:
		return ledger.IssuerView{}, &ledger.Refusal{Code: ledger.CodeNotFound, Text: "no such issuer"}
	case l.views == 0:
		view.Keys = nil
	default:
		l.views = 0
	}
	return view, err
}

func TestIssuedCredentialsVerify(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	batch := b.university(t, 6)
	b.worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
	view := b.ledger.View()
	defer view.Close()

	seen := 0
	require.NoError(t, b.service.Documents(ctx, b.strange2, batch.ID, func(d registry.Document) error {
		file, err := presentation.HolderFile(d.Issued.SDJWT(), d.Issued.QRClaims)
		require.NoError(t, err)
		for _, input := range []string{presentation.URL("https://"+host, d.Issued.QRToken), d.Issued.SDJWT(), string(file)} {
			result := verifier.Verify(input, view, verifier.Freshness{Fresh: true}, b.ledger.Clock.Now(), verifier.Options{})
			require.Equal(t, verifier.Valid, result.Result, "%+v", result)
		}
		if d.Credential.Diploma != nil { // a transcript names its diploma's serial number
			parsed, err := credential.Parse(d.Issued.SDJWT())
			require.NoError(t, err)
			diploma, err := b.service.Show(ctx, b.strange2, *d.Credential.Diploma)
			require.NoError(t, err)
			require.NotEmpty(t, diploma.SerialNumber)
			require.Contains(t, parsed.Summary.DiplomaSerial, diploma.SerialNumber)
		}
		seen++
		return nil
	}))
	require.Equal(t, 12, seen)
}

func TestStatusPlaces(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.issued(t, 300)
	// Two places are left in the first list: as after some 65,000 credentials.
	_, err := b.db.Conn(t).Exec(t.Context(), `UPDATE status_list SET used = 65534 WHERE issuer = $1`, school)
	require.NoError(t, err)
	second := b.issued(t, 300)

	places := map[credential.StatusRef]uuid.UUID{}
	lists := map[uint32]int{}
	ascending := 0
	for _, batch := range []registry.Batch{first, second} {
		var before uint32
		for _, c := range b.credentials(t, batch) {
			require.NotContains(t, places, c.StatusRef, "an entry is used once for ever")
			require.Less(t, c.StatusRef.Index, uint32(ledger.StatusListSize))
			places[c.StatusRef] = c.ID
			lists[c.StatusRef.List]++
			if c.StatusRef.Index > before {
				ascending++
			}
			before = c.StatusRef.Index
		}
	}
	require.Equal(t, map[uint32]int{1: 302, 2: 298}, lists)
	require.InDelta(t, 300, ascending, 100, "random, not in order")
}

func TestSeal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	first := b.university(t, 4)
	require.Equal(t, registry.BatchSealed, first.State)
	kinds := map[ledger.Kind]uint64{}
	for i, a := range first.Anchors {
		kinds[a.Kind] = a.Size
		require.Equal(t, uint64(i+1), a.Sequence)
	}
	require.Equal(t, map[ledger.Kind]uint64{"VN-BA/7480201": 2, "VN-BD/7480201": 2, "VN-BA/7340301": 2, "VN-BD/7340301": 2}, kinds)

	t.Run("OnceMoreChangesNothing", func(t *testing.T) {
		again, err := b.service.Seal(ctx, b.strange2, first.ID)
		require.NoError(t, err)
		require.Equal(t, first.Anchors, again.Anchors)
	})

	t.Run("WithTheKeyThatSigned", func(t *testing.T) {
		b := setup(t)
		old, young := b.issued(t, 1), testledger.NewSigner(t)
		b.ledger.Clock.Advance(time.Minute)
		b.ledger.AddKey(t, school, young)
		b.keys[school] = append(b.keys[school], young)
		other := b.issued(t, 1)
		require.Equal(t, young.PublicKey().Thumbprint(), b.credentials(t, other)[0].Key, "the newest key signs")
		_, err := b.service.Seal(ctx, b.approver, old.ID)
		require.NoError(t, err)
		b.worker.Pass(ctx)
		b.state(t, old.ID, registry.BatchAnchored)

		text, signature := testledger.Sign(t, young, ledger.KeyRetirement{Type: ledger.TypeKeyRetirement, Ledger: b.ledger.Genesis(), Issuer: school, Key: young.PublicKey().Thumbprint()})
		testledger.Must[ledger.Key](t, b.ledger, b.ledger.Registry, ledger.FuncRetireKey, text, signature)
		_, err = b.service.Seal(ctx, b.approver, other.ID)
		require.ErrorIs(t, err, registry.ErrKey, "anchored now, no verifier would take it")
	})

	t.Run("ManyAtOnceKeepTheChain", func(t *testing.T) {
		var group sync.WaitGroup
		for range 4 {
			batch := b.issued(t, 2)
			for range 2 {
				group.Go(func() {
					if _, err := b.service.Seal(ctx, b.approver, batch.ID); err != nil {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
		b.worker.Pass(ctx)
		require.Equal(t, uint64(4), b.ledger.Sequence(t, school).Sequence, "the ledger took all four in one chain")
	})

	t.Run("TheExportHoldsEveryDigestInItsPlace", func(t *testing.T) {
		view := b.ledger.View()
		defer view.Close()
		seen := 0
		require.NoError(t, b.service.ExportDigests(ctx, b.reader, "", func(e registry.ExportEntry) error {
			digests, err := view.Digests(school, e.Sequence)
			require.NoError(t, err)
			require.Equal(t, digests[e.LeafIndex], e.Digest)
			seen++
			return nil
		}))
		require.Equal(t, 8, seen)
		require.Len(t, b.actions(t, school, registry.ActionExported), 1)
	})
}

func TestDIDDocument(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text, err := b.service.DIDDocument(t.Context(), school)
	require.NoError(t, err)
	id := "did:web:vanbang.example:issuers:THPT-MAU"
	key := b.keys[school][0].PublicKey()
	method := id + "#" + key.Thumbprint()
	require.JSONEq(t, `{"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"], "id": "`+id+`",
		"verificationMethod": [{"id": "`+method+`", "type": "JsonWebKey", "controller": "`+id+`", "publicKeyJwk": `+string(key.Canonical())+`}],
		"assertionMethod": ["`+method+`"]}`, string(text))
	_, err = b.service.DIDDocument(t.Context(), "NONE")
	require.ErrorIs(t, err, registry.ErrNotFound)
	b.ledger.SetDown(true)
	_, err = b.service.DIDDocument(context.Background(), school)
	require.ErrorIs(t, err, registry.ErrUnavailable)
}

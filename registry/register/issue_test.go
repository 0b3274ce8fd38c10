package register_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/registry/register"
	"sogoc/registry/worker"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

func TestSigning(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	next := func(t *testing.T, r *register.Register) worker.Job {
		t.Helper()
		job, err := r.Issuing.Task().NextJob(ctx, school, b.ledger.Clock.Now())
		require.NoError(t, err)
		require.NotNil(t, job)
		return job
	}

	t.Run("OnlyWhatIsApproved", func(t *testing.T) {
		batch := b.imported(t, 1)
		job, err := b.register.Issuing.Task().NextJob(ctx, school, b.ledger.Clock.Now())
		require.NoError(t, err)
		require.Nil(t, job)
		_, err = b.register.Issuing.Retry(ctx, b.approver, batch.ID, "")
		require.ErrorIs(t, err, registry.ErrState)
		_, err = b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
		require.NoError(t, err)
		_, err = b.register.Issuing.Retry(ctx, b.registrar, batch.ID, "")
		require.ErrorIs(t, err, registry.ErrForbidden)
		b.sign(t)
	})

	t.Run("ManyAtOnceSignOnce", func(t *testing.T) {
		before := len(b.actions(t, school, registry.ActionIssued))
		batch := b.approved(t, 20)
		var group sync.WaitGroup
		var jobs []worker.Job
		for range 3 { // all are taken before one of them is done
			jobs = append(jobs, next(t, b.register))
		}
		for _, job := range jobs {
			group.Go(func() {
				if err := job.Do(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		require.Len(t, b.state(t, batch.ID, registry.BatchSealed).Anchors, 1)
		require.Len(t, b.credentials(t, batch), 20)
		require.Len(t, b.actions(t, school, registry.ActionIssued), before+1)
	})

	t.Run("WithoutAKeyNothingIsSigned", func(t *testing.T) {
		batch := b.approved(t, 1)
		none := register.New(b.db.Store, b.ledger, testledger.Keyring{}, b.config())
		require.ErrorIs(t, next(t, none).Do(ctx), registry.ErrKey)
		b.state(t, batch.ID, registry.BatchApproved)
		none.Worker.Pass(ctx)
		require.Equal(t, registry.WaitSigningKey, b.state(t, batch.ID, registry.BatchApproved).WaitsFor)
		require.Empty(t, b.entries(t, batch)[0].RegisterNumber, "no number is drawn for it")
		_, err := b.register.Issuing.Retry(ctx, b.approver, batch.ID, "")
		require.NoError(t, err)
		b.sign(t)
		require.Empty(t, b.state(t, batch.ID, registry.BatchSealed).WaitsFor)
	})

	t.Run("AKeyThatTheLedgerDoesNotKnowIsNotUsed", func(t *testing.T) {
		b.approved(t, 1)
		foreign := register.New(b.db.Store, b.ledger, testledger.Keyring{school: b.keys[university]}, b.config())
		require.ErrorIs(t, next(t, foreign).Do(ctx), registry.ErrKey)
		b.sign(t)
	})

	t.Run("APeerThatLagsBehindTheAccreditorsIsAskedAgain", func(t *testing.T) {
		batch := b.approved(t, 1)
		behind := &lagging{Ledger: b.ledger, views: 2}
		s := register.New(b.db.Store, behind, b.keys, b.config())
		require.NoError(t, next(t, s).Do(ctx))
		b.state(t, batch.ID, registry.BatchSealed)
		require.Zero(t, behind.views)
	})

	t.Run("OfAHaltedIssuerWaits", func(t *testing.T) {
		batch := b.approved(t, 1)
		require.NoError(t, b.register.Anchoring.Halt(ctx, school, "for a test"))
		b.worker.Pass(ctx)
		b.state(t, batch.ID, registry.BatchApproved)
		require.NoError(t, b.register.Anchoring.Resume(ctx, b.operator, school))
		b.worker.Pass(ctx)
		b.state(t, batch.ID, registry.BatchAnchored)
	})
}

func (b *bundle) entries(t *testing.T, batch registry.Batch) []registry.Entry {
	t.Helper()
	entries, err := b.db.Store.Entries(t.Context(), batch.ID)
	require.NoError(t, err)
	return entries
}

// lagging is a ledger whose peer has not yet committed what an accreditor
// did: for so many views the issuer is missing, in the last one its key alone.
type lagging struct {
	register.Ledger
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
	require.NoError(t, b.register.Reading.Documents(ctx, b.strange2, batch.ID, func(d registry.Document) error {
		file, err := presentation.HolderFile(d.Issued.SDJWT(), d.Issued.QRClaims)
		require.NoError(t, err)
		for _, input := range []string{presentation.URL("https://"+host, d.Issued.QRToken), d.Issued.SDJWT(), string(file)} {
			result := verifier.Verify(input, verifier.FreshReading(view), b.ledger.Clock.Now(), verifier.Options{})
			require.Equal(t, verifier.Valid, result.Result, "%+v", result)
		}
		if d.Credential.Diploma != nil { // a transcript names its diploma's serial number
			parsed, err := credential.Parse(d.Issued.SDJWT())
			require.NoError(t, err)
			diploma, err := b.register.Reading.Credential(ctx, b.strange2, *d.Credential.Diploma)
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
	first := b.sealed(t, 300)
	// Two places are left in the first list: as after some 65,000 credentials.
	_, err := b.db.Conn(t).Exec(t.Context(), `UPDATE status_list SET used = 65534 WHERE issuer = $1`, school)
	require.NoError(t, err)
	second := b.sealed(t, 300)

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
	require.Equal(
		t,
		map[ledger.Kind]uint64{"VN-BA/7480201": 2, "VN-BD/7480201": 2, "VN-BA/7340301": 2, "VN-BD/7340301": 2},
		kinds,
	)

	t.Run("OnceMoreChangesNothing", func(t *testing.T) {
		again, err := b.register.Issuing.Retry(ctx, b.strange2, first.ID, "")
		require.NoError(t, err)
		b.sign(t)
		again = b.state(t, again.ID, registry.BatchSealed)
		require.Equal(t, first.Anchors, again.Anchors)
	})

	t.Run("WithTheNewestKey", func(t *testing.T) {
		b := setup(t)
		b.ledger.Clock.Advance(time.Minute)
		young := testledger.NewSigner(t)
		b.ledger.AddKey(t, school, young)
		b.keys[school] = append(b.keys[school], young)
		batch := b.sealed(t, 1)
		require.Equal(t, young.PublicKey().Thumbprint(), b.credentials(t, batch)[0].Key)
	})

	t.Run("WithTheKeyThatSigned", func(t *testing.T) {
		b := setup(t)
		old, young := b.sealed(t, 1), testledger.NewSigner(t)
		b.unseal(t, old)
		b.ledger.Clock.Advance(time.Minute)
		b.ledger.AddKey(t, school, young)
		b.keys[school] = append(b.keys[school], young)
		b.worker.Pass(ctx)
		b.state(t, old.ID, registry.BatchAnchored)

		other := b.sealed(t, 1)
		b.unseal(t, other)
		text, signature := testledger.Sign(
			t,
			young,
			ledger.KeyRetirement{
				Type:   ledger.TypeKeyRetirement,
				Ledger: b.ledger.Genesis(),
				Issuer: school,
				Key:    young.PublicKey().Thumbprint(),
			},
		)
		testledger.Must[ledger.Key](t, b.ledger, b.ledger.Registry, ledger.FuncRetireKey, text, signature)
		b.worker.Pass(ctx)
		require.Equal(
			t,
			registry.WaitSigningKey,
			b.state(t, other.ID, registry.BatchApproved).WaitsFor,
			"anchored now, no verifier would take it",
		)
	})

	t.Run("ManyAtOnceKeepTheChain", func(t *testing.T) {
		for range 4 {
			b.approved(t, 2)
		}
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() { b.signAtOnce(t) })
		}
		group.Wait()
		b.worker.Pass(ctx)
		require.Equal(t, uint64(4), b.ledger.Sequence(t, school).Sequence, "the ledger took all four in one chain")
	})

	t.Run("TheExportHoldsEveryDigestInItsPlace", func(t *testing.T) {
		view := b.ledger.View()
		defer view.Close()
		seen := 0
		require.NoError(t, b.register.Reading.ExportDigests(ctx, b.reader, reading.ExportRequest{}, func(e reading.ExportEntry) error {
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
	text, err := b.register.Reading.DIDDocument(t.Context(), school)
	require.NoError(t, err)
	id := "did:web:vanbang.example:issuers:THPT-MAU"
	key := b.keys[school][0].PublicKey()
	method := id + "#" + key.Thumbprint()
	require.JSONEq(
		t,
		`{"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"], "id": "`+id+`",
		"verificationMethod": [{"id": "`+method+`", "type": "JsonWebKey", "controller": "`+id+`", "publicKeyJwk": `+string(key.Canonical())+`}],
		"assertionMethod": ["`+method+`"]}`,
		string(text),
	)
	_, err = b.register.Reading.DIDDocument(t.Context(), "NONE")
	require.ErrorIs(t, err, registry.ErrNotFound)
	b.ledger.SetDown(true)
	_, err = b.register.Reading.DIDDocument(context.Background(), school)
	require.ErrorIs(t, err, registry.ErrUnavailable)
}

// All credentials of a batch are issued by one act, of which the audit has one entry.
func TestTheAuditOfACredentialNamesItsIssue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch, other := b.anchored(t, 2), b.anchored(t, 1)
	for _, c := range b.credentials(t, batch) {
		_, err := b.register.Reading.Document(t.Context(), b.registrar, c.ID)
		require.NoError(t, err)
		found, err := b.register.Reading.Audit(t.Context(), b.registrar, reading.AuditFilter{Credential: c.ID})
		require.NoError(t, err)
		require.Len(t, found, 2)
		require.Equal(t, registry.ActionDocumentRead, found[0].Action)
		require.Equal(t, registry.ActionIssued, found[1].Action)
		require.Equal(t, batch.ID, *found[1].Batch)
		require.NotEqual(t, other.ID, *found[1].Batch)
	}
}

// watchedSigner tells of each signature.
type watchedSigner struct {
	credential.Signer
	signs func()
}

func (s watchedSigner) Sign(message []byte) (ledger.Signature, error) {
	s.signs()
	return s.Signer.Sign(message)
}

// While a batch is signed, its process says how many are, and nothing is left of that.
func TestSigningSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.approved(t, 1200)
	var mu sync.Mutex
	seen := map[int]bool{}
	b.keys[school] = []credential.Signer{watchedSigner{b.keys[school][0], func() {
		mu.Lock()
		defer mu.Unlock()
		seen[b.register.Issuing.Signed(batch.ID)] = true
	}}}
	b.sign(t)
	require.Equal(t, map[int]bool{0: true, 500: true, 1000: true, 1200: true}, seen)
	b.state(t, batch.ID, registry.BatchSealed)
	require.Zero(t, b.register.Issuing.Signed(batch.ID))
}

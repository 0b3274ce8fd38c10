package follower_test

import (
	"crypto/ecdsa"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testledger"
	"sogoc/verifier/batch"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// ruled is a synthetic channel whose transactions are the real chaincode's:
// it decides what they read and write.
type ruled struct {
	*world
	rules *testledger.Ledger
	next  uint32 // digests so far
}

// newRuled makes a channel with an accredited school that has a key.
func newRuled(t *testing.T) *ruled {
	t.Helper()
	w := &world{Channel: blockstest.New(t), t: t}
	w.registry = w.Authorities["SchoolsMSP"].Issue("registry", "client", "registry")
	w.accreditor = w.Authorities["MinistryMSP"].Issue("accreditor", "client", "accreditor")
	w.key, w.public = newKey(t)
	w.blocks = append(w.blocks, w.Genesis())
	w.add(w.Commit(w.Definition(blockstest.Chaincode, "vscc", nil)))
	r := &ruled{world: w, rules: testledger.New(t, testledger.Options{
		Genesis: w.Trust().Genesis, Accreditors: []string{"MinistryMSP"}, Now: func() time.Time { return w.Now }})}
	for _, code := range []string{school, "KE-THUA"} {
		a := ledger.Accreditation{Code: code, Name: "Trường (mẫu)", Scopes: []ledger.Scope{
			{Type: "VN-USE", From: "2020-01-01", Until: "2035-12-31", Quota: 1000}}}
		r.commit(w.accreditor, ledger.FuncAccredit, string(a.Canonical()))
	}
	r.addKey(school, w.key, w.public)
	return r
}

// invokeRules has the chaincode endorse a call and returns the transaction,
// which is not committed yet.
func (r *ruled) invokeRules(by *blockstest.Member, function string, arguments ...string) (blockstest.Transaction,
	*testledger.Transaction) {
	r.t.Helper()
	tx, id, at := r.invoke(by, function, arguments...)
	endorsed, err := r.rules.Endorse(
		testledger.Call{As: r.identity(by), Function: function, Args: arguments, At: at, ID: id},
	)
	require.NoError(r.t, err, function)
	tx.Arguments = endorsed.Args
	tx.Writes = maps.Clone(endorsed.Writes)
	tx.Reads = blockstest.Own(endorsed.Reads...)
	return tx, endorsed
}

// commit puts a call into a block of its own.
func (r *ruled) commit(by *blockstest.Member, function string, arguments ...string) {
	r.t.Helper()
	tx, endorsed := r.invokeRules(by, function, arguments...)
	r.add(r.Channel.Envelope(tx))
	require.NoError(r.t, r.rules.Commit(endorsed))
}

// identity is a member's certificate as the chaincode sees it.
func (r *ruled) identity(by *blockstest.Member) testledger.Identity {
	serialised := &msp.SerializedIdentity{}
	require.NoError(r.t, proto.Unmarshal(by.Identity, serialised))
	return testledger.RawIdentity(r.t, serialised.GetMspid(), serialised.GetIdBytes())
}

func (r *ruled) addKey(code string, key *ecdsa.PrivateKey, public ledger.PublicKey) {
	possession := ledger.Canonical(
		ledger.KeyPossession{Type: ledger.TypeKeyPossession, Purpose: ledger.PurposeIssuer,
			Ledger: r.Trust().Genesis, Issuer: code, Key: public.Thumbprint()},
	)
	r.commit(r.accreditor, ledger.FuncAddKey, string(public.Canonical()), string(possession),
		sign(r.t, key, possession).String())
}

// anchorArgs returns the arguments of PutAnchor for the school's next anchor.
func (r *ruled) anchorArgs(size uint32) []string {
	var digests []ledger.Digest
	for range size {
		r.next++
		digests = append(digests, ledger.SumDigest([]byte(strconv.Itoa(int(r.next)))))
	}
	sealed, err := batch.Seal(digests)
	require.NoError(r.t, err)
	last := r.rules.Sequence(r.t, school)
	text := ledger.Canonical(ledger.Anchor{Type: ledger.TypeAnchor, Ledger: r.Trust().Genesis, Issuer: school,
		Sequence: last.Sequence + 1, Kind: "VN-USE", Root: sealed.Root, Size: uint64(size), Previous: last.Previous,
		Key: r.public.Thumbprint()})
	return []string{string(text), sign(r.t, r.key, text).String(), ledger.EncodeDigests(sealed.Digests)}
}

// voidArgs returns the arguments of Void for the school's next sequence number.
func (r *ruled) voidArgs() []string {
	last := r.rules.Sequence(r.t, school)
	text := ledger.Canonical(ledger.Void{Type: ledger.TypeVoid, Ledger: r.Trust().Genesis, Issuer: school,
		Sequence: last.Sequence + 1, Previous: last.Previous, Key: r.public.Thumbprint()})
	return []string{string(text), sign(r.t, r.key, text).String()}
}

// retireArgs returns the arguments by which the accreditor retires the school's key.
func (r *ruled) retireArgs() []string {
	return []string{string(ledger.Canonical(ledger.KeyRetirement{Type: ledger.TypeKeyRetirement,
		Ledger: r.Trust().Genesis, Issuer: school, Key: r.public.Thumbprint()})), ""}
}

// lived is a ruled channel on which every function has been called.
func lived(t *testing.T) *ruled {
	r := newRuled(t)
	r.commit(r.registry, ledger.FuncPutAnchor, r.anchorArgs(3)...)
	r.commit(r.registry, ledger.FuncVoid, r.voidArgs()...)
	r.commit(r.registry, ledger.FuncPutAnchor, r.anchorArgs(2)...)
	r.commit(r.accreditor, ledger.FuncSetAnchorStatus, school, "1", "3", "suspended")
	r.commit(r.accreditor, ledger.FuncSetAnchorStatus, school, "1", "1", "revoked")
	r.commit(r.registry, ledger.FuncReturnQuota, school, "1", "")
	return r
}

func (r *ruled) follow(t *testing.T) (*follower.Follower, error) {
	f := open(t, r.options(t))
	return f, f.Run(t.Context(), sources(r.all()...)...)
}

func TestFollowsWhatTheRulesWrite(t *testing.T) {
	t.Parallel()
	r := lived(t)
	heir, heirPublic := newKey(t)
	r.addKey("KE-THUA", heir, heirPublic)
	acceptance := ledger.Canonical(
		ledger.CustodyAcceptance{Type: ledger.TypeCustodyAcceptance, Ledger: r.Trust().Genesis,
			Predecessor: school, Successor: "KE-THUA", Key: heirPublic.Thumbprint()},
	)
	r.commit(r.accreditor, ledger.FuncTransferCustody, string(acceptance), sign(t, heir, acceptance).String())

	f, err := r.follow(t)
	require.NoError(t, err)
	view, err := f.View()
	require.NoError(t, err)
	defer view.Close()
	void, position, found, err := view.Void(school, 2)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, uint64(2), void.Void.Sequence)
	require.Equal(t, void.TxID, position.TxID)
	_, _, found, err = view.Anchor(school, 2)
	require.NoError(t, err)
	require.False(t, found)
	_, _, found, err = view.Void(school, 3)
	require.NoError(t, err)
	require.False(t, found)
	anchor, _, found, err := view.Anchor(school, 3)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, ledger.QuotaPlace{Type: "VN-USE", Year: ledger.Year(anchor.Time)}, anchor.Quota)
	history, err := view.AnchorStatus(school, 1)
	require.NoError(t, err)
	require.Equal(
		t,
		[]ledger.State{ledger.Suspended, ledger.Revoked},
		[]ledger.State{history[0].State, history[1].State},
	)
	require.Len(t, history, 2)
}

// TestWhatTheRulesDoNotWriteStopsTheFollower spoils one record of a transaction
// that the real chaincode endorsed.
func TestWhatTheRulesDoNotWriteStopsTheFollower(t *testing.T) {
	t.Parallel()
	type spoiled struct {
		name      string
		by        func(*ruled) *blockstest.Member
		function  string
		arguments func(*ruled) []string
		key       func(*ruled) ledger.StateKey
		value     func([]byte) []byte
	}
	registry := func(r *ruled) *blockstest.Member { return r.registry }
	accreditor := func(r *ruled) *blockstest.Member { return r.accreditor }
	anchor := func(r *ruled) []string { return r.anchorArgs(2) }
	status := func(*ruled) []string { return []string{school, "3", "3", "revoked"} }
	place := func(r *ruled) ledger.QuotaPlace { return ledger.QuotaPlace{Type: "VN-USE", Year: ledger.Year(r.Now)} }
	for _, s := range []spoiled{
		{"quota counted too low", registry, ledger.FuncPutAnchor, anchor,
			func(r *ruled) ledger.StateKey { return ledger.QuotaUsedKey(school, place(r)) },
			edit(func(u *ledger.QuotaUsed) { u.Count-- })},
		{"anchor on another year's quota", registry, ledger.FuncPutAnchor, anchor,
			func(r *ruled) ledger.StateKey { return ledger.AnchorKey(school, 4) },
			edit(func(a *ledger.AnchorRecord) { a.Quota.Year++ })},
		{"void that skips a number", registry, ledger.FuncVoid, (*ruled).voidArgs,
			func(r *ruled) ledger.StateKey { return ledger.VoidKey(school, 4) },
			edit(func(v *ledger.VoidRecord) { v.Void.Sequence++ })},
		{"void at another time", registry, ledger.FuncVoid, (*ruled).voidArgs,
			func(r *ruled) ledger.StateKey { return ledger.VoidKey(school, 4) },
			edit(func(v *ledger.VoidRecord) { v.Time = v.Time.Add(time.Second) })},
		{"void that is not counted", registry, ledger.FuncVoid, (*ruled).voidArgs,
			func(r *ruled) ledger.StateKey { return ledger.VoidCountKey(school, place(r).Year) },
			edit(func(c *ledger.VoidCount) { c.Count-- })},
		{"void that leaves the sequence", registry, ledger.FuncVoid, (*ruled).voidArgs,
			func(r *ruled) ledger.StateKey { return ledger.SequenceKey(school) },
			edit(func(s *ledger.Sequence) { s.Sequence-- })},
		{"another state than was said", accreditor, ledger.FuncSetAnchorStatus, status,
			func(r *ruled) ledger.StateKey { return ledger.AnchorStatusKey(school, 3) },
			edit(func(s *ledger.AnchorStatus) { s.State = ledger.Active })},
		{"another organisation's word", accreditor, ledger.FuncSetAnchorStatus, status,
			func(r *ruled) ledger.StateKey { return ledger.AnchorStatusKey(school, 3) },
			edit(func(s *ledger.AnchorStatus) { s.MSP = "SchoolsMSP" })},
		{"another reason for anchors than was said", accreditor, ledger.FuncSetAnchorStatus, status,
			func(r *ruled) ledger.StateKey { return ledger.AnchorStatusKey(school, 3) },
			edit(func(s *ledger.AnchorStatus) { s.Detail[0]++ })},
		{"the reason for anchors left out", accreditor, ledger.FuncSetAnchorStatus, status,
			func(r *ruled) ledger.StateKey { return ledger.AnchorStatusKey(school, 3) },
			edit(func(s *ledger.AnchorStatus) { s.Detail = ledger.Digest{} })},
		{"another reason for a suspension than was said", accreditor, ledger.FuncSuspendIssuer,
			func(*ruled) []string { return []string{school} },
			func(r *ruled) ledger.StateKey { return ledger.IssuerKey(school) },
			edit(func(i *ledger.Issuer) { i.StateReason.DecisionNumber = "99/QĐ-MAU" })},
		{"a reason that nobody said for the accreditation", accreditor, ledger.FuncSuspendIssuer,
			func(*ruled) []string { return []string{school} },
			func(r *ruled) ledger.StateKey { return ledger.IssuerKey(school) },
			edit(func(i *ledger.Issuer) { i.Reason.Ground = ledger.GroundAsDecided })},
		{"another reason for a retirement than was said", accreditor, ledger.FuncRetireKey, (*ruled).retireArgs,
			func(r *ruled) ledger.StateKey { return ledger.KeyKey(r.public.Thumbprint()) },
			edit(func(k *ledger.Key) { k.RetiredReason.DecisionDate = "2026-01-04" })},
		{"the reason for a suspension left out", accreditor, ledger.FuncSuspendIssuer,
			func(*ruled) []string { return []string{school} },
			func(r *ruled) ledger.StateKey { return ledger.IssuerKey(school) },
			edit(func(i *ledger.Issuer) { i.StateReason = ledger.Reason{} })},
		{"the reason for a suspension as that of the accreditation", accreditor, ledger.FuncSuspendIssuer,
			func(*ruled) []string { return []string{school} },
			func(r *ruled) ledger.StateKey { return ledger.IssuerKey(school) },
			edit(func(i *ledger.Issuer) { i.Reason = i.StateReason })},
		{"the reason for a retirement left out", accreditor, ledger.FuncRetireKey, (*ruled).retireArgs,
			func(r *ruled) ledger.StateKey { return ledger.KeyKey(r.public.Thumbprint()) },
			edit(func(k *ledger.Key) { k.RetiredReason = ledger.Reason{} })},
		{"the reason for a registration erased when the key retires itself", registry, ledger.FuncRetireKey,
			func(r *ruled) []string {
				text := r.retireArgs()[0]
				return []string{text, sign(r.t, r.key, []byte(text)).String()}
			},
			func(r *ruled) ledger.StateKey { return ledger.KeyKey(r.public.Thumbprint()) },
			edit(func(k *ledger.Key) { k.Reason = ledger.Reason{} })},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := lived(t)
			tx, _ := r.invokeRules(s.by(r), s.function, s.arguments(r)...)
			key := s.key(r).String()
			require.Contains(t, tx.Writes, key)
			tx.Writes[key] = s.value(tx.Writes[key])
			r.refused(t, tx)
		})
	}

	t.Run("state of an anchor outside the range", func(t *testing.T) {
		t.Parallel()
		r := lived(t)
		tx, _ := r.invokeRules(r.accreditor, ledger.FuncSetAnchorStatus, status(r)...)
		tx.Writes[ledger.AnchorStatusKey(school, 1).String()] = tx.Writes[ledger.AnchorStatusKey(school, 3).String()]
		r.refused(t, tx)
	})
	t.Run("quota given back twice", func(t *testing.T) {
		t.Parallel()
		r := lived(t)
		r.rules.Set(ledger.QuotaReturnKey(school, 1), nil)
		tx, _ := r.invokeRules(r.registry, ledger.FuncReturnQuota, school, "1", "")
		r.refused(t, tx)
	})
	t.Run("quota given back of an anchor that counts", func(t *testing.T) {
		t.Parallel()
		r := lived(t)
		r.rules.Set(
			ledger.AnchorStatusKey(school, 3),
			ledger.EncodeRecord(ledger.AnchorStatus{State: ledger.Revoked}),
		)
		tx, _ := r.invokeRules(r.registry, ledger.FuncReturnQuota, school, "3", "")
		r.refused(t, tx)
	})
	t.Run("more given back than the anchor has", func(t *testing.T) {
		t.Parallel()
		r := lived(t)
		r.commit(r.accreditor, ledger.FuncSetAnchorStatus, school, "3", "3", "revoked")
		tx, _ := r.invokeRules(r.registry, ledger.FuncReturnQuota, school, "3", "")
		key := ledger.QuotaReturnedKey(school, place(r)).String()
		tx.Writes[key] = edit(func(c *ledger.QuotaReturned) { c.Count++ })(tx.Writes[key])
		r.refused(t, tx)
	})
}

// refused puts a transaction into the next block and demands that the follower
// stops before it.
func (r *ruled) refused(t *testing.T, tx blockstest.Transaction) {
	t.Helper()
	height := uint64(len(r.blocks))
	r.add(r.Channel.Envelope(tx))
	f, err := r.follow(t)
	require.ErrorIs(t, err, follower.ErrIntegrity)
	require.ErrorIs(t, err, follower.ErrRecord)
	require.Equal(t, height, f.Head().Height)
}

// edit returns a change of one record's bytes.
func edit[R ledger.Record](change func(*R)) func([]byte) []byte {
	return func(text []byte) []byte {
		record, err := ledger.DecodeRecord[R](text)
		if err != nil {
			panic(err)
		}
		change(&record)
		return ledger.EncodeRecord(record)
	}
}

// TestFollowsAcrossTheUpgradeOfTheRules: blocks that older rules wrote, and then
// those of the present ones, which read on what stands there.
func TestFollowsAcrossTheUpgradeOfTheRules(t *testing.T) {
	t.Parallel()
	r := newRuled(t)
	place := ledger.QuotaPlace{Type: "VN-USE", Year: ledger.Year(r.Now)}
	commitOld := func(by *blockstest.Member, function string, older func(writes map[string][]byte), arguments ...string) {
		tx, endorsed := r.invokeRules(by, function, arguments...)
		tx.Arguments = arguments // without a reason
		older(tx.Writes)
		tx.Reads = append(tx.Reads, blockstest.Own(slices.Collect(maps.Keys(tx.Writes))...)...)
		endorsed.Writes = map[string][]byte{}
		require.NoError(t, r.rules.Commit(endorsed))
		for key, value := range tx.Writes {
			parsed, err := ledger.ParseStateKey(key)
			require.NoError(t, err)
			r.rules.Set(parsed, value)
		}
		r.add(r.Channel.Envelope(tx))
	}
	commitOld(r.registry, ledger.FuncPutAnchor, func(writes map[string][]byte) {
		delete(writes, ledger.QuotaUsedKey(school, place).String())
		anchor := ledger.AnchorKey(school, 1).String()
		writes[anchor] = edit(func(a *ledger.AnchorRecord) { a.Quota = ledger.QuotaPlace{} })(writes[anchor])
		record, err := ledger.DecodeRecord[ledger.AnchorRecord](writes[anchor])
		require.NoError(t, err)
		writes[ledger.AnchorQuotasKey(school, place).String()] = ledger.EncodeRecord(ledger.AnchorQuotas{
			Entries: []ledger.AnchorQuota{{Sequence: 1, Size: 3, Key: record.Anchor.Key, Time: record.Time}}})
	}, r.anchorArgs(3)...)
	commitOld(r.accreditor, ledger.FuncSetAnchorStatus, func(writes map[string][]byte) {
		own := ledger.AnchorStatusKey(school, 1).String()
		record, err := ledger.DecodeRecord[ledger.AnchorStatus](writes[own])
		require.NoError(t, err)
		delete(writes, own)
		writes[ledger.AnchorStatusesKey(school).String()] = ledger.EncodeRecord(ledger.AnchorStatuses{
			Changes: []ledger.AnchorStatusChange{{First: 1, Last: 1, State: record.State, MSP: record.MSP,
				Time: record.Time, TxID: record.TxID}}})
	}, school, "1", "1", "suspended")

	r.commit(r.registry, ledger.FuncPutAnchor, r.anchorArgs(2)...)
	used, err := ledger.DecodeRecord[ledger.QuotaUsed](r.rules.State(ledger.QuotaUsedKey(school, place).String()))
	require.NoError(t, err)
	require.Equal(t, uint64(5), used.Count)
	r.commit(r.accreditor, ledger.FuncSetAnchorStatus, school, "1", "2", "revoked")
	r.commit(r.registry, ledger.FuncReturnQuota, school, "1", "")
	r.commit(r.registry, ledger.FuncReturnQuota, school, "2", "")

	f, err := r.follow(t)
	require.NoError(t, err)
	view, err := f.View()
	require.NoError(t, err)
	defer view.Close()
	history, err := view.AnchorStatus(school, 1)
	require.NoError(t, err)
	require.Len(t, history, 2)
	require.Equal(t, ledger.Suspended, history[0].State)
	require.Equal(t, ledger.Revoked, history[1].State)
}

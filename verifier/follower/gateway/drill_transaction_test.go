package gateway_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/ledger"
)

// crafted is a transaction that the acting organisation makes by itself: its
// administrator signs it and its own peer's key endorses it, without any
// chaincode having run.
type crafted struct {
	chaincode string
	sets      []*rwset.NsReadWriteSet
	proposal  []byte               // nil: an invocation without arguments
	inner     []byte               // creator in the action's header; nil: the sender
	event     *peer.ChaincodeEvent // nil: none
	status    int32
	version   string
	header    func(*common.ChannelHeader)
	nonce     []byte
	endorsers []*blockstest.Member // nil: its own peer
}

// own is the acting organisation's own collection.
const own = "_implicit_org_" + actingMSP

func (d *drill) envelope(c crafted) *common.Envelope {
	if c.nonce == nil {
		c.nonce = make([]byte, 24)
		_, _ = rand.Read(c.nonce)
	}
	if c.version == "" {
		c.version = "1"
	}
	if c.proposal == nil {
		c.proposal = encode(d.t, &peer.ChaincodeProposalPayload{Input: encode(d.t, &peer.ChaincodeInvocationSpec{
			ChaincodeSpec: &peer.ChaincodeSpec{Input: &peer.ChaincodeInput{Args: [][]byte{[]byte("anything")}}}})})
	}
	if c.inner == nil {
		c.inner = d.admin.Identity
	}
	if c.endorsers == nil {
		c.endorsers = []*blockstest.Member{d.peer}
	}
	channel := &common.ChannelHeader{
		Type:      int32(common.HeaderType_ENDORSER_TRANSACTION),
		ChannelId: d.registry.channel,
		Timestamp: timestamppb.Now(),
		TxId:      blockstest.ID(c.nonce, d.admin),
		Extension: encode(d.t, &peer.ChaincodeHeaderExtension{ChaincodeId: &peer.ChaincodeID{Name: c.chaincode}}),
	}
	if c.header != nil {
		c.header(channel)
	}
	return d.signed(c, encode(d.t, channel))
}

// signed endorses and signs a transaction under a channel header.
func (d *drill) signed(c crafted, channel []byte) *common.Envelope {
	outer := encode(d.t, &common.SignatureHeader{Creator: d.admin.Identity, Nonce: c.nonce})
	inner := encode(d.t, &common.SignatureHeader{Creator: c.inner, Nonce: c.nonce})
	result := &peer.ChaincodeAction{
		Results:     encode(d.t, &rwset.TxReadWriteSet{NsRwset: c.sets}),
		Response:    &peer.Response{Status: c.status},
		ChaincodeId: &peer.ChaincodeID{Name: c.chaincode, Version: c.version},
	}
	if c.event != nil {
		result.Events = encode(d.t, c.event)
	}
	sum := sha256.Sum256(slices.Concat(channel, inner, c.proposal))
	response := encode(d.t, &peer.ProposalResponsePayload{ProposalHash: sum[:], Extension: encode(d.t, result)})
	action := &peer.ChaincodeActionPayload{
		ChaincodeProposalPayload: c.proposal,
		Action:                   &peer.ChaincodeEndorsedAction{ProposalResponsePayload: response},
	}
	for _, e := range c.endorsers {
		action.Action.Endorsements = append(action.Action.Endorsements,
			&peer.Endorsement{Endorser: e.Identity, Signature: e.Sign(slices.Concat(response, e.Identity))})
	}
	transaction := &peer.Transaction{
		Actions: []*peer.TransactionAction{{Header: inner, Payload: encode(d.t, action)}},
	}
	payload := encode(d.t, &common.Payload{
		Header: &common.Header{ChannelHeader: channel, SignatureHeader: outer},
		Data:   encode(d.t, transaction),
	})
	return &common.Envelope{Payload: payload, Signature: d.admin.Sign(payload)}
}

// namespace makes what a transaction does in one namespace.
func (d *drill) namespace(
	name string,
	public *kvrwset.KVRWSet,
	private *kvrwset.HashedRWSet,
) *rwset.NsReadWriteSet {
	set := &rwset.NsReadWriteSet{Namespace: name, Rwset: encode(d.t, public)}
	if private != nil {
		set.CollectionHashedRwset = []*rwset.CollectionHashedReadWriteSet{
			{CollectionName: own, HashedRwset: encode(d.t, private)},
		}
	}
	return set
}

func hashed(key, value string) []*kvrwset.KVWriteHash {
	k, v := sha256.Sum256([]byte(key)), sha256.Sum256([]byte(value))
	return []*kvrwset.KVWriteHash{{KeyHash: k[:], ValueHash: v[:]}}
}

// odd are contents of a transaction that its own peer's endorsement validates
// in an own collection of a namespace.
func (d *drill) odd(namespace string) map[string]func() crafted {
	one := func(public *kvrwset.KVRWSet, private *kvrwset.HashedRWSet) crafted {
		return crafted{
			chaincode: namespace,
			status:    200,
			sets:      []*rwset.NsReadWriteSet{d.namespace(namespace, public, private)},
		}
	}
	write := &kvrwset.HashedRWSet{HashedWrites: hashed("key", "value")}
	key, policed := sha256.Sum256([]byte("key")), sha256.Sum256([]byte("policed"))
	with := func(edit func(*crafted)) func() crafted {
		return func() crafted {
			c := one(&kvrwset.KVRWSet{}, write)
			edit(&c)
			return c
		}
	}
	return map[string]func() crafted{
		"a write":       with(func(*crafted) {}),
		"a write again": with(func(*crafted) {}),
		"a read of another version": func() crafted {
			return one(&kvrwset.KVRWSet{}, &kvrwset.HashedRWSet{HashedWrites: write.HashedWrites,
				HashedReads: []*kvrwset.KVReadHash{{KeyHash: key[:], Version: &kvrwset.Version{BlockNum: 1}}}})
		},
		"a key-level policy": func() crafted {
			return one(&kvrwset.KVRWSet{}, &kvrwset.HashedRWSet{HashedWrites: hashed("policed", "1"),
				MetadataWrites: []*kvrwset.KVMetadataWriteHash{{KeyHash: policed[:],
					Entries: []*kvrwset.KVMetadataEntry{{Name: "ANYTHING", Value: []byte{0xff}}}}}})
		},
		"a key-level policy taken away": func() crafted {
			return one(&kvrwset.KVRWSet{}, &kvrwset.HashedRWSet{HashedWrites: hashed("policed", "2"),
				MetadataWrites: []*kvrwset.KVMetadataWriteHash{{KeyHash: policed[:]}}})
		},
		"a purge": func() crafted {
			return one(
				&kvrwset.KVRWSet{},
				&kvrwset.HashedRWSet{
					HashedWrites: []*kvrwset.KVWriteHash{{KeyHash: key[:], IsDelete: true, IsPurge: true}},
				},
			)
		},
		"a deletion": func() crafted {
			return one(
				&kvrwset.KVRWSet{},
				&kvrwset.HashedRWSet{HashedWrites: []*kvrwset.KVWriteHash{{KeyHash: key[:], IsDelete: true}}},
			)
		},
		"a key written twice": func() crafted {
			return one(
				&kvrwset.KVRWSet{},
				&kvrwset.HashedRWSet{HashedWrites: append(hashed("key", "1"), hashed("key", "2")...)},
			)
		},
		"a range of keys": func() crafted {
			return one(
				&kvrwset.KVRWSet{
					RangeQueriesInfo: []*kvrwset.RangeQueryInfo{{StartKey: "a", EndKey: "b", ItrExhausted: true,
						ReadsInfo: &kvrwset.RangeQueryInfo_RawReads{RawReads: &kvrwset.QueryReads{}}}},
				},
				write,
			)
		},
		"a range that changed": func() crafted {
			return one(
				&kvrwset.KVRWSet{
					RangeQueriesInfo: []*kvrwset.RangeQueryInfo{
						{StartKey: "namespaces/", EndKey: "namespacez", ItrExhausted: true,
							ReadsInfo: &kvrwset.RangeQueryInfo_RawReads{
								RawReads: &kvrwset.QueryReads{KvReads: []*kvrwset.KVRead{{Key: "namespaces/none"}}},
							}},
					},
				},
				write,
			)
		},
		"a read of a key that is not there": func() crafted {
			return one(&kvrwset.KVRWSet{Reads: []*kvrwset.KVRead{{Key: "none"}}}, write)
		},
		"a stale public read": func() crafted {
			return one(
				&kvrwset.KVRWSet{Reads: []*kvrwset.KVRead{{Key: "none", Version: &kvrwset.Version{BlockNum: 2}}}},
				write,
			)
		},
		"a public write": func() crafted {
			return one(
				&kvrwset.KVRWSet{Writes: []*kvrwset.KVWrite{{Key: ledger.TickKey().String(), Value: []byte("{}")}}},
				nil,
			)
		},
		"a public key-level policy": func() crafted {
			return one(
				&kvrwset.KVRWSet{MetadataWrites: []*kvrwset.KVMetadataWrite{{Key: ledger.TickKey().String()}}},
				nil,
			)
		},
		"nothing at all":                func() crafted { return one(&kvrwset.KVRWSet{}, nil) },
		"a proposal that does not read": with(func(c *crafted) { c.proposal = []byte{0xff, 0xff, 0xff} }),
		"a creator that is nobody":      with(func(c *crafted) { c.inner = []byte("nobody") }),
		"another's creator":             with(func(c *crafted) { c.inner = d.client().Identity }),
		"an event": with(
			func(c *crafted) { c.event = &peer.ChaincodeEvent{ChaincodeId: namespace, EventName: "e"} },
		),
		"an event of another": with(
			func(c *crafted) { c.event = &peer.ChaincodeEvent{ChaincodeId: "other"} },
		),
		"a failed response": with(func(c *crafted) { c.status = 500 }),
		"another version":   with(func(c *crafted) { c.version = "\x00" }),
		"an unknown version of header": with(
			func(c *crafted) { c.header = func(h *common.ChannelHeader) { h.Version = 99 } },
		),
		"an epoch": with(
			func(c *crafted) { c.header = func(h *common.ChannelHeader) { h.Epoch = 1 } },
		),
		"no timestamp": with(
			func(c *crafted) { c.header = func(h *common.ChannelHeader) { h.Timestamp = nil } },
		),
		"a timestamp of the year 1": with(func(c *crafted) {
			c.header = func(h *common.ChannelHeader) { h.Timestamp = timestamppb.New(time.Time{}) }
		}),
		"an impossible timestamp": with(func(c *crafted) {
			c.header = func(h *common.ChannelHeader) { h.Timestamp = &timestamppb.Timestamp{Seconds: 1 << 62, Nanos: -5} }
		}),
		"a long nonce":    with(func(c *crafted) { c.nonce = make([]byte, 100000); _, _ = rand.Read(c.nonce) }),
		"no endorsement":  with(func(c *crafted) { c.endorsers = []*blockstest.Member{} }),
		"a client's word": with(func(c *crafted) { c.endorsers = []*blockstest.Member{d.admin} }),
		"two namespaces": with(func(c *crafted) {
			c.sets = append(
				c.sets,
				d.namespace("_lifecycle_", &kvrwset.KVRWSet{}, nil),
				d.namespace("", &kvrwset.KVRWSet{}, nil),
			)
		}),
		"a namespace twice": with(func(c *crafted) { c.sets = append(c.sets, c.sets[0]) }),
		"a write of an undefined chaincode": with(func(c *crafted) {
			c.sets = append(
				c.sets,
				d.namespace(
					"lscc",
					&kvrwset.KVRWSet{Writes: []*kvrwset.KVWrite{{Key: "k", Value: []byte("v")}}},
					nil,
				),
			)
		}),
		"a write set that does not read": with(
			func(c *crafted) { c.sets[0] = &rwset.NsReadWriteSet{Namespace: namespace, Rwset: []byte{0xff}} },
		),
	}
}

// plain are odd transactions that Fabric must take, or the drill shows nothing.
var plain = []string{"a write", "a key-level policy", "a range of keys", "a failed response", "an event", "no timestamp"}

// transactionActs are all odd transactions in the application's namespace and
// in the lifecycle's, and envelopes whose form is odd.
func (d *drill) transactionActs() []act {
	var acts []act
	for _, namespace := range []string{"sogoc", "_lifecycle"} {
		all := d.odd(namespace)
		for _, name := range sortedNames(all) {
			acts = append(acts, act{family: "transaction in " + namespace, name: name, do: func(d *drill) error {
				err := d.order(d.odd(namespace)[name]())
				if slices.Contains(plain, name) {
					require.Equal(d.t, peer.TxValidationCode_VALID.String(), d.flag, "otherwise the rest shows nothing")
				}
				return err
			}})
		}
	}
	return append(acts, act{family: "transaction twice", name: "one id in one block", do: func(d *drill) error {
		c := d.odd("_lifecycle")["a write"]()
		c.nonce = []byte("a nonce that is used twice")
		first := d.envelope(c)
		c.status = 201
		_, set := d.config(d.registry)
		for _, e := range []*common.Envelope{first, d.envelope(c)} {
			if err := d.tryBroadcast(set.Config.ChannelGroup, e); err != nil {
				return fmt.Errorf("%w: %w", errRefused, err)
			}
		}
		return nil
	}})
}

// order has a transaction ordered, and waits until peers have judged it.
func (d *drill) order(c crafted) error {
	envelope := d.envelope(c)
	_, set := d.config(d.registry)
	if err := d.tryBroadcast(set.Config.ChannelGroup, envelope); err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	payload, header := &common.Payload{}, &common.ChannelHeader{}
	require.NoError(d.t, proto.Unmarshal(envelope.Payload, payload))
	require.NoError(d.t, proto.Unmarshal(payload.Header.ChannelHeader, header))
	judged := &peer.ProcessedTransaction{}
	require.Eventually(d.t, func() bool {
		raw, err := d.registry.gateway.GetNetwork(d.registry.channel).GetContract("qscc").
			EvaluateTransaction("GetTransactionByID", d.registry.channel, header.TxId)
		return err == nil && proto.Unmarshal(raw, judged) == nil
	}, patience, 50*time.Millisecond)
	d.flag = peer.TxValidationCode(judged.ValidationCode).String()
	return nil
}

package blockstest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer/lifecycle"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"sogoc/verifier/blocks"
)

// Transaction describes one transaction; its zero values are those of a good
// one: endorsed by the peers of three organisations.
type Transaction struct {
	Creator   *Member
	Chaincode string // invoked; Chaincode by default
	Function  string
	Arguments []string
	Reads     []blocks.Key                 // at the versions of the block before
	Ranges    bool                         // a query over a range of the application's namespace
	Writes    map[string][]byte            // in the namespace of the application's chaincode
	Other     map[string]map[string][]byte // namespace → writes
	Private   map[string][]string          // namespace → collections that are written
	Metadata  bool                         // writes a key-level endorsement policy
	Endorsers []*Member                    // nil: three peers
	HighS     bool                         // the last endorsement
	Channel   string
	Type      common.HeaderType // ENDORSER_TRANSACTION by default
	Nonce     []byte
	TxID      string // claimed; the right one by default

	EditAction func(*peer.ChaincodeActionPayload) // after endorsement
	EditTx     func(*peer.Transaction)
	SignAs     *Member // whose key signs the envelope
	HighCreate bool    // high-S creator's signature
}

// ID returns the id of a transaction with this nonce and creator.
func ID(nonce []byte, creator *Member) string {
	sum := sha256.Sum256(slices.Concat(nonce, creator.Identity))
	return hex.EncodeToString(sum[:])
}

// Envelope endorses and signs a transaction and returns its bytes. Its
// timestamp is Now, which moves on by a second.
func (c *Channel) Envelope(tx Transaction) []byte {
	if tx.Chaincode == "" {
		tx.Chaincode = Chaincode
	}
	if tx.Channel == "" {
		tx.Channel = Name
	}
	if tx.Type == 0 {
		tx.Type = common.HeaderType_ENDORSER_TRANSACTION
	}
	if tx.Nonce == nil {
		tx.Nonce = c.NextNonce()
	}
	if tx.TxID == "" {
		tx.TxID = ID(tx.Nonce, tx.Creator)
	}
	if tx.Endorsers == nil {
		tx.Endorsers = []*Member{c.Peers["MinistryMSP"], c.Peers["SchoolsMSP"], c.Peers["AuditorMSP"]}
	}
	channel := marshal(
		c.t,
		&common.ChannelHeader{
			Type:      int32(tx.Type),
			ChannelId: tx.Channel,
			TxId:      tx.TxID,
			Timestamp: timestamppb.New(c.Now),
			Extension: marshal(
				c.t,
				&peer.ChaincodeHeaderExtension{ChaincodeId: &peer.ChaincodeID{Name: tx.Chaincode}},
			),
		},
	)
	c.Now = c.Now.Add(1e9)
	signature := marshal(c.t, &common.SignatureHeader{Creator: tx.Creator.Identity, Nonce: tx.Nonce})
	action := c.endorse(tx, channel, signature)
	if tx.EditAction != nil {
		tx.EditAction(action)
	}
	transaction := &peer.Transaction{
		Actions: []*peer.TransactionAction{{Header: signature, Payload: marshal(c.t, action)}},
	}
	if tx.EditTx != nil {
		tx.EditTx(transaction)
	}
	payload := marshal(
		c.t,
		&common.Payload{
			Header: &common.Header{ChannelHeader: channel, SignatureHeader: signature},
			Data:   marshal(c.t, transaction),
		},
	)
	signer := tx.Creator
	if tx.SignAs != nil {
		signer = tx.SignAs
	}
	return marshal(c.t, &common.Envelope{Payload: payload, Signature: signer.sign(payload, tx.HighCreate)})
}

// NextNonce returns a nonce that was not used before.
func (c *Channel) NextNonce() []byte {
	c.nonce++
	return binary.BigEndian.AppendUint64([]byte("nonce-"), c.nonce)
}

func (c *Channel) endorse(tx Transaction, channel, signature []byte) *peer.ChaincodeActionPayload {
	arguments := [][]byte{[]byte(tx.Function)}
	for _, a := range tx.Arguments {
		arguments = append(arguments, []byte(a))
	}
	proposal := marshal(
		c.t,
		&peer.ChaincodeProposalPayload{
			Input: marshal(c.t, &peer.ChaincodeInvocationSpec{ChaincodeSpec: &peer.ChaincodeSpec{
				ChaincodeId: &peer.ChaincodeID{Name: tx.Chaincode}, Input: &peer.ChaincodeInput{Args: arguments}}}),
		},
	)
	sum := sha256.Sum256(slices.Concat(channel, signature, proposal))
	response := marshal(
		c.t,
		&peer.ProposalResponsePayload{ProposalHash: sum[:], Extension: marshal(c.t, &peer.ChaincodeAction{
			Results: c.results(
				tx,
			), Response: &peer.Response{Status: 200}, ChaincodeId: &peer.ChaincodeID{Name: tx.Chaincode, Version: "1"}})},
	)
	endorsed := &peer.ChaincodeEndorsedAction{ProposalResponsePayload: response}
	for i, e := range tx.Endorsers {
		high := tx.HighS && i == len(tx.Endorsers)-1
		endorsed.Endorsements = append(
			endorsed.Endorsements,
			&peer.Endorsement{Endorser: e.Identity, Signature: e.sign(slices.Concat(response, e.Identity), high)},
		)
	}
	return &peer.ChaincodeActionPayload{ChaincodeProposalPayload: proposal, Action: endorsed}
}

func (c *Channel) results(tx Transaction) []byte {
	all := map[string]map[string][]byte{}
	for namespace, writes := range tx.Other {
		all[namespace] = writes
	}
	if tx.Writes != nil {
		all[Chaincode] = tx.Writes
	}
	for namespace := range tx.Private {
		if all[namespace] == nil {
			all[namespace] = map[string][]byte{}
		}
	}
	for _, read := range tx.Reads {
		if all[read.Namespace] == nil {
			all[read.Namespace] = map[string][]byte{}
		}
	}
	set := &rwset.TxReadWriteSet{}
	for _, namespace := range sorted(all) {
		public := &kvrwset.KVRWSet{}
		if tx.Ranges && namespace == Chaincode {
			public.RangeQueriesInfo = []*kvrwset.RangeQueryInfo{{StartKey: "a", EndKey: "z", ItrExhausted: true}}
		}
		for _, read := range tx.Reads {
			if read.Namespace == namespace && read.Collection == "" {
				public.Reads = append(public.Reads, &kvrwset.KVRead{Key: read.Key, Version: c.versions[read]})
			}
		}
		for _, key := range sorted(all[namespace]) {
			value := all[namespace][key]
			public.Writes = append(public.Writes, &kvrwset.KVWrite{Key: key, Value: value, IsDelete: value == nil})
		}
		if tx.Metadata {
			public.MetadataWrites = []*kvrwset.KVMetadataWrite{
				{Key: "key", Entries: []*kvrwset.KVMetadataEntry{{Name: "VALIDATION_PARAMETER"}}},
			}
		}
		entry := &rwset.NsReadWriteSet{Namespace: namespace, Rwset: marshal(c.t, public)}
		for _, collection := range tx.Private[namespace] {
			hashed := &kvrwset.HashedRWSet{
				HashedWrites: []*kvrwset.KVWriteHash{{KeyHash: []byte("key"), ValueHash: []byte("value")}},
			}
			for _, read := range tx.Reads {
				if read.Namespace == namespace && read.Collection == collection {
					hashed.HashedReads = append(
						hashed.HashedReads,
						&kvrwset.KVReadHash{KeyHash: []byte(read.Key), Version: c.versions[read]},
					)
				}
			}
			entry.CollectionHashedRwset = append(
				entry.CollectionHashedRwset,
				&rwset.CollectionHashedReadWriteSet{CollectionName: collection, HashedRwset: marshal(c.t, hashed)},
			)
		}
		set.NsRwset = append(set.NsRwset, entry)
	}
	return marshal(c.t, set)
}

// Definition returns the lifecycle writes that define a chaincode. A nil
// policy is the channel's own Endorsement policy.
func (c *Channel) Definition(
	chaincode, plugin string,
	policy *common.SignaturePolicyEnvelope,
	collections ...string,
) map[string][]byte {
	application := &peer.ApplicationPolicy{
		Type: &peer.ApplicationPolicy_ChannelConfigPolicyReference{
			ChannelConfigPolicyReference: "/Channel/Application/Endorsement",
		},
	}
	if policy != nil {
		application.Type = &peer.ApplicationPolicy_SignaturePolicy{SignaturePolicy: policy}
	}
	packages := &peer.CollectionConfigPackage{}
	for _, name := range collections {
		packages.Config = append(
			packages.Config,
			&peer.CollectionConfig{
				Payload: &peer.CollectionConfig_StaticCollectionConfig{
					StaticCollectionConfig: &peer.StaticCollectionConfig{Name: name},
				},
			},
		)
	}
	field := func(m proto.Message) []byte {
		return marshal(c.t, &lifecycle.StateData{Type: &lifecycle.StateData_Bytes{Bytes: marshal(c.t, m)}})
	}
	prefix := "namespaces/fields/" + chaincode
	return map[string][]byte{
		"namespaces/metadata/" + chaincode: marshal(
			c.t,
			&lifecycle.StateMetadata{
				Datatype: "ChaincodeDefinition",
				Fields:   []string{"Sequence", "EndorsementInfo", "ValidationInfo", "Collections"},
			},
		),
		prefix + "/Sequence": marshal(
			c.t,
			&lifecycle.StateData{Type: &lifecycle.StateData_Int64{Int64: 1}},
		),
		prefix + "/EndorsementInfo": field(
			&lifecycle.ChaincodeEndorsementInfo{Version: "1", EndorsementPlugin: "escc"},
		),
		prefix + "/ValidationInfo": field(
			&lifecycle.ChaincodeValidationInfo{
				ValidationPlugin:    plugin,
				ValidationParameter: marshal(c.t, application),
			},
		),
		prefix + "/Collections": field(packages),
	}
}

// Commit returns a lifecycle transaction that defines a chaincode.
func (c *Channel) Commit(definition map[string][]byte) []byte {
	return c.Envelope(
		Transaction{Creator: c.Authorities["MinistryMSP"].Issue("admin", "admin"), Chaincode: "_lifecycle",
			Function: "CommitChaincodeDefinition", Other: map[string]map[string][]byte{"_lifecycle": definition}},
	)
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

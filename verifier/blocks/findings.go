package blocks

import (
	"fmt"
	"strings"
)

// Kind says what a reader of the ledger does where it meets one kind of
// content of a block.
type Kind int

// The four kinds of finding. Every content of a block has one row in the
// table below, and so one of these.
const (
	// KindAlarm is for what cannot happen unless two organisations or more
	// act together, or a source lies against a quorum: reading stops with an
	// integrity alarm.
	KindAlarm Kind = 1 + iota
	// KindFabric is for what decides whether a transaction of the
	// application's namespace or of the lifecycle's public state counts, or a
	// configuration: it is judged as Fabric judges it, and is never an alarm
	// by itself. Outer parts that Fabric does not examine belong here too:
	// they are not examined.
	KindFabric
	// KindForeign is for what the index does not speak of. Where only this
	// decides a transaction's verdict, its flag counts if enough
	// organisations told the same.
	KindForeign
	// KindBeyond is for what a newer version of Fabric or of the application
	// may bring: reading stops without an integrity alarm, and the error says
	// what to install.
	KindBeyond
)

// String returns the kind's name.
func (k Kind) String() string {
	names := map[Kind]string{
		KindAlarm: "integrity alarm", KindFabric: "judged as Fabric judges",
		KindForeign: "not ours", KindBeyond: "beyond this program",
	}
	return names[k]
}

// Finding is one row of the table.
type Finding struct {
	Content string // a message's field, a value of an enumeration, or a name
	Kind    Kind
	Rule    string // what is done about it
}

// findingRows is the one table: for each kind and rule, the contents. A
// content that ends in "*" stands for all of its kind that have no row.
var findingRows = []struct {
	kind     Kind
	rule     string
	contents string
}{
	// The block around the transactions.
	{KindAlarm, "number and previous hash continue the chain; the data hash is of these envelopes", `
		common.Block.header common.Block.data common.BlockHeader.number common.BlockHeader.previous_hash
		common.BlockHeader.data_hash common.BlockData.data`},
	{KindAlarm, "a quorum of the consenters of the configuration before the block signed header and metadata", `
		common.Block.metadata common.BlockMetadata.metadata common.Metadata.value common.Metadata.signatures
		common.MetadataSignature.signature_header common.MetadataSignature.signature
		common.MetadataSignature.identifier_header common.IdentifierHeader.identifier
		common.OrdererBlockMetadata.last_config common.LastConfig.index
		metadata/SIGNATURES`},
	{KindFabric, "signed with the rest and not examined", `
		common.IdentifierHeader.nonce common.OrdererBlockMetadata.consenter_metadata`},
	{
		KindFabric,
		"one flag for each envelope; held against this package's own verdict",
		`metadata/TRANSACTIONS_FILTER`,
	},
	{KindFabric, "not examined: what it holds is in the signed metadata, or is a peer's own", `
		metadata/LAST_CONFIG metadata/ORDERER metadata/COMMIT_HASH`},

	// Every envelope.
	{KindAlarm, "each envelope has payload and signature and is in the one encoding that the library gives it", `
		common.Envelope.payload common.Envelope.signature`},
	{KindFabric, "an envelope that does not read, or of this type, is an invalid transaction", `
		common.Payload.header common.Payload.data common.Header.channel_header common.Header.signature_header
		common.ChannelHeader.type header/MESSAGE header/CONFIG_UPDATE header/ORDERER_TRANSACTION
		header/DELIVER_SEEK_INFO header/CHAINCODE_PACKAGE header/*`},
	{KindFabric, "judged as a transaction", `header/ENDORSER_TRANSACTION`},
	{KindFabric, "judged as a configuration, alone in its block", `header/CONFIG`},
	{
		KindFabric,
		"the channel is ours, the epoch 0, the id is the hash of nonce and creator and was not used before",
		`
		common.ChannelHeader.channel_id common.ChannelHeader.tx_id common.ChannelHeader.epoch
		common.SignatureHeader.creator common.SignatureHeader.nonce`,
	},
	{
		KindFabric,
		"the client's word, held against clocks by the chaincode; read as the time of what the application writes",
		`
		common.ChannelHeader.timestamp google.protobuf.Timestamp.seconds google.protobuf.Timestamp.nanos`,
	},
	{KindFabric, "not examined by Fabric and not here", `
		common.ChannelHeader.version common.ChannelHeader.tls_cert_hash`},
	{KindFabric, "names the chaincode that is invoked; result and event must name the same", `
		common.ChannelHeader.extension protos.ChaincodeHeaderExtension.chaincode_id protos.ChaincodeID.name
		protos.ChaincodeID.version protos.ChaincodeAction.chaincode_id protos.ChaincodeAction.events
		protos.ChaincodeEvent.chaincode_id`},
	{KindFabric, "a certificate in force in an organisation's membership service at this height", `
		msp.SerializedIdentity.mspid msp.SerializedIdentity.id_bytes`},

	// A transaction.
	{KindFabric, "one action; the proposal's hash is recomputed from channel header, action header and proposal", `
		protos.Transaction.actions protos.TransactionAction.header protos.TransactionAction.payload
		protos.ChaincodeActionPayload.chaincode_proposal_payload protos.ChaincodeActionPayload.action
		protos.ChaincodeEndorsedAction.proposal_response_payload protos.ProposalResponsePayload.proposal_hash
		protos.ProposalResponsePayload.extension`},
	{KindFabric, "endorsements count where the signature verifies; the policy of each written namespace decides", `
		protos.ChaincodeEndorsedAction.endorsements protos.Endorsement.endorser protos.Endorsement.signature`},
	{KindFabric, "read only where the application's public state is written; then it must read", `
		protos.ChaincodeProposalPayload.input protos.ChaincodeInvocationSpec.chaincode_spec
		protos.ChaincodeSpec.input protos.ChaincodeInput.args`},
	{KindFabric, "not examined by Fabric and not here", `
		protos.ChaincodeProposalPayload.TransientMap protos.ChaincodeProposalPayload.TransientMapEntry.key
		protos.ChaincodeProposalPayload.TransientMapEntry.value protos.ChaincodeSpec.type
		protos.ChaincodeSpec.UNDEFINED protos.ChaincodeSpec.GOLANG protos.ChaincodeSpec.NODE protos.ChaincodeSpec.CAR
		protos.ChaincodeSpec.JAVA protos.ChaincodeSpec.chaincode_id protos.ChaincodeSpec.timeout
		protos.ChaincodeID.path protos.ChaincodeInput.decorations protos.ChaincodeInput.DecorationsEntry.key
		protos.ChaincodeInput.DecorationsEntry.value protos.ChaincodeInput.is_init protos.ChaincodeAction.response
		protos.Response.status protos.Response.message protos.Response.payload protos.ChaincodeEvent.tx_id
		protos.ChaincodeEvent.event_name protos.ChaincodeEvent.payload rwset.TxReadWriteSet.data_model
		rwset.TxReadWriteSet.KV`},

	// What a transaction reads and writes.
	{
		KindFabric,
		"each namespace stands there once; each that is written, and the invoked one, is judged by its policy",
		`
		protos.ChaincodeAction.results rwset.TxReadWriteSet.ns_rwset rwset.NsReadWriteSet.namespace
		rwset.NsReadWriteSet.rwset`,
	},
	{KindFabric, "reads are run again against the versions that the valid transactions before left", `
		kvrwset.KVRWSet.reads kvrwset.KVRead.key kvrwset.KVRead.version kvrwset.Version.block_num
		kvrwset.Version.tx_num`},
	{KindFabric, "an empty value is a deletion", `
		kvrwset.KVRWSet.writes kvrwset.KVWrite.key kvrwset.KVWrite.is_delete kvrwset.KVWrite.value`},
	{
		KindAlarm,
		"a valid transaction that writes it holds nothing but public reads and writes of it, and lifecycle reads, " +
			"was invoked on our chaincode, stands on the floor, and a flag that our verdict contradicts stops",
		`
		namespace/application`,
	},
	{
		KindFabric,
		"judged by the channel's LifecycleEndorsement policy; what it says of our chaincode is a definition",
		`
		namespace/_lifecycle`,
	},
	{KindForeign, "judged by its own definition as far as that is known here", `namespace/*`},
	{KindForeign, "judged by that organisation's own Endorsement policy", `collection/_implicit_org_*`},
	{KindForeign, "named by a definition; versions are not kept, since data may expire", `collection/*`},
	{KindForeign, "versions of an organisation's own collections are kept like those of public keys", `
		rwset.NsReadWriteSet.collection_hashed_rwset rwset.CollectionHashedReadWriteSet.collection_name
		rwset.CollectionHashedReadWriteSet.hashed_rwset kvrwset.HashedRWSet.hashed_reads
		kvrwset.HashedRWSet.hashed_writes kvrwset.KVReadHash.key_hash kvrwset.KVReadHash.version
		kvrwset.KVWriteHash.key_hash kvrwset.KVWriteHash.is_delete kvrwset.KVWriteHash.value_hash
		kvrwset.KVWriteHash.is_purge`},
	{KindForeign, "not examined: a hash of private data", `rwset.CollectionHashedReadWriteSet.pvt_rwset_hash`},
	{KindForeign, "ranges are not run again: the flag decides", `
		kvrwset.KVRWSet.range_queries_info kvrwset.RangeQueryInfo.start_key kvrwset.RangeQueryInfo.end_key
		kvrwset.RangeQueryInfo.itr_exhausted kvrwset.RangeQueryInfo.raw_reads
		kvrwset.RangeQueryInfo.reads_merkle_hashes kvrwset.QueryReads.kv_reads
		kvrwset.QueryReadsMerkleSummary.max_degree kvrwset.QueryReadsMerkleSummary.max_level
		kvrwset.QueryReadsMerkleSummary.max_level_hashes`},
	{KindForeign, "key-level policies are not judged: from then on the flag decides about that key", `
		kvrwset.KVRWSet.metadata_writes kvrwset.KVMetadataWrite.key kvrwset.KVMetadataWrite.entries
		kvrwset.KVMetadataEntry.name kvrwset.KVMetadataEntry.value kvrwset.HashedRWSet.metadata_writes
		kvrwset.KVMetadataWriteHash.key_hash kvrwset.KVMetadataWriteHash.entries`},

	// A definition.
	{
		KindAlarm,
		"ours says of itself: judged by vscc, by a policy not weaker than the majority, without collections",
		`
		definition/application lifecycle.ChaincodeValidationInfo.validation_plugin
		lifecycle.ChaincodeValidationInfo.validation_parameter protos.ApplicationPolicy.signature_policy
		protos.ApplicationPolicy.channel_config_policy_reference protos.CollectionConfigPackage.config
		protos.CollectionConfig.static_collection_config protos.StaticCollectionConfig.name`,
	},
	{KindForeign, "of another chaincode: a plug-in other than vscc is not judged here", `definition/*`},
	{KindFabric, "as Fabric's lifecycle writes it; a namespace without one is written by nobody", `
		lifecycle.StateMetadata.datatype lifecycle.StateMetadata.fields lifecycle.StateData.Int64
		lifecycle.StateData.Bytes lifecycle.StateData.String protos.StaticCollectionConfig.endorsement_policy`},
	{KindForeign, "not examined: says how peers keep private data, or how they endorse", `
		protos.StaticCollectionConfig.member_orgs_policy protos.StaticCollectionConfig.required_peer_count
		protos.StaticCollectionConfig.maximum_peer_count protos.StaticCollectionConfig.block_to_live
		protos.StaticCollectionConfig.member_only_read protos.StaticCollectionConfig.member_only_write
		protos.CollectionPolicyConfig.signature_policy lifecycle.ChaincodeEndorsementInfo.version
		lifecycle.ChaincodeEndorsementInfo.init_required lifecycle.ChaincodeEndorsementInfo.endorsement_plugin`},
	{KindBeyond, "a function, record or state key of the application that this program does not know", `
		application/function application/record application/key`},

	// A configuration.
	{
		KindAlarm,
		"the configuration before it, with the update applied that those signed who may change what it changes",
		`
		common.ConfigEnvelope.config common.ConfigEnvelope.last_update common.Config.sequence
		common.Config.channel_group common.ConfigGroup.version common.ConfigGroup.groups common.ConfigGroup.values
		common.ConfigGroup.policies common.ConfigGroup.mod_policy common.ConfigGroup.GroupsEntry.key
		common.ConfigGroup.GroupsEntry.value common.ConfigGroup.ValuesEntry.key common.ConfigGroup.ValuesEntry.value
		common.ConfigGroup.PoliciesEntry.key common.ConfigGroup.PoliciesEntry.value common.ConfigValue.version
		common.ConfigValue.value common.ConfigValue.mod_policy common.ConfigPolicy.version common.ConfigPolicy.policy
		common.ConfigPolicy.mod_policy common.ConfigUpdateEnvelope.config_update common.ConfigUpdateEnvelope.signatures
		common.ConfigSignature.signature_header common.ConfigSignature.signature common.ConfigUpdate.channel_id
		common.ConfigUpdate.read_set common.ConfigUpdate.write_set`,
	},
	{KindFabric, "not examined by Fabric and not here", `
		common.ConfigUpdate.isolated_data common.ConfigUpdate.IsolatedDataEntry.key
		common.ConfigUpdate.IsolatedDataEntry.value`},
	{KindFabric, "holds the organisations, and is named in policies", `
		group/Channel group/Channel/Application group/Channel/Orderer
		group/Channel/Application/* group/Channel/Orderer/*`},
	{KindBeyond, "a group that Fabric 3.1 does not have in a channel", `group/*`},
	{KindFabric, "decides how blocks are judged: known ones only", `
		capability/Channel/V2_0 capability/Channel/V3_0 capability/Channel/Orderer/V2_0
		capability/Channel/Application/V2_0 capability/Channel/Application/V2_5
		common.Capabilities.capabilities common.Capabilities.CapabilitiesEntry.key
		common.Capabilities.CapabilitiesEntry.value value/Channel/Capabilities value/Channel/Orderer/Capabilities
		value/Channel/Application/Capabilities`},
	{KindBeyond, "rules that this program does not know", `capability/*`},
	{KindBeyond, "another way of ordering than BFT in its normal state", `
		value/Channel/Orderer/ConsensusType orderer.ConsensusType.type orderer.ConsensusType.state
		orderer.ConsensusType.STATE_NORMAL orderer.ConsensusType.STATE_MAINTENANCE`},
	{KindBeyond, "blocks are hashed with SHA-256 over all envelopes", `
		value/Channel/HashingAlgorithm value/Channel/BlockDataHashingStructure common.HashingAlgorithm.name
		common.BlockDataHashingStructure.width`},
	{KindFabric, "who signs blocks: n is the number of entries, and who is not in force signs nothing", `
		value/Channel/Orderer/Orderers common.Orderers.consenter_mapping common.Consenter.id common.Consenter.msp_id
		common.Consenter.identity`},
	{
		KindFabric,
		"not examined: how nodes are reached, how orderers cut and agree, or what other programs are asked",
		`
		value/Channel/Consortium value/Channel/OrdererAddresses value/Channel/Orderer/BatchSize
		value/Channel/Orderer/BatchTimeout value/Channel/Orderer/KafkaBrokers value/Channel/Orderer/ChannelRestrictions
		value/Channel/Application/ACLs value/Channel/Application/*/AnchorPeers value/Channel/Orderer/*/Endpoints
		common.OrdererAddresses.addresses common.Consortium.name common.Consenter.host common.Consenter.port
		common.Consenter.client_tls_cert common.Consenter.server_tls_cert orderer.ConsensusType.metadata
		orderer.BatchSize.max_message_count orderer.BatchSize.absolute_max_bytes orderer.BatchSize.preferred_max_bytes
		orderer.BatchTimeout.timeout orderer.KafkaBrokers.brokers orderer.ChannelRestrictions.max_count
		protos.ACLs.acls protos.ACLs.AclsEntry.key protos.ACLs.AclsEntry.value protos.APIResource.policy_ref
		protos.AnchorPeers.anchor_peers protos.AnchorPeer.host protos.AnchorPeer.port value/*`,
	},
	{KindFabric, "an organisation's membership service: whose certificates count as whose", `
		value/Channel/Application/*/MSP value/Channel/Orderer/*/MSP msp.MSPConfig.type msp.MSPConfig.config
		msp.FabricMSPConfig.name msp.FabricMSPConfig.root_certs msp.FabricMSPConfig.intermediate_certs
		msp.FabricMSPConfig.admins msp.FabricMSPConfig.revocation_list
		msp.FabricMSPConfig.organizational_unit_identifiers msp.FabricMSPConfig.crypto_config
		msp.FabricMSPConfig.fabric_node_ous msp.FabricOUIdentifier.certificate
		msp.FabricOUIdentifier.organizational_unit_identifier msp.FabricCryptoConfig.signature_hash_family
		msp.FabricCryptoConfig.identity_identifier_hash_function
		msp.FabricNodeOUs.enable msp.FabricNodeOUs.client_ou_identifier msp.FabricNodeOUs.peer_ou_identifier
		msp.FabricNodeOUs.admin_ou_identifier msp.FabricNodeOUs.orderer_ou_identifier msp/FABRIC`},
	{
		KindForeign,
		"a membership service that does not read, or of another type: whoever signs under it counts for nothing " +
			"here, and where that decides a transaction's verdict the flag does",
		`msp/*`,
	},
	{KindFabric, "not examined: a node's own key, TLS", `
		msp.FabricMSPConfig.signing_identity
		msp.FabricMSPConfig.tls_root_certs msp.FabricMSPConfig.tls_intermediate_certs
		msp.SigningIdentityInfo.public_signer msp.SigningIdentityInfo.private_signer msp.KeyInfo.key_identifier
		msp.KeyInfo.key_material`},
	{
		KindFabric,
		"evaluated as Fabric evaluates it; a policy that an organisation bent is its consent given away, and noted",
		`
		policy/SIGNATURE policy/IMPLICIT_META common.Policy.type common.Policy.value
		common.SignaturePolicyEnvelope.version common.SignaturePolicyEnvelope.rule
		common.SignaturePolicyEnvelope.identities common.SignaturePolicy.signed_by common.SignaturePolicy.n_out_of
		common.SignaturePolicy.NOutOf.n common.SignaturePolicy.NOutOf.rules
		common.MSPPrincipal.principal_classification common.MSPPrincipal.principal common.MSPPrincipal.ROLE
		common.MSPPrincipal.ORGANIZATION_UNIT common.MSPPrincipal.IDENTITY common.MSPPrincipal.ANONYMITY
		common.MSPPrincipal.COMBINED common.ImplicitMetaPolicy.sub_policy common.ImplicitMetaPolicy.rule
		common.ImplicitMetaPolicy.ANY common.ImplicitMetaPolicy.ALL common.ImplicitMetaPolicy.MAJORITY
		common.MSPRole.msp_identifier common.MSPRole.role common.MSPRole.MEMBER common.MSPRole.ADMIN
		common.MSPRole.CLIENT common.MSPRole.PEER common.MSPRole.ORDERER common.OrganizationUnit.msp_identifier
		common.OrganizationUnit.organizational_unit_identifier common.OrganizationUnit.certifiers_identifier
		common.MSPIdentityAnonymity.anonymity_type common.MSPIdentityAnonymity.NOMINAL
		common.MSPIdentityAnonymity.ANONYMOUS common.CombinedPrincipal.principals`,
	},
	{
		KindForeign,
		"a policy that Fabric 3.1 would not compile: where it decides a transaction's verdict the flag does",
		`policy/*`,
	},
}

// findings is the table by content.
var findings = func() map[string]Finding {
	all := map[string]Finding{}
	for _, row := range findingRows {
		for content := range strings.FieldsSeq(row.contents) {
			if _, twice := all[content]; twice {
				panic("blocks: two rows for " + content)
			}
			all[content] = Finding{Content: content, Kind: row.kind, Rule: row.rule}
		}
	}
	return all
}()

// FindingOf returns the row of a content. A name without a row of its own has
// the row of its kind: "capability/Channel/V9_9" that of "capability/*", and
// "value/Channel/Application/AnyMSP/MSP" that of "value/Channel/Application/*/MSP".
// The second result is false where there is none.
func FindingOf(content string) (Finding, bool) {
	if found, ok := findings[content]; ok {
		return found, true
	}
	parts := strings.Split(content, "/")
	for i := len(parts) - 1; i > 0; i-- {
		general := strings.Join(parts[:i], "/") + "/*"
		below := strings.Join(append([]string{""}, parts[i+1:]...), "/")
		for _, candidate := range []string{general + below, general} {
			if found, ok := findings[candidate]; ok {
				return found, true
			}
		}
	}
	return Finding{}, false
}

// kindOf returns the kind of a content that must have a row.
func kindOf(format string, args ...any) Kind {
	found, ok := FindingOf(fmt.Sprintf(format, args...))
	if !ok {
		panic(fmt.Sprintf("blocks: no finding for "+format, args...))
	}
	return found.Kind
}

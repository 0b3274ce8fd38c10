package blocks

import (
	"fmt"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// checkQuorum decides whether a quorum of distinct consenters signed the
// block, and that what they signed points at the configuration in force.
// Signed bytes: metadata value ‖ identifier header ‖ header bytes. Signatures
// that do not verify, or are by nobody in the mapping, count nothing.
func (c *Config) checkQuorum(block *common.Block, lastConfig uint64) error {
	metadata := &common.Metadata{}
	if err := readMetadata(block, common.BlockMetadataIndex_SIGNATURES, metadata); err != nil {
		return fmt.Errorf("%w: %w", ErrQuorum, err)
	}
	header, signed := HeaderBytes(block.GetHeader()), map[uint32]*identity{}
	for _, signature := range metadata.GetSignatures() {
		id := &common.IdentifierHeader{}
		if len(signature.GetSignatureHeader()) != 0 || len(signature.GetIdentifierHeader()) == 0 ||
			proto.Unmarshal(signature.GetIdentifierHeader(), id) != nil {
			continue
		}
		consenter, known := c.consenters[id.GetIdentifier()]
		if !known || signed[id.GetIdentifier()] != nil {
			continue
		}
		message := slices.Concat(metadata.GetValue(), signature.GetIdentifierHeader(), header)
		if verifySignature(consenter.certificate, message, signature.GetSignature()) {
			signed[id.GetIdentifier()] = consenter
		}
	}
	if len(signed) < c.Quorum() {
		return fmt.Errorf("%w: %d of %d valid, want %d", ErrQuorum, len(signed), len(c.consenters), c.Quorum())
	}
	signers := make([]*identity, 0, len(signed))
	for _, s := range signed {
		signers = append(signers, s)
	}
	if p, ok := c.find(policyBlockValidation); ok && !p.satisfied(signers) {
		return fmt.Errorf("%w: the channel's block validation policy is not satisfied", ErrQuorum)
	}
	ordering := &common.OrdererBlockMetadata{}
	if err := proto.Unmarshal(metadata.GetValue(), ordering); err != nil {
		return fmt.Errorf("%w: signed metadata: %w", ErrQuorum, err)
	}
	if ordering.GetLastConfig() == nil || ordering.GetLastConfig().GetIndex() != lastConfig {
		return fmt.Errorf("%w: signed under the configuration of block %d, want %d", ErrChain, ordering.GetLastConfig().GetIndex(), lastConfig)
	}
	return nil
}

func readMetadata(block *common.Block, index common.BlockMetadataIndex, into proto.Message) error {
	all := block.GetMetadata().GetMetadata()
	if len(all) <= int(index) {
		return fmt.Errorf("no metadata %s", index)
	}
	return proto.Unmarshal(all[index], into)
}

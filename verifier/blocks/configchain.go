package blocks

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/ledger"
)

// ConfigChain is a channel's configurations from the genesis block to some
// newest one, without the blocks between. It proves that each configuration
// block was signed by a quorum of the consenters of the one before. It cannot
// prove that there is none after the last.
type ConfigChain struct {
	Config *Config // the last
	Number uint64  // of its block
}

// ReadConfigChain checks configuration blocks in the form that
// EncodeConfigChain gives them. It returns ErrGenesis for a first block that
// is not the pinned one of this channel, ErrChain for blocks out of order or
// with one left out, and ErrForm, ErrDataHash, ErrQuorum, ErrConfig or
// ErrConfigChange as Check does.
func ReadConfigChain(encoded [][]byte, channel string, pinned ledger.Digest) (ConfigChain, error) {
	var c ConfigChain
	for i, raw := range encoded {
		block := &common.Block{}
		if err := readStrict(raw, block); err != nil {
			return c, fmt.Errorf("configuration %d: %w", i, err)
		}
		next, err := c.checkNext(block, channel, pinned)
		if err != nil {
			return c, fmt.Errorf("configuration %d: %w", i, err)
		}
		if err := c.checkTrimmed(block); err != nil {
			return c, fmt.Errorf("configuration %d: %w", i, err)
		}
		c = next
	}
	if c.Config == nil {
		return c, fmt.Errorf("%w: no configuration at all", ErrGenesis)
	}
	return c, nil
}

// EncodeConfigChain checks configuration blocks, the genesis block first, and
// brings each to the form that ReadConfigChain takes: the header, the
// configuration, and the signatures of exactly a quorum, in the order of their
// identifiers. What nobody signed is left out. Errors are ReadConfigChain's.
func EncodeConfigChain(configs []*common.Block, channel string, pinned ledger.Digest) ([][]byte, error) {
	var c ConfigChain
	var encoded [][]byte
	for i, block := range configs {
		next, err := c.checkNext(block, channel, pinned)
		if err != nil {
			return nil, fmt.Errorf("configuration %d: %w", i, err)
		}
		raw, err := c.trim(block)
		if err != nil {
			return nil, fmt.Errorf("configuration %d: %w", i, err)
		}
		c, encoded = next, append(encoded, raw)
	}
	_, err := ReadConfigChain(encoded, channel, pinned)
	return encoded, err
}

// LastConfig returns the number of the configuration block under which a
// block was signed; a configuration block names itself, the genesis block is
// block 0 and names nothing. It believes the block, which must have been checked.
func LastConfig(block *common.Block) (uint64, error) {
	if block.GetHeader().GetNumber() == 0 {
		return 0, nil
	}
	metadata, ordering := &common.Metadata{}, &common.OrdererBlockMetadata{}
	if err := readMetadata(block, common.BlockMetadataIndex_SIGNATURES, metadata); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if err := proto.Unmarshal(metadata.GetValue(), ordering); err != nil || ordering.GetLastConfig() == nil {
		return 0, fmt.Errorf("%w: no configuration is named", ErrForm)
	}
	return ordering.GetLastConfig().GetIndex(), nil
}

// checkNext judges the next configuration block, or the first.
func (c ConfigChain) checkNext(block *common.Block, channel string, pinned ledger.Digest) (ConfigChain, error) {
	if c.Config == nil {
		first, err := Genesis(block, channel, "", pinned)
		return ConfigChain{Config: first.Chain.Config}, err
	}
	payload, err := checkForm(block)
	if err != nil {
		return c, err
	}
	number := block.GetHeader().GetNumber()
	if payload == nil || number <= c.Number {
		return c, fmt.Errorf("%w: block %d after configuration block %d", ErrChain, number, c.Number)
	}
	if sum := DataHash(block.GetData()); !bytes.Equal(sum[:], block.GetHeader().GetDataHash()) {
		return c, ErrDataHash
	}
	if err := c.Config.checkQuorum(block, number); err != nil {
		return c, err
	}
	if _, err := c.Config.checkConfigCreator(block, payload); err != nil {
		return c, fmt.Errorf("%w: %w", ErrChain, err)
	}
	next, err := c.Config.checkSuccessor(payload)
	if errors.Is(err, ErrConfig) {
		if _, readable := parseConfig(payload); readable == nil { // it can be judged, and does not follow
			err = fmt.Errorf("%w: %s", ErrChain, err) // no ErrConfig any more: nothing is unknown
		}
	}
	return ConfigChain{Config: next, Number: number}, err
}

// checkTrimmed decides whether a block that follows c is in the form of trim.
func (c ConfigChain) checkTrimmed(block *common.Block) error {
	if c.Config == nil {
		if block.GetMetadata() != nil {
			return fmt.Errorf("%w: the genesis block has no signatures", ErrForm)
		}
		return nil
	}
	metadata := &common.Metadata{}
	if len(block.GetMetadata().GetMetadata()) != 1 {
		return fmt.Errorf("%w: other metadata than signatures", ErrForm)
	}
	raw := block.GetMetadata().GetMetadata()[common.BlockMetadataIndex_SIGNATURES]
	if err := readStrict(raw, metadata); err != nil {
		return err
	}
	if n := len(metadata.GetSignatures()); n != c.Config.Quorum() {
		return fmt.Errorf("%w: %d signatures, want a quorum of %d", ErrForm, n, c.Config.Quorum())
	}
	before := -1
	for _, signature := range metadata.GetSignatures() {
		by, named := c.Config.consenterOf(signature)
		oneHeader := len(signature.GetSignatureHeader()) == 0 || len(signature.GetIdentifierHeader()) == 0
		if !named || int(by.id) <= before || !oneHeader || !exactSignature(signature.GetSignature()) {
			return fmt.Errorf("%w: signatures out of order, or not in their one form", ErrForm)
		}
		before = int(by.id)
	}
	return nil
}

// trim encodes a block that follows c with what is signed and the signatures
// of a quorum, and nothing else.
func (c ConfigChain) trim(block *common.Block) ([]byte, error) {
	kept := &common.Block{Header: block.GetHeader(), Data: block.GetData()}
	if c.Config == nil {
		return encode(kept)
	}
	metadata := &common.Metadata{}
	if err := readMetadata(block, common.BlockMetadataIndex_SIGNATURES, metadata); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrQuorum, err)
	}
	metadata.Signatures = c.Config.countingSignatures(block.GetHeader(), metadata)
	if len(metadata.Signatures) > c.Config.Quorum() {
		metadata.Signatures = metadata.Signatures[:c.Config.Quorum()]
	}
	raw, err := encode(metadata)
	if err != nil {
		return nil, err
	}
	kept.Metadata = &common.BlockMetadata{Metadata: [][]byte{raw}}
	return encode(kept)
}

// countingSignatures returns the consenters' valid signatures in the order of
// their ids, one each and each in its one form.
func (c *Config) countingSignatures(
	header *common.BlockHeader,
	metadata *common.Metadata,
) []*common.MetadataSignature {
	valid := c.validSignatures(header, metadata)
	slices.SortStableFunc(valid, func(a, b consenterSignature) int { return cmp.Compare(a.by.id, b.by.id) })
	all := make([]*common.MetadataSignature, 0, len(valid))
	for _, v := range valid {
		kept := &common.MetadataSignature{Signature: canonicalSignature(v.signature.GetSignature())}
		if kept.SignatureHeader = v.signature.GetSignatureHeader(); len(kept.GetSignatureHeader()) == 0 {
			kept.IdentifierHeader = v.signature.GetIdentifierHeader()
		}
		all = append(all, kept)
	}
	return all
}

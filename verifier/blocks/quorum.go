package blocks

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// consenter is one entry of the consenter mapping. It always counts in n;
// it signs only while its certificate is one in force.
type consenter struct {
	id      uint32
	msp     string
	signer  *identity // nil: its certificate does not read or leads to no root
	invalid error     // why it signs nothing; nil: it signs
}

func (c *Config) readConsenters() error {
	mapping := &common.Orderers{}
	if err := readValue(c.root.GetGroups()[groupOrderer], valueOrderers, mapping); err != nil {
		return err
	}
	for _, entry := range mapping.GetConsenterMapping() {
		next := consenter{id: entry.GetId(), msp: entry.GetMspId()}
		next.signer, next.invalid = c.identify(serialise(entry.GetMspId(), entry.GetIdentity()))
		if next.invalid == nil {
			next.invalid = next.signer.invalid
		}
		c.consenters = append(c.consenters, next)
	}
	if len(c.consenters) == 0 {
		return errors.New("no consenters")
	}
	return nil
}

// Consenters returns the number n of entries in the consenter mapping, those
// that sign nothing at present included.
func (c *Config) Consenters() int { return len(c.consenters) }

// Quorum returns how many consenters must sign a block: ⌈(n+f+1)/2⌉ with
// f = ⌊(n-1)/3⌋, three of four.
func (c *Config) Quorum() int {
	n := len(c.consenters)
	f := (n - 1) / 3
	return (n + f + 2) / 2
}

// consenterSignature is a consenter's valid signature on a block.
type consenterSignature struct {
	by        consenter
	signature *common.MetadataSignature
}

// validSignatures returns the signatures on a block that count, one for each
// identity, in the order in which they stand. Signed bytes: metadata value ‖
// header of the signature ‖ header bytes. A signature names its consenter by
// the id in the mapping, or by the certificate itself, as Fabric allows both.
func (c *Config) validSignatures(header *common.BlockHeader, metadata *common.Metadata) []consenterSignature {
	var valid []consenterSignature
	headerBytes := HeaderBytes(header)
	for _, s := range metadata.GetSignatures() {
		by, named := c.consenterOf(s)
		if !named || by.invalid != nil ||
			slices.ContainsFunc(valid, func(v consenterSignature) bool { return v.by.signer.same(by.signer) }) {
			continue
		}
		own := s.GetIdentifierHeader()
		if len(s.GetSignatureHeader()) != 0 {
			own = s.GetSignatureHeader()
		}
		if by.signer.verify(slices.Concat(metadata.GetValue(), own, headerBytes), s.GetSignature()) {
			valid = append(valid, consenterSignature{by, s})
		}
	}
	return valid
}

// consenterOf returns the consenter that a signature names.
func (c *Config) consenterOf(s *common.MetadataSignature) (consenter, bool) {
	if len(s.GetSignatureHeader()) == 0 {
		id := &common.IdentifierHeader{}
		if len(s.GetIdentifierHeader()) == 0 || proto.Unmarshal(s.GetIdentifierHeader(), id) != nil {
			return consenter{}, false
		}
		return c.findConsenter(func(known consenter) bool { return known.id == id.GetIdentifier() })
	}
	header := &common.SignatureHeader{}
	if proto.Unmarshal(s.GetSignatureHeader(), header) != nil {
		return consenter{}, false
	}
	creator, err := c.identify(header.GetCreator())
	if err != nil {
		return consenter{}, false
	}
	return c.findConsenter(func(known consenter) bool { return known.signer != nil && known.signer.same(creator) })
}

func (c *Config) findConsenter(is func(consenter) bool) (consenter, bool) {
	if i := slices.IndexFunc(c.consenters, is); i >= 0 {
		return c.consenters[i], true
	}
	return consenter{}, false
}

// checkQuorum decides whether a quorum of distinct consenters signed the
// block, and that what they signed points at the newest configuration block.
func (c *Config) checkQuorum(block *common.Block, lastConfig uint64) error {
	metadata, err := c.readQuorum(block)
	if err != nil {
		return err
	}
	ordering := &common.OrdererBlockMetadata{}
	if err := proto.Unmarshal(metadata.GetValue(), ordering); err != nil {
		return fmt.Errorf("%w: signed metadata: %w", ErrQuorum, err)
	}
	if ordering.GetLastConfig() == nil || ordering.GetLastConfig().GetIndex() != lastConfig {
		return fmt.Errorf("%w: signed under the configuration of block %d, want %d",
			ErrChain, ordering.GetLastConfig().GetIndex(), lastConfig)
	}
	return nil
}

// readQuorum returns a block's signed metadata, if a quorum signed header and
// metadata; it returns ErrQuorum otherwise.
func (c *Config) readQuorum(block *common.Block) (*common.Metadata, error) {
	metadata := &common.Metadata{}
	if err := readMetadata(block, common.BlockMetadataIndex_SIGNATURES, metadata); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrQuorum, err)
	}
	if valid := c.validSignatures(block.GetHeader(), metadata); len(valid) < c.Quorum() {
		return nil, fmt.Errorf("%w: %d of %d valid, want %d", ErrQuorum, len(valid), len(c.consenters), c.Quorum())
	}
	return metadata, nil
}

// SignedByQuorum returns nil if a quorum of c's consenters signed a block of
// this channel, which then exists on this ledger, or the consenters lied
// together. Whether its transactions are good is not looked at. It returns
// ErrForm, ErrDataHash or ErrQuorum otherwise, the last one also for a block
// that was signed under a configuration with other consenters.
func (c *Config) SignedByQuorum(block *common.Block) error {
	if _, err := checkForm(block); err != nil {
		return err
	}
	if sum := DataHash(block.GetData()); !bytes.Equal(sum[:], block.GetHeader().GetDataHash()) {
		return ErrDataHash
	}
	if channel := claimedChannel(block.GetData().GetData()[0]); channel != c.channel {
		return fmt.Errorf("%w: of channel %.64q", ErrForm, channel)
	}
	_, err := c.readQuorum(block)
	return err
}

// claimedChannel returns the channel that an envelope names, "" where it does not read.
func claimedChannel(raw []byte) string {
	envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
	if proto.Unmarshal(raw, envelope) != nil || proto.Unmarshal(envelope.GetPayload(), payload) != nil ||
		proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header) != nil {
		return ""
	}
	return header.GetChannelId()
}

func readMetadata(block *common.Block, index common.BlockMetadataIndex, into proto.Message) error {
	all := block.GetMetadata().GetMetadata()
	if len(all) <= int(index) {
		return fmt.Errorf("no metadata %s", index)
	}
	return proto.Unmarshal(all[index], into)
}

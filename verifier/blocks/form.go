package blocks

import (
	"bytes"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// checkForm decides whether a block's envelopes are the ones that were hashed:
// at least one, and each with payload and signature and in the one encoding
// that the library gives it. Two envelopes that are joined end to end parse
// as one (the last field wins) and hash the same, so a hidden one shows here
// only. A configuration is alone in its block and is exempt, as in Fabric.
// The result is the configuration's payload, or nil.
func checkForm(block *common.Block) (*common.Payload, error) {
	if block.GetHeader() == nil || len(block.GetData().GetData()) == 0 {
		return nil, fmt.Errorf("%w: no header or no envelope", ErrForm)
	}
	data := block.GetData().GetData()
	if len(data) == 1 {
		if payload := configPayload(data[0]); payload != nil {
			return payload, nil
		}
	}
	for i, raw := range data {
		envelope := &common.Envelope{}
		if err := proto.Unmarshal(raw, envelope); err != nil {
			return nil, fmt.Errorf("%w: envelope %d: %w", ErrForm, i, err)
		}
		if len(envelope.GetPayload()) == 0 || len(envelope.GetSignature()) == 0 {
			return nil, fmt.Errorf("%w: envelope %d has no payload or no signature", ErrForm, i)
		}
		again, err := proto.Marshal(envelope)
		if err != nil || !bytes.Equal(raw, again) {
			return nil, fmt.Errorf("%w: envelope %d does not encode to its own bytes", ErrForm, i)
		}
		if configPayload(raw) != nil {
			return nil, fmt.Errorf("%w: envelope %d is a configuration among others", ErrForm, i)
		}
	}
	return nil, nil
}

// configPayload returns the payload of an envelope of type CONFIG, or nil.
func configPayload(raw []byte) *common.Payload {
	envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
	if proto.Unmarshal(raw, envelope) != nil || proto.Unmarshal(envelope.GetPayload(), payload) != nil ||
		payload.GetHeader() == nil || proto.Unmarshal(payload.GetHeader().GetChannelHeader(), header) != nil {
		return nil
	}
	if header.GetType() != int32(common.HeaderType_CONFIG) {
		return nil
	}
	return payload
}

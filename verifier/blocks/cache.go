package blocks

import (
	"sync"

	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// maxIdentities bounds the cache: a client can write one certificate in many ways.
const maxIdentities = 4096

// identityCache keeps the identities that were judged under one configuration.
type identityCache struct {
	mu    sync.RWMutex
	known map[string]*identity
}

func (c *identityCache) load(serialised []byte) *identity {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.known[string(serialised)]
}

func (c *identityCache) store(serialised []byte, id *identity) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxIdentities {
		c.known = map[string]*identity{}
	}
	c.known[string(serialised)] = id
}

// serialise returns the form in which an identity stands in headers and policies.
func serialise(msp string, certificate []byte) []byte {
	raw, err := proto.Marshal(&mspb.SerializedIdentity{Mspid: msp, IdBytes: certificate})
	if err != nil {
		return nil // a name that is not UTF-8 belongs to no organisation
	}
	return raw
}

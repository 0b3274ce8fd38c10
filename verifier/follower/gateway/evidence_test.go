package gateway_test

import (
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/blocks"
	"sogoc/verifier/follower/gateway"
	"sogoc/verifier/ledger"
)

// attested asks a network that has been reconfigured for an attestation, and
// judges it by the chain of its configuration blocks alone.
func attested(t *testing.T, c *changing, real []*common.Block) {
	configs := []*common.Block{real[0]}
	for _, n := range c.configs {
		configs = append(configs, real[n])
	}
	encoded, err := blocks.EncodeConfigChain(configs, c.trust.Channel, c.trust.Genesis)
	require.NoError(t, err)
	chain, err := blocks.ReadConfigChain(encoded, c.trust.Channel, c.trust.Genesis)
	require.NoError(t, err)
	newest, err := blocks.LastConfig(real[len(real)-1])
	require.NoError(t, err)
	require.Equal(t, newest, chain.Number)

	peers, err := gateway.Open(testnetwork.Connection(t, c.Dir, "verifierd"))
	require.NoError(t, err)
	defer func() { require.NoError(t, peers.Close()) }()
	payload, err := peers.Attester(c.trust.Chaincode).Attest(t.Context(), c.school.code, 1, 1, 1)
	require.NoError(t, err)
	answer, err := chain.Config.Attested(payload)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(answer.Endorsers), 3)
	require.WithinDuration(t, time.Now(), answer.Time, time.Minute)
	record, err := ledger.DecodeRecord[ledger.Attestation](answer.Answer)
	require.NoError(t, err)
	require.Equal(t, c.school.code, record.Issuer.Accreditation.Code)
	require.Equal(t, c.trust.Genesis, record.Ledger)

	var refusal *ledger.Refusal
	_, err = peers.Attester(c.trust.Chaincode).Attest(t.Context(), c.school.code, 99, 1, 1)
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, ledger.CodeNotFound, refusal.Code)
}

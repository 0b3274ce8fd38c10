package network

import (
	"net"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPorts(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (Addresses, heldPorts) {
		ports, held := Addresses{}, heldPorts{}
		t.Cleanup(func() { held.release() })
		for _, o := range Organisations() {
			chosen, err := held.chooseAddresses(OrganisationAddresses{})
			require.NoError(t, err)
			ports[o.Name] = chosen
		}
		return ports, held
	}

	t.Run("AreDistinctAndHeld", func(t *testing.T) {
		t.Parallel()
		ports, held := setup(t)
		require.Len(t, ports.named(), 8*len(Organisations()))
		for port := range ports.named() {
			require.Contains(t, held, port)
			_, err := net.Listen("tcp", localAddress(port))
			require.Error(t, err)
		}
	})

	t.Run("AreBelowThoseOfOutgoingConnections", func(t *testing.T) {
		t.Parallel()
		for range 1000 {
			port := candidatePort()
			require.True(t, port == 0 || port >= lowestPort && port < 65536)
		}
	})

	t.Run("ReleaseGivesOneFree", func(t *testing.T) {
		t.Parallel()
		ports, held := setup(t)
		port := ports["schools"].Peer
		held.release(port)
		listener, err := net.Listen("tcp", localAddress(port))
		require.NoError(t, err)
		require.NoError(t, listener.Close())
	})

	t.Run("TakenOnesAreNamedWithTheirNode", func(t *testing.T) {
		t.Parallel()
		ports, held := setup(t)
		taken := ports["auditor"].OrdererAdmin
		for port := range ports.named() {
			if port != taken {
				held.release(port)
			}
		}
		_, err := holdPorts(ports, true)
		require.ErrorContains(t, err, "networkctl reset")
		_, err = holdPorts(ports, false)
		require.ErrorIs(t, err, ErrUsage)
		require.NotContains(t, err.Error(), "reset", "an organisation's own keys are not made again")
		require.ErrorContains(t, err, strconv.Itoa(taken))
		require.ErrorContains(t, err, "auditor-orderer")
	})
}

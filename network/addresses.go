package network

import (
	"fmt"
	"net"
	"strings"
)

// checkAddresses returns ErrCandidate where a node of the members cannot be reached by the
// others, or two nodes are to be reached at one address: such a channel never runs.
func checkAddresses(members []Member) error {
	owners := map[string]string{} // of each address: whose node
	for _, m := range members {
		for _, node := range []struct {
			kind    Kind
			address string
		}{{KindOrderer, m.Orderer}, {KindPeer, m.Peer}} {
			host, port, err := net.SplitHostPort(node.address)
			if err != nil {
				return fmt.Errorf("%w: %s of %s: %w", ErrCandidate, node.kind, m.Name, err)
			}
			ip := net.ParseIP(host)
			if ip.IsUnspecified() {
				return fmt.Errorf("%w: nobody reaches the %s of %s at %s: %s makes its member file again with a host "+
					"that the others reach", ErrCandidate, node.kind, m.Name, node.address, m.Name)
			}
			if ip != nil {
				host = ip.String()
			}
			place := net.JoinHostPort(strings.ToLower(strings.TrimSuffix(host, ".")), port)
			whose := fmt.Sprintf("the %s of %s", node.kind, m.Name)
			if other, taken := owners[place]; taken {
				return fmt.Errorf("%w: %s and %s are both at %s: each node needs an address of its own", ErrCandidate, other,
					whose, node.address)
			}
			owners[place] = whose
		}
	}
	return nil
}

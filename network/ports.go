package network

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sort"
	"strconv"
	"strings"
)

// loopback is where a node listens for its own organisation's operator alone, and
// where the nodes of a network on one machine listen at all.
const loopback = "127.0.0.1"

// OrganisationAddresses say where one organisation's nodes are reached. Orderer and
// peer are everybody's to reach, all else is for programs on the same host.
type OrganisationAddresses struct {
	// Host is the name or IP address at which the other organisations reach orderer
	// and peer; it stands in the channel's configuration. "" is the loopback.
	Host string `json:"host,omitempty"`

	// Listen is the IP address that the two listen on; "" is Host. It differs where
	// Host is a name, or another machine passes connections on.
	Listen string `json:"listen,omitempty"`

	Orderer           int    `json:"orderer"`           // port of broadcast, deliver and cluster
	OrdererAdmin      int    `json:"ordererAdmin"`      // channel participation
	OrdererOperations int    `json:"ordererOperations"` // health and metrics
	Peer              int    `json:"peer"`
	PeerChaincode     int    `json:"peerChaincode"` // for chaincode that dials its peer; ours does not
	PeerOperations    int    `json:"peerOperations"`
	Chaincode         [2]int `json:"chaincode"` // odd and even versions, so that an upgrade runs both
}

// Addresses are those of the organisations in a folder, by name. They are chosen
// once: the orderers' and the anchor peers' stand in the channel's configuration.
type Addresses map[string]OrganisationAddresses

// localAddress returns the address of a port on the loopback.
func localAddress(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }

func (a OrganisationAddresses) publicHost() string { return cmp.Or(a.Host, loopback) }
func (a OrganisationAddresses) listenHost() string { return cmp.Or(a.Listen, a.publicHost()) }

// publicAddress is where others reach the organisation's orderer or peer.
func (a OrganisationAddresses) publicAddress(port int) string {
	return net.JoinHostPort(a.publicHost(), strconv.Itoa(port))
}

// listenAddress is what the organisation's orderer or peer listens on.
func (a OrganisationAddresses) listenAddress(port int) string {
	return net.JoinHostPort(a.listenHost(), strconv.Itoa(port))
}

// ownAddress is where the organisation's own programs reach its orderer or peer.
func (a OrganisationAddresses) ownAddress(port int) string {
	if ip := net.ParseIP(a.listenHost()); ip != nil && ip.IsUnspecified() {
		return localAddress(port)
	}
	return a.listenAddress(port)
}

// check returns an error unless the host and the ports of orderer and peer can be reached
// as they are. A port that is 0 becomes a free one.
func (a OrganisationAddresses) check() error {
	if ip := net.ParseIP(a.Host); ip == nil && !isHostName(a.Host) {
		return fmt.Errorf("%w: the host %q is neither a name nor an IP address", ErrUsage, a.Host)
	} else if ip.IsUnspecified() {
		return fmt.Errorf("%w: nobody reaches the host %s: name the address or the name at which the others reach it; "+
			"what to listen on is another setting", ErrUsage, a.Host)
	}
	for _, port := range []int{a.Orderer, a.Peer} {
		if port < 0 || port > maxPort {
			return fmt.Errorf("%w: %d is no port: want 1 to %d, or 0 for a free one", ErrUsage, port, maxPort)
		}
	}
	if a.Orderer == a.Peer && a.Peer != 0 {
		return fmt.Errorf("%w: orderer and peer have one port, %d: each needs its own", ErrUsage, a.Peer)
	}
	return nil
}

const maxPort = 65535

// listenerOf returns the address on which one of the organisation's ports is listened on.
func (a OrganisationAddresses) listenerOf(port int) string {
	if port == a.Orderer || port == a.Peer {
		return a.listenAddress(port)
	}
	return localAddress(port)
}

// port is a port that one of the folder's nodes listens on.
type port struct {
	address string // host and port
	purpose string
}

// named returns all ports of a folder's organisations by number.
func (all Addresses) named() map[int]port {
	names := map[int]port{}
	for _, o := range all.organisations() {
		a := all[o.Name]
		orderer, peer, chaincode := o.Node(KindOrderer), o.Node(KindPeer), o.Node(KindChaincode)
		for number, purpose := range map[int]string{
			a.Orderer:           orderer,
			a.OrdererAdmin:      orderer + " admin",
			a.OrdererOperations: orderer + " operations",
			a.Peer:              peer,
			a.PeerChaincode:     peer + " chaincode listener",
			a.PeerOperations:    peer + " operations",
			a.Chaincode[0]:      chaincode,
			a.Chaincode[1]:      chaincode + " (next version)",
		} {
			names[number] = port{a.listenerOf(number), purpose}
		}
	}
	return names
}

// organisations returns whose addresses they are, in the order of Organisations.
func (all Addresses) organisations() []Organisation {
	var own []Organisation
	for _, o := range Organisations() {
		if _, has := all[o.Name]; has {
			own = append(own, o)
		}
	}
	return own
}

// heldPorts keeps a network's ports from others by listening on them, until the
// node that owns one is about to start.
type heldPorts map[int]net.Listener

// takeFree takes a free port of the loopback and holds it; 0 where there is none.
func (h heldPorts) takeFree() int {
	for range 1000 {
		listener, err := net.Listen("tcp", localAddress(candidatePort()))
		if err != nil {
			continue
		}
		port := listener.Addr().(*net.TCPAddr).Port
		h[port] = listener
		return port
	}
	return 0
}

// chooseAddresses takes free ports of the loopback for the ports that are 0, and holds them.
func (h heldPorts) chooseAddresses(a OrganisationAddresses) (OrganisationAddresses, error) {
	for _, port := range []*int{
		&a.Orderer,
		&a.OrdererAdmin,
		&a.OrdererOperations,
		&a.Peer,
		&a.PeerChaincode,
		&a.PeerOperations,
		&a.Chaincode[0],
		&a.Chaincode[1],
	} {
		if *port != 0 {
			continue
		}
		if *port = h.takeFree(); *port == 0 {
			return a, fmt.Errorf("%w: no free ports on %s", ErrUsage, loopback)
		}
	}
	return a, nil
}

// lowestPort is the lowest port that is tried.
const lowestPort = 10000

// candidatePort returns a port below those that the kernel gives to outgoing
// connections, so that no connection of another program sits on it at a later
// start. Where there is no such room it returns 0: any free port.
func candidatePort() int {
	first := 32768
	if text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil {
		if fields := strings.Fields(string(text)); len(fields) == 2 {
			first, _ = strconv.Atoi(fields[0])
		}
	}
	if first < lowestPort+1000 {
		return 0
	}
	return lowestPort + rand.IntN(first-lowestPort)
}

// holdPorts listens on all ports of organisations that were made before. It
// returns an error that names every port that another program has taken. Of a network
// that can be made again it says so.
func holdPorts(all Addresses, again bool) (heldPorts, error) {
	held := heldPorts{}
	var taken []string
	for number, p := range all.named() {
		listener, err := net.Listen("tcp", p.address)
		if err != nil {
			taken = append(taken, fmt.Sprintf("%s (%s)", p.address, p.purpose))
			continue
		}
		held[number] = listener
	}
	if len(taken) == 0 {
		return held, nil
	}
	held.release()
	sort.Strings(taken)
	hint := ""
	if again {
		hint = ", or begin a new network with: networkctl reset"
	}
	return nil, fmt.Errorf(
		"%w: cannot listen on %s: another program has the port, or the address is not this machine's. "+
			"The ports stand in the ledger's configuration, so they stay: end that program (ss -ltnp shows it)%s",
		ErrUsage,
		strings.Join(taken, ", "),
		hint,
	)
}

// release gives ports free, all where none is named.
func (h heldPorts) release(ports ...int) {
	if len(ports) == 0 {
		for port := range h {
			ports = append(ports, port)
		}
	}
	for _, port := range ports {
		if listener, held := h[port]; held {
			_ = listener.Close()
			delete(h, port)
		}
	}
}

package network

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sort"
	"strconv"
	"strings"
)

// host is where all nodes listen: the loopback, since they are one machine's processes.
const host = "127.0.0.1"

// OrganisationPorts are the ports of one organisation's nodes.
type OrganisationPorts struct {
	Orderer           int    `json:"orderer"`           // broadcast, deliver and cluster
	OrdererAdmin      int    `json:"ordererAdmin"`      // channel participation
	OrdererOperations int    `json:"ordererOperations"` // health and metrics
	Peer              int    `json:"peer"`
	PeerChaincode     int    `json:"peerChaincode"` // for chaincode that dials its peer; ours does not
	PeerOperations    int    `json:"peerOperations"`
	Chaincode         [2]int `json:"chaincode"` // odd and even versions, so that an upgrade runs both
}

// Ports are a network's ports by organisation name. They are chosen once: the
// orderers' and the anchor peers' stand in the channel's configuration.
type Ports map[string]OrganisationPorts

// hostPort returns host:port.
func hostPort(port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

// named returns all ports with what they are for.
func (p Ports) named() map[int]string {
	names := map[int]string{}
	for _, o := range Organisations() {
		org := p[o.Name]
		orderer, peer, chaincode := o.Node(KindOrderer), o.Node(KindPeer), o.Node(KindChaincode)
		names[org.Orderer] = orderer
		names[org.OrdererAdmin] = orderer + " admin"
		names[org.OrdererOperations] = orderer + " operations"
		names[org.Peer] = peer
		names[org.PeerChaincode] = peer + " chaincode listener"
		names[org.PeerOperations] = peer + " operations"
		names[org.Chaincode[0]] = chaincode
		names[org.Chaincode[1]] = chaincode + " (next version)"
	}
	return names
}

// heldPorts keeps a network's ports from others by listening on them, until the
// node that owns one is about to start.
type heldPorts map[int]net.Listener

// choosePorts takes free ports and holds them.
func choosePorts() (Ports, heldPorts, error) {
	ports, held := Ports{}, heldPorts{}
	free := func() int {
		for range 1000 {
			listener, err := net.Listen("tcp", hostPort(candidatePort()))
			if err != nil {
				continue
			}
			port := listener.Addr().(*net.TCPAddr).Port
			held[port] = listener
			return port
		}
		return 0
	}
	for _, o := range Organisations() {
		ports[o.Name] = OrganisationPorts{
			Orderer:           free(),
			OrdererAdmin:      free(),
			OrdererOperations: free(),
			Peer:              free(),
			PeerChaincode:     free(),
			PeerOperations:    free(),
			Chaincode:         [2]int{free(), free()},
		}
	}
	if _, none := ports.named()[0]; none {
		held.release()
		return nil, nil, fmt.Errorf("%w: no free ports on %s", ErrUsage, host)
	}
	return ports, held, nil
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

// holdPorts listens on all ports of a network that was made before. It
// returns an error that names every port that another program has taken.
func holdPorts(ports Ports) (heldPorts, error) {
	held := heldPorts{}
	var taken []string
	for port, name := range ports.named() {
		listener, err := net.Listen("tcp", hostPort(port))
		if err != nil {
			taken = append(taken, fmt.Sprintf("%d (%s)", port, name))
			continue
		}
		held[port] = listener
	}
	if len(taken) == 0 {
		return held, nil
	}
	held.release()
	sort.Strings(taken)
	return nil, fmt.Errorf(
		"%w: ports are taken: another program listens on port %s of %s. "+
			"The ports stand in the ledger's configuration, so they stay: "+
			"end that program (ss -ltnp shows it), or begin a new network with: networkctl reset",
		ErrUsage,
		strings.Join(taken, ", "),
		host,
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

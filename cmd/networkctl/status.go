package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
)

// errUnhealthy: the answer of status is no.
var errUnhealthy = errors.New("not all of the network is healthy")

// status prints how the network is. It fails with ErrDiverged, and says so in
// capitals, when two peers hold different blocks at one height.
func status(ctx context.Context, c *call) error {
	if err := c.parse(0); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	s, err := network.ReadStatus(ctx, dir)
	if err != nil && !errors.Is(err, network.ErrDiverged) {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(c.Stdout).Encode(s); err != nil {
			return err
		}
	} else if err := printStatus(c.Stdout, s); err != nil {
		return err
	}
	if err != nil {
		fmt.Fprintf(c.Stderr, "\n*** INTEGRITY ALARM: PEERS HOLD DIFFERENT LEDGERS ***\n%v\n", err)
		return fmt.Errorf("%w: %w", cli.ErrReported, err)
	}
	if !s.Healthy {
		return fmt.Errorf("%w: %w", cli.ErrReported, errUnhealthy)
	}
	return nil
}

func printStatus(to io.Writer, s network.Status) error {
	if s.PID == 0 {
		_, err := fmt.Fprintf(to, "not running; ledger %s, chaincode version %d\n", s.Genesis, s.Version)
		writeChaincodes(to, s.Chaincodes)
		writeCertificates(to, s.Certificates)
		return err
	}
	table := tabwriter.NewWriter(to, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "NODE\tSTATE\tHEALTHY\tPID\tRESTARTS\tHEIGHT\tLAST BLOCK\tFOLLOWS")
	for _, n := range s.Nodes {
		healthy, height, hash := "yes", "", ""
		if !n.Healthy {
			healthy = "NO"
		}
		if n.Height > 0 {
			height = fmt.Sprint(n.Height)
		}
		if n.Hash != nil {
			hash = n.Hash.String()[:16]
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\n", n.Node, n.State, healthy, n.PID, n.Restarts, height,
			hash, n.Leader)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, n := range s.Nodes {
		if n.Problem != "" {
			fmt.Fprintf(to, "%s: %s\n", n.Node, n.Problem)
		}
	}
	writeChaincodes(to, s.Chaincodes)
	writeCertificates(to, s.Certificates)
	_, err := fmt.Fprintf(to, "ledger %s, chaincode version %d, leader %s\n", s.Genesis, s.Version, s.Leader)
	return err
}

// writeChaincodes says of each organisation here which program it runs as its chaincode.
func writeChaincodes(w io.Writer, all []network.HeldChaincode) {
	for _, c := range all {
		state := "approved, and not committed"
		if c.Committed {
			state = "the channel's"
		}
		fmt.Fprintf(w, "%s runs version %d of the chaincode (%s) from a program with SHA-256 %s\n", c.Organisation,
			c.Version, state, c.Program)
	}
}

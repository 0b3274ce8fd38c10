package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
	"sogoc/network/programs"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// Ports at which orderer and peer are reached, where no flag says otherwise.
const (
	defaultOrdererPort = 7050
	defaultPeerPort    = 7051
)

// madeFile is what an act that writes a file for others prints.
type madeFile struct {
	File        string        `json:"file"`
	Fingerprint ledger.Digest `json:"fingerprint"` // SHA-256 of the file's one form, or the ledger's name
}

func (c *call) printMade(made madeFile, people string) error {
	return c.Print(made, func(w io.Writer) { fmt.Fprintf(w, people+"\n%s\n", made.File, made.Fingerprint) })
}

func orgInit(_ context.Context, c *call) error {
	var a network.OrganisationAddresses
	name := c.Flags().String("name", "", "the organisation: ministry, university, schools or auditor (required)")
	c.Flags().StringVar(&a.Host, "host", "", "name or IP address at which the others reach this host (required)")
	c.Flags().StringVar(&a.Listen, "listen", "", "IP `address` to listen on; default: that of --host")
	c.Flags().IntVar(&a.Orderer, "orderer-port", defaultOrdererPort, "port of the orderer; 0 takes a free one")
	c.Flags().IntVar(&a.Peer, "peer-port", defaultPeerPort, "port of the peer; 0 takes a free one")
	elsewhere := c.keysElsewhere()
	if err := c.parse(0); err != nil {
		return err
	}
	if err := c.Require("name", "host"); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	member, err := network.InitOrganisation(dir, *name, a, time.Now(), *elsewhere...)
	if err != nil {
		return err
	}
	o, err := member.Member.Organisation()
	if err != nil {
		return err
	}
	fingerprint, err := member.Fingerprint()
	if err != nil {
		return err
	}
	return c.printMade(madeFile{dir.Member(o), fingerprint},
		"%s is for the other organisations; tell them its fingerprint by another way:")
}

// tools finds or builds Fabric's programs.
func (c *call) tools(ctx context.Context, folder string) (programs.Tools, error) {
	tools, _, err := c.programs(ctx, upFlags{tools: folder})
	return tools, err
}

func (c *call) toolsFlag() *string {
	return c.Flags().String("tools", "", "`folder` with Fabric's programs; default: built in .cache")
}

func channelMake(ctx context.Context, c *call) error {
	tools := c.toolsFlag()
	out := c.Flags().String("out", "", "file for the candidate (required)")
	if err := c.parse(cli.AnyNumber); err != nil {
		return err
	}
	if err := c.Require("out"); err != nil {
		return err
	}
	members, err := readAll(c.arguments, network.ReadMember)
	if err != nil {
		return err
	}
	found, err := c.tools(ctx, *tools)
	if err != nil {
		return err
	}
	candidate, err := network.MakeCandidate(ctx, found, members)
	if err != nil {
		return err
	}
	text, err := candidate.Canonical()
	if err != nil {
		return err
	}
	if err := writePublic(*out, text); err != nil {
		return err
	}
	genesis, err := candidate.Hash()
	if err != nil {
		return err
	}
	return c.printMade(
		madeFile{*out, genesis},
		"%s is for every organisation; the ledger's name, its genesis block's hash:",
	)
}

// readChecked reads a candidate and makes its genesis block again.
func (c *call) readChecked(ctx context.Context, file, tools string) (network.Candidate, programs.Tools, error) {
	candidate, err := network.ReadCandidate(file)
	if err != nil {
		return candidate, "", err
	}
	found, err := c.tools(ctx, tools)
	if err != nil {
		return candidate, found, err
	}
	if err := candidate.Check(ctx, found); err != nil {
		return candidate, found, fmt.Errorf("%s: %w", file, err)
	}
	return candidate, found, nil
}

func channelShow(ctx context.Context, c *call) error {
	tools := c.toolsFlag()
	if err := c.parse(1); err != nil {
		return err
	}
	candidate, _, err := c.readChecked(ctx, c.arguments[0], *tools)
	if err != nil {
		return err
	}
	described, err := candidate.Describe()
	if err != nil {
		return err
	}
	return c.Print(described, described.Write)
}

func channelAgree(ctx context.Context, c *call) error {
	tools := c.toolsFlag()
	out := c.Flags().String("out", "", "file for the agreement, which every organisation gets (required)")
	expected := c.hashFlag("the ledger's, as channel show prints it and the others told it")
	if err := c.parse(1); err != nil {
		return err
	}
	if err := c.Require("out"); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	candidate, err := network.ReadCandidate(c.arguments[0])
	if err != nil {
		return err
	}
	genesis, err := candidate.Hash()
	if err != nil {
		return fmt.Errorf("%s: %w: %w", c.arguments[0], network.ErrCandidate, err)
	}
	if err := expected.check(c.arguments[0], genesis); err != nil {
		return err
	}
	described, err := candidate.Describe() // what cannot be said is not signed
	if err != nil {
		return fmt.Errorf("%s: %w: %w", c.arguments[0], network.ErrCandidate, err)
	}
	found, err := c.tools(ctx, *tools)
	if err != nil {
		return err
	}
	earlier, err := network.AgreedTo(dir)
	if err != nil {
		return err
	}
	agreed, err := network.Agree(ctx, dir, found, candidate)
	if err != nil {
		return fmt.Errorf("%s: %w", c.arguments[0], err)
	}
	for _, other := range earlier {
		if other != genesis {
			fmt.Fprintf(c.Stderr, "WARNING: this organisation has agreed to the ledger %s too: tell the others that it "+
				"does not want that one, since whoever has the agreement can still use it\n", other)
		}
	}
	text, err := clientfile.FormatTrust(agreed)
	if err != nil {
		return err
	}
	if err := writePublic(*out, text); err != nil {
		return err
	}
	if !c.JSON {
		described.Write(c.Stdout)
		fmt.Fprintln(c.Stdout)
	}
	return c.printMade(madeFile{*out, agreed.Genesis}, "%s is for every organisation; it agrees to the ledger")
}

func channelAdopt(_ context.Context, c *call) error {
	if err := c.parse(cli.AnyNumber); err != nil {
		return err
	}
	if len(c.arguments) < 1 {
		return cli.Usage("name the candidate and the agreements")
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	candidate, err := network.ReadCandidate(c.arguments[0])
	if err != nil {
		return err
	}
	agreed, err := readAll(c.arguments[1:], clientfile.ReadTrust)
	if err != nil {
		return err
	}
	trust, err := network.Adopt(dir, candidate, agreed)
	if err != nil {
		return err
	}
	return c.printMade(
		madeFile{dir.Trust(), trust.Genesis},
		"%s is what verifiers pin, signed by all; the ledger's name:",
	)
}

func chaincodeApprove(ctx context.Context, c *call) error {
	if err := c.parse(1); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	program, err := filepath.Abs(c.arguments[0])
	if err != nil {
		return err
	}
	approved, err := network.ApproveChaincode(ctx, dir, program)
	if err != nil {
		return err
	}
	return c.Print(approved, func(w io.Writer) {
		fmt.Fprintf(w, "version %d of the chaincode runs here and is approved; networkctl chaincode commit makes it the "+
			"channel's once most organisations have approved it; before that, compare the SHA-256 of the program that runs "+
			"here with what the other organisations run, by another way than the file came (the ledger does not hold it):\n"+
			"%s\n", approved.Version, approved.Program)
	})
}

func chaincodeCommit(ctx context.Context, c *call) error {
	if err := c.parse(0); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	committed, err := network.CommitChaincode(ctx, dir)
	if err != nil {
		return err
	}
	return c.Print(committed, func(w io.Writer) {
		fmt.Fprintf(w, "version %d of the chaincode is the channel's; the SHA-256 of the program that runs here as it:\n"+
			"%s\n", committed.Version, committed.Program)
	})
}

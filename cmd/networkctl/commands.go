package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
	"sogoc/network/programs"
)

func buildTools(ctx context.Context, c *call) error {
	if err := c.parse(0); err != nil {
		return err
	}
	checkout, err := programs.FindCheckout(".")
	if err != nil {
		return err
	}
	tools, err := programs.BuildTools(ctx, checkout, c.Stderr)
	if err == nil {
		fmt.Fprintln(c.Stdout, tools)
	}
	return err
}

func down(ctx context.Context, c *call) error {
	if err := c.parse(0); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	if err := network.Down(ctx, dir); !errors.Is(err, network.ErrNotRunning) {
		return err
	}
	fmt.Fprintln(c.Stderr, "it was not running")
	return nil
}

func reset(ctx context.Context, c *call) error {
	confirmed := c.Flags().String("yes", "",
		"the `organisation` whose keys are lost for good; required where org init made one in the folder")
	if err := c.parse(0); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	if err := network.Reset(ctx, dir, *confirmed); err != nil || *confirmed == "" {
		return err
	}
	fmt.Fprintf(c.Stderr, "the keys of %s and its copy of the ledger are removed from %s\n", *confirmed, dir)
	return nil
}

func logs(_ context.Context, c *call) error {
	lines := c.Flags().Int("lines", 20, "how many of the last lines")
	if err := c.parse(cli.AnyNumber); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	node := ""
	switch len(c.arguments) {
	case 0:
	case 1:
		node = c.arguments[0]
	default:
		return cli.Usage("want one node, or none for all")
	}
	return network.Logs(dir, node, *lines, c.Stdout)
}

func upgrade(ctx context.Context, c *call) error {
	program := c.Flags().String("chaincoded", "", "the chaincode's new `program`; default: built from the checkout")
	if err := c.parse(0); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	if *program == "" {
		checkout, err := programs.FindCheckout(".")
		if err != nil {
			return err
		}
		if *program, err = programs.BuildChaincode(ctx, checkout, c.Stderr); err != nil {
			return err
		}
	}
	path, err := filepath.Abs(*program)
	if err != nil {
		return err
	}
	version, err := network.Upgrade(ctx, dir, path)
	if err != nil {
		return err
	}
	return json.NewEncoder(c.Stdout).Encode(map[string]int{"version": version})
}

// nodeAction is a subcommand that acts on one node.
func nodeAction(act func(context.Context, network.Dir, string) error) func(context.Context, *call) error {
	return func(ctx context.Context, c *call) error {
		if err := c.parse(cli.AnyNumber); err != nil {
			return err
		}
		if len(c.arguments) != 1 {
			return cli.Usage("name one node of %v", network.NodeNames())
		}
		dir, err := c.network()
		if err != nil {
			return err
		}
		return act(ctx, dir, c.arguments[0])
	}
}

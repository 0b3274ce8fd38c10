package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
	"sogoc/verifier/ledger"
)

// submitTimeout bounds the wait for a new configuration.
const submitTimeout = 2 * time.Minute

func configPropose(ctx context.Context, c *call) error {
	timeout := c.Flags().Duration("batch-timeout", 0, "after how long a block is cut; default: as it is")
	messages := c.Flags().Uint("max-messages", 0, "how many transactions a block has at most; default: as it is")
	out := c.Flags().String("out", "", "file for the change, which the other organisations get (required)")
	if err := c.parse(0); err != nil {
		return err
	}
	if err := c.Require("out"); err != nil {
		return err
	}
	if *timeout < 0 || *messages > 10_000 {
		return cli.Usage("--batch-timeout is positive and --max-messages at most 10000")
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	change := network.ConfigChange{BatchTimeout: *timeout, MaxMessages: uint32(*messages)}
	update, err := network.ProposeConfig(ctx, dir, change)
	if err != nil {
		return err
	}
	text, err := update.Canonical()
	if err != nil {
		return err
	}
	if err := writePublic(*out, text); err != nil {
		return err
	}
	return c.printMade(madeFile{*out, ledger.SumDigest(update.Update)},
		"%s is for the other organisations; nothing has changed yet; the change's hash:")
}

func configShow(ctx context.Context, c *call) error {
	if err := c.parse(1); err != nil {
		return err
	}
	update, err := network.ReadConfigUpdate(c.arguments[0])
	if err != nil {
		return err
	}
	change, err := c.describe(ctx, update)
	if err != nil {
		return err
	}
	if c.JSON && change.unknown != nil {
		fmt.Fprintf(c.Stderr, "what it says today is not in this: %v\n", change.unknown)
	}
	return c.Print(change.settings, change.write)
}

// describedChange is a change of the configuration in words.
type describedChange struct {
	update   network.ConfigUpdate
	settings []network.Setting
	unknown  error // why it is not known what the configuration says today; nil where it is
}

// peerTimeout bounds the wait for an organisation's own peer, without which a change can
// be read and signed too.
const peerTimeout = 20 * time.Second

// describe says what a change is, beside what the peer of the folder's organisation holds
// today where there is such a folder and its peer answers.
func (c *call) describe(ctx context.Context, update network.ConfigUpdate) (describedChange, error) {
	settings, err := update.Describe()
	if err != nil {
		return describedChange{}, err
	}
	change := describedChange{update: update, settings: settings}
	if c.dir == "" {
		change.unknown = errors.New("name the folder of an organisation with --dir")
		return change, nil
	}
	dir, err := c.network()
	if err != nil {
		change.unknown = err
		return change, nil
	}
	type answer struct {
		settings []network.Setting
		err      error
	}
	answers := make(chan answer, 1)
	go func() { // the client for Fabric's administration does not end with a context
		settings, err := update.DescribeBesideToday(ctx, dir)
		answers <- answer{settings, err}
	}()
	select {
	case a := <-answers:
		if change.unknown = a.err; a.err == nil {
			change.settings = a.settings
		}
	case <-time.After(peerTimeout):
		change.unknown = errors.New("the organisation's peer has not answered within " + peerTimeout.String())
	case <-ctx.Done():
		return change, context.Cause(ctx)
	}
	return change, nil
}

// write says what a change is.
func (d describedChange) write(w io.Writer) {
	fmt.Fprintf(w, "Ledger %s would become\n", d.update.Ledger)
	network.WriteChanges(w, d.settings)
	if d.unknown != nil {
		fmt.Fprintf(w, "\nwhat it says today is not shown: %v\n", d.unknown)
	}
	fmt.Fprintf(w, "\nthe change's hash: %s\n", ledger.SumDigest(d.update.Update))
}

func configSign(ctx context.Context, c *call) error {
	out := c.Flags().
		String("out", "", "file for the signatures, which go to the organisation that submits (required)")
	expected := c.hashFlag("the change's, as config show prints it and whoever made it told it")
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
	update, err := network.ReadConfigUpdate(c.arguments[0])
	if err != nil {
		return err
	}
	if err := expected.check(c.arguments[0], ledger.SumDigest(update.Update)); err != nil {
		return err
	}
	change, err := c.describe(ctx, update)
	if err != nil {
		return err
	}
	signed, err := network.SignConfig(dir, update, time.Now())
	if err != nil {
		return err
	}
	if len(signed) != 1 {
		return cli.Usage("%s holds %d organisations, and each signs on its own", dir, len(signed))
	}
	text, err := signed[0].Canonical()
	if err != nil {
		return err
	}
	if err := writePublic(*out, text); err != nil {
		return err
	}
	if !c.JSON {
		change.write(c.Stdout)
		fmt.Fprintln(c.Stdout)
	}
	return c.printMade(
		madeFile{*out, signed[0].Update},
		"%s is signed for "+signed[0].Organisation+"; the change's hash:",
	)
}

func configSubmit(ctx context.Context, c *call) error {
	if err := c.parse(cli.AnyNumber); err != nil {
		return err
	}
	if len(c.arguments) < 2 {
		return cli.Usage("name the change and the files of signatures")
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	update, err := network.ReadConfigUpdate(c.arguments[0])
	if err != nil {
		return err
	}
	signed, err := readAll(c.arguments[1:], network.ReadConfigSignatures)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, submitTimeout, errors.New("gave up after "+submitTimeout.String()))
	defer cancel()
	number, err := network.SubmitConfig(ctx, dir, update, signed)
	if err != nil {
		return err
	}
	return c.Print(map[string]uint64{"configuration": number}, func(w io.Writer) {
		fmt.Fprintf(w, "configuration %d is in force\n", number)
	})
}

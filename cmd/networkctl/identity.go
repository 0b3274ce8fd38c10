package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
)

// identityActs are what is done with a client's key that is not here.
func identityActs() []subcommand {
	return []subcommand{
		{cli.Command{
			Name: "identity show", Args: "REQUEST",
			About:   "say in words what a request for a client's certificate is, before anybody signs",
			Example: "networkctl identity show BO-GDDT.csr",
		}, identityShow},
		{cli.Command{
			Name: "identity sign", Args: "REQUEST",
			About: "certify a client's key that is not here, and make the folder for its program",
			Example: "networkctl identity sign --dir ministry --client accreditor --key signerd:BO-GDDT " +
				"--thumbprint … BO-GDDT.csr",
		}, identitySign},
	}
}

// shownRequest is what identity show prints.
type shownRequest struct {
	Says       string `json:"says"` // of itself; believed for nothing
	Thumbprint string `json:"thumbprint"`
}

func identityShow(_ context.Context, c *call) error {
	if err := c.parse(1); err != nil {
		return err
	}
	request, err := network.ReadIdentityRequest(c.arguments[0])
	if err != nil {
		return err
	}
	shown := shownRequest{request.Says, request.Key.Thumbprint()}
	return c.Print(shown, func(w io.Writer) {
		fmt.Fprintf(w, "A request for a certificate, for a P-256 key, signed by that key. It calls itself %q, which nobody "+
			"has checked.\nBefore you sign it, ask whoever made it for the key's thumbprint, by another way than the file "+
			"came:\n%s\n", shown.Says, shown.Thumbprint)
	})
}

func identitySign(ctx context.Context, c *call) error {
	var k network.KeyElsewhere
	c.Flags().StringVar(&k.Client, "client", "", "whose identity it becomes, as accreditor (required)")
	c.Flags().StringVar(&k.Name, "key", "", "where its program finds the `key`, as signerd:BO-GDDT; default: as before")
	thumbprint := c.Flags().String("thumbprint", "",
		"the key's, as its owner told it by another way than the file came (required)")
	if err := c.parse(1); err != nil {
		return err
	}
	if err := c.Require("client", "thumbprint"); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	request, err := network.ReadIdentityRequest(c.arguments[0])
	if err != nil {
		return err
	}
	if found := request.Key.Thumbprint(); found != *thumbprint {
		return cli.Usage("%s is for the key %s, not for the one that --thumbprint names: nothing was signed",
			c.arguments[0], found)
	}
	made, err := network.SignIdentity(ctx, dir, request, k, time.Now())
	if err != nil {
		return err
	}
	return c.Print(made, func(w io.Writer) { writeIdentity(w, made) })
}

func writeIdentity(w io.Writer, made network.Identity) {
	fmt.Fprintf(w, "%s is %s of %s (%s) until %s, by the key %s, thumbprint\n%s\n"+
		"%s is for the host of its program; no key is in it.\n",
		made.Client, strings.Join(made.Units, ", "), made.Organisation, made.MSP,
		made.Ends.Local().Format(time.DateOnly), made.Key, made.Thumbprint, made.Folder)
	if made.Removed != "" {
		fmt.Fprintf(w, "%s, a private key, was removed here: destroy every copy.\n", made.Removed)
	}
	if made.Before != nil {
		fmt.Fprintf(w, "Until %s the ledger takes the certificate of the key before, too: whoever has that key can go on.\n",
			made.Before.Local().Format(time.DateOnly))
	}
}

// keysElsewhere makes the flag by which org init leaves keys out.
func (c *call) keysElsewhere() *[]network.KeyElsewhere {
	var all []network.KeyElsewhere
	c.Flags().Func("key-elsewhere",
		"a `client`'s key that is made elsewhere, as accreditor=signerd:BO-GDDT: none is made here",
		func(text string) error {
			client, name, found := strings.Cut(text, "=")
			if !found {
				return fmt.Errorf("want CLIENT=KEY, as accreditor=signerd:BO-GDDT")
			}
			all = append(all, network.KeyElsewhere{Client: client, Name: name})
			return nil
		})
	return &all
}

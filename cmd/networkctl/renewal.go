package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
	"sogoc/verifier/ledger"
)

// madeRenewal is what renew prints.
type madeRenewal struct {
	Organisation string         `json:"organisation"`
	File         string         `json:"file,omitempty"` // the change that the other organisations sign
	Fingerprint  *ledger.Digest `json:"fingerprint,omitempty"`
}

// renew gives the folder's organisations new certificates on their running nodes.
func renew(ctx context.Context, c *call) error {
	out := c.Flags().String("out", "",
		"file for the change of the channel that the others sign; required where the folder holds one organisation")
	only := c.Flags().String("only", "", "one organisation of a folder that holds all; default: one after another")
	if err := c.parse(0); err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	all, err := network.HoldsAll(dir)
	if err != nil {
		return err
	}
	if !all {
		if err := c.Require("out"); err != nil {
			return err
		}
		// A change that an earlier run wrote may be the same one: that is seen afterwards.
		if _, err := network.ReadConfigUpdate(*out); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return isThere(*out)
		}
	}
	fmt.Fprintln(
		c.Stderr,
		"one node after another takes new certificates; this takes about a minute for an organisation",
	)
	renewed, err := network.Renew(ctx, dir, *only)
	if err != nil {
		return err
	}
	var made []madeRenewal
	for _, r := range renewed {
		one := madeRenewal{Organisation: r.Organisation}
		if r.Update != nil {
			text, err := r.Update.Canonical()
			if err != nil {
				return err
			}
			if len(renewed) > 1 {
				return cli.Usage("%s holds %d organisations of four: each renews in a folder of its own", dir, len(renewed))
			}
			if err := writePublic(*out, text); err != nil {
				return err
			}
			hash := ledger.SumDigest(r.Update.Update)
			one.File, one.Fingerprint = *out, &hash
		}
		made = append(made, one)
	}
	return c.Print(made, func(w io.Writer) { writeRenewals(w, made) })
}

func writeRenewals(w io.Writer, made []madeRenewal) {
	for _, m := range made {
		if m.File == "" {
			fmt.Fprintf(w, "%s: all certificates are new\n", m.Organisation)
			continue
		}
		fmt.Fprintf(
			w,
			"%s: peer, chaincode and clients have new certificates; the orderer takes its own once %s, which "+
				"most organisations must sign (networkctl config sign), is submitted (networkctl config submit); "+
				"the change's hash:\n%s\n",
			m.Organisation,
			m.File,
			m.Fingerprint,
		)
	}
	fmt.Fprintln(w, "programs read their client's certificate when they start: start registryd and verifierd again "+
		"before their old ones end (networkctl status); where a client's key is elsewhere it is the same one, and its "+
		"program needs the new certificate.pem")
}

// writeCertificates says of each organisation which certificates end soon, and when the
// first one does.
func writeCertificates(w io.Writer, all []network.HeldCertificate) {
	warned := map[string]int{}
	for _, c := range all {
		if c.Warned() {
			warned[c.Organisation]++
		}
	}
	said := map[string]bool{}
	for _, c := range all { // the earliest end first
		if n := warned[c.Organisation]; n > 0 && !said[c.Organisation] {
			said[c.Organisation] = true
			fmt.Fprintf(
				w,
				"%s: certificates of %s end soon (%d of them), that of %s (%s) at %s, in %d days: networkctl renew\n",
				c.Warning,
				c.Organisation,
				n,
				c.Name,
				c.Use,
				c.Ends.Local().Format(time.DateTime),
				c.Days,
			)
		}
	}
	if len(warned) == 0 && len(all) > 0 {
		first := all[0]
		fmt.Fprintf(w, "certificates: the first to end is that of %s (%s), on %s\n", first.Name, first.Use,
			first.Ends.Local().Format(time.DateOnly))
	}
}

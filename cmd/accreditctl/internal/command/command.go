// Package command is accreditctl without its process: what an accreditor does
// on the ledger with its Fabric identity. It reaches no register and no school's
// key: keys and transfers come as files of requests that their owners signed.
// The ledger's rules decide; this package asks, and shows what stands then.
package command

import (
	"context"
	"errors"
	"io"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// settingConnection names the setting that -connection stands before.
const settingConnection = "SOGOC_ACCREDITOR_CONNECTION"

const notes = `
Settings:
  SOGOC_ACCREDITOR_CONNECTION  connection.json of the accreditor, where -connection does not name it

What is done stands on the ledger for everybody to see, and takes effect from ledger time.
`

// Program returns accreditctl.
func Program() cli.Program {
	return cli.Program{
		Name:     "accreditctl",
		About:    "accreditctl does on the ledger what an accreditor does: accreditations, keys, anchors, custody.",
		Commands: commands(),
		Notes:    notes,
		Example:  "accreditctl accredit -connection accreditor/connection.json -file accreditation.json",
		ExitCode: exitCode,
	}
}

func commands() []cli.Command {
	return []cli.Command{
		{
			Name: "show", Args: "CODE", About: "show a school's record and keys",
			Example: "accreditctl show THPT-MAU-01", Do: show,
		},
		{
			Name: "accredit", About: "accredit a school that the ledger does not know yet",
			Example: "accreditctl accredit -file accreditation.json", Do: accredit,
		},
		{
			Name: "amend", About: "replace a school's names, delegate and scopes",
			Example: "accreditctl amend -file accreditation.json", Do: amend,
		},
		{
			Name: "suspend", Args: "CODE", About: "keep a school from anchoring, until reinstate",
			Example: "accreditctl suspend THPT-MAU-01", Do: changeIssuer(fabricledger.Accreditor.SuspendIssuer),
		},
		{
			Name: "reinstate", Args: "CODE", About: "end a suspension",
			Example: "accreditctl reinstate THPT-MAU-01", Do: changeIssuer(fabricledger.Accreditor.ReinstateIssuer),
		},
		{
			Name: "withdraw", Args: "CODE",
			About:   "withdraw an accreditation, for ever; what was anchored before stays valid",
			Example: "accreditctl withdraw THPT-MAU-01",
			Do:      changeIssuer(fabricledger.Accreditor.WithdrawIssuer),
		},
		{
			Name: "key add", Args: "FILE", About: "register the key of a request, a school's or a verifier service's",
			Example: "accreditctl key add THPT-MAU-01.key-request.json -thumbprint …", Do: addKey,
		},
		{
			Name: "key retire", About: "end a key's use; what it signed stays valid",
			Example: "accreditctl key retire -owner THPT-MAU-01 -thumbprint …", Do: retireKey,
		},
		{
			Name: "key compromised", About: "report that others had a key since a moment; it cannot be undone",
			Example: "accreditctl key compromised -owner THPT-MAU-01 -thumbprint … -since 2026-11-20T08:00:00+07:00",
			Do:      reportKey,
		},
		{
			Name: "anchors set", About: "suspend, reinstate or revoke everything in a range of a school's anchors",
			Example: "accreditctl anchors set -issuer THPT-MAU-01 -first 7 -last 9 -state revoked", Do: setAnchors,
		},
		{
			Name: "return-quota", Args: "ISSUER SEQUENCE",
			About:   "give back the quota of an anchor that is revoked, or by a compromised key",
			Example: "accreditctl return-quota THPT-MAU-01 7", Do: returnQuota,
		},
		{
			Name: "custody transfer", Args: "FILE",
			About:   "close a school, for ever, and hand its register to the successor",
			Example: "accreditctl custody transfer -from THPT-MAU-01 -to THPT-MAU-02 THPT-MAU-02.custody-request.json",
			Do:      transferCustody,
		},
	}
}

// timeLimit bounds one act.
const timeLimit = 3 * time.Minute

// connectionFlag makes the flag that every subcommand has.
func connectionFlag(r *cli.Run) *string {
	return r.Flags().String("connection", r.Getenv(settingConnection),
		"connection.json of the accreditor (default: "+settingConnection+")")
}

// issuerAct is one act about an issuer or a key.
type issuerAct func(context.Context, fabricledger.Accreditor) (ledger.IssuerView, error)

// act does something on the ledger in the name of the accreditor whose
// connection.json it is.
func act(ctx context.Context, connection string, do func(context.Context, fabricledger.Accreditor) error) error {
	if connection == "" {
		return cli.Usage("neither -connection nor %s names a connection.json", settingConnection)
	}
	read, err := clientfile.ReadConnection(connection)
	if err != nil {
		return err
	}
	client, err := fabricledger.Open(read, fabricledger.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	return do(ctx, fabricledger.NewAccreditor(client))
}

// actOnIssuer is act for what reads or changes an issuer's record or a key, and
// prints how they stand then.
func actOnIssuer(ctx context.Context, r *cli.Run, connection string, do issuerAct) error {
	return act(ctx, connection, func(ctx context.Context, a fabricledger.Accreditor) error {
		view, err := do(ctx, a)
		if err != nil {
			return err
		}
		return r.Print(view, func(w io.Writer) { showIssuer(w, view) })
	})
}

// exitCode knows the ledger's answers.
func exitCode(err error) (code int, known bool) {
	var refusal *ledger.Refusal
	switch {
	case errors.As(err, &refusal):
		return cli.ExitNo, true
	case errors.Is(err, registry.ErrIntegrity):
		return cli.ExitIntegrity, true
	case errors.Is(err, registry.ErrUnavailable), errors.Is(err, registry.ErrOutcomeUnknown):
		return cli.ExitLater, true
	}
	return 0, false
}

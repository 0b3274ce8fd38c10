// Package command is accreditctl without its process: what an accreditor does
// on the ledger with its Fabric identity. It reaches no register and no school's
// key: keys and transfers come as files of requests that their owners signed.
// The ledger's rules decide; this package asks, and shows what stands then.
package command

import (
	"errors"
	"slices"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/remotekey"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// settingConnection names the setting that -connection stands before.
const settingConnection = "SOGOC_ACCREDITOR_CONNECTION"

const notes = `
Settings:
  SOGOC_ACCREDITOR_CONNECTION  connection.json of the accreditor, where -connection does not name it

Every act names the decision that it carries out (-decision, -date, -ground), shows what it will affect, and asks.
What is done stands on the ledger for everybody to see, with its decision, and takes effect from ledger time.

The private key in connection.json is a file, a token's by its PKCS #11 URI, or signerd:NAME, which signerd on
another host has (docs/handbook-accreditor.md). For that:
  SOGOC_SIGNER_ADDRESS      host:port of signerd, and SOGOC_SIGNER_FINGERPRINT of its certificate
  SOGOC_SIGNER_CERTIFICATE  this host's own, and SOGOC_SIGNER_CERTIFICATE_KEY, of "accreditctl signer certificate"
`

// byDecision is the part of the examples that every act has.
const byDecision = " \\\n    -decision 12/QĐ-BGDĐT -date 2026-11-18 -ground "

// Program returns accreditctl.
func Program() cli.Program { return NewProgram(openNetwork, time.Now) }

// NewProgram is Program with another way to open the ledger that a connection.json
// names, and another clock.
func NewProgram(
	open func(connection string, getenv func(string) string) (Ledger, error),
	now func() time.Time,
) cli.Program {
	return cli.Program{
		Name:     "accreditctl",
		About:    "accreditctl does on the ledger what an accreditor does: accreditations, keys, anchors, custody.",
		Commands: desk{open, now}.commands(),
		Notes:    notes,
		Example:  "accreditctl accredit -file accreditation.json" + byDecision + "established",
		ExitCode: exitCode,
	}
}

func (d desk) commands() []cli.Command {
	return append(slices.Concat(d.ofSchools(), d.ofKeys(), d.ofAnchors()), cli.Command{
		Name: "signer certificate", Args: "NAME",
		About:   "make the certificate by which signerd knows this host, as NAME.crt and NAME.key",
		Example: "accreditctl signer certificate ACCREDITCTL-1", Do: remotekey.MakeCertificate,
	})
}

// ofSchools returns the commands about a school's accreditation and state.
func (d desk) ofSchools() []cli.Command {
	return []cli.Command{
		{
			Name: "show", Args: "CODE", About: "show a school's record and keys",
			Example: "accreditctl show THPT-MAU-01", Do: d.show,
		},
		{
			Name: "accredit", About: "accredit a school that the ledger does not know yet",
			Example: "accreditctl accredit -file accreditation.json" + byDecision + "established", Do: d.accredit,
		},
		{
			Name: "amend", About: "replace a school's names, delegate and scopes",
			Example: "accreditctl amend -file accreditation.json" + byDecision + "quota-changed", Do: d.amend,
		},
		{
			Name: "suspend", Args: "CODE", About: "keep a school from anchoring, until reinstate",
			Example: "accreditctl suspend THPT-MAU-01" + byDecision + "inspection",
			Do: d.changeIssuer(
				ledger.FuncSuspendIssuer,
				ledger.IssuerSuspended,
				fabricledger.Accreditor.SuspendIssuer,
			),
		},
		{
			Name: "reinstate", Args: "CODE", About: "end a suspension",
			Example: "accreditctl reinstate THPT-MAU-01" + byDecision + "cleared",
			Do: d.changeIssuer(
				ledger.FuncReinstateIssuer,
				ledger.IssuerActive,
				fabricledger.Accreditor.ReinstateIssuer,
			),
		},
		{
			Name: "withdraw", Args: "CODE",
			About:   "withdraw an accreditation, for ever; what was anchored before stays valid",
			Example: "accreditctl withdraw THPT-MAU-01" + byDecision + "dissolved",
			Do: d.changeIssuer(
				ledger.FuncWithdrawIssuer,
				ledger.IssuerWithdrawn,
				fabricledger.Accreditor.WithdrawIssuer,
			),
		},
	}
}

// ofKeys returns the commands about keys.
func (d desk) ofKeys() []cli.Command {
	return []cli.Command{
		{
			Name: "key add", Args: "FILE", About: "register the key of a request, a school's or a verifier service's",
			Example: "accreditctl key add THPT-MAU-01.key-request.json -thumbprint …" + byDecision + "first-key", Do: d.addKey,
		},
		{
			Name: "key retire", About: "end a key's use; what it signed stays valid",
			Example: "accreditctl key retire -owner THPT-MAU-01 -thumbprint …" + byDecision + "replaced", Do: d.retireKey,
		},
		{
			Name: "key compromised", About: "report that others had a key since a moment; it cannot be undone",
			Example: "accreditctl key compromised -owner THPT-MAU-01 -thumbprint … -since 2026-11-20T08:00:00+07:00" + byDecision + "disclosed",
			Do:      d.reportKey,
		},
	}
}

// ofAnchors returns the commands about what a school has anchored.
func (d desk) ofAnchors() []cli.Command {
	return []cli.Command{
		{
			Name: "anchors set", About: "suspend, reinstate or revoke everything in a range of a school's anchors",
			Example: "accreditctl anchors set -issuer THPT-MAU-01 -first 7 -last 9 -state revoked -reason-file reason-7-9.json" + byDecision + "fraud", Do: d.setAnchors,
		},
		{
			Name: "return-quota", Args: "ISSUER SEQUENCE",
			About:   "give back the quota of an anchor that is revoked, or by a compromised key",
			Example: "accreditctl return-quota THPT-MAU-01 7" + byDecision + "anchor-revoked", Do: d.returnQuota,
		},
		{
			Name: "custody transfer", Args: "FILE",
			About:   "close a school, for ever, and hand its register to the successor",
			Example: "accreditctl custody transfer -from THPT-MAU-01 -to THPT-MAU-02 THPT-MAU-02.custody-request.json" + byDecision + "reorganised",
			Do:      d.transferCustody,
		},
	}
}

// exitCode knows the ledger's answers.
func exitCode(err error) (code int, known bool) {
	var refusal *ledger.Refusal
	switch {
	case errors.As(err, &refusal), errors.Is(err, credential.ErrSignerRefused), errors.Is(err, remotesigner.ErrNoKey):
		return cli.ExitNo, true
	case errors.Is(err, credential.ErrSignerUnavailable):
		return cli.ExitLater, true
	case errors.Is(err, registry.ErrIntegrity):
		return cli.ExitIntegrity, true
	case errors.Is(err, registry.ErrUnavailable), errors.Is(err, registry.ErrOutcomeUnknown):
		return cli.ExitLater, true
	}
	return 0, false
}

package command

import (
	"context"
	"io"
	"os"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

// addKey registers the key of a request. The thumbprint lets an accreditor hold
// the file against what the owner said by another way than it came.
func (d desk) addKey(ctx context.Context, r *cli.Run, args []string) error {
	by := decisionFlags(r, ledger.Grounds(ledger.FuncAddKey)...)
	thumbprint := r.Flags().String("thumbprint", "",
		"the key's, as its owner told it by another way than the file came (required with -yes)")
	files, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	request, err := readRequest(files[0], ledger.ParseKeyRequest)
	if err != nil {
		return err
	}
	named := r.Require("thumbprint") == nil
	switch {
	case named && *thumbprint == "":
		return cli.Usage("-thumbprint is empty: want the key's, as its owner told it by another way than the file came")
	case named && *thumbprint != request.Possession.Key:
		return cli.Usage("%s asks for key %s, not for the one that -thumbprint names", files[0], request.Possession.Key)
	case !named && *by.yes:
		return cli.Usage("-thumbprint is required with -yes, since nobody compares what is shown: " +
			"the key's, as its owner told it by another way than the file came")
	}
	preview := previewNewKey(request, named, ledger.Ground(*by.ground))
	return d.perform(ctx, r, by, act{
		grounds: ledger.Grounds(ledger.FuncAddKey),
		preview: func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
			if request.Possession.Ledger != a.Genesis() {
				return cli.Usage("%s was made for another ledger", files[0])
			}
			return preview(ctx, a, w)
		},
		do: doOnIssuer(
			r,
			func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) (ledger.IssuerView, error) {
				return a.RegisterKey(ctx, request, why)
			},
		),
	})
}

// transferCustody closes an issuer and hands its register to the successor that
// made the request. It cannot be undone, so the accreditor names both issuers:
// the file alone closes none.
func (d desk) transferCustody(ctx context.Context, r *cli.Run, args []string) error {
	by := decisionFlags(r, ledger.Grounds(ledger.FuncTransferCustody)...)
	from := r.Flags().String("from", "", "issuer code of the school that is closed, for ever (required)")
	to := r.Flags().String("to", "", "issuer code of its successor (required)")
	files, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.Require("from", "to"); err != nil {
		return err
	}
	request, err := readRequest(files[0], ledger.ParseCustodyRequest)
	if err != nil {
		return err
	}
	if asked := request.Acceptance; asked.Predecessor != *from || asked.Successor != *to {
		return cli.Usage("%s asks for a transfer from %s to %s", files[0], asked.Predecessor, asked.Successor)
	}
	preview := previewCustody(*from, *to)
	return d.perform(ctx, r, by, act{
		grounds: ledger.Grounds(ledger.FuncTransferCustody),
		preview: func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
			if request.Acceptance.Ledger != a.Genesis() {
				return cli.Usage("%s was made for another ledger", files[0])
			}
			return preview(ctx, a, w)
		},
		forEver: *from,
		do: doOnIssuer(
			r,
			func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) (ledger.IssuerView, error) {
				return a.TransferCustody(ctx, request, why)
			},
		),
	})
}

func readRequest[R any](file string, parse func([]byte) (R, error)) (R, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		var none R
		return none, err
	}
	request, err := parse(text)
	if err != nil {
		return request, cli.Usage("%s: %w", file, err)
	}
	return request, nil
}

func (d desk) retireKey(ctx context.Context, r *cli.Run, args []string) error {
	by := decisionFlags(r, ledger.Grounds(ledger.FuncRetireKey)...)
	owner, thumbprint := keyFlags(r)
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("owner", "thumbprint"); err != nil {
		return err
	}
	return d.perform(ctx, r, by, act{
		grounds: ledger.Grounds(ledger.FuncRetireKey),
		preview: previewOldKey(*owner, *thumbprint, time.Time{}),
		do: doOnIssuer(
			r,
			func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) (ledger.IssuerView, error) {
				return a.RetireKey(ctx, *owner, *thumbprint, why)
			},
		),
	})
}

func (d desk) reportKey(ctx context.Context, r *cli.Run, args []string) error {
	by := decisionFlags(r, ledger.Grounds(ledger.FuncReportKeyCompromised)...)
	owner, thumbprint := keyFlags(r)
	var since time.Time
	r.Flags().Func("since",
		"what the key signed from this moment on is not to be trusted: 2026-11-20T08:00:00+07:00 (required)",
		func(text string) (err error) {
			since, err = time.Parse(time.RFC3339, text)
			return err
		})
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("owner", "thumbprint", "since"); err != nil {
		return err
	}
	since = since.Truncate(time.Second)
	if now := d.now(); since.After(now) {
		return cli.Usage("-since %s is in the future: by the clock of this host it is %s", since.Format(time.RFC3339),
			now.In(ledger.Vietnam).Format(time.RFC3339))
	}
	return d.perform(ctx, r, by, act{
		grounds: ledger.Grounds(ledger.FuncReportKeyCompromised),
		preview: previewOldKey(*owner, *thumbprint, since),
		forEver: *owner,
		do: doOnIssuer(
			r,
			func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) (ledger.IssuerView, error) {
				return a.ReportKeyCompromised(ctx, *owner, *thumbprint, since, why)
			},
		),
	})
}

// keyFlags makes the flags that name a key on the ledger.
func keyFlags(r *cli.Run) (owner, thumbprint *string) {
	owner = r.Flags().String("owner", "", "issuer code, or the name of a verifier service (required)")
	return owner, r.Flags().String("thumbprint", "", "of the key (required)")
}

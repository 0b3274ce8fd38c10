package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/signers"
	"sogoc/cmd/registryd/internal/app"
	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/registry/fabricledger"
	"sogoc/registry/register"
	"sogoc/verifier/clientfile"
)

// finding is one thing that doctor looked at.
type finding struct {
	Checked string `json:"checked"`
	Well    bool   `json:"well"`
	Detail  string `json:"detail"`
}

// diagnosis collects what doctor finds. It changes nothing.
type diagnosis struct {
	findings []finding
	problems []error
}

// note adds a finding: well if err is nil.
func (d *diagnosis) note(checked, detail string, err error) {
	if err != nil {
		detail = strings.ReplaceAll(err.Error(), "\n", "; ")
		d.problems = append(d.problems, err)
	}
	d.findings = append(d.findings, finding{Checked: checked, Well: err == nil, Detail: detail})
}

// doctor looks at everything that the service needs, and goes on after what is
// wrong: one run shows all of it.
func doctor(ctx context.Context, r *cli.Run, args []string) error {
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	var d diagnosis
	config, err := app.FromEnv(r.Getenv)
	d.note("settings", "are there", err)
	if err == nil {
		d.examine(ctx, config)
	}
	if err := r.Print(d.findings, d.show); err != nil {
		return err
	}
	if len(d.problems) > 0 {
		return errors.Join(append(d.problems, cli.ErrReported, cli.ErrNo)...)
	}
	return nil
}

func (d *diagnosis) examine(ctx context.Context, config app.Config) {
	d.examineFonts(config)
	schools, err := schoolsOf(ctx, config)
	d.note("database", fmt.Sprintf("has this version's schema, and %d schools", len(schools)), err)
	keys, err := config.Signers.Open()
	d.note("signers", config.Signers.Kind+" opens", configError(err))
	if err == nil {
		defer func() { _ = keys.Close() }()
	}
	connection, err := clientfile.ReadConnection(config.Connection)
	if err != nil {
		d.note("ledger", "", configError(err))
		return
	}
	client, err := fabricledger.Open(connection, fabricledger.Options{})
	if err != nil {
		d.note("ledger", "", configError(err))
		return
	}
	defer func() { _ = client.Close() }()
	d.note("ledger", "identity of "+connection.MSP+" can be used", nil)
	if keys == nil {
		return
	}
	for _, school := range schools {
		if school.HaltedAt != nil {
			d.note("anchoring of "+school.Code, "", errHalted)
		}
		detail, err := keyOf(ctx, fabricledger.NewLedger(client), keys, school.Code)
		d.note("key of "+school.Code, detail, err)
	}
}

func (d *diagnosis) examineFonts(config app.Config) {
	printer, err := diploma.New(diploma.Config{
		FontDir:   config.FontDir,
		Templates: diploma.Templates(config.Templates),
		PublicURL: config.PublicURL,
	})
	if err == nil {
		err = printer.Load()
	}
	d.note("fonts", "diplomas can be printed", err)
}

func (d *diagnosis) show(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range d.findings {
		mark := "ok"
		if !f.Well {
			mark = "WRONG"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", mark, f.Checked, f.Detail)
	}
	_ = table.Flush() // what cannot be shown is not worth another error
}

func configError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", app.ErrConfig, err)
}

func schoolsOf(ctx context.Context, config app.Config) ([]registry.Issuer, error) {
	store, err := app.OpenStore(ctx, config.DatabaseURL, config.NationalIDKeyFile)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	return store.Issuers(ctx)
}

// errHalted means that an integrity alarm stopped a school.
var errHalted = errors.New(
	"an integrity alarm stopped it: ledgeraudit reconcile, then POST /api/v1/issuers/CODE/resume",
)

// errNoGoodKey means that a school cannot sign.
var errNoGoodKey = errors.New(
	"none of its keys here is good on the ledger: registryd key request, then accreditctl key add")

// keyOf says with which key a school signs. A ledger that does not know the
// school is an error, as is one that does not answer.
func keyOf(ctx context.Context, l register.Ledger, keys signers.Signers, issuer string) (string, error) {
	open, err := keys.Signers(issuer)
	if err != nil {
		return "", err
	}
	locked, err := keys.OwnKeys(issuer)
	if err != nil {
		return "", err
	}
	view, err := l.Issuer(ctx, issuer)
	if err != nil {
		return "", err
	}
	now := time.Now()
	for _, key := range slices.Backward(view.Keys) { // the newest first
		thumbprint := key.Key.Thumbprint()
		switch {
		case !key.GoodAt(now):
		case slices.Contains(locked, thumbprint):
			return "signs with " + thumbprint + ", once an approver gives its passphrase", nil
		default:
			for _, s := range open {
				if s.PublicKey() == key.Key {
					return "signs with " + thumbprint, nil
				}
			}
		}
	}
	return "", errNoGoodKey
}

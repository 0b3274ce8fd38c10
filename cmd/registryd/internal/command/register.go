package command

import (
	"context"
	"fmt"
	"io"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/registryd/internal/app"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/password"
	"sogoc/registry/postgres"
	"sogoc/registry/process"
)

func migrate(ctx context.Context, r *cli.Run, args []string) error {
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	url, err := r.Env("SOGOC_DATABASE_URL")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	if err := postgres.Migrate(ctx, url); err != nil {
		return err
	}
	return r.Print(map[string]bool{"migrated": true}, func(w io.Writer) { fmt.Fprintln(w, "the schema is up to date") })
}

// withAccounts calls do with the accounts in the register's database.
func withAccounts(ctx context.Context, r *cli.Run, do func(context.Context, *account.Service) error) error {
	url, err := r.Env("SOGOC_DATABASE_URL")
	if err != nil {
		return err
	}
	file, err := r.Env("SOGOC_NATIONAL_ID_KEY_FILE")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	store, err := app.OpenStore(ctx, url, file)
	if err != nil {
		return err
	}
	defer store.Close()
	return do(ctx, account.New(store.Accounts(), store.Devices(), process.New(process.Config{}), password.Cost{}))
}

func addIssuer(ctx context.Context, r *cli.Run, args []string) error {
	var school registry.Issuer
	r.Flags().StringVar(&school.Code, "code", "", "issuer code, as on the ledger (required)")
	r.Flags().StringVar(&school.Name, "name", "", "legal name, as printed (required)")
	r.Flags().StringVar(&school.NameEn, "name-en", "", "English name")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("code", "name"); err != nil {
		return err
	}
	return withAccounts(ctx, r, func(ctx context.Context, s *account.Service) error {
		if err := s.AddIssuer(ctx, school); err != nil {
			return err
		}
		added := map[string]string{"code": school.Code, "name": school.Name, "nameEn": school.NameEn}
		return r.Print(added, func(w io.Writer) { fmt.Fprintf(w, "%s: %s\n", school.Code, school.Name) })
	})
}

package command

import (
	"context"
	"fmt"
	"io"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/registryd/internal/app"
	"sogoc/registry"
	"sogoc/registry/postgres"
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

// withRegister calls do with the register on its database. It has no ledger and
// no keys: nothing that do may call asks for them.
func withRegister(ctx context.Context, r *cli.Run, do func(context.Context, *registry.Service) error) error {
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
	return do(ctx, registry.New(store, nil, nil, registry.Config{}))
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
	return withRegister(ctx, r, func(ctx context.Context, s *registry.Service) error {
		if err := s.AddIssuer(ctx, school); err != nil {
			return err
		}
		added := map[string]string{"code": school.Code, "name": school.Name, "nameEn": school.NameEn}
		return r.Print(added, func(w io.Writer) { fmt.Fprintf(w, "%s: %s\n", school.Code, school.Name) })
	})
}

package ctl

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/registry/postgres"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

func localCommands() []command {
	return []command{
		{"migrate", "", "bring the database's schema to this version (local)", "SOGOC_DATABASE_URL=postgres://sogoc@/sogoc registryctl migrate", migrate},
		{"issuer add", "", "make a school known to the register (local)", "registryctl issuer add -code THPT-MAU-01 -name \"Trường THPT Số 1 (mẫu)\"", addIssuer},
		{"user add", "", "make a user with a password, a token, or both (local)", "registryctl user add -issuer THPT-MAU-01 -name giaovu -role registrar -token-file giaovu.token", addUser},
		{"user password", "LOGIN", "set a user's password and end all its sessions (local)", "registryctl user password giaovu@thpt-mau-01 -password-file new-password", userPassword},
		{"user disable", "LOGIN", "shut a user out at once (local)", "registryctl user disable giaovu@thpt-mau-01", disableUser},
		{"keygen", "", "make a school's signing key in the keystore (local)", "registryctl keygen -issuer THPT-MAU-01 -out key.jwk", keygen},
		{"accredit", "", "register or amend an accreditation on the ledger (accreditor)", "registryctl accredit -connection accreditor/connection.json -file accreditation.json", accredit},
		{"add-key", "", "register a school's key on the ledger (accreditor, and the keystore)", "registryctl add-key -connection accreditor/connection.json -issuer THPT-MAU-01", addKey},
		{"add-verifier-key", "", "register a verifier service's key on the ledger (accreditor, and the key)", "registryctl add-verifier-key -connection accreditor/connection.json -name TRA-CUU -key receipt.key", addVerifierKey},
		{"end-key", "", "retire a key, or report it compromised since a moment (accreditor)", "registryctl end-key -connection accreditor/connection.json -issuer THPT-MAU-01 -thumbprint … -compromised-since 2026-11-20T08:00:00+07:00", endKey},
		{"set-issuer", "CODE", "suspend, reinstate or withdraw a school (accreditor)", "registryctl set-issuer -connection accreditor/connection.json THPT-MAU-01 -state suspended", setIssuer},
		{"set-anchors", "", "suspend or revoke all that a school anchored together (accreditor)", "registryctl set-anchors -connection accreditor/connection.json -issuer THPT-MAU-01 -first 7 -last 9 -state revoked", setAnchors},
		{"transfer-custody", "", "close a school and hand its register to a successor (accreditor, and the keystore)", "registryctl transfer-custody -connection accreditor/connection.json -from THPT-MAU-01 -to THPT-MAU-02", transferCustody},
	}
}

// localTime bounds a local command.
const localTime = 3 * time.Minute

func migrate(ctx context.Context, r *run, args []string) error {
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	url, err := r.env("SOGOC_DATABASE_URL")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, localTime)
	defer cancel()
	if err := postgres.Migrate(ctx, url); err != nil {
		return err
	}
	return r.print(map[string]bool{"migrated": true}, func(w io.Writer) { fmt.Fprintln(w, "the schema is up to date") })
}

// register calls f with the register on its database. It has no ledger and no
// keys: nothing that f may call asks for them.
func (r *run) register(ctx context.Context, f func(ctx context.Context, s *registry.Service) error) error {
	url, err := r.env("SOGOC_DATABASE_URL")
	if err != nil {
		return err
	}
	file, err := r.env("SOGOC_NATIONAL_ID_KEY_FILE")
	if err != nil {
		return err
	}
	keys, err := postgres.ReadFieldKeys(file)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, localTime)
	defer cancel()
	store, err := postgres.Open(ctx, url, keys)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Migrated(ctx); err != nil {
		return fmt.Errorf("run registryctl migrate first: %w", err)
	}
	return f(ctx, registry.New(store, nil, nil, registry.Config{}))
}

func addIssuer(ctx context.Context, r *run, args []string) error {
	var school registry.Issuer
	r.flags.StringVar(&school.Code, "code", "", "issuer code, as on the ledger (required)")
	r.flags.StringVar(&school.Name, "name", "", "legal name, as printed (required)")
	r.flags.StringVar(&school.NameEn, "name-en", "", "English name")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("code", "name"); err != nil {
		return err
	}
	return r.register(ctx, func(ctx context.Context, s *registry.Service) error {
		if err := s.AddIssuer(ctx, school); err != nil {
			return err
		}
		return r.print(map[string]string{"code": school.Code, "name": school.Name, "nameEn": school.NameEn},
			func(w io.Writer) { fmt.Fprintf(w, "%s: %s\n", school.Code, school.Name) })
	})
}

func firstLine(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	line, err := bufio.NewReader(bytes.NewReader(text)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// accreditor calls f with the ledger in the accreditor's name.
func (r *run) accreditor(ctx context.Context, file string, f func(context.Context, fabricledger.Accreditor) error) error {
	connection, err := clientfile.ReadConnection(file)
	if err != nil {
		return err
	}
	client, err := fabricledger.Open(connection, fabricledger.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, localTime)
	defer cancel()
	return f(ctx, fabricledger.NewAccreditor(client))
}

func accredit(ctx context.Context, r *run, args []string) error {
	connection := r.flags.String("connection", "", "connection.json of the accreditor (required)")
	file := r.flags.String("file", "", "accreditation as JSON: code, name, nameEn, delegate, scopes (required)")
	amend := r.flags.Bool("amend", false, "replace the accreditation that stands there")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("connection", "file"); err != nil {
		return err
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	var what ledger.Accreditation
	if err := json.Unmarshal(text, &what, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("%s: %w", *file, err)
	}
	return r.issuer(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) (ledger.IssuerView, error) {
		if *amend {
			return a.AmendAccreditation(ctx, what)
		}
		return a.Accredit(ctx, what)
	})
}

package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/registry/account"
)

// addedUser is what user add prints.
type addedUser struct {
	Login     string          `json:"login"`
	Issuer    string          `json:"issuer,omitempty"`
	Roles     []registry.Role `json:"roles"`
	Token     string          `json:"token,omitempty"` // "" where it went to a file
	TokenFile string          `json:"tokenFile,omitempty"`
}

func addUser(ctx context.Context, r *cli.Run, args []string) error {
	user, tokenFile, err := readUser(r, args)
	if err != nil {
		return err
	}
	return withAccounts(ctx, r, func(ctx context.Context, s *account.Service) error {
		out, err := createTokenFile(tokenFile) // before the user is made: a token that is lost is lost
		if err != nil {
			return err
		}
		added, token, err := s.AddUser(ctx, user)
		if err != nil {
			return errors.Join(err, out.abandon())
		}
		answer := addedUser{Login: added.Login, Issuer: added.Issuer, Roles: added.Roles, TokenFile: tokenFile}
		if out == nil {
			answer.Token = string(token) // "" where none was made
		} else if err := out.write(string(token) + "\n"); err != nil {
			return err
		}
		return r.Print(answer, func(w io.Writer) {
			fmt.Fprintf(w, "%s %v\n", answer.Login, answer.Roles)
			if answer.Token != "" {
				fmt.Fprintf(w, "token, shown this once: %s\n", answer.Token)
			}
		})
	})
}

// readUser reads the command line of user add.
func readUser(r *cli.Run, args []string) (user account.NewUser, tokenFile string, err error) {
	f := r.Flags()
	f.StringVar(&user.Issuer, "issuer", "", "issuer code; none for an operator")
	f.StringVar(&user.Name, "name", "", "name that colleagues see (required)")
	f.StringVar(&user.Login, "login", "", "unique login (default: name@issuer)")
	f.Func("role", "registrar, approver, reader, administrator or operator; may be repeated (required)",
		func(text string) error {
			for role := range strings.SplitSeq(text, ",") {
				user.Roles = append(user.Roles, registry.Role(role))
			}
			return nil
		})
	f.StringVar(&tokenFile, "token-file", "",
		"new file for the token, mode 0600 (default: standard output, or no token where there is a password)")
	passwordFile := f.String("password-file", "", cli.SecretUsage)
	if _, err := r.Parse(args, 0); err != nil {
		return user, "", err
	}
	if err := r.Require("name", "role"); err != nil {
		return user, "", err
	}
	if *passwordFile != "" {
		password, err := r.Secret(*passwordFile)
		if err != nil {
			return user, "", err
		}
		user.Password, user.NoToken = registry.Secret(password), tokenFile == ""
	}
	if user.Login == "" {
		user.Login = strings.ToLower(user.Name)
		if user.Issuer != "" {
			user.Login += "@" + strings.ToLower(user.Issuer)
		}
	}
	return user, tokenFile, nil
}

func setPassword(ctx context.Context, r *cli.Run, args []string) error {
	file := r.Flags().String("password-file", "", cli.SecretUsage+" (required)")
	logins, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.Require("password-file"); err != nil {
		return err
	}
	password, err := r.Secret(*file)
	if err != nil {
		return err
	}
	return withAccounts(ctx, r, func(ctx context.Context, s *account.Service) error {
		if err := s.ResetPassword(ctx, logins[0], registry.Secret(password)); err != nil {
			return err
		}
		return r.Print(map[string]string{"login": logins[0]}, func(w io.Writer) {
			fmt.Fprintf(w, "%s has a new password\n", logins[0])
		})
	})
}

func disableUser(ctx context.Context, r *cli.Run, args []string) error {
	logins, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	return withAccounts(ctx, r, func(ctx context.Context, s *account.Service) error {
		if err := s.DisableUser(ctx, logins[0]); err != nil {
			return err
		}
		return r.Print(map[string]string{"disabled": logins[0]}, func(w io.Writer) {
			fmt.Fprintf(w, "%s is shut out\n", logins[0])
		})
	})
}

// newFile is a file that did not exist before.
type newFile struct{ *os.File }

// createTokenFile returns nil for no name.
func createTokenFile(name string) (*newFile, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &newFile{f}, nil
}

func (f *newFile) write(text string) error {
	_, err := f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// abandon removes the file.
func (f *newFile) abandon() error {
	if f == nil {
		return nil
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

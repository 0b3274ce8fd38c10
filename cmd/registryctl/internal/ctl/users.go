package ctl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"sogoc/registry"
)

// addedUser is what user add prints.
type addedUser struct {
	Login     string          `json:"login"`
	Issuer    string          `json:"issuer,omitempty"`
	Roles     []registry.Role `json:"roles"`
	Token     string          `json:"token,omitempty"` // "" where it went to a file
	TokenFile string          `json:"tokenFile,omitempty"`
}

func addUser(ctx context.Context, r *run, args []string) error {
	var user registry.NewUser
	f := r.flags
	f.StringVar(&user.Issuer, "issuer", "", "issuer code; none for an operator")
	f.StringVar(&user.Name, "name", "", "name that colleagues see (required)")
	f.StringVar(&user.Login, "login", "", "unique login (default: name@issuer)")
	f.Func("role", "registrar, approver, reader, administrator or operator; may be repeated (required)", func(text string) error {
		for role := range strings.SplitSeq(text, ",") {
			user.Roles = append(user.Roles, registry.Role(role))
		}
		return nil
	})
	file := f.String("token-file", "", "new file for the token, mode 0600 (default: standard output, or no token where there is a password)")
	secret := f.String("password-file", "", passwordFileUsage)
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("name", "role"); err != nil {
		return err
	}
	if *secret != "" {
		var err error
		if user.Password, err = r.password(*secret); err != nil {
			return err
		}
		user.NoToken = *file == ""
	}
	if user.Login == "" {
		user.Login = strings.ToLower(user.Name)
		if user.Issuer != "" {
			user.Login += "@" + strings.ToLower(user.Issuer)
		}
	}
	return r.register(ctx, func(ctx context.Context, s *registry.Service) error {
		out, err := tokenFile(*file) // before the user is made: a token that is lost is lost
		if err != nil {
			return err
		}
		added, token, err := s.AddUser(ctx, user)
		if err != nil {
			return errors.Join(err, out.abandon())
		}
		answer := addedUser{Login: added.Login, Issuer: added.Issuer, Roles: added.Roles, TokenFile: *file}
		if out == nil {
			answer.Token = string(token) // "" where none was made
		} else if err := out.write(string(token) + "\n"); err != nil {
			return err
		}
		return r.print(answer, func(w io.Writer) {
			fmt.Fprintf(w, "%s %v\n", answer.Login, answer.Roles)
			if answer.Token != "" {
				fmt.Fprintf(w, "token, shown this once: %s\n", answer.Token)
			}
		})
	})
}

const passwordFileUsage = "file of mode 0600 whose first line is the password; - reads it from standard input"

// password reads a password from a file that only its owner reads.
func (r *run) password(file string) (registry.Password, error) {
	if file == "-" {
		line, err := bufio.NewReader(io.LimitReader(r.Stdin, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return registry.Password(strings.TrimRight(line, "\r\n")), nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%w: %s may be read by others: chmod 600 it", registry.ErrInvalid, file)
	}
	line, err := firstLine(file)
	return registry.Password(line), err
}

func userPassword(ctx context.Context, r *run, args []string) error {
	file := r.flags.String("password-file", "", passwordFileUsage+" (required)")
	rest, err := r.parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.require("password-file"); err != nil {
		return err
	}
	secret, err := r.password(*file)
	if err != nil {
		return err
	}
	return r.register(ctx, func(ctx context.Context, s *registry.Service) error {
		if err := s.ResetPassword(ctx, rest[0], secret); err != nil {
			return err
		}
		return r.print(map[string]string{"login": rest[0]}, func(w io.Writer) { fmt.Fprintf(w, "%s has a new password\n", rest[0]) })
	})
}

// newFile is a file that did not exist before.
type newFile struct{ *os.File }

func tokenFile(name string) (*newFile, error) {
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

func (f *newFile) abandon() error {
	if f == nil {
		return nil
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func disableUser(ctx context.Context, r *run, args []string) error {
	rest, err := r.parse(args, 1)
	if err != nil {
		return err
	}
	return r.register(ctx, func(ctx context.Context, s *registry.Service) error {
		if err := s.DisableUser(ctx, rest[0]); err != nil {
			return err
		}
		return r.print(map[string]string{"disabled": rest[0]}, func(w io.Writer) { fmt.Fprintf(w, "%s is shut out\n", rest[0]) })
	})
}

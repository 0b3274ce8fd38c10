package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// registryd runs a subcommand on the register's host.
func (s *system) registryd(ctx context.Context, args ...string) error {
	return s.run(ctx, nil, s.registryEnv(), "registryd", args...)
}

// accreditctl has the ministry do something on a ground, by a synthetic decision. The
// decision is always the same, so that doing it again is a repeat.
func (s *system) accreditctl(ctx context.Context, ground string, args ...string) error {
	args = append(args, "-decision", "01/QĐ-MAU", "-date", "2026-01-05", "-ground", ground, "-yes")
	err := s.run(ctx, nil, []string{"SOGOC_ACCREDITOR_CONNECTION=" + s.ministry()}, "accreditctl", args...)
	var failed *commandError
	if errors.As(err, &failed) && bytes.Contains(failed.stderr, []byte("the ledger names no decision for it")) {
		return nil // it stands on a ledger of a version before decisions
	}
	return err
}

// keyRequested is what "key request" prints: the owner tells it to the ministry by
// another way than the file goes.
type keyRequested struct {
	Thumbprint string `json:"thumbprint"`
}

// addKey has the ministry register the key of a request file.
func (s *system) addKey(ctx context.Context, file string, told keyRequested) error {
	return s.accreditctl(ctx, "first-key", "key", "add", file, "-thumbprint", told.Thumbprint)
}

// registryctl runs the command as one of a school's people would, and decodes its
// answer into answer, unless that is nil.
func (s *system) registryctl(ctx context.Context, c school, user string, answer any, args ...string) error {
	settings := []string{"SOGOC_API=" + s.registryURL(), "SOGOC_TOKEN_FILE=" + s.tokenFile(c, user)}
	return s.run(ctx, answer, settings, "registryctl", args...)
}

// run runs a program with --json and with these settings alone besides those of
// this process, and decodes what it prints into answer, unless that is nil.
func (s *system) run(ctx context.Context, answer any, settings []string, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, s.program(program), append(args, "--json")...)
	cmd.Env = append(os.Environ(), settings...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return &commandError{
			command: program + " " + args[0],
			stdout:  stdout.Bytes(),
			stderr:  stderr.Bytes(),
			err:     err,
		}
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(stdout.Bytes(), answer); err != nil {
		return fmt.Errorf("%s %s answered otherwise than expected: %w", program, args[0], err)
	}
	return nil
}

// commandError is the error of a program that ended with a failure.
type commandError struct {
	command        string
	stdout, stderr []byte
	err            error
}

// Error implements error.
func (e *commandError) Error() string {
	return fmt.Sprintf("%s: %v\n%s%s", e.command, e.err, e.stderr, e.stdout)
}

// Unwrap returns how the program ended.
func (e *commandError) Unwrap() error { return e.err }

// ministry is the accreditor's connection.json.
func (s *system) ministry() string {
	return s.path("network", "clients", "accreditor", "connection.json")
}

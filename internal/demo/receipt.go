package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// verifierName is the verifier service's name on the ledger.
const verifierName = "TRA-CUU-MAU"

// receiptKey is the private key with which verifierd signs receipts, and
// publicKey its public half, for those who check them.
func (s *system) receiptKey() string { return s.path("receipt.key") }
func (s *system) publicKey() string  { return s.path("verifier-key.jwk") }

// registerVerifier makes the verifier's key, as its operator does, and has the
// ministry register it.
func (s *system) registerVerifier(ctx context.Context) error {
	say("the verifier's key for receipts; the ministry registers it")
	if _, err := os.Stat(s.publicKey()); errors.Is(err, os.ErrNotExist) {
		if err := os.RemoveAll(s.receiptKey()); err != nil { // of a start that was cut off
			return err
		}
		public, err := exec.CommandContext(ctx, s.program("verifierd"), "keygen", s.receiptKey()).Output()
		if err != nil {
			return fmt.Errorf("verifierd keygen: %w", err)
		}
		if err := writeOnce(s.publicKey(), public); err != nil {
			return err
		}
	}
	request := s.path("key-request-" + verifierName + ".json")
	var asked keyRequested
	ask := []string{"key", "request", "-name", verifierName, "-out", request}
	if err := s.run(ctx, &asked, s.verifierEnv(), "verifierd", ask...); err != nil {
		return err
	}
	return s.addKey(ctx, request, asked)
}

// checkReceipt asks for a receipt of a genuine credential, and has credverify
// judge it: as it is, without its key, and with one byte changed anywhere.
func (s *system) checkReceipt(ctx context.Context, scan string, total *summary) error {
	say("a receipt for one of them, checked offline, genuine and with one byte changed")
	text, err := s.ask(ctx, "/api/v1/receipt", scan)
	if err != nil {
		return err
	}
	file := filepath.Join(outDir(), "receipt.sogoc.jws")
	if s.stay {
		file = s.path("receipt.sogoc.jws")
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	states := []int{0}
	a, err := s.verify(ctx, scan)
	if err != nil {
		return err
	}
	if s.stay && a.Result != "valid" { // since the last make run it may have been revoked by hand
		states = []int{1}
	}
	trust := []string{"-trust", s.path("network", "trust.json")}
	trustAndKey := append(slices.Clone(trust), "-verifier-key", s.publicKey())
	if err := s.credverify(ctx, nil, states, append(trustAndKey, file)...); err != nil {
		return err
	}
	if err := s.credverify(ctx, nil, []int{3}, append(trust, file)...); err != nil { // nobody has named its key
		return err
	}
	for _, at := range []int{0, len(text) / 3, len(text) - 1} {
		changed := slices.Clone(text)
		changed[at] ^= 1
		if err := s.credverify(ctx, changed, []int{1, 2}, append(trustAndKey, "-")...); err != nil {
			return err
		}
	}
	total.ReceiptsChecked++
	return nil
}

// credverify runs the command on a file, or on input where the file is "-",
// and demands one of these exit codes.
func (s *system) credverify(ctx context.Context, input []byte, want []int, args ...string) error {
	cmd := exec.CommandContext(ctx, s.program("credverify"), args...)
	cmd.Stdin = bytes.NewReader(input)
	said, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || !slices.Contains(want, cmd.ProcessState.ExitCode()) {
		return fmt.Errorf("credverify: want exit %v: %w\n%s", want, errors.Join(err, errOtherExit), said)
	}
	return nil
}

var errOtherExit = errors.New("it ended otherwise")

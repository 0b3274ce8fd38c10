package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// home is where the JavaScript and its packages are, in the checkout.
var home = filepath.Join("internal", "interop")

// readWithNode runs all checks that are written in JavaScript.
func readWithNode(ctx context.Context, s *stack, in input) (map[string]outcome, error) {
	say("reading with the packages of the npm registry")
	file, err := s.marshalTo("input.json", in)
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(string(s.checkout), home)
	output, err := s.run(ctx, folder, s.trust(), "node", filepath.Join("checks", "run.js"), file)
	if err != nil {
		return nil, err
	}
	results := map[string]outcome{}
	for line := range bytes.Lines(output) {
		var one struct {
			Name string `json:"name"`
			outcome
		}
		if err := json.Unmarshal(line, &one); err != nil {
			return nil, fmt.Errorf("run.js printed otherwise than expected: %w: %s", err, line)
		}
		results[one.Name] = one.outcome
	}
	return results, nil
}

// trust is the environment in which programs for Node.js and in Go trust the
// authority of the public name's certificate.
func (s *stack) trust() []string {
	return []string{"NODE_EXTRA_CA_CERTS=" + s.ca, "SSL_CERT_FILE=" + s.ca}
}

// run runs a program in a folder, with more in its environment, and returns what it prints.
func (s *stack) run(ctx context.Context, dir string, env []string, program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.Bytes(), fmt.Errorf("%s %s: %w\n%s%s", program, strings.Join(args, " "), err,
			stdout.String(), stderr.String())
	}
	return stdout.Bytes(), nil
}

// attempt makes a reading of what a program returns.
func attempt(err error) reading {
	if err != nil {
		return reading{Said: err.Error()}
	}
	return reading{Accepted: true}
}

// readWithZBar has zbar read the print.
func readWithZBar(ctx context.Context, s *stack, in input) (map[string]outcome, error) {
	read := func(print string) reading {
		args := []string{"--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", print}
		said, err := s.run(ctx, s.dir, nil, "zbarimg", args...)
		if text := strings.TrimSpace(string(said)); err == nil && text != in.Diploma.Link {
			err = fmt.Errorf("it reads another text of %d characters", len(text))
		}
		return attempt(err)
	}
	return map[string]outcome{"zbar": {Genuine: read(in.Print), Against: read(in.SpoiltPrint)}}, nil
}

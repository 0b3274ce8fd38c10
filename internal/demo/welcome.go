package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"sogoc/verifier/qr"
)

// showCode prints one QR code, where the terminal is wide enough, and its link.
func showCode(link string) error {
	code, columns, err := qr.Terminal(link)
	if err != nil {
		return err
	}
	width, _, err := term.GetSize(int(os.Stderr.Fd()))
	if err == nil && width < columns {
		fmt.Fprintf(os.Stderr, "  (in a terminal of %d columns its QR code would stand here)\n", columns)
	} else {
		fmt.Fprint(os.Stderr, code)
	}
	fmt.Fprintln(os.Stderr, link)
	return nil
}

// welcome prints where everything is, for make run.
func (s *system) welcome() error {
	password, err := os.ReadFile(s.passwordFile())
	if err != nil {
		return err
	}
	var users strings.Builder
	for _, c := range schools {
		at := "@" + strings.ToLower(c.code)
		for _, user := range []string{registrar, approver} {
			fmt.Fprintf(&users, "    %-24s %s\n", user+at, s.tokenFile(c, user))
		}
		fmt.Fprintf(&users, "    %s\n", administrator+at)
	}
	fmt.Fprintf(os.Stderr, `
  for an employer   %s
  for a school      %s/registrar
  sample log-ins, all with the password  %s  (which also opens the signing key of %s)
    in the browser           for registryctl: file with the token
%s
  in another terminal:  . %s
                        registryctl -h      (a school's people, over HTTP)
                        registryd -h        (the register's host)
                        accreditctl -h      (the ministry, on the ledger)

Ctrl-C stops everything; the next make run goes on with the same register and ledger.
`, s.publicURL(), s.registryURL(), strings.TrimSpace(string(password)), schools[0].name, users.String(), s.path("env"))
	return nil
}

// writeEnv leaves a file that a shell can read to use the commands by hand.
func (s *system) writeEnv() error {
	var b strings.Builder
	variables := append(s.registryEnv(),
		"SOGOC_API="+s.registryURL(),
		"SOGOC_TOKEN_FILE="+s.tokenFile(schools[0], registrar),
		"SOGOC_ACCREDITOR_CONNECTION="+s.ministry(),
		"SOGOC_VERIFIER="+s.verifierURL(),
		"SOGOC_NETWORK="+s.path("network"),
		"SOGOC_VERIFIER_KEY="+s.publicKey(),
	)
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(&b, "export %s='%s'\n", name, strings.ReplaceAll(value, "'", `'\''`))
	}
	fmt.Fprintf(&b, "export PATH='%s':\"$PATH\"\n", strings.ReplaceAll(s.bin, "'", `'\''`))
	return os.WriteFile(s.path("env"), []byte(b.String()), 0o600)
}

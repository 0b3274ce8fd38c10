package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sogoc/verifier/ledger"
)

// school is one issuer of the demo with its lists. All of it is synthetic.
type school struct {
	code, name, nameEn string
	own                bool // its signing key has a passphrase of the school's own
	scopes             []scope
	imports            []importing
}

// scope is one line of an accreditation, as registryctl reads it.
type scope struct {
	Type  string `json:"type"`
	Field string `json:"field"`
	From  string `json:"from"`
	Until string `json:"until"`
	Quota int    `json:"quota"`
}

// importing is one upload: a file, and what the file does not say.
type importing struct {
	file, courses string
	terms         []string // further arguments of registryctl import
}

// ago returns the date some days ago: lists of the school are fresh, as the law
// wants them.
func ago(days int) string { return string(ledger.DateOf(time.Now().AddDate(0, 0, -days))) }

var cast = []school{
	{
		code: "THPT-MAU-01", name: "Trường THPT Hoa Sen (mẫu)", nameEn: "Hoa Sen Upper Secondary School (sample)", own: true,
		scopes: []scope{{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}},
		imports: []importing{{
			file: "testdata/rosters/thpt_2026.xlsx",
			terms: []string{"-kind", "VN-USE", "-book", "2026/THPT", "-decision-number", "15/QĐ-THPTHS", "-decision-date", ago(2),
				"-issue-date", ago(0), "-graduation-year", "2026", "-exam-session", "26/06/2026",
				"-signer-name", "NGƯỜI KÝ MẪU", "-signer-title", "HIỆU TRƯỞNG", "-place", "Hà Nội"},
		}},
	},
	{
		code: "DHM", name: "Trường Đại học Mẫu", nameEn: "Sample University",
		scopes: []scope{
			{Type: "VN-BA", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 5000},
			{Type: "VN-BD", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 5000},
		},
		imports: []importing{{
			file: "testdata/rosters/daihoc_2026.csv", courses: "testdata/rosters/daihoc_2026_bangdiem.csv",
			terms: []string{"-kind", "VN-BA", "-book", "2026/ĐH", "-decision-number", "120/QĐ-ĐHM", "-decision-date", "2026-06-30",
				"-issue-date", "2026-07-03", "-graduation-year", "2026",
				"-signer-name", "NGƯỜI KÝ MẪU", "-signer-title", "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG", "-place", "Hà Nội"},
		}},
	},
}

// The two persons whom issuing takes, and who lets them in.
const (
	registrar     = "giaovu"
	approver      = "hieutruong"
	administrator = "quantri"
)

func (s *stage) tokenFile(c school, who string) string {
	return s.path("tokens", strings.ToLower(c.code)+"-"+who)
}

// passwordFile holds the one password of all sample persons, which is the
// passphrase of a school's own key too; drawn anew for each state.
func (s *stage) passwordFile() string { return s.path("password") }

func samplePassword() string { return "mau-" + strings.ToLower(rand.Text()[:12]) }

// found makes a school known: in the register, with two users and a key, and
// on the ledger, accredited by the ministry.
func (s *stage) found(ctx context.Context, c school) error {
	say("%s: register, users, key; the ministry accredits it", c.name)
	if err := os.MkdirAll(s.path("tokens"), 0o700); err != nil {
		return err
	}
	accreditation, err := json.Marshal(map[string]any{"code": c.code, "name": c.name, "nameEn": c.nameEn, "delegate": "", "scopes": c.scopes})
	if err != nil {
		return err
	}
	if err := writeOnce(s.passwordFile(), []byte(samplePassword()+"\n")); err != nil {
		return err
	}
	file := s.path("accreditation-" + c.code + ".json")
	if err := os.WriteFile(file, accreditation, 0o600); err != nil {
		return err
	}
	ministry := s.path("network", "clients", "accreditor", "connection.json")
	var own []string
	if c.own {
		own = []string{"-passphrase-file", s.passwordFile()}
	}
	for _, args := range [][]string{
		{"issuer", "add", "-code", c.code, "-name", c.name, "-name-en", c.nameEn},
		append([]string{"keygen", "-issuer", c.code}, own...),
		{"user", "add", "-issuer", c.code, "-name", registrar, "-role", "registrar", "-token-file", s.tokenFile(c, registrar), "-password-file", s.passwordFile()},
		{"user", "add", "-issuer", c.code, "-name", approver, "-role", "approver", "-token-file", s.tokenFile(c, approver), "-password-file", s.passwordFile()},
		{"user", "add", "-issuer", c.code, "-name", administrator, "-role", "administrator", "-password-file", s.passwordFile()},
		{"accredit", "-connection", ministry, "-file", file},
		append([]string{"add-key", "-connection", ministry, "-issuer", c.code}, own...),
	} {
		if err := s.registryctl(ctx, nil, args...); err != nil {
			return err
		}
	}
	return nil
}

// registryctl runs the command as a user would and decodes its --json answer
// into answer, unless that is nil.
func (s *stage) registryctl(ctx context.Context, answer any, args ...string) error {
	return s.registryctlAs(ctx, "", answer, args...)
}

func (s *stage) registryctlAs(ctx context.Context, token string, answer any, args ...string) error {
	cmd := exec.CommandContext(ctx, s.program("registryctl"), append(args, "--json")...)
	cmd.Env = append(os.Environ(), s.registryEnv()...)
	if token != "" {
		cmd.Env = append(cmd.Env, "SOGOC_TOKEN_FILE="+token)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("registryctl %s: %w\n%s%s", args[0], err, stderr.String(), stdout.String())
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(stdout.Bytes(), answer); err != nil {
		return fmt.Errorf("registryctl %s answered otherwise than expected: %w", args[0], err)
	}
	return nil
}

// outDir is where the demo leaves what it made.
func outDir() string { return filepath.Join("out", "demo") }

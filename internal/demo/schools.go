package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sogoc/verifier/ledger"
)

// school is one issuer of the demo with its lists. All of it is synthetic.
type school struct {
	code, name, nameEn string
	algorithm          string // of its signing key
	own                bool   // only a passphrase of the school's own opens its signing key
	scopes             []scope
	uploads            []upload
}

// scope is one line of an accreditation, as accreditctl reads it.
type scope struct {
	Type  string `json:"type"`
	Field string `json:"field"`
	From  string `json:"from"`
	Until string `json:"until"`
	Quota int    `json:"quota"`
}

// upload is one import: a file, and what the file does not say.
type upload struct {
	file, courses string
	terms         []string // further arguments of registryctl import
}

// daysAgo returns a date in the past: the school's lists are fresh, as the law
// wants them.
func daysAgo(days int) string { return string(ledger.DateOf(time.Now().AddDate(0, 0, -days))) }

var schools = []school{
	{
		code:      "THPT-MAU-01",
		name:      "Trường THPT Hoa Sen (mẫu)",
		nameEn:    "Hoa Sen Upper Secondary School (sample)",
		algorithm: "ES256K",
		own:       true,
		scopes:    []scope{{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}},
		uploads: []upload{{
			file: "testdata/rosters/thpt_2026.xlsx",
			terms: []string{
				"-kind", "VN-USE", "-book", "2026/THPT", "-graduation-year", "2026", "-exam-session", "26/06/2026",
				"-decision-number", "15/QĐ-THPTHS", "-decision-date", daysAgo(2), "-issue-date", daysAgo(0),
				"-signer-name", "NGƯỜI KÝ MẪU", "-signer-title", "HIỆU TRƯỞNG", "-place", "Hà Nội",
			},
		}},
	},
	{
		code:      "DHM",
		name:      "Trường Đại học Mẫu",
		nameEn:    "Sample University",
		algorithm: "ES256",
		scopes: []scope{
			{Type: "VN-BA", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 5000},
			{Type: "VN-BD", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 5000},
		},
		uploads: []upload{{
			file: "testdata/rosters/daihoc_2026.csv", courses: "testdata/rosters/daihoc_2026_bangdiem.csv",
			terms: []string{
				"-kind", "VN-BA", "-book", "2026/ĐHM", "-graduation-year", "2026",
				"-decision-number", "123/QĐ-ĐHM", "-decision-date", "2026-06-15", "-issue-date", "2026-07-03",
				"-signer-name", "NGƯỜI KÝ MẪU", "-signer-title", "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG", "-place", "Hà Nội",
			},
		}},
	},
}

// The two persons whom issuing takes, and the one who manages them.
const (
	registrar     = "giaovu"
	approver      = "hieutruong"
	administrator = "quantri"
)

// roles are their roles in the register.
var roles = map[string]string{registrar: "registrar", approver: "approver", administrator: "administrator"}

func (s *system) tokenFile(c school, user string) string {
	return s.path("tokens", strings.ToLower(c.code)+"-"+user)
}

// passwordFile holds the one password of all sample persons, which is the
// passphrase of a school's own key too; drawn anew for each state.
func (s *system) passwordFile() string { return s.path("password") }

func samplePassword() string { return "mau-" + strings.ToLower(rand.Text()[:12]) }

// introduce makes a school known: in the register, with users and a key, and on
// the ledger, accredited by the ministry. The key goes from the school's host to
// the ministry as a request in a file.
func (s *system) introduce(ctx context.Context, c school) error {
	say("%s: register, users, key; the ministry accredits it", c.name)
	if err := os.MkdirAll(s.path("tokens"), 0o700); err != nil {
		return err
	}
	if err := writeOnce(s.passwordFile(), []byte(samplePassword()+"\n")); err != nil {
		return err
	}
	if err := s.addToRegister(ctx, c); err != nil {
		return err
	}
	request := s.path("key-request-" + c.code + ".json")
	keygen := []string{"keygen", "-issuer", c.code, "-algorithm", c.algorithm}
	keyRequest := []string{"key", "request", "-issuer", c.code, "-out", request}
	if c.own {
		keygen = append(keygen, "-passphrase-file", s.passwordFile())
		keyRequest = append(keyRequest, "-passphrase-file", s.passwordFile())
	}
	if err := s.registryd(ctx, keygen...); err != nil {
		return err
	}
	var asked keyRequested
	if err := s.run(ctx, &asked, s.registryEnv(), "registryd", keyRequest...); err != nil {
		return err
	}
	accreditation, err := json.Marshal(map[string]any{
		"code": c.code, "name": c.name, "nameEn": c.nameEn, "delegate": "", "scopes": c.scopes,
	})
	if err != nil {
		return err
	}
	file := s.path("accreditation-" + c.code + ".json")
	if err := os.WriteFile(file, accreditation, 0o600); err != nil {
		return err
	}
	if err := s.accreditctl(ctx, "authorised", "accredit", "-file", file); err != nil {
		return err
	}
	return s.addKey(ctx, request, asked)
}

// addToRegister makes the school and its people in the register.
func (s *system) addToRegister(ctx context.Context, c school) error {
	if err := s.registryd(ctx, "issuer", "add", "-code", c.code, "-name", c.name, "-name-en", c.nameEn); err != nil {
		return err
	}
	for _, user := range []string{registrar, approver, administrator} {
		args := []string{"user", "add", "-issuer", c.code, "-name", user, "-role", roles[user]}
		args = append(args, "-password-file", s.passwordFile())
		if user != administrator {
			args = append(args, "-token-file", s.tokenFile(c, user))
		}
		if err := s.registryd(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// outDir is where the demo leaves what it made.
func outDir() string { return filepath.Join("out", "demo") }

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sogoc/registry/roster"
)

// issued is one credential as registryctl's export lists it in index.json.
type issued struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Link   string `json:"link"` // what its QR code says
	QR     string `json:"qr"`   // file names in the same folder
	SDJWT  string `json:"sdJwt"`
	Holder string `json:"holder"`

	dir   string
	owner school
}

// doneFile stands in the state's folder once everything is issued.
const doneFile = "issued.json"

// issueAndVerify is what the project is for. On a register that holds the lists
// already (make run, a second time) it goes on from the exported files.
func (s *system) issueAndVerify(ctx context.Context) (summary, error) {
	var total summary
	out := outDir()
	if s.stay {
		out = s.path("handed-out")
	}
	done := s.path(doneFile)
	if text, err := os.ReadFile(done); err == nil {
		say("register and ledger stand from the last time")
		if err := json.Unmarshal(text, &total); err != nil {
			return total, err
		}
	} else {
		if err := os.RemoveAll(out); err != nil {
			return total, err
		}
		for _, c := range schools {
			if err := s.issueLists(ctx, c, out, &total); err != nil {
				return total, err
			}
		}
		text, err := json.Marshal(total)
		if err != nil {
			return total, err
		}
		if err := writeOnce(done, text); err != nil {
			return total, err
		}
	}
	credentials, err := readIndex(out)
	if err != nil {
		return total, err
	}
	return total, s.verifyAll(ctx, credentials, &total)
}

// issueLists takes one school from accreditation to the files for its learners.
func (s *system) issueLists(ctx context.Context, c school, out string, total *summary) error {
	if err := s.introduce(ctx, c); err != nil {
		return err
	}
	for i, list := range c.uploads {
		batch, err := s.importList(ctx, c, list)
		if err != nil {
			return err
		}
		total.Imported += batch.Rows
		anchored, err := s.approveAndAnchor(ctx, c, batch.ID, batch.Count)
		if err != nil {
			return err
		}
		total.Issued += batch.Count
		total.Anchored += anchored
		dir := c.exportDir(out, i)
		if err := s.registryctl(ctx, c, registrar, nil, "export", "-batch", batch.ID, "-to", dir); err != nil {
			return err
		}
		say("%s: QR images, SD-JWTs and holders' files are in %s", c.name, dir)
	}
	return nil
}

// batch is what registryctl import answers.
type batch struct {
	ID    string `json:"id"`
	Rows  int    `json:"rows"`
	Count int    `json:"count"` // credentials
}

// importList imports a class list, as the registrar.
func (s *system) importList(ctx context.Context, c school, list upload) (batch, error) {
	args := []string{"import", "-file", list.file}
	if list.courses != "" {
		args = append(args, "-courses", list.courses)
	}
	var imported batch
	args = append(args, list.terms...)
	err := s.registryctl(ctx, c, registrar, &imported, args...)
	if given := answerFirstBook(err); given != nil {
		say("%s: %s confirms the name of the school's first register book", c.name, registrar)
		err = s.registryctl(ctx, c, registrar, &imported, append(args, given...)...)
	}
	if err == nil {
		say("%s: %s imported by %s: %d rows, %d credentials to be",
			c.name, filepath.Base(list.file), registrar, imported.Rows, imported.Count)
	}
	return imported, err
}

// answerFirstBook returns the flags that confirm a school's first register book, where
// that is the one question which a refused import leaves open; nil otherwise.
func answerFirstBook(err error) []string {
	var refused *commandError
	if !errors.As(err, &refused) {
		return nil
	}
	var problem struct {
		Report roster.Report `json:"report"`
	}
	if json.Unmarshal(refused.stdout, &problem) != nil || problem.Report.Failed() || problem.Report.Questions != 1 {
		return nil
	}
	for _, p := range problem.Report.Problems {
		if p.Code == roster.CodeBookFirst && p.Open() {
			return []string{"-answer", p.ID + "=" + roster.AnswerConfirm}
		}
	}
	return nil
}

// unlock opens a school's signing key for a while where only a passphrase of its own does.
func (s *system) unlock(ctx context.Context, c school) error {
	if !c.own {
		return nil
	}
	return s.registryctl(ctx, c, approver, nil, "unlock", "-passphrase-file", s.passwordFile())
}

// approveAndAnchor approves a batch, as the approver, and returns how many of its
// credentials stand on the ledger then.
func (s *system) approveAndAnchor(ctx context.Context, c school, batch string, count int) (int, error) {
	if err := s.unlock(ctx, c); err != nil {
		return 0, err
	}
	if err := s.registryctl(ctx, c, approver, nil, "approve", batch, "-count", strconv.Itoa(count)); err != nil {
		return 0, err
	}
	say("%s: approved by %s and signed with the school's key; anchoring", c.name, approver)
	var progress struct {
		Anchored int `json:"anchored"`
	}
	err := s.registryctl(ctx, c, approver, &progress, "anchor", batch)
	return progress.Anchored, err
}

// exportDir is where the credentials of one of the school's uploads go.
func (c school) exportDir(out string, upload int) string {
	return filepath.Join(out, fmt.Sprintf("%s-%d", strings.ToLower(c.code), upload+1))
}

// readIndex reads the lists of all exported folders.
func readIndex(out string) ([]issued, error) {
	var all []issued
	for _, c := range schools {
		for i := range c.uploads {
			dir := c.exportDir(out, i)
			text, err := os.ReadFile(filepath.Join(dir, "index.json"))
			if err != nil {
				return nil, err
			}
			var some []issued
			if err := json.Unmarshal(text, &some); err != nil {
				return nil, fmt.Errorf("%s/index.json: %w", dir, err)
			}
			for _, credential := range some {
				credential.dir, credential.owner = dir, c
				all = append(all, credential)
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("nothing was exported")
	}
	return all, nil
}

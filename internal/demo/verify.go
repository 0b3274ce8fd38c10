package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"sogoc/verifier/presentation"
	"sogoc/verifier/wait"
)

// answer is what the demo reads of verifierd's.
type answer struct {
	Result string `json:"result"`
	Ledger struct {
		Height uint64 `json:"height"`
	} `json:"ledger"`
}

// verifyAll scans and verifies everything, tries one changed letter in each form of
// each credential, and sees a revocation arrive.
func (s *system) verifyAll(ctx context.Context, credentials []issued, total *summary) error {
	say("decoding %d QR images with zbarimg", len(credentials))
	scans, err := decode(ctx, credentials)
	if err != nil {
		return err
	}
	if err := s.awaitAnchors(ctx, scans[len(scans)-1]); err != nil {
		return err
	}
	say("verifying each over HTTP, as QR code and as SD-JWT, genuine and with one letter changed")
	var verified, refused atomic.Int64
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for i, credential := range credentials {
		group.Go(func() error {
			genuine, altered, err := forms(credential, scans[i])
			if err != nil {
				return err
			}
			if err := s.expect(groupCtx, credential, genuine, s.accepted()...); err != nil {
				return err
			}
			verified.Add(1)
			if err := s.expect(groupCtx, credential, altered, "tampered", "malformed"); err != nil {
				return err
			}
			refused.Add(1)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	total.Verified, total.MutantsRefused = int(verified.Load()), int(refused.Load())
	s.sample = scans[1] // the first is going to be revoked
	if err := s.revokeOne(ctx, credentials[0], scans[0], total); err != nil {
		return err
	}
	return s.checkReceipt(ctx, s.sample, total)
}

// accepted are the results of a genuine credential. Since the last make run people may
// have revoked, suspended or replaced it.
func (s *system) accepted() []string {
	if s.stay {
		return []string{"valid", "revoked", "suspended", "superseded"}
	}
	return []string{"valid"}
}

// forms returns a credential as scanned and as SD-JWT, and both with one letter of the name changed.
func forms(c issued, scan string) (genuine, altered []string, err error) {
	text, err := os.ReadFile(filepath.Join(c.dir, c.SDJWT))
	if err != nil {
		return nil, nil, err
	}
	sdjwt := strings.TrimSpace(string(text))
	badScan, name, err := changeToken(scan)
	if err != nil {
		return nil, nil, err
	}
	badJWT, err := changeDisclosure(sdjwt, name)
	if err != nil {
		return nil, nil, err
	}
	return []string{scan, sdjwt}, []string{badScan, badJWT}, nil
}

// changeToken changes one letter of the name that a QR code carries. The second
// result is the name.
func changeToken(scan string) (string, string, error) {
	shown, err := presentation.Parse(scan)
	if err != nil {
		return "", "", err
	}
	base, digits, _ := strings.Cut(scan, "#")
	token, err := presentation.ParseDigits(digits)
	if err != nil {
		return "", "", err
	}
	name := shown.Claims.FullName
	changed, found := changeName(token, name)
	if !found {
		return "", "", errors.New("a QR code without its holder's name")
	}
	return base + "#" + presentation.Digits(changed), name, nil
}

// changeDisclosure changes one letter of the name that an SD-JWT discloses, and
// leaves the signature alone.
func changeDisclosure(sdjwt, name string) (string, error) {
	parts := strings.Split(sdjwt, "~")
	for i := 1; i < len(parts)-1; i++ {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			return "", err
		}
		if changed, found := changeName(text, name); found {
			parts[i] = base64.RawURLEncoding.EncodeToString(changed)
			return strings.Join(parts, "~"), nil
		}
	}
	return "", errors.New("an SD-JWT without its holder's name")
}

// changeName puts another letter for the first plain one of name in text.
func changeName(text []byte, name string) ([]byte, bool) {
	start := bytes.Index(text, []byte(name))
	letter := strings.IndexFunc(name, func(r rune) bool { return r >= 'A' && r < 'Z' || r >= 'a' && r < 'z' })
	if start < 0 || letter < 0 {
		return nil, false
	}
	changed := bytes.Clone(text)
	changed[start+letter]++
	return changed, true
}

// expect demands one of these results for each presentation.
func (s *system) expect(ctx context.Context, c issued, presentations []string, results ...string) error {
	for _, p := range presentations {
		a, err := s.verify(ctx, p)
		if err != nil {
			return err
		}
		if !slices.Contains(results, a.Result) {
			return fmt.Errorf("credential %s: the verifier says %q", c.ID, a.Result)
		}
	}
	return nil
}

// verify asks verifierd as the page behind the QR code does.
func (s *system) verify(ctx context.Context, presentation string) (answer, error) {
	var a answer
	text, err := s.ask(ctx, "/api/v1/verify", presentation)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(text, &a)
}

// ask posts a presentation to verifierd and returns its answer.
func (s *system) ask(ctx context.Context, path, presentation string) ([]byte, error) {
	body, err := json.Marshal(map[string]string{"presentation": presentation})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.verifierURL()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("verifierd answered %s to POST %s", response.Status, path)
	}
	return io.ReadAll(response.Body)
}

// awaitAnchors waits until verifierd has read the block of the last anchor.
func (s *system) awaitAnchors(ctx context.Context, scan string) error {
	return s.await(ctx, scan, func(result string) bool {
		return result != "not_anchored" && result != "untrusted_issuer" && result != "indeterminate"
	})
}

func (s *system) await(ctx context.Context, scan string, until func(string) bool) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	last := ""
	for {
		a, err := s.verify(ctx, scan)
		if err == nil && until(a.Result) {
			return nil
		}
		if err == nil {
			last = a.Result
		}
		if ended := wait.For(ctx, 100*time.Millisecond); ended != nil {
			return fmt.Errorf("verifierd still says %q: %w", last, errors.Join(ended, err))
		}
	}
}

// revokeOne revokes a credential and waits until a scan says so.
func (s *system) revokeOne(ctx context.Context, c issued, scan string, total *summary) error {
	a, err := s.verify(ctx, scan)
	if err != nil {
		return err
	}
	if s.stay && a.Result != "valid" && a.Result != "revoked" {
		say("none is revoked: the one that is revoked at first is %s since somebody changed it", a.Result)
		total.LedgerHeight = a.Ledger.Height
		return nil
	}
	if a.Result != "revoked" {
		say("revoking one of them: the registrar proposes it, the approver confirms")
		var proposal struct{ ID string }
		if err := s.registryctl(ctx, c.owner, registrar, &proposal, "revoke", c.ID,
			"-ground", "issuer-error", "-decision-number", "21/QĐ-MẪU", "-decision-date", daysAgo(0)); err != nil {
			return err
		}
		if err := s.unlock(ctx, c.owner); err != nil { // it may have been started anew since the approval
			return err
		}
		if err := s.registryctl(ctx, c.owner, approver, nil, "confirm", proposal.ID); err != nil {
			return err
		}
		if err := s.await(ctx, scan, func(result string) bool { return result == "revoked" }); err != nil {
			return err
		}
	}
	total.RevokedSeen++
	if a, err = s.verify(ctx, scan); err != nil {
		return err
	}
	total.LedgerHeight = a.Ledger.Height
	return nil
}

// decode reads the QR images back and holds each against the link that the
// register says it carries.
func decode(ctx context.Context, credentials []issued) ([]string, error) {
	const chunk = 40
	scans := make([]string, len(credentials))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for start := 0; start < len(credentials); start += chunk {
		part := credentials[start:min(start+chunk, len(credentials))]
		group.Go(func() error {
			args := []string{"--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"}
			for _, c := range part {
				args = append(args, filepath.Join(c.dir, c.QR))
			}
			output, err := exec.CommandContext(ctx, "zbarimg", args...).Output()
			if err != nil {
				return fmt.Errorf("zbarimg: %w", err)
			}
			lines := strings.Fields(string(output))
			if len(lines) != len(part) {
				return fmt.Errorf("zbarimg reads %d of %d QR images in %s", len(lines), len(part), part[0].dir)
			}
			for i, line := range lines {
				if line != part[i].Link {
					return fmt.Errorf("the QR image of credential %s says something else than its link", part[i].ID)
				}
				scans[start+i] = line
			}
			return nil
		})
	}
	return scans, group.Wait()
}

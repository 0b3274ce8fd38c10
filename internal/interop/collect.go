package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sogoc/internal/qrcorpus"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
	"sogoc/verifier/wait"
)

// The demo's issuers as its folders name them, and its university's people.
const (
	university = "dhm" // its key is ES256
	school     = "thpt-mau-01"
	registrar  = "giaovu"
	approver   = "hieutruong"
)

// paper is one issued credential.
type paper struct {
	ID    string `json:"id"`
	Link  string `json:"link"`
	SDJWT string `json:"sdJwt"`
	Name  string `json:"name"` // of its holder
}

// input is what the software is given, in the form that the checks in JavaScript read.
type input struct {
	Origin              string `json:"origin"`
	ServiceDID          string `json:"serviceDID"`
	Diploma             paper  `json:"diploma"`        // ES256, in force
	RevokedDiploma      paper  `json:"revokedDiploma"` // ES256
	Transcript          paper  `json:"transcript"`     // ES256, in force
	SchoolDiploma       paper  `json:"schoolDiploma"`  // ES256K
	ProcessedDiploma    string `json:"processedDiploma"`
	ProcessedTranscript string `json:"processedTranscript"`
	Print               string `json:"print"`       // file with a picture of Diploma's paper
	SpoiltPrint         string `json:"spoiltPrint"` // the like of RevokedDiploma's
	Files               string `json:"files"`       // folder with documents of 1EdTech; "" for none
}

// collect takes what the demo has issued from where its receivers take it, and has
// one diploma revoked.
func (s *stack) collect(ctx context.Context) (input, error) {
	in := input{Origin: s.origin}
	in.ServiceDID = credential.HostDID(strings.TrimPrefix(s.origin, "https://"))
	diplomas, transcripts, err := s.handedOut(university)
	if err != nil {
		return in, err
	}
	others, _, err := s.handedOut(school)
	if err != nil {
		return in, err
	}
	if len(diplomas) < 2 || len(transcripts) == 0 || len(others) < 2 {
		return in, errors.New("the demo has issued too little")
	}
	in.Diploma, in.RevokedDiploma, in.Transcript = diplomas[0], diplomas[1], transcripts[0]
	in.SchoolDiploma = others[1] // the demo has revoked the first
	say("revoking a diploma of the university")
	if err := s.revoke(ctx, in.RevokedDiploma); err != nil {
		return in, err
	}
	for _, one := range []struct {
		of   paper
		into *string
	}{{in.Diploma, &in.ProcessedDiploma}, {in.Transcript, &in.ProcessedTranscript}} {
		if *one.into, err = s.processed(ctx, one.of); err != nil {
			return in, err
		}
	}
	for _, one := range []struct {
		of   paper
		name string
		into *string
	}{{in.Diploma, "print.jpg", &in.Print}, {in.RevokedDiploma, "other.jpg", &in.SpoiltPrint}} {
		if *one.into, err = s.photograph(ctx, one.of, one.name); err != nil {
			return in, err
		}
	}
	return in, nil
}

// handedOut returns what an issuer of the demo has handed out, diplomas and transcripts.
func (s *stack) handedOut(issuer string) (diplomas, transcripts []paper, err error) {
	dir := filepath.Join(s.dir, "state", "handed-out", issuer+"-1")
	text, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		return nil, nil, err
	}
	var index []struct {
		ID, Kind, Link, SDJWT string
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, nil, fmt.Errorf("%s/index.json: %w", dir, err)
	}
	for _, one := range index {
		compact, err := os.ReadFile(filepath.Join(dir, one.SDJWT))
		if err != nil {
			return nil, nil, err
		}
		shown, err := presentation.Parse(one.Link)
		if err != nil {
			return nil, nil, err
		}
		p := paper{ID: one.ID, Link: one.Link, SDJWT: strings.TrimSpace(string(compact)), Name: shown.Claims.FullName}
		if strings.HasPrefix(one.Kind, "VN-BD") {
			transcripts = append(transcripts, p)
		} else {
			diplomas = append(diplomas, p)
		}
	}
	return diplomas, transcripts, nil
}

// revoke has two persons of the university revoke a diploma, and waits until
// verifierd says so.
func (s *stack) revoke(ctx context.Context, p paper) error {
	if result, err := s.verify(ctx, p); err != nil || result == "revoked" {
		return err
	}
	var proposal struct{ ID string }
	if err := s.registryctl(ctx, registrar, &proposal, "revoke", p.ID, "-ground", "issuer-error",
		"-decision-number", "21/QĐ-MẪU", "-decision-date", "2026-08-03"); err != nil {
		return err
	}
	if err := s.registryctl(ctx, approver, nil, "confirm", proposal.ID); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		result, err := s.verify(ctx, p)
		if err == nil && result == "revoked" {
			return nil
		}
		if ended := wait.For(ctx, 200*time.Millisecond); ended != nil {
			return fmt.Errorf("verifierd still says %q: %w", result, errors.Join(ended, err))
		}
	}
}

// verify returns what verifierd says of a credential.
func (s *stack) verify(ctx context.Context, p paper) (string, error) {
	text, err := s.post(ctx, "/api/v1/verify", p.Link)
	if err != nil {
		return "", err
	}
	var answer struct{ Result string }
	err = json.Unmarshal(text, &answer)
	return answer.Result, err
}

// tokenFile holds the token of one of the university's people.
func (s *stack) tokenFile(user string) string {
	return filepath.Join(s.dir, "state", "tokens", university+"-"+user)
}

// registryctl runs the command as one of the university's people, and decodes its
// answer, unless answer is nil.
func (s *stack) registryctl(ctx context.Context, user string, answer any, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.checkout.Bin(), "registryctl"), append(args, "--json")...)
	cmd.Env = append(os.Environ(), "SOGOC_API="+s.env["SOGOC_API"], "SOGOC_TOKEN_FILE="+s.tokenFile(user))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("registryctl %s: %w\n%s", args[0], err, stderr.String())
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(stdout.Bytes(), answer)
}

// processed returns the credential as verifierd gives it to other software.
func (s *stack) processed(ctx context.Context, p paper) (string, error) {
	text, err := s.post(ctx, "/api/v1/credential", p.SDJWT)
	return string(text), err
}

// post asks verifierd under its public name about a presentation.
func (s *stack) post(ctx context.Context, path, presentation string) ([]byte, error) {
	body, err := json.Marshal(map[string]string{"presentation": presentation})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.origin+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	return s.answer(request)
}

// photograph prints a credential as its school does, and leaves a picture of the
// paper in a file.
func (s *stack) photograph(ctx context.Context, p paper, name string) (string, error) {
	address := s.env["SOGOC_API"] + "/api/v1/credentials/" + p.ID + "/pdf"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	token, err := os.ReadFile(s.tokenFile(registrar))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	pdf, err := s.answer(request)
	if err != nil {
		return "", err
	}
	picture, err := qrcorpus.Photograph(ctx, pdf, 5, 60)
	if err != nil {
		return "", err
	}
	path := filepath.Join(s.dir, name)
	return path, os.WriteFile(path, picture, 0o600)
}

// answer returns the body of a request that has to succeed.
func (s *stack) answer(request *http.Request) ([]byte, error) {
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s", request.Method, request.URL.Path, response.Status)
	}
	return io.ReadAll(response.Body)
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// service is one of the two HTTP APIs, and what a client of it asks.
type service struct {
	name, title string
	origin      string
	question    string // a presentation, or a token, that is answered well
	// member is one that the client reads. With one byte of its name changed in the
	// OpenAPI document the client must not compile.
	member, otherMember string
}

// services returns both APIs.
func (s *stack) services(in input) ([]service, error) {
	token, err := os.ReadFile(s.tokenFile(registrar))
	if err != nil {
		return nil, err
	}
	return []service{
		{
			name:        "verifier",
			title:       "Verifier",
			origin:      s.origin,
			question:    in.Diploma.Link,
			member:      `"result"`,
			otherMember: `"resulu"`,
		},
		{
			name:        "register",
			title:       "Register",
			origin:      s.env["SOGOC_API"],
			question:    strings.TrimSpace(string(token)),
			member:      `"roles"`,
			otherMember: `"rolet"`,
		},
	}, nil
}

// withOtherLast changes the last byte of a text in the lowest bit.
func withOtherLast(text string) string {
	bytes := []byte(text)
	bytes[len(bytes)-1] ^= 1
	return string(bytes)
}

// description fetches the OpenAPI document of a service.
func (s *stack) description(ctx context.Context, api service) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, api.origin+"/api/v1/openapi.json", nil)
	if err != nil {
		return nil, err
	}
	return s.answer(request)
}

// language makes clients in one programming language.
type language interface {
	// prepare makes a folder with the client's own source and returns it.
	prepare(api service) (string, error)
	// generate writes the code for an OpenAPI document into the folder.
	generate(ctx context.Context, folder, document string) error
	// compile compiles the client.
	compile(ctx context.Context, folder string) error
	// call runs it. The question is in its environment.
	call(ctx context.Context, folder, origin string, env []string) error
}

// tryClients tries a client of each API, and gives the outcomes names that begin with
// the language's.
func (s *stack) tryClients(ctx context.Context, in input, name string, l language) (map[string]outcome, error) {
	say("generating clients: %s", name)
	services, err := s.services(in)
	if err != nil {
		return nil, err
	}
	results := map[string]outcome{}
	for _, api := range services {
		if results[name+api.title], err = s.tryClient(ctx, l, api); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// tryClient generates, compiles and runs a client. It must not compile where the
// document has another member than the one that the client reads: that is an error.
func (s *stack) tryClient(ctx context.Context, l language, api service) (outcome, error) {
	document, err := s.description(ctx, api)
	if err != nil {
		return outcome{}, err
	}
	folder, err := l.prepare(api)
	if err != nil {
		return outcome{}, err
	}
	changed := bytes.ReplaceAll(document, []byte(api.member), []byte(api.otherMember))
	if err := compileFor(ctx, l, folder, changed); err == nil {
		return outcome{}, fmt.Errorf(
			"%s: a client that reads %s compiles where there is no such member",
			folder,
			api.member,
		)
	}
	if err := compileFor(ctx, l, folder, document); err != nil {
		return outcome{Genuine: attempt(err)}, nil
	}
	ask := func(question string) reading {
		env := append(s.trust(), "SOGOC_QUESTION="+question)
		return attempt(l.call(ctx, folder, api.origin, env))
	}
	return outcome{Genuine: ask(api.question), Against: ask(withOtherLast(api.question))}, nil
}

func compileFor(ctx context.Context, l language, folder string, document []byte) error {
	file := filepath.Join(folder, "openapi.json")
	if err := os.WriteFile(file, document, 0o600); err != nil {
		return err
	}
	if err := l.generate(ctx, folder, file); err != nil {
		return err
	}
	return l.compile(ctx, folder)
}

package main

import (
	"context"
	"os"
	"path/filepath"
)

// golang makes clients with oapi-codegen.
type golang struct{ *stack }

func callWithGeneratedGo(ctx context.Context, s *stack, in input) (map[string]outcome, error) {
	return s.tryClients(ctx, in, "go", golang{s})
}

// prepare copies the clients' module, in whose folder api the generated package goes.
func (g golang) prepare(api service) (string, error) {
	module := filepath.Join(g.dir, "go-"+api.name)
	source := filepath.Join(string(g.checkout), home, "goclient")
	if err := os.CopyFS(module, os.DirFS(source)); err != nil {
		return "", err
	}
	folder := filepath.Join(module, api.name)
	return folder, os.Mkdir(filepath.Join(folder, "api"), 0o700)
}

func (g golang) generate(ctx context.Context, folder, document string) error {
	_, err := g.run(ctx, folder, nil, "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "api",
		"-o", filepath.Join("api", "api.go"), document)
	return err
}

func (g golang) compile(ctx context.Context, folder string) error {
	if _, err := g.run(ctx, folder, nil, "go", "vet", "./..."); err != nil {
		return err
	}
	_, err := g.run(ctx, folder, nil, "go", "build", "-o", "client", ".")
	return err
}

func (g golang) call(ctx context.Context, folder, origin string, env []string) error {
	_, err := g.run(ctx, folder, env, filepath.Join(folder, "client"), origin)
	return err
}

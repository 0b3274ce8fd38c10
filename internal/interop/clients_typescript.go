package main

import (
	"context"
	"os"
	"path/filepath"
)

// typescript makes clients with openapi-typescript and openapi-fetch.
type typescript struct{ *stack }

func callWithGeneratedTypeScript(ctx context.Context, s *stack, in input) (map[string]outcome, error) {
	return s.tryClients(ctx, in, "typescript", typescript{s})
}

func (t typescript) source(parts ...string) string {
	return filepath.Join(append([]string{string(t.checkout), home}, parts...)...)
}

func (t typescript) prepare(api service) (string, error) {
	folder := filepath.Join(t.dir, "typescript-"+api.name)
	if err := os.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	client, err := os.ReadFile(t.source("tsclient", api.name+".ts"))
	if err != nil {
		return "", err
	}
	files := map[string][]byte{"client.ts": client, "package.json": []byte(`{"type":"module"}`)}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			return "", err
		}
	}
	return folder, os.Symlink(t.source("node_modules"), filepath.Join(folder, "node_modules"))
}

func (t typescript) generate(ctx context.Context, folder, document string) error {
	program := t.source("node_modules", ".bin", "openapi-typescript")
	_, err := t.run(ctx, folder, nil, program, document, "-o", filepath.Join(folder, "schema.ts"))
	return err
}

func (t typescript) compile(ctx context.Context, folder string) error {
	program := t.source("node_modules", ".bin", "tsc")
	_, err := t.run(ctx, folder, nil, program, "--strict", "--target", "es2022", "--module", "nodenext", "client.ts")
	return err
}

func (t typescript) call(ctx context.Context, folder, origin string, env []string) error {
	_, err := t.run(ctx, folder, env, "node", "client.js", origin)
	return err
}

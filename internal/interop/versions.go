package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// readVersions returns the version of all software of the checks.
func readVersions(ctx context.Context, checkout string) (map[string]string, error) {
	versions, err := pinnedVersions(checkout)
	if err != nil {
		return nil, err
	}
	said, err := exec.CommandContext(ctx, "zbarimg", "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("zbarimg of zbar-tools: %w", err)
	}
	versions[zbarTools] = strings.TrimSpace(string(said))
	return versions, nil
}

// pinnedVersions returns the versions that the checkout pins: those of the npm
// packages and of the Go tool.
func pinnedVersions(checkout string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(checkout, home, "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Version string `json:"version"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, fmt.Errorf("package-lock.json: %w", err)
	}
	versions := map[string]string{}
	for place, locked := range lock.Packages {
		if name, found := strings.CutPrefix(place, "node_modules/"); found {
			versions[name] = locked.Version
		}
	}
	if text, err = os.ReadFile(filepath.Join(checkout, home, "goclient", "go.mod")); err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) > 1 && fields[0] == "github.com/oapi-codegen/oapi-codegen/v2" {
			versions[oapiCodegen] = fields[1]
		}
	}
	return versions, nil
}

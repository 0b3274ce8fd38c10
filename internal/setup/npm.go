package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// packagesForTest are the folders whose npm packages tests need besides the page's
// assets: axe-core for the pages.
var packagesForTest = []string{
	filepath.Join("internal", "testbrowser"),
}

// packagesForInterop is the folder whose npm packages read what this project makes.
var packagesForInterop = filepath.Join("internal", "interop")

// installForTest fetches the packages that tests need.
func installForTest(ctx context.Context) error {
	for _, dir := range packagesForTest {
		if err := fetchPackages(ctx, dir); err != nil {
			return err
		}
	}
	return nil
}

// decoderFiles are what the public page takes from the package zxing-wasm: the
// script, its WebAssembly and the licence that has to come with them.
var decoderFiles = map[string]string{
	"dist/iife/reader/index.js":     "zxing_reader.js",
	"dist/reader/zxing_reader.wasm": "zxing_reader.wasm",
	"LICENSE":                       "zxing_reader.LICENSE.txt",
}

// installAssets fetches what the public page takes from the npm registry, its QR
// decoder and the packages of the verifier's JavaScript module, and puts the
// scripts where the page's files are embedded from.
func installAssets(ctx context.Context) error {
	page := filepath.Join("web", "public")
	if err := fetchPackages(ctx, filepath.Join(page, "decoder")); err != nil {
		return err
	}
	from := filepath.Join(page, "decoder", "node_modules", "zxing-wasm")
	for source, target := range decoderFiles {
		if err := copyChanged(filepath.Join(from, source), filepath.Join(page, "static", target)); err != nil {
			return fmt.Errorf("decoder: %w", err)
		}
	}
	if err := fetchPackages(ctx, filepath.Join("web", "verify")); err != nil {
		return err
	}
	return bundleModule()
}

// copyChanged copies a file unless the target is the same already, whose date
// then stays.
func copyChanged(source, target string) error {
	content, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	return writeChanged(target, content)
}

// fetchPackages fetches the npm packages of a folder as its lock file pins them,
// unless they are there in these versions.
func fetchPackages(ctx context.Context, dir string) error {
	is, err := fetched(dir)
	if err != nil || is {
		return err
	}
	fmt.Fprintln(os.Stderr, "$ npm ci --prefix", dir)
	cmd := exec.CommandContext(ctx, "npm", "ci", "--prefix", dir, "--cache", filepath.Join(".cache", "npm"),
		"--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm: %w", err)
	}
	return nil
}

// fetched reports whether the packages that a folder's lock file names are there
// in the versions that it names.
func fetched(dir string) (bool, error) {
	var lock struct {
		Packages map[string]struct {
			Version string `json:"version"`
		} `json:"packages"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return false, fmt.Errorf("%s: %w", dir, err)
	}
	for place, wanted := range lock.Packages {
		if place == "" {
			continue // the folder itself
		}
		var there struct {
			Version string `json:"version"`
		}
		text, err := os.ReadFile(filepath.Join(dir, place, "package.json"))
		if err != nil || json.Unmarshal(text, &there) != nil || there.Version != wanted.Version {
			return false, nil //nolint:nilerr // what cannot be read is fetched again
		}
	}
	return true, nil
}

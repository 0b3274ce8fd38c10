package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// bundles are the scripts that the public page takes from the verifier's JavaScript
// module, by the entry from which each is made.
var bundles = []struct{ entry, target, global string }{
	{"index.js", "sogoc_verify.js", "SogocVerify"},
}

// bundleModule makes the page's scripts of the verifier's JavaScript module and
// the packages that it stands on, which must have been fetched.
func bundleModule() error {
	for _, b := range bundles {
		if err := bundle(b.entry, b.target, b.global); err != nil {
			return fmt.Errorf("bundle %s: %w", b.entry, err)
		}
	}
	return nil
}

// bundle writes one script, unless it is the same already. With a global name the
// script sets a variable of that name; without one it is a module.
func bundle(entry, target, global string) error {
	format := api.FormatESModule
	if global != "" {
		format = api.FormatIIFE
	}
	built := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join("web", "verify", entry)},
		Bundle:            true,
		Format:            format,
		GlobalName:        global,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsEndOfFile, // the packages' licences
	})
	if len(built.Errors) > 0 {
		first := built.Errors[0]
		if first.Location != nil {
			return fmt.Errorf("%s:%d: %s", first.Location.File, first.Location.Line, first.Text)
		}
		return fmt.Errorf("%s", first.Text)
	}
	return writeChanged(filepath.Join("web", "public", "static", target), built.OutputFiles[0].Contents)
}

// writeChanged writes a file unless it is the same already, whose date then stays.
func writeChanged(target string, content []byte) error {
	if there, err := os.ReadFile(target); err == nil && bytes.Equal(there, content) {
		return nil
	}
	return os.WriteFile(target, content, 0o644)
}

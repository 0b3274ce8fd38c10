package main

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// tokenTestFile is the name of files whose tests keep keys in tokens. They have the build
// tag pkcs11 and need C, with which much of what they use is compiled anew; so they run
// apart, and all other tests without C. TestTestsOfTokensAreFound sees to the names.
const tokenTestFile = "pkcs11_test.go"

// tokenPackages returns the packages below a folder that have such tests, as go test
// takes them.
func tokenPackages(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != dir && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case !entry.IsDir() && entry.Name() == tokenTestFile:
			in, err := filepath.Rel(dir, filepath.Dir(path))
			found = append(found, "./"+filepath.ToSlash(in))
			return err
		}
		return nil
	})
	return found, err
}

// names reports whether one of go test's arguments names one of the packages, by itself
// or by a pattern that ends in "...".
func names(args, packages []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		arg = strings.TrimSuffix(arg, "/")
		prefix, pattern := strings.CutSuffix(arg, "...")
		return slices.ContainsFunc(packages, func(p string) bool {
			return p == arg || pattern && strings.HasPrefix(p+"/", prefix)
		})
	})
}

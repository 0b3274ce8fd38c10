package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// everything names all packages. go test starts them in the order in which they are
// named, a few at a time: the longest first, or the last of them would run alone for
// minutes while all others are done. Between the two that keep a browser at work stands
// one that mostly waits for a network without a quorum. An order that is no longer right
// costs time and nothing else.
var everything = []string{
	"./verifier/follower/gateway",
	"./web/registrar",
	"./registry/fabricledger",
	"./web/public",
	"./registry/register",
	"./cmd/accreditctl/internal/command",
	"./web/verify",
	"./cmd/networkctl",
	"./internal/networkserver",
	"./...",
}

// measures reports whether the arguments of this program ask for measurements and not,
// or not only, for tests.
func measures(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return arg == "--" || strings.HasPrefix(arg, "-bench") })
}

// shareProcessors has all programs of a run of tests, Fabric's nodes among them, use half
// of the machine's processors each, unless the environment says how many. More programs
// than processors are at work then, and each would look for work on all of them: with two
// processors, 600 commits on a network take 69 s of processor time that way and not 59.
func shareProcessors(args []string) error {
	const name = "GOMAXPROCS"
	if _, set := os.LookupEnv(name); set || measures(args) {
		return nil
	}
	return os.Setenv(name, strconv.Itoa(max(1, runtime.NumCPU()/2)))
}

// command is a program that a run starts, with what is added to its environment.
type command struct {
	arguments, environment []string
}

// commandsOf returns the commands that the arguments of this program name, one after
// another: what is measured is compiled with C, as most machines do; so are tests of
// tokens and of the test vectors, which run last where all run; tests of tokens also run
// where one of their packages is named. One package more than there are processors is
// tested at a time: tests on networks and in browsers wait more than they compute. With
// five on two processors a run took longer, and calls ran into their time limits. go vet
// has a step of its own in make check, with all of its analysers.
func commandsOf(args, tokens []string) []command {
	const withC = "CGO_ENABLED=1"
	switch {
	case len(args) > 0 && args[0] == "--":
		return []command{{args[1:], []string{withC}}}
	case len(args) == 0:
		return []command{
			{goTest(everything...), nil},
			{goTest(slices.Concat([]string{tagsForTokens, "-run=Token|^TestVectors"}, tokens, vectors)...), []string{withC}},
		}
	case names(args, tokens):
		return []command{{goTest(append([]string{tagsForTokens}, args...)...), []string{withC}}}
	case measures(args):
		return []command{{goTest(args...), []string{withC}}}
	}
	return []command{{goTest(args...), nil}}
}

// vectors are the packages whose tests make and read the test vectors. They run without
// and with C, since signatures on secp256k1 are made by two libraries.
var vectors = []string{"./verifier", "./internal/testvectors"}

// tagsForTokens are the build tags of the Makefile, and the one for tokens.
const tagsForTokens = "-tags=netgo,osusergo,nomsgpack,pkcs11"

// testFlags leave out debugging information, have keys that tests make take little to open
// (linkedCost in package signer), and PDFium compiled once a run (linkedSharing in package
// unpack).
const testFlags = "-ldflags=-w -X=sogoc/registry/signer.linkedCost=light -X=sogoc/verifier/unpack.linkedSharing=on"

// goTest returns go test with arguments.
func goTest(args ...string) []string {
	processors := runtime.NumCPU()
	return slices.Concat([]string{"go", "test", "-timeout=60m", "-vet=off", testFlags,
		fmt.Sprintf("-p=%d", processors+1), fmt.Sprintf("-parallel=%d", processors)}, args)
}

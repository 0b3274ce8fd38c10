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

// commandOf returns the command that the arguments of this program name. One package
// more than there are processors is tested at a time: tests on networks and in browsers
// wait more than they compute. go vet has a step of its own in make check, with all of
// its analysers.
func commandOf(args []string) []string {
	if len(args) > 0 && args[0] == "--" {
		return args[1:]
	}
	if len(args) == 0 {
		args = everything
	}
	processors := runtime.NumCPU()
	return slices.Concat([]string{"go", "test", "-timeout=60m", "-tags=pkcs11", "-vet=off", "-ldflags=-w",
		fmt.Sprintf("-p=%d", processors+1), fmt.Sprintf("-parallel=%d", processors)}, args)
}

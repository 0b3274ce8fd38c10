package main

import (
	"fmt"
	"runtime"
	"slices"
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
	"./web/api",
	"./cmd/credverify",
	"./cmd/networkctl",
	"./internal/networkserver",
	"./...",
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
	packages := fmt.Sprintf("-p=%d", runtime.GOMAXPROCS(0)+1)
	return slices.Concat([]string{"go", "test", "-timeout=60m", "-tags=pkcs11", "-vet=off", packages}, args)
}

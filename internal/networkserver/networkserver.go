// Package networkserver runs a test network as a child process: networkctl,
// which runs the organisations' nodes. Tests, the test runner and the demo use it.
//
// It drives the program and not package network, because the administration's
// client for Fabric and the gateway's cannot be linked into one program.
package networkserver

import (
	"context"
	"path/filepath"
	"time"

	"sogoc/internal/child"
)

// startLimit is how long a network may take until its channel answers.
const startLimit = 3 * time.Minute

// Start brings up the network in dir with the networkctl and chaincoded of
// folder programs, and returns when it is ready. The process writes to the
// file log. The flags are added to those of networkctl up.
func Start(ctx context.Context, programs, dir, log string, flags ...string) (*child.Process, error) {
	command := []string{filepath.Join(programs, "networkctl"), "up", "--with-parent", "--new",
		"--dir", dir, "--chaincoded", filepath.Join(programs, "chaincoded")}
	process, err := child.Start(child.Spec{Name: "networkctl", Command: append(command, flags...), Log: log})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	if _, err := process.Line(ctx); err != nil { // networkctl prints a line when the network is ready
		process.Stop()
		return nil, err
	}
	return process, nil
}

package network

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Delays before a process that ended by itself is started again: doubled from
// the first to the last, and back to the first once it ran for a while.
const (
	firstDelay = 250 * time.Millisecond
	lastDelay  = 10 * time.Second
	steadyRun  = 30 * time.Second
)

// stopGrace is how long a process may take to end when asked.
const stopGrace = 8 * time.Second

// command is a program to run.
type command struct {
	program string
	args    []string
	env     []string // all of it: nothing is inherited
	dir     string
}

// State is what the supervisor knows of a process.
type State string

// The states of a process.
const (
	StateStopped    State = "stopped"    // and stays so until it is started
	StateStarting   State = "starting"   // its process does not exist yet
	StateRunning    State = "running"    // which does not say healthy
	StateRestarting State = "restarting" // it ended by itself; it is started again after a delay
)

// Process is a node's process as the supervisor sees it.
type Process struct {
	Node     string    `json:"node"`
	State    State     `json:"state"`
	PID      int       `json:"pid,omitempty"`
	Restarts int       `json:"restarts"`        // since the supervisor started
	Since    time.Time `json:"since"`           // of the state
	Ended    string    `json:"ended,omitempty"` // how it last ended by itself
}

// process keeps one program running until it is stopped.
type process struct {
	command command
	logPath string
	now     func() time.Time
	log     *slog.Logger

	mu      sync.Mutex
	state   Process
	wanted  bool
	cmd     *exec.Cmd     // while running
	changed chan struct{} // closed when wanted becomes false
	done    chan struct{} // closed when run has returned
}

func newProcess(name string, c command, logPath string, now func() time.Time, log *slog.Logger) *process {
	return &process{command: c, logPath: logPath, now: now, log: log.With(slog.String("node", name)),
		state: Process{Node: name, State: StateStopped, Since: now().UTC()}}
}

// snapshot returns the process's state now.
func (p *process) snapshot() Process {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// start begins to run the program, and to run it again when it ends by
// itself. It does nothing when that is so already.
func (p *process) start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wanted {
		return
	}
	p.wanted = true
	p.state.State, p.state.Restarts, p.state.Since = StateStarting, 0, p.now().UTC()
	p.changed, p.done = make(chan struct{}), make(chan struct{})
	go p.run(p.changed, p.done)
}

// stop sends the signal and returns when the program has ended; it kills what
// does not end in time. It does nothing when the program is stopped already.
func (p *process) stop(signal syscall.Signal) {
	p.mu.Lock()
	if !p.wanted {
		p.mu.Unlock()
		return
	}
	p.wanted = false
	close(p.changed)
	done := p.done
	p.signalGroup(signal)
	p.mu.Unlock()

	timer := time.NewTimer(stopGrace)
	defer timer.Stop()
	select {
	case <-done:
		return
	case <-timer.C:
	}
	p.mu.Lock()
	p.signalGroup(syscall.SIGKILL)
	p.mu.Unlock()
	<-done
}

// signalGroup reaches the whole process group; the lock is held.
func (p *process) signalGroup(s syscall.Signal) {
	if p.cmd != nil {
		_ = syscall.Kill(-p.cmd.Process.Pid, s)
	}
}

// run stays on one locked thread. The kernel sends a child its death signal when
// the thread that started it ends; without that signal a child could outlive the
// supervisor.
func (p *process) run(stopped <-chan struct{}, done chan<- struct{}) {
	runtime.LockOSThread()
	defer close(done)
	delay := firstDelay
	for {
		began := p.now()
		err := p.runOnce(stopped)
		p.mu.Lock()
		p.cmd, p.state.PID, p.state.Since = nil, 0, p.now().UTC()
		if !p.wanted || isClosed(stopped) {
			p.state.State = StateStopped
			p.mu.Unlock()
			return
		}
		p.state.State = StateRestarting
		p.state.Restarts++
		p.state.Ended = fmt.Sprint(err)
		p.mu.Unlock()

		if p.now().Sub(began) > steadyRun {
			delay = firstDelay
		}
		p.log.Warn("process ended by itself", slog.String("how", fmt.Sprint(err)), slog.Duration("restart_in", delay))
		timer := time.NewTimer(delay)
		select {
		case <-timer.C:
		case <-stopped:
			timer.Stop()
		}
		delay = min(2*delay, lastDelay)
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// runOnce runs the program to its end.
func (p *process) runOnce(stopped <-chan struct{}) error {
	output, err := openLog(p.logPath)
	if err != nil {
		return err
	}
	defer output.Close()
	c := p.command
	cmd := exec.Command(c.program, c.args...)
	cmd.Env, cmd.Dir = c.env, c.dir
	cmd.Stdout, cmd.Stderr = output, output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.launch(cmd, stopped); err != nil {
		return err
	}
	return cmd.Wait()
}

func (p *process) launch(cmd *exec.Cmd, stopped <-chan struct{}) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if isClosed(stopped) {
		return context.Canceled
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.cmd = cmd
	p.state.State, p.state.PID, p.state.Since = StateRunning, cmd.Process.Pid, p.now().UTC()
	p.log.Info("process started", slog.Int("pid", cmd.Process.Pid))
	return nil
}

// maxLog is the size above which a log becomes the old one, at the start of a process.
const maxLog = 64 << 20

func openLog(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), privateFolder); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, privateFile)
}

// inherited are the only variables that processes get from the operator's
// environment: a stray CORE_ or ORDERER_ variable must not change a node.
var inherited = []string{"PATH", "HOME", "TMPDIR", "TZ", "LANG", "GOMAXPROCS", "GOMEMLIMIT"}

func cleanEnvironment(more ...string) []string {
	var env []string
	for _, name := range inherited {
		if value, set := os.LookupEnv(name); set {
			env = append(env, name+"="+value)
		}
	}
	return append(env, more...)
}

// lastLines returns the last lines of a log.
func lastLines(path string, lines int) string {
	text, err := readTail(path, 64<<10)
	if err != nil {
		return ""
	}
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// Package child runs programs that must not outlive the one that started
// them: PostgreSQL, the network and the daemons, for tests and the demo.
//
// It relies on Linux (PR_SET_PDEATHSIG) for the case that the parent is
// killed, and on the program to end by itself when asked.
package child

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Spec says what to start.
type Spec struct {
	Name    string              // for messages
	Command []string            // program and arguments
	Env     []string            // added to the parent's
	Dir     string              // working directory, "" for the parent's
	Log     string              // file that standard error is appended to
	Attr    syscall.SysProcAttr // Pdeathsig and Setpgid are set by Start
	Stop    os.Signal           // what asks it to end; nil for SIGTERM
	Death   syscall.Signal      // what it gets when the parent is killed; 0 for SIGTERM
}

// Process is a running program.
type Process struct {
	spec  Spec
	cmd   *exec.Cmd
	stdin io.Closer
	lines chan string
	done  chan struct{}
	err   error // of Wait, once done is closed
	stop  sync.Once
}

// Start starts a program. Its standard input is a pipe that closes with the
// parent; its standard output is read line by line through Line.
func Start(s Spec) (*Process, error) {
	p := &Process{spec: s, lines: make(chan string, 16), done: make(chan struct{})}
	started := make(chan error, 1)
	go p.run(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", s.Name, err)
	}
	return p, nil
}

// run starts the program and waits for it on one locked thread: the kernel
// sends the death signal when the thread that started the child ends.
func (p *Process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	stdout, log, err := p.prepare()
	if err == nil {
		err = p.cmd.Start()
	}
	if log != nil {
		_ = log.Close() // the child has its own
	}
	started <- err
	if err != nil {
		return
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(p.lines)
		scanner := bufio.NewScanner(stdout)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			select {
			case p.lines <- scanner.Text():
			default: // nobody reads any more
			}
		}
	}()
	<-read
	p.err = p.cmd.Wait()
	close(p.done)
}

func (p *Process) prepare() (stdout io.ReadCloser, log *os.File, err error) {
	s := p.spec
	p.cmd = exec.Command(s.Command[0], s.Command[1:]...)
	p.cmd.Env = append(os.Environ(), s.Env...)
	p.cmd.Dir = s.Dir
	attr := s.Attr
	attr.Setpgid = true // Ctrl-C reaches the parent, which stops its children in order
	attr.Pdeathsig = syscall.SIGTERM
	if s.Death != 0 {
		attr.Pdeathsig = s.Death
	}
	p.cmd.SysProcAttr = &attr
	if s.Log != "" {
		if log, err = os.OpenFile(s.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
			return nil, nil, err
		}
		p.cmd.Stderr = log
	}
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, log, err
	}
	stdout, err = p.cmd.StdoutPipe()
	return stdout, log, err
}

// Line waits for the next line on standard output. It returns an error when
// ctx ends or the program does, with the end of its log.
func (p *Process) Line(ctx context.Context) (string, error) {
	select {
	case line, open := <-p.lines:
		if open {
			return line, nil
		}
		<-p.done
		return "", fmt.Errorf("%s ended: %w%s", p.spec.Name, errors.Join(p.err, errEnded), p.tail())
	case <-ctx.Done():
		return "", fmt.Errorf("%s is not ready: %w%s", p.spec.Name, ctx.Err(), p.tail())
	}
}

var errEnded = errors.New("it should be running")

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// PID returns the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the program at once, as a crash would.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Stop asks the program to end and kills it after 20 seconds. It may be
// repeated, and returns when the program is gone.
func (p *Process) Stop() {
	p.stop.Do(func() {
		signal := p.spec.Stop
		if signal == nil {
			signal = syscall.SIGTERM
		}
		_ = p.cmd.Process.Signal(signal)
		_ = p.stdin.Close()
		select {
		case <-p.done:
		case <-time.After(20 * time.Second):
			p.Kill()
		}
	})
}

// tail returns the last lines of the log, for an error's text.
func (p *Process) tail() string {
	text, err := os.ReadFile(p.spec.Log)
	if err != nil || len(text) == 0 {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return "\n  " + strings.Join(lines[max(0, len(lines)-8):], "\n  ")
}

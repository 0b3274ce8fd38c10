package programs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// goBuild is one run of the Go tool that may download and compile much, and
// tells how far it is.
type goBuild struct {
	what      string   // for the lines of progress: "Fabric's programs"
	dir       string   // of the module
	env       []string // added to the process's
	arguments []string // of go build or go install, before the packages: "build", "-o", …
	packages  []string
	progress  io.Writer
}

// progressEvery is how often a build says how far it is, if that has changed;
// every fourth time it says so anyway.
const progressEvery = 5 * time.Second

// run says at once what is being built, then every five seconds how much of it is done.
func (b goBuild) run(ctx context.Context) error {
	fmt.Fprintf(b.progress, "• %s: looking what is to be built\n", b.what)
	list := append([]string{"list", "-mod=readonly", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"}, b.packages...)
	stale, err := b.goTool(ctx, list, func(done int) string { return fmt.Sprintf("%d modules downloaded", done) })
	if err != nil {
		return err
	}
	total := len(strings.Fields(stale))
	build := append([]string{b.arguments[0], "-mod=readonly", "-v"}, b.arguments[1:]...)
	_, err = b.goTool(ctx, append(build, b.packages...), func(done int) string {
		return fmt.Sprintf("%d of about %d packages compiled, then the programs are linked", done, max(done, total))
	})
	return err
}

// goTool runs the Go tool and counts the lines of its standard error, of which
// there is one for every module or package. The last ones are an error's text.
func (b goBuild) goTool(ctx context.Context, arguments []string, describe func(done int) string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", arguments...)
	cmd.Dir, cmd.Env = b.dir, append(os.Environ(), b.env...)
	var output bytes.Buffer
	cmd.Stdout = &output
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	lines := lineCounter{}
	finished := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		ticker := time.NewTicker(progressEvery)
		defer ticker.Stop()
		for said, silent := "", 0; ; {
			select {
			case <-finished:
				return
			case <-ticker.C:
			}
			text := describe(lines.count())
			if silent++; text != said || silent == 4 {
				fmt.Fprintf(b.progress, "• %s: %s\n", b.what, text)
				said, silent = text, 0
			}
		}
	})
	for scanner := bufio.NewScanner(stderr); scanner.Scan(); {
		lines.add(scanner.Text())
	}
	err = cmd.Wait()
	close(finished)
	group.Wait()
	if err != nil {
		err = fmt.Errorf("%s: go %s: %w:\n%s", b.what, arguments[0], errors.Join(err, ctx.Err()), lines.last())
	}
	return output.String(), err
}

// lineCounter counts lines, and keeps the last twenty. It is safe for
// concurrent use.
type lineCounter struct {
	mu    sync.Mutex
	n     int
	lines []string
}

func (l *lineCounter) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	if l.lines = append(l.lines, line); len(l.lines) > 20 {
		l.lines = l.lines[1:]
	}
}

func (l *lineCounter) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

func (l *lineCounter) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}

package network

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// supervisorLog is the supervisor's name among the logs.
const supervisorLog = "supervisor"

// readTail returns at most the last limit bytes of a file, from a line's beginning.
func readTail(path string, limit int64) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	from := max(0, info.Size()-limit)
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		return "", err
	}
	content, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return "", err
	}
	text := string(content)
	if _, rest, found := strings.Cut(text, "\n"); from > 0 && found {
		text = rest
	}
	return text, nil
}

// reasonInLog returns why a program ended, as its log tells it: the last message
// of a panic or of the gravest level, without the stack under it; or the last
// line, and where to read on.
func reasonInLog(path string) string {
	text, err := readTail(path, 64<<10)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for _, mark := range []string{"panic: ", " PANI ", " FATA ", "fatal error: ", " ERRO "} {
		for _, line := range slices.Backward(lines) {
			if _, message, found := strings.Cut(line, mark); found {
				return message + " (" + path + ")"
			}
		}
	}
	return lines[len(lines)-1] + " (" + path + ")"
}

// Logs writes the last lines of one node's log, or of all logs where none is
// named; each is headed by its name.
func Logs(d Dir, node string, lines int, to io.Writer) error {
	names := append([]string{supervisorLog}, NodeNames()...)
	if node != "" {
		if !slices.Contains(names, node) {
			return fmt.Errorf("%w: there is no node %q; there are %s", ErrUsage, node, strings.Join(names, ", "))
		}
		names = []string{node}
	}
	for _, name := range names {
		if _, err := os.Stat(d.Log(name)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if _, err := fmt.Fprintf(to, "==> %s <==\n%s\n", name, lastLines(d.Log(name), lines)); err != nil {
			return err
		}
	}
	return nil
}

package register_test

import (
	"os"
	"strings"
	"sync"
	"testing"
)

// TestMain serves as the process that is killed, where a test asks for it.
func TestMain(m *testing.M) {
	if step := os.Getenv(variableStep); step != "" {
		dieAt(step)
	}
	os.Exit(m.Run())
}

// lines keeps what is logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

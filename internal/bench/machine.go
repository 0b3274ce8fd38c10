package bench

import (
	"os"
	"runtime"
	"slices"
	"strings"
)

// Machine says what measured.
type Machine struct {
	CPU    string   `json:"cpu"`
	Cores  int      `json:"cores"`
	Kernel string   `json:"kernel"`
	Go     string   `json:"go"`
	Uses   []string `json:"uses"` // other programs with their versions
}

// ThisMachine describes the machine and what the measurements used.
func ThisMachine(outcomes []Outcome) Machine {
	m := Machine{
		CPU:    cpuModel(),
		Cores:  runtime.NumCPU(),
		Kernel: firstLine("/proc/sys/kernel/osrelease"),
		Go:     runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		Uses:   []string{},
	}
	for _, o := range outcomes {
		m.Uses = append(m.Uses, o.Figure.Uses...)
	}
	slices.Sort(m.Uses)
	m.Uses = slices.Compact(m.Uses)
	return m
}

// cpuModel returns the processor's name.
func cpuModel() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

func firstLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

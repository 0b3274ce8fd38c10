// Package settings reads what the project's services read alike from their environment
// variables, and says what is wrong in the same words. Which settings there are, and
// what they mean, each service says itself.
package settings

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

// Setting is an environment variable and where its value goes.
type Setting struct {
	Name string
	To   *string
}

// ReadRequired reads settings that have to be there. Its error names every one that is
// not set.
func ReadRequired(getenv func(string) string, required ...Setting) error {
	var missing []string
	for _, s := range required {
		if *s.To = getenv(s.Name); *s.To == "" {
			missing = append(missing, s.Name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("not set: %s", strings.Join(missing, ", "))
	}
	return nil
}

// CheckAddresses returns an error that names every address that is set and is not
// host:port.
func CheckAddresses(addresses ...Setting) error {
	var all []error
	for _, s := range addresses {
		if _, _, err := net.SplitHostPort(*s.To); *s.To != "" && err != nil {
			all = append(all, fmt.Errorf("%s is not host:port", s.Name))
		}
	}
	return errors.Join(all...)
}

package receipt

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// Terms are the terms of the short form.
var Terms = terms

// DetailsInTheSource returns all details that package verifier defines.
func DetailsInTheSource(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile("../detail.go")
	require.NoError(t, err)
	var details []string
	for _, found := range regexp.MustCompile(`Detail = "([a-z_]+)"`).FindAllStringSubmatch(string(source), -1) {
		details = append(details, found[1])
	}
	require.NotEmpty(t, details)
	return details
}

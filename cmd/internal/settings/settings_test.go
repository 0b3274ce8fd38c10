package settings_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/settings"
)

func TestEveryFaultIsNamed(t *testing.T) {
	t.Parallel()
	environment := map[string]string{"A": "here", "C": ""}
	var a, b, c string
	read := []settings.Setting{{Name: "A", To: &a}, {Name: "B", To: &b}, {Name: "C", To: &c}}
	getenv := func(name string) string { return environment[name] }
	require.ErrorContains(t, settings.ReadRequired(getenv, read...), "B, C")
	require.Equal(t, "here", a)
	require.NoError(t, settings.ReadRequired(getenv, read[0]))

	err := settings.CheckAddresses(read...)
	require.ErrorContains(t, err, "A is not host:port")
	require.NotContains(t, err.Error(), "B", "what is not set is no address that is wrong")
	a, b = "127.0.0.1:0", "host"
	require.ErrorContains(t, settings.CheckAddresses(read...), "B is not host:port")
}

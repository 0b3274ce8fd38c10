package network

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// unpack writes a tar.gz's files to a folder.
func unpack(t *testing.T, packed []byte, dir string) {
	t.Helper()
	zipped, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	for files := tar.NewReader(zipped); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		content, err := io.ReadAll(files)
		require.NoError(t, err)
		require.NoError(t, writeFile(filepath.Join(dir, header.Name), content))
	}
}

func TestPackage(t *testing.T) {
	t.Parallel()
	d, _ := initAll(t)
	require.NoError(t, writeBuilder(d))
	org := Organisations()[0]

	t.Run("SameInputGivesTheSameID", func(t *testing.T) {
		t.Parallel()
		first, err := makePackage(d.organisation(org), 12345, 1)
		require.NoError(t, err)
		again, err := makePackage(d.organisation(org), 12345, 1)
		require.NoError(t, err)
		require.Equal(t, first.ID(), again.ID())
		other, err := makePackage(d.organisation(Organisations()[1]), 12345, 1)
		require.NoError(t, err)
		require.NotEqual(t, first.ID(), other.ID())
	})

	t.Run("BuilderHandsThePeerTheAddress", func(t *testing.T) {
		t.Parallel()
		packed, err := makePackage(d.organisation(org), 12345, 1)
		require.NoError(t, err)
		work := t.TempDir()
		metadata, source, built, released := filepath.Join(work, "metadata"), filepath.Join(work,
			"source"), filepath.Join(
			work,
			"built",
		), filepath.Join(work, "released")
		for _, dir := range []string{built, released} {
			require.NoError(t, os.MkdirAll(dir, privateFolder))
		}
		unpack(t, packed.bytes, metadata)
		code, err := os.ReadFile(filepath.Join(metadata, "code.tar.gz"))
		require.NoError(t, err)
		unpack(t, code, source)
		run := func(name string, args ...string) error {
			return exec.Command(filepath.Join(d.builder(), "bin", name), args...).Run()
		}
		require.NoError(t, run("detect", source, metadata))
		require.NoError(t, run("build", source, metadata, built))
		require.NoError(t, run("release", built, released))
		text, err := os.ReadFile(filepath.Join(released, "chaincode", "server", "connection.json"))
		require.NoError(t, err)
		var address chaincodeAddress
		require.NoError(t, json.Unmarshal(text, &address))
		require.Equal(t, localAddress(12345), address.Address)
		require.True(t, address.TLSRequired)
		require.True(t, address.ClientAuthRequired)
		require.NotEmpty(t, address.ClientKey)

		require.NoError(t,
			writeFile(filepath.Join(metadata, "metadata.json"), []byte(`{"type":"golang","label":"x"}`)))
		require.Error(t, run("detect", source, metadata))
	})
}

func TestVersionsTakeTurnsOnTwoPorts(t *testing.T) {
	t.Parallel()
	ports := OrganisationAddresses{Chaincode: [2]int{1001, 1002}}
	require.Equal(t, 1001, version(1).port(ports))
	require.Equal(t, 1002, version(2).port(ports))
	require.Equal(t, 1001, version(3).port(ports))
}

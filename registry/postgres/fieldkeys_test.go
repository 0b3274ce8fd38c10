package postgres

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestFieldKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, GenerateFieldKeys(path))
	keys, err := ReadFieldKeys(path)
	require.NoError(t, err)
	row, other := uuid.New(), uuid.New()

	t.Run("WhatIsSealedOpensInItsRowAndFieldOnly", func(t *testing.T) {
		t.Parallel()
		sealed, lookup := keys.sealID("TEST-A", row, "000204000001")
		require.NotContains(t, string(sealed), "000204000001")
		require.Len(t, lookup, 32)
		opened, err := keys.openID(row, sealed)
		require.NoError(t, err)
		require.Equal(t, "000204000001", opened)
		_, err = keys.openID(other, sealed)
		require.ErrorIs(t, err, ErrSealed)
		_, err = keys.open(fieldDisclosures, row, sealed)
		require.ErrorIs(t, err, ErrSealed)
		sealed[len(sealed)-1] ^= 1
		_, err = keys.openID(row, sealed)
		require.ErrorIs(t, err, ErrSealed)
	})

	t.Run("ALookupIsOfOneIssuer", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, keys.find("TEST-A", "000204000001"), keys.find("TEST-A", "000204000001"))
		require.NotEqual(t, keys.find("TEST-A", "000204000001"), keys.find("TEST-B", "000204000001"))
	})

	t.Run("NothingIsPrinted", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "hidden hidden hidden", fmt.Sprintf("%v %+v %#v", keys, keys, keys))
	})

	t.Run("AKeyFileIsNeverReplaced", func(t *testing.T) {
		t.Parallel()
		require.ErrorIs(t, GenerateFieldKeys(path), os.ErrExist)
	})

	t.Run("BadFilesAreRefused", func(t *testing.T) {
		t.Parallel()
		good, err := os.ReadFile(path)
		require.NoError(t, err)
		for name, file := range map[string]struct {
			content string
			mode    os.FileMode
		}{
			"ReadableByOthers": {string(good), 0o644},
			"OneKey":           {string(good[:65]), 0o600},
			"EqualKeys":        {string(good[:65]) + string(good[:65]), 0o600},
			"NotHex":           {"z" + string(good[1:]), 0o600},
			"ThreeKeys":        {string(good) + string(good[:65]), 0o600},
			"LongKey":          {"00" + string(good), 0o600},
		} {
			path := filepath.Join(t.TempDir(), name)
			require.NoError(t, os.WriteFile(path, []byte(file.content), file.mode))
			_, err := ReadFieldKeys(path)
			require.ErrorIs(t, err, ErrFieldKeys, name)
		}
	})
}

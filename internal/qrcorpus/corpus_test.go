package qrcorpus_test

import (
	"bytes"
	"flag"
	"image"
	_ "image/jpeg" // pictures of the corpus
	_ "image/png"  // likewise
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/qrcorpus"
)

var keep = flag.String("keep", "", "folder to write the pictures to, to look at")

func TestPictures(t *testing.T) {
	t.Parallel()
	sources, err := qrcorpus.Sources(t.Context())
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./internal/qrcorpus", err)
	}
	require.NoError(t, err)

	t.Run("AreTheSameInEveryRun", func(t *testing.T) {
		again, err := qrcorpus.Sources(t.Context())
		require.NoError(t, err)
		require.Equal(t, sources, again)
		require.Len(t, sources, 4)
	})

	t.Run("AreOneOfEachFamilyInTheUsualSet", func(t *testing.T) {
		var families []string
		for picture, err := range qrcorpus.Usual(sources) {
			require.NoError(t, err)
			families = append(families, picture.Family)
			_, form, err := image.DecodeConfig(bytes.NewReader(picture.Encoded))
			require.NoError(t, err)
			require.Contains(t, map[string]string{"png": "png", "jpg": "jpeg"}[picture.Ending], form)
		}
		require.Equal(t, qrcorpus.Families(), families)
	})

	// Of one picture of each family; with make reading-codes, which spoils them all, of all.
	t.Run("HaveNamesOfTheirOwn", func(t *testing.T) {
		names, pictures := map[string]bool{}, qrcorpus.Usual(sources)
		if os.Getenv("SOGOC_READING_CODES") != "" || *keep != "" {
			pictures = qrcorpus.Pictures(sources)
		}
		for picture, err := range pictures {
			require.NoError(t, err)
			require.NotContains(t, names, picture.Name())
			names[picture.Name()] = true
			if *keep == "" {
				continue
			}
			file := filepath.Join(*keep, picture.Name()+"."+picture.Ending)
			require.NoError(t, os.WriteFile(file, picture.Encoded, 0o644))
		}
	})
}

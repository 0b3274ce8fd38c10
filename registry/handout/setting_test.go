package handout

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
)

func newPrinter(t *testing.T) *diploma.Printer {
	t.Helper()
	printer, err := diploma.New(diploma.Config{FontDir: os.Getenv("SOGOC_FONT_DIR"), PublicURL: "https://vanbang.example"})
	require.NoError(t, err)
	if err := printer.Load(); err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./registry/handout", err)
	}
	require.NoError(t, printer.Load())
	return printer
}

func issued(t *testing.T, n int) []credential.Issued {
	t.Helper()
	key := testledger.NewSigner(t)
	all := make([]credential.Issued, n)
	for i := range all {
		var err error
		all[i], err = credential.Issue(credential.Diploma{
			Issuance: credential.Issuance{
				ID:             fmt.Sprintf("urn:uuid:3f1c2b9e-7a64-4a1d-9d35-%012d", i),
				Issuer:         credential.Issuer{Code: "DH-MAU", Name: "Trường Đại học Mẫu (mẫu)", Host: "vanbang.example"},
				Kind:           "VN-BA/7480201",
				Award:          "Bằng cử nhân",
				Major:          "Công nghệ thông tin",
				SerialNumber:   fmt.Sprintf("A %08d", i),
				RegisterNumber: fmt.Sprintf("2026/%05d", i),
				DecisionNumber: "1234/QĐ-ĐHM",
				DecisionDate:   "2026-06-15",
				IssueDate:      "2026-06-20",
				SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
				Status:         credential.StatusRef{List: 1, Index: uint32(i)},
			},
			Subject: credential.Subject{FullName: fmt.Sprintf("Nguyễn Văn Mẫu %d", i), BirthDate: "2004-03-15"},
		}, key, rand.Reader)
		require.NoError(t, err)
	}
	return all
}

// What is prepared by several at once is the file that one makes.
func TestPapersKeepTheirOrder(t *testing.T) {
	t.Parallel()
	printer, all := newPrinter(t), issued(t, 30)
	one, err := printer.File("DH-MAU")
	require.NoError(t, err)
	file, err := printer.File("DH-MAU")
	require.NoError(t, err)
	set := beginSetting(printer, file)
	for _, c := range all {
		require.NoError(t, one.Add(c))
		require.NoError(t, set.add(c))
	}
	require.NoError(t, set.end())
	require.NoError(t, set.end())
	var want, got bytes.Buffer
	_, err = one.WriteTo(&want)
	require.NoError(t, err)
	_, err = set.file.WriteTo(&got)
	require.NoError(t, err)
	require.Equal(t, want.Bytes(), got.Bytes())
}

func TestNothingIsPrintedBehindAnError(t *testing.T) {
	t.Parallel()
	printer, all := newPrinter(t), issued(t, 2)
	file, err := printer.File("DH-MAU")
	require.NoError(t, err)
	set := beginSetting(printer, file)
	require.NoError(t, set.add(all[0]))
	require.NoError(t, set.add(credential.Issued{JWT: "no credential"}))
	for err = set.add(all[1]); err == nil; err = set.add(all[1]) { // until the error has arrived
	}
	require.ErrorIs(t, err, credential.ErrMalformed)
	require.ErrorIs(t, set.end(), credential.ErrMalformed)
}

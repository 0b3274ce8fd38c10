package network

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/stretchr/testify/require"
)

func TestFolder(t *testing.T) {
	t.Parallel()

	t.Run("WithoutANetworkSaysHowToMakeOne", func(t *testing.T) {
		t.Parallel()
		_, err := readRecord(Dir(t.TempDir()))
		require.ErrorIs(t, err, ErrUsage)
	})

	t.Run("WithSomethingElseInItIsRefused", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.NoError(t, writeFile(d.join("thesis.odt"), nil))
		require.ErrorIs(t, clearUnfinished(d), ErrUsage)
		require.FileExists(t, d.join("thesis.odt"))
	})

	t.Run("OfAnInterruptedStartIsCleared", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.NoError(t, writeFile(d.Genesis(), []byte("half")))
		require.NoError(t, writeFile(d.Log(supervisorLog), []byte("line")))
		require.NoError(t, clearUnfinished(d))
		require.NoFileExists(t, d.Genesis())
		require.FileExists(t, d.Log(supervisorLog))
	})

	t.Run("WithAnOrganisationsKeysAndNoRecordIsNotCleared", func(t *testing.T) {
		t.Parallel()
		d, ministry := Dir(t.TempDir()), Organisations()[0]
		require.NoError(t, writeFile(d.Member(ministry), nil))
		require.ErrorContains(t, clearUnfinished(d), "keys of ministry")
		require.FileExists(t, d.Member(ministry))
		require.NoError(t, record{Together: true}.write(d))
		require.NoError(t, clearUnfinished(d))
		require.NoFileExists(t, d.Member(ministry))
	})

	t.Run("ResetLeavesWhatIsNotOurs", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.NoError(t, writeFile(d.join("notes.txt"), nil))
		require.NoError(t, writeFile(d.Trust(), nil))
		require.NoError(t, Reset(t.Context(), d, ""))
		left, err := os.ReadDir(string(d))
		require.NoError(t, err)
		require.Len(t, left, 1)
		require.Equal(t, "notes.txt", left[0].Name())
	})

	t.Run("WithoutASupervisorIsNotRunning", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.ErrorIs(t, Down(t.Context(), d), ErrNotRunning)
		_, err := Processes(t.Context(), d)
		require.ErrorIs(t, err, ErrNotRunning)
	})

	t.Run("NameIsMadeAbsolute", func(t *testing.T) {
		t.Parallel()
		d, err := OpenDir("somewhere")
		require.NoError(t, err)
		require.True(t, filepath.IsAbs(string(d)))
		for _, bad := range []string{"", "a\"b", "a\nb"} {
			_, err := OpenDir(bad)
			require.ErrorIs(t, err, ErrUsage)
		}
	})
}

func TestLogs(t *testing.T) {
	t.Parallel()
	d := Dir(t.TempDir())
	require.NoError(t, writeFile(d.Log("schools-peer"), []byte("one\ntwo\nthree\n")))

	t.Run("ShowTheLastLines", func(t *testing.T) {
		t.Parallel()
		var shown strings.Builder
		require.NoError(t, Logs(d, "", 2, &shown))
		require.Equal(t, "==> schools-peer <==\ntwo\nthree\n", shown.String())
	})

	t.Run("TellWhyAProgramEnded", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct{ log, want string }{
			"APanic": {"INFO [x] up\n… PANI [orderer] Main: no such file\npanic: no such file\n\n" +
				"goroutine 1 [running]:\nmain.main()\n\tmain.go:15 +0xf\n", "no such file"},
			"AnError":  {"… ERRO [peer] start: port is taken\n… INFO [peer] bye\n", "[peer] start: port is taken"},
			"Anything": {"one\nunknown flag: --x\n", "unknown flag: --x"},
		} {
			path := d.Log(name)
			require.NoError(t, writeFile(path, []byte(c.log)))
			require.Equal(t, c.want+" ("+path+")", reasonInLog(path), name)
		}
		require.Contains(t, reasonInLog(d.Log("none")), "no such file")
	})

	t.Run("OfAnUnknownNodeNameThoseThatAre", func(t *testing.T) {
		t.Parallel()
		err := Logs(d, "nobody", 2, &strings.Builder{})
		require.ErrorIs(t, err, ErrUsage)
		require.ErrorContains(t, err, "ministry-orderer")
	})
}

func TestStepsThatTimeOutAreTriedAgain(t *testing.T) {
	t.Parallel()
	late := &url.Error{Op: "Post", Err: context.DeadlineExceeded}
	for name, c := range map[string]struct {
		errs  []error
		tries int
		want  error
	}{
		"AtOnce":  {[]error{nil}, 1, nil},
		"Late":    {[]error{fmt.Errorf("join: %w", late), late, nil}, 3, nil},
		"TheSDK":  {[]error{fmt.Errorf("install: %w", status.New(status.ClientStatus, status.Timeout.ToInt32(), "timeout", nil)), nil}, 2, nil},
		"SDKText": {[]error{errors.New("approve: instantiateOrUpgradeCC timed out or cancelled"), nil}, 2, nil},
		"Refused": {[]error{ErrDiverged, nil}, 1, ErrDiverged},
	} {
		tries := 0
		err := repeatTimedOut(t.Context(), func(context.Context) error {
			tries++
			return c.errs[tries-1]
		})
		require.ErrorIs(t, err, c.want, name)
		require.Equal(t, c.tries, tries, name)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, repeatTimedOut(ended, func(context.Context) error { return late }), context.DeadlineExceeded)
}

package words

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// Of a reading that nothing confirms the reader is told which of the reasons it is.
func TestWhyNothingConfirms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		age      time.Duration
		progress verifier.Progress
		vi, en   string
	}{
		"PeersAreFrozen": {
			time.Hour, verifier.Progress{CaughtUp: true},
			"không liên lạc được với đủ số tổ chức", "cannot reach enough of the organisations",
		},
		"StoodStillForTwoDays": {
			48 * time.Hour, verifier.Progress{CaughtUp: true, ConfirmedAt: now}, "hơn một ngày", "more than a day",
		},
		"Restarted":  {time.Minute, verifier.Progress{CaughtUpBefore: true}, "vừa khởi động lại", "was restarted"},
		"ClockIsOff": {-time.Hour, verifier.Progress{CaughtUp: true}, "một trong hai sai", "one of the two is wrong"},
	} {
		head := ledger.Head{Height: 9, Time: now.Add(-c.age)}
		r := verifier.NewResult(now)
		r.Reading = verifier.JudgeReading(head, c.progress, now)
		require.Equal(t, verifier.ReadingUnconfirmed, r.Reading.Kind, name)
		r.Cause = r.Reading.Kind.Cause()
		r.LastKnown = &verifier.Known{Result: verifier.Valid, AsOf: head.Time}
		for l, text := range map[Language]string{Vietnamese: c.vi, English: c.en} {
			said := Of(r, l)
			require.Equal(t, Hourglass, said.Shape, name)
			require.NotEmpty(t, said.Notes, name)
			require.Contains(t, said.Notes[0], text, name)
		}
	}
}

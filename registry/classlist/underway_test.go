package classlist

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// The newest upload of a person is told of, whichever ends first.
func TestTheNewestUploadIsToldOf(t *testing.T) {
	t.Parallel()
	var all underWay
	person := uuid.New()
	older := all.begin(person)
	older.judged(1, 2)
	newer := all.begin(person)
	newer.enter(StageOpening)
	older.judged(2, 2)
	require.Equal(t, Progress{Stage: StageOpening}, all.of(person))
	older.end()
	require.Equal(t, Progress{Stage: StageOpening}, all.of(person))
	newer.end()
	require.Empty(t, all.byPerson)
}

package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestRowsThatSayTheSameOfTheirStandingAreOneQuestion(t *testing.T) {
	t.Parallel()
	list := func(third string, words ...string) []byte {
		return sixPeople(t, learner("A3", third, "13/05/2008"), nil, "Xét", words...)
	}
	words := []string{"Được", "Không được", "Không được", "Được", "Không được", "Được"}
	in := roster.Input{List: list("Lê Thị Chi", words...)}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeRowStatus}, codes(got))
	p := got.Report.Problems[0]
	require.Equal(t, []int{3, 4, 6}, p.Rows)
	require.Equal(t, []string{"A2 Lê Mẫu Bình", "A3 Lê Thị Chi", "A5 Lê Mẫu Giang"}, p.People)
	require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut)).Rows, 3)
	require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerIssue)).Rows, 6)

	ids := questionIDs(t, in.List, roster.CodeRowStatus)
	require.NotEqual(t, ids, questionIDs(t, list("Trần Văn Mẫu", words...), roster.CodeRowStatus), "of all its people")
	words[5] = "Không được"
	require.NotEqual(t, ids, questionIDs(t, list("Lê Thị Chi", words...), roster.CodeRowStatus), "of these alone")

	got = readList(t, list("Lê Thị Chi", "Được", "Được", "Không được", "Được", "Được", "Được"))
	require.Empty(t, got.Report.Problems[0].People, "one row is named by itself")

	nameless := sixPeople(t, learner("", "", "13/05/2008"), nil, "Xét",
		"Được", "Không được", "Không được", "Được", "Không được", "Được")
	p = readAnswered(t, roster.Input{List: nameless}, nil).Report.Problems[0]
	require.Equal(t, []int{3, 4, 6}, p.Rows)
	require.Equal(t, []string{"A2 Lê Mẫu Bình", "", "A5 Lê Mẫu Giang"}, p.People, "each at the place of its row")
}
